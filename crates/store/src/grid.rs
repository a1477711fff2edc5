//! Grids 网格: the smallest unit of duty.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::{StoreError, rows};

/// A grid in one version of its outline and counts.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "grid")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub level: String,
    /// 基础 or 专属, as the domain writes it.
    pub kind: String,
    pub division: Uuid,
    /// The grid this one is part of.
    pub parent: Option<Uuid>,
    /// GeoJSON geometry in WGS-84, or …
    pub polygon: Option<String>,
    /// … a JSON list of what belongs to it.
    pub places: Option<String>,
    pub households: Option<i32>,
    pub persons: Option<i32>,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// First day no longer valid.
    pub valid_to: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `grid`.
pub type GridRow = Model;

/// Writes rows, replacing those with the same key.
pub async fn upsert(
    connection: &impl ConnectionTrait,
    all: Vec<GridRow>,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, all).await
}

/// Every row, by code.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<GridRow>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Code).all(connection).await?)
}
