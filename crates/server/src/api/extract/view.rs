//! A list with contact data, as its asker and who decides see it.

use std::collections::BTreeMap;

use huisheng_domain::extract::ExtractState;
use huisheng_domain::id::{AccountId, ExtractId, Id};
use huisheng_store::account;
use huisheng_store::extract::ExtractRow;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::api::matter::list::ListQuery;
use crate::api::named::unit_name;
use crate::api::sheet::Sheet;
use crate::app::App;
use crate::error::Problem;

/// A list with contact data that somebody asked for.
#[derive(Serialize, ToSchema)]
pub(super) struct ExtractView {
    /// Its number.
    id: ExtractId,
    /// Name of who asked.
    asked_by: String,
    /// Name of the unit it was asked for in.
    unit_name: String,
    /// When.
    asked_at: Timestamp,
    /// Why.
    reason: String,
    /// Which matters.
    asked: ListQuery,
    /// The form of the file.
    format: Sheet,
    /// Voices in it when it was asked for.
    voices: i64,
    /// Where it stands.
    state: ExtractState,
    /// Until when it waits, or may be taken.
    until: Option<Timestamp>,
    /// Name of who decided.
    decided_by: Option<String>,
    /// When.
    decided_at: Option<Timestamp>,
    /// Why, in the words of who decided.
    words: Option<String>,
}

impl ExtractView {
    /// One of a list.
    pub fn of(
        row: ExtractRow,
        app: &App,
        names: &BTreeMap<AccountId, String>,
        now: Timestamp,
    ) -> Self {
        let rules = row.rules();
        let name = |id| names.get(&Id::from_uuid(id)).cloned().unwrap_or_default();
        let (asked, format) = read(&row).unwrap_or_default();
        Self {
            id: Id::from_uuid(row.id),
            asked_by: name(row.account),
            unit_name: unit_name(&app.book(), Id::from_uuid(row.unit)),
            asked_at: rules.asked,
            reason: row.reason,
            asked,
            format,
            voices: row.voices,
            state: rules.state(now),
            until: rules.until(now),
            decided_by: row.decided_by.map(name),
            decided_at: rules.decision.map(|decision| decision.at),
            words: row.words,
        }
    }

    /// One alone.
    pub async fn of_one(app: &App, row: ExtractRow, now: Timestamp) -> Result<Self, Problem> {
        let people = people(std::slice::from_ref(&row));
        let names = account::names(app.store().read(), people).await?;
        Ok(Self::of(row, app, &names, now))
    }
}

/// Who stands in them.
pub(super) fn people(rows: &[ExtractRow]) -> Vec<AccountId> {
    let all = rows.iter().flat_map(|row| [Some(row.account), row.decided_by]);
    all.flatten().map(Id::from_uuid).collect()
}

/// What was asked for.
pub(super) fn read(row: &ExtractRow) -> Result<(ListQuery, Sheet), Problem> {
    let asked = serde_json::from_str(&row.asked).map_err(|_| Problem::invalid("asked"))?;
    let format = serde_json::from_str(&row.format).map_err(|_| Problem::invalid("format"))?;
    Ok((asked, format))
}

/// What the trail tells of what was asked for: codes, never words that were searched for.
pub(super) fn told(asked: &ListQuery) -> Value {
    let mut told = serde_json::to_value(asked).unwrap_or_default();
    if let Value::Object(fields) = &mut told {
        let by_words = fields.remove("q").is_some_and(|words| !words.is_null());
        fields.retain(|_, value| !value.is_null() && *value != Value::Bool(false));
        if by_words {
            fields.insert("by_words".to_owned(), true.into());
        }
    }
    told
}
