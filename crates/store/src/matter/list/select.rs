//! The statement of a page: each condition with its values beside it.

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, UnitId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};

use super::summary::{SHOWN, Summary, read};
use super::{Cursor, Filter, LightFilter, Part, Sort, Within};
use crate::ledger::{area_of, micros};
use crate::matter::word;
use crate::rows::padded;
use crate::{Engine, StoreError, apart};

/// A statement over `matter m`, to which conditions can be added.
pub(super) struct Select {
    /// What `m` is read from: `matter m`, behind a short list that it is found by, if any.
    from: &'static str,
    conditions: String,
    values: Vec<Value>,
    order: &'static str,
    /// The column a page is sorted by.
    sorted: &'static str,
}

/// `share.state` of what waits for sign-in, report or result.
const OPEN: &str = "open";
/// `share.role` of an instruction, which nobody signs in for.
const INSTRUCTED: &str = "instructed";

/// `below`: so many divisions and all below them. What lies below two of them comes twice.
pub(super) fn divisions_below(many: usize) -> String {
    format!(
        "WITH RECURSIVE below (id) AS (SELECT id FROM division WHERE id IN ({}) \
         UNION ALL SELECT d.id FROM division d JOIN below ON d.parent = below.id)",
        vec!["?"; many].join(",")
    )
}

