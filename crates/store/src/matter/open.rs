//! Open matters with their states, page by page: each has a clock that runs, so the index by due
//! instant holds them all and no ended one.

use huisheng_domain::area::Area;
use huisheng_domain::matter::Matter;
use sea_orm::{ConnectionTrait, Value};

use super::{Cursor, Sort, state};
use crate::ledger::area_of;
use crate::{Engine, StoreError};

/// At most `limit` open matters behind `after`, the earliest due first, and where to go on.
///
/// A matter whose clocks move meanwhile may come twice or change its place: what is done to it must
/// be harmless when done again.
pub async fn open_matters(
    connection: &impl ConnectionTrait,
    area: Area,
    after: Option<Cursor>,
    limit: u32,
) -> Result<(Vec<Matter>, Option<Cursor>), StoreError> {
    let behind = if after.is_some() { "AND (next_due, id) > (?, ?) " } else { "" };
    let sql = format!(
        "SELECT id, head, state, next_due FROM matter WHERE area = ? AND next_due IS NOT NULL \
         {behind}ORDER BY area, next_due, id LIMIT ?"
    );
    let mut values: Vec<Value> = vec![area_of(area).into()];
    if let Some(cursor) = after {
        values.extend(cursor.values(Sort::Due));
    }
    values.push(i64::from(limit).into());
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    let mut matters = Vec::with_capacity(rows.len());
    let mut last = None;
    for row in &rows {
        let (id, _, matter) = state(row)?;
        last = Some(Cursor(row.try_get_by_index(3)?, id));
        matters.push(matter);
    }
    let full = u32::try_from(rows.len()).is_ok_and(|found| found >= limit);
    Ok((matters, last.filter(|_| full)))
}
