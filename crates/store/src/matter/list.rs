//! Worklists: one page, by an index that serves it, never by OFFSET.

use std::fmt::Write as _;
use std::str::FromStr;

use huisheng_domain::area::Area;
use huisheng_domain::id::{CategoryId, DivisionId, Id, MatterId, UnitId};
use huisheng_domain::light::{Light, ReviewLight};
use huisheng_domain::matter::{Kind, Stage};
use huisheng_domain::search::{self, Query};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use thiserror::Error;

use super::PARTS;
use crate::ledger::{area_of, micros};
use crate::{Engine, Micros, StoreError};

/// What a worklist shows of a matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Its id.
    pub id: MatterId,
    /// Its place in the order of numbers.
    pub key: i64,
    /// Its public number.
    pub number: String,
    /// Title; empty once erased.
    pub title: String,
    /// Stable codes of kind, channel, severity, urgency, stage and the desk that acts next.
    pub kind: String,
    /// Channel.
    pub channel: String,
    /// Severity.
    pub severity: String,
    /// Urgency.
    pub urgency: String,
    /// Stage.
    pub stage: String,
    /// Desk; empty once ended.
    pub owner: String,
    /// Category.
    pub category: Option<CategoryId>,
    /// Division.
    pub division: Option<DivisionId>,
    /// Lead unit.
    pub lead: Option<UnitId>,
    /// Ending.
    pub ending: Option<String>,
    /// The importer found something odd.
    pub flagged: bool,
    /// When it was said.
    pub received: Timestamp,
    /// When anything last happened.
    pub changed: Timestamp,
    /// Earliest due instant.
    pub next_due: Option<Timestamp>,
    /// Its light now.
    pub light: Light,
    /// Late, for ever.
    pub late: bool,
    /// Version.
    pub version: u32,
}

/// Lights one can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LightFilter {
    /// Due, and not ended.
    Red,
    /// Near.
    Yellow,
    /// Neither.
    Grey,
}

/// The order of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Earliest due first; open matters only.
    Due,
    /// Newest number first.
    #[default]
    Received,
    /// Last changed first.
    Changed,
}

/// Which matters of an area.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The desk that acts next.
    pub owner: Option<String>,
    /// Stage.
    pub stage: Option<Stage>,
    /// Kind.
    pub kind: Option<Kind>,
    /// Category.
    pub category: Option<CategoryId>,
    /// Divisions: one and all below it.
    pub divisions: Vec<DivisionId>,
    /// Units with a share in it.
    pub units: Option<Vec<UnitId>>,
    /// Lead unit.
    pub lead: Option<UnitId>,
    /// Light.
    pub light: Option<LightFilter>,
    /// Only late ones.
    pub late: bool,
    /// Words.
    pub text: Option<String>,
    /// Order.
    pub sort: Sort,
}

/// Where a page ended: the value it was sorted by, and the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(i64, MatterId);

/// The text is not a cursor of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a cursor")]
pub struct InvalidCursor;

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}_{}", self.0, self.1.uuid().simple())
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let (value, id) = text.split_once('_').ok_or(InvalidCursor)?;
        Ok(Self(value.parse().map_err(|_| InvalidCursor)?, id.parse().map_err(|_| InvalidCursor)?))
    }
}

/// One page.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Its matters.
    pub matters: Vec<Summary>,
    /// Where to go on; none at the end.
    pub next: Option<Cursor>,
}

const SHOWN: &str = "m.id, m.key, m.number, m.title, m.kind, m.channel, m.severity, m.urgency, m.stage, m.owner, \
     m.category, m.division, m.lead, m.ending, m.flagged, m.received_at, m.changed_at, m.next_due, m.next_warn, \
     m.suspended, m.late, m.version";

