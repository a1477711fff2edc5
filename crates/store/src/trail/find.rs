//! Reading the trail: the latest first, each question by its index.

use std::fmt;
use std::str::FromStr;

use huisheng_domain::id::{AccountId, Id, MatterId, ReportId, UnitId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::{Engine, Micros, StoreError};

/// Lines read for a page where several things are asked for at once; then it says where to go on.
const WINDOW: usize = 1_000;

/// Which entries.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Who did it.
    pub account: Option<AccountId>,
    /// What was done, as a code.
    pub kind: Option<String>,
    /// The matter it concerns.
    pub matter: Option<MatterId>,
    /// The voice it concerns.
    pub report: Option<ReportId>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Where it stands.
    pub mark: Mark,
    /// When.
    pub at: Timestamp,
    /// Who; none where nobody was signed in.
    pub account: Option<AccountId>,
    /// The sign-in name of the account now.
    pub login: Option<String>,
    /// Its name now.
    pub name: Option<String>,
    /// The unit it acted for.
    pub unit: Option<UnitId>,
    /// What was done.
    pub kind: String,
    /// How it went.
    pub outcome: String,
    /// The matter it concerns.
    pub matter: Option<MatterId>,
    /// Its number.
    pub number: Option<String>,
    /// The voice it concerns.
    pub report: Option<ReportId>,
    /// What else it concerns.
    pub subject: Option<String>,
    /// Codes and numbers.
    pub details: Json,
    /// Why.
    pub reason: Option<String>,
    /// Its hash in the chain.
    pub hash: Vec<u8>,
}

/// A place in the order of reading: the latest first; of the same instant one area after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    recorded: i64,
    /// The area; 0 is the house.
    pub area: i32,
    /// The number within the area.
    pub seq: i64,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.recorded, self.area, self.seq)
    }
}

/// The text is no mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no place in the trail")]
pub struct NoMark;

impl FromStr for Mark {
    type Err = NoMark;

    fn from_str(text: &str) -> Result<Self, NoMark> {
        let mut parts = text.split('.').map(str::parse::<i64>);
        let mut next = || parts.next().and_then(Result::ok).ok_or(NoMark);
        let (recorded, area, seq) = (next()?, next()?, next()?);
        let area = i32::try_from(area).map_err(|_| NoMark)?;
        if parts.next().is_some() { Err(NoMark) } else { Ok(Self { recorded, area, seq }) }
    }
}

/// A page. It may hold fewer lines than asked for, or none, and still go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Lines.
    pub lines: Vec<Line>,
    /// Where to go on; none at the end.
    pub next: Option<Mark>,
}

/// The entries of some areas that `filter` asks for, the latest first, behind `after`.
pub async fn find(
    connection: &impl ConnectionTrait,
    areas: &[i32],
    filter: &Filter,
    after: Option<Mark>,
    limit: usize,
) -> Result<Page, StoreError> {
    let window = if filter.is_one_question() { limit } else { limit.max(WINDOW) };
    let (mut found, mut read_to) = (Vec::new(), None);
    for area in areas {
        let mut lines = read(connection, *area, filter, after, window + 1).await?;
        // The latest come first: what is too old is the end. With a second bound in the statement SQLite takes
        // the index of the time, whoever is asked for.
        let young = |line: &Line| filter.from.is_none_or(|from| line.at >= from);
        lines.truncate(lines.iter().take_while(|line| young(line)).count());
        if lines.len() > window {
            // Behind this line nothing is known of the area.
            read_to = read_to.max(lines.get(window - 1).map(|last| last.mark));
        }
        found.extend(lines.into_iter().take(window));
    }
    found.sort_by_key(|line| std::cmp::Reverse(line.mark));
    found.retain(|line| read_to.is_none_or(|last| line.mark >= last) && filter.holds(line));
    let next = if found.len() > limit {
        found.truncate(limit);
        found.last().map(|last| last.mark)
    } else {
        read_to
    };
    Ok(Page { lines: found, next })
}

