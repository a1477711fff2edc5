//! Settings an administrator changes while the server runs.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::{StoreError, rows};

/// One setting.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "setting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// JSON.
    pub value: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `setting`.
pub type SettingRow = Model;

/// Writes rows, replacing those with the same key.
pub async fn upsert(
    connection: &impl ConnectionTrait,
    all: Vec<SettingRow>,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, all).await
}

/// Every row, by name.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<SettingRow>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Name).all(connection).await?)
}