/// A page of at most `limit` matters behind `after`.
pub async fn list(
    connection: &impl ConnectionTrait,
    area: Area,
    filter: &Filter,
    after: Option<Cursor>,
    limit: u64,
    now: Timestamp,
) -> Result<Page, StoreError> {
    let engine = Engine::of(connection);
    let statement = engine.statement(
        &sql(engine, filter, after.is_some()),
        values(engine, area, filter, after, limit, now),
    );
    let rows = connection.query_all_raw(statement).await?;
    let more = rows.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    let matters: Vec<Summary> = rows
        .iter()
        .take(usize::try_from(limit).unwrap_or(usize::MAX))
        .map(|row| summary(row, now))
        .collect::<Result<_, _>>()?;
    let next = matters.last().filter(|_| more).map(|last| {
        let value = match filter.sort {
            Sort::Due => last.next_due.map_or(i64::MAX, |due| Micros::from(due).0),
            Sort::Received => last.key,
            Sort::Changed => Micros::from(last.changed).0,
        };
        Cursor(value, last.id)
    });
    Ok(Page { matters, next })
}

fn sql(engine: Engine, filter: &Filter, after: bool) -> String {
    let mut sql = format!("SELECT {SHOWN} FROM matter m WHERE m.area = ?");
    let mut and = |condition: &str| {
        let _ = write!(sql, " AND {condition}");
    };
    if filter.text.is_some() {
        and(found(engine));
    }
    if filter.owner.is_some() {
        and("m.owner = ?");
    }
    if filter.stage.is_some() {
        and("m.stage = ?");
    }
    if filter.kind.is_some() {
        and("m.kind = ?");
    }
    if filter.category.is_some() {
        and("m.category = ?");
    }
    if !filter.divisions.is_empty() {
        and(&format!("m.division IN ({})", marks(filter.divisions.len())));
    }
    if let Some(units) = &filter.units {
        and(&format!(
            "m.id IN (SELECT s.matter FROM share s WHERE s.area = ? AND s.unit IN ({}))",
            marks(units.len().max(1))
        ));
    }
    if filter.lead.is_some() {
        and("m.lead = ?");
    }
    match filter.light {
        Some(LightFilter::Red) => and("m.next_due <= ?"),
        Some(LightFilter::Yellow) => and("m.next_due > ? AND m.next_warn <= ?"),
        Some(LightFilter::Grey) => and("m.next_due > ? AND m.next_warn > ?"),
        None => {}
    }
    if filter.late {
        and("m.late = ?");
    }
    if filter.sort == Sort::Due {
        and("m.next_due IS NOT NULL");
    }
    if after {
        and(match filter.sort {
            Sort::Due => "(m.next_due, m.id) > (?, ?)",
            Sort::Received => "m.key < ?",
            Sort::Changed => "(m.changed_at, m.id) < (?, ?)",
        });
    }
    sql.push_str(match filter.sort {
        Sort::Due => " ORDER BY m.area, m.next_due, m.id LIMIT ?",
        Sort::Received => " ORDER BY m.area DESC, m.key DESC LIMIT ?",
        Sort::Changed => " ORDER BY m.area DESC, m.changed_at DESC, m.id DESC LIMIT ?",
    });
    sql
}

fn values(
    engine: Engine,
    area: Area,
    filter: &Filter,
    after: Option<Cursor>,
    limit: u64,
    now: Timestamp,
) -> Vec<Value> {
    let area_value = || Value::from(area_of(area));
    let mut values = vec![area_value()];
    if let Some(text) = &filter.text {
        values.extend(query(engine, area, text));
    }
    values.extend(filter.owner.clone().map(Value::from));
    values.extend(filter.stage.map(|stage| stage.code().into()));
    values.extend(filter.kind.map(|kind| kind.code().into()));
    values.extend(filter.category.map(|id| id.uuid().into()));
    values.extend(filter.divisions.iter().map(|id| Value::from(id.uuid())));
    if let Some(units) = &filter.units {
        values.push(area_value());
        values.extend(units.iter().map(|id| Value::from(id.uuid())));
        if units.is_empty() {
            values.push(uuid::Uuid::nil().into());
        }
    }
    values.extend(filter.lead.map(|id| Value::from(id.uuid())));
    match filter.light {
        Some(LightFilter::Red) => values.push(micros(now)),
        Some(_) => values.extend([micros(now), micros(now)]),
        None => {}
    }
    if filter.late {
        values.push(true.into());
    }
    if let Some(Cursor(value, id)) = after {
        values.push(value.into());
        if filter.sort != Sort::Received {
            values.push(id.uuid().into());
        }
    }
    values.push(i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX).into());
    values
}

