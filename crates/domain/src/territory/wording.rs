//! Typed words of a place brought to one form: 三栋, ３号楼, 3幢 and 03＃ are the same building.

/// One character of the one form, and the bytes of the typed text it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph {
    pub(super) letter: char,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What stands for a building after its number or letter, the longest first.
const BUILDING: [&str; 10] = ["号楼", "号栋", "号幢", "栋楼", "幢楼", "#楼", "栋", "幢", "座", "#"];

/// The letter all of [`BUILDING`] become.
const BUILDING_MARK: char = '栋';

/// The one form of `text`: half-width, small letters, Arabic numerals without leading zeros, one
/// mark for a building, no blanks or dashes. Other punctuation stays and keeps words apart.
pub(super) fn glyphs(text: &str) -> Vec<Glyph> {
    let folded = text.char_indices().flat_map(|(start, letter)| {
        let end = start + letter.len_utf8();
        half_width(letter).to_lowercase().map(move |letter| Glyph { letter, start, end })
    });
    let kept = folded
        .filter(|g| !g.letter.is_whitespace() && !matches!(g.letter, '-' | '—' | '–' | '·' | '•'));
    buildings(&numerals(&kept.collect::<Vec<_>>()))
}

/// The one form as text.
pub(super) fn plain(text: &str) -> String {
    glyphs(text).into_iter().map(|glyph| glyph.letter).collect()
}

/// Whether a word that ends with `left` may be followed by one that begins with `right`: not in
/// the middle of a number or of a Latin word.
pub(super) fn may_part(left: char, right: char) -> bool {
    !(left.is_ascii_digit() && right.is_ascii_digit()
        || left.is_ascii_alphabetic() && right.is_ascii_alphabetic())
}

/// Whether the words name a part of something (3栋, a栋, 2单元) and nothing by themselves.
pub(super) fn is_part(plain: &str) -> bool {
    let rest = plain.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    let marks = ["", "栋", "单元", "号", "期", "区", "层", "室", "组", "门", "号院"];
    rest.len() < plain.len() && marks.contains(&rest)
}

fn half_width(letter: char) -> char {
    match letter {
        '\u{3000}' => ' ',
        '！'..='～' => {
            u32::from(letter).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(letter)
        }
        // 号 as older forms print it.
        '號' => '号',
        '棟' => '栋',
        '樓' => '楼',
        '№' => '#',
        _ => letter,
    }
}

fn digit(letter: char) -> Option<u32> {
    "零一二三四五六七八九".chars().position(|c| c == letter).and_then(|n| u32::try_from(n).ok()).or(
        match letter {
            '〇' => Some(0),
            '两' => Some(2),
            _ => None,
        },
    )
}

fn numerals(glyphs: &[Glyph]) -> Vec<Glyph> {
    let is_numeral = |g: &Glyph| digit(g.letter).is_some() || matches!(g.letter, '十' | '百');
    let mut out: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    let mut rest = glyphs;
    while let Some(first) = rest.first() {
        let arabic = rest.iter().take_while(|g| g.letter.is_ascii_digit()).count();
        let chinese = rest.iter().take_while(|g| is_numeral(g)).count();
        let run = arabic.max(chinese).max(1);
        let number = if arabic > 0 {
            let digits: String = rest[..run].iter().map(|g| g.letter).collect();
            let significant = digits.trim_start_matches('0');
            Some(if significant.is_empty() { "0".to_owned() } else { significant.to_owned() })
        } else {
            value(&rest[..chinese])
        };
        match number {
            Some(number) => {
                let (start, end) = (first.start, rest[run - 1].end);
                out.extend(number.chars().map(|letter| Glyph { letter, start, end }));
            }
            None => out.extend(&rest[..run]),
        }
        rest = &rest[run..];
    }
    out
}

/// 十二 is 12, 二十 is 20, 一百零三 is 103, 二〇三 is 203. 百 alone is a word (百货), and what is no
/// number (二三十) stays as it is.
fn value(run: &[Glyph]) -> Option<String> {
    if run.is_empty() {
        return None;
    }
    if run.iter().all(|g| digit(g.letter).is_some()) {
        let digits: String =
            run.iter().filter_map(|g| char::from_digit(digit(g.letter)?, 10)).collect();
        let significant = digits.trim_start_matches('0');
        return Some(if significant.is_empty() { "0".into() } else { significant.into() });
    }
    let (mut total, mut pending, mut unit) = (0, None, 1_000);
    for glyph in run {
        match (glyph.letter, digit(glyph.letter)) {
            (_, Some(0)) if pending.is_none() && total > 0 => {}
            (_, Some(n)) if pending.is_none() && n > 0 => pending = Some(n),
            ('百', _) if unit > 100 => {
                (total, unit) = (pending.take()? * 100, 100);
            }
            ('十', _) if unit > 10 => {
                let tens = pending.take().or((total == 0).then_some(1))?;
                (total, unit) = (total + tens * 10, 10);
            }
            _ => return None,
        }
    }
    Some((total + pending.unwrap_or(0)).to_string())
}

fn buildings(glyphs: &[Glyph]) -> Vec<Glyph> {
    let mut out: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    let mut rest = glyphs;
    while let Some(first) = rest.first() {
        let after_number = out.last().is_some_and(|g| g.letter.is_ascii_alphanumeric());
        let mark = BUILDING.iter().find(|mark| {
            after_number
                && mark.chars().enumerate().all(|(n, c)| rest.get(n).is_some_and(|g| g.letter == c))
        });
        let run = mark.map_or(1, |mark| mark.chars().count());
        let letter = if mark.is_some() { BUILDING_MARK } else { first.letter };
        out.push(Glyph { letter, start: first.start, end: rest[run - 1].end });
        rest = &rest[run..];
    }
    out
}
