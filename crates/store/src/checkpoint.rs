//! Checkpoints: a signed sum over the heads of all matters of an area, so that a cut tail or a removed
//! matter is seen even if every row that is left agrees with the others. It also signs where the trail of the
//! area ends; that of the house, area 0, has no matters.
//!
//! A checkpoint made at T covers the events recorded up to T − [`SETTLE`]. Commands read their clock
//! before they wait for their lane and for the database, so an event may become visible a little after
//! the instant it carries; the margin leaves time for that. What was covered can be summed again at
//! any later time: of each matter the last event recorded up to then.
//!
//! Each checkpoint signs the one before. Whoever removes the newest ones as well goes unseen here:
//! the secret and a copy of the last signature belong on another machine.

use hmac::{Hmac, KeyInit, Mac};
use huisheng_domain::area::Area;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ConnectionTrait, QueryResult};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::ledger::area_of;
use crate::trail::{self, HOUSE};
use crate::{Engine, Micros, Store, StoreError};

/// How long a written event may take to become visible. Part of what a checkpoint means: another
/// value would make every older checkpoint look false.
pub const SETTLE: SignedDuration = SignedDuration::from_mins(10);

/// Matters of one statement.
const PAGE: u64 = 1_000;

/// One signed sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// When it was made.
    pub made: Micros,
    /// How many matters it covers.
    pub matters: i64,
    /// How many events.
    pub events: i64,
    /// The sum over the heads.
    pub sum: Vec<u8>,
    /// Where the trail of the area ended: number and hash of its last entry. Older checkpoints know none.
    pub trail: Option<(i64, Vec<u8>)>,
    /// The signature over all this and the signature before.
    pub mac: Vec<u8>,
}

impl Checkpoint {
    /// The last instant it covers.
    pub(crate) fn horizon(&self) -> i64 {
        horizon(self.made)
    }

    /// Whether the signature is the one of `secret` after `before`.
    pub(crate) fn is_signed(&self, secret: &[u8], area: i32, before: &[u8]) -> bool {
        self.signed(secret, area, before).is_some_and(|mac| mac.verify_slice(&self.mac).is_ok())
    }

    fn signed(&self, secret: &[u8], area: i32, before: &[u8]) -> Option<Hmac<Sha256>> {
        // HMAC takes keys of any length.
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
        mac.update(b"huisheng checkpoint 1");
        mac.update(&area.to_be_bytes());
        for number in [self.made.0, self.matters, self.events] {
            mac.update(&number.to_be_bytes());
        }
        mac.update(&self.sum);
        mac.update(before);
        if let Some((seq, hash)) = &self.trail {
            mac.update(b"trail");
            mac.update(&seq.to_be_bytes());
            mac.update(hash);
        }
        Some(mac)
    }
}

fn horizon(made: Micros) -> i64 {
    let settle = i64::try_from(SETTLE.as_micros()).unwrap_or(i64::MAX);
    made.0.saturating_sub(settle)
}

/// Adds up heads in the order of their matters.
#[derive(Clone, Default)]
pub(crate) struct Sum {
    hasher: Sha256,
    pub matters: i64,
    pub events: i64,
}

impl Sum {
    /// One more matter, known up to its event `version`.
    pub fn add(&mut self, matter: Uuid, version: i32, head: &[u8]) {
        self.matters += 1;
        self.events += i64::from(version);
        self.hasher.update(matter.as_bytes());
        self.hasher.update(version.to_be_bytes());
        self.hasher.update(head);
    }

    pub fn finish(self) -> Vec<u8> {
        self.hasher.finalize().to_vec()
    }
}

/// Makes the next checkpoint of an area and signs it. If there is one that is not older than `now`,
/// that one stays the newest and is returned. Of several nodes one waits: two beside each other would
/// sign the same one before.
pub async fn make(
    store: &Store,
    area: impl Into<Option<Area>>,
    secret: &[u8],
    now: Timestamp,
) -> Result<Checkpoint, StoreError> {
    let area = area.into();
    let code = area.map_or(HOUSE, area_of);
    let made = Micros::from(now);
    // Settled events do not change any more, so nobody has to wait for the sum.
    let sum = sum(store, code, horizon(made)).await?;
    let write = store.write().await?;
    if let Some(lock) = store.engine().alone() {
        write.execute_unprepared(lock).await?;
    }
    let last = newest(&write, area).await?;
    let before = match last {
        Some(last) if last.made >= made => {
            write.rollback().await?;
            return Ok(last);
        }
        Some(last) => last.mac,
        None => Vec::new(),
    };
    let (matters, events) = (sum.matters, sum.events);
    // Who writes an entry holds the head until it is committed, so what is seen here is settled.
    let (trail_seq, trail_hash) = trail::head(&write, code).await?;
    let trail = Some((trail_seq, trail_hash.clone()));
    let mut checkpoint =
        Checkpoint { made, matters, events, sum: sum.finish(), trail, mac: Vec::new() };
    let mac = checkpoint.signed(secret, code, &before);
    checkpoint.mac = mac.map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default();
    let sql = "INSERT INTO checkpoint (area, made_at, matters, events, sum, mac, trail_seq, trail_hash) \
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    let values = vec![
        code.into(),
        made.0.into(),
        matters.into(),
        events.into(),
        checkpoint.sum.clone().into(),
        checkpoint.mac.clone().into(),
        trail_seq.into(),
        trail_hash.into(),
    ];
    write.execute_raw(store.engine().statement(sql, values)).await?;
    write.commit().await?;
    Ok(checkpoint)
}

