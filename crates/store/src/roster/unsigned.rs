//! What no lead unit has signed in for.

use huisheng_domain::area::Area;
use huisheng_domain::id::{CategoryId, DivisionId, Id, MatterId, UnitId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::unreadable;
use crate::ledger::{area_of, micros};
use crate::rows::padded;
use crate::{Engine, Micros, StoreError};

/// A pressing matter that nobody has signed in for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsigned {
    /// Which.
    pub matter: MatterId,
    /// When it came in.
    pub received: Timestamp,
    /// Where.
    pub division: Option<DivisionId>,
    /// Its lead unit, if it has one.
    pub lead: Option<UnitId>,
}

fn read(row: &QueryResult) -> Result<Unsigned, StoreError> {
    let division: Option<Uuid> = row.try_get_by_index(2)?;
    let lead: Option<Uuid> = row.try_get_by_index(3)?;
    Ok(Unsigned {
        matter: Id::from_uuid(row.try_get_by_index(0)?),
        received: Micros(row.try_get_by_index(1)?).timestamp().ok_or_else(unreadable)?,
        division: division.map(Id::from_uuid),
        lead: lead.map(Id::from_uuid),
    })
}

/// What came in since `since` that is urgent or of one of `around_the_clock`, and waits for its sign-in: the latest
/// `limit`, the latest first. What was imported came in long ago.
pub async fn unsigned(
    connection: &impl ConnectionTrait,
    area: Area,
    around_the_clock: &[CategoryId],
    since: Timestamp,
    limit: usize,
) -> Result<Vec<Unsigned>, StoreError> {
    let categories: Vec<Value> =
        padded(around_the_clock.iter().map(|id| id.uuid().into()).collect());
    let of_them = match categories.len() {
        0 => String::new(),
        many => format!(" OR category IN ({})", vec!["?"; many].join(",")),
    };
    // The stages stand in the words, so that the index is seen to hold them.
    let sql = format!(
        "SELECT id, received_at, division, lead FROM matter WHERE area = ? AND stage IN ('received', 'assigning') \
         AND received_at >= ? AND origin <> 'imported' AND (urgency <> 'normal'{of_them}) \
         ORDER BY received_at DESC, id DESC LIMIT ?"
    );
    let mut values = vec![area_of(area).into(), micros(since)];
    values.extend(categories);
    values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(read).collect()
}