/// Matters with a message in which every phrase stands. The document key holds the matter's key.
fn found(engine: Engine) -> &'static str {
    const { assert!(PARTS == 8, "the statements below shift by eight") };
    match engine {
        Engine::Sqlite => "m.key IN (SELECT rowid >> 8 FROM search WHERE search MATCH ?)",
        Engine::Postgres => {
            "m.key IN (SELECT s.key >> 8 FROM search s WHERE s.area = ? AND s.doc @@ CAST(? AS tsquery))"
        }
    }
}

fn query(engine: Engine, area: Area, text: &str) -> Vec<Value> {
    let query = Query::parse(text);
    let Some(of_area) = crate::search::of_area(area_of(area)) else { return Vec::new() };
    match engine {
        Engine::Sqlite => vec![of_area.fts5_query(&search::fts5_query(&query)).into()],
        Engine::Postgres => vec![area_of(area).into(), search::tsquery(&query).into()],
    }
}

fn marks(count: usize) -> String {
    vec!["?"; count].join(",")
}

fn summary(row: &QueryResult, now: Timestamp) -> Result<Summary, StoreError> {
    let id = |name: &str| -> Result<Option<uuid::Uuid>, sea_orm::DbErr> { row.try_get("", name) };
    let at = |name: &str| -> Result<Option<Timestamp>, sea_orm::DbErr> {
        Ok(row.try_get::<Option<Micros>>("", name)?.and_then(Micros::timestamp))
    };
    let ending: Option<String> = row.try_get("", "ending")?;
    let (next_due, next_warn) = (at("next_due")?, at("next_warn")?);
    let (suspended, late): (bool, bool) = (row.try_get("", "suspended")?, row.try_get("", "late")?);
    let light = match (&ending, next_due) {
        (Some(_), _) => {
            if late {
                Light::Late
            } else {
                Light::Green
            }
        }
        (None, None) => Light::Grey,
        (None, Some(due)) => {
            let light = ReviewLight::of(next_warn.unwrap_or(due), due, now);
            match (suspended, light) {
                (true, light) => Light::Suspended(light),
                (false, ReviewLight::Red) => Light::Red,
                (false, ReviewLight::Yellow) => Light::Yellow,
                (false, ReviewLight::Grey) => Light::Grey,
            }
        }
    };
    let version: i32 = row.try_get("", "version")?;
    Ok(Summary {
        id: Id::from_uuid(row.try_get("", "id")?),
        key: row.try_get("", "key")?,
        number: row.try_get("", "number")?,
        title: row.try_get("", "title")?,
        kind: row.try_get("", "kind")?,
        channel: row.try_get("", "channel")?,
        severity: row.try_get("", "severity")?,
        urgency: row.try_get("", "urgency")?,
        stage: row.try_get("", "stage")?,
        owner: row.try_get("", "owner")?,
        category: id("category")?.map(Id::from_uuid),
        division: id("division")?.map(Id::from_uuid),
        lead: id("lead")?.map(Id::from_uuid),
        ending,
        flagged: row.try_get("", "flagged")?,
        received: at("received_at")?.unwrap_or_default(),
        changed: at("changed_at")?.unwrap_or_default(),
        next_due,
        light,
        late,
        version: u32::try_from(version).unwrap_or_default(),
    })
}
