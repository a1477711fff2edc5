//! Units 单位: who handles.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::{StoreError, rows};

/// An office, committee or company.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub kind: String,
    pub division: Uuid,
    pub parent: Option<Uuid>,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// First day no longer valid.
    pub valid_to: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `unit`.
pub type UnitRow = Model;

/// Writes rows, replacing those with the same key.
pub async fn upsert(
    connection: &impl ConnectionTrait,
    all: Vec<UnitRow>,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, all).await
}

/// Every row, by code.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<UnitRow>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Code).all(connection).await?)
}
