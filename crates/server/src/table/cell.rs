//! One cell as text: cleaned of what spreadsheets leave behind, and condensed for comparison.

use std::borrow::Cow;

/// Longest cell taken, in bytes. A spreadsheet allows 32,767 characters; messages are shorter.
pub(super) const MAX_CELL: usize = 1 << 20;

/// What a spreadsheet shows for a formula that failed.
const ERRORS: [&str; 9] =
    ["#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!", "#SPILL!"];

/// Whether the cell holds a failed formula.
pub(super) fn is_error(text: &str) -> bool {
    ERRORS.contains(&text)
}

/// Starts of a text that a spreadsheet would run as a formula (with their full-width forms).
pub(super) fn starts_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        || (c.is_control() && c != '\n' && c != '\t')
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// The cell without surrounding blanks (full-width ones too), control and invisible characters,
/// with `\n` line breaks, and without the apostrophe that guards a text against being a formula.
pub(super) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut text = text.trim_matches(is_blank);
    if let Some(guarded) = text.strip_prefix('\'')
        && starts_formula(guarded)
    {
        text = guarded.trim_matches(is_blank);
    }
    text.chars().filter(|c| !is_invisible(*c)).collect()
}

/// Full-width letters, digits, signs and spaces as their ASCII forms: `１３８` is `138`.
pub(super) fn narrow(text: &str) -> String {
    let half = |c: char| match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '。' => '.',
        '—' | '–' | '−' => '-',
        other => other,
    };
    text.chars().map(half).filter(|c| !is_invisible(*c)).collect::<String>().trim().to_owned()
}

/// For comparing names: narrow, lower case, letters and digits only. `Open_DT`, `open dt` and
/// `ＯＰＥＮ－ＤＴ` are one.
pub(super) fn condense(text: &str) -> String {
    narrow(text).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A number as a person would have typed it: no exponent, no trailing `.0`, no binary residue
/// beyond the fifteen digits a spreadsheet keeps.
pub(super) fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        // Adding zero turns a negative zero into a plain one.
        return format!("{:.0}", value + 0.0);
    }
    format!("{value:.14e}").parse::<f64>().unwrap_or(value).to_string()
}

/// At most `limit` characters, for showing in an error.
pub(super) fn shorten(text: &str, limit: usize) -> String {
    let line: Cow<'_, str> = if text.contains(['\n', '\t']) {
        text.replace(['\n', '\t'], " ").into()
    } else {
        text.into()
    };
    match line.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.into_owned(),
    }
}
