//! Failed tries are counted, and too many lock: a name that was tried, and an address they came from.

use jiff::{SignedDuration, Timestamp};

/// Failures within an hour that lock a sign-in name.
pub const OF_AN_ACCOUNT: u8 = 5;
/// Failures within an hour that lock an address, over all names. More than of a name: a whole office
/// stands behind one address.
pub const OF_AN_ADDRESS: u8 = 20;
/// The time in which failures are counted, from the first of them.
pub const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// After so long without a failure or a lock nothing is held against anybody.
pub const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How long the first lock lasts, the second, and every later one until a day was quiet.
pub const LOCKS: [SignedDuration; 3] =
    [SignedDuration::from_mins(10), SignedDuration::from_mins(20), SignedDuration::from_mins(30)];

/// What is kept of the failures of one name or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tries {
    /// Failures that count.
    pub failures: u8,
    /// When the first of them was.
    pub since: Timestamp,
    /// How often it was locked since it was quiet for a day.
    pub locks: u8,
    /// Until when it is locked, or was the last time.
    pub until: Timestamp,
}

impl Tries {
    /// Nothing failed yet.
    pub const NONE: Self =
        Self { failures: 0, since: Timestamp::UNIX_EPOCH, locks: 0, until: Timestamp::UNIX_EPOCH };

    /// Until when nobody signs in, also with the right password.
    pub fn locked(&self, now: Timestamp) -> Option<Timestamp> {
        Some(self.until).filter(|until| now < *until)
    }

    /// One more failure; `most` of them lock. While it is locked nothing is tried, so nothing counts.
    #[must_use]
    pub fn failed(&self, most: u8, now: Timestamp) -> Self {
        if self.locked(now).is_some() {
            return *self;
        }
        let before = if self.is_forgotten(now) { Self::NONE } else { *self };
        let fresh = before.failures == 0 || now.duration_since(before.since) >= HOUR;
        let (failures, since) = if fresh { (1, now) } else { (before.failures + 1, before.since) };
        if failures < most {
            return Self { failures, since, ..before };
        }
        let lasts = LOCKS[usize::from(before.locks).min(LOCKS.len() - 1)];
        let locks = before.locks.saturating_add(1);
        Self { failures: 0, since, locks, until: now + lasts }
    }

    /// Whether it was so long ago that it need not be kept.
    pub fn is_forgotten(&self, now: Timestamp) -> bool {
        now.duration_since(self.since.max(self.until)) >= DAY
    }
}
