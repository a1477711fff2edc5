//! What is wrong with a roster as a whole: gaps, and people in two places at once.

use jiff::Timestamp;
use jiff::civil::Date;

use super::fill::instant;
use super::{Hours, Shift};
use crate::calendar::Calendar;
use crate::id::{AccountId, ShiftId};

/// From an instant to an exclusive end.
pub type Span = (Timestamp, Timestamp);

/// Somebody who is on duty twice at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Double {
    /// Who.
    pub account: AccountId,
    /// The shift that begins first.
    pub one: ShiftId,
    /// The other.
    pub other: ShiftId,
    /// The time in both.
    pub both: Span,
}

/// What of `whole` no span of `covered` holds, in order.
pub fn gaps(covered: impl IntoIterator<Item = Span>, whole: Span) -> Vec<Span> {
    let mut covered: Vec<Span> = covered.into_iter().filter(|(from, to)| from < to).collect();
    covered.sort_unstable();
    let (mut at, end) = whole;
    let mut found = Vec::new();
    for (from, to) in covered {
        if from >= end {
            break;
        }
        if from > at {
            found.push((at, from));
        }
        at = at.max(to);
    }
    if at < end {
        found.push((at, end));
    }
    found
}

/// The day shifts of working days from `from` to `through`: while the office is open, its own people answer.
pub fn office_spans(calendar: &Calendar, hours: Hours, from: Date, through: Date) -> Vec<Span> {
    let days = from.series(jiff::Span::new().days(1)).take_while(|date| *date <= through);
    let open = days.filter(|date| calendar.is_working(*date));
    let at = |date: Date, time| instant(calendar, date.to_datetime(time));
    open.map(|date| (at(date, hours.begins), at(date, hours.ends))).collect()
}

/// Everybody who is on duty in two shifts at once. Who leads may lead several: that is done from afar.
pub fn doubles(shifts: &[Shift]) -> Vec<Double> {
    let mut by_begin: Vec<&Shift> = shifts.iter().collect();
    by_begin.sort_by_key(|shift| (shift.begins, shift.id.uuid()));
    let mut found = Vec::new();
    for (nth, one) in by_begin.iter().enumerate() {
        let later = by_begin[nth + 1..].iter().take_while(|other| other.begins < one.ends);
        for other in later.filter(|other| other.id != one.id) {
            let both = (other.begins, one.ends.min(other.ends));
            let twice = one.on_duty.iter().filter(|account| other.on_duty.contains(account));
            found.extend(twice.map(|account| Double {
                account: *account,
                one: one.id,
                other: other.id,
                both,
            }));
        }
    }
    found
}
