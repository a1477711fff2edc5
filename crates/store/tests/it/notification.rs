//! Who was told, what goes out, and up to where the history was told, on both engines.

use std::collections::BTreeSet;
use std::time::Duration;

use huisheng_domain::id::{AccountId, Id};
use huisheng_domain::notification::{Channel, Choice, LEASE, Topic};
use huisheng_store::account::{self as accounts, AccountRow};
use huisheng_store::book::example;
use huisheng_store::feed::Mark;
use huisheng_store::notification::{
    self, ChoiceRow, Delivery, Notification, Outcome, Recipient, State,
};
use huisheng_store::testing::both;
use huisheng_store::{Micros, Store, cipher, division, unit};
use jiff::Timestamp;
use uuid::Uuid;

use crate::street::{matter_id, minute, voice_id};

pub fn account(name: &str) -> AccountId {
    Id::of_code("told", name)
}

/// What somebody is told of an event of a matter. Told again, it has another id.
pub fn row(matter: u64, occasion: i64, who: &str) -> Notification {
    Notification {
        id: Id::<()>::at(minute(occasion), rand::random()).uuid(),
        matter: matter_id(matter),
        occasion,
        topic: Topic::Assigned,
        recipient: Recipient::Staff(account(who)),
        told: minute(occasion),
        read: None,
    }
}

async fn record(store: &Store, told: &[(Notification, Vec<(Channel, Timestamp)>)]) -> usize {
    let write = store.write().await.unwrap();
    let new = notification::record(&write, example::area(), told).await.unwrap();
    write.commit().await.unwrap();
    new
}

async fn claim(store: &Store, now: Timestamp, limit: u32) -> Vec<Delivery> {
    let write = store.write().await.unwrap();
    let mut taken = Vec::new();
    for way in [Channel::Webhook, Channel::Mail] {
        taken.extend(notification::claim(&write, example::area(), way, now, limit).await.unwrap());
    }
    write.commit().await.unwrap();
    taken
}

/// Of a first try.
fn outcome(id: Uuid, state: State, at: Timestamp, problem: Option<&'static str>) -> Outcome {
    Outcome { id, tried: 1, attempts: 1, state, at, problem }
}

async fn written(store: &Store, all: &[Outcome]) {
    let write = store.write().await.unwrap();
    notification::outcomes(&write, example::area(), all).await.unwrap();
    write.commit().await.unwrap();
}

#[test]
fn the_same_is_told_once_to_each() {
    both(|store| async move {
        let web = |due| vec![(Channel::Webhook, minute(due))];
        let first = [(row(1, 1, "clerk"), web(5)), (row(1, 1, "head"), web(5))];
        assert_eq!(record(&store, &first).await, 2);
        let again = [(row(1, 1, "clerk"), web(1)), (row(1, 2, "clerk"), web(6))];
        assert_eq!(record(&store, &again).await, 1);
        let mut other = row(1, 1, "clerk");
        other.topic = Topic::Urged;
        let reporter =
            Notification { recipient: Recipient::Reporter(voice_id(1)), ..row(1, 1, "") };
        assert_eq!(record(&store, &[(other, vec![]), (reporter, vec![])]).await, 2);
        let all = claim(&store, minute(60), 10).await;
        assert_eq!(all.len(), 3, "what was passed over goes out once");
        let told = notification::of_account(
            store.read(),
            example::area(),
            account("clerk"),
            false,
            None,
            10,
        );
        let occasions: Vec<i64> = told.await.unwrap().iter().map(|one| one.occasion).collect();
        assert_eq!(occasions.len(), 3);
        assert_eq!(occasions[0], 2, "the latest first");
    });
}

#[test]
fn what_is_lent_nobody_else_has_until_it_is_over() {
    both(|store| async move {
        let told: Vec<_> =
            (1..=5).map(|n| (row(n, 1, "clerk"), vec![(Channel::Webhook, minute(1))])).collect();
        record(&store, &told).await;
        assert_eq!(claim(&store, minute(0), 10).await, [], "not before its time");
        let (one, other) = tokio::join!(claim(&store, minute(1), 3), claim(&store, minute(1), 3));
        let mut ids: Vec<Uuid> = one.iter().chain(&other).map(|taken| taken.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!((one.len() + other.len(), ids.len()), (5, 5));
        assert!(one.iter().all(|taken| taken.attempts == 1));
        assert_eq!(claim(&store, minute(1), 10).await, []);
        let sent = outcome(ids[0], State::Sent, minute(1), None);
        let later = outcome(ids[1], State::Waiting, minute(9), Some("refused"));
        written(&store, &[sent, later]).await;
        let again = claim(&store, minute(1).checked_add(LEASE).unwrap(), 10).await;
        assert_eq!(again.len(), 3, "whoever had them died");
        assert!(again.iter().all(|taken| taken.attempts == 2 && ids[2..].contains(&taken.id)));
        // Whoever had them was slow, and not dead: what he says of his try comes too late.
        written(&store, &[outcome(ids[2], State::Waiting, minute(90), None)]).await;
        let last = claim(&store, minute(9), 10).await;
        assert_eq!((last.len(), last.iter().filter(|one| one.id == ids[1]).count()), (4, 1));
    });
}

#[test]
fn what_was_given_up_is_sent_anew_under_its_id() {
    both(|store| async move {
        let area = example::area();
        let told: Vec<_> =
            (1..=3).map(|n| (row(n, 1, "clerk"), vec![(Channel::Mail, minute(1))])).collect();
        record(&store, &told).await;
        let taken = claim(&store, minute(1), 10).await;
        let dead = |one: &Delivery| outcome(one.id, State::Dead, minute(2), Some("refused"));
        written(&store, &taken.iter().map(dead).collect::<Vec<_>>()).await;
        assert_eq!(notification::waiting(store.read(), area).await.unwrap().count, 0);
        let found = notification::dead(store.read(), area, 10).await.unwrap();
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|one| one.problem.as_deref() == Some("refused")));
        let write = store.write().await.unwrap();
        let one = Some(&[taken[0].id][..]);
        assert_eq!(notification::replay(&write, area, one, minute(3)).await.unwrap(), 1);
        assert_eq!(notification::replay(&write, area, one, minute(3)).await.unwrap(), 0);
        assert_eq!(notification::replay(&write, area, None, minute(3)).await.unwrap(), 2);
        write.commit().await.unwrap();
        let again = claim(&store, minute(3), 10).await;
        let ids = |all: &[Delivery]| -> BTreeSet<Uuid> { all.iter().map(|one| one.id).collect() };
        assert_eq!((again.len(), ids(&again)), (3, ids(&taken)));
        assert!(again.iter().all(|one| one.attempts == 1));
    });
}

