//! Public numbers from leased blocks: no hot counter; a gap is allowed, a repeat never.

use std::collections::HashMap;
use std::ops::Range;

use huisheng_domain::area::Area;
use huisheng_domain::number::MatterNumber;
use jiff::civil::Date;
use sea_orm::ConnectionTrait;
use tokio::sync::Mutex;

use crate::ledger::area_of;
use crate::{Store, StoreError};

/// Serials leased at first; each further lease of a day takes twice as many, up to [`MOST`]. A quiet
/// office keeps its gaps small, a busy city asks seldom.
const FIRST: i64 = 64;
/// Serials leased at a time, at most.
const MOST: i64 = 1_024;
/// Blocks held at a time; beyond, what is left of them is given up as gaps.
const HELD: usize = 1_024;

/// The numbers of one node.
#[derive(Debug)]
pub struct Numbers {
    store: Store,
    blocks: Mutex<HashMap<(Area, Date), Block>>,
}

#[derive(Debug)]
struct Block {
    left: Range<i64>,
    /// How many were leased.
    size: i64,
}

impl Numbers {
    /// Leases nothing yet.
    pub fn new(store: &Store) -> Self {
        Self { store: store.clone(), blocks: Mutex::default() }
    }

    /// A number nobody has or will have; they grow, and not always by one. `day` is the day it is given, in the area's zone.
    pub async fn next(&self, area: Area, day: Date) -> Result<MatterNumber, StoreError> {
        let mut blocks = self.blocks.lock().await;
        let block = blocks.get_mut(&(area, day));
        // Now and then one is left out, so that a gap in what somebody sees does not tell of what he does not.
        let left_out = usize::from(rand::random_ratio(1, 8));
        let before = block.as_ref().map(|block| block.size);
        let serial = match block.and_then(|block| block.left.nth(left_out)) {
            Some(serial) => serial,
            None => {
                let size = before.map_or(FIRST, |size| (size * 2).min(MOST));
                let mut left = self.lease(area, day, size).await?;
                let serial = left.next().unwrap_or_default();
                if blocks.len() >= HELD {
                    blocks.clear();
                }
                blocks.insert((area, day), Block { left, size });
                serial
            }
        };
        let spent = || StoreError::Unreadable(format!("number_block of {area} on {day}"));
        u64::try_from(serial)
            .ok()
            .and_then(|serial| MatterNumber::new(area, day, serial).ok())
            .ok_or_else(spent)
    }

    async fn lease(&self, area: Area, day: Date, size: i64) -> Result<Range<i64>, StoreError> {
        let sql = "INSERT INTO number_block (area, day, next) VALUES (?, ?, ?) \
                   ON CONFLICT (area, day) DO UPDATE SET next = number_block.next + ? RETURNING next";
        let values = vec![
            area_of(area).into(),
            crate::tally::number(day).into(),
            (1 + size).into(),
            size.into(),
        ];
        let write = self.store.write().await?;
        let row = write.query_one_raw(self.store.engine().statement(sql, values)).await?;
        let next: i64 = row.ok_or(StoreError::NotFound)?.try_get_by_index(0)?;
        write.commit().await?;
        Ok(next - size..next)
    }
}

/// The next free serial of each day on which one was leased or skipped.
pub async fn next_of_days(
    connection: &impl ConnectionTrait,
    area: Area,
) -> Result<HashMap<Date, u64>, StoreError> {
    let sql = "SELECT day, next FROM number_block WHERE area = ?";
    let statement = crate::Engine::of(connection).statement(sql, vec![area_of(area).into()]);
    let mut all = HashMap::new();
    for row in connection.query_all_raw(statement).await? {
        let (day, next): (i32, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let (day, next) =
            crate::tally::day(day).zip(u64::try_from(next).ok()).ok_or_else(|| {
                StoreError::Unreadable(format!("number_block of {area}: day {day}, next {next}"))
            })?;
        all.insert(day, next);
    }
    Ok(all)
}

/// Serials of a day below `next` are taken, by somebody who gave them without a lease.
pub async fn skip(
    connection: &impl ConnectionTrait,
    area: Area,
    day: Date,
    next: u64,
) -> Result<(), StoreError> {
    let engine = crate::Engine::of(connection);
    let sql = format!(
        "INSERT INTO number_block (area, day, next) VALUES (?, ?, ?) ON CONFLICT (area, day) \
         DO UPDATE SET next = {}(number_block.next, excluded.next)",
        engine.greatest()
    );
    let next = i64::try_from(next).unwrap_or(i64::MAX);
    let values = vec![area_of(area).into(), crate::tally::number(day).into(), next.into()];
    connection.execute_raw(engine.statement(&sql, values)).await?;
    Ok(())
}
