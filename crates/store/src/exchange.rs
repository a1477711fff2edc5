//! 对接: the systems that orders are exchanged with, where each order stands with them, and the files that went over.

mod order;
mod outbox;
mod passed;

use huisheng_domain::area::Area;
use huisheng_domain::exchange::{Difference, Partner};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::cipher::{Cipher, place};
use crate::ledger::{area_of, micros};
use crate::{Engine, Micros, StoreError, Write};

pub use order::{Link, State, Waiting, held, link, shown, take, waiting};
pub use outbox::{Outcome, Touch, claim, is_due, outcome, replay, touch};
pub use passed::{came, forget_sent, received, sent, went};

const SHOWN: &str =
    "id, version, body, sealed_secret, heard_at, listed_at, compared_at, differences";
/// What the sealed secret is for.
const SECRET: &str = "exchange_partner.sealed_secret";

/// A partner as it is kept. Not printable: the secret must not get into a log.
#[derive(Clone, PartialEq)]
pub struct PartnerRow {
    /// Its id.
    pub id: Uuid,
    /// Its version, from 1.
    pub version: i32,
    /// What is known of it.
    pub partner: Partner,
    /// What messages are signed with, both ways: as Standard Webhooks write it, `whsec_…`.
    pub secret: String,
    /// When something of it was taken in last.
    pub heard: Option<Timestamp>,
    /// When it was sent a list last.
    pub listed: Option<Timestamp>,
    /// When a list of its own was compared last.
    pub compared: Option<Timestamp>,
    /// In what that differed from what is held here.
    pub differences: Vec<Difference>,
}

fn unreadable() -> StoreError {
    StoreError::Unreadable("a partner of an exchange".to_owned())
}

fn read(row: &QueryResult, cipher: &Cipher, area: Area) -> Result<PartnerRow, StoreError> {
    let id: Uuid = row.try_get_by_index(0)?;
    let body: String = row.try_get_by_index(2)?;
    let sealed: Vec<u8> = row.try_get_by_index(3)?;
    let at = |nth| -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = row.try_get_by_index(nth)?;
        at.map(|at| Micros(at).timestamp().ok_or_else(unreadable)).transpose()
    };
    let differences: Option<String> = row.try_get_by_index(7)?;
    let differences = differences.map(|text| serde_json::from_str(&text).map_err(|_| unreadable()));
    Ok(PartnerRow {
        id,
        version: row.try_get_by_index(1)?,
        partner: serde_json::from_str(&body).map_err(|_| unreadable())?,
        secret: cipher.open_text(&place(SECRET, area_of(area), id, 0), &sealed)?,
        heard: at(4)?,
        listed: at(5)?,
        compared: at(6)?,
        differences: differences.transpose()?.unwrap_or_default(),
    })
}

/// The partners of an area, by name.
pub async fn partners(
    connection: &impl ConnectionTrait,
    cipher: &Cipher,
    area: Area,
) -> Result<Vec<PartnerRow>, StoreError> {
    let sql = format!("SELECT {SHOWN} FROM exchange_partner WHERE area = ? ORDER BY name");
    let statement = Engine::of(connection).statement(&sql, vec![area_of(area).into()]);
    let rows = connection.query_all_raw(statement).await?;
    rows.iter().map(|row| read(row, cipher, area)).collect()
}

/// One of them.
pub async fn partner(
    connection: &impl ConnectionTrait,
    cipher: &Cipher,
    area: Area,
    name: &str,
) -> Result<Option<PartnerRow>, StoreError> {
    let sql = format!("SELECT {SHOWN} FROM exchange_partner WHERE area = ? AND name = ?");
    let values = vec![area_of(area).into(), name.into()];
    let row = connection.query_one_raw(Engine::of(connection).statement(&sql, values)).await?;
    row.as_ref().map(|row| read(row, cipher, area)).transpose()
}

/// Keeps a partner in place of the version before; `false` if that is not the one that is there.
pub async fn put(
    write: &Write,
    cipher: &Cipher,
    area: Area,
    row: &PartnerRow,
) -> Result<bool, StoreError> {
    let body = serde_json::to_string(&row.partner).map_err(|_| unreadable())?;
    let what = place(SECRET, area_of(area), row.id, 0);
    let secret = cipher.seal(&what, row.secret.as_bytes());
    let (sql, values): (_, Vec<Value>) = if row.version == 1 {
        let sql = "INSERT INTO exchange_partner (area, id, name, version, body, sealed_secret) VALUES (?, ?, ?, 1, ?, ?) \
            ON CONFLICT (area, name) DO NOTHING";
        let name = row.partner.name.as_str();
        (sql, vec![area_of(area).into(), row.id.into(), name.into(), body.into(), secret.into()])
    } else {
        let sql = "UPDATE exchange_partner SET version = ?, body = ?, sealed_secret = ? \
            WHERE area = ? AND id = ? AND version = ?";
        let (version, before) = (row.version.into(), (row.version - 1).into());
        let key = [area_of(area).into(), row.id.into(), before];
        (sql, [version, body.into(), secret.into()].into_iter().chain(key).collect())
    };
    let done = write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(done.rows_affected() == 1)
}

/// Something of it was taken in.
pub async fn heard(write: &Write, area: Area, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE exchange_partner SET heard_at = ? WHERE area = ? AND id = ?";
    let values = vec![micros(now), area_of(area).into(), id.into()];
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(())
}

/// It was sent a list.
pub async fn listed(write: &Write, area: Area, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE exchange_partner SET listed_at = ? WHERE area = ? AND id = ?";
    let values = vec![micros(now), area_of(area).into(), id.into()];
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(())
}

/// A list of its own was compared.
pub async fn compared(
    write: &Write,
    area: Area,
    id: Uuid,
    differences: &[Difference],
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql =
        "UPDATE exchange_partner SET compared_at = ?, differences = ? WHERE area = ? AND id = ?";
    let differences = serde_json::to_string(differences).map_err(|_| unreadable())?;
    let values = vec![micros(now), differences.into(), area_of(area).into(), id.into()];
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(())
}
