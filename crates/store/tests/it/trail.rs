//! The trail: written once, and read by its indexes.

mod damage;

use huisheng_domain::id::Id;
use huisheng_store::acts::{self, Act};
use huisheng_store::book::example;
use huisheng_store::testing::{both, schema_six};
use huisheng_store::trail::{self, Entry, Filter, Kind, Line, Mark, Outcome};
use huisheng_store::verify;
use huisheng_store::{Micros, Store, checkpoint, migrate};
use jiff::{SignedDuration, Timestamp};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::street::{CLERK, account, matter_id, minute, start, to_result, voice_id};
use crate::verify::house::SECRET;
use damage::execute;

/// A look at the n-th voice.
pub fn look(n: u64, reason: &str) -> Entry {
    Entry {
        area: Some(example::area()),
        account: Some(account(u128::from(n))),
        unit: Some(example::URBAN),
        matter: Some(matter_id(n)),
        report: Some(voice_id(n)),
        reason: Some(reason.into()),
        ..Entry::of(Kind::Look)
    }
}

fn signed_in(n: u128, outcome: Outcome) -> Entry {
    let details = json!({ "posts": ["clerk"] });
    Entry { account: Some(account(n)), outcome, details, ..Entry::of(Kind::SignedIn) }
}

async fn note(store: &Store, entries: &[Entry], at: i64) {
    let write = store.write().await.unwrap();
    trail::record_all(&write, entries, minute(at)).await.unwrap();
    write.commit().await.unwrap();
}

/// Every question, and a removal.
pub async fn ask_everything(store: &Store) {
    let filters = [
        Filter::default(),
        Filter { account: Some(account(1)), ..Filter::default() },
        Filter { kind: Some("look".into()), ..Filter::default() },
        Filter { matter: Some(matter_id(1)), ..Filter::default() },
        Filter { report: Some(voice_id(1)), from: Some(minute(0)), ..Filter::default() },
    ];
    for filter in filters {
        let area = i32::try_from(example::area().code()).unwrap();
        let page = trail::find(store.read(), &[area, trail::HOUSE], &filter, None, 9).await;
        assert!(!page.unwrap().lines.is_empty());
    }
    for filter in [
        acts::Filter::default(),
        acts::Filter { matter: Some(matter_id(1)), ..acts::Filter::default() },
        acts::Filter { account: Some(account(CLERK)), ..acts::Filter::default() },
    ] {
        assert!(!acts(store, &filter, 1).await.is_empty());
    }
    let area = Some(example::area());
    assert_eq!(trail::remove(store, area, SECRET, minute(0), minute(99)).await.unwrap(), 0);
    assert_eq!(trail::remove(store, area, SECRET, minute(91), minute(99)).await.unwrap(), 1);
}

async fn all(store: &Store, filter: &Filter, limit: usize) -> Vec<Line> {
    let area = i32::try_from(example::area().code()).unwrap();
    let (mut lines, mut after) = (Vec::new(), None);
    loop {
        let page = trail::find(store.read(), &[trail::HOUSE, area], filter, after, limit).await;
        let page = page.unwrap();
        lines.extend(page.lines);
        // What a page says goes through an address and comes back.
        after = page.next.map(|next| next.to_string().parse::<Mark>().unwrap());
        if after.is_none() {
            return lines;
        }
    }
}

/// What is asked, and of which lines it is true.
type Question = (Filter, fn(&Line) -> bool);

#[test]
fn each_question_finds_its_entries_whatever_the_pages() {
    both(|store| async move {
        for n in 1..=7 {
            let refused = signed_in(u128::from(n % 3), Outcome::Refused);
            // Two areas at the same instant, and two of the same.
            note(
                &store,
                &[look(n % 3, "联系上门"), refused, look(n, "回访")],
                i64::try_from(n / 2).unwrap(),
            )
            .await;
        }
        let whole = all(&store, &Filter::default(), 100).await;
        assert_eq!(whole.len(), 21);
        assert!(whole.windows(2).all(|two| two[0].mark > two[1].mark), "the latest first");
        let (who, when) = (account(1), minute(2));
        let questions: [Question; 6] = [
            (Filter { account: Some(who), ..Filter::default() }, |line| {
                line.account == Some(account(1))
            }),
            (Filter { kind: Some("look".into()), ..Filter::default() }, |line| line.kind == "look"),
            (Filter { matter: Some(matter_id(2)), ..Filter::default() }, |line| {
                line.matter == Some(matter_id(2))
            }),
            (Filter { report: Some(voice_id(2)), ..Filter::default() }, |line| {
                line.report == Some(voice_id(2))
            }),
            (Filter { from: Some(minute(1)), to: Some(when), ..Filter::default() }, |line| {
                line.at >= minute(1) && line.at < minute(2)
            }),
            (
                Filter {
                    account: Some(who),
                    kind: Some("signed_in".into()),
                    to: Some(when),
                    ..Filter::default()
                },
                |line| {
                    line.account == Some(account(1))
                        && line.kind == "signed_in"
                        && line.at < minute(2)
                },
            ),
        ];
        for (filter, holds) in questions {
            let expected: Vec<Line> = whole.iter().filter(|line| holds(line)).cloned().collect();
            assert!(!expected.is_empty(), "{filter:?}");
            for limit in [1, 2, 100] {
                assert_eq!(all(&store, &filter, limit).await, expected, "{filter:?} by {limit}");
            }
        }
        let first = whole.last().unwrap();
        assert_eq!(
            (first.outcome.as_str(), &first.details),
            ("refused", &json!({ "posts": ["clerk"] }))
        );
        assert_eq!(whole[0].reason.as_deref(), Some("回访"));
    });
}

