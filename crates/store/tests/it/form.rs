//! Forms: kept version after version; their periods owed once, filled, sent and not sent after all; matters of a period.

use std::collections::BTreeMap;
use std::ops::Range;

use huisheng_domain::area::Area;
use huisheng_domain::form::{
    Filed, Form, FormColumn, FormCounted, FormDate, FormDays, FormDue, FormField, FormFilter,
    FormFoot, FormPeriod, FormRows, FormSchedule,
};
use huisheng_domain::id::{Id, MatterId};
use huisheng_domain::matter::{Command, Exit, ExitReason};
use huisheng_store::book::example::{self, HOUSING, URBAN};
use huisheng_store::form::{self, FormRow};
use huisheng_store::matter::{Dated, Filter, Within};
use huisheng_store::testing::both;
use huisheng_store::{Store, matter};
use jiff::Timestamp;
use jiff::civil::date;
use uuid::Uuid;

use crate::street::{
    accept, account, assign, dispatcher, done, matter_id, minute, report, reporting, start,
    submission,
};

pub fn id(name: &str) -> Uuid {
    Id::<()>::of_code("form", name).uuid()
}

pub fn row(name: &str, version: i32) -> FormRow {
    let column = FormColumn {
        heading: "编号".into(),
        width: 20,
        holds: FormField::Number,
        text: String::new(),
        date: FormDate::Day,
        codes: BTreeMap::new(),
    };
    let form = Form {
        name: name.to_owned(),
        superior: String::new(),
        title: String::new(),
        rows: FormRows::Matters,
        heads: Vec::new(),
        columns: vec![column],
        filter: FormFilter::default(),
        counted: FormCounted::Received,
        period: FormPeriod::Week,
        schedule: Some(FormSchedule { days_after: 1 }),
        foot: FormFoot::default(),
    };
    let since = Some(date(2026, 3, 2));
    FormRow { id: id(name), unit: example::STREET_OFFICE, version, since, form }
}

/// The week that begins on that day of March.
pub fn week(day: i8) -> FormDays {
    FormPeriod::Week.holding(date(2026, 3, day))
}

pub fn due(minutes: i64) -> FormDue {
    FormDue { opens: date(2026, 3, 2), due: minute(minutes), warn: minute(minutes - 10) }
}

pub fn filed(minutes: i64) -> Filed {
    Filed { by: account(1), at: minute(minutes) }
}

async fn put(store: &Store, row: &FormRow) -> bool {
    let write = store.write().await.unwrap();
    let kept = form::put(&write, example::area(), row).await.unwrap();
    write.commit().await.unwrap();
    kept
}

#[test]
fn it_is_kept_version_after_version_and_found_by_its_unit() {
    both(|store| async move {
        let area = example::area();
        assert!(put(&store, &row("台账", 1)).await);
        for version in [1, 3] {
            assert!(!put(&store, &row("台账", version)).await, "{version} is not the next");
        }
        let unscheduled = FormRow { since: None, ..row("台账", 2) };
        assert!(put(&store, &unscheduled).await);
        let found = form::of(store.read(), area, id("台账")).await.unwrap();
        assert_eq!(found, Some(unscheduled.clone()));
        let elsewhere = Area::new(370_214).unwrap();
        assert_eq!(form::of(store.read(), elsewhere, id("台账")).await.unwrap(), None);
        let other = FormRow { unit: HOUSING, ..row("别的", 1) };
        assert!(put(&store, &other).await);
        let of = async |units: &[_]| form::of_units(store.read(), area, units).await.unwrap();
        assert_eq!(of(&[HOUSING]).await, std::slice::from_ref(&other));
        assert_eq!(of(&[URBAN]).await, []);
        assert_eq!(of(&[HOUSING, example::STREET_OFFICE, URBAN]).await.len(), 2);
        let (mut all, mut after) = (Vec::new(), None);
        while let [one] = &form::of_area(store.read(), area, after, 1).await.unwrap()[..] {
            after = Some(one.id);
            all.push(one.clone());
        }
        all.sort_by_key(|one| one.form.name.clone());
        assert_eq!(all, [other, unscheduled]);
        let write = store.write().await.unwrap();
        assert!(form::remove(&write, area, id("台账")).await.unwrap());
        assert!(!form::remove(&write, area, id("台账")).await.unwrap());
        write.commit().await.unwrap();
    });
}

