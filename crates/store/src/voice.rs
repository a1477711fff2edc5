//! The people behind voices, and who looked at them.

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, Id, MatterId, PartyId, ReportId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::ledger::{area_of, micros};
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

/// The voices of a matter.
pub async fn of_matter(
    connection: &impl ConnectionTrait,
    area: Area,
    matter: MatterId,
) -> Result<Vec<VoiceRow>, StoreError> {
    let sql =
        "SELECT id, party, name, contact FROM voice WHERE area = ? AND matter = ? ORDER BY id";
    let values = vec![area_of(area).into(), matter.uuid().into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
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

fn voice(row: &QueryResult) -> Result<VoiceRow, StoreError> {
    let (report, party): (Uuid, Uuid) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    Ok(VoiceRow {
        report: Id::from_uuid(report),
        party: Id::from_uuid(party),
        name: row.try_get_by_index(2)?,
        contact: row.try_get_by_index(3)?,
    })
}

/// A look at contact data: who, whose, why.
pub struct Look<'a> {
    /// Its id.
    pub id: Uuid,
    /// The matter.
    pub matter: MatterId,
    /// The voice.
    pub report: ReportId,
    /// Who looked.
    pub account: AccountId,
    /// Why.
    pub reason: &'a str,
}

/// Writes a look down. Only then may the data be shown.
pub async fn look(
    connection: &impl ConnectionTrait,
    area: Area,
    look: &Look<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO look (area, id, matter, voice, account, reason, looked_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
    let values = vec![
        area_of(area).into(),
        look.id.into(),
        look.matter.uuid().into(),
        look.report.uuid().into(),
        look.account.uuid().into(),
        look.reason.into(),
        micros(now),
    ];
    connection.execute_raw(Engine::of(connection).statement(sql, values)).await?;
    Ok(())
}
