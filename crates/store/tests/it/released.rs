//! What everybody may read: the board page by page, what is near a place, and nothing that was erased.

use huisheng_domain::matter::{
    CallBack, Command, Place, Quarantine, QuarantineGround, Release, ReportMatter, Solved, Verdict,
};
use huisheng_store::book::example::{self, COMMUNITY_A, LAMPS, POINT, QUARTER_A};
use huisheng_store::testing::both;
use huisheng_store::{Ledger, Store, matter};

use crate::street::{
    accept, caller, dispatcher, done, matter_id, minute, report, reporting, sound, start,
    submission, to_result, verify, voice_id,
};

fn release(n: u64, answer: Option<&str>) -> Command {
    let title = format!("和美小区第{n}处路灯故障");
    Command::Release(Release { title, answer: answer.map(str::to_owned) })
}

/// Ended `n` minutes after the first, and released with an answer.
async fn ended(ledger: &Ledger, store: &Store, n: u64) {
    to_result(ledger, store, n).await;
    let verdict = Verdict {
        contacted: true,
        solved: Solved::Solved,
        satisfied: 4,
        manner: Some(5),
        answers: std::collections::BTreeMap::new(),
    };
    let reason = "亮了".to_owned();
    let call = CallBack { report: voice_id(n), verdict: Some(verdict), reason };
    let at = minute(60 + i64::try_from(n).unwrap());
    done(ledger, submission(matter_id(n), Command::Callback(call), caller(), at)).await;
    done(ledger, submission(matter_id(n), release(n, Some("已修好")), dispatcher(), at)).await;
}

async fn open(ledger: &Ledger, n: u64, place: Place) {
    let report = ReportMatter { place, ..report(n) };
    done(ledger, reporting(report, minute(0))).await;
    done(ledger, submission(matter_id(n), accept(), dispatcher(), minute(10))).await;
    done(ledger, submission(matter_id(n), release(n, None), dispatcher(), minute(20))).await;
}

#[test]
fn the_board_is_read_newest_first_page_by_page() {
    both(|store| async move {
        let ledger = start(&store);
        for n in 1..=5 {
            ended(&ledger, &store, n).await;
        }
        open(&ledger, 6, Place::default()).await;
        let (db, area) = (store.read(), example::area());
        let (mut titles, mut after) = (Vec::new(), None);
        loop {
            let page = matter::board(db, area, |_, _| true, after, 2).await.unwrap();
            assert!(page.matters.len() <= 2);
            assert!(page.matters.iter().all(|one| one.answer.as_deref() == Some("已修好")));
            titles.extend(page.matters.into_iter().map(|one| one.title));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let expected: Vec<String> =
            (1..=5).rev().map(|n| format!("和美小区第{n}处路灯故障")).collect();
        assert_eq!(titles, expected, "what is open is not on it");
        let lamps = |of, at| of == Some(LAMPS) && at == Some(COMMUNITY_A);
        assert_eq!(matter::board(db, area, lamps, None, 9).await.unwrap().matters.len(), 5);
        let none = matter::board(db, area, |_, _| false, None, 9).await.unwrap();
        assert_eq!((none.matters.len(), none.next), (0, None));
        sound(&store).await;
    });
}

#[test]
fn what_is_near_is_found_by_its_cell_while_it_is_open() {
    both(|store| async move {
        let ledger = start(&store);
        let at = |point| Place { division: Some(COMMUNITY_A), point, ..Place::default() };
        open(&ledger, 1, at(Some(POINT))).await;
        open(&ledger, 2, at(Some([POINT[0] + 0.05, POINT[1]]))).await;
        open(&ledger, 3, at(None)).await;
        // A quarter has a point of its own.
        open(&ledger, 4, Place { place: Some(QUARTER_A), ..at(None) }).await;
        let near = async || {
            let found = matter::nearby(store.read(), example::area(), POINT).await.unwrap();
            let mut ids: Vec<_> = found.into_iter().map(|one| one.matter.id).collect();
            ids.sort_unstable();
            ids
        };
        assert_eq!(near().await, [matter_id(1), matter_id(4)]);
        let secret = Quarantine { ground: QuarantineGround::Secret };
        let secret =
            submission(matter_id(1), Command::Quarantine(secret), dispatcher(), minute(30));
        done(&ledger, secret).await;
        assert_eq!(near().await, [matter_id(4)]);
        let ids = [matter_id(1), matter_id(2)];
        let shown = matter::shown(store.read(), example::area(), &ids).await.unwrap();
        assert_eq!(shown.into_keys().collect::<Vec<_>>(), [matter_id(2)]);
        for n in 1..=4 {
            verify(&store, matter_id(n)).await;
        }
        sound(&store).await;
    });
}
