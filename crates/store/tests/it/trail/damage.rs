//! What was done to the trail by hand is named; what the house itself takes away is not.

use huisheng_domain::matter::{Command, Quarantine, QuarantineGround};
use huisheng_store::book::example;
use huisheng_store::testing::both;
use huisheng_store::trail::{self, Filter, Outcome};
use huisheng_store::verify::{self, Report};
use huisheng_store::{Store, checkpoint};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{all, look, note, signed_in};
use crate::street::{dispatcher, done, matter_id, minute, report, reporting, start, submission};
use crate::verify::house::SECRET;

fn codes(report: &Report) -> Vec<&'static str> {
    report.problems.iter().map(|problem| problem.fault.code()).collect()
}

pub(super) async fn execute(store: &Store, sql: &str) {
    let write = store.write().await.unwrap();
    write.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    write.commit().await.unwrap();
}

const TABLES: [&str; 4] = ["trail", "trail_head", "trail_removed", "checkpoint"];

/// What each set of statements must be called, and nothing else.
const DAMAGES: &[(&[&str], &[&str])] = &[
    (&["trail_hash"], &["UPDATE trail SET outcome = 'done' WHERE area = 0 AND seq = 4"]),
    (&["trail_hash"], &["UPDATE trail SET details = '{}' WHERE area = 0 AND seq = 4"]),
    (&["trail_hash"], &["UPDATE trail SET account = NULL WHERE area = 0 AND seq = 4"]),
    (
        &["trail_hash"],
        &["UPDATE trail SET recorded_at = recorded_at + 1 WHERE area = 0 AND seq = 4"],
    ),
    (&["trail_hash"], &["UPDATE trail SET subject = 'x' WHERE area <> 0 AND seq = 4"]),
    (&["trail_reason"], &["UPDATE trail SET reason = '回访' WHERE area <> 0 AND seq = 4"]),
    (
        &["trail_reason"],
        &["UPDATE trail SET reason = NULL, salt = NULL WHERE area <> 0 AND seq = 4"],
    ),
    // One that is gone: the next hangs in the air.
    (&["trail_gap", "trail_hash"], &["DELETE FROM trail WHERE area = 0 AND seq = 4"]),
    // Two that changed places, and the one behind them.
    (
        &["trail_hash", "trail_hash", "trail_hash"],
        &[
            "UPDATE trail SET seq = -1 WHERE area = 0 AND seq = 4",
            "UPDATE trail SET seq = 4 WHERE area = 0 AND seq = 5",
            "UPDATE trail SET seq = 5 WHERE area = 0 AND seq = -1",
        ],
    ),
    (&["trail_cut", "trail_short"], &["DELETE FROM trail WHERE area = 0 AND seq = 7"]),
    (
        &["trail_head"],
        &[
            "UPDATE trail_head SET hash = (SELECT hash FROM trail WHERE area = 0 AND seq = 6) WHERE area = 0",
        ],
    ),
    // A tail that was cut with its head: only the checkpoint knows.
    (
        &["trail_short"],
        &[
            "DELETE FROM trail WHERE area = 0 AND seq >= 6",
            "UPDATE trail_head SET seq = 5, hash = (SELECT hash FROM trail WHERE area = 0 AND seq = 5) WHERE area = 0",
        ],
    ),
    (
        &["trail_short"],
        &["DELETE FROM trail WHERE area = 0", "DELETE FROM trail_head WHERE area = 0"],
    ),
    // A beginning that was removed by hand.
    (&["trail_gap", "trail_hash"], &["DELETE FROM trail WHERE area = 0 AND seq <= 2"]),
    (
        &["trail_removal_forged"],
        &[
            "INSERT INTO trail_removed SELECT area, seq, hash, recorded_at, recorded_at, hash FROM trail WHERE area = 0 AND seq = 2",
            "DELETE FROM trail WHERE area = 0 AND seq <= 2",
        ],
    ),
    (&["checkpoint_forged"], &["UPDATE checkpoint SET trail_seq = 2 WHERE area = 0"]),
    (&["checkpoint_forged"], &["UPDATE checkpoint SET trail_hash = sum WHERE area = 0"]),
    (
        &["checkpoint_forged"],
        &["UPDATE checkpoint SET trail_seq = NULL, trail_hash = NULL WHERE area = 0"],
    ),
];

