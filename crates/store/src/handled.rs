//! Who did a step of a matter, last: what a person finds again in the own worklist, and what a colleague handed over.

use std::collections::BTreeMap;

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, MatterId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Statement, Value};

use crate::ledger::{area_of, micros};
use crate::rows::insert;
use crate::{Engine, StoreError, Write};

const COLUMNS: [&str; 4] = ["area", "matter", "account", "handled_at"];
const AGAIN: &str = "ON CONFLICT (area, matter, account) DO UPDATE SET handled_at = excluded.handled_at, handed_by = NULL";

/// The steps of a group: of each account at each matter the last.
pub(crate) type Handled = BTreeMap<(MatterId, AccountId), Timestamp>;

/// The statements that keep them.
pub(crate) fn record(engine: Engine, area: i32, handled: &Handled) -> Vec<Statement> {
    let values = handled.iter().flat_map(|((matter, account), at)| {
        [Value::from(area), matter.uuid().into(), account.uuid().into(), micros(*at)]
    });
    insert(engine, "handled", &COLUMNS, values.collect(), AGAIN)
}

/// Hands over 移交 what an account did a step of and is still open: it stands in the list of the other, too, where that
/// does not have it. How many.
pub async fn hand_over(
    write: &Write,
    area: Area,
    from: AccountId,
    to: AccountId,
) -> Result<u64, StoreError> {
    const SQL: &str = "INSERT INTO handled (area, matter, account, handled_at, handed_by) \
         SELECT h.area, h.matter, ?, h.handled_at, h.account FROM handled h \
         JOIN matter m ON m.area = h.area AND m.id = h.matter \
         WHERE h.area = ? AND h.account = ? AND m.next_due IS NOT NULL \
         ON CONFLICT (area, matter, account) DO NOTHING";
    let values = vec![to.uuid().into(), area_of(area).into(), from.uuid().into()];
    Ok(write.execute_raw(Engine::of(write).statement(SQL, values)).await?.rows_affected())
}
