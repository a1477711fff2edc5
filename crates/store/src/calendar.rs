//! Days that were loaded beside the shipped calendar.

use huisheng_domain::calendar::CalendarDay;
use huisheng_domain::id::DivisionId;
use sea_orm::{ConnectionTrait, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::StoreError;
use crate::list::{self, Listed};

/// A holiday, make-up or local day, and where it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadedDay {
    /// Here and below; `None` for the whole country.
    pub division: Option<DivisionId>,
    /// The day.
    pub day: CalendarDay,
    /// The notice that announced it.
    pub source: String,
}

impl Listed for LoadedDay {
    const TABLE: &'static str = "calendar_day";
    const COLUMNS: &'static [&'static str] = &["division", "day"];
    const KEY: usize = 2;
    const ORDER: &'static str = "division, day";

    fn values(&self) -> Vec<Value> {
        // A part of a key cannot be null.
        let division = self.division.map_or(Uuid::nil(), |division| division.uuid());
        vec![division.into(), self.day.date.to_string().into()]
    }
}

/// Writes days, replacing those of the same division and date.
pub async fn put(connection: &impl ConnectionTrait, days: &[LoadedDay]) -> Result<(), StoreError> {
    list::put(connection, days).await
}

/// Every loaded day: those of the whole country first, then by division and date.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<LoadedDay>, StoreError> {
    list::all(connection).await
}