impl Select {
    /// A page in the order of `filter`, behind `after`.
    pub fn page(area: Area, filter: &Filter, after: Option<Cursor>, now: Timestamp) -> Self {
        let (sorted, order, behind) = match filter.sort {
            Sort::Due => ("m.next_due", "m.area, m.next_due, m.id", "(m.next_due, m.id) > (?, ?)"),
            // The same order, by the index that holds these alone.
            Sort::Received if filter.owes_above => {
                ("m.owed_above", "m.area DESC, m.owed_above DESC", "m.owed_above < ?")
            }
            Sort::Received if filter.to_archive => {
                ("m.to_archive", "m.area DESC, m.to_archive DESC", "m.to_archive < ?")
            }
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
        select.meet(area, filter, now);
        select
    }

    /// The matters whose `column` is one of `values`, in no order: told of one, PostgreSQL's planner
    /// would rather read all matters in it.
    pub fn among(area: Area, column: &str, values: Vec<Value>) -> Self {
        let mut select = Self::of(area, "");
        select.and(&format!("{column} IN ({})", vec!["?"; values.len()].join(",")), values);
        select
    }

    /// The matters of the area, in this order.
    pub fn of(area: Area, order: &'static str) -> Self {
        let (conditions, values) = ("m.area = ?".to_owned(), vec![area_of(area).into()]);
        Self { from: "matter m", conditions, values, order, sorted: "m.key" }
    }

    /// What [`reached`] holds. For counting by what it holds of them.
    pub fn reached() -> Self {
        let conditions = "m.next_due IS NOT NULL".to_owned();
        Self { from: "reached m", conditions, values: Vec::new(), order: "", sorted: "m.key" }
    }

    /// Adds everything of `filter` but words and order.
    pub fn meet(&mut self, area: Area, filter: &Filter, now: Timestamp) {
        if let Some(within) = &filter.within {
            let (mut sql, mut values) = concerning(area, &within.units);
            if !within.divisions.is_empty() {
                sql = format!("({} OR {sql})", below(within.divisions.len()));
                values.splice(0..0, within.divisions.iter().map(|id| id.uuid().into()));
            }
            self.and(&sql, values);
        }
        if !filter.apart.is_empty() {
            let (sql, values) = apart::condition(area, &filter.apart);
            self.and(&sql, values);
        }
        if let Some(units) = &filter.units {
            let (sql, values) = concerning(area, units);
            self.and(&sql, values);
        }
        if let Some(few) = &filter.among {
            let ids = padded(few.iter().map(|id| id.uuid().into()).collect());
            self.and(&format!("m.id IN ({})", vec!["?"; ids.len()].join(",")), ids);
        }
        let in_division = below(1);
        let equal = [
            ("m.owner = ?", filter.owner.clone().map(Value::from)),
            ("m.stage = ?", filter.stage.map(|stage| stage.code().into())),
            ("m.kind = ?", filter.kind.map(|kind| kind.code().into())),
            ("m.channel = ?", filter.channel.map(|channel| channel.code().into())),
            ("m.category = ?", filter.category.map(|id| id.uuid().into())),
            (in_division.as_str(), filter.division.map(|id| id.uuid().into())),
            ("m.grid = ?", filter.grid.map(|id| id.uuid().into())),
            ("m.lead = ?", filter.lead.map(|id| id.uuid().into())),
            ("m.upstream_source = ?", filter.upstream.clone().map(Value::from)),
            ("m.ending = ?", filter.ending.map(|ending| ending.code().into())),
            ("m.origin = ?", filter.origin.map(|origin| word(&origin))),
            ("m.received_at >= ?", filter.from.map(micros)),
            ("m.received_at < ?", filter.until.map(micros)),
            ("m.late = ?", filter.late.then(|| true.into())),
            ("m.flagged = ?", filter.flagged.then(|| true.into())),
            ("m.reopened = ?", filter.reopened.then(|| true.into())),
        ];
        for (sql, value) in equal {
            if let Some(value) = value {
                self.and(sql, [value]);
            }
        }
        if let Some(around_the_clock) = &filter.pressing {
            let marks = if around_the_clock.is_empty() {
                "NULL".to_owned()
            } else {
                vec!["?"; around_the_clock.len()].join(",")
            };
            let sql = format!("(m.urgency <> 'normal' OR m.category IN ({marks}))");
            self.and(&sql, around_the_clock.iter().map(|id| id.uuid().into()));
        }
        match filter.led {
            Some(true) => self.and("m.lead IS NOT NULL", []),
            Some(false) => self.and("m.lead IS NULL", []),
            None => {}
        }
        if filter.open {
            self.and("m.next_due IS NOT NULL", []);
        }
        self.of_shares(area, filter);
        if let Some(account) = filter.handled_by {
            let sql = "EXISTS (SELECT 1 FROM handled h WHERE h.area = ? AND h.matter = m.id AND h.account = ?)";
            self.and(sql, [area_of(area).into(), account.uuid().into()]);
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

    /// What is asked about the shares of a matter.
    fn of_shares(&mut self, area: Area, filter: &Filter) {
        if let Some((part, units)) = &filter.part {
            let (such, of_part) = such(*part);
            let (sql, values) = of_share(area, units, such);
            self.and(&sql, values.into_iter().chain(of_part));
        }
        if filter.returned {
            // The state stands in the words, so that its own index is seen to hold it.
            let sql =
                "m.id IN (SELECT s.matter FROM share s WHERE s.area = ? AND s.state = 'returned')";
            self.and(sql, [area_of(area).into()]);
        }
        if filter.unsealing {
            // As its own index says it.
            self.and("m.unsealing", []);
        }
        if filter.owes_above {
            self.and("m.owed_above IS NOT NULL", []);
        }
        if filter.to_archive {
            self.and("m.to_archive IS NOT NULL", []);
        }
        if !filter.outside.is_empty() {
            let (sql, values) = of_share(area, &filter.outside, "s.signed_in = ?");
            self.and(&format!("NOT {sql}"), values.into_iter().chain([true.into()]));
        }
    }

    fn and(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.conditions.push_str(" AND ");
        self.conditions.push_str(sql);
        self.values.extend(values);
    }

    /// Counts the matters, but no more than `most`.
    pub fn counting(mut self, most: usize) -> (String, Vec<Value>) {
        self.values.push(i64::try_from(most).unwrap_or(i64::MAX).into());
        let sql = format!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM {} WHERE {} LIMIT ?) AS counted",
            self.from, self.conditions
        );
        (sql, self.values)
    }

    /// Only what [`reached`] holds. For counting by what it does not hold of them.
    pub fn among_reached(area: Area) -> Self {
        let from = "(SELECT id AS matter FROM reached) AS own CROSS JOIN matter m";
        Self::behind(area, from, Vec::new())
    }

    /// Only open matters of which one of `units` has this to do, found by their worklists. For counting.
    pub fn has_part(&mut self, area: Area, part: Part, units: &[UnitId]) {
        let (shares, values) = open_shares(area, units);
        let (such, of_part) = such(part);
        let sql = format!("m.id IN (SELECT s.matter {shares} AND {such})");
        self.and(&sql, values.into_iter().chain(of_part));
    }

    /// Only matters that this account did a step of, among its last `most`. For counting.
    pub fn among_handled(area: Area, account: AccountId, most: usize) -> Self {
        let from = "(SELECT h.matter FROM handled h WHERE h.area = ? AND h.account = ? \
             ORDER BY h.handled_at DESC, h.matter DESC LIMIT ?) AS own CROSS JOIN matter m";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        Self::behind(area, from, vec![area_of(area).into(), account.uuid().into(), most.into()])
    }

    /// Only matters whose answer is owed to a platform above. For counting.
    pub fn among_owed(area: Area) -> Self {
        let from = "(SELECT o.id AS matter FROM matter o WHERE o.area = ? AND o.owed_above IS NOT NULL) AS own \
             CROSS JOIN matter m";
        Self::behind(area, from, vec![area_of(area).into()])
    }

    /// Only matters that may be archived. For counting.
    pub fn among_to_archive(area: Area) -> Self {
        let from = "(SELECT a.id AS matter FROM matter a WHERE a.area = ? AND a.to_archive IS NOT NULL) AS own \
             CROSS JOIN matter m";
        Self::behind(area, from, vec![area_of(area).into()])
    }

    /// Only open matters of which a share was given back. For counting.
    pub fn among_returned(area: Area) -> Self {
        let from = "(SELECT DISTINCT s.matter FROM share s WHERE s.area = ? AND s.state = 'returned') AS own \
             CROSS JOIN matter m";
        Self::behind(area, from, vec![area_of(area).into()])
    }

    /// Only open matters in which somebody waits for a second person. For counting.
    pub fn among_unsealing(area: Area) -> Self {
        let from = "(SELECT u.id AS matter FROM matter u WHERE u.area = ? AND u.unsealing) AS own \
             CROSS JOIN matter m";
        Self::behind(area, from, vec![area_of(area).into()])
    }

    /// Only matters of which an office waits for an exclusion. For counting.
    pub fn among_excluding(area: Area) -> Self {
        let from = "(SELECT e.id AS matter FROM matter e WHERE e.area = ? AND e.excluding) AS own \
             CROSS JOIN matter m";
        Self::behind(area, from, vec![area_of(area).into()])
    }

    /// Begins with a list of matters, `own`. As a condition, the planner of SQLite would rather walk all
    /// open matters and look each up in it.
    fn behind(area: Area, from: &'static str, values: Vec<Value>) -> Self {
        let mut select = Self { from, ..Self::of(area, "") };
        select.values.splice(0..0, values);
        select.and("m.id = own.matter", []);
        select
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

/// `reached`, to stand before a statement: the open matters within reach, each once, with what most counters
/// ask of them. The indexes of divisions and of worklists hold all of it.
pub(super) fn reached(area: Area, within: &Within) -> (String, Vec<Value>) {
    const ASKED: &str = "m.id, m.owner, m.lead, m.next_due, m.next_warn FROM";
    let (shares, of_units) = open_shares(area, &within.units);
    if within.divisions.is_empty() {
        let sql = format!(
            "WITH reached AS MATERIALIZED (SELECT DISTINCT s.matter AS id, s.due AS next_due, \
             s.warn AS next_warn {shares}) "
        );
        return (sql, of_units);
    }
    let divisions = divisions_below(within.divisions.len());
    let sql = format!(
        "{divisions}, there AS MATERIALIZED (SELECT {ASKED} matter m WHERE m.area = ? \
         AND m.next_due IS NOT NULL AND m.division IN (SELECT id FROM below)), \
         reached AS MATERIALIZED (SELECT * FROM there UNION ALL SELECT {ASKED} \
         (SELECT s.matter {shares} EXCEPT SELECT id FROM there) AS elsewhere CROSS JOIN matter m \
         WHERE m.area = ? AND m.id = elsewhere.matter) "
    );
    let mut values: Vec<Value> = within.divisions.iter().map(|id| id.uuid().into()).collect();
    values.push(area_of(area).into());
    values.extend(of_units);
    values.push(area_of(area).into());
    (sql, values)
}

/// The worklists of `units`: each open matter perhaps more than once.
fn open_shares(area: Area, units: &[UnitId]) -> (String, Vec<Value>) {
    let sql = format!(
        "FROM share s WHERE s.area = ? AND s.due IS NOT NULL AND s.unit IN ({})",
        marks(units)
    );
    let units = units.iter().map(|id| id.uuid().into());
    (sql, std::iter::once(area_of(area).into()).chain(units).collect())
}

/// What is to do of a share.
fn such(part: Part) -> (&'static str, [Value; 3]) {
    let (such, signed_in) = match part {
        Part::ToSignIn => ("s.state = ? AND s.role <> ? AND s.signed_in = ?", false),
        Part::InHand => ("s.state = ? AND s.role <> ? AND s.signed_in = ?", true),
        Part::ToReportBack => ("s.state = ? AND s.role = ? AND s.signed_in = ?", false),
    };
    (such, [OPEN.into(), INSTRUCTED.into(), signed_in.into()])
}

/// Matters at a place in one of so many divisions or below it.
fn below(many: usize) -> String {
    format!("m.division IN ({} SELECT id FROM below)", divisions_below(many))
}

/// Matters that concern one of `units`.
fn concerning(area: Area, units: &[UnitId]) -> (String, Vec<Value>) {
    of_share(area, units, "")
}

/// Matters of which one of `units` has a share that is such; the values of `such` come behind.
fn of_share(area: Area, units: &[UnitId], such: &str) -> (String, Vec<Value>) {
    let marks = marks(units);
    let such = if such.is_empty() { String::new() } else { format!(" AND {such}") };
    // Asked of each line: an office may have had more matters than a page should read.
    let sql = format!(
        "EXISTS (SELECT 1 FROM share s WHERE s.area = ? AND s.matter = m.id AND s.unit IN ({marks}){such})"
    );
    let units = units.iter().map(|id| id.uuid().into());
    (sql, std::iter::once(area_of(area).into()).chain(units).collect())
}

/// A mark for each; that of nobody if there is none, as PostgreSQL takes no empty list.
fn marks(units: &[UnitId]) -> String {
    if units.is_empty() { "NULL".to_owned() } else { vec!["?"; units.len()].join(",") }
}
