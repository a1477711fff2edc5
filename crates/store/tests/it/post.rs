//! Posts of accounts, and how they came from what accounts held before there were any.

use std::collections::BTreeSet;

use huisheng_domain::id::{AccountId, Id, PostId};
use huisheng_domain::matter::Role;
use huisheng_domain::post::{Force, Post, Term};
use huisheng_store::account::{self, AccountRow};
use huisheng_store::book::example;
use huisheng_store::post::{self, PostRow};
use huisheng_store::testing::{before_posts, both};
use huisheng_store::{Micros, Store, StoreError, migrate, session};
use jiff::civil::{Date, date};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::sign_in::{one, two_accounts};

const TODAY: Date = date(2026, 3, 10);

fn id(n: u128) -> PostId {
    Id::from_uuid(Uuid::from_u128(n))
}

fn account_of(n: u128) -> AccountId {
    Id::from_uuid(Uuid::from_u128(n))
}

fn row(n: u128, account: u128, begins: Date, ends: Option<Date>) -> PostRow {
    let post = Post {
        id: id(n),
        account: account_of(account),
        unit: example::URBAN,
        roles: BTreeSet::from([Role::Clerk, Role::Head]),
        title: None,
        places: BTreeSet::new(),
        grids: BTreeSet::new(),
        force: None,
        term: Term { begins, ends },
        stands_in_for: None,
    };
    PostRow::made(post, Micros(7))
}

async fn put(store: &Store, rows: Vec<PostRow>) {
    let write = store.write().await.unwrap();
    two_accounts(&write).await;
    post::put(&write, rows).await.unwrap();
    write.commit().await.unwrap();
}

#[test]
fn a_post_comes_back_as_it_was_put() {
    both(|store| async move {
        let mut whole = row(1, 1, date(2026, 1, 1), Some(date(2027, 1, 1)));
        whole.post.title = Some("网格长".to_owned());
        whole.post.places = BTreeSet::from([example::COMMUNITY_A, example::COMMUNITY_B]);
        whole.post.grids = BTreeSet::from([example::GRID_A]);
        whole.post.force = Some(Force::Volunteer);
        let mut standing_in = row(2, 2, TODAY, Some(date(2026, 4, 1)));
        standing_in.post.stands_in_for = Some(id(1));
        put(&store, vec![standing_in.clone(), whole.clone()]).await;
        let read = store.read();
        assert_eq!(post::find(read, id(1)).await.unwrap(), whole);
        assert_eq!(post::standing_in(read, id(1)).await.unwrap(), [standing_in.clone()]);
        assert_eq!(post::standing_in(read, id(2)).await.unwrap(), []);
        assert_eq!(post::all(read).await.unwrap(), [whole, standing_in]);
        assert!(matches!(post::find(read, id(3)).await, Err(StoreError::NotFound)));
        let working = async |day| post::in_grids(read, day).await.unwrap().len();
        assert_eq!((working(date(2025, 12, 31)).await, working(date(2027, 1, 1)).await), (0, 0));
        assert_eq!(working(TODAY).await, 1);
        assert!(post::of_accounts(read, [], None).await.unwrap().is_empty());
        assert!(post::of_units(read, [], TODAY).await.unwrap().is_empty());
    });
}

#[test]
fn what_is_over_is_left_out_and_what_was_acted_in_last_comes_first() {
    both(|store| async move {
        let all = vec![
            row(1, 1, date(2026, 2, 1), None),
            row(2, 1, date(2026, 1, 1), Some(TODAY)),
            row(3, 1, date(2026, 1, 1), Some(date(2026, 3, 11))),
            row(4, 1, date(2026, 6, 1), None),
            row(5, 2, date(2026, 6, 1), None),
        ];
        put(&store, all).await;
        let ids = async |day| {
            let rows = post::of_account(store.read(), account_of(1), day).await.unwrap();
            rows.iter().map(|row| row.post.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(None).await, [id(2), id(3), id(1), id(4)]);
        assert_eq!(ids(Some(TODAY)).await, [id(3), id(1), id(4)]);
        let write = store.write().await.unwrap();
        assert_eq!(post::find_held(&write, id(1)).await.unwrap().acted_at, None);
        post::acted(&write, id(1), Micros(9)).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(ids(Some(TODAY)).await, [id(1), id(3), id(4)]);
        let two = post::of_accounts(store.read(), [account_of(1), account_of(2)], Some(TODAY));
        assert_eq!(two.await.unwrap().len(), 2);
        let urban = post::of_units(store.read(), [example::URBAN.uuid()], TODAY).await.unwrap();
        assert_eq!(urban.len(), 4, "also those that begin later");
    });
}

/// A role of a newer version is no reason to let nobody in, and gives nothing.
#[test]
fn an_unknown_role_gives_nothing() {
    both(|store| async move {
        put(&store, vec![row(1, 1, TODAY, None)]).await;
        let write = store.write().await.unwrap();
        let sql = "UPDATE post SET roles = '[\"wizard\", \"clerk\"]', force = 'dragon'";
        write.execute_unprepared(sql).await.unwrap();
        write.commit().await.unwrap();
        let found = post::find(store.read(), id(1)).await.unwrap().post;
        assert_eq!((found.roles, found.force), (BTreeSet::from([Role::Clerk]), None));
    });
}

#[test]
fn what_accounts_held_before_becomes_their_post() {
    both(|store| async move {
        let mut held = row(1, 1, date(2026, 1, 1), None);
        held.post.id = Id::from_uuid(one(1).id);
        put(&store, vec![held.clone()]).await;
        let write = store.write().await.unwrap();
        // 2026-03-09 16:00 UTC: the 10th in China.
        let created_at = Micros(1_773_072_000_000_000);
        account::upsert(&write, vec![AccountRow { created_at, ..one(1) }]).await.unwrap();
        write.commit().await.unwrap();
        let write = store.write().await.unwrap();
        write.execute_unprepared(&before_posts(store.engine())).await.unwrap();
        write.execute_unprepared("DELETE FROM schema_version WHERE version >= 11").await.unwrap();
        write.commit().await.unwrap();
        migrate::migrate(&store, async |_| Ok(()), Micros(0)).await.unwrap();
        held.post.term.begins = TODAY;
        held.made_at = created_at;
        assert_eq!(post::all(store.read()).await.unwrap(), [held]);
        assert_eq!(session::all(store.read()).await.unwrap(), []);
    });
}