#[test]
fn a_period_is_owed_once_and_sent_and_not_sent_after_all() {
    both(|store| async move {
        let (area, form_id) = (example::area(), id("台账"));
        assert!(put(&store, &row("台账", 1)).await);
        let write = store.write().await.unwrap();
        let owed = [(week(2), due(60)), (week(9), due(600))];
        assert_eq!(form::owe(&write, area, form_id, &owed).await.unwrap(), 2);
        assert_eq!(form::owe(&write, area, form_id, &owed).await.unwrap(), 0, "again");
        // Filled before it was owed, and owed all the same.
        form::fill(&write, area, form_id, week(16), filed(1), 3).await.unwrap();
        assert_eq!(form::owe(&write, area, form_id, &[(week(16), due(900))]).await.unwrap(), 1);
        write.commit().await.unwrap();
        let last = form::last_owed(store.read(), area, form_id).await.unwrap();
        assert_eq!(last, Some(week(16)));

        let owed = async |most| -> Vec<FormDays> {
            let forms = [form_id, id("别的")];
            let owed = form::owed(store.read(), area, &forms, most).await.unwrap();
            owed.into_iter()
                .map(|(form, filing)| {
                    assert_eq!(form, form_id);
                    filing.days
                })
                .collect()
        };
        assert_eq!(owed(9).await, [week(16), week(9), week(2)]);
        assert_eq!(owed(2).await, [week(16), week(9)]);

        let mark = async |days, sent| {
            let write = store.write().await.unwrap();
            let changed = form::mark(&write, area, form_id, days, sent).await.unwrap();
            write.commit().await.unwrap();
            changed
        };
        assert!(mark(week(2), Some(filed(50))).await);
        assert!(!mark(week(2), Some(filed(55))).await, "who marked it first stays");
        assert_eq!(owed(9).await, [week(16), week(9)]);
        let sent = form::filing(store.read(), area, form_id, week(2)).await.unwrap().unwrap();
        assert_eq!((sent.sent, sent.due), (Some(filed(50)), Some((minute(60), minute(50)))));
        assert!(mark(week(2), None).await);
        assert!(!mark(week(2), None).await);
        assert_eq!(owed(9).await.len(), 3);
        // Nobody waited for it, and it was sent.
        assert!(mark(week(23), Some(filed(70))).await);
        let filings = async |after, n| {
            let found = form::filings(store.read(), area, form_id, after, n).await.unwrap();
            found.into_iter().map(|one| (one.days, one.filled.map(|(_, rows)| rows))).collect()
        };
        let all: Vec<_> = filings(None, 9).await;
        assert_eq!(all, [(week(23), None), (week(16), Some(3)), (week(9), None), (week(2), None)]);
        let behind: Vec<_> = filings(Some(week(16)), 1).await;
        assert_eq!(behind, [(week(9), None)]);

        // Another schedule: what is overdue stays, and what was filled.
        let write = store.write().await.unwrap();
        form::drop_ahead(&write, area, form_id, minute(100)).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(owed(9).await, [week(16), week(2)]);
        let write = store.write().await.unwrap();
        assert!(form::remove(&write, area, form_id).await.unwrap());
        write.commit().await.unwrap();
        assert_eq!(form::filing(store.read(), area, form_id, week(2)).await.unwrap(), None);
    });
}

/// What lies in a period, read a few lines at a time.
async fn found(
    store: &Store,
    filter: Filter,
    dated: Dated,
    within: Range<Timestamp>,
) -> Vec<MatterId> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let span = (dated, &within);
        let page =
            matter::of_span(store.read(), example::area(), &filter, span, after, 2, minute(900));
        let page = page.await.unwrap();
        all.extend(page.matters.into_iter().map(|one| one.id));
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

#[test]
fn matters_of_a_period_come_once_each_in_the_order_in_which_they_were_said_or_ended() {
    both(|store| async move {
        let ledger = start(&store);
        for n in 1..=5 {
            let at = minute(i64::try_from(n).unwrap() * 10);
            done(&ledger, reporting(report(n), at)).await;
        }
        let exit = |n, at| {
            let exit =
                Exit { reason: ExitReason::BeyondDuty, told: "请联系物业公司".into() };
            submission(matter_id(n), Command::Exit(exit), dispatcher(), minute(at))
        };
        // The later one ends first.
        done(&ledger, exit(4, 100)).await;
        done(&ledger, exit(2, 110)).await;
        done(&ledger, submission(matter_id(3), accept(), dispatcher(), minute(120))).await;
        done(&ledger, submission(matter_id(3), assign(HOUSING), dispatcher(), minute(121))).await;

        let all = |n: Range<u64>| n.map(matter_id).collect::<Vec<_>>();
        let received = async |from, until| {
            found(&store, Filter::default(), Dated::Received, minute(from)..minute(until)).await
        };
        assert_eq!(received(0, 900).await, all(1..6));
        // The end is exclusive, the start is not.
        assert_eq!(received(20, 40).await, all(2..4));
        assert_eq!(received(60, 900).await, []);
        let ended = found(&store, Filter::default(), Dated::Ended, minute(0)..minute(110)).await;
        assert_eq!(ended, [matter_id(4)]);
        let ended = found(&store, Filter::default(), Dated::Ended, minute(0)..minute(111)).await;
        assert_eq!(ended, [matter_id(4), matter_id(2)]);

        // Within reach only.
        let housing = Within { divisions: Vec::new(), units: vec![HOUSING] };
        let filter = Filter { within: Some(housing), ..Filter::default() };
        let seen = found(&store, filter, Dated::Received, minute(0)..minute(900)).await;
        assert_eq!(seen, [matter_id(3)]);
    });
}
