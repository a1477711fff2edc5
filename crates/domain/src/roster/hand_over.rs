//! 交接班: what the shift before leaves to the next, written by the one and confirmed by the other.

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

use super::Shift;
use crate::id::{AccountId, MatterId, ShiftId};

/// Before the end of a shift, from when on a hand-over is written.
pub const EARLY: SignedDuration = SignedDuration::from_hours(2);
/// Characters of the remarks, at most.
pub const REMARKS: usize = 2_000;

/// A hand-over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// The shift that ends.
    pub shift: ShiftId,
    /// Who wrote it.
    pub by: AccountId,
    /// When it was written last.
    pub at: Timestamp,
    /// What the next have to know; personal data is starred.
    pub remarks: String,
    /// Open urgent matters, as the house listed them then.
    pub matters: Vec<MatterId>,
    /// Who took over 接班.
    pub confirmed: Option<Confirmed>,
}

/// Who took over, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// Why a hand-over is not written, or not confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HandOverRefusal {
    /// Only those of the shift write it.
    #[error("those on duty in the shift hand it over")]
    NotOnDuty,
    /// The shift has hours to go.
    #[error("a shift is handed over from {} hours before its end", EARLY.as_hours())]
    TooEarly,
    /// The remarks are too long.
    #[error("remarks have at most {REMARKS} characters")]
    Remarks,
    /// It was confirmed: it stands for ever.
    #[error("the hand-over was confirmed")]
    Confirmed,
    /// Only those of the next shift confirm it.
    #[error("those on duty in the next shift take over")]
    NotNext,
}

impl HandOver {
    /// A hand-over of `shift`, in place of `before`.
    ///
    /// # Errors
    /// Somebody else's shift, hours before its end, or after it was confirmed.
    pub fn write(
        shift: &Shift,
        before: Option<&Self>,
        by: AccountId,
        remarks: String,
        matters: Vec<MatterId>,
        now: Timestamp,
    ) -> Result<Self, HandOverRefusal> {
        if !shift.names(by) {
            return Err(HandOverRefusal::NotOnDuty);
        }
        if before.is_some_and(|before| before.confirmed.is_some()) {
            return Err(HandOverRefusal::Confirmed);
        }
        if now < shift.ends - EARLY {
            return Err(HandOverRefusal::TooEarly);
        }
        if remarks.chars().count() > REMARKS {
            return Err(HandOverRefusal::Remarks);
        }
        Ok(Self { shift: shift.id, by, at: now, remarks, matters, confirmed: None })
    }

    /// Taken over by one of `next`, the shifts that begin next. The same person twice changes nothing.
    ///
    /// # Errors
    /// Somebody else confirmed it, the next shift names others, or whoever wrote it would confirm it though others are there.
    pub fn confirm(
        &self,
        next: &[Shift],
        by: AccountId,
        now: Timestamp,
    ) -> Result<Confirmed, HandOverRefusal> {
        match self.confirmed {
            Some(confirmed) if confirmed.by == by => return Ok(confirmed),
            Some(_) => return Err(HandOverRefusal::Confirmed),
            None => {}
        }
        let others = || next.iter().any(|shift| shift.on_duty.iter().any(|one| *one != by));
        if !next.iter().any(|shift| shift.names(by)) || by == self.by && others() {
            return Err(HandOverRefusal::NotNext);
        }
        Ok(Confirmed { by, at: now })
    }
}

/// Of the shifts of a unit those that begin next after `shift`: mostly one, several where a unit has more than one desk.
pub fn next(shift: &Shift, of_unit: &[Shift]) -> Vec<Shift> {
    let after =
        || of_unit.iter().filter(|other| other.begins > shift.begins && other.ends > shift.ends);
    let Some(first) = after().map(|other| other.begins).min() else { return Vec::new() };
    after().filter(|other| other.begins == first).cloned().collect()
}
