//! Commands through the ledger, told as stories.

use std::collections::BTreeMap;

use huisheng_domain::matter::{
    Actor, CallBack, Command, EndingKind, ImportMatter, ImportedResult, Merge, Note, OfShare,
    Quarantine, QuarantineGround, Rate, Refusal, ReportMatter, Role, Solved, Stage, Unmerge,
    Verdict, Withdraw,
};
use huisheng_store::StoreError;
use huisheng_store::book::example;
use huisheng_store::ledger::{IdempotencyKey, LedgerError, Outcome, Submission};
use huisheng_store::testing::both;

use crate::street::*;

fn note(text: &str) -> Command {
    Command::Note(Note { text: text.into() })
}

#[test]
fn a_matter_from_report_to_rating() {
    both(|store| async move {
        let ledger = start(&store);
        let id = matter_id(1);
        to_result(&ledger, &store, 1).await;
        assert_eq!(state(&store, id).await.stage(), Stage::Verifying);
        let open = "SELECT COUNT(*) FROM share WHERE area = ? AND matter = ? AND state = 'open'";
        let verdict = Verdict {
            contacted: true,
            solved: Solved::Solved,
            satisfied: 5,
            manner: None,
            answers: BTreeMap::new(),
        };
        let call = CallBack { report: voice_id(1), verdict: Some(verdict), reason: String::new() };
        done(&ledger, submission(id, Command::Callback(call), caller(), minute(90))).await;
        let rate =
            Rate {
                report: voice_id(1), stars: 4, solved: None, tags: vec![], text: "谢谢".into()
            };
        let reporter = Actor::Reporter { report: Some(voice_id(1)) };
        let receipt =
            done(&ledger, submission(id, Command::Rate(rate), reporter, minute(100))).await;

        let matter = state(&store, id).await;
        assert_eq!(receipt.version, matter.version);
        assert_eq!(matter.ending.as_ref().unwrap().kind, EndingKind::Verified);
        assert_eq!(matter.routed.as_ref().unwrap().row, Some(example::ROW_LAMPS));
        verify(&store, id).await;
        for (sql, expected) in [
            (
                "SELECT COUNT(*) FROM matter WHERE area = ? AND id = ? AND stage = 'rating' AND ending = 'verified' \
              AND owner = '' AND title = '路灯不亮' AND next_due IS NULL AND close_at IS NOT NULL",
                1,
            ),
            (
                "SELECT COUNT(*) FROM voice WHERE area = ? AND matter = ? AND contact_index IS NOT NULL",
                1,
            ),
            ("SELECT COUNT(*) FROM share WHERE area = ? AND matter = ? AND role = 'lead'", 1),
            (open, 0),
            // Title and address, opinion, what was said on the telephone, result, rating.
            ("SELECT COUNT(*) FROM words WHERE area = ? AND matter = ?", 5),
        ] {
            assert_eq!(count(&store, sql, id).await, expected, "{sql}");
        }
        sound(&store).await;
    });
}

#[test]
fn one_key_is_one_write() {
    both(|store| async move {
        let ledger = start(&store);
        done(&ledger, reporting(report(1), minute(0))).await;
        let key = |principal: &str, body: u8| IdempotencyKey {
            principal: principal.into(),
            key: "k".into(),
            body_hash: [body; 32],
        };
        let noted = |key| Submission {
            key: Some(key),
            ..submission(matter_id(1), note("电话打过"), dispatcher(), minute(1))
        };
        // Side by side, so some are answered within one group.
        let all = (0..5).map(|_| ledger.submit(noted(key("a", 1))));
        let outcomes: Vec<_> =
            futures::future::join_all(all).await.into_iter().map(Result::unwrap).collect();
        let Outcome::Done(receipt) = &outcomes[0] else { panic!("{outcomes:?}") };
        assert!(outcomes[1..].iter().all(|outcome| *outcome == Outcome::Repeated(receipt.clone())));
        // Another node finds the answer too.
        let other = start(&store);
        assert_eq!(
            other.submit(noted(key("a", 1))).await.unwrap(),
            Outcome::Repeated(receipt.clone())
        );
        assert_eq!(other.submit(noted(key("a", 2))).await.unwrap(), Outcome::KeyReused);
        assert!(matches!(other.submit(noted(key("b", 2))).await.unwrap(), Outcome::Done(_)));
        assert_eq!(state(&store, matter_id(1)).await.version, 3);
    });
}

