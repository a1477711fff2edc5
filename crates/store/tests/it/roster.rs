//! Shifts, what they leave to the next, and what waits for who is on duty.

use std::collections::BTreeSet;

use huisheng_domain::id::{Id, ShiftId, UnitId};
use huisheng_domain::matter::Urgency;
use huisheng_domain::roster::{Confirmed, HandOver, Settings, Shift};
use huisheng_store::book::example::{self, HOUSING, URBAN};
use huisheng_store::matter::{self, Filter, Sort};
use huisheng_store::roster::{self, HandOverRow, ShiftRow, Unsigned};
use huisheng_store::testing::both;
use huisheng_store::{Store, division};

use crate::street::{account, done, matter_id, minute, report, reporting, start, to_result};

/// Who leads the shifts of the urban office.
const LEADER: u128 = 9;

pub fn shift_id(name: &str) -> ShiftId {
    Id::of_code("shift", name)
}

/// A shift of the urban office, in hours after the Monday.
pub fn shift(name: &str, begins: i64, ends: i64, on_duty: &[u128]) -> ShiftRow {
    let shift = Shift {
        id: shift_id(name),
        unit: URBAN,
        begins: minute(begins * 60),
        ends: minute(ends * 60),
        on_duty: on_duty.iter().map(|number| account(*number)).collect(),
        leader: Some(account(LEADER)),
        phone: Some("0532-5550123".into()),
    };
    ShiftRow { version: 1, shift }
}

async fn put(store: &Store, rows: &[ShiftRow]) {
    let write = store.write().await.unwrap();
    assert!(roster::put(&write, example::area(), rows).await.unwrap());
    write.commit().await.unwrap();
}

fn names(rows: &[Shift]) -> Vec<ShiftId> {
    rows.iter().map(|shift| shift.id).collect()
}

#[test]
fn a_roster_is_kept_and_read_by_unit_by_now_and_by_person() {
    both(|store| async move {
        let (area, db) = (example::area(), store.read());
        let (day, night) = (shift("day", 0, 9, &[1, 2]), shift("night", 9, 24, &[3]));
        let mut elsewhere = shift("elsewhere", 4, 30, &[1]);
        elsewhere.shift.unit = HOUSING;
        elsewhere.shift.leader = None;
        elsewhere.shift.phone = None;
        put(&store, &[night.clone(), day.clone(), elsewhere.clone()]).await;
        let of_unit = roster::of_unit(db, area, URBAN, minute(60), minute(9 * 60 + 1)).await;
        assert_eq!(of_unit.unwrap(), [day.clone(), night.clone()]);
        let later = roster::of_unit(db, area, URBAN, minute(9 * 60), minute(999)).await.unwrap();
        assert_eq!(later.as_slice(), std::slice::from_ref(&night), "the end is exclusive");
        let now = roster::holding(db, area, minute(5 * 60)).await.unwrap();
        assert_eq!(names(&now), [shift_id("day"), shift_id("elsewhere")]);
        let of = |units: Vec<UnitId>, at| async move {
            names(&roster::holding_of(db, area, &units, minute(at)).await.unwrap())
        };
        assert_eq!(of(vec![URBAN], 5 * 60).await, [shift_id("day")]);
        assert_eq!(
            of(vec![URBAN, HOUSING], 9 * 60).await,
            [shift_id("elsewhere"), shift_id("night")]
        );
        assert_eq!(of(vec![], 5 * 60).await, []);
        let with = |who, at| async move {
            names(&roster::holding_with(db, area, account(who), minute(at)).await.unwrap())
        };
        assert_eq!(with(1, 5 * 60).await, [shift_id("day"), shift_id("elsewhere")]);
        assert_eq!(with(3, 5 * 60).await, [], "later");
        assert_eq!(with(LEADER, 5 * 60).await, [shift_id("day")], "who leads is named, too");
        let leader = BTreeSet::from([account(LEADER)]);
        let leads = roster::of_people(db, area, &leader, minute(0), minute(9_999)).await.unwrap();
        assert_eq!(leads, [], "who leads is not on duty");
        let people = BTreeSet::from([account(1)]);
        let of = roster::of_people(db, area, &people, minute(0), minute(9_999)).await.unwrap();
        assert_eq!(names(&of), [shift_id("day"), shift_id("elsewhere")]);
        let nobody = roster::of_people(db, area, &BTreeSet::new(), minute(0), minute(9)).await;
        assert_eq!(nobody.unwrap(), []);
        // Changed, its people go with it; removed, it is gone.
        let mut changed = shift("day", 0, 9, &[4]);
        changed.version = 2;
        put(&store, std::slice::from_ref(&changed)).await;
        let write = store.write().await.unwrap();
        let again = roster::put(&write, area, &[night, changed.clone()]).await.unwrap();
        assert!(!again, "neither is the version before");
        drop(write);
        let of = roster::of_people(db, area, &people, minute(0), minute(9_999)).await.unwrap();
        assert_eq!(names(&of), [shift_id("elsewhere")]);
        let found = roster::of_ids(db, area, &[shift_id("day"), shift_id("none")]).await.unwrap();
        assert_eq!(found.into_values().collect::<Vec<_>>(), [changed]);
        let write = store.write().await.unwrap();
        roster::remove(&write, area, &[shift_id("day")]).await.unwrap();
        write.commit().await.unwrap();
        assert!(roster::of_ids(db, area, &[shift_id("day")]).await.unwrap().is_empty());
    });
}

