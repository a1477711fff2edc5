//! Placeholders in titles and head rows. Forms are documents of a Chinese office, so they have no other language.

use super::{FormDays, FormPeriod};

/// The placeholders there are.
pub const PLACEHOLDERS: [&str; 5] = ["年", "月", "日", "期间", "单位"];

/// What stands in place of them.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// For how long.
    pub period: FormPeriod,
    /// Which days: year, month and day are those of the last.
    pub days: FormDays,
    /// The unit whose form it is.
    pub unit: &'a str,
}

impl Said<'_> {
    /// A text with everything in place; what is no placeholder stays.
    pub fn worded(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for (between, named) in pieces(text) {
            out.push_str(between);
            let last = self.days.last;
            match named {
                None => {}
                Some("年") => out.push_str(&last.year().to_string()),
                Some("月") => out.push_str(&last.month().to_string()),
                Some("日") => out.push_str(&last.day().to_string()),
                Some("期间") => out.push_str(&self.days.in_words(self.period)),
                Some("单位") => out.push_str(self.unit),
                Some(other) => out.extend(["{", other, "}"]),
            }
        }
        out
    }
}

/// A name in braces that is no placeholder.
pub(super) fn unknown(text: &str) -> bool {
    pieces(text).any(|(_, named)| named.is_some_and(|named| !PLACEHOLDERS.contains(&named)))
}

/// Pieces of a text, each with the name in braces behind it, if there is one. Braces that nothing closes are text.
fn pieces(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut left = Some(text);
    std::iter::from_fn(move || {
        let text = left.take()?;
        let found = text.split_once('{').and_then(|(before, rest)| {
            let (named, behind) = rest.split_once('}')?;
            Some((before, named, behind))
        });
        let Some((before, named, behind)) = found else { return Some((text, None)) };
        left = Some(behind);
        Some((before, Some(named)))
    })
}
