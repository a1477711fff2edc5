//! Identities at the provider of the office: one account each.

use huisheng_store::account::{self, AccountRow};
use huisheng_store::book::example;
use huisheng_store::identity::{self, IdentityRow};
use huisheng_store::testing::both;
use huisheng_store::{Micros, StoreError, division, unit};
use uuid::Uuid;

const ISSUER: &str = "https://id.example.gov.cn";

pub fn an_account(id: u128) -> AccountRow {
    AccountRow {
        id: Uuid::from_u128(id),
        login: format!("wang{id}"),
        password_hash: None,
        name: "王".to_owned(),
        unit: example::URBAN.uuid(),
        active: true,
        must_change: false,
        created_at: Micros(0),
    }
}

fn row(issuer: &str, subject: &str, account: u128) -> IdentityRow {
    IdentityRow {
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        account: Uuid::from_u128(account),
        name: "wang".to_owned(),
        linked_at: Micros(1),
        used_at: None,
    }
}

#[test]
fn an_identity_has_one_account_and_an_account_one_identity_of_an_issuer() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        division::put(&write, &example::contents().divisions).await.unwrap();
        unit::put(&write, &example::contents().units).await.unwrap();
        account::upsert(&write, vec![an_account(1), an_account(2)]).await.unwrap();
        identity::link(&write, row(ISSUER, "a", 1)).await.unwrap();
        identity::link(&write, row("https://other.example", "a", 2)).await.unwrap();
        write.commit().await.unwrap();
        for taken in [row(ISSUER, "a", 2), row(ISSUER, "b", 1)] {
            let write = store.write().await.unwrap();
            let refused = identity::link(&write, taken).await;
            assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
            write.rollback().await.unwrap();
        }
        let write = store.write().await.unwrap();
        let found = identity::find(&write, ISSUER, "a").await.unwrap();
        assert_eq!(found, Some(row(ISSUER, "a", 1)));
        // A subject is nobody else's in another case, and nothing without its issuer.
        for (issuer, subject) in [(ISSUER, "A"), (ISSUER, "a "), ("https://third.example", "a")] {
            assert_eq!(identity::find(&write, issuer, subject).await.unwrap(), None);
        }
        identity::used(&write, &row(ISSUER, "a", 1), Micros(7)).await.unwrap();
        let of = identity::of_account(&write, ISSUER, Uuid::from_u128(1)).await.unwrap();
        assert_eq!(of.unwrap().used_at, Some(Micros(7)));
        assert!(!identity::unlink(&write, ISSUER, Uuid::from_u128(2)).await.unwrap());
        assert!(identity::unlink(&write, ISSUER, Uuid::from_u128(1)).await.unwrap());
        assert_eq!(identity::find(&write, ISSUER, "a").await.unwrap(), None);
        identity::link(&write, row(ISSUER, "a", 2)).await.unwrap();
        write.commit().await.unwrap();
    });
}
