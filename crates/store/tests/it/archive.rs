//! What may be archived, what was, and when; and that an older database learns it.

use huisheng_domain::id::MatterId;
use huisheng_domain::matter::{Actor, Command, Exit, ExitReason, Instruct, ReportBack, Role};
use huisheng_store::book::example::{self, HOUSING};
use huisheng_store::matter::{Cursor, Dated, Filter, Sort, Within};
use huisheng_store::testing::{before_posts, both};
use huisheng_store::{Ledger, Micros, Store, division, matter, migrate};
use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::street::{
    clerk, dispatcher, done, listed, matter_id, minute, report, reporting, sound, staff, start,
    submission,
};

fn waits() -> Filter {
    Filter { to_archive: true, sort: Sort::Received, ..Filter::default() }
}

/// Leaves at intake and is closed at once: there is nothing to rate.
async fn closed(ledger: &Ledger, n: u64) {
    done(ledger, reporting(report(n), minute(1))).await;
    let exit = Exit { reason: ExitReason::LegalRoute, told: "请依法诉讼".into() };
    for command in [Command::Exit(exit), Command::Close] {
        done(ledger, submission(matter_id(n), command, dispatcher(), minute(2))).await;
    }
}

async fn archive(ledger: &Ledger, n: u64, minutes: i64) {
    let command = Command::Archive;
    done(ledger, submission(matter_id(n), command, dispatcher(), minute(minutes))).await;
}

async fn waiting(store: &Store, limit: usize) -> Vec<MatterId> {
    listed(store, &waits(), limit).await.into_iter().map(|matter| matter.id).collect()
}

/// Archived from the first to before the last minute, in pages of one.
async fn archived(store: &Store, from: i64, until: i64) -> Vec<MatterId> {
    let within: std::ops::Range<Timestamp> = minute(from)..minute(until);
    let (mut all, mut after): (Vec<MatterId>, Option<Cursor>) = (Vec::new(), None);
    loop {
        let span = (Dated::Archived, &within);
        let (db, area, filter) = (store.read(), example::area(), Filter::default());
        let page = matter::of_span(db, area, &filter, span, after, 1, minute(90)).await.unwrap();
        all.extend(page.matters.into_iter().map(|matter| matter.id));
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

#[test]
fn what_may_be_archived_is_listed_and_counted_until_it_is() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        division::put(&write, &example::contents().divisions).await.unwrap();
        write.commit().await.unwrap();
        let ledger = start(&store);
        for n in [1, 2, 3, 4] {
            closed(&ledger, n).await;
        }
        done(&ledger, reporting(report(5), minute(1))).await;
        for limit in [1, 2, 9] {
            assert_eq!(waiting(&store, limit).await, [4, 3, 2, 1].map(matter_id));
        }
        let divisions = vec![example::COMMUNITY_A];
        let within = [
            (None, 4),
            (Some(Within { divisions, units: Vec::new() }), 4),
            (Some(Within { divisions: Vec::new(), units: vec![HOUSING] }), 0),
        ];
        for (within, number) in within {
            let filter = Filter { within: within.clone(), ..waits() };
            assert_eq!(listed(&store, &filter, 2).await.len(), number, "{within:?}");
            let (area, filters) = (example::area(), [waits()]);
            let counted =
                matter::count(store.read(), area, within.as_ref(), &filters, 99, minute(3)).await;
            assert_eq!(counted.unwrap(), [number], "{within:?}");
        }
        archive(&ledger, 2, 5).await;
        archive(&ledger, 3, 6).await;
        archive(&ledger, 1, 7).await;
        assert_eq!(waiting(&store, 9).await, [matter_id(4)]);
        assert_eq!(archived(&store, 0, 90).await, [2, 3, 1].map(matter_id));
        assert_eq!(archived(&store, 6, 7).await, [matter_id(3)], "the end is not of it");
        sound(&store).await;
    });
}

/// A file that lacks a piece does not wait.
#[test]
fn what_lacks_a_piece_is_not_offered() {
    both(|store| async move {
        let ledger = start(&store);
        done(&ledger, reporting(report(1), minute(1))).await;
        let instruct = Instruct {
            id: Uuid::from_u128(7),
            to: example::URBAN,
            also: vec![],
            text: "请尽快答复".into(),
            files: vec![],
        };
        let leader: Actor = staff(0xa5, example::STREET_OFFICE, Role::Leader);
        let instruct = submission(matter_id(1), Command::Instruct(instruct), leader, minute(1));
        done(&ledger, instruct).await;
        let exit = Exit { reason: ExitReason::LegalRoute, told: "请依法诉讼".into() };
        for command in [Command::Exit(exit), Command::Close] {
            done(&ledger, submission(matter_id(1), command, dispatcher(), minute(2))).await;
        }
        assert_eq!(waiting(&store, 9).await, []);
        let answer = ReportBack { instruction: Uuid::from_u128(7), text: "已告知".into() };
        let answer = submission(matter_id(1), Command::ReportBack(answer), clerk(), minute(3));
        done(&ledger, answer).await;
        assert_eq!(waiting(&store, 9).await, [matter_id(1)]);
        sound(&store).await;
    });
}

/// What was closed and archived before it could be listed is listed.
#[test]
fn an_older_database_learns_what_was_archived() {
    both(|store| async move {
        let ledger = start(&store);
        for n in [1, 2] {
            closed(&ledger, n).await;
        }
        done(&ledger, reporting(report(3), minute(1))).await;
        archive(&ledger, 1, 5).await;
        let write = store.write().await.unwrap();
        let before = format!(
            "{} DELETE FROM schema_version WHERE version > 10",
            before_posts(store.engine())
        );
        write.execute_unprepared(&before).await.unwrap();
        write.commit().await.unwrap();
        migrate::migrate(&store, async |_| Ok(()), Micros(0)).await.unwrap();
        assert_eq!(waiting(&store, 9).await, [matter_id(2)]);
        assert_eq!(archived(&store, 0, 90).await, [matter_id(1)]);
        sound(&store).await;
    });
}
