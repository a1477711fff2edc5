//! 对账: each day both sides tell each other what they hold.

use huisheng_domain::area::Area;
use huisheng_domain::exchange::{Difference, DifferenceKind, List, differences};
use huisheng_store::exchange::{self, PartnerRow};
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::error::Problem;

/// How far back what has ended stands in a list.
const BACK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What is held here of the orders with a partner.
pub async fn list(app: &App, area: Area, row: &PartnerRow, now: Timestamp) -> anyhow::Result<List> {
    let since = now.checked_sub(BACK)?;
    let held = exchange::held(app.store().read(), area, row.id, since).await?;
    let orders = held.into_iter().map(|ours| ours.listed).collect();
    Ok(List { at: now, since, orders })
}

/// Compares a list of the partner's with what is held here. What it has not got is sent again; the rest is for somebody to
/// look at.
pub async fn compare(
    app: &App,
    area: Area,
    row: &PartnerRow,
    list: &List,
    now: Timestamp,
) -> Result<Vec<Difference>, Problem> {
    let held = exchange::held(app.store().read(), area, row.id, list.since).await?;
    let found = differences(list, &held);
    let again = |one: &&Difference| {
        matches!(one.kind, DifferenceKind::NotThere | DifferenceKind::BehindThere)
    };
    let again: Vec<String> = found.iter().filter(again).map(|one| one.number.clone()).collect();
    let write = app.store().write().await?;
    exchange::compared(&write, area, row.id, &found, now).await?;
    if !again.is_empty() {
        exchange::replay(&write, area, row.id, Some(&again), now).await?;
    }
    write.commit().await?;
    Ok(found)
}
