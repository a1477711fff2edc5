//! Removing the beginning of a trail after its years, so that what is left still verifies.

use hmac::{Hmac, KeyInit, Mac};
use huisheng_domain::area::Area;
use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use serde_json::json;
use sha2::Sha256;

use super::{Entry, HOUSE, Kind, held, record};
use crate::ledger::area_of;
use crate::{Engine, Micros, Store, StoreError};

/// What was removed: everything up to `seq`.
#[derive(Clone, Debug)]
pub(crate) struct Removed {
    /// The last entry that was removed.
    pub seq: i64,
    /// Its hash, which the first entry that is left goes on from.
    pub hash: Vec<u8>,
    newest: i64,
    removed: i64,
    mac: Vec<u8>,
}

impl Removed {
    /// Whether this house signed it.
    pub fn is_signed(&self, secret: &[u8], area: i32) -> bool {
        self.signed(secret, area).is_some_and(|mac| mac.verify_slice(&self.mac).is_ok())
    }

    fn signed(&self, secret: &[u8], area: i32) -> Option<Hmac<Sha256>> {
        // HMAC takes keys of any length.
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
        mac.update(b"huisheng trail removed 1");
        mac.update(&area.to_be_bytes());
        for number in [self.seq, self.newest, self.removed] {
            mac.update(&number.to_be_bytes());
        }
        mac.update(&self.hash);
        Some(mac)
    }
}

/// Removes the entries of an area (`None`: the house) from its beginning up to the first that is not older
/// than `before`. Returns how many. A signed row and an entry tell of it.
pub async fn remove(
    store: &Store,
    area: Option<Area>,
    secret: &[u8],
    before: Timestamp,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let code = area.map_or(HOUSE, area_of);
    let engine = store.engine();
    // Nearly always there is nothing to do: that is seen without holding anybody up.
    let oldest = "SELECT recorded_at FROM trail WHERE area = ? ORDER BY seq LIMIT 1";
    let row = store.read().query_one_raw(engine.statement(oldest, vec![code.into()])).await?;
    let oldest: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    if oldest.is_none_or(|oldest| oldest >= Micros::from(before).0) {
        return Ok(0);
    }
    let write = store.write().await?;
    let (head, _) = held(&write, code).await?;
    // The clocks of two nodes differ a little: the first that is young enough stays, and all behind it.
    // The plus keeps SQLite from an index in which all that stays would have to be sorted.
    let first = "SELECT seq FROM trail WHERE area = ? AND +recorded_at >= ? ORDER BY seq LIMIT 1";
    let values = vec![code.into(), Micros::from(before).0.into()];
    let row = write.query_one_raw(engine.statement(first, values)).await?;
    let first: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    let last = first.map_or(head, |first| first - 1);
    let sql = "SELECT hash, recorded_at FROM trail WHERE area = ? AND seq = ?";
    let row = write.query_one_raw(engine.statement(sql, vec![code.into(), last.into()])).await?;
    let Some(row) = row else {
        write.rollback().await?;
        return Ok(0);
    };
    let (hash, newest) = row.try_get_many_by_index()?;
    let mut removed =
        Removed { seq: last, hash, newest, removed: Micros::from(now).0, mac: Vec::new() };
    let mac = removed.signed(secret, code);
    removed.mac = mac.map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default();
    let sql = "DELETE FROM trail WHERE area = ? AND seq <= ?";
    let gone = write.execute_raw(engine.statement(sql, vec![code.into(), last.into()])).await?;
    let sql = "INSERT INTO trail_removed (area, seq, hash, newest_at, removed_at, mac) VALUES (?, ?, ?, ?, ?, ?)";
    let Removed { hash, mac, .. } = removed;
    let values = vec![
        code.into(),
        last.into(),
        hash.into(),
        newest.into(),
        removed.removed.into(),
        mac.into(),
    ];
    write.execute_raw(engine.statement(sql, values)).await?;
    let rows = gone.rows_affected();
    let details = json!({ "rows": rows, "up_to": last });
    record(&write, &Entry { area, details, ..Entry::of(Kind::TrailRemoved) }, now).await?;
    write.commit().await?;
    Ok(rows)
}

/// Every removal of an area, oldest first; one a year or so.
pub(crate) async fn all_removed(
    connection: &impl ConnectionTrait,
    area: i32,
) -> Result<Vec<Removed>, StoreError> {
    let sql = "SELECT seq, hash, newest_at, removed_at, mac FROM trail_removed WHERE area = ? ORDER BY seq";
    let statement = Engine::of(connection).statement(sql, vec![area.into()]);
    let rows = connection.query_all_raw(statement).await?;
    let removed = rows.iter().map(|row| {
        Ok(Removed {
            seq: row.try_get_by_index(0)?,
            hash: row.try_get_by_index(1)?,
            newest: row.try_get_by_index(2)?,
            removed: row.try_get_by_index(3)?,
            mac: row.try_get_by_index(4)?,
        })
    });
    removed.collect()
}
