//! When a session ends: some time after the last use, and at the end of a working day in any case.

use jiff::{SignedDuration, Timestamp};

use super::DeviceKind;

/// How long a session lasts without use, by what it is used on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idle {
    /// At a desk.
    pub desk: SignedDuration,
    /// On a telephone, which its owner carries and locks.
    pub telephone: SignedDuration,
}

impl Idle {
    /// That of a kind of device.
    pub fn of(&self, kind: DeviceKind) -> SignedDuration {
        match kind {
            DeviceKind::Desk => self.desk,
            DeviceKind::Telephone => self.telephone,
        }
    }
}

/// The life of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// When it was used last.
    pub used: Timestamp,
    /// How long it lasts after that.
    pub idle: SignedDuration,
    /// When it ends whatever happens.
    pub most: Timestamp,
}

impl Span {
    /// When it ends, if it is not used again.
    pub fn ends(&self) -> Timestamp {
        self.most.min(self.used + self.idle)
    }

    /// Used at `at`. A use of before, which arrives late, changes nothing; one that lies ahead of `now`
    /// counts as now.
    #[must_use]
    pub fn used(&self, at: Timestamp, now: Timestamp) -> Self {
        Self { used: self.used.max(at.min(now)), ..*self }
    }
}
