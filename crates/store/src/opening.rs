//! Who opened a matter: a step that somebody else has seen cannot be taken back.

use std::collections::BTreeMap;

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, MatterId};
use huisheng_domain::matter::Matter;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use crate::ledger::{area_of, micros};
use crate::rows::insert;
use crate::{Engine, StoreError};

const COLUMNS: [&str; 4] = ["area", "matter", "account", "opened_at"];
const AGAIN: &str =
    "ON CONFLICT (area, matter, account) DO UPDATE SET opened_at = excluded.opened_at";

/// Somebody opened a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The matter.
    pub matter: MatterId,
    /// Who; `None` is a reporter, by number and code.
    pub account: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

impl Opening {
    /// Of a matter as it was shown: whoever saw its last change opened it after that change, whatever
    /// the clocks of two requests under way at once say.
    pub fn of(seen: &Matter, account: Option<AccountId>, now: Timestamp) -> Self {
        Self { matter: seen.id, account, at: now.max(seen.changed) }
    }
}

/// The statements that keep openings; of several by the same account the latest counts.
pub(crate) fn record(engine: Engine, area: i32, openings: &[Opening]) -> Vec<Statement> {
    let mut latest: BTreeMap<(MatterId, Uuid), Timestamp> = BTreeMap::new();
    for opening in openings {
        let at = latest.entry((opening.matter, uuid(opening.account))).or_insert(opening.at);
        *at = opening.at.max(*at);
    }
    let values = latest.into_iter().flat_map(|((matter, account), at)| {
        [Value::from(area), matter.uuid().into(), account.into(), micros(at)]
    });
    insert(engine, "opening", &COLUMNS, values.collect(), AGAIN)
}

/// Whether `opening` tells nothing new: the same account opened the matter since its last change.
pub async fn is_known(
    connection: &impl ConnectionTrait,
    seen: &Matter,
    account: Option<AccountId>,
) -> Result<bool, StoreError> {
    let sql =
        "SELECT 1 FROM opening WHERE area = ? AND matter = ? AND account = ? AND opened_at >= ?";
    let values = vec![
        area_of(seen.area).into(),
        seen.id.uuid().into(),
        uuid(account).into(),
        micros(seen.changed),
    ];
    Ok(connection.query_one_raw(Engine::of(connection).statement(sql, values)).await?.is_some())
}

/// Whether anybody but `account` knows of it since `since`: opened it, or was sent something about it out of the house.
pub async fn by_others_since(
    connection: &impl ConnectionTrait,
    area: Area,
    matter: MatterId,
    account: Option<AccountId>,
    since: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM opening WHERE area = ? AND matter = ? AND account <> ? AND opened_at >= ? \
         UNION ALL SELECT 1 FROM delivery WHERE area = ? AND matter = ? AND sent_at IS NOT NULL AND sent_at >= ? LIMIT 1";
    let account = account.map_or(Uuid::max(), |account| account.uuid());
    let [area, matter] = [Value::from(area_of(area)), matter.uuid().into()];
    let opened = [area.clone(), matter.clone(), account.into(), micros(since)];
    let values = opened.into_iter().chain([area, matter, micros(since)]).collect();
    Ok(connection.query_one_raw(Engine::of(connection).statement(sql, values)).await?.is_some())
}

/// A reporter has no account.
fn uuid(account: Option<AccountId>) -> Uuid {
    account.map_or(Uuid::nil(), |account| account.uuid())
}
