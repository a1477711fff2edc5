//! The lists every area shares.

use huisheng_domain::id::{DivisionId, Id};
use huisheng_domain::territory::Division;
use huisheng_store::book::example;
use huisheng_store::testing::both;
use huisheng_store::{Micros, StoreError, account, division, session, setting, unit};
use sea_orm::prelude::Uuid;

fn a_division(number: u128, parent: Option<u128>) -> Division {
    let id = |number: u128| -> DivisionId { Id::from_uuid(Uuid::from_u128(number)) };
    Division {
        id: id(number),
        code: Some(format!("9{number:011}").parse().unwrap()),
        name: format!("社区{number}"),
        level: "community".into(),
        parent: parent.map(id),
        area: None,
        valid_from: "2020-01-01".parse().unwrap(),
        valid_to: None,
    }
}

fn an_account() -> account::AccountRow {
    account::AccountRow {
        id: Uuid::from_u128(9),
        login: "wang".into(),
        password_hash: None,
        name: "王".into(),
        unit: example::COUNTY_DESK.uuid(),
        active: true,
        must_change: false,
        created_at: Micros(-1),
    }
}

#[test]
fn many_rows_in_any_order_and_twice() {
    both(|store| async move {
        // More rows than one statement may bind, children before their parents, one key twice.
        let mut rows: Vec<_> =
            (2..=12_000).map(|number| a_division(number, Some(number - 1))).rev().collect();
        rows.push(a_division(1, None));
        rows.push(Division { name: "改名".into(), ..a_division(2, Some(1)) });
        for _ in 0..2 {
            let write = store.write().await.unwrap();
            division::put(&write, &rows).await.unwrap();
            write.commit().await.unwrap();
        }
        let all = division::all(store.read()).await.unwrap();
        assert_eq!(all.len(), 12_000);
        assert_eq!(all[1].name, "改名");
        assert_eq!(all[2], a_division(3, Some(2)));
    });
}

#[test]
fn a_taken_code_is_a_conflict_by_name() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        let thief = Division { code: a_division(1, None).code, ..a_division(99, None) };
        let outcome = division::put(&write, &[a_division(1, None), thief]).await;
        assert!(matches!(outcome, Err(StoreError::Conflict(name)) if name == "division_code_key"));
    });
}

#[test]
fn a_parent_that_does_not_exist_is_refused_at_commit() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        division::put(&write, &[a_division(2, Some(1))]).await.unwrap();
        assert!(matches!(write.commit().await, Err(StoreError::Reference)));
        assert_eq!(division::all(store.read()).await.unwrap(), []);
        // The connection is good for the next.
        let write = store.write().await.unwrap();
        division::put(&write, &[a_division(1, None)]).await.unwrap();
        write.commit().await.unwrap();
    });
}

#[test]
fn of_two_who_decided_on_the_same_lists_one_writes() {
    both(|store| async move {
        let seen = setting::lists_version(store.read()).await.unwrap();
        let change = async |seen: i64| {
            let write = store.write().await.unwrap();
            let mine = setting::lists_changed_since(&write, seen).await.unwrap();
            write.commit().await.unwrap();
            mine
        };
        let (one, other) = tokio::join!(change(seen), change(seen));
        assert!(one != other, "one of the two: {one} {other}");
        assert_eq!(setting::lists_version(store.read()).await.unwrap(), seen + 1);
        assert!(change(seen + 1).await);
        assert!(!change(seen).await);
        // An import counts too.
        let write = store.write().await.unwrap();
        setting::lists_changed(&write).await.unwrap();
        write.commit().await.unwrap();
        assert!(!change(seen + 2).await && change(seen + 3).await);
    });
}

#[test]
fn sessions_end() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        division::put(&write, &example::contents().divisions).await.unwrap();
        unit::put(&write, &example::contents().units).await.unwrap();
        account::upsert(&write, vec![an_account()]).await.unwrap();
        let one = |byte: u8, expires| session::SessionRow {
            token_hash: vec![byte; 32],
            id: Uuid::from_u128(byte.into()),
            account: Uuid::from_u128(9),
            device: "Chrome · Windows".to_owned(),
            telephone: false,
            created_at: Micros(0),
            used_at: Micros(i64::from(byte)),
            expires_at: Micros(expires),
            ends_at: Micros(100),
            by_provider: byte == 2,
            twice_elsewhere: false,
            post: None,
        };
        session::upsert(&write, vec![one(1, 10), one(2, 20), one(3, 30)]).await.unwrap();
        assert_eq!(account::by_login(&write, "wang").await.unwrap(), an_account());
        assert!(matches!(account::by_login(&write, "WANG").await, Err(StoreError::NotFound)));

        assert_eq!(session::find(&write, &[1; 32], Micros(9)).await.unwrap(), one(1, 10));
        assert!(matches!(
            session::find(&write, &[1; 32], Micros(10)).await,
            Err(StoreError::NotFound)
        ));
        let (account, other) = (Uuid::from_u128(9), Uuid::from_u128(8));
        let listed = session::of_account(&write, account, Micros(10)).await.unwrap();
        assert_eq!(listed, [one(3, 30), one(2, 20)]);
        assert!(!session::end_one(&write, other, Uuid::from_u128(3)).await.unwrap());
        assert_eq!(session::end_others(&write, other, &[0; 32]).await.unwrap(), 0);
        assert_eq!(session::forget_expired(&write, Micros(10)).await.unwrap(), 1);
        session::end(&write, &[2; 32]).await.unwrap();
        assert_eq!(session::all(&write).await.unwrap(), [one(3, 30)]);
        session::upsert(&write, vec![one(4, 30), one(5, 30), one(6, 30)]).await.unwrap();
        assert!(session::end_one(&write, account, Uuid::from_u128(4)).await.unwrap());
        assert_eq!(session::end_others(&write, account, &[5; 32]).await.unwrap(), 2);
        assert_eq!(session::all(&write).await.unwrap(), [one(5, 30)]);
        session::end_all(&write, account).await.unwrap();
        assert_eq!(session::all(&write).await.unwrap(), []);
        write.commit().await.unwrap();
    });
}
