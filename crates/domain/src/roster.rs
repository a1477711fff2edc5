//! 值班表: who is on duty in a unit, from when to when, and who leads.
//!
//! An office keeps somebody on duty at night and on holidays, with a leader in charge 带班领导, and answers the telephone
//! of its duty room, so that what cannot wait until it opens again does not. Hours and patterns differ by place: they are
//! settings of the unit.

mod escalate;
mod fill;
mod finding;
mod hand_over;
#[cfg(test)]
mod tests;

use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::id::{AccountId, ShiftId, UnitId};

pub use escalate::{Called, ESCALATES, Shown, Waiting, called, duty_unit, is_pressing, shown_to};
pub use fill::{Days, FILLED, Parts, Plan, fill};
pub use finding::{Double, Span, doubles, gaps, office_spans};
pub use hand_over::{Confirmed, EARLY, HandOver, HandOverRefusal, REMARKS, next};

/// A shift, at most. Who reads what holds now looks back no further.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(72);
/// People on duty in one shift, at most.
pub const PEOPLE: usize = 20;
/// Characters of a telephone, at most.
pub const PHONE: usize = 30;

/// One shift 班次.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Its identifier.
    pub id: ShiftId,
    /// The unit that is on duty.
    pub unit: UnitId,
    /// From when.
    pub begins: Timestamp,
    /// Until when, an exclusive end.
    pub ends: Timestamp,
    /// Who is on duty 值班员, in the order of the sheet.
    pub on_duty: Vec<AccountId>,
    /// Who leads 带班领导.
    pub leader: Option<AccountId>,
    /// The telephone of the duty room: an office's, never a person's own.
    pub phone: Option<String>,
}

/// Why a shift is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ShiftRefusal {
    /// It ends before it begins, or lasts longer than [`LONGEST`].
    #[error("a shift ends after it begins, {} hours later at most", LONGEST.as_hours())]
    Ends,
    /// Nobody is on duty, or more than [`PEOPLE`].
    #[error("1 to {PEOPLE} people are on duty")]
    People,
    /// Somebody is named twice.
    #[error("somebody is named twice in one shift")]
    Twice,
    /// It is no telephone number.
    #[error("a telephone has digits, spaces, brackets and hyphens, {PHONE} characters at most")]
    Phone,
    /// It is the mobile number of a person.
    #[error("the telephone of a roster is an office's, not a person's")]
    PersonalPhone,
}

impl Shift {
    /// Whether it can stand in a roster.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn check(&self) -> Result<(), ShiftRefusal> {
        let lasts = self.ends.duration_since(self.begins);
        if lasts <= SignedDuration::ZERO || lasts > LONGEST {
            return Err(ShiftRefusal::Ends);
        }
        if self.on_duty.is_empty() || self.on_duty.len() > PEOPLE {
            return Err(ShiftRefusal::People);
        }
        let twice = |nth: usize| self.on_duty[..nth].contains(&self.on_duty[nth]);
        if (0..self.on_duty.len()).any(twice) {
            return Err(ShiftRefusal::Twice);
        }
        self.phone.as_deref().map_or(Ok(()), check_phone)
    }

    /// Whether it holds at that instant.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.begins <= now && now < self.ends
    }

    /// Whether somebody is on duty in it, or leads it.
    pub fn names(&self, account: AccountId) -> bool {
        self.on_duty.contains(&account) || self.leader == Some(account)
    }
}

/// Whether a telephone is one of an office. A mobile number of eleven digits belongs to a person, and everybody who is
/// signed in reads the roster.
///
/// # Errors
/// It is no telephone number, or a person's.
pub fn check_phone(phone: &str) -> Result<(), ShiftRefusal> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let lawful = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '+' | '(' | ')' | '转');
    if digits.len() < 3 || phone.chars().count() > PHONE || !phone.chars().all(lawful) {
        return Err(ShiftRefusal::Phone);
    }
    let local = digits.strip_prefix("86").unwrap_or(&digits);
    if local.len() == 11 && local.starts_with('1') {
        return Err(ShiftRefusal::PersonalPhone);
    }
    Ok(())
}

/// When the day shift of a unit begins and ends; the night shift takes the rest of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RosterHours)]
pub struct Hours {
    /// The day shift begins.
    #[schema(value_type = String, example = "08:30:00")]
    pub begins: Time,
    /// The day shift ends, and the night shift begins.
    #[schema(value_type = String, example = "17:30:00")]
    pub ends: Time,
}

impl Default for Hours {
    /// 08:30 to 17:30, and 17:30 to 08:30 of the next day.
    fn default() -> Self {
        Self { begins: Time::constant(8, 30, 0, 0), ends: Time::constant(17, 30, 0, 0) }
    }
}

/// How a unit keeps its roster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RosterSettings)]
pub struct Settings {
    /// Its shifts.
    #[serde(default)]
    pub hours: Hours,
    /// The telephone of its duty room, for new shifts.
    #[serde(default)]
    #[schema(example = "0532-5550123", max_length = 30)]
    pub phone: Option<String>,
    /// Nobody is on duty while the office is open: the day shift of a working day is no gap.
    #[serde(default)]
    pub off_hours_only: bool,
}

/// What is wrong with settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SettingsFault {
    /// The day shift ends before it begins.
    #[error("the day shift ends after it begins, on the same day")]
    Hours,
    /// The telephone.
    #[error("{0}")]
    Phone(ShiftRefusal),
}

impl Settings {
    /// Whether a unit can keep its roster so.
    ///
    /// # Errors
    /// The first that cannot stand.
    pub fn check(&self) -> Result<(), SettingsFault> {
        if self.hours.ends <= self.hours.begins {
            return Err(SettingsFault::Hours);
        }
        self.phone.as_deref().map_or(Ok(()), check_phone).map_err(SettingsFault::Phone)
    }
}
