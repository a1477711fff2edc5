//! A panic on the way of one command.

use std::sync::Arc;

use huisheng_domain::matter::{Command, Note};
use huisheng_store::ledger::{LedgerError, Outcome};
use huisheng_store::testing::{self, Temporary};
use huisheng_store::{Engine, Micros, Options, Store, migrate};
use sea_orm::Statement;

use crate::street::{dispatcher, done, matter_id, minute, report, reporting, start, submission};

/// What makes the house fall over.
const POISON: &str = "the word that panics";

fn observe(_: Engine, statement: &Statement) {
    let poisoned = statement.sql.starts_with("INSERT INTO words");
    assert!(!poisoned || !statement.to_string().contains(POISON), "a test of panics");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_hurts_no_other_command() {
    for database in [Temporary::sqlite(), Temporary::postgres().await] {
        let options =
            Options { connections: 4, observer: Some(Arc::new(observe)), ..testing::options() };
        let store = Store::open(database.url(), options).await.unwrap();
        let never = async |_| unreachable!("an empty database needs no backup");
        migrate::migrate(&store, never, Micros(0)).await.unwrap();
        let ledger = start(&store);
        done(&ledger, reporting(report(1), minute(1))).await;
        let note = |text: &str| {
            let note = Command::Note(Note { text: text.to_owned() });
            ledger.submit(submission(matter_id(1), note, dispatcher(), minute(2)))
        };
        // Handed in together, they are one group.
        let (one, poisoned, other) = tokio::join!(note("one"), note(POISON), note("other"));
        assert!(matches!(poisoned, Err(LedgerError::Defect)), "{poisoned:?}");
        for answer in [one, other, note("later").await] {
            assert!(matches!(answer, Ok(Outcome::Done(_))), "{answer:?}");
        }
        store.close().await.unwrap();
        database.remove().await;
    }
}
