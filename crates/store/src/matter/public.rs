//! What everybody may read of matters: those that are shown, with the words that a clerk released. Where
//! they are found, nothing else of a matter leaves this file's callers but what is public.

use std::collections::HashMap;

use huisheng_domain::area::Area;
use huisheng_domain::id::{CategoryId, DivisionId, Id, MatterId};
use huisheng_domain::matter::{Matter, Word, Words, cells_around};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::list::Cursor;
use super::named;
use crate::ledger::area_of;
use crate::{Engine, StoreError};

/// Matters of the cells around a point that are looked at, at most.
const AROUND: i64 = 200;
/// Lines looked at for one page of the board, at most.
const LINES: usize = 4_000;

/// A matter that is shown, with its public words.
#[derive(Clone, Debug, PartialEq)]
pub struct Public {
    /// The matter.
    pub matter: Matter,
    /// What it is about, in a clerk's words.
    pub title: String,
    /// What came of it.
    pub answer: Option<String>,
}

impl Public {
    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        let (state, words): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let unreadable = |_| StoreError::Unreadable("a matter that is shown".to_owned());
        let matter: Matter = serde_json::from_str(&state).map_err(unreadable)?;
        let words: Words = serde_json::from_str(&words).map_err(unreadable)?;
        let answered = matter.shown().is_some_and(|shown| shown.answered);
        let word = |word| words.get(word).map(str::to_owned);
        Ok(Self {
            title: word(Word::PublicTitle).unwrap_or_default(),
            answer: word(Word::PublicAnswer).filter(|_| answered),
            matter,
        })
    }
}

const SHOWN: &str = "SELECT m.state, w.body FROM matter m \
    JOIN words w ON w.area = m.area AND w.matter = m.id AND w.seq = m.released";

/// Open matters that are shown in the cells around a point, in no order.
pub async fn nearby(
    connection: &impl ConnectionTrait,
    area: Area,
    point: [f64; 2],
) -> Result<Vec<Public>, StoreError> {
    let cells = cells_around(point).map(Value::from);
    let marks = vec!["?"; cells.len()].join(",");
    let sql = format!("{SHOWN} WHERE m.area = ? AND m.near IN ({marks}) LIMIT ?");
    let area = std::iter::once(Value::from(area_of(area)));
    let values = area.chain(cells).chain([AROUND.into()]).collect();
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(Public::read).collect()
}

/// Those of these matters that are shown.
pub async fn shown(
    connection: &impl ConnectionTrait,
    area: Area,
    ids: &[MatterId],
) -> Result<HashMap<MatterId, Public>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let (marks, values) = named(area, ids);
    let sql = format!("{SHOWN} WHERE m.area = ? AND m.id IN ({marks})");
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    let public = rows.iter().map(Public::read);
    public.map(|public| public.map(|public| (public.matter.id, public))).collect()
}

/// A page of what has ended and is shown, the newest end first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    /// Its matters.
    pub matters: Vec<Public>,
    /// Where to go on; none at the end. Where few of the lines are asked for, a page may be short, or
    /// empty, and still go on.
    pub next: Option<Cursor>,
}

/// At most `limit` matters behind `after` whose category and division are `wanted`.
pub async fn board(
    connection: &impl ConnectionTrait,
    area: Area,
    wanted: impl Fn(Option<CategoryId>, Option<DivisionId>) -> bool,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Board, StoreError> {
    let mut after = after.unwrap_or(Cursor(i64::MAX, Id::from_uuid(Uuid::max())));
    let (mut found, mut left, mut batch) = (Vec::new(), LINES, 2 * limit + 1);
    let next = loop {
        batch = batch.min(left);
        let lines = lines(connection, area, after, batch).await?;
        left -= lines.len();
        let whole = lines.len() < batch;
        for line in lines {
            if found.len() == limit {
                return page(connection, area, found, Some(after)).await;
            }
            after = line.at;
            if wanted(line.category, line.division) {
                found.push(line.at.1);
            }
        }
        if whole || left == 0 {
            break (!whole).then_some(after);
        }
        batch *= 2;
    };
    page(connection, area, found, next).await
}

async fn page(
    connection: &impl ConnectionTrait,
    area: Area,
    found: Vec<MatterId>,
    next: Option<Cursor>,
) -> Result<Board, StoreError> {
    let mut public = shown(connection, area, &found).await?;
    Ok(Board { matters: found.iter().filter_map(|id| public.remove(id)).collect(), next })
}

struct Line {
    at: Cursor,
    category: Option<CategoryId>,
    division: Option<DivisionId>,
}

async fn lines(
    connection: &impl ConnectionTrait,
    area: Area,
    after: Cursor,
    most: usize,
) -> Result<Vec<Line>, StoreError> {
    let sql = "SELECT m.ended_at, m.id, m.category, m.division FROM matter m \
        WHERE m.area = ? AND m.released IS NOT NULL AND (m.ended_at, m.id) < (?, ?) \
        ORDER BY m.area DESC, m.ended_at DESC, m.id DESC LIMIT ?";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let values = vec![area_of(area).into(), after.0.into(), after.1.uuid().into(), most.into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    let id = |row: &QueryResult, at| row.try_get_by_index::<Option<Uuid>>(at);
    rows.iter()
        .map(|row| {
            Ok(Line {
                at: Cursor::read(row)?,
                category: id(row, 2)?.map(Id::from_uuid),
                division: id(row, 3)?.map(Id::from_uuid),
            })
        })
        .collect()
}