#[test]
fn what_its_author_undid_is_gone_and_what_went_out_stays_written() {
    both(|store| async move {
        let area = example::area();
        let web = || vec![(Channel::Webhook, minute(1))];
        let told: Vec<_> = (1..=4).map(|seq| (row(1, seq, "clerk"), web())).collect();
        record(&store, &told).await;
        record(&store, &[(row(2, 3, "clerk"), web())]).await;
        let write = store.write().await.unwrap();
        notification::take_back(&write, area, matter_id(1), 2, 4).await.unwrap();
        write.commit().await.unwrap();
        let told =
            notification::of_account(store.read(), area, account("clerk"), false, None, 10).await;
        let mut left: Vec<(bool, i64)> =
            told.unwrap().iter().map(|one| (one.matter == matter_id(1), one.occasion)).collect();
        left.sort_unstable();
        assert_eq!(left, [(false, 3), (true, 1), (true, 4)]);
        assert_eq!(claim(&store, minute(1), 10).await.len(), 3);
    });
}

#[test]
fn a_mark_goes_forward_and_an_alarm_rings_once() {
    both(|store| async move {
        let area = example::area();
        assert_eq!(notification::mark(store.read(), area).await.unwrap(), None);
        let write = store.write().await.unwrap();
        for at in [5, 9, 7] {
            notification::keep_mark(&write, area, Mark::before(minute(at))).await.unwrap();
        }
        let alarms =
            [(minute(3), matter_id(1)), (minute(3), matter_id(2)), (minute(8), matter_id(1))];
        notification::set_alarms(&write, area, &alarms).await.unwrap();
        notification::set_alarms(&write, area, &alarms[..1]).await.unwrap();
        write.commit().await.unwrap();
        let mark = notification::mark(store.read(), area).await.unwrap();
        assert_eq!(mark, Some(Mark::before(minute(9))), "another node was further");
        let due = notification::alarms(store.read(), area, minute(3), 10).await.unwrap();
        assert_eq!(due, alarms[..2]);
        let write = store.write().await.unwrap();
        // One that came meanwhile, for before: it is not lost.
        let late = (minute(2), matter_id(3));
        notification::set_alarms(&write, area, &[late]).await.unwrap();
        notification::drop_alarms(&write, area, &due).await.unwrap();
        write.commit().await.unwrap();
        let left = notification::alarms(store.read(), area, minute(90), 10).await.unwrap();
        assert_eq!(left, [late, alarms[2]]);
    });
}

#[test]
fn an_address_is_sealed_and_sealed_anew() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        let lists = example::contents();
        division::put(&write, &lists.divisions).await.unwrap();
        unit::put(&write, &lists.units).await.unwrap();
        let row = AccountRow {
            id: account("clerk").uuid(),
            login: "clerk".to_owned(),
            password_hash: None,
            name: "王丽".to_owned(),
            unit: example::URBAN.uuid(),
            active: true,
            must_change: false,
            created_at: Micros(0),
        };
        accounts::upsert(&write, vec![row]).await.unwrap();
        let cipher = store.cipher().unwrap();
        let off = [Topic::Urged].into_iter().collect();
        let chosen = ChoiceRow {
            choice: Choice { off, quiet: None },
            mail: Some("lihua@office.example".to_owned()),
        };
        notification::put_choice(&write, cipher, account("clerk"), &chosen).await.unwrap();
        write.commit().await.unwrap();
        let key = cipher.current();
        let turned = cipher::rotate(&store, Micros(7), Duration::ZERO, |_| {}).await.unwrap();
        assert!(turned.key > key && turned.values >= 1);
        let read = async |name| {
            notification::choice(store.read(), store.cipher().unwrap(), account(name))
                .await
                .unwrap()
        };
        let found = read("clerk").await;
        assert_eq!((found.choice, found.mail), (chosen.choice, chosen.mail));
        let nothing = read("head").await;
        assert_eq!((nothing.choice, nothing.mail), (Choice::default(), None));
    });
}

#[test]
fn what_is_old_is_forgotten() {
    both(|store| async move {
        let area = example::area();
        let told: Vec<_> =
            [1, 50].map(|at| (row(1, at, "clerk"), vec![(Channel::Webhook, minute(at))])).into();
        record(&store, &told).await;
        let write = store.write().await.unwrap();
        assert_eq!(notification::forget(&write, area, minute(50)).await.unwrap(), 1);
        write.commit().await.unwrap();
        assert_eq!(claim(&store, minute(90), 10).await.len(), 1);
    });
}
