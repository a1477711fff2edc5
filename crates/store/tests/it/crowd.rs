//! Many at once, and more than one node.

use huisheng_domain::matter::{Command, Note, OfShare, Refusal};
use huisheng_store::book::example;
use huisheng_store::ledger::{Outcome, Submission};
use huisheng_store::testing::both;

use crate::street::*;

fn note(n: i64) -> Command {
    Command::Note(Note { text: format!("备注{n}") })
}

#[test]
fn one_refusal_in_a_crowd_hurts_nobody() {
    both(|store| async move {
        let ledger = start(&store);
        let all: Vec<Submission> = (1..=200)
            .map(|n| {
                let mut report = report(n);
                if n == 77 {
                    report.title = " ".into();
                }
                reporting(report, minute(0))
            })
            .collect();
        let outcomes =
            futures::future::join_all(all.into_iter().map(|one| ledger.submit(one))).await;
        for (n, outcome) in (1..).zip(outcomes) {
            match outcome.unwrap() {
                Outcome::Done(receipt) if n != 77 => assert_eq!(receipt.matter, matter_id(n)),
                Outcome::Refused(Refusal::Missing { field: "title" }) if n == 77 => {}
                other => panic!("{n}: {other:?}"),
            }
        }
        let rows = "SELECT COUNT(*) FROM matter WHERE area = ? AND id <> ?";
        assert_eq!(count(&store, rows, matter_id(77)).await, 199);
    });
}

#[test]
fn a_step_and_its_undo_may_come_together() {
    both(|store| async move {
        let ledger = start(&store);
        done(&ledger, reporting(report(1), minute(0))).await;
        let all = (1..=20).flat_map(|n| [note(n), Command::Undo]);
        let all = all.map(|command| {
            ledger.submit(submission(matter_id(1), command, dispatcher(), minute(1)))
        });
        for outcome in futures::future::join_all(all).await {
            assert!(matches!(outcome, Ok(Outcome::Done(_))), "{outcome:?}");
        }
        assert_eq!(state(&store, matter_id(1)).await.version, 41);
        verify(&store, matter_id(1)).await;
        sound(&store).await;
    });
}

/// More than a lane takes at once: what a step needs may be on its way when its turn comes.
#[test]
fn a_burst_is_done_in_its_order() {
    const MATTERS: u64 = 400;
    both(|store| async move {
        let ledger = start(&store);
        let reports = (1..=MATTERS).map(|n| reporting(report(n), minute(0)));
        let step = |n, command| submission(matter_id(n), command, dispatcher(), minute(1));
        let accepted = (1..=MATTERS).map(|n| step(n, accept()));
        let noted = (1..=MATTERS).map(|n| step(n, note(1)));
        let all = reports.chain(accepted).chain(noted).map(|one| ledger.submit(one));
        // In this order: a budget of the runtime would let some overtake others.
        for outcome in tokio::task::unconstrained(futures::future::join_all(all)).await {
            assert!(matches!(outcome, Ok(Outcome::Done(_))), "{outcome:?}");
        }
        assert_eq!(state(&store, matter_id(MATTERS)).await.version, 3);
        sound(&store).await;
    });
}

#[test]
fn two_nodes_race_and_nothing_is_lost() {
    both(|store| async move {
        let (one, two) = (start(&store), start(&store));
        done(&one, reporting(report(1), minute(0))).await;
        // Both may write notes; only one of them may accept.
        let all = (1..=30).flat_map(|n| {
            let command = if n == 15 { accept() } else { note(n) };
            [&one, &two].map(|node| {
                node.submit(submission(matter_id(1), command.clone(), dispatcher(), minute(n)))
            })
        });
        let outcomes: Vec<_> =
            futures::future::join_all(all).await.into_iter().map(Result::unwrap).collect();
        let done = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Done(_))).count();
        let refused = outcomes
            .iter()
            .filter(|outcome| **outcome == Outcome::Refused(Refusal::AlreadyDone))
            .count();
        assert_eq!((done, refused), (59, 1), "{outcomes:?}");
        assert_eq!(state(&store, matter_id(1)).await.version, 60);
        verify(&store, matter_id(1)).await;
        sound(&store).await;
    });
}

#[test]
fn no_node_refuses_by_what_it_remembers() {
    both(|store| async move {
        let (one, two) = (start(&store), start(&store));
        let id = matter_id(1);
        done(&one, reporting(report(1), minute(0))).await;
        done(&one, submission(id, accept(), dispatcher(), minute(1))).await;
        // The second node remembers the matter, the first goes on.
        done(&two, submission(id, assign(example::URBAN), dispatcher(), minute(2))).await;
        let assignment = state(&store, id).await.lead().unwrap().id;
        let sign_in = Command::SignIn(OfShare { assignment });
        // The first remembers no share yet.
        done(&one, submission(id, sign_in, clerk(), minute(3))).await;
        let seen =
            Submission { if_version: Some(4), ..submission(id, note(1), clerk(), minute(4)) };
        done(&two, seen).await;
        verify(&store, id).await;
    });
}

#[test]
fn merges_across_lanes_meet_without_harm() {
    both(|store| async move {
        let ledger = start(&store);
        for n in 1..=8 {
            done(&ledger, reporting(report(n), minute(0))).await;
        }
        // Everybody into everybody's neighbour, both ways, and notes in between.
        let all = (1..=8_u64).flat_map(|n| {
            let merge = |into| {
                Command::Merge(huisheng_domain::matter::Merge {
                    into: matter_id(into),
                    reason: "重复".into(),
                })
            };
            let to = n % 8 + 1;
            [
                submission(matter_id(n), merge(to), dispatcher(), minute(1)),
                submission(matter_id(to), merge(n), dispatcher(), minute(1)),
                submission(matter_id(n), note(1), dispatcher(), minute(1)),
            ]
        });
        let outcomes = futures::future::join_all(all.map(|one| ledger.submit(one))).await;
        for outcome in &outcomes {
            assert!(matches!(outcome, Ok(Outcome::Done(_) | Outcome::Refused(_))), "{outcome:?}");
        }
        let mut voices = 0;
        for n in 1..=8 {
            verify(&store, matter_id(n)).await;
            let matter = state(&store, matter_id(n)).await;
            voices += if matter.is_open() { matter.reports.len() } else { 0 };
        }
        assert_eq!(voices, 8, "a voice was lost or doubled");
        sound(&store).await;
    });
}
