//! Finding the answer to what is being typed.

use std::cmp::Ordering;
use std::collections::HashMap;

use huisheng_domain::area::Area;
use huisheng_domain::knowledge::{Entry, Found, Sought};
use jiff::civil::Date;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::{Row, SHOWN, read};
use crate::ledger::area_of;
use crate::rows::padded;
use crate::{Engine, StoreError};

/// Pairs that are looked for: those of the first words.
const PAIRS: usize = 256;
/// Lines of pairs that are read: a window, should an area keep more answers than anybody reads.
const LINES: i64 = 20_000;
/// Entries that share the most with what was typed, which are read and compared.
const COMPARED: usize = 128;

/// What is told on that day and answers what was typed: first where all of it stands as it is, then what is most like
/// it; among those the most used, then the newest.
pub async fn sought(
    connection: &impl ConnectionTrait,
    area: Area,
    sought: &Sought,
    today: Date,
    most: usize,
    also: impl Fn(&Entry) -> bool,
) -> Result<Vec<Row>, StoreError> {
    let ids = sharing(connection, area, sought.pairs()).await?;
    let mut found: Vec<(Found, Row)> = Vec::new();
    for row in of_ids(connection, area, ids).await? {
        let told = row.kept.told(today).filter(|told| also(told));
        found.extend(told.and_then(|told| sought.found_in(told)).map(|found| (found, row)));
    }
    found.sort_by(|one, other| likest(other, one));
    Ok(found.into_iter().map(|(_, row)| row).take(most).collect())
}

/// Tenths: answers that are about as like are told by how much they are used.
fn likest((one, row): &(Found, Row), (other, of_other): &(Found, Row)) -> Ordering {
    let rank = |found: &Found| (found.asked, found.whole, (found.share * 10.0).round());
    let ranks = rank(one).partial_cmp(&rank(other)).unwrap_or(Ordering::Equal);
    ranks.then_with(|| (row.used, row.at, row.id).cmp(&(of_other.used, of_other.at, of_other.id)))
}

/// The entries that share the most of these pairs.
async fn sharing(
    connection: &impl ConnectionTrait,
    area: Area,
    mut pairs: Vec<String>,
) -> Result<Vec<Uuid>, StoreError> {
    pairs.truncate(PAIRS);
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let pairs = padded(pairs);
    let marks = vec!["?"; pairs.len()].join(",");
    let sql =
        format!("SELECT entry FROM knowledge_pair WHERE area = ? AND pair IN ({marks}) LIMIT ?");
    let values = std::iter::once(area_of(area).into())
        .chain(pairs.into_iter().map(Value::from))
        .chain([LINES.into()]);
    let statement = Engine::of(connection).statement(&sql, values.collect());
    let mut shared: HashMap<Uuid, u32> = HashMap::new();
    for row in connection.query_all_raw(statement).await? {
        *shared.entry(row.try_get_by_index(0)?).or_default() += 1;
    }
    let mut ranked: Vec<(u32, Uuid)> = shared.into_iter().map(|(id, n)| (n, id)).collect();
    ranked.sort_unstable_by(|one, other| other.cmp(one));
    Ok(ranked.into_iter().take(COMPARED).map(|(_, id)| id).collect())
}

async fn of_ids(
    connection: &impl ConnectionTrait,
    area: Area,
    ids: Vec<Uuid>,
) -> Result<Vec<Row>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = padded(ids);
    let marks = vec!["?"; ids.len()].join(",");
    let sql = format!("SELECT {SHOWN} FROM knowledge WHERE area = ? AND id IN ({marks})");
    let values = std::iter::once(area_of(area).into()).chain(ids.into_iter().map(Value::from));
    let statement = Engine::of(connection).statement(&sql, values.collect());
    connection.query_all_raw(statement).await?.iter().map(read).collect()
}
