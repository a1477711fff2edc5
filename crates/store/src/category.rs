//! Categories 分类, three levels.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::{StoreError, rows};

/// One category of any level.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "category")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub code: String,
    pub name: String,
    /// 1 to 3.
    pub level: i32,
    pub parent: Option<Uuid>,
    /// Runs by urgent hours on days off.
    pub urgent_on_holidays: bool,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// First day no longer valid.
    pub valid_to: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `category`.
pub type CategoryRow = Model;

/// Writes rows, replacing those with the same key.
pub async fn upsert(
    connection: &impl ConnectionTrait,
    all: Vec<CategoryRow>,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, all).await
}

/// Every row, by code.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<CategoryRow>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Code).all(connection).await?)
}
