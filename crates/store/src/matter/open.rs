//! Open matters with their states, page by page: each has a clock that runs, so the index by due
//! instant holds them all and no ended one.

use std::str::FromStr;

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId};
use huisheng_domain::matter::Matter;
use sea_orm::{ConnectionTrait, Value};
use thiserror::Error;

use super::state;
use crate::ledger::area_of;
use crate::{Engine, StoreError};

/// Where a page ended: the earliest due instant of its last matter, and the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behind(i64, MatterId);

/// The text is not a place of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a place in the list of open matters")]
pub struct InvalidBehind;

impl std::fmt::Display for Behind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}_{}", self.0, self.1.uuid().simple())
    }
}

impl FromStr for Behind {
    type Err = InvalidBehind;

    fn from_str(text: &str) -> Result<Self, InvalidBehind> {
        let (due, id) = text.split_once('_').ok_or(InvalidBehind)?;
        let id = id.parse().map(Id::from_uuid).map_err(|_| InvalidBehind)?;
        Ok(Self(due.parse().map_err(|_| InvalidBehind)?, id))
    }
}

/// At most `limit` open matters behind `after`, the earliest due first, and where to go on.
///
/// A matter whose clocks move meanwhile may come twice or change its place: what is done to it must
/// be harmless when done again.
pub async fn open_matters(
    connection: &impl ConnectionTrait,
    area: Area,
    after: Option<Behind>,
    limit: u32,
) -> Result<(Vec<Matter>, Option<Behind>), StoreError> {
    let behind = if after.is_some() { "AND (next_due, id) > (?, ?) " } else { "" };
    let sql = format!(
        "SELECT id, head, state, next_due FROM matter WHERE area = ? AND next_due IS NOT NULL \
         {behind}ORDER BY area, next_due, id LIMIT ?"
    );
    let mut values: Vec<Value> = vec![area_of(area).into()];
    if let Some(Behind(due, id)) = after {
        values.extend([due.into(), id.uuid().into()]);
    }
    values.push(i64::from(limit).into());
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    let mut matters = Vec::with_capacity(rows.len());
    let mut last = None;
    for row in &rows {
        let (id, _, matter) = state(row)?;
        last = Some(Behind(row.try_get_by_index(3)?, id));
        matters.push(matter);
    }
    let full = u32::try_from(rows.len()).is_ok_and(|found| found >= limit);
    Ok((matters, last.filter(|_| full)))
}