#[test]
fn an_old_version_is_stale_and_an_unknown_matter_not_found() {
    both(|store| async move {
        let ledger = start(&store);
        done(&ledger, reporting(report(1), minute(0))).await;
        let seen = |version| Submission {
            if_version: Some(version),
            ..submission(matter_id(1), note("看过"), dispatcher(), minute(1))
        };
        done(&ledger, seen(1)).await;
        assert_eq!(ledger.submit(seen(1)).await.unwrap(), Outcome::Stale { version: 2 });
        let nobody = submission(matter_id(9), accept(), dispatcher(), minute(1));
        assert_eq!(ledger.submit(nobody).await.unwrap(), Outcome::NotFound);
        verify(&store, matter_id(1)).await;
    });
}

#[test]
fn taken_numbers_hurt_only_the_command_concerned() {
    both(|store| async move {
        let ledger = start(&store);
        let order = |n: u64, number: &str| {
            let mut report = report(n);
            report.upstream = Some(huisheng_domain::matter::Upstream::new("12345", number, None));
            report
        };
        let mut thief = report(3);
        thief.number = report(1).number;
        let again = report(4);
        done(&ledger, reporting(order(1, "A"), minute(0))).await;
        let all = [order(2, "A"), thief, again.clone(), again, report(5)];
        let all = all.map(|report| ledger.submit(reporting(report, minute(0))));
        let outcomes = futures::future::join_all(all).await;
        let kinds = outcomes.iter().map(|outcome| match outcome {
            Ok(Outcome::Done(_)) => "done",
            // The key is made from the number; which of the two is looked at first is the engine's.
            Err(LedgerError::Store(StoreError::Conflict(name)))
                if name == "matter_area_key_key" =>
            {
                "matter_area_number_key"
            }
            Err(LedgerError::Store(StoreError::Conflict(name))) => name.as_str(),
            other => panic!("{other:?}"),
        });
        let upstream = "matter_area_upstream_source_upstream_number_key";
        let expected = [upstream, "matter_area_number_key", "done", "matter_pkey", "done"];
        assert_eq!(kinds.collect::<Vec<_>>(), expected);
        sound(&store).await;
    });
}

/// In one group or one after the other.
#[test]
fn an_import_again_adds_its_result_once() {
    both(|store| async move {
        let ledger = start(&store);
        let import = |result: Option<&str>| {
            let result = result.map(|text| ImportedResult { at: minute(30), text: text.into() });
            let command = Command::Import(Box::new(ImportMatter {
                report: ReportMatter { occurred: Some(minute(0)), person: None, ..report(1) },
                unit: example::URBAN,
                assignment: id(0x9_0000_0000),
                result,
                remark: None,
                flags: Vec::new(),
            }));
            submission(matter_id(1), command, Actor::House, minute(60))
        };
        let all = [import(None), import(Some("已修复")), import(Some("已修复"))];
        let outcomes = futures::future::join_all(all.map(|one| ledger.submit(one))).await;
        let [first, second, third] = outcomes.try_into().unwrap();
        assert!(matches!(first, Ok(Outcome::Done(_))), "{first:?}");
        assert!(matches!(second, Ok(Outcome::Done(_))), "{second:?}");
        assert_eq!(third.unwrap(), Outcome::Refused(Refusal::AlreadyDone));
        let fourth = ledger.submit(import(None)).await.unwrap();
        assert_eq!(fourth, Outcome::Refused(Refusal::AlreadyDone));
        assert!(state(&store, matter_id(1)).await.result.is_some());
        sound(&store).await;
    });
}

#[test]
fn merged_and_separated_again() {
    both(|store| async move {
        let ledger = start(&store);
        for n in [1, 2] {
            done(&ledger, reporting(report(n), minute(0))).await;
        }
        let (one, two) = (matter_id(1), matter_id(2));
        let merge = Command::Merge(Merge { into: two, reason: "同一盏灯".into() });
        let receipt = done(&ledger, submission(one, merge, dispatcher(), minute(5))).await;
        assert_eq!(receipt.with.len(), 1);
        assert_eq!(state(&store, two).await.reports.len(), 2);
        // The other lane remembers nothing older.
        done(&ledger, submission(two, accept(), dispatcher(), minute(6))).await;
        done(&ledger, submission(two, note("两人反映"), dispatcher(), minute(6))).await;
        let unmerge = Command::Unmerge(Unmerge { from: two, reason: "不是同一盏".into() });
        done(&ledger, submission(one, unmerge, dispatcher(), minute(7))).await;
        done(&ledger, submission(one, accept(), dispatcher(), minute(8))).await;
        assert_eq!(state(&store, one).await.reports.len(), 1);
        assert_eq!(state(&store, two).await.reports.len(), 1);
        for id in [one, two] {
            verify(&store, id).await;
        }
        sound(&store).await;
    });
}