#[test]
fn each_damage_to_the_trail_is_named() {
    both(|store| async move {
        for n in 1..=7 {
            note(&store, &[signed_in(n, Outcome::Refused), look(1, "联系上门")], 1).await;
        }
        checkpoint::make(&store, None, SECRET, minute(2)).await.unwrap();
        checkpoint::make(&store, example::area(), SECRET, minute(2)).await.unwrap();
        for table in TABLES {
            execute(&store, &format!("CREATE TABLE saved_{table} AS SELECT * FROM {table}")).await;
        }
        for (named, sql) in DAMAGES {
            for sql in *sql {
                execute(&store, sql).await;
            }
            let report = verify::trail(&store, SECRET).await.unwrap();
            assert_eq!(codes(&report), *named, "{sql:?}: {:?}", report.problems);
            for table in TABLES {
                execute(&store, &format!("DELETE FROM {table}")).await;
                execute(&store, &format!("INSERT INTO {table} SELECT * FROM saved_{table}")).await;
            }
        }
        assert!(verify::trail(&store, SECRET).await.unwrap().ok());
        let foreign = verify::trail(&store, b"another").await.unwrap();
        assert_eq!(codes(&foreign), ["checkpoint_forged"; 2]);
    });
}

/// Somebody writes the whole trail anew, in agreement: only the checkpoint of before knows.
#[test]
fn a_trail_written_anew_is_seen_by_its_checkpoint() {
    both(|store| async move {
        note(&store, &[signed_in(1, Outcome::Refused), signed_in(2, Outcome::Done)], 1).await;
        checkpoint::make(&store, None, SECRET, minute(2)).await.unwrap();
        execute(&store, "DELETE FROM trail").await;
        execute(&store, "DELETE FROM trail_head").await;
        note(&store, &[signed_in(3, Outcome::Done), signed_in(2, Outcome::Done)], 1).await;
        let report = verify::trail(&store, SECRET).await.unwrap();
        assert_eq!(codes(&report), ["trail_rewritten"]);
    });
}

#[test]
fn what_is_removed_after_its_years_leaves_a_trail_that_verifies() {
    both(|store| async move {
        for n in 1..=6 {
            note(&store, &[signed_in(1, Outcome::Done)], n).await;
            checkpoint::make(&store, None, SECRET, minute(n)).await.unwrap();
        }
        let gone = trail::remove(&store, None, SECRET, minute(4), minute(9)).await.unwrap();
        assert_eq!(gone, 3);
        let report = verify::trail(&store, SECRET).await.unwrap();
        assert!(report.ok(), "{:?}", report.problems);
        assert_eq!(report.entries, 4, "three that are left, and one that tells of it");
        let told = &all(&store, &Filter::default(), 9).await[0];
        assert_eq!(
            (told.kind.as_str(), &told.details),
            ("trail_removed", &json!({ "rows": 3, "up_to": 3 }))
        );
        // All of it: the number goes on.
        assert_eq!(trail::remove(&store, None, SECRET, minute(99), minute(99)).await.unwrap(), 4);
        let report = verify::trail(&store, SECRET).await.unwrap();
        assert!(report.ok(), "{:?}", report.problems);
        assert_eq!(all(&store, &Filter::default(), 9).await[0].mark.seq, 8);
        execute(&store, "DELETE FROM trail_removed WHERE seq = 3").await;
        assert!(verify::trail(&store, SECRET).await.unwrap().ok(), "the later one says the same");
        execute(&store, "UPDATE trail_removed SET removed_at = 1").await;
        assert_eq!(codes(&verify::trail(&store, SECRET).await.unwrap()), ["trail_removal_forged"]);
    });
}

/// Why somebody looked may repeat what a quarantine takes away: it goes too, and the chain still agrees.
#[test]
fn reasons_go_with_a_quarantined_matter() {
    both(|store| async move {
        let ledger = start(&store);
        for n in [1, 2] {
            done(&ledger, reporting(report(n), minute(1))).await;
            note(&store, &[look(n, "核对王某的住址")], 2).await;
        }
        let quarantine = Command::Quarantine(Quarantine { ground: QuarantineGround::Secret });
        done(&ledger, submission(matter_id(1), quarantine, dispatcher(), minute(3))).await;
        let reasons: Vec<Option<String>> =
            all(&store, &Filter::default(), 9).await.into_iter().map(|line| line.reason).collect();
        assert_eq!(reasons, [Some("核对王某的住址".to_owned()), None]);
        let report = verify::trail(&store, SECRET).await.unwrap();
        assert!(report.ok(), "{:?}", report.problems);
        execute(&store, "UPDATE trail SET reason = NULL, salt = NULL").await;
        assert_eq!(codes(&verify::trail(&store, SECRET).await.unwrap()), ["trail_reason"]);
    });
}
