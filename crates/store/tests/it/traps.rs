//! Where SQLite and PostgreSQL would answer differently if they were let.

use std::time::Duration;

use huisheng_domain::id::Id;
use huisheng_domain::matter::ReportMatter;
use huisheng_store::account::{self, AccountRow};
use huisheng_store::book::example;
use huisheng_store::ledger::{LedgerError, Outcome};
use huisheng_store::matter::{self, Filter, Sort};
use huisheng_store::testing::{both, recorded};
use huisheng_store::{Engine, Micros, Options, Store, StoreError, division, unit};
use sea_orm::ConnectionTrait;

use crate::street::{done, listed, matter_id, minute, report, reporting, start, to_result};

/// More than SQLite binds in one statement.
const MANY: u128 = 40_000;

#[test]
fn forty_thousand_ids_are_looked_up_like_four() {
    both(|store| async move {
        let ledger = start(&store);
        done(&ledger, reporting(report(1), minute(1))).await;
        let mut ids: Vec<_> = (0..MANY).map(|n| Id::from_uuid(uuid(n))).collect();
        ids.push(matter_id(1));
        let found = matter::states(store.read(), example::area(), &ids).await.unwrap();
        assert_eq!(found.iter().map(|(id, ..)| *id).collect::<Vec<_>>(), [matter_id(1)]);
        let found = matter::histories(store.read(), example::area(), &ids).await.unwrap();
        assert_eq!(found.len(), 1);
    });
}

fn uuid(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(0xffff_0000 + n)
}

fn person(login: &str) -> AccountRow {
    AccountRow {
        id: Id::<()>::of_code("account", login).uuid(),
        login: login.to_owned(),
        password_hash: None,
        name: login.to_owned(),
        unit: example::URBAN.uuid(),
        active: true,
        must_change: false,
        created_at: Micros(0),
    }
}

/// LIKE folds ASCII case on SQLite and nothing on PostgreSQL: nobody asks with it. Equality and order
/// go byte by byte on both.
#[test]
fn case_counts_and_order_is_that_of_bytes() {
    both(|store| async move {
        let lists = example::contents();
        let write = store.write().await.unwrap();
        division::put(&write, &lists.divisions).await.unwrap();
        unit::put(&write, &lists.units).await.unwrap();
        let logins = ["wang.li", "Wang.Li", "王丽", "zz", "Éa", "a-b", "a_b", "ab"];
        account::upsert(&write, logins.map(person).into()).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(account::by_login(store.read(), "wang.li").await.unwrap().login, "wang.li");
        let other = account::by_login(store.read(), "WANG.LI").await;
        assert!(matches!(other, Err(StoreError::NotFound)));
        let page = account::page(store.read(), None, None, 100).await.unwrap();
        let mut sorted = logins;
        sorted.sort_unstable_by(|one, other| one.as_bytes().cmp(other.as_bytes()));
        assert_eq!(page.iter().map(|row| row.login.as_str()).collect::<Vec<_>>(), sorted);
        let asked = recorded();
        let like = asked.iter().find(|one| one.sql.to_uppercase().contains(" LIKE "));
        assert!(like.is_none(), "{like:?}");
    });
}

/// NULL comes first on SQLite and last on PostgreSQL: what has no due instant is in no list by it.
#[test]
fn what_is_due_never_is_in_no_list_by_due_instants() {
    both(|store| async move {
        let ledger = start(&store);
        to_result(&ledger, &store, 1).await;
        for n in 2..=4 {
            done(&ledger, reporting(report(n), minute(10 - i64::try_from(n).unwrap()))).await;
        }
        let by_due = || Filter { sort: Sort::Due, ..Filter::default() };
        let before = due(&store, by_due()).await;
        assert_eq!(before.len(), 4);
        let mut sorted = before.clone();
        sorted.sort_by_key(|(due, _)| *due);
        assert_eq!(before, sorted);
        let id = matter_id(3);
        let write = store.write().await.unwrap();
        let sql = "UPDATE matter SET next_due = NULL WHERE area = ? AND id = ?";
        let values = vec![i32::try_from(example::AREA_CODE).unwrap().into(), id.uuid().into()];
        write.execute_raw(store.engine().statement(sql, values)).await.unwrap();
        write.commit().await.unwrap();
        let after = due(&store, by_due()).await;
        let kept: Vec<_> =
            before.into_iter().filter(|(_, number)| *number != report(3).number).collect();
        assert_eq!(after, kept);
    });
}

/// Due instants and numbers of a list, a line at a time.
async fn due(store: &Store, filter: Filter) -> Vec<(Option<jiff::Timestamp>, String)> {
    let all = listed(store, &filter, 1).await;
    all.into_iter().map(|one| (one.next_due, one.number)).collect()
}

/// A text goes to the ledger's rows by another way than a value that is bound: NUL is told apart on
/// both, and nothing is written.
#[test]
fn nul_in_a_text_is_told_and_changes_nothing() {
    both(|store| async move {
        let ledger = start(&store);
        let nul = ReportMatter { title: "路灯\0不亮".to_owned(), ..report(1) };
        let told = ledger.submit(reporting(nul, minute(1))).await;
        if store.engine() == Engine::Postgres {
            assert!(matches!(told, Err(LedgerError::Store(StoreError::Text))), "{told:?}");
            let found = matter::find(store.read(), example::area(), matter_id(1)).await;
            assert!(matches!(found, Err(StoreError::NotFound)));
        } else {
            assert!(matches!(told, Ok(Outcome::Done(_))), "{told:?}");
        }
    });
}

/// A cursor comes from outside: one that no page ever gave ends a search, or begins it.
#[test]
fn a_search_goes_on_behind_whatever_cursor() {
    both(|store| async move {
        let ledger = start(&store);
        done(&ledger, reporting(report(1), minute(1))).await;
        let words = Filter { text: Some(report(1).title), ..Filter::default() };
        for (value, found) in [(i64::MIN, 0), (-1, 0), (0, 0), (i64::MAX, 1)] {
            let cursor = format!("{value}_{}", matter_id(1).uuid().simple()).parse().unwrap();
            let page =
                matter::list(store.read(), example::area(), &words, Some(cursor), 10, minute(9));
            let page = page.await.unwrap();
            assert_eq!((page.matters.len(), page.next), (found, None), "{value}");
        }
    });
}

/// The pool only knows that it waited; whoever starts a server wants to know for what.
#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let options = Options { patience: Duration::from_millis(200), ..Options::default() };
    let error = Store::open("postgres://huisheng:x@127.0.0.1:1/house", options).await.unwrap_err();
    let told = error.to_string();
    assert!(matches!(error, StoreError::Unavailable(_)), "{told}");
    assert!(told.contains("127.0.0.1:1/house") && told.contains("refused"), "{told}");
    assert!(!told.contains("huisheng:x"), "{told}");
}
