//! Failed tries to sign in are counted over nodes and restarts; past passwords are kept, few of them.

use huisheng_domain::sign_in::{KEPT, OF_AN_ACCOUNT, Tries};
use huisheng_store::account::{self, AccountRow};
use huisheng_store::book::example;
use huisheng_store::second_factor::{self, SecondFactorRow};
use huisheng_store::testing::both;
use huisheng_store::{Micros, Store, Write, division, password_past, sign_in_try, unit};
use jiff::Timestamp;
use uuid::Uuid;

use crate::street::minute;

const NAME: [u8; 32] = [3; 32];

async fn fail(store: &Store, who: [u8; 32], now: Timestamp) -> Tries {
    let write = store.write().await.unwrap();
    let tries = sign_in_try::begin(&write, who).await.unwrap().failed(OF_AN_ACCOUNT, now);
    sign_in_try::put(&write, who, &tries).await.unwrap();
    write.commit().await.unwrap();
    tries
}

#[test]
fn what_failed_is_kept_cleared_and_forgotten_after_a_quiet_day() {
    both(|store| async move {
        for n in 0..4 {
            fail(&store, NAME, minute(n)).await;
        }
        fail(&store, [4; 32], minute(100)).await;
        let locked = fail(&store, NAME, minute(4)).await;
        assert_eq!(locked.locked(minute(5)), Some(minute(14)));
        let found = sign_in_try::of(store.read(), &[NAME, [4; 32], [5; 32]]).await.unwrap();
        assert_eq!((found.len(), found[&NAME]), (2, locked));
        assert!(sign_in_try::of(store.read(), &[]).await.unwrap().is_empty());

        let write = store.write().await.unwrap();
        // What is not written down after all leaves nothing.
        assert_eq!(sign_in_try::begin(&write, [5; 32]).await.unwrap(), Tries::NONE);
        write.rollback().await.unwrap();
        let write = store.write().await.unwrap();
        let day = 24 * 60;
        assert_eq!(sign_in_try::forget(&write, minute(13 + day)).await.unwrap(), 0);
        assert_eq!(sign_in_try::forget(&write, minute(14 + day)).await.unwrap(), 1);
        sign_in_try::clear(&write, [4; 32]).await.unwrap();
        write.commit().await.unwrap();
        assert!(sign_in_try::of(store.read(), &[NAME, [4; 32]]).await.unwrap().is_empty());
    });
}

#[test]
fn many_who_fail_at_once_are_all_counted() {
    both(|store| async move {
        let all = (0..4).map(|_| fail(&store, NAME, minute(0)));
        futures::future::join_all(all).await;
        let found = sign_in_try::of(store.read(), &[NAME]).await.unwrap();
        assert_eq!(found[&NAME].failures, 4);
    });
}

pub fn one(n: u128) -> AccountRow {
    AccountRow {
        id: Uuid::from_u128(n),
        login: format!("login{n}"),
        password_hash: None,
        name: "王丽".to_owned(),
        unit: example::URBAN.uuid(),
        active: true,
        must_change: false,
        created_at: Micros(0),
    }
}

pub async fn two_accounts(write: &Write) {
    division::put(write, &example::contents().divisions).await.unwrap();
    unit::put(write, &example::contents().units).await.unwrap();
    account::upsert(write, vec![one(1), one(2)]).await.unwrap();
}

#[test]
fn a_second_factor_counts_once_confirmed_and_its_codes_are_good_once() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        two_accounts(&write).await;
        let row = |confirmed_at| SecondFactorRow {
            account: one(1).id,
            secret: vec![7; 40],
            used_step: None,
            made_at: Micros(1),
            confirmed_at,
        };
        second_factor::upsert(&write, vec![row(None)]).await.unwrap();
        let both_accounts = [one(1).id, one(2).id];
        assert!(second_factor::confirmed(&write, &both_accounts).await.unwrap().is_empty());
        second_factor::upsert(&write, vec![row(Some(Micros(2)))]).await.unwrap();
        let confirmed = second_factor::confirmed(&write, &both_accounts).await.unwrap();
        assert!(confirmed.contains(&one(1).id) && confirmed.len() == 1);
        assert!(second_factor::confirmed(&write, &[]).await.unwrap().is_empty());
        let held = second_factor::find_held(&write, one(1).id).await.unwrap();
        assert_eq!(held, Some(row(Some(Micros(2)))));

        second_factor::put_codes(&write, one(1).id, &[[1; 32], [2; 32]]).await.unwrap();
        second_factor::put_codes(&write, one(2).id, &[[1; 32]]).await.unwrap();
        assert!(second_factor::use_code(&write, one(1).id, [1; 32]).await.unwrap());
        assert!(!second_factor::use_code(&write, one(1).id, [1; 32]).await.unwrap());
        assert_eq!(second_factor::codes_left(&write, one(1).id).await.unwrap(), 1);
        second_factor::put_codes(&write, one(1).id, &[[3; 32], [4; 32], [5; 32]]).await.unwrap();
        assert_eq!(second_factor::codes_left(&write, one(1).id).await.unwrap(), 3);
        assert!(second_factor::remove(&write, one(1).id).await.unwrap());
        assert!(!second_factor::remove(&write, one(1).id).await.unwrap());
        assert_eq!(second_factor::codes_left(&write, one(1).id).await.unwrap(), 0);
        assert_eq!(second_factor::codes_left(&write, one(2).id).await.unwrap(), 1);
        assert_eq!(second_factor::find(&write, one(1).id).await.unwrap(), None);
        write.commit().await.unwrap();
    });
}

#[test]
fn the_last_passwords_are_kept_and_no_more() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        two_accounts(&write).await;
        password_past::put(&write, one(2).id, "other".to_owned(), Micros(1)).await.unwrap();
        for n in 1..=7 {
            password_past::put(&write, one(1).id, format!("hash{n}"), Micros(n)).await.unwrap();
        }
        write.commit().await.unwrap();
        let kept = password_past::of(store.read(), one(1).id).await.unwrap();
        assert_eq!(kept, ["hash7", "hash6", "hash5", "hash4"]);
        assert_eq!(kept.len() + 1, KEPT, "with the one in use");
        assert_eq!(password_past::of(store.read(), one(2).id).await.unwrap(), ["other"]);
    });
}
