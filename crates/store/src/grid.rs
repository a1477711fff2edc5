//! Grids 网格, past ones too. Division and parent are columns, because they must exist.

use huisheng_domain::id::Id;
use huisheng_domain::territory::Grid;
use sea_orm::{ConnectionTrait, Value};

use crate::StoreError;
use crate::list::{self, Listed};

impl Listed for Grid {
    const TABLE: &'static str = "grid";
    const COLUMNS: &'static [&'static str] = &["id", "division", "parent"];
    const ORDER: &'static str = "id";

    fn values(&self) -> Vec<Value> {
        vec![self.id.uuid().into(), self.division.uuid().into(), self.parent.map(Id::uuid).into()]
    }
}

/// Writes grids, replacing those with the same id.
pub async fn put(connection: &impl ConnectionTrait, list: &[Grid]) -> Result<(), StoreError> {
    list::put(connection, list).await
}

/// Every grid there ever was, by id.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Grid>, StoreError> {
    list::all(connection).await
}
