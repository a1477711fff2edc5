//! The bulletin of the demo: the county's desk has issued that of last week.

use huisheng_domain::bulletin::{Bulletin, BulletinSpan, BulletinState, BulletinText};
use huisheng_domain::calendar::Calendar;
use huisheng_domain::tally::Figures;
use jiff::{Timestamp, ToSpan};

use super::{DemoArea, Offices};

/// The bulletin of last week, with no figures yet; none where nobody draws it up.
pub fn last_week(area: &DemoArea, now: Timestamp) -> Option<Bulletin> {
    let by = *area.offices.desks.first()?.dispatch.first()?;
    let day = Calendar::china().date(now).saturating_sub(7.days());
    let (from, to) = BulletinSpan::Week.holding(day);
    Some(Bulletin {
        state: BulletinState::Draft,
        span: BulletinSpan::Week,
        from,
        to,
        unit: Offices::id("desk"),
        divisions: Vec::new(),
        text: BulletinText {
            to: "各街道（镇）、各部门".to_owned(), ..BulletinText::default()
        },
        drawn: now,
        by,
        lines: Vec::new(),
        total: Figures::default(),
        unanswered: Vec::new(),
        unlisted: 0,
        issued: None,
        withdrawn: None,
    })
}
