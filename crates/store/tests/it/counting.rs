//! Numbers and tallies.

use std::collections::{BTreeMap, BTreeSet};

use huisheng_domain::id::UnitId;
use huisheng_domain::matter::{CallBack, Channel, Command, Kind, Solved, Verdict};
use huisheng_domain::tally::Measure;
use huisheng_store::book::example;
use huisheng_store::tally::{By, Filter, Sum, fold, number, sums};
use huisheng_store::testing::both;
use huisheng_store::{Numbers, Store};

use crate::street::*;

#[test]
fn numbers_are_given_once_whoever_asks() {
    both(|store| async move {
        let nodes = [Numbers::new(&store), Numbers::new(&store), Numbers::new(&store)];
        let (monday, tuesday) = ("2026-03-02".parse().unwrap(), "2026-03-03".parse().unwrap());
        let all = (0..300)
            .map(|n| nodes[n % 3].next(example::area(), if n < 270 { monday } else { tuesday }));
        let numbers: Vec<_> =
            futures::future::join_all(all).await.into_iter().map(Result::unwrap).collect();
        let given: BTreeSet<_> = numbers.iter().copied().collect();
        assert_eq!(given.len(), 300);
        assert_eq!(numbers[0].serial() % 64, 1);
        assert!(numbers.iter().all(|number| number.area() == example::area()));
        assert_eq!(numbers.iter().filter(|number| number.day() == tuesday).count(), 30);
        // A node that starts anew repeats nothing.
        let next = Numbers::new(&store).next(example::area(), monday).await.unwrap();
        assert!(!given.contains(&next));
    });
}

async fn by_measure(store: &Store, units: Vec<UnitId>) -> Vec<(Measure, i64)> {
    let filter = Filter { units, ..Filter::default() };
    let found = sums(store.read(), example::area(), &filter, &[By::Measure]).await.unwrap();
    found.into_iter().map(|sum| (sum.measure.unwrap(), sum.n)).collect()
}

#[test]
fn tallies_are_what_happened() {
    both(|store| async move {
        let ledger = start(&store);
        to_result(&ledger, &store, 1).await;
        done(&ledger, reporting(report(2), minute(0))).await;
        done(&ledger, submission(matter_id(2), accept(), dispatcher(), minute(5))).await;
        // Taken back and done again counts once.
        done(&ledger, submission(matter_id(2), assign(example::HOUSING), dispatcher(), minute(6)))
            .await;
        done(&ledger, submission(matter_id(2), Command::Undo, dispatcher(), minute(7))).await;
        let verdict = Verdict {
            contacted: true,
            solved: Solved::Basically,
            satisfied: 2,
            manner: None,
            answers: BTreeMap::new(),
        };
        let call = CallBack { report: voice_id(1), verdict: Some(verdict), reason: String::new() };
        done(&ledger, submission(matter_id(1), Command::Callback(call), caller(), minute(90)))
            .await;
        let expected = vec![
            (Measure::Received, 2),
            (Measure::Accepted, 2),
            (Measure::Assigned, 1),
            (Measure::SignedIn, 1),
            (Measure::SignedInOnTime, 1),
            (Measure::OnTime, 1),
            (Measure::Ended, 1),
            (Measure::Solved, 1),
            (Measure::CalledBack, 1),
            (Measure::CalledBackSolved, 1),
            (Measure::OpenDue, 1),
            (Measure::Due, 2),
            (Measure::DueKept, 1),
        ];
        assert_eq!(by_measure(&store, vec![]).await, expected);
        assert_eq!(by_measure(&store, vec![example::HOUSING]).await, []);

        // The sums stay while deltas move, also with two at work.
        let (one, two) =
            tokio::join!(fold(&store, example::area(), 5), fold(&store, example::area(), 5));
        assert!(one.unwrap() > 0 && two.unwrap() > 0);
        assert_eq!(by_measure(&store, vec![]).await, expected);
        while fold(&store, example::area(), 5).await.unwrap() > 0 {}
        assert_eq!(by_measure(&store, vec![]).await, expected);
        let left = "SELECT COUNT(*) FROM tally_delta WHERE area = ? AND id <> ?";
        assert_eq!(count(&store, left, matter_id(1)).await, 0);

        // More comes on top of what was folded.
        done(&ledger, reporting(report(3), minute(2_000))).await;
        let tuesday = number("2026-03-03".parse().unwrap());
        let filter = |measure, days| Filter {
            measures: vec![measure],
            days: Some(days),
            divisions: vec![example::COMMUNITY_A],
            ..Filter::default()
        };
        let by = [By::Day, By::Kind, By::Channel, By::Unit, By::Division, By::Category];
        let received = filter(Measure::Received, tuesday..=tuesday);
        let found = sums(store.read(), example::area(), &received, &by).await.unwrap();
        let expected = Sum {
            day: Some(tuesday),
            division: Some(example::COMMUNITY_A),
            category: Some(example::LAMPS),
            channel: Some(Channel::Streetline),
            kind: Some(Kind::Request),
            n: 1,
            ..Sum::default()
        };
        assert_eq!(found, [expected]);
        let all = filter(Measure::Received, tuesday - 1..=tuesday);
        let found = sums(store.read(), example::area(), &all, &[]).await.unwrap();
        assert_eq!(found, [Sum { n: 3, ..Sum::default() }]);
    });
}
