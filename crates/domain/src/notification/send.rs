//! When what goes out of the house is sent, and sent again.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{Quiet, Topic};

/// How long what its author may take back stays in the house.
pub const HELD: SignedDuration = SignedDuration::from_secs(60);
/// How long one who sends has a message for himself; whoever died with it has it taken away then.
pub const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How long after each try the next one comes. After the last it is given up.
const AGAIN: [SignedDuration; 8] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_secs(60),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(5),
    SignedDuration::from_hours(10),
    SignedDuration::from_hours(24),
];
/// Tries, at most.
pub const ATTEMPTS: u32 = AGAIN.len() as u32 + 1;

/// When to try again after `attempts` tries; none if it is given up.
pub fn again(attempts: u32, now: Timestamp) -> Option<Timestamp> {
    let tried = usize::try_from(attempts).ok()?.checked_sub(1)?;
    now.checked_add(*AGAIN.get(tried)?).ok()
}

/// The first instant at which it may be sent. `undoable` is what its author may still take back.
pub fn not_before(
    topic: Topic,
    undoable: bool,
    quiet: Option<Quiet>,
    zone: &TimeZone,
    now: Timestamp,
) -> Timestamp {
    let held = if undoable { now.checked_add(HELD).unwrap_or(now) } else { now };
    match quiet {
        Some(quiet) if !topic.wakes() => quiet.after(held, zone),
        _ => held,
    }
}
