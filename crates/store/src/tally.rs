//! Counting 统计: deltas are appended with the events, folded by a worker, and summed here.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use huisheng_domain::area::Area;
use huisheng_domain::id::{CategoryId, DivisionId, Id, UnitId};
use huisheng_domain::matter::{Channel, Kind};
use huisheng_domain::tally::Measure;
use jiff::civil::Date;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::ledger::area_of;
use crate::{Engine, Store, StoreError, rows};

/// The columns of a tally, in the order of its key.
const COLUMNS: [&str; 9] =
    ["area", "measure", "day", "division", "unit", "category", "channel", "kind", "n"];

/// The number of a day, as tallies and number blocks keep it: days since 1970-01-01.
pub fn number(day: Date) -> i32 {
    jiff::civil::date(1970, 1, 1).until(day).map_or(0, |span| span.get_days())
}

/// The day of that number; none if no calendar reaches it.
pub fn day(number: i32) -> Option<Date> {
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(number)).ok()
}

/// Adds up to `limit` deltas of an area to its tally. Returns how many; fewer than `limit` means
/// that none is left, or that another node is at work on the rest.
pub async fn fold(store: &Store, area: Area, limit: u32) -> Result<usize, StoreError> {
    let engine = store.engine();
    let write = store.write().await?;
    let claim = format!(
        "DELETE FROM tally_delta WHERE area = ? AND id IN \
         (SELECT id FROM tally_delta WHERE area = ? ORDER BY id LIMIT ? {}) \
         RETURNING measure, day, division, unit, category, channel, kind, n",
        engine.claim()
    );
    let values = vec![area_of(area).into(), area_of(area).into(), i64::from(limit).into()];
    let claimed = write.query_all_raw(engine.statement(&claim, values)).await?;
    // Sorted, so that two nodes never wait for each other in a circle.
    type Key = (i32, i32, Uuid, Uuid, Uuid, String, String);
    let mut sums: BTreeMap<Key, i64> = BTreeMap::new();
    for row in &claimed {
        let key = (
            row.try_get_by_index(0)?,
            row.try_get_by_index(1)?,
            row.try_get_by_index(2)?,
            row.try_get_by_index(3)?,
            row.try_get_by_index(4)?,
            row.try_get_by_index(5)?,
            row.try_get_by_index(6)?,
        );
        *sums.entry(key).or_default() += row.try_get_by_index::<i64>(7)?;
    }
    let mut values: Vec<Value> = Vec::with_capacity(sums.len() * COLUMNS.len());
    for ((measure, day, division, unit, category, channel, kind), n) in
        sums.into_iter().filter(|(_, n)| *n != 0)
    {
        values.extend([
            area_of(area).into(),
            measure.into(),
            day.into(),
            division.into(),
            unit.into(),
            category.into(),
            channel.into(),
            kind.into(),
            n.into(),
        ]);
    }
    let add = "ON CONFLICT (area, measure, day, division, unit, category, channel, kind) \
               DO UPDATE SET n = tally.n + excluded.n";
    for statement in rows::insert(engine, "tally", &COLUMNS, values, add) {
        write.execute_raw(statement).await?;
    }
    write.commit().await?;
    Ok(claimed.len())
}

/// What is to be summed. Empty lists mean everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these measures; naming them lets the index find them.
    pub measures: Vec<Measure>,
    /// Only these days, by [`number`].
    pub days: Option<RangeInclusive<i32>>,
    /// Only these divisions, without those below.
    pub divisions: Vec<DivisionId>,
    /// Only these lead units, without those below.
    pub units: Vec<UnitId>,
}

/// What a sum is split by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum By {
    /// The measure.
    Measure,
    /// The day.
    Day,
    /// The division.
    Division,
    /// The lead unit.
    Unit,
    /// The category.
    Category,
    /// The channel.
    Channel,
    /// The kind.
    Kind,
}

