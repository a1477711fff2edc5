//! Who is called at night.

use huisheng_domain::matter::{Matter, Origin, Place, Stage};
use huisheng_domain::roster::{Called, Waiting, called as called_of, is_pressing};
use huisheng_store::roster::{self, Unsigned};
use jiff::Timestamp;

use crate::api::roster::{escalation, waiting};
use crate::app::App;

/// What becomes of a matter at night.
pub(super) enum Night {
    /// It can wait, or is in hand.
    Nothing,
    /// It cannot wait, and no shift holds that has it.
    Nobody,
    /// These are called.
    Called(Called),
}

/// Who is called for a matter now: nobody, unless it came in while the office of its place was closed, cannot wait, and
/// waits for its sign-in.
pub(super) async fn called(app: &App, matter: &Matter, now: Timestamp) -> anyhow::Result<Night> {
    let book = app.book();
    let unsigned = matches!(matter.stage(), Stage::Received | Stage::Assigning);
    let pressing = is_pressing(matter.urgency, book.is_urgent(matter.category));
    let long_ago = now.duration_since(matter.received) > waiting::BACK;
    if !unsigned || !pressing || long_ago || matter.origin == Origin::Imported {
        return Ok(Night::Nothing);
    }
    let division = matter.place.division;
    let lead = matter.lead().map(|lead| lead.unit);
    let one = Unsigned { matter: matter.id, received: matter.received, division, lead };
    let routed = waiting::office_of(&book, matter.area, &one);
    let one = Waiting { matter: matter.id, routed, received: matter.received };
    if !one.is_off_hours(book.calendar(&Place { division, ..Place::default() })) {
        return Ok(Night::Nothing);
    }
    let shifts = roster::holding(app.store().read(), matter.area, now).await?;
    let after = escalation::after(app, matter.area).await?;
    Ok(called_of(&book.units, &shifts, &one, after).map_or(Night::Nobody, Night::Called))
}
