//! Passkeys: several of an account, each of one account alone; and how a house of before gets the tables.

use huisheng_store::book::example;
use huisheng_store::passkey::{self, PasskeyRow};
use huisheng_store::testing::{self, both};
use huisheng_store::{Micros, Store, StoreError, account, challenge, division, migrate, unit};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::identity::an_account;

fn row(id: u128, account: u128, credential: u8) -> PasskeyRow {
    PasskeyRow {
        id: Uuid::from_u128(id),
        account: Uuid::from_u128(account),
        credential_id: vec![credential; 16],
        public_key: vec![1, 2, 3],
        counter: 0,
        synced: true,
        name: "办公电脑".to_owned(),
        made_at: Micros(i64::try_from(id).unwrap()),
        used_at: None,
    }
}

async fn people(store: &Store) {
    let write = store.write().await.unwrap();
    division::put(&write, &example::contents().divisions).await.unwrap();
    unit::put(&write, &example::contents().units).await.unwrap();
    account::upsert(&write, vec![an_account(1), an_account(2)]).await.unwrap();
    write.commit().await.unwrap();
}

#[test]
fn an_account_has_several_and_each_has_one_account() {
    both(|store| async move {
        people(&store).await;
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let write = store.write().await.unwrap();
        for row in [row(12, 1, 2), row(11, 1, 1), row(13, 2, 3)] {
            passkey::add(&write, row).await.unwrap();
        }
        write.commit().await.unwrap();
        let write = store.write().await.unwrap();
        let taken = passkey::add(&write, row(14, 2, 1)).await;
        assert!(matches!(taken, Err(StoreError::Conflict(_))), "{taken:?}");
        write.rollback().await.unwrap();

        let of_one = passkey::of_account(store.read(), one).await.unwrap();
        assert_eq!(of_one, [row(11, 1, 1), row(12, 1, 2)]);
        let found = passkey::find(store.read(), &[3; 16]).await.unwrap();
        assert_eq!(found, Some(row(13, 2, 3)));
        assert_eq!(passkey::find(store.read(), &[3; 15]).await.unwrap(), None);
        let holders = passkey::holders(store.read(), &[one, Uuid::from_u128(3)]).await.unwrap();
        assert_eq!(holders, [one].into());
        assert!(passkey::holders(store.read(), &[]).await.unwrap().is_empty());

        let write = store.write().await.unwrap();
        let held = passkey::find_held(&write, &[1; 16]).await.unwrap().unwrap();
        passkey::used(&write, held.id, 7, Micros(9)).await.unwrap();
        let used = PasskeyRow { counter: 7, used_at: Some(Micros(9)), ..row(11, 1, 1) };
        assert_eq!(passkey::find(&write, &[1; 16]).await.unwrap(), Some(used));
        // Of another account there is none to take away.
        assert!(!passkey::remove(&write, two, held.id).await.unwrap());
        assert!(passkey::remove(&write, one, held.id).await.unwrap());
        assert_eq!(passkey::remove_all(&write, one).await.unwrap(), 1);
        assert_eq!(passkey::remove_all(&write, one).await.unwrap(), 0);
        assert_eq!(passkey::of_account(&write, two).await.unwrap(), [row(13, 2, 3)]);
        write.commit().await.unwrap();
    });
}

#[test]
fn a_house_of_before_keeps_the_returns_that_were_used() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        write.execute_unprepared(&testing::before_passkeys(store.engine())).await.unwrap();
        write.execute_unprepared("DELETE FROM schema_version WHERE version > 13").await.unwrap();
        let values = vec![vec![7_u8; 32].into(), Micros(5).into()];
        let sql = "INSERT INTO provider_return (state_hash, used_at) VALUES (?, ?)";
        write.execute_raw(store.engine().statement(sql, values)).await.unwrap();
        write.commit().await.unwrap();
        migrate::migrate(&store, async |_| Ok(()), Micros(6)).await.unwrap();
        let write = store.write().await.unwrap();
        assert!(!challenge::use_once(&write, [7; 32], Micros(7)).await.unwrap());
        assert!(challenge::use_once(&write, [8; 32], Micros(7)).await.unwrap());
        write.commit().await.unwrap();
    });
}
