//! Voices that were erased in one matter: what is left to do in the others, and with their files.

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId, ReportId};
use huisheng_domain::matter::EraseGround;
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

use crate::ledger::area_of;
use crate::rows::insert;
use crate::{Engine, StoreError, matter};

const COLUMNS: [&str; 7] =
    ["area", "matter", "from_matter", "report", "ground", "words", "request"];
const AGAIN: &str = "ON CONFLICT (area, matter, from_matter, report) DO UPDATE SET \
     ground = excluded.ground, words = excluded.words, request = excluded.request";

/// One that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The matter in which something is left; the same as `from` for the files there.
    pub matter: MatterId,
    /// The matter in which the voice was erased.
    pub from: MatterId,
    /// The voice there.
    pub report: ReportId,
    /// Why.
    pub ground: EraseGround,
    /// Its words go too.
    pub words: bool,
    /// The matter by which it was asked for.
    pub request: Option<MatterId>,
}

/// The statements that keep them.
pub(crate) fn record(engine: Engine, area: i32, all: &[Erasure]) -> Vec<Statement> {
    let row = |one: &Erasure| -> [Value; 7] {
        [
            area.into(),
            one.matter.uuid().into(),
            one.from.uuid().into(),
            one.report.uuid().into(),
            matter::word(&one.ground),
            one.words.into(),
            one.request.map(Id::uuid).into(),
        ]
    };
    insert(engine, "erasure", &COLUMNS, all.iter().flat_map(row).collect(), AGAIN)
}

/// Those that wait, at most `limit`.
pub async fn waiting(
    connection: &impl ConnectionTrait,
    area: Area,
    limit: u32,
) -> Result<Vec<Erasure>, StoreError> {
    let sql = "SELECT matter, from_matter, report, ground, words, request FROM erasure WHERE area = ? \
         ORDER BY area, matter, from_matter, report LIMIT ?";
    let values = vec![area_of(area).into(), i64::from(limit).into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    rows.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Result<Erasure, StoreError> {
    let ground: String = row.try_get_by_index(3)?;
    let ground = serde_json::from_value(ground.into())
        .map_err(|_| StoreError::Unreadable("the ground of an erasure".to_owned()))?;
    let request: Option<uuid::Uuid> = row.try_get_by_index(5)?;
    Ok(Erasure {
        matter: Id::from_uuid(row.try_get_by_index(0)?),
        from: Id::from_uuid(row.try_get_by_index(1)?),
        report: Id::from_uuid(row.try_get_by_index(2)?),
        ground,
        words: row.try_get_by_index(4)?,
        request: request.map(Id::from_uuid),
    })
}

/// Nothing of it is left to do.
pub async fn done(
    connection: &impl ConnectionTrait,
    area: Area,
    one: &Erasure,
) -> Result<(), StoreError> {
    let sql =
        "DELETE FROM erasure WHERE area = ? AND matter = ? AND from_matter = ? AND report = ?";
    let values = vec![
        area_of(area).into(),
        one.matter.uuid().into(),
        one.from.uuid().into(),
        one.report.uuid().into(),
    ];
    connection.execute_raw(Engine::of(connection).statement(sql, values)).await?;
    Ok(())
}
