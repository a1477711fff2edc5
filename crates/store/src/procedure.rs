//! Procedures 办理规程: every text that was ever in force.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::{Micros, StoreError, rows};

/// The source of a procedure under the hash of its content. A matter keeps the version it began with,
/// so a row is never changed.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "procedure_text")]
pub struct Model {
    /// SHA-256 of the content in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    pub name: String,
    /// TOML.
    pub source: String,
    pub loaded_at: Micros,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `procedure_text`.
pub type ProcedureRow = Model;

/// Writes rows, replacing those with the same key.
pub async fn upsert(
    connection: &impl ConnectionTrait,
    all: Vec<ProcedureRow>,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, all).await
}

/// Every row, by loaded_at.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<ProcedureRow>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::LoadedAt).all(connection).await?)
}

/// The procedure a matter began with.
pub async fn find(
    connection: &impl ConnectionTrait,
    hash: &str,
) -> Result<ProcedureRow, StoreError> {
    Entity::find_by_id(hash).one(connection).await?.ok_or(StoreError::NotFound)
}
