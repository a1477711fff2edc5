//! Names beside ids.

use std::collections::BTreeMap;

use huisheng_domain::id::{AccountId, UnitId};
use huisheng_store::Book;
use serde::Serialize;
use utoipa::ToSchema;

/// Names of accounts.
pub type Names = BTreeMap<AccountId, String>;

/// A member of staff.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonView {
    /// The account.
    pub id: AccountId,
    /// The name; empty if it is gone.
    pub name: String,
}

impl PersonView {
    /// With the name that was found.
    pub fn of(id: AccountId, names: &Names) -> Self {
        Self { id, name: names.get(&id).cloned().unwrap_or_default() }
    }
}

/// A unit.
#[derive(Serialize, ToSchema)]
pub struct UnitNamed {
    /// Its id.
    pub id: UnitId,
    /// Its name.
    pub name: String,
}

impl UnitNamed {
    /// As it is called now.
    pub fn of(id: UnitId, book: &Book) -> Self {
        Self { id, name: unit_name(book, id) }
    }
}

/// Name of a unit, or nothing if it is gone.
pub fn unit_name(book: &Book, id: UnitId) -> String {
    book.units.get(id).map(|found| found.name.clone()).unwrap_or_default()
}
