//! What people say and write: a small grammar of composable parts, in our own words.
//!
//! `themes.txt` holds what is special to a theme, `shared.txt` what all share. A slot names a rule
//! of the theme or else of all, a range of numbers, or a blank filled by the caller.

mod grammar;
mod voice;

use std::sync::LazyLock;

use super::Dice;
pub(super) use grammar::{Blanks, Grammar};
pub(super) use voice::Voice;

/// The grammar, read once.
pub(super) static GRAMMAR: LazyLock<Grammar> = LazyLock::new(Grammar::new);

/// Shortest and longest report, in characters.
pub(super) const LENGTH: std::ops::RangeInclusive<usize> = 20..=300;

/// A title for a theme.
pub(super) fn title(theme: usize, blanks: &Blanks<'_>, dice: &mut Dice) -> String {
    let text = GRAMMAR.say(theme, "t", blanks, dice);
    text.chars().take(40).collect()
}

/// A report in somebody's voice.
pub(super) fn report(theme: usize, voice: Voice, blanks: &Blanks<'_>, dice: &mut Dice) -> String {
    let mut text = GRAMMAR.say(theme, voice.rule(), blanks, dice);
    for more in ["harm", "triedx", "triedx"] {
        if text.chars().count() < *LENGTH.start() + 2 {
            text.push('。');
            text.push_str(&GRAMMAR.say(theme, more, blanks, dice));
        }
    }
    let text = voice.colour(voice::tidy(&text), dice);
    text.chars().take(*LENGTH.end()).collect()
}

/// Anything else that is said: `result`, `callback.good`.
pub(super) fn say(theme: usize, rule: &str, blanks: &Blanks<'_>, dice: &mut Dice) -> String {
    voice::tidy(&GRAMMAR.say(theme, rule, blanks, dice))
}
