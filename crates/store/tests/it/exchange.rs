//! Exchanges: partners with their sealed secret; what there is to tell, taken by one, told once, told again.

use huisheng_domain::exchange::{
    Difference, DifferenceKind, Done, Listed, Partner, Shown, Side, Way,
};
use huisheng_domain::id::{FileId, Id};
use huisheng_store::book::example;
use huisheng_store::exchange::{self, Link, Outcome, PartnerRow, State, Touch, Waiting};
use huisheng_store::testing::both;
use huisheng_store::{Engine, Store};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::street::{account, matter_id, minute};

pub fn id(name: &str) -> Uuid {
    Id::<()>::of_code("exchange", name).uuid()
}

pub fn row(name: &str, version: i32) -> PartnerRow {
    let partner = Partner {
        name: name.to_owned(),
        side: Side::Above,
        account: account(1),
        way: Way::Ferry,
        mapping: "hotline".to_owned(),
        categories: [].into(),
    };
    PartnerRow {
        id: id(name),
        version,
        partner,
        secret: format!("whsec_{name}_{version}"),
        heard: None,
        listed: None,
        compared: None,
        differences: Vec::new(),
    }
}

pub fn touch(matter: u64, due: u32, seq: u32) -> Touch {
    let number = format!("S{matter}");
    let (partner, matter) = (id("市"), matter_id(matter));
    Touch { partner, matter, number, due: minute(due.into()), ended: None, seq }
}

async fn touched(store: &Store, touch: Touch, now: u32) {
    let write = store.write().await.unwrap();
    exchange::touch(&write, example::area(), &[touch], minute(now.into())).await.unwrap();
    write.commit().await.unwrap();
}

async fn claimed(store: &Store, now: u32) -> Vec<Link> {
    let write = store.write().await.unwrap();
    let all = exchange::claim(&write, example::area(), id("市"), minute(now.into()), 9).await;
    write.commit().await.unwrap();
    all.unwrap()
}

async fn ended(store: &Store, link: &Link, state: State, at: u32, sent: Option<u32>) {
    let problem = (state != State::Sent).then(|| "no_answer".to_owned());
    let outcome = Outcome { state, at: minute(at.into()), problem, sent };
    let write = store.write().await.unwrap();
    exchange::outcome(&write, example::area(), id("市"), link, &outcome).await.unwrap();
    write.commit().await.unwrap();
}

async fn link(store: &Store, matter: u64) -> Link {
    let found = exchange::link(store.read(), example::area(), id("市"), matter_id(matter)).await;
    found.unwrap().expect("an order")
}

#[test]
fn a_partner_is_kept_version_after_version_and_its_secret_in_no_clear_byte() {
    both(|store| async move {
        let (area, cipher) = (example::area(), store.cipher().unwrap());
        let write = store.write().await.unwrap();
        assert!(exchange::put(&write, cipher, area, &row("市", 1)).await.unwrap());
        assert!(!exchange::put(&write, cipher, area, &row("市", 1)).await.unwrap(), "it is there");
        assert!(exchange::put(&write, cipher, area, &row("市", 2)).await.unwrap());
        assert!(
            !exchange::put(&write, cipher, area, &row("市", 2)).await.unwrap(),
            "another was quicker"
        );
        assert!(exchange::put(&write, cipher, area, &row("区", 1)).await.unwrap());
        let found = [Difference { number: "S1".into(), kind: DifferenceKind::NotHere }];
        exchange::heard(&write, area, id("市"), minute(1)).await.unwrap();
        exchange::listed(&write, area, id("市"), minute(2)).await.unwrap();
        exchange::compared(&write, area, id("市"), &found, minute(3)).await.unwrap();
        write.commit().await.unwrap();
        let all = exchange::partners(store.read(), cipher, area).await.unwrap();
        assert_eq!(all.len(), 2);
        let one = exchange::partner(store.read(), cipher, area, "市").await.unwrap().unwrap();
        let expected = PartnerRow {
            heard: Some(minute(1)),
            listed: Some(minute(2)),
            compared: Some(minute(3)),
            differences: found.to_vec(),
            ..row("市", 2)
        };
        assert!(one == expected);
        assert!(exchange::partner(store.read(), cipher, area, "省").await.unwrap().is_none());
        let sql = "SELECT sealed_secret FROM exchange_partner WHERE area = ? AND id = ?";
        let area = i32::try_from(area.code()).unwrap();
        let statement = Engine::of(store.read()).statement(sql, vec![area.into(), id("市").into()]);
        let kept = store.read().query_one_raw(statement).await.unwrap().unwrap();
        let sealed: Vec<u8> = kept.try_get_by_index(0).unwrap();
        assert!(!sealed.windows(6).any(|bytes| bytes == b"whsec_"));
    });
}

#[test]
fn what_there_is_to_tell_is_taken_by_one_and_told_once() {
    both(|store| async move {
        touched(&store, touch(1, 10, 3), 5).await;
        assert!(claimed(&store, 9).await.is_empty(), "it may still be taken back");
        let first = claimed(&store, 10).await;
        assert_eq!((first.len(), first[0].attempts), (1, 1));
        assert!(claimed(&store, 10).await.is_empty(), "somebody has it");
        // Something happens while it is under way: that is to be told, too.
        touched(&store, touch(1, 10, 4), 10).await;
        ended(&store, &first[0], State::Sent, 11, Some(3)).await;
        assert_eq!(link(&store, 1).await.sent, 3);
        let second = claimed(&store, 11).await;
        assert_eq!(second.len(), 1);
        ended(&store, &second[0], State::Sent, 12, Some(4)).await;
        let told = link(&store, 1).await;
        assert_eq!((told.state, told.sent, told.problem.as_deref()), (State::Sent, 4, None));
        // Whoever follows the history anew comes by what was told.
        touched(&store, touch(1, 13, 4), 13).await;
        assert_eq!(link(&store, 1).await.state, State::Sent);
        assert!(
            !exchange::is_due(store.read(), example::area(), id("市"), minute(60)).await.unwrap()
        );
    });
}

