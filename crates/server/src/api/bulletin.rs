//! Bulletins 通报: drawn up from the figures, edited, issued by a leader, and read by everybody at a desk.

mod letter;
mod list;
mod matters;
mod sheet;
mod view;
mod write;

use huisheng_domain::area::Area;
use huisheng_domain::bulletin::{Bulletin, BulletinState};
use huisheng_store::bulletin::{self, BulletinRow};
use huisheng_store::trail::{self, Entry, Kind};
use serde_json::json;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::app::{App, Staff, access};
use crate::error::Problem;

/// The actions of the policies.
const READ: &str = "read-bulletins";
const KEEP: &str = "keep-bulletins";
const ISSUE: &str = "issue-bulletin";

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(list::show, write::draw, write::remove))
        .routes(routes!(write::reword))
        .routes(routes!(write::redraw))
        .routes(routes!(write::issue))
        .routes(routes!(write::withdraw))
        .routes(routes!(matters::matters))
        .routes(routes!(sheet::take))
        .routes(routes!(letter::take))
}

/// Whether somebody does this with the bulletins of that unit: it is the own one, or lies below it.
fn may(app: &App, staff: &Staff, area: Area, action: &str, of: &Bulletin) -> bool {
    let book = app.book();
    book.below(staff.unit).contains(&of.unit)
        && staff.can(app, action, &access::place(&book, area, None))
}

/// A bulletin that one may read: issued, or a draft of one's own unit or one below it.
async fn readable(app: &App, staff: &Staff, area: Area, id: Uuid) -> Result<BulletinRow, Problem> {
    let row = bulletin::of(app.store().read(), area, id).await?.ok_or_else(Problem::not_found)?;
    let of = &row.bulletin;
    let shown = of.state != BulletinState::Draft
        || [KEEP, ISSUE].iter().any(|action| may(app, staff, area, action, of));
    if shown { Ok(row) } else { Err(Problem::not_found()) }
}

/// A bulletin as this account reads it.
async fn seen(app: &App, staff: &Staff, area: Area, of: Bulletin) -> Result<Bulletin, Problem> {
    let reach = staff.reach(app)?;
    Ok(crate::bulletin::seen(app.store(), &app.book(), area, &reach, of).await?)
}

/// Keeps the next version of a bulletin, with what was done to it in the trail.
async fn keep(
    app: &App,
    staff: &Staff,
    area: Area,
    row: BulletinRow,
    what: &str,
) -> Result<BulletinRow, Problem> {
    let entry = staff.entry(Kind::BulletinWritten);
    let entry = entry.with(json!({ "what": what, "version": row.version }));
    let entry = Entry { area: Some(area), subject: Some(format!("bulletin {}", row.id)), ..entry };
    let write = staff.write(app).await?;
    if !bulletin::put(&write, area, &row).await? {
        return Err(Problem::stale_row(row.version));
    }
    trail::record(&write, &entry, app.now()).await?;
    write.commit().await?;
    Ok(row)
}
