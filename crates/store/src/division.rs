//! Divisions 行政区划: the territory tree. Code and parent are columns, because a code is never used
//! again and a parent must exist; the rest is read as a whole.

use huisheng_domain::id::Id;
use huisheng_domain::territory::Division;
use sea_orm::{ConnectionTrait, Value};

use crate::StoreError;
use crate::list::{self, Listed};

impl Listed for Division {
    const TABLE: &'static str = "division";
    const COLUMNS: &'static [&'static str] = &["id", "code", "parent"];
    const ORDER: &'static str = "id";

    fn values(&self) -> Vec<Value> {
        vec![
            self.id.uuid().into(),
            self.code.map(|code| code.to_string()).into(),
            self.parent.map(Id::uuid).into(),
        ]
    }
}

/// Writes divisions, replacing those with the same id. A code that is taken is the conflict
/// `division_code_key`; a parent that does not exist fails the commit.
pub async fn put(connection: &impl ConnectionTrait, list: &[Division]) -> Result<(), StoreError> {
    list::put(connection, list).await
}

/// Every division there ever was, by id.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Division>, StoreError> {
    list::all(connection).await
}
