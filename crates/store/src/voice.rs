//! The people behind voices. Who looked at them stands in the trail.

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId, PartyId, ReportId};
use huisheng_domain::one_time_code::Mobile;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::cipher::{Cipher, place};
use crate::ledger::{area_of, micros};
use crate::rows::padded;
use crate::{Engine, StoreError};

/// The columns of a row as they are written; those of the values of [`sealed`] stand together.
pub const COLUMNS: [&str; 8] = [
    "area",
    "id",
    "matter",
    "party",
    "sealed_name",
    "sealed_contact",
    "contact_index",
    "created_at",
];
/// What sealed values of a voice are for, and what its exact contact is found by.
pub(crate) const NAME: &str = "voice.sealed_name";
pub(crate) const CONTACT: &str = "voice.sealed_contact";
pub(crate) const CONTACT_INDEX: &str = "voice.contact_index";

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
    cipher: &Cipher,
    area: Area,
    reports: &[ReportId],
) -> Result<Vec<VoiceRow>, StoreError> {
    let ids = padded(reports.iter().map(|report| Value::from(report.uuid())).collect());
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; ids.len()].join(",");
    let sql = format!(
        "SELECT id, party, sealed_name, sealed_contact FROM voice WHERE area = ? AND id IN ({marks}) ORDER BY id"
    );
    let values = std::iter::once(area_of(area).into()).chain(ids).collect();
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(|row| voice(row, cipher, area)).collect()
}

/// One voice, by its id: after a merge its matter is another.
pub async fn find(
    connection: &impl ConnectionTrait,
    cipher: &Cipher,
    area: Area,
    report: ReportId,
) -> Result<VoiceRow, StoreError> {
    let sql = "SELECT id, party, sealed_name, sealed_contact FROM voice WHERE area = ? AND id = ?";
    let values = vec![area_of(area).into(), report.uuid().into()];
    let row = connection.query_one_raw(Engine::of(connection).statement(sql, values)).await?;
    row.as_ref().map_or(Err(StoreError::NotFound), |row| voice(row, cipher, area))
}

/// The voices with exactly this telephone or other way to reach somebody, entered since then, the latest
/// first, each with the matter it was entered in.
pub async fn of_contact(
    connection: &impl ConnectionTrait,
    cipher: &Cipher,
    area: Area,
    contact: &str,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<(ReportId, MatterId)>, StoreError> {
    let sql = "SELECT id, matter FROM voice WHERE area = ? AND contact_index = ? AND created_at >= ? \
        ORDER BY area DESC, contact_index DESC, created_at DESC LIMIT ?";
    let index = cipher.index(CONTACT_INDEX, &Mobile::plain(contact));
    let values = vec![area_of(area).into(), index.into(), micros(since), i64::from(limit).into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    let ids = |row: &QueryResult| -> Result<_, StoreError> {
        let (voice, matter): (Uuid, Uuid) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        Ok((Id::from_uuid(voice), Id::from_uuid(matter)))
    };
    rows.iter().map(ids).collect()
}

fn voice(row: &QueryResult, cipher: &Cipher, area: Area) -> Result<VoiceRow, StoreError> {
    let (report, party): (Uuid, Uuid) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    let opened = |column, at| -> Result<Option<String>, StoreError> {
        let sealed: Option<Vec<u8>> = row.try_get_by_index(at)?;
        let what = place(column, area_of(area), report, 0);
        Ok(sealed.map(|sealed| cipher.open_text(&what, &sealed)).transpose()?)
    };
    Ok(VoiceRow {
        report: Id::from_uuid(report),
        party: Id::from_uuid(party),
        name: opened(NAME, 2)?,
        contact: opened(CONTACT, 3)?,
    })
}

/// Name, contact and what the contact is found by, as they stand in the row of a voice.
pub fn sealed(
    cipher: &Cipher,
    area: i32,
    voice: Uuid,
    name: Option<&str>,
    contact: Option<&str>,
) -> [Value; 3] {
    let seal = |column, said: Option<&str>| {
        said.map(|said| cipher.seal(&place(column, area, voice, 0), said.as_bytes())).into()
    };
    let index = contact.map(|contact| cipher.index(CONTACT_INDEX, &Mobile::plain(contact)));
    [seal(NAME, name), seal(CONTACT, contact), index.into()]
}
