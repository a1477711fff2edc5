//! Divisions 行政区划: the territory tree.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::{StoreError, rows};

/// A division of any level; one that was abolished stays, with its last day.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "division")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Up to twelve digits, or a code of our own; never used again.
    pub code: String,
    pub name: String,
    /// A level of the tree, such as street or community; levels are data.
    pub level: String,
    pub parent: Option<Uuid>,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// First day no longer valid.
    pub valid_to: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `division`.
pub type DivisionRow = Model;

/// Writes rows, replacing those with the same key.
pub async fn upsert(
    connection: &impl ConnectionTrait,
    all: Vec<DivisionRow>,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, all).await
}

/// Every row, by code.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<DivisionRow>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Code).all(connection).await?)
}
