//! One line of a worklist.

use huisheng_domain::id::{CategoryId, DivisionId, Id, MatterId, UnitId};
use huisheng_domain::light::{Light, ReviewLight};
use jiff::Timestamp;
use sea_orm::QueryResult;

use crate::{Micros, StoreError};

/// The columns [`read`] reads.
pub(super) const SHOWN: &str = "m.id, m.key, m.number, m.title, m.kind, m.channel, m.severity, m.urgency, m.stage, \
     m.owner, m.category, m.division, m.lead, m.ending, m.flagged, m.received_at, m.changed_at, m.next_due, \
     m.next_warn, m.suspended, m.late, m.version";

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

/// A row of [`SHOWN`], with its light at `now`.
pub(super) fn read(row: &QueryResult, now: Timestamp) -> Result<Summary, StoreError> {
    let id = |name: &str| -> Result<Option<uuid::Uuid>, sea_orm::DbErr> { row.try_get("", name) };
    let at = |name: &str| -> Result<Option<Timestamp>, sea_orm::DbErr> {
        Ok(row.try_get::<Option<Micros>>("", name)?.and_then(Micros::timestamp))
    };
    let ending: Option<String> = row.try_get("", "ending")?;
    let (next_due, next_warn) = (at("next_due")?, at("next_warn")?);
    let (suspended, late): (bool, bool) = (row.try_get("", "suspended")?, row.try_get("", "late")?);
    let light = match (&ending, next_due) {
        (Some(_), None) if late => Light::Late,
        (Some(_), None) => Light::Green,
        (None, None) => Light::Grey,
        // What a leader asked runs on after the end.
        (_, Some(due)) => {
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
