//! Days that were loaded beside the shipped calendar.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::{StoreError, rows};

/// A holiday, make-up or local day.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_day")]
pub struct Model {
    /// Code of the division it holds for; empty for the whole country.
    #[sea_orm(primary_key, auto_increment = false)]
    pub division: String,
    /// `YYYY-MM-DD`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    pub kind: String,
    pub name: String,
    /// The notice that announced it.
    pub source: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `calendar_day`.
pub type CalendarDayRow = Model;

/// Writes rows, replacing those with the same key.
pub async fn upsert(
    connection: &impl ConnectionTrait,
    all: Vec<CalendarDayRow>,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, all).await
}

/// Every row, by day.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<CalendarDayRow>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Day).all(connection).await?)
}
