//! Which passwords will do: long ones that are not among the first that anybody tries.
//!
//! No kinds of characters are asked for and no password grows old: both make people choose worse ones.
//! How easily one is guessed is what zxcvbn says, which knows lists of leaked passwords, rows of keys,
//! dates and names, and is told what belongs to the person.

use zxcvbn::feedback::Warning;
use zxcvbn::{Score, zxcvbn};

/// The shortest password, in characters.
pub const SHORTEST: usize = 10;
/// The longest.
pub const LONGEST: usize = 200;
/// How many of the last passwords are not taken again, the one in use among them.
pub const KEPT: usize = 5;

/// What people here write into passwords, which the lists of zxcvbn do not have; and the name of this house.
const CHINESE: [&str; 17] = [
    "huisheng",
    "回声",
    "12345",
    "woaini",
    "woaiwojia",
    "1314",
    "520",
    "5201314",
    "admin",
    "qwe123",
    "zhongguo",
    "mima",
    "wodemima",
    "wangge",
    "jiedao",
    "a123",
    "我爱你",
];

/// Why a password will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordRefusal {
    /// Fewer than [`SHORTEST`] characters.
    Short,
    /// More than [`LONGEST`] characters.
    Long,
    /// It is made of the own name, sign-in name or unit.
    Own,
    /// Among those that were found in leaks, or nearly one of them.
    Known,
    /// Keys that lie beside each other.
    Row,
    /// The same again and again.
    Repeated,
    /// 123456, abcdef.
    Sequence,
    /// Little but a date or a year.
    Date,
    /// Found with few tries in another way.
    Guessable,
    /// One of the last [`KEPT`]; said by who compares them, since only their hashes are kept.
    UsedBefore,
}

/// Checks a new password; `about` is what belongs to the person: sign-in name, name, unit.
///
/// # Errors
/// Why it will not do.
pub fn check(password: &str, about: &[&str]) -> Result<(), PasswordRefusal> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(PasswordRefusal::Short);
    }
    if length > LONGEST {
        return Err(PasswordRefusal::Long);
    }
    let lower = password.to_lowercase();
    let own: Vec<String> = about.iter().map(|text| text.trim().to_lowercase()).collect();
    let own: Vec<&str> = own.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    let found = zxcvbn(password, &[own.as_slice(), &CHINESE].concat());
    if found.score() >= Score::Three {
        return Ok(());
    }
    if own.iter().any(|text| text.chars().count() > 1 && lower.contains(text)) {
        return Err(PasswordRefusal::Own);
    }
    Err(found.feedback().and_then(|feedback| feedback.warning()).map_or(
        PasswordRefusal::Guessable,
        |warning| match warning {
            Warning::StraightRowsOfKeysAreEasyToGuess
            | Warning::ShortKeyboardPatternsAreEasyToGuess => PasswordRefusal::Row,
            Warning::RepeatsLikeAaaAreEasyToGuess
            | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => PasswordRefusal::Repeated,
            Warning::ThisIsATop10Password
            | Warning::ThisIsATop100Password
            | Warning::ThisIsACommonPassword
            | Warning::ThisIsSimilarToACommonlyUsedPassword => PasswordRefusal::Known,
            Warning::SequencesLikeAbcAreEasyToGuess => PasswordRefusal::Sequence,
            Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => {
                PasswordRefusal::Date
            }
            Warning::AWordByItselfIsEasyToGuess
            | Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
            | Warning::CommonNamesAndSurnamesAreEasyToGuess => PasswordRefusal::Guessable,
        },
    ))
}
