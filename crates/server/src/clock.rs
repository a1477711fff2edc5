//! The only place that reads the clock and the operating system's randomness.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use huisheng_store::Micros;
use jiff::{SignedDuration, Timestamp};
use rand::TryRng;
use rand::rngs::SysRng;

/// The time of the house: the machine's, or in tests one that is set forward by hand. A clone is the
/// same clock.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// Now, cut to what the database keeps.
    #[expect(clippy::disallowed_methods, reason = "this is where time comes in")]
    pub fn now(&self) -> Timestamp {
        let ahead = SignedDuration::from_micros(self.ahead.load(Ordering::Relaxed));
        let now = Timestamp::now();
        Micros::cut(now.checked_add(ahead).unwrap_or(now))
    }

    /// Sets the time forward.
    pub fn advance(&self, by: SignedDuration) {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        self.ahead.fetch_add(micros, Ordering::Relaxed);
    }
}

/// Bytes nobody can guess.
///
/// # Panics
/// If the operating system has no randomness to give: nothing safe can be done then.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SysRng.try_fill_bytes(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
