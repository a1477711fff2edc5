//! What has come to be owed is written down.

use huisheng_domain::area::Area;
use huisheng_domain::form::{FormDays, FormDue};
use huisheng_store::StoreError;
use huisheng_store::form::{self, FormRow};
use jiff::Timestamp;
use sea_orm::ConnectionTrait;

use crate::app::App;

/// Periods of a form that are written down at once: whoever slept longer is told of the rest the next time.
const AT_ONCE: usize = 400;

/// The periods of a form that have come to be owed and are not written down yet.
///
/// # Errors
/// The database.
pub async fn to_write_down(
    app: &App,
    connection: &impl ConnectionTrait,
    area: Area,
    row: &FormRow,
    now: Timestamp,
) -> Result<Vec<(FormDays, FormDue)>, StoreError> {
    let Some(since) = row.since else { return Ok(Vec::new()) };
    let book = app.book();
    let calendar = super::calendar(&book, row.unit);
    let last = form::last_owed(connection, area, row.id).await?;
    Ok(row.form.owed(since, last, calendar.date(now), calendar, AT_ONCE))
}

/// Writes them down. To do it twice, or on two nodes, does no harm.
///
/// # Errors
/// The database.
pub async fn write_down(
    app: &App,
    write: &impl ConnectionTrait,
    area: Area,
    row: &FormRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    let owed = to_write_down(app, write, area, row, now).await?;
    form::owe(write, area, row.id, &owed).await?;
    Ok(())
}
