//! 值班待办: what came in while the office was closed, cannot wait, and was not signed in for. It is computed when it is
//! asked for. Whoever is to be woken by a message will be told from here too.

use huisheng_domain::area::Area;
use huisheng_domain::id::{CategoryId, UnitId};
use huisheng_domain::matter::Place;
use huisheng_domain::roster::{Shown, Waiting, shown_to};
use huisheng_domain::unit::UnitKind;
use huisheng_store::Book;
use huisheng_store::roster::{self, Unsigned};
use jiff::{SignedDuration, Timestamp};

use super::escalation::after;
use crate::app::{App, Staff};
use crate::error::Problem;

/// How far it looks back: longer than any holiday.
pub(crate) const BACK: SignedDuration = SignedDuration::from_hours(31 * 24);
/// Matters looked at, at most: the latest.
pub(super) const MOST: usize = 1_000;

/// What waits for somebody who is on duty now, or leads; nothing for anybody else.
pub async fn waiting(
    app: &App,
    staff: &Staff,
    area: Area,
    now: Timestamp,
) -> Result<Option<Vec<Shown>>, Problem> {
    let (book, reader) = (app.book(), app.store().read());
    // Everybody's page asks every minute, and few are on duty: the shifts of all units are read for these alone.
    if roster::holding_with(reader, area, staff.account, now).await?.is_empty() {
        return Ok(None);
    }
    let shifts = roster::holding(reader, area, now).await?;
    let since = now.checked_sub(BACK).unwrap_or(Timestamp::MIN);
    let found = roster::unsigned(reader, area, &around_the_clock(&book), since, MOST).await?;
    let off_hours = found.into_iter().filter_map(|one| {
        let place = Place { division: one.division, ..Place::default() };
        let routed = office_of(&book, area, &one);
        let waiting = Waiting { matter: one.matter, routed, received: one.received };
        waiting.is_off_hours(book.calendar(&place)).then_some(waiting)
    });
    let after = after(app, area).await?;
    Ok(Some(shown_to(staff.account, &book.units, &shifts, off_hours, after, now)))
}

/// The categories that run around the clock, with all below them.
pub(super) fn around_the_clock(book: &Book) -> Vec<CategoryId> {
    let all = book.categories.iter().map(|category| category.id);
    all.filter(|id| book.is_urgent(Some(*id))).collect()
}

/// Where a matter falls: to its lead; before it is assigned, to the government of its place or of the nearest around it;
/// without one, to that which stands over all others of the area.
pub(crate) fn office_of(book: &Book, area: Area, one: &Unsigned) -> Option<UnitId> {
    let around = one.division.into_iter().flat_map(|id| {
        std::iter::once(id).chain(book.divisions.ancestors(id).map(|division| division.id))
    });
    let serving = |id| book.units.serving(id, UnitKind::Government).first().copied();
    let highest = || {
        let mut all = book.units.iter().filter(|unit| {
            unit.active && unit.parent.is_none() && unit.kind == UnitKind::Government
        });
        all.find(|unit| book.areas_of_unit(unit.id).contains(&area)).map(|unit| unit.id)
    };
    one.lead.or_else(|| around.filter_map(serving).next()).or_else(highest)
}
