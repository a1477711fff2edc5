//! What would be read from a ledger, to look at before it is taken.

use huisheng_domain::personal::{Stays, starred};
use huisheng_store::Book;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::past::{Numbers, Past};

/// A row as it would be taken. Who it is about is not shown, only that the row says so.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PastLine)]
pub struct Shown {
    /// Its line in the file or sheet.
    pub line: u64,
    /// The number there, or one that was made of what the row says.
    #[schema(example = "2024-0017")]
    pub number: String,
    /// Title.
    pub title: String,
    /// When it came.
    pub received: Timestamp,
    /// When it was answered.
    pub replied: Option<Timestamp>,
    /// What was answered.
    pub result: Option<String>,
    /// When it was due there.
    pub due: Option<Timestamp>,
    /// Our category.
    pub category: Option<String>,
    /// Our division.
    pub division: Option<String>,
    /// Where, in words.
    pub address: Option<String>,
    /// There is a name.
    pub named: bool,
    /// There is a telephone that can be read.
    pub reachable: bool,
    /// Oddities, as stable codes.
    #[schema(value_type = Vec<String>)]
    pub flags: Vec<&'static str>,
}

impl Shown {
    /// With the names of the lists of the day.
    pub(super) fn of(mut past: Past, numbers: &mut Numbers, book: &Book) -> Self {
        numbers.take(&mut past);
        let open = |text: String| starred(&text, &[""; 0], Stays::Part).unwrap_or(text);
        let replied = past.result.as_ref().map(|result| result.at);
        Self {
            line: past.line,
            number: past.number,
            title: open(past.title),
            received: past.received,
            replied,
            result: past.result.map(|result| result.text).or(past.remark).map(open),
            due: past.due,
            category: past.category.and_then(|id| Some(book.categories.get(id)?.name.clone())),
            division: past.division.and_then(|id| Some(book.divisions.get(id)?.name.clone())),
            address: past.address.map(open),
            named: past.user.is_some(),
            reachable: past.contact.is_some(),
            flags: past.flags,
        }
    }
}
