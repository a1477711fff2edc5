//! 删除记录: what was deleted because its time was over. How much and by which rule, never what it said.

use huisheng_domain::area::Area;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ConnectionTrait, QueryResult};

use crate::ledger::{area_of, micros};
use crate::{Engine, Micros, StoreError};

/// Lines that are read at once, at most.
const MOST: i64 = 500;

/// One kind of record on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// The cell; none for the house as a whole.
    pub area: Option<Area>,
    /// What kind of record.
    pub record: String,
    /// The day of it.
    pub day: Date,
    /// By which rule, as it stood.
    pub rule: String,
    /// What was older than that.
    pub up_to: Timestamp,
    /// How many.
    pub n: u64,
    /// When last.
    pub at: Timestamp,
}

/// Adds to the line of its day; what went up to a later instant counts.
pub async fn record(connection: &impl ConnectionTrait, one: &Deletion) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO deletion (area, day, record, rule, up_to, n, done_at) VALUES (?, ?, ?, ?, ?, ?, ?) \
        ON CONFLICT (area, day, record) DO UPDATE SET rule = excluded.rule, up_to = excluded.up_to, \
        n = deletion.n + excluded.n, done_at = excluded.done_at";
    let values = vec![
        code_of(one.area).into(),
        day_of(one.day).into(),
        one.record.clone().into(),
        one.rule.clone().into(),
        micros(one.up_to),
        i64::try_from(one.n).unwrap_or(i64::MAX).into(),
        micros(one.at),
    ];
    connection.execute_raw(Engine::of(connection).statement(SQL, values)).await?;
    Ok(())
}

/// Up to which instant a kind of record went already.
pub async fn up_to(
    connection: &impl ConnectionTrait,
    area: Area,
    record: &str,
) -> Result<Option<Timestamp>, StoreError> {
    let sql = "SELECT up_to FROM deletion WHERE area = ? AND record = ? \
         ORDER BY area DESC, day DESC LIMIT 1";
    let values = vec![area_of(area).into(), record.into()];
    let row = connection.query_one_raw(Engine::of(connection).statement(sql, values)).await?;
    let at = row.map(|row| row.try_get_by_index::<Micros>(0)).transpose()?;
    Ok(at.and_then(Micros::timestamp))
}

/// What was deleted in these areas and in the house as a whole, the latest day first.
pub async fn list(
    connection: &impl ConnectionTrait,
    areas: &[Area],
) -> Result<Vec<Deletion>, StoreError> {
    const SQL: &str = "SELECT area, record, day, rule, up_to, n, done_at FROM deletion WHERE area = ? AND n > 0 \
         ORDER BY area DESC, day DESC, record DESC LIMIT ?";
    let mut all = Vec::new();
    for area in areas.iter().map(|area| Some(*area)).chain([None]) {
        let values = vec![code_of(area).into(), MOST.into()];
        let rows = connection.query_all_raw(Engine::of(connection).statement(SQL, values)).await?;
        for row in &rows {
            all.push(read(row)?);
        }
    }
    all.sort_by(|one, other| {
        (other.day, &one.record, one.area).cmp(&(one.day, &other.record, other.area))
    });
    all.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
    Ok(all)
}

fn read(row: &QueryResult) -> Result<Deletion, StoreError> {
    let unreadable = || StoreError::Unreadable("a record of deletion".to_owned());
    let at = |n| -> Result<Timestamp, StoreError> {
        row.try_get_by_index::<Micros>(n)?.timestamp().ok_or_else(unreadable)
    };
    let (area, day, n): (i32, i32, i64) =
        (row.try_get_by_index(0)?, row.try_get_by_index(2)?, row.try_get_by_index(5)?);
    let day = jiff::Span::new().try_days(i64::from(day)).and_then(|days| EPOCH.checked_add(days));
    Ok(Deletion {
        area: u32::try_from(area).ok().and_then(|code| Area::new(code).ok()),
        record: row.try_get_by_index(1)?,
        day: day.map_err(|_| unreadable())?,
        rule: row.try_get_by_index(3)?,
        up_to: at(4)?,
        n: u64::try_from(n).unwrap_or_default(),
        at: at(6)?,
    })
}

const EPOCH: Date = Date::constant(1970, 1, 1);

fn day_of(day: Date) -> i32 {
    EPOCH.until(day).map_or(0, |span| span.get_days())
}

fn code_of(area: Option<Area>) -> i32 {
    area.map_or(0, area_of)
}
