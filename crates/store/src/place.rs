//! The gazetteer: quarters, buildings and what people call them.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::{StoreError, rows};

/// A place that typed words can find.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "place")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub kind: String,
    pub division: Uuid,
    pub grid: Option<Uuid>,
    /// The place it stands in: a building's quarter.
    pub parent: Option<Uuid>,
    /// JSON list of other names.
    pub aliases: String,
    /// Degrees, WGS-84.
    pub longitude: Option<f64>,
    /// Degrees, WGS-84.
    pub latitude: Option<f64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `place`.
pub type PlaceRow = Model;

/// Writes rows, replacing those with the same key.
pub async fn upsert(
    connection: &impl ConnectionTrait,
    all: Vec<PlaceRow>,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, all).await
}

/// Every row, by id.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<PlaceRow>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Id).all(connection).await?)
}