#[test]
fn who_writes_at_once_does_not_fork_the_chain_and_what_is_rolled_back_was_never_there() {
    both(|store| async move {
        let writing = (0..24u32).map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let write = store.write().await.unwrap();
                let order = [signed_in(1, Outcome::Done), look(1, "联系")];
                trail::record_all(&write, &order, minute(1)).await.unwrap();
                match n % 4 {
                    0 => write.rollback().await.unwrap(),
                    _ => write.commit().await.unwrap(),
                }
            })
        });
        for one in writing.collect::<Vec<_>>() {
            one.await.unwrap();
        }
        let report = verify::trail(&store, SECRET).await.unwrap();
        assert!(report.ok(), "{:?}", report.problems);
        assert_eq!((report.entries, report.areas), (36, 1));
    });
}

#[test]
fn a_checkpoint_is_due_once_the_trail_has_grown() {
    both(|store| async move {
        let day = SignedDuration::from_hours(24);
        let due =
            async |at: Timestamp| checkpoint::is_due(store.read(), None, day, at).await.unwrap();
        assert!(!due(minute(0)).await, "there is nothing");
        note(&store, &[signed_in(1, Outcome::Done)], 0).await;
        assert!(due(minute(1)).await);
        checkpoint::make(&store, None, SECRET, minute(1)).await.unwrap();
        assert!(!due(minute(2)).await && !due(minute(1) + day).await, "nothing new");
        note(&store, &[signed_in(1, Outcome::Done)], 3).await;
        assert!(!due(minute(4)).await, "one a day");
        assert!(due(minute(1) + day).await);
    });
}

#[test]
fn looks_of_the_schema_before_are_taken_over_in_their_order() {
    both(|store| async move {
        let engine = store.engine();
        execute(&store, &schema_six(engine)).await;
        let write = store.write().await.unwrap();
        let sql = "INSERT INTO look (area, id, matter, voice, account, reason, looked_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
        // More than a page of them, of two areas.
        for n in 0..2_050 {
            let at = minute(n);
            let id: Id<()> = Id::at(at, [7; 10]);
            let n = u64::try_from(n).unwrap();
            let area = [990_101, 990_102][usize::try_from(n % 2).unwrap()];
            let values = vec![
                area.into(),
                id.uuid().into(),
                matter_id(n).uuid().into(),
                voice_id(n).uuid().into(),
                account(1).uuid().into(),
                format!("理由{n}").into(),
                Micros::from(at).0.into(),
            ];
            write.execute_raw(engine.statement(sql, values)).await.unwrap();
        }
        write.commit().await.unwrap();
        migrate::migrate(&store, async |_| Ok(()), Micros(0)).await.unwrap();
        let report = verify::trail(&store, SECRET).await.unwrap();
        assert!(report.ok(), "{:?}", report.problems);
        // And one of the house, which tells of the upgrade.
        assert_eq!((report.entries, report.areas), (2_051, 2));
        let areas = [990_101, 990_102];
        let page = trail::find(store.read(), &areas, &Filter::default(), None, 1).await.unwrap();
        let last = &page.lines[0];
        assert_eq!((last.at, last.reason.as_deref()), (minute(2_049), Some("理由2049")));
        assert_eq!(
            (last.kind.as_str(), last.report, last.mark.seq),
            ("look", Some(voice_id(2_049)), 1_025)
        );
    });
}

/// What stands in the histories of matters, asked by account, matter, kind and time.
#[test]
fn acts_on_matters_are_found_in_their_histories() {
    both(|store| async move {
        let ledger = start(&store);
        for n in 1..=3 {
            to_result(&ledger, &store, n).await;
        }
        let whole = acts(&store, &acts::Filter::default(), 2).await;
        assert!(whole.len() > 12 && whole.windows(2).all(|two| two[0].at >= two[1].at));
        let who = account(CLERK);
        let of_clerk = acts::Filter { account: Some(who), ..acts::Filter::default() };
        let of_clerk = acts(&store, &of_clerk, 2).await;
        let expected = whole.iter().filter(|act| act.account == Some(who)).count();
        assert!(expected > 2 && of_clerk.len() == expected, "{expected} {of_clerk:?}");
        let of_one = acts::Filter { matter: Some(matter_id(2)), ..acts::Filter::default() };
        let of_one = acts(&store, &of_one, 2).await;
        assert!(
            of_one.iter().all(|act| act.matter == matter_id(2)) && of_one.last().unwrap().seq == 1
        );
        let kind = Some("assigned".to_owned());
        let assigned = acts(&store, &acts::Filter { kind, ..acts::Filter::default() }, 2).await;
        assert_eq!(assigned.len(), 3);
        let (from, to) = (Some(of_one[2].at), Some(of_one[1].at));
        let between = acts(&store, &acts::Filter { from, to, ..acts::Filter::default() }, 1).await;
        let expected = |act: &&Act| Some(act.at) >= from && Some(act.at) < to;
        assert_eq!(between, whole.iter().filter(expected).cloned().collect::<Vec<_>>());
    });
}

async fn acts(store: &Store, filter: &acts::Filter, limit: usize) -> Vec<Act> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let area = example::area();
        let page = acts::find(store.read(), area, filter, after, limit).await.unwrap();
        found.extend(page.acts);
        after = page.next.map(|next| next.to_string().parse().unwrap());
        if after.is_none() {
            return found;
        }
    }
}
