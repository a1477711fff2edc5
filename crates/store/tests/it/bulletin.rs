//! Bulletins: kept version after version, listed by period, and the matters that a unit had to do with.

use huisheng_domain::area::Area;
use huisheng_domain::bulletin::{Bulletin, BulletinSpan, BulletinState, BulletinText};
use huisheng_domain::id::Id;
use huisheng_domain::matter::{Assign, Command};
use huisheng_domain::tally::Figures;
use huisheng_store::book::example::{self, HOUSING, URBAN};
use huisheng_store::bulletin::{self, BulletinRow};
use huisheng_store::matter::Filter;
use huisheng_store::testing::both;
use huisheng_store::{Store, matter};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use uuid::Uuid;

use crate::street::{
    accept, account, dispatcher, done, listed, matter_id, minute, report, reporting, start,
    submission,
};

pub fn id(name: &str) -> Uuid {
    Id::<()>::of_code("bulletin", name).uuid()
}

pub fn row(name: &str, version: i32, state: BulletinState, to: Date) -> BulletinRow {
    let bulletin = Bulletin {
        state,
        span: BulletinSpan::Day,
        from: to,
        to,
        unit: example::STREET_OFFICE,
        divisions: Vec::new(),
        text: BulletinText { title: name.to_owned(), ..BulletinText::default() },
        drawn: Timestamp::UNIX_EPOCH,
        by: account(1),
        lines: Vec::new(),
        total: Figures::default(),
        unanswered: Vec::new(),
        unlisted: 0,
        issued: None,
        withdrawn: None,
    };
    BulletinRow { id: id(name), version, bulletin }
}

async fn put(store: &Store, row: &BulletinRow) -> bool {
    let write = store.write().await.unwrap();
    let kept = bulletin::put(&write, example::area(), row).await.unwrap();
    write.commit().await.unwrap();
    kept
}

#[test]
fn it_is_kept_version_after_version_and_only_a_draft_is_removed() {
    both(|store| async move {
        let (area, day) = (example::area(), date(2026, 3, 2));
        let draft = |version| row("周报", version, BulletinState::Draft, day);
        assert!(put(&store, &draft(1)).await);
        for version in [1, 3] {
            assert!(!put(&store, &draft(version)).await, "{version} is not the next");
        }
        let issued = row("周报", 2, BulletinState::Issued, day);
        assert!(put(&store, &issued).await);
        assert_eq!(
            bulletin::of(store.read(), area, issued.id).await.unwrap(),
            Some(issued.clone())
        );
        let elsewhere = Area::new(370_214).unwrap();
        assert_eq!(bulletin::of(store.read(), elsewhere, issued.id).await.unwrap(), None);
        let write = store.write().await.unwrap();
        assert_eq!(bulletin::held(&write, area, issued.id).await.unwrap(), Some(issued.clone()));
        assert!(!bulletin::remove(&write, area, issued.id).await.unwrap(), "it was issued");
        write.commit().await.unwrap();
        assert!(put(&store, &row("草稿", 1, BulletinState::Draft, day)).await);
        let write = store.write().await.unwrap();
        assert!(bulletin::remove(&write, area, id("草稿")).await.unwrap());
        assert!(!bulletin::remove(&write, area, id("草稿")).await.unwrap());
        write.commit().await.unwrap();
    });
}

#[test]
fn lists_hold_each_once_the_latest_period_first() {
    both(|store| async move {
        let area = example::area();
        for (nth, day) in [1, 3, 3, 2].into_iter().enumerate() {
            let one = row(&nth.to_string(), 1, BulletinState::Issued, date(2026, 3, day));
            assert!(put(&store, &one).await);
        }
        assert!(put(&store, &row("草稿", 1, BulletinState::Draft, date(2026, 3, 9))).await);
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = bulletin::list(store.read(), area, BulletinState::Issued, after, 2).await;
            let page = page.unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.bulletin.to, last.id));
            seen.extend(
                page.into_iter().map(|row| (row.bulletin.to.day(), row.bulletin.text.title)),
            );
        }
        let days: Vec<i8> = seen.iter().map(|(day, _)| *day).collect();
        assert_eq!(days, [3, 3, 2, 1]);
        let mut names: Vec<String> = seen.into_iter().map(|(_, name)| name).collect();
        names.sort_unstable();
        assert_eq!(names, ["0", "1", "2", "3"]);
    });
}

#[test]
fn matters_of_a_unit_are_walked_once_each_the_newest_number_first() {
    both(|store| async move {
        let (ledger, area) = (start(&store), example::area());
        for n in 1..=5 {
            done(&ledger, reporting(report(n), minute(n.try_into().unwrap()))).await;
            done(&ledger, submission(matter_id(n), accept(), dispatcher(), minute(20))).await;
            let lead = if n == 4 { HOUSING } else { URBAN };
            let assign = Assign { lead: Some(lead), supports: vec![], opinion: String::new() };
            let assign = Command::Assign(assign);
            done(&ledger, submission(matter_id(n), assign, dispatcher(), minute(30))).await;
        }
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = bulletin::matters_of(store.read(), area, URBAN, after, 2).await.unwrap();
            let Some((key, _)) = page.last() else { break };
            assert!(page.windows(2).all(|pair| pair[0].0 > pair[1].0));
            after = Some(*key);
            seen.extend(page.into_iter().map(|(_, id)| id));
        }
        assert_eq!(seen, [5, 3, 2, 1].map(matter_id));
        let events = matter::events_of(store.read(), area, &seen).await.unwrap();
        assert_eq!(events.len(), 4);
        let histories = matter::histories(store.read(), area, &seen).await.unwrap();
        for (id, history) in histories {
            let own: Vec<_> = history.into_iter().map(|(event, _)| event).collect();
            assert_eq!(events[&id], own);
        }
        assert_eq!(listed(&store, &excluding(), 5).await, []);
    });
}

/// Those of which an office waits for an exclusion.
pub fn excluding() -> Filter {
    Filter { excluding: true, ..Filter::default() }
}
