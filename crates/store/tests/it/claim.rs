//! The key of a request goes along with what it writes: both are there or neither.

use std::sync::Arc;

use huisheng_store::idempotency::{Claim, KEY_TAKEN, Said};
use huisheng_store::ledger::IdempotencyKey;
use huisheng_store::setting::{self, SettingRow};
use huisheng_store::testing::both;
use huisheng_store::{Store, StoreError};

use crate::street::minute;

fn key(body: u8) -> IdempotencyKey {
    IdempotencyKey { principal: "a".into(), key: "k".into(), body_hash: [body; 32] }
}

fn claim(again: bool) -> Arc<Claim> {
    Arc::new(Claim::new(key(1), minute(1), again))
}

async fn said(store: &Store) -> Said {
    Claim::said(store.read(), &key(1)).await.unwrap()
}

fn row(value: &str) -> Vec<SettingRow> {
    vec![SettingRow { name: "test".into(), value: value.into() }]
}

#[test]
fn a_key_is_kept_with_what_was_done_and_not_without() {
    both(|store| async move {
        let asked = claim(false);
        // The house stops before the end: neither is there.
        let write = store.write_once(Some(&asked)).await.unwrap();
        setting::upsert(&write, row("1")).await.unwrap();
        write.rollback().await.unwrap();
        assert_eq!(said(&store).await, Said::Nothing);
        // The same request tries once more, and writes a second time afterwards.
        for value in ["1", "2"] {
            let write = store.write_once(Some(&asked)).await.unwrap();
            setting::upsert(&write, row(value)).await.unwrap();
            write.commit().await.unwrap();
        }
        let before = |outcome: &str| Said::Before { outcome: outcome.into(), at: minute(1) };
        assert_eq!(said(&store).await, before(""));
        assert_eq!(Claim::said(store.read(), &key(2)).await.unwrap(), Said::Other);
        let write = store.write().await.unwrap();
        asked.answer(&write, "answer").await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(said(&store).await, before("answer"));
        // Who is as quick is refused as a whole.
        let error = store.write_once(Some(&claim(false))).await.unwrap_err();
        assert!(matches!(error, StoreError::Conflict(name) if name == KEY_TAKEN));
    });
}

#[test]
fn what_is_only_answered_anew_is_not_kept() {
    both(|store| async move {
        let write = store.write_once(Some(&claim(true))).await.unwrap();
        setting::upsert(&write, row("1")).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(setting::find(store.read(), "test").await.unwrap(), None);
        assert_eq!(said(&store).await, Said::Nothing);
    });
}

#[test]
fn what_has_no_transaction_of_its_own_is_kept_with_its_answer() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        claim(false).answer(&write, "done").await.unwrap();
        write.commit().await.unwrap();
        assert!(matches!(said(&store).await, Said::Before { outcome, .. } if outcome == "done"));
    });
}
