//! The trail 审计留痕: who looked, signed in, took something out or changed something.
//!
//! What is done to a matter stands in the chain of its own history and not here again. Everything else is an
//! entry, written in the transaction of the act itself and hashed over the entry before. It is written last:
//! the head of the area is held until the transaction ends, so that two nodes do not fork the chain, and
//! whoever holds it waits for nobody.

mod adopt;
mod chain;
mod find;
mod kind;
mod remove;

use std::collections::BTreeMap;

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, MatterId, ReportId, UnitId};
use huisheng_domain::personal::{Stays, starred};
use jiff::Timestamp;
use rand::Rng;
use sea_orm::{ConnectionTrait, Value};
use serde_json::Value as Json;

pub(crate) use adopt::looks as adopt_looks;
pub(crate) use chain::{BEGINNING, Hashed};
pub use find::{Filter, Line, Mark, NoMark, Page, find};
pub use kind::{Kind, Outcome};
pub(crate) use remove::all_removed;
pub use remove::remove;

use crate::ledger::{area_of, words_hash};
use crate::rows::insert;
use crate::{Engine, Micros, StoreError, Write};

/// The area of what belongs to the whole house.
pub const HOUSE: i32 = 0;

/// An area as the trail keeps it, beside [`HOUSE`].
pub fn code_of(area: Area) -> i32 {
    area_of(area)
}

const COLUMNS: [&str; 15] = [
    "area",
    "seq",
    "recorded_at",
    "account",
    "unit",
    "kind",
    "outcome",
    "matter",
    "report",
    "subject",
    "details",
    "reason",
    "salt",
    "reason_hash",
    "hash",
];

/// What is written down. Never a resident's name, telephone, address or words; never a password, nor a
/// sign-in name that does not exist: people type their password there.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The area it concerns; `None` is the house as a whole.
    pub area: Option<Area>,
    /// Who did it; `None`: nobody signed in, or the house itself.
    pub account: Option<AccountId>,
    /// The unit the account acted for.
    pub unit: Option<UnitId>,
    /// What was done.
    pub kind: Kind,
    /// How it went.
    pub outcome: Outcome,
    /// The matter it concerns.
    pub matter: Option<MatterId>,
    /// The voice it concerns.
    pub report: Option<ReportId>,
    /// What else it concerns: the id of an account, the name of a list.
    pub subject: Option<String>,
    /// Why, in the words of staff.
    pub reason: Option<String>,
    /// A small object of codes and numbers.
    pub details: Json,
}

impl Entry {
    /// Of the house as a whole; the other fields are set by who knows them.
    pub fn of(kind: Kind) -> Self {
        Self {
            area: None,
            account: None,
            unit: None,
            kind,
            outcome: Outcome::Done,
            matter: None,
            report: None,
            subject: None,
            reason: None,
            details: Json::Object(serde_json::Map::new()),
        }
    }

    /// The same with these details beside those it has.
    #[must_use]
    pub fn with(mut self, details: Json) -> Self {
        if let (Json::Object(own), Json::Object(more)) = (&mut self.details, details) {
            own.extend(more);
        }
        self
    }
}

/// Writes one entry, in the transaction of what it tells and as its last statement.
pub async fn record(write: &Write, entry: &Entry, now: Timestamp) -> Result<(), StoreError> {
    record_all(write, std::slice::from_ref(entry), now).await
}

/// Writes several. The heads are taken in the order of their areas, so that two who write to the same ones
/// do not wait for each other.
pub async fn record_all(
    write: &Write,
    entries: &[Entry],
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut areas: BTreeMap<i32, Vec<(i64, &Entry)>> = BTreeMap::new();
    for entry in entries {
        let area = entry.area.map_or(HOUSE, area_of);
        areas.entry(area).or_default().push((Micros::from(now).0, entry));
    }
    for (area, entries) in areas {
        append(write, area, &entries).await?;
    }
    Ok(())
}

