//! One-time codes 验证码: whoever reads a code sent to a telephone holds the telephone.
//!
//! Time and chance come in as values. The number itself is nowhere kept: what is stored is a keyed hash
//! of it, and one of the code.

#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

/// How long a code is good for.
pub const VALID: SignedDuration = SignedDuration::from_mins(5);
/// The least time between two codes to one number.
pub const APART: SignedDuration = SignedDuration::from_mins(1);
/// The time in which codes are counted.
pub const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// Codes to one number in an hour, counted from the first of them.
pub const IN_AN_HOUR: u8 = 5;
/// Tries of one code; then it is void. Five in a million guess it.
pub const TRIES: u8 = 5;
/// Codes of a whole installation in an hour: a city sends far fewer, and no more is ever paid for.
pub const IN_THE_HOUSE: u32 = 600;

/// A mobile number of the mainland, eleven digits: where a code can be sent. Not printable: it must not
/// get into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Mobile(String);

/// The text is no mobile number of the mainland.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a mobile number has eleven digits and begins with 1")]
pub struct NoMobile;

impl Mobile {
    /// The eleven digits.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// A way to reach somebody as it is kept: a mobile number by its digits, anything else as it was
    /// said. So a number is found again however it was typed.
    pub fn plain(text: &str) -> String {
        text.parse::<Self>().map_or_else(|_| text.trim().to_owned(), |mobile| mobile.0)
    }
}

impl FromStr for Mobile {
    type Err = NoMobile;

    /// As people type it: with blanks, hyphens, or the country before it.
    fn from_str(text: &str) -> Result<Self, NoMobile> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let own = digits.strip_prefix("+86").or_else(|| digits.strip_prefix("0086"));
        let own = own.unwrap_or(&digits);
        let fits = own.len() == 11 && own.starts_with('1');
        if fits && own.bytes().all(|digit| digit.is_ascii_digit()) {
            Ok(Self(own.to_owned()))
        } else {
            Err(NoMobile)
        }
    }
}

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mobile(…)")
    }
}

/// The six digits of a code, from random bytes.
pub fn code(random: [u8; 8]) -> String {
    format!("{:06}", u64::from_be_bytes(random) % 1_000_000)
}

/// What is kept of the codes of one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Keyed hash of the last code; none once it was used, or tried too often.
    pub code: Option<[u8; 32]>,
    /// When the last one was sent.
    pub at: Timestamp,
    /// How often the last one was tried.
    pub tries: u8,
    /// When the hour began in which they are counted.
    pub since: Timestamp,
    /// How many were sent in that hour.
    pub count: u8,
}

/// Why no code is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRefusal {
    /// One was sent to this number a moment ago, or too many within the hour.
    TooSoon {
        /// The earliest instant of the next.
        not_before: Timestamp,
    },
    /// The installation has sent too many.
    HouseFull,
}

impl Sent {
    /// Nothing was sent to this number yet.
    pub const NEVER: Self = Self {
        code: None,
        at: Timestamp::UNIX_EPOCH,
        tries: 0,
        since: Timestamp::UNIX_EPOCH,
        count: 0,
    };

    /// Sends a new code, which takes the place of the one before. `in_the_house`: what the installation
    /// sent within the last hour.
    ///
    /// # Errors
    /// Too soon, or too many.
    pub fn again(
        &self,
        code: [u8; 32],
        in_the_house: u32,
        now: Timestamp,
    ) -> Result<Self, CodeRefusal> {
        if in_the_house >= IN_THE_HOUSE {
            return Err(CodeRefusal::HouseFull);
        }
        let fresh = now.duration_since(self.since) >= HOUR;
        let (since, count) = if fresh { (now, 0) } else { (self.since, self.count) };
        let next = if count >= IN_AN_HOUR { since + HOUR } else { self.at + APART };
        if now < next {
            return Err(CodeRefusal::TooSoon { not_before: next });
        }
        Ok(Self { code: Some(code), at: now, tries: 0, since, count: count + 1 })
    }

    /// Tries a code: what is kept then, and whether it was the right one. A code is good once.
    pub fn tried(&self, code: [u8; 32], now: Timestamp) -> (Self, bool) {
        let valid = now.duration_since(self.at) < VALID;
        let right = valid && self.code == Some(code);
        let tries = self.tries.saturating_add(1);
        let left = self.code.filter(|_| valid && !right && tries < TRIES);
        (Self { code: left, tries, ..self.clone() }, right)
    }
}