#[test]
fn who_died_with_it_has_it_taken_away_and_what_is_given_up_is_told_again_by_hand() {
    both(|store| async move {
        let area = example::area();
        touched(&store, touch(1, 0, 1), 0).await;
        touched(&store, touch(2, 0, 1), 0).await;
        assert_eq!(claimed(&store, 0).await.len(), 2);
        // The same step, seen by somebody who follows anew, gives no new tries.
        touched(&store, touch(1, 0, 1), 0).await;
        assert!(claimed(&store, 0).await.is_empty());
        let again = claimed(&store, 2).await;
        assert_eq!(again.iter().map(|link| link.attempts).collect::<Vec<_>>(), [2, 2]);
        ended(&store, &again[0], State::Dead, 3, None).await;
        ended(&store, &again[1], State::Waiting, 30, None).await;
        let counts = exchange::waiting(store.read(), area, id("市")).await.unwrap();
        assert_eq!(counts, Waiting { waiting: 1, dead: 1, refused: 0 });
        let dead = exchange::shown(store.read(), area, id("市"), Shown::Dead, 9).await.unwrap();
        assert_eq!(dead[0].problem.as_deref(), Some("no_answer"));
        let write = store.write().await.unwrap();
        assert_eq!(exchange::replay(&write, area, id("市"), None, minute(4)).await.unwrap(), 1);
        write.commit().await.unwrap();
        assert_eq!(claimed(&store, 4).await.len(), 1);
        let write = store.write().await.unwrap();
        let named = ["S2".to_owned(), "S9".to_owned()];
        assert_eq!(
            exchange::replay(&write, area, id("市"), Some(&named), minute(5)).await.unwrap(),
            1
        );
        write.commit().await.unwrap();
        let again = claimed(&store, 5).await;
        assert!(again.iter().any(|link| link.number == "S2"), "also before it was due");
    });
}

#[test]
fn what_was_taken_in_is_kept_and_older_news_do_not_undo_it() {
    both(|store| async move {
        let area = example::area();
        touched(&store, touch(1, 0, 1), 0).await;
        let taken = |version, refused: Option<&str>| Link {
            taken: version,
            refused: refused.map(str::to_owned),
            done: Done { asked: Some(minute(u32::from(version as u8).into())), ..Done::default() },
            ..Link::new(matter_id(1), "S1", minute(7))
        };
        let write = store.write().await.unwrap();
        exchange::take(&write, area, id("市"), &taken(5, Some("after_due"))).await.unwrap();
        exchange::take(&write, area, id("市"), &taken(4, None)).await.unwrap();
        let news = Link { matter: matter_id(2), number: "S2".into(), ..taken(1, None) };
        exchange::take(&write, area, id("市"), &news).await.unwrap();
        write.commit().await.unwrap();
        let kept = link(&store, 1).await;
        assert_eq!((kept.taken, kept.refused.as_deref()), (5, Some("after_due")));
        assert_eq!(kept.done.asked, Some(minute(5)));
        assert_eq!(kept.state, State::Waiting, "what there is to tell stays to be told");
        assert_eq!(link(&store, 2).await.state, State::Sent);

        let held = exchange::held(store.read(), area, id("市"), minute(0)).await.unwrap();
        let held: Vec<Listed> = held.into_iter().map(|ours| ours.listed).collect();
        let listed =
            |number: &str, taken| Listed { number: number.into(), sent: 0, taken, open: true };
        assert_eq!(held, [listed("S1", 5), listed("S2", 1)]);
        touched(&store, Touch { ended: Some(minute(8)), ..touch(2, 8, 2) }, 8).await;
        let later = exchange::held(store.read(), area, id("市"), minute(9)).await.unwrap();
        assert_eq!(later.len(), 1, "what ended before that stands in no list");
    });
}

#[test]
fn files_are_known_by_what_they_were_where_they_come_from() {
    both(|store| async move {
        let area = example::area();
        let file = FileId::of_code("exchange", "photo");
        let key = |digest: &'static str| (id("市"), "S1", digest);
        let write = store.write().await.unwrap();
        exchange::received(&write, area, key("aa"), file, minute(1)).await.unwrap();
        exchange::sent(&write, area, key("bb"), minute(1)).await.unwrap();
        exchange::sent(&write, area, key("cc"), minute(1)).await.unwrap();
        exchange::forget_sent(&write, area, key("cc")).await.unwrap();
        write.commit().await.unwrap();
        // The same picture may go both ways.
        let write = store.write().await.unwrap();
        exchange::sent(&write, area, key("aa"), minute(2)).await.unwrap();
        write.commit().await.unwrap();
        let (partner, db) = (id("市"), store.read());
        let came = exchange::came(db, area, partner, "S1").await.unwrap();
        assert_eq!(came, [("aa".to_owned(), file)].into());
        let went = exchange::went(db, area, partner, "S1").await.unwrap();
        assert_eq!(went, ["aa".to_owned(), "bb".to_owned()].into());
        assert!(exchange::came(db, area, partner, "S2").await.unwrap().is_empty());
    });
}
