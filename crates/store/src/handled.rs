//! Who did a step of a matter, last: what a person finds again in the own worklist.

use std::collections::BTreeMap;

use huisheng_domain::id::{AccountId, MatterId};
use jiff::Timestamp;
use sea_orm::{Statement, Value};

use crate::Engine;
use crate::ledger::micros;
use crate::rows::insert;

const COLUMNS: [&str; 4] = ["area", "matter", "account", "handled_at"];
const AGAIN: &str =
    "ON CONFLICT (area, matter, account) DO UPDATE SET handled_at = excluded.handled_at";

/// The steps of a group: of each account at each matter the last.
pub(crate) type Handled = BTreeMap<(MatterId, AccountId), Timestamp>;

/// The statements that keep them.
pub(crate) fn record(engine: Engine, area: i32, handled: &Handled) -> Vec<Statement> {
    let values = handled.iter().flat_map(|((matter, account), at)| {
        [Value::from(area), matter.uuid().into(), account.uuid().into(), micros(*at)]
    });
    insert(engine, "handled", &COLUMNS, values.collect(), AGAIN)
}
