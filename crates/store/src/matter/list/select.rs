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
    from: String,
    /// Worklists that are merged.
    lists: usize,
    given: Vec<Value>,
    conditions: String,
    values: Vec<Value>,
    order: &'static str,
}

/// A division and all below it.
const BELOW: &str = "m.division IN (WITH RECURSIVE below (id) AS (SELECT id FROM division WHERE id = ? \
     UNION ALL SELECT d.id FROM division d JOIN below ON d.parent = below.id) SELECT id FROM below)";

impl Select {
    /// A page in the order of `filter`, behind `after`. Matters of units are read from the worklists of
    /// these units, in their order; others from the list of all.
    pub fn new(area: Area, filter: &Filter, after: Option<Cursor>, now: Timestamp) -> Self {
        let within = filter.within.as_ref();
        let own = within.filter(|within| within.division.is_none()).map(|within| &within.units);
        let driver = filter.units.as_ref().or(own).filter(|_| filter.sort != Sort::Changed);
        let mut select = match driver {
            Some(units) => Self::of_units(area, units, filter.sort, after),
            None => Self::of_all(filter.sort, after),
        };
        select.and("m.area = ?", [area_of(area).into()]);
        select.meet(area, filter, driver, now);
        select
    }

    /// These matters by their keys, newest first.
    pub fn of_keys(area: Area, filter: &Filter, keys: &[i64], now: Timestamp) -> Self {
        let mut select = Self::of_all(Sort::Received, None);
        select.and("m.area = ?", [area_of(area).into()]);
        let marks = vec!["?"; keys.len()].join(",");
        select.and(&format!("m.key IN ({marks})"), keys.iter().copied().map(Value::from));
        select.meet(area, filter, None, now);
        select
    }

    fn of_all(sort: Sort, after: Option<Cursor>) -> Self {
        let (order, behind) = match sort {
            Sort::Due => ("m.area, m.next_due, m.id", "(m.next_due, m.id) > (?, ?)"),
            Sort::Received => ("m.area DESC, m.key DESC", "m.key < ?"),
            Sort::Changed => {
                ("m.area DESC, m.changed_at DESC, m.id DESC", "(m.changed_at, m.id) < (?, ?)")
            }
        };
        let mut select = Self {
            from: "matter m".to_owned(),
            lists: 1,
            given: Vec::new(),
            conditions: String::new(),
            values: Vec::new(),
            order,
        };
        if sort == Sort::Due {
            select.and("m.next_due IS NOT NULL", []);
        }
        if let Some(after) = after {
            select.and(behind, after.values(sort));
        }
        select
    }

    /// The worklist of each unit is an index of its own; they are merged as they are read. Sorted by what
    /// stands in the worklist, so that the first page never reads the last matter.
    fn of_units(area: Area, units: &[UnitId], sort: Sort, after: Option<Cursor>) -> Self {
        let due = sort == Sort::Due;
        let (column, order) = if due {
            ("due", "mine.due, mine.matter")
        } else {
            ("key", "mine.key DESC, mine.matter DESC")
        };
        let open = if due { "AND due IS NOT NULL" } else { "" };
        let behind = match after {
            Some(_) if due => "AND (due, matter) > (?, ?)",
            Some(_) => "AND key < ?",
            None => "",
        };
        let one = format!(
            "SELECT matter, {column} FROM share WHERE area = ? AND unit = ? {open} {behind}"
        );
        let mut given = Vec::new();
        for unit in units {
            given.extend([area_of(area).into(), unit.uuid().into()]);
            given.extend(after.into_iter().flat_map(|after| after.values(sort)));
        }
        let lists = vec![one.as_str(); units.len()].join(" UNION ALL ");
        Self {
            // SQLite keeps the order of a CROSS JOIN: the worklist first, never all matters.
            from: format!("({lists}) mine CROSS JOIN matter m"),
            lists: units.len(),
            given,
            conditions: "m.id = mine.matter".to_owned(),
            values: Vec::new(),
            order,
        }
    }

    /// Everything of `filter` but words and order; `driver` are the units it is read from already.
    fn meet(&mut self, area: Area, filter: &Filter, driver: Option<&Vec<UnitId>>, now: Timestamp) {
        if let Some(within) = &filter.within
            && driver != Some(&within.units)
        {
            let (mut sql, mut values) = concerning(area, &within.units);
            if let Some(division) = within.division {
                sql = format!("({BELOW} OR {sql})");
                values.insert(0, division.uuid().into());
            }
            self.and(&sql, values);
        }
        if let Some(units) = filter.units.as_ref().filter(|units| driver != Some(*units)) {
            let (sql, values) = concerning(area, units);
            self.and(&sql, values);
        }
        let equal = [
            ("m.owner = ?", filter.owner.clone().map(Value::from)),
            ("m.stage = ?", filter.stage.map(|stage| stage.code().into())),
            ("m.kind = ?", filter.kind.map(|kind| kind.code().into())),
            ("m.channel = ?", filter.channel.map(|channel| channel.code().into())),
            ("m.category = ?", filter.category.map(|id| id.uuid().into())),
            (BELOW, filter.division.map(|id| id.uuid().into())),
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
        if !self.conditions.is_empty() {
            self.conditions.push_str(" AND ");
        }
        self.conditions.push_str(sql);
        self.values.extend(values);
    }

    /// Whether a matter may come more than once, one behind the other: it stands in the worklist of
    /// every unit that has a share of it.
    pub const fn repeats(&self) -> bool {
        self.lists > 1
    }

    /// At most `limit` lines, with their lights at `now`.
    pub async fn run(
        self,
        connection: &impl ConnectionTrait,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Summary>, StoreError> {
        let Self { from, given, conditions, values, order, .. } = self;
        let sql = format!("SELECT {SHOWN} FROM {from} WHERE {conditions} ORDER BY {order} LIMIT ?");
        let limit = Value::from(i64::try_from(limit).unwrap_or(i64::MAX));
        let values = given.into_iter().chain(values).chain([limit]).collect();
        let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
        rows.iter().map(|row| read(row, now)).collect()
    }
}

/// Matters that one of `units` took in or has a share of.
fn concerning(area: Area, units: &[UnitId]) -> (String, Vec<Value>) {
    let marks = vec!["?"; units.len()].join(",");
    let sql =
        format!("m.id IN (SELECT s.matter FROM share s WHERE s.area = ? AND s.unit IN ({marks}))");
    let units = units.iter().map(|id| id.uuid().into());
    (sql, std::iter::once(area_of(area).into()).chain(units).collect())
}