impl Filter {
    /// The one column that leads to the index; the rest is looked at line by line.
    fn leading(&self) -> Option<(&'static str, Value)> {
        let ids = [
            ("report", self.report.map(Id::uuid)),
            ("matter", self.matter.map(Id::uuid)),
            ("account", self.account.map(Id::uuid)),
        ];
        let id = ids.into_iter().find_map(|(column, id)| Some((column, Value::from(id?))));
        id.or_else(|| self.kind.as_ref().map(|kind| ("kind", kind.as_str().into())))
    }

    fn is_one_question(&self) -> bool {
        let asked = [
            self.account.is_some(),
            self.kind.is_some(),
            self.matter.is_some(),
            self.report.is_some(),
        ];
        asked.into_iter().filter(|asked| *asked).count() <= 1
    }

    fn holds(&self, line: &Line) -> bool {
        self.account.is_none_or(|account| line.account == Some(account))
            && self.kind.as_ref().is_none_or(|kind| line.kind == *kind)
            && self.matter.is_none_or(|matter| line.matter == Some(matter))
            && self.report.is_none_or(|report| line.report == Some(report))
    }
}

async fn read(
    connection: &impl ConnectionTrait,
    area: i32,
    filter: &Filter,
    after: Option<Mark>,
    limit: usize,
) -> Result<Vec<Line>, StoreError> {
    let leading = filter.leading();
    let of = leading.as_ref().map(|(column, _)| format!(" AND t.{column} = ?"));
    let of = of.unwrap_or_default();
    let sql = format!(
        "SELECT t.area, t.seq, t.recorded_at, t.account, a.login, a.name, t.unit, t.kind, t.outcome, t.matter, \
         m.number, t.report, t.subject, t.details, t.reason, t.hash FROM trail t \
         LEFT JOIN matter m ON m.area = t.area AND m.id = t.matter LEFT JOIN account a ON a.id = t.account \
         WHERE t.area = ?{of} AND (t.recorded_at, t.seq) < (?, ?) \
         ORDER BY t.recorded_at DESC, t.seq DESC LIMIT ?"
    );
    let to = filter.to.map_or((i64::MAX, i64::MAX), |to| (Micros::from(to).0, 0));
    // Areas of the same instant are read with the greater code first.
    let behind = after.map_or(to, |mark| match area.cmp(&mark.area) {
        std::cmp::Ordering::Greater => (mark.recorded, 0),
        std::cmp::Ordering::Equal => (mark.recorded, mark.seq),
        std::cmp::Ordering::Less => (mark.recorded, i64::MAX),
    });
    let (recorded, seq) = behind.min(to);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = std::iter::once(Value::from(area)).chain(leading.map(|(_, value)| value)).chain([
        recorded.into(),
        seq.into(),
        limit.into(),
    ]);
    let statement = Engine::of(connection).statement(&sql, values.collect());
    connection.query_all_raw(statement).await?.iter().map(line).collect()
}

fn line(row: &QueryResult) -> Result<Line, StoreError> {
    let (area, seq, recorded): (i32, i64, i64) =
        (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
    let unreadable = || StoreError::Unreadable(format!("entry {seq} of the trail of {area:06}"));
    let id = |at| -> Result<Option<Uuid>, StoreError> { Ok(row.try_get_by_index(at)?) };
    let details: String = row.try_get_by_index(13)?;
    Ok(Line {
        mark: Mark { recorded, area, seq },
        at: Micros(recorded).timestamp().ok_or_else(unreadable)?,
        account: id(3)?.map(Id::from_uuid),
        login: row.try_get_by_index(4)?,
        name: row.try_get_by_index(5)?,
        unit: id(6)?.map(Id::from_uuid),
        kind: row.try_get_by_index(7)?,
        outcome: row.try_get_by_index(8)?,
        matter: id(9)?.map(Id::from_uuid),
        number: row.try_get_by_index(10)?,
        report: id(11)?.map(Id::from_uuid),
        subject: row.try_get_by_index(12)?,
        details: serde_json::from_str(&details).map_err(|_| unreadable())?,
        reason: row.try_get_by_index(14)?,
        hash: row.try_get_by_index(15)?,
    })
}