/// One sum. What it was not split by is `None`; so are division, unit and category where the
/// matters had none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// The measure.
    pub measure: Option<Measure>,
    /// The day.
    pub day: Option<i32>,
    /// The division.
    pub division: Option<DivisionId>,
    /// The lead unit.
    pub unit: Option<UnitId>,
    /// The category.
    pub category: Option<CategoryId>,
    /// The channel.
    pub channel: Option<Channel>,
    /// The kind.
    pub kind: Option<Kind>,
    /// How many.
    pub n: i64,
}

/// Sums over folded and new counts in one snapshot, sorted by what they are split by; those that
/// come to nothing are left out.
pub async fn sums(
    connection: &impl ConnectionTrait,
    area: Area,
    filter: &Filter,
    by: &[By],
) -> Result<Vec<Sum>, StoreError> {
    let (condition, values) = filter.condition(area);
    let columns: Vec<&str> = by.iter().map(|by| by.column()).collect();
    let listed = columns.iter().map(|column| format!("{column}, ")).collect::<String>();
    let half = |table| format!("SELECT {listed}n FROM {table} WHERE {condition}");
    let split = if columns.is_empty() {
        String::new()
    } else {
        let columns = columns.join(", ");
        format!("GROUP BY {columns} HAVING SUM(n) <> 0 ORDER BY {columns}")
    };
    let sql = format!(
        "SELECT {listed}CAST(COALESCE(SUM(n), 0) AS bigint) FROM ({} UNION ALL {}) AS counted {split}",
        half("tally"),
        half("tally_delta")
    );
    let values = values.iter().chain(&values).cloned().collect();
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(|row| sum(row, by)).collect()
}

impl Filter {
    fn condition(&self, area: Area) -> (String, Vec<Value>) {
        let mut sql = "area = ?".to_owned();
        let mut values: Vec<Value> = vec![area_of(area).into()];
        let lists: [(&str, Vec<Value>); 3] = [
            ("measure", self.measures.iter().map(|measure| measure.code().into()).collect()),
            ("division", self.divisions.iter().map(|id| id.uuid().into()).collect()),
            ("unit", self.units.iter().map(|id| id.uuid().into()).collect()),
        ];
        for (column, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            sql.push_str(&format!(" AND {column} IN ({})", vec!["?"; list.len()].join(",")));
            values.extend(list);
        }
        if let Some(days) = &self.days {
            sql.push_str(" AND day BETWEEN ? AND ?");
            values.extend([(*days.start()).into(), (*days.end()).into()]);
        }
        (sql, values)
    }
}

impl By {
    const fn column(self) -> &'static str {
        match self {
            Self::Measure => "measure",
            Self::Day => "day",
            Self::Division => "division",
            Self::Unit => "unit",
            Self::Category => "category",
            Self::Channel => "channel",
            Self::Kind => "kind",
        }
    }
}

fn sum(row: &QueryResult, by: &[By]) -> Result<Sum, StoreError> {
    let mut sum = Sum { n: row.try_get_by_index(by.len())?, ..Sum::default() };
    for (index, by) in by.iter().enumerate() {
        match by {
            By::Measure => {
                let code = row.try_get_by_index(index)?;
                let unknown = || StoreError::Unreadable(format!("measure {code} of a tally"));
                sum.measure = Some(Measure::of_code(code).ok_or_else(unknown)?);
            }
            By::Day => sum.day = Some(row.try_get_by_index(index)?),
            By::Division => sum.division = known(row, index)?,
            By::Unit => sum.unit = known(row, index)?,
            By::Category => sum.category = known(row, index)?,
            By::Channel => sum.channel = Some(of_code(row, index)?),
            By::Kind => sum.kind = Some(of_code(row, index)?),
        }
    }
    Ok(sum)
}

fn known<K>(row: &QueryResult, index: usize) -> Result<Option<Id<K>>, StoreError> {
    let id: Uuid = row.try_get_by_index(index)?;
    Ok((!id.is_nil()).then(|| Id::from_uuid(id)))
}

fn of_code<T: DeserializeOwned>(row: &QueryResult, index: usize) -> Result<T, StoreError> {
    let code: String = row.try_get_by_index(index)?;
    let unknown = |_| StoreError::Unreadable(format!("{code} of a tally"));
    serde_json::from_value(serde_json::Value::String(code.clone())).map_err(unknown)
}