/// Forgets all of an area: the next one signs as the first. For a demo, into which years that are over are
/// written beside what was signed.
pub async fn forget(connection: &impl ConnectionTrait, area: Area) -> Result<(), StoreError> {
    let statement = Engine::of(connection)
        .statement("DELETE FROM checkpoint WHERE area = ?", vec![area_of(area).into()]);
    connection.execute_raw(statement).await?;
    Ok(())
}

/// Whether the newest checkpoint is older than `age`, or there is none, and it leaves out an event
/// that has settled by `now`, or an entry of the trail.
pub async fn is_due(
    connection: &impl ConnectionTrait,
    area: impl Into<Option<Area>>,
    age: SignedDuration,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let area = area.into();
    let code = area.map_or(HOUSE, area_of);
    let last = newest(connection, area).await?;
    let now = Micros::from(now);
    let age = i64::try_from(age.as_micros()).unwrap_or(i64::MAX);
    if last.as_ref().is_some_and(|last| last.made.0.saturating_add(age) > now.0) {
        return Ok(false);
    }
    let (trail, _) = trail::head(connection, code).await?;
    let signed = last.as_ref().and_then(|last| Some(last.trail.as_ref()?.0));
    if trail > signed.unwrap_or_default() {
        return Ok(true);
    }
    let covered = last.map_or(i64::MIN, |last| last.horizon());
    let sql = "SELECT 1 FROM event WHERE area = ? AND recorded_at > ? AND recorded_at <= ? LIMIT 1";
    let values = vec![code.into(), covered.into(), horizon(now).into()];
    Ok(connection.query_one_raw(Engine::of(connection).statement(sql, values)).await?.is_some())
}

/// When the newest event of an area was recorded.
pub async fn newest_event(
    connection: &impl ConnectionTrait,
    area: Area,
) -> Result<Option<Micros>, StoreError> {
    let sql = "SELECT max(recorded_at) FROM event WHERE area = ?";
    let statement = Engine::of(connection).statement(sql, vec![area_of(area).into()]);
    let row = connection.query_one_raw(statement).await?;
    let at: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?.flatten();
    Ok(at.map(Micros))
}

async fn sum(store: &Store, area: i32, horizon: i64) -> Result<Sum, StoreError> {
    // LEFT keeps SQLite from beginning with the events: it read all of the area for every page.
    const HEADS: &str = "SELECT head.matter, head.seq, event.hash FROM (SELECT matter, max(seq) AS seq FROM event \
        WHERE area = ? AND matter >= ? AND recorded_at <= ? GROUP BY matter ORDER BY matter LIMIT ?) AS head \
        LEFT JOIN event ON event.area = ? AND event.matter = head.matter AND event.seq = head.seq";
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let (mut sum, mut from) = (Sum::default(), Uuid::nil());
    loop {
        let values = vec![area.into(), from.into(), horizon.into(), limit.into(), area.into()];
        let rows = store.read().query_all_raw(store.engine().statement(HEADS, values)).await?;
        let heads = rows.iter().map(QueryResult::try_get_many_by_index);
        let mut heads: Vec<(Uuid, i32, Vec<u8>)> = heads.collect::<Result<_, _>>()?;
        heads.sort_unstable();
        for (matter, version, head) in &heads {
            sum.add(*matter, *version, head);
        }
        let last = heads.last().map(|(matter, ..)| *matter);
        let Some(next) = last.and_then(|last| last.as_u128().checked_add(1)) else {
            return Ok(sum);
        };
        from = Uuid::from_u128(next);
    }
}

/// The newest checkpoint of an area.
pub async fn newest(
    connection: &impl ConnectionTrait,
    area: impl Into<Option<Area>>,
) -> Result<Option<Checkpoint>, StoreError> {
    let area = area.into().map_or(HOUSE, area_of);
    let sql = format!("{ONES} ORDER BY made_at DESC LIMIT 1");
    let statement = Engine::of(connection).statement(&sql, vec![area.into()]);
    let row = connection.query_one_raw(statement).await?;
    row.as_ref().map(checkpoint).transpose()
}

/// Every checkpoint of an area, oldest first; one a day.
pub(crate) async fn all(
    connection: &impl ConnectionTrait,
    area: i32,
) -> Result<Vec<Checkpoint>, StoreError> {
    let sql = format!("{ONES} ORDER BY made_at");
    let rows =
        connection.query_all_raw(Engine::of(connection).statement(&sql, vec![area.into()])).await?;
    rows.iter().map(checkpoint).collect()
}

const ONES: &str = "SELECT made_at, matters, events, sum, mac, trail_seq, trail_hash FROM checkpoint WHERE area = ?";

fn checkpoint(row: &QueryResult) -> Result<Checkpoint, StoreError> {
    let (seq, hash): (Option<i64>, Option<Vec<u8>>) =
        (row.try_get_by_index(5)?, row.try_get_by_index(6)?);
    Ok(Checkpoint {
        made: Micros(row.try_get_by_index(0)?),
        matters: row.try_get_by_index(1)?,
        events: row.try_get_by_index(2)?,
        sum: row.try_get_by_index(3)?,
        mac: row.try_get_by_index(4)?,
        trail: seq.zip(hash),
    })
}
