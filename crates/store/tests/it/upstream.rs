//! Platforms above: how they are kept, which of their orders are here, and which answers they are owed.

use huisheng_domain::id::MatterId;
use huisheng_domain::matter::{
    Channel, Command, Exit, ExitReason, HearUpstream, ReportMatter, Upstream,
};
use huisheng_domain::upstream::Source;
use huisheng_store::book::example::{self, HOUSING};
use huisheng_store::ledger::Submission;
use huisheng_store::matter::{Filter, Sort, Within};
use huisheng_store::testing::{before_posts, both};
use huisheng_store::upstream::{self, SourceRow};
use huisheng_store::{Ledger, Micros, Store, division, matter, migrate};
use sea_orm::ConnectionTrait;

use crate::street::{
    dispatcher, done, intake, listed, matter_id, minute, report, reporting, sound, start,
    submission,
};

const CITY: &str = "市12345";

fn order(n: u64, source: &str) -> Submission {
    let upstream = Some(Upstream::new(source, &format!("GD-{n}"), None));
    reporting(ReportMatter { upstream, ..report(n) }, minute(1))
}

/// It leaves at intake: that is an answer.
async fn exit(ledger: &Ledger, n: u64) {
    let exit = Exit { reason: ExitReason::LegalRoute, told: "请依法诉讼".into() };
    done(ledger, submission(matter_id(n), Command::Exit(exit), dispatcher(), minute(2))).await;
}

async fn owed(store: &Store, source: &str) -> Vec<MatterId> {
    let upstream = Some(source.to_owned());
    let filter = Filter { owes_above: true, upstream, ..Filter::default() };
    listed(store, &filter, 9).await.into_iter().map(|matter| matter.id).collect()
}

#[test]
fn a_platform_is_kept_version_after_version() {
    both(|store| async move {
        let source = |channel| Source {
            name: CITY.to_owned(),
            channel,
            columns: Default::default(),
            reply: Vec::new(),
        };
        let row = |version, channel| SourceRow { version, source: source(channel) };
        let put = async |row: &SourceRow| {
            let write = store.write().await.unwrap();
            let done = upstream::put(&write, example::area(), row).await.unwrap();
            write.commit().await.unwrap();
            done
        };
        assert!(put(&row(1, Channel::Prov)).await);
        assert!(!put(&row(1, Channel::Dcg)).await, "it is there");
        assert!(put(&row(2, Channel::Dcg)).await);
        assert!(!put(&row(2, Channel::Prov)).await, "somebody was quicker");
        assert!(!put(&row(4, Channel::Prov)).await, "no version is left out");
        let all = upstream::sources(store.read(), example::area()).await.unwrap();
        assert_eq!(all, [row(2, Channel::Dcg)]);
        let found = upstream::source(store.read(), example::area(), "别处").await.unwrap();
        assert_eq!(found, None);
    });
}

#[test]
fn orders_are_known_by_source_and_number() {
    both(|store| async move {
        let ledger = start(&store);
        done(&ledger, order(1, CITY)).await;
        done(&ledger, order(2, "数字城管")).await;
        let numbers = ["GD-1", "GD-2", "GD-3"];
        let here = upstream::orders(store.read(), example::area(), CITY, &numbers).await.unwrap();
        assert_eq!(here.into_iter().collect::<Vec<_>>(), [("GD-1".to_owned(), matter_id(1))]);
    });
}

#[test]
fn texts_are_those_that_everybody_may_read() {
    both(|store| async move {
        let ledger = start(&store);
        done(&ledger, order(1, CITY)).await;
        let text = "来电人补充，电话13987650001".to_owned();
        let heard = Command::HearUpstream(HearUpstream { state: None, text: Some(text) });
        done(&ledger, submission(matter_id(1), heard, intake(), minute(2))).await;
        let ids = [matter_id(1), matter_id(2)];
        let texts = upstream::texts(store.read(), example::area(), &ids).await.unwrap();
        assert_eq!(texts.len(), 1);
        assert_eq!(texts[&matter_id(1)], [&*report(1).text, "来电人补充，电话139****0001"]);
        sound(&store).await;
    });
}

#[test]
fn what_is_owed_above_is_listed_and_counted_until_it_is_entered() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        division::put(&write, &example::contents().divisions).await.unwrap();
        write.commit().await.unwrap();
        let ledger = start(&store);
        for (n, source) in [(1, CITY), (2, CITY), (3, "数字城管"), (4, CITY)] {
            done(&ledger, order(n, source)).await;
        }
        done(&ledger, reporting(report(5), minute(1))).await;
        for n in [1, 2, 3, 5] {
            exit(&ledger, n).await;
        }
        assert_eq!(owed(&store, CITY).await, [matter_id(2), matter_id(1)]);
        assert_eq!(owed(&store, "数字城管").await, [matter_id(3)]);
        let waits = Filter { owes_above: true, sort: Sort::Received, ..Filter::default() };
        // Of the area, of a division, and of an office that has none of them.
        let divisions = vec![example::COMMUNITY_A];
        let within = [
            (None, 3),
            (Some(Within { divisions, units: Vec::new() }), 3),
            (Some(Within { divisions: Vec::new(), units: vec![HOUSING] }), 0),
        ];
        for (within, number) in within {
            let filter = Filter { within: within.clone(), ..waits.clone() };
            for limit in [1, 2, 9] {
                assert_eq!(listed(&store, &filter, limit).await.len(), number, "{within:?}");
            }
            let (area, filters) = (example::area(), [waits.clone()]);
            let counted =
                matter::count(store.read(), area, within.as_ref(), &filters, 99, minute(3)).await;
            assert_eq!(counted.unwrap(), [number], "{within:?}");
        }
        let entered = submission(matter_id(1), Command::EnterUpstream, intake(), minute(3));
        done(&ledger, entered).await;
        assert_eq!(owed(&store, CITY).await, [matter_id(2)]);
        sound(&store).await;
    });
}

/// What was answered before it could be said that it was entered is owed.
#[test]
fn an_older_database_learns_what_is_owed() {
    both(|store| async move {
        let ledger = start(&store);
        done(&ledger, order(1, CITY)).await;
        done(&ledger, order(2, CITY)).await;
        done(&ledger, reporting(report(3), minute(1))).await;
        exit(&ledger, 1).await;
        exit(&ledger, 3).await;
        let write = store.write().await.unwrap();
        let before = format!(
            "{} DELETE FROM schema_version WHERE version > 10",
            before_posts(store.engine())
        );
        write.execute_unprepared(&before).await.unwrap();
        write.commit().await.unwrap();
        migrate::migrate(&store, async |_| Ok(()), Micros(0)).await.unwrap();
        assert_eq!(owed(&store, CITY).await, [matter_id(1)]);
        sound(&store).await;
    });
}
