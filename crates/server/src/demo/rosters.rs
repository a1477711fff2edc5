//! Rosters of the demo: the county's desk and the first street are on duty this month and the next.

use huisheng_domain::calendar::Calendar;
use huisheng_domain::id::{AccountId, Id, UnitId};
use huisheng_domain::roster::{Days, Hours, Parts, Plan, Shift, fill};
use jiff::{Timestamp, ToSpan};

use super::{DemoArea, Offices};

/// The telephone of the duty rooms: an unassigned number.
const PHONE: &str = "0532-5550123";

/// The shifts of this month and the next.
pub fn rosters(area: &DemoArea, now: Timestamp) -> Vec<Shift> {
    let desks = area.offices.desks.iter().zip(["desk", "street1"]);
    let shifts = desks.flat_map(|(desk, code)| {
        let office = area.offices.offices.iter().find(|office| office.code == code);
        let clerks = office.map(|office| office.clerks.clone()).unwrap_or_default();
        let people = [desk.dispatch.clone(), desk.intake.clone(), clerks].concat();
        two_months(code, Offices::id(code), people, desk.leaders.clone(), now)
    });
    shifts.collect()
}

fn two_months(
    code: &str,
    unit: UnitId,
    people: Vec<AccountId>,
    leaders: Vec<AccountId>,
    now: Timestamp,
) -> Vec<Shift> {
    let calendar = Calendar::china();
    let from = calendar.date(now).first_of_month();
    let through = from.saturating_add(1.month()).last_of_month();
    let plan = Plan {
        unit,
        from,
        through,
        days: Days::All,
        parts: Parts::Both,
        people,
        at_once: 1,
        leaders,
        phone: Some(PHONE.to_owned()),
    };
    let mut nth = 0;
    fill(&plan, Hours::default(), &calendar, &[], || {
        nth += 1;
        Id::of_code("demo shift", &format!("{code} {nth}"))
    })
}
