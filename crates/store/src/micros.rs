//! Instants and days as the database keeps them.

use jiff::Timestamp;
use sea_orm::DeriveValueType;

/// An instant in whole microseconds since 1970-01-01T00:00:00Z. Both engines keep it as a 64-bit
/// integer: PostgreSQL's own timestamps would drop nanoseconds without a word, and SQLite has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Micros(pub i64);

impl Micros {
    /// The instant, if it lies within the years −9999 to 9999 that jiff can write.
    pub fn timestamp(self) -> Option<Timestamp> {
        Timestamp::from_microsecond(self.0).ok()
    }

    /// `timestamp` as it will read back from the database: later parts than a microsecond cut off.
    /// Events carry instants cut this way, so that a replay equals the stored row.
    pub fn cut(timestamp: Timestamp) -> Timestamp {
        Self::from(timestamp).timestamp().unwrap_or(timestamp)
    }
}

impl From<Timestamp> for Micros {
    /// Cuts towards the past, also before 1970.
    fn from(timestamp: Timestamp) -> Self {
        let nanos = timestamp.as_nanosecond();
        Self(i64::try_from(nanos.div_euclid(1_000)).unwrap_or(i64::MAX))
    }
}
