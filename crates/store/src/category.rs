//! Categories 分类, three levels. The code is unique and a parent must exist.

use huisheng_domain::category::Category;
use huisheng_domain::id::Id;
use sea_orm::{ConnectionTrait, Value};

use crate::StoreError;
use crate::list::{self, Listed};

impl Listed for Category {
    const TABLE: &'static str = "category";
    const COLUMNS: &'static [&'static str] = &["id", "code", "parent"];
    const ORDER: &'static str = "code, id";

    fn values(&self) -> Vec<Value> {
        vec![self.id.uuid().into(), self.code.clone().into(), self.parent.map(Id::uuid).into()]
    }
}

/// Writes categories, replacing those with the same id. A code that is taken is the conflict
/// `category_code_key`.
pub async fn put(connection: &impl ConnectionTrait, list: &[Category]) -> Result<(), StoreError> {
    list::put(connection, list).await
}

/// Every category, past ones too, by code.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Category>, StoreError> {
    list::all(connection).await
}
