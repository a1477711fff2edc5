//! The responsibility list 权责清单, by versions.

pub mod list;

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::{StoreError, rows};

/// Who leads what, where; a matter keeps version and id of the row it was routed by.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "responsibility")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub category: Uuid,
    /// Only here and below, or …
    pub division: Option<Uuid>,
    /// … in every division of this level.
    pub level: Option<String>,
    pub lead: Uuid,
    /// JSON list of units.
    pub support: String,
    /// JSON of limits by clock.
    pub limits: String,
    /// The law or document it rests on.
    pub basis: String,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// First day no longer valid.
    pub valid_to: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `responsibility`.
pub type ResponsibilityRow = Model;

/// Writes rows, replacing those with the same key.
pub async fn upsert(
    connection: &impl ConnectionTrait,
    all: Vec<ResponsibilityRow>,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, all).await
}

/// Every row, by version.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<ResponsibilityRow>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Version).all(connection).await?)
}

/// The rows of one version.
pub async fn of_version(
    connection: &impl ConnectionTrait,
    version: i32,
) -> Result<Vec<ResponsibilityRow>, StoreError> {
    let rows = Entity::find().filter(Column::Version.eq(version)).order_by_asc(Column::Id);
    Ok(rows.all(connection).await?)
}