/// Where the trail of an area ends: the number and the hash of its last entry. None was written yet: 0.
pub(crate) async fn head(
    connection: &impl ConnectionTrait,
    area: i32,
) -> Result<(i64, Vec<u8>), StoreError> {
    let sql = "SELECT seq, hash FROM trail_head WHERE area = ?";
    let statement = Engine::of(connection).statement(sql, vec![area.into()]);
    let row = connection.query_one_raw(statement).await?;
    row.map_or(Ok((0, BEGINNING.to_vec())), |row| Ok(row.try_get_many_by_index()?))
}

/// The same, held until the transaction ends.
async fn held(write: &Write, area: i32) -> Result<(i64, Vec<u8>), StoreError> {
    let sql = "INSERT INTO trail_head (area, seq, hash) VALUES (?, 0, ?) \
        ON CONFLICT (area) DO UPDATE SET seq = trail_head.seq RETURNING seq, hash";
    let values = vec![area.into(), BEGINNING.to_vec().into()];
    let row = write.query_one_raw(Engine::of(write).statement(sql, values)).await?;
    row.map_or(Err(StoreError::NotFound), |row| Ok(row.try_get_many_by_index()?))
}

/// Appends entries, each with the instant it is of.
async fn append(write: &Write, area: i32, entries: &[(i64, &Entry)]) -> Result<(), StoreError> {
    let engine = Engine::of(write);
    let (mut seq, mut hash) = held(write, area).await?;
    let mut values = Vec::with_capacity(entries.len() * COLUMNS.len());
    for (recorded, entry) in entries {
        seq += 1;
        let row = row(area, seq, *recorded, entry, &hash);
        hash = row.1;
        values.extend(row.0);
    }
    for statement in insert(engine, "trail", &COLUMNS, values, "") {
        write.execute_raw(statement).await?;
    }
    let sql = "UPDATE trail_head SET seq = ?, hash = ? WHERE area = ?";
    let values = vec![seq.into(), hash.into(), area.into()];
    write.execute_raw(engine.statement(sql, values)).await?;
    Ok(())
}

/// The values of an entry, and its hash.
fn row(area: i32, seq: i64, recorded: i64, entry: &Entry, before: &[u8]) -> ([Value; 15], Vec<u8>) {
    let details = entry.details.to_string();
    // Numbers that are typed into a reason would stand there in the clear.
    let reason = entry.reason.as_deref();
    let reason = reason
        .map(|reason| starred(reason, &[""; 0], Stays::Part).unwrap_or_else(|| reason.to_owned()));
    let reason = reason.as_deref();
    let salt = reason.map(|_| {
        let mut salt = [0; 16];
        rand::rng().fill_bytes(&mut salt);
        salt
    });
    let reason_hash = reason.zip(salt).map(|(reason, salt)| words_hash(&salt, reason));
    let hashed = Hashed {
        area,
        seq,
        recorded,
        account: entry.account.map(|id| id.uuid()),
        unit: entry.unit.map(|id| id.uuid()),
        kind: entry.kind.code(),
        outcome: entry.outcome.code(),
        matter: entry.matter.map(|id| id.uuid()),
        report: entry.report.map(|id| id.uuid()),
        subject: entry.subject.as_deref(),
        details: &details,
        reason_hash: reason_hash.as_ref().map(<[u8; 32]>::as_slice),
    };
    let hash = hashed.after(before).to_vec();
    let values = [
        area.into(),
        seq.into(),
        recorded.into(),
        hashed.account.into(),
        hashed.unit.into(),
        hashed.kind.into(),
        hashed.outcome.into(),
        hashed.matter.into(),
        hashed.report.into(),
        entry.subject.clone().into(),
        details.clone().into(),
        reason.into(),
        salt.map(|salt| salt.to_vec()).into(),
        reason_hash.map(|hash| hash.to_vec()).into(),
        hash.clone().into(),
    ];
    (values, hash)
}