#[test]
fn settings_are_kept_by_unit() {
    both(|store| async move {
        let (area, kept) = (
            example::area(),
            Settings { phone: Some("12345".into()), off_hours_only: true, ..Settings::default() },
        );
        for settings in [Settings::default(), kept.clone()] {
            let write = store.write().await.unwrap();
            roster::keep_settings(&write, area, URBAN, &settings).await.unwrap();
            write.commit().await.unwrap();
        }
        assert_eq!(roster::settings(store.read(), area, URBAN).await.unwrap(), kept);
        let other = roster::settings(store.read(), area, HOUSING).await.unwrap();
        assert_eq!(other, Settings::default());
    });
}

#[test]
fn a_hand_over_stands_once_it_is_confirmed() {
    both(|store| async move {
        let (area, db) = (example::area(), store.read());
        let row = |remarks: &str, at: i64| HandOverRow {
            unit: URBAN,
            ended: minute(540),
            hand_over: HandOver {
                shift: shift_id("night"),
                by: account(3),
                at: minute(at),
                remarks: remarks.into(),
                matters: vec![matter_id(1)],
                confirmed: None,
            },
        };
        let confirmed = Confirmed { by: account(4), at: minute(541) };
        let write = store.write().await.unwrap();
        let put = async |remarks: &str, at, seen: Option<i64>| {
            let seen = seen.map(minute);
            roster::write_hand_over(&write, area, &row(remarks, at), seen).await.unwrap()
        };
        let confirm = async |seen| {
            let night = shift_id("night");
            roster::confirm(&write, area, night, minute(seen), confirmed).await.unwrap()
        };
        assert!(put("一", 530, None).await);
        assert!(!put("别人的", 531, None).await, "a colleague wrote meanwhile");
        assert!(put("二", 532, Some(530)).await);
        assert!(!confirm(530).await, "nobody read what was written since");
        assert!(confirm(532).await);
        assert!(!confirm(532).await);
        assert!(!put("三", 533, Some(532)).await);
        write.commit().await.unwrap();
        let mut stands = row("二", 532);
        stands.hand_over.confirmed = Some(confirmed);
        let found = roster::hand_over(db, area, shift_id("night")).await.unwrap();
        assert_eq!(found.as_ref(), Some(&stands));
        assert_eq!(roster::hand_overs(db, area, URBAN, 9).await.unwrap(), [stands]);
        assert_eq!(roster::hand_over(db, area, shift_id("day")).await.unwrap(), None);
    });
}

#[test]
fn what_cannot_wait_is_found_until_it_is_signed_in() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        division::put(&write, &example::contents().divisions).await.unwrap();
        write.commit().await.unwrap();
        let (area, db, ledger) = (example::area(), store.read(), start(&store));
        let mut urgent = report(1);
        urgent.urgency = Urgency::Urgent;
        let mut pipes = report(2);
        pipes.category = Some(example::LEAKS);
        done(&ledger, reporting(urgent, minute(1))).await;
        done(&ledger, reporting(pipes, minute(2))).await;
        done(&ledger, reporting(report(3), minute(3))).await;
        to_result(&ledger, &store, 4).await;
        let around = [example::LEAKS];
        let found = roster::unsigned(db, area, &around, minute(0), 9).await.unwrap();
        let expected = |n, received| Unsigned {
            matter: matter_id(n),
            received: minute(received),
            division: Some(example::COMMUNITY_A),
            lead: None,
        };
        assert_eq!(found, [expected(2, 2), expected(1, 1)]);
        assert_eq!(roster::unsigned(db, area, &[], minute(0), 9).await.unwrap(), [expected(1, 1)]);
        assert_eq!(roster::unsigned(db, area, &around, minute(2), 9).await.unwrap().len(), 1);
        assert_eq!(roster::unsigned(db, area, &around, minute(0), 1).await.unwrap().len(), 1);

        // The list of a few, in each order and page by page, and its counter.
        let few = Filter { among: Some(vec![matter_id(2), matter_id(1)]), ..Filter::default() };
        for (sort, order) in
            [(Sort::Due, [1, 2]), (Sort::Received, [2, 1]), (Sort::Changed, [2, 1])]
        {
            let filter = Filter { sort, ..few.clone() };
            let (mut after, mut seen) = (None, Vec::new());
            loop {
                let page = matter::list(db, area, &filter, after, 1, minute(9)).await.unwrap();
                seen.extend(page.matters.iter().map(|matter| matter.id));
                let Some(next) = page.next else { break };
                after = Some(next);
            }
            assert_eq!(seen, order.map(matter_id), "{sort:?}");
        }
        let pressing = Filter { pressing: Some(around.to_vec()), ..Filter::default() };
        let nobody = Filter { among: Some(vec![]), ..Filter::default() };
        let filters = [few, pressing.clone(), nobody.clone()];
        let counted = matter::count(db, area, None, &filters, 99, minute(9)).await.unwrap();
        assert_eq!(counted, [2, 2, 0]);
        let listed = matter::list(db, area, &pressing, None, 9, minute(9)).await.unwrap();
        assert_eq!(listed.matters.len(), 2);
        let none = matter::list(db, area, &nobody, None, 9, minute(9)).await.unwrap();
        assert_eq!(none.matters.len(), 0);
    });
}
