//! Versions of the responsibility list.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::{Micros, StoreError, rows};

/// One version; a draft until it is published.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "responsibility_list")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    pub name: String,
    /// None for a draft.
    pub published_at: Option<Micros>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `responsibility_list`.
pub type ResponsibilityListRow = Model;

/// Writes rows, replacing those with the same key.
pub async fn upsert(
    connection: &impl ConnectionTrait,
    all: Vec<ResponsibilityListRow>,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, all).await
}

/// Every row, by version.
pub async fn all(
    connection: &impl ConnectionTrait,
) -> Result<Vec<ResponsibilityListRow>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Version).all(connection).await?)
}

/// The version in force: the highest that was published. Its rows say from which day they count.
pub async fn in_force(
    connection: &impl ConnectionTrait,
) -> Result<Option<ResponsibilityListRow>, StoreError> {
    let published = Entity::find().filter(Column::PublishedAt.is_not_null());
    Ok(published.order_by_desc(Column::Version).one(connection).await?)
}