#[test]
fn a_step_that_was_seen_cannot_be_taken_back() {
    both(|store| async move {
        let ledger = start(&store);
        let id = matter_id(1);
        done(&ledger, reporting(report(1), minute(0))).await;
        done(&ledger, submission(id, accept(), dispatcher(), minute(1))).await;
        done(&ledger, submission(id, assign(example::URBAN), dispatcher(), minute(2))).await;
        let undo = |minutes| submission(id, Command::Undo, dispatcher(), minute(minutes));
        // The own look does not count.
        opened(&ledger, id, DISPATCHER, 3).await;
        done(&ledger, undo(3)).await;
        let shares = "SELECT COUNT(*) FROM share WHERE area = ? AND matter = ? AND role = 'lead'";
        assert_eq!(count(&store, shares, id).await, 0, "the unit still has it on its list");
        assert_eq!(state(&store, id).await.stage(), Stage::Assigning);
        done(&ledger, submission(id, assign(example::HOUSING), dispatcher(), minute(4))).await;
        assert_eq!(count(&store, shares, id).await, 1);
        opened(&ledger, id, CLERK, 5).await;
        assert_eq!(ledger.submit(undo(6)).await.unwrap(), Outcome::Refused(Refusal::SeenSince));
        verify(&store, id).await;
        sound(&store).await;
    });
}

#[test]
fn what_is_erased_is_gone_and_the_chain_holds() {
    both(|store| async move {
        let ledger = start(&store);
        to_result(&ledger, &store, 1).await;
        done(&ledger, reporting(report(2), minute(0))).await;
        let quarantine = Command::Quarantine(Quarantine { ground: QuarantineGround::Secret });
        let supervisor = staff(0xa9, example::COUNTY_DESK, Role::Supervisor);
        done(&ledger, submission(matter_id(1), quarantine, supervisor, minute(70))).await;
        let left = |table: &str, id: &str, and: &str| {
            format!("SELECT COUNT(*) FROM {table} WHERE area = ? AND {id} = ? {and}")
        };
        for (n, kept) in [(1, 0), (2, 1)] {
            let id = matter_id(n);
            assert_eq!(count(&store, &left("words", "matter", ""), id).await, kept);
            assert_eq!(
                count(&store, &left("voice", "matter", "AND sealed_contact IS NOT NULL"), id).await,
                kept
            );
            assert_eq!(
                count(&store, &left("voice", "matter", "AND sealed_name IS NOT NULL"), id).await,
                kept
            );
            assert_eq!(count(&store, &left("matter", "id", "AND title <> ''"), id).await, kept);
            assert_eq!(count(&store, &left("share", "matter", "AND state = 'open'"), id).await, 0);
            verify(&store, id).await;
        }
        let documents = match store.engine() {
            huisheng_store::Engine::Sqlite => {
                "SELECT COUNT(*) FROM search WHERE rowid > ? AND ? IS NOT NULL"
            }
            huisheng_store::Engine::Postgres => {
                "SELECT COUNT(*) FROM search WHERE area = ? AND CAST(? AS uuid) IS NOT NULL"
            }
        };
        assert_eq!(count(&store, documents, matter_id(1)).await, 1);
        let withdraw = Withdraw { report: voice_id(2), reason: "已经好了".into() };
        let withdraw = Command::Withdraw(withdraw);
        let sign_in = Command::SignIn(OfShare {
            assignment: state(&store, matter_id(1)).await.assignments[0].id,
        });
        let open = "SELECT COUNT(*) FROM share WHERE area = ? AND matter = ? AND state = 'open'";
        for (command, shares) in [(accept(), 0), (assign(example::URBAN), 1), (withdraw, 0)] {
            done(&ledger, submission(matter_id(2), command, dispatcher(), minute(80))).await;
            assert_eq!(
                count(&store, open, matter_id(2)).await,
                shares,
                "an ended matter is on no list"
            );
        }
        let late = submission(matter_id(1), sign_in, clerk(), minute(80));
        let ended = Refusal::Ended { kind: EndingKind::Quarantined };
        assert_eq!(ledger.submit(late).await.unwrap(), Outcome::Refused(ended));
        sound(&store).await;
    });
}
