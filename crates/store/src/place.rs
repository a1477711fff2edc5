//! The gazetteer: quarters, buildings and what people call them. What a place refers to are
//! columns, because it must exist.

use huisheng_domain::id::Id;
use huisheng_domain::territory::Place;
use sea_orm::{ConnectionTrait, Value};

use crate::StoreError;
use crate::list::{self, Listed};

impl Listed for Place {
    const TABLE: &'static str = "place";
    const COLUMNS: &'static [&'static str] = &["id", "division", "grid", "parent"];
    const ORDER: &'static str = "id";

    fn values(&self) -> Vec<Value> {
        vec![
            self.id.uuid().into(),
            self.division.uuid().into(),
            self.grid.map(Id::uuid).into(),
            self.parent.map(Id::uuid).into(),
        ]
    }
}

/// Writes places, replacing those with the same id.
pub async fn put(connection: &impl ConnectionTrait, list: &[Place]) -> Result<(), StoreError> {
    list::put(connection, list).await
}

/// Every place, by id.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Place>, StoreError> {
    list::all(connection).await
}
