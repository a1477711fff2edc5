//! Procedures 办理规程: every text that was ever in force.

use huisheng_domain::procedure::{Procedure, ProcedureHash};
use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Value};

use crate::{Engine, Micros, StoreError};

/// The source of a procedure under the hash of its content. A matter keeps the version it began with,
/// so a row is never changed.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "procedure_text")]
pub struct Model {
    /// As the domain computes it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// The short name its versions share.
    pub code: String,
    /// TOML.
    pub source: String,
    /// The latest of a code is the one new matters begin with.
    pub loaded_at: Micros,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `procedure_text`.
pub type ProcedureRow = Model;

/// Keeps a procedure under its hash; from now on new matters begin with this version of its code.
/// `source` is what it was read from.
pub async fn put(
    connection: &impl ConnectionTrait,
    procedure: &Procedure,
    source: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    write(connection, procedure, source, now, "DO UPDATE SET loaded_at = excluded.loaded_at").await
}

/// As [`put`], but a version that was loaded before keeps its place.
pub async fn put_new(
    connection: &impl ConnectionTrait,
    procedure: &Procedure,
    source: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    write(connection, procedure, source, now, "DO NOTHING").await
}

async fn write(
    connection: &impl ConnectionTrait,
    procedure: &Procedure,
    source: &str,
    now: Timestamp,
    again: &str,
) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO procedure_text (hash, code, source, loaded_at) VALUES (?, ?, ?, ?) ON CONFLICT (hash) {again}"
    );
    let values: Vec<Value> = vec![
        procedure.hash.0.clone().into(),
        procedure.code.clone().into(),
        source.into(),
        Micros::from(now).0.into(),
    ];
    connection.execute_raw(Engine::of(connection).statement(&sql, values)).await?;
    Ok(())
}

/// Every version, the latest loaded last.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<ProcedureRow>, StoreError> {
    let rows = Entity::find().order_by_asc(Column::LoadedAt).order_by_asc(Column::Hash);
    Ok(rows.all(connection).await?)
}

/// The procedure a matter began with.
pub async fn find(
    connection: &impl ConnectionTrait,
    hash: &ProcedureHash,
) -> Result<ProcedureRow, StoreError> {
    Entity::find_by_id(hash.0.clone()).one(connection).await?.ok_or(StoreError::NotFound)
}
