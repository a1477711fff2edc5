//! What there is to tell partners after an event.

use huisheng_domain::exchange::Side;
use huisheng_domain::matter::{Assignment, Event, Matter};
use huisheng_domain::notification::HELD;
use huisheng_store::exchange::{PartnerRow, Touch};

/// The share of a matter that a partner below works on: the last that its unit had as lead.
pub(super) fn share<'m>(row: &PartnerRow, matter: &'m Matter) -> Option<&'m Assignment> {
    let unit = row.partner.side.unit()?;
    matter.assignments.iter().rev().find(|share| share.unit == unit && share.is_main())
}

/// Whom an event of a matter concerns. What its author may still take back stays in the house for a minute.
pub fn touched(partners: &[PartnerRow], matter: &Matter, event: &Event) -> Vec<Touch> {
    let at = event.recorded;
    let due = if event.undoable { at.checked_add(HELD).unwrap_or(at) } else { at };
    let number = |row: &PartnerRow| match row.partner.side {
        Side::Above => {
            let above = matter.upstream.as_ref().filter(|above| above.source == row.partner.name);
            above.map(|above| above.number.clone())
        }
        Side::Below { .. } => share(row, matter).map(|_| matter.number.clone()),
    };
    let of = partners.iter().filter_map(|row| Some((row.id, number(row)?)));
    let ended = matter.ending.as_ref().map(|ending| ending.at);
    let touch = |(partner, number)| {
        let (matter, seq) = (matter.id, event.seq);
        Touch { partner, matter, number, due, ended, seq }
    };
    of.map(touch).collect()
}
