//! The statement of a page: each condition with its values beside it.

use huisheng_domain::area::Area;
use huisheng_domain::id::UnitId;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};

use super::summary::{SHOWN, Summary, read};
use super::{Cursor, Filter, LightFilter, Sort};
use crate::ledger::{area_of, micros};
use crate::matter::word;
use crate::{Engine, StoreError};

/// A statement over `matter m`, to which conditions can be added.
pub(super) struct Select {
    conditions: String,
    values: Vec<Value>,
    order: &'static str,
    /// The column a page is sorted by.
    sorted: &'static str,
}

/// `below`: a division and all below it.
pub(super) const DIVISIONS_BELOW: &str = "WITH RECURSIVE below (id) AS (SELECT id FROM division WHERE id = ? \
     UNION ALL SELECT d.id FROM division d JOIN below ON d.parent = below.id)";

impl Select {
    /// A page in the order of `filter`, behind `after`.
    pub fn page(area: Area, filter: &Filter, after: Option<Cursor>, now: Timestamp) -> Self {
        let (sorted, order, behind) = match filter.sort {
            Sort::Due => ("m.next_due", "m.area, m.next_due, m.id", "(m.next_due, m.id) > (?, ?)"),
            Sort::Received => ("m.key", "m.area DESC, m.key DESC", "m.key < ?"),
            Sort::Changed => (
                "m.changed_at",
                "m.area DESC, m.changed_at DESC, m.id DESC",
                "(m.changed_at, m.id) < (?, ?)",
            ),
        };
        let mut select = Self { sorted, ..Self::of(area, order) };
        if filter.sort == Sort::Due {
            select.and("m.next_due IS NOT NULL", []);
        }
        if let Some(after) = after {
            select.and(behind, after.values(filter.sort));
        }
        select.meet(area, filter, None, now);
        select
    }

    /// The matters whose `column` is one of `values`, in no order: told of one, PostgreSQL's planner
    /// would rather read all matters in it.
    pub fn among(area: Area, column: &str, values: Vec<Value>) -> Self {
        let mut select = Self::of(area, "");
        select.and(&format!("{column} IN ({})", vec!["?"; values.len()].join(",")), values);
        select
    }

    fn of(area: Area, order: &'static str) -> Self {
        let (conditions, values) = ("m.area = ?".to_owned(), vec![area_of(area).into()]);
        Self { conditions, values, order, sorted: "m.key" }
    }

    /// Adds everything of `filter` but words and order; from the worklists of `driver` it is read already.
    pub fn meet(
        &mut self,
        area: Area,
        filter: &Filter,
        driver: Option<&Vec<UnitId>>,
        now: Timestamp,
    ) {
        if let Some(within) = &filter.within
            && driver != Some(&within.units)
        {
            let (mut sql, mut values) = concerning(area, &within.units);
            if let Some(division) = within.division {
                sql = format!("({} OR {sql})", below());
                values.insert(0, division.uuid().into());
            }
            self.and(&sql, values);
        }
        if let Some(units) = filter.units.as_ref().filter(|units| driver != Some(*units)) {
            let (sql, values) = concerning(area, units);
            self.and(&sql, values);
        }
        let in_division = below();
        let equal = [
            ("m.owner = ?", filter.owner.clone().map(Value::from)),
            ("m.stage = ?", filter.stage.map(|stage| stage.code().into())),
            ("m.kind = ?", filter.kind.map(|kind| kind.code().into())),
            ("m.channel = ?", filter.channel.map(|channel| channel.code().into())),
            ("m.category = ?", filter.category.map(|id| id.uuid().into())),
            (in_division.as_str(), filter.division.map(|id| id.uuid().into())),
            ("m.grid = ?", filter.grid.map(|id| id.uuid().into())),
            ("m.lead = ?", filter.lead.map(|id| id.uuid().into())),
            ("m.ending = ?", filter.ending.map(|ending| ending.code().into())),
            ("m.origin = ?", filter.origin.map(|origin| word(&origin))),
            ("m.received_at >= ?", filter.from.map(micros)),
            ("m.received_at < ?", filter.until.map(micros)),
            ("m.late = ?", filter.late.then(|| true.into())),
            ("m.flagged = ?", filter.flagged.then(|| true.into())),
        ];
        for (sql, value) in equal {
            if let Some(value) = value {
                self.and(sql, [value]);
            }
        }
        let now = || micros(now);
        match filter.light {
            Some(LightFilter::Red) => self.and("m.next_due <= ?", [now()]),
            Some(LightFilter::Yellow) => {
                self.and("m.next_due > ? AND m.next_warn <= ?", [now(), now()]);
            }
            Some(LightFilter::Grey) => {
                self.and("m.next_due > ? AND m.next_warn > ?", [now(), now()]);
            }
            None => {}
        }
    }

    fn and(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.conditions.push_str(" AND ");
        self.conditions.push_str(sql);
        self.values.extend(values);
    }

    /// At most `limit` lines in their order, with their lights at `now`.
    pub async fn first(
        mut self,
        connection: &impl ConnectionTrait,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Summary>, StoreError> {
        self.values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
        let end = format!("ORDER BY {} LIMIT ?", self.order);
        self.run(connection, &end, now).await
    }

    /// What at most `limit` lines are sorted by, and their matters.
    pub async fn lines(
        mut self,
        connection: &impl ConnectionTrait,
        limit: usize,
    ) -> Result<Vec<Cursor>, StoreError> {
        self.values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
        let (sorted, conditions, order) = (self.sorted, &self.conditions, self.order);
        let sql = format!(
            "SELECT {sorted}, m.id FROM matter m WHERE {conditions} ORDER BY {order} LIMIT ?"
        );
        let statement = Engine::of(connection).statement(&sql, self.values);
        connection.query_all_raw(statement).await?.iter().map(Cursor::read).collect()
    }

    /// All lines, with their lights at `now`.
    pub async fn all(
        self,
        connection: &impl ConnectionTrait,
        now: Timestamp,
    ) -> Result<Vec<Summary>, StoreError> {
        self.run(connection, "", now).await
    }

    async fn run(
        self,
        connection: &impl ConnectionTrait,
        end: &str,
        now: Timestamp,
    ) -> Result<Vec<Summary>, StoreError> {
        let sql = format!("SELECT {SHOWN} FROM matter m WHERE {} {end}", self.conditions);
        let statement = Engine::of(connection).statement(sql.trim_end(), self.values);
        let rows = connection.query_all_raw(statement).await?;
        rows.iter().map(|row| read(row, now)).collect()
    }
}

/// Matters at a place in a division or below it.
fn below() -> String {
    format!("m.division IN ({DIVISIONS_BELOW} SELECT id FROM below)")
}

/// Matters that concern one of `units`.
fn concerning(area: Area, units: &[UnitId]) -> (String, Vec<Value>) {
    let marks = vec!["?"; units.len()].join(",");
    // Asked of each line: an office may have had more matters than a page should read.
    let sql = format!(
        "EXISTS (SELECT 1 FROM share s WHERE s.area = ? AND s.matter = m.id AND s.unit IN ({marks}))"
    );
    let units = units.iter().map(|id| id.uuid().into());
    (sql, std::iter::once(area_of(area).into()).chain(units).collect())
}
