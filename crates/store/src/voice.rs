//! The people behind voices. Who looked at them stands in the trail.

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId, PartyId, ReportId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::ledger::{area_of, micros};
use crate::rows::padded;
use crate::{Engine, StoreError};

/// Who a voice is and how to reach the person. Not printable: it must not get into a log.
#[derive(Clone)]
pub struct VoiceRow {
    /// The voice.
    pub report: ReportId,
    /// The person.
    pub party: PartyId,
    /// Name; none if not given, or erased.
    pub name: Option<String>,
    /// Telephone or another way.
    pub contact: Option<String>,
}

/// The people behind voices. By their ids: after a merge the matter of a voice is another.
pub async fn of_reports(
    connection: &impl ConnectionTrait,
    area: Area,
    reports: &[ReportId],
) -> Result<Vec<VoiceRow>, StoreError> {
    let ids = padded(reports.iter().map(|report| Value::from(report.uuid())).collect());
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; ids.len()].join(",");
    let sql = format!(
        "SELECT id, party, name, contact FROM voice WHERE area = ? AND id IN ({marks}) ORDER BY id"
    );
    let values = std::iter::once(area_of(area).into()).chain(ids).collect();
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(voice).collect()
}

/// One voice, by its id: after a merge its matter is another.
pub async fn find(
    connection: &impl ConnectionTrait,
    area: Area,
    report: ReportId,
) -> Result<VoiceRow, StoreError> {
    let sql = "SELECT id, party, name, contact FROM voice WHERE area = ? AND id = ?";
    let values = vec![area_of(area).into(), report.uuid().into()];
    let row = connection.query_one_raw(Engine::of(connection).statement(sql, values)).await?;
    row.as_ref().map_or(Err(StoreError::NotFound), voice)
}

/// The voices with exactly this telephone or other way to reach somebody, entered since then, the latest
/// first, each with the matter it was entered in.
pub async fn of_contact(
    connection: &impl ConnectionTrait,
    area: Area,
    contact: &str,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<(ReportId, MatterId)>, StoreError> {
    let sql = "SELECT id, matter FROM voice WHERE area = ? AND contact = ? AND created_at >= ? \
        ORDER BY area DESC, contact DESC, created_at DESC LIMIT ?";
    let values = vec![area_of(area).into(), contact.into(), micros(since), i64::from(limit).into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    let ids = |row: &QueryResult| -> Result<_, StoreError> {
        let (voice, matter): (Uuid, Uuid) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        Ok((Id::from_uuid(voice), Id::from_uuid(matter)))
    };
    rows.iter().map(ids).collect()
}

fn voice(row: &QueryResult) -> Result<VoiceRow, StoreError> {
    let (report, party): (Uuid, Uuid) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    Ok(VoiceRow {
        report: Id::from_uuid(report),
        party: Id::from_uuid(party),
        name: row.try_get_by_index(2)?,
        contact: row.try_get_by_index(3)?,
    })
}
