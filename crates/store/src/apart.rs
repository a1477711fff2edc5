//! From whom matters are kept 回避: whom they complain of, and who stepped back.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId};
use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use crate::ledger::area_of;
use crate::rows::{insert, padded};
use crate::{Engine, StoreError};

const COLUMNS: [&str; 3] = ["area", "who", "matter"];

/// Matters of which it changed from whom they are kept, and from whom they are now.
pub(crate) type Apart = BTreeMap<MatterId, BTreeSet<Uuid>>;

/// The statements that keep it.
pub(crate) fn record(engine: Engine, area: i32, apart: &Apart) -> Vec<Statement> {
    let gone = apart.keys().map(|matter| {
        let values = vec![Value::from(area), matter.uuid().into()];
        engine.statement("DELETE FROM apart WHERE area = ? AND matter = ?", values)
    });
    let lines = apart.iter().flat_map(|(matter, who)| who.iter().map(move |who| (*who, *matter)));
    let values =
        lines.flat_map(|(who, matter)| [Value::from(area), who.into(), matter.uuid().into()]);
    gone.chain(insert(engine, "apart", &COLUMNS, values.collect(), "")).collect()
}

/// A condition on `m`: it is kept from none of `who`, of whom there is one at least.
pub(crate) fn condition(area: Area, who: &[Uuid]) -> (String, Vec<Value>) {
    let marks = vec!["?"; who.len()].join(",");
    let sql = format!(
        "m.id NOT IN (SELECT a.matter FROM apart a WHERE a.area = ? AND a.who IN ({marks}))"
    );
    (sql, std::iter::once(area_of(area).into()).chain(who.iter().map(|id| (*id).into())).collect())
}

/// Those of `matters` that are kept from one of `who`.
pub async fn kept_from(
    connection: &impl ConnectionTrait,
    area: Area,
    who: &[Uuid],
    matters: &[MatterId],
) -> Result<HashSet<MatterId>, StoreError> {
    let asked: BTreeSet<Uuid> = matters.iter().map(|matter| matter.uuid()).collect();
    if who.is_empty() || asked.is_empty() {
        return Ok(HashSet::new());
    }
    let asked = padded(asked.into_iter().map(Value::from).collect());
    let marks = |n: usize| vec!["?"; n].join(",");
    let sql = format!(
        "SELECT matter FROM apart WHERE area = ? AND who IN ({}) AND matter IN ({})",
        marks(who.len()),
        marks(asked.len())
    );
    let who = who.iter().map(|id| Value::from(*id));
    let values = std::iter::once(area_of(area).into()).chain(who).chain(asked);
    read(connection, &sql, values.collect()).await
}

/// All matters that are kept from one of `who`: few, where anybody is complained of at all.
pub async fn all_kept_from(
    connection: &impl ConnectionTrait,
    area: Area,
    who: &[Uuid],
) -> Result<HashSet<MatterId>, StoreError> {
    if who.is_empty() {
        return Ok(HashSet::new());
    }
    let marks = vec!["?"; who.len()].join(",");
    let sql = format!("SELECT matter FROM apart WHERE area = ? AND who IN ({marks})");
    let who = who.iter().map(|id| Value::from(*id));
    read(connection, &sql, std::iter::once(area_of(area).into()).chain(who).collect()).await
}

/// All matters that are kept from anybody.
pub async fn all(
    connection: &impl ConnectionTrait,
    area: Area,
) -> Result<HashSet<MatterId>, StoreError> {
    let sql = "SELECT DISTINCT matter FROM apart WHERE area = ?";
    read(connection, sql, vec![area_of(area).into()]).await
}

async fn read(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<HashSet<MatterId>, StoreError> {
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    let matter = |row: &sea_orm::QueryResult| Ok(Id::from_uuid(row.try_get_by_index(0)?));
    rows.iter().map(matter).collect()
}
