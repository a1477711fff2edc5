//! Worklists of units, page by page.

use huisheng_domain::id::{MatterId, UnitId};
use huisheng_domain::matter::{Actor, Assign, Command, Note, OfShare, Role, Stage};
use huisheng_store::book::example::{self, HOUSING, URBAN};
use huisheng_store::matter::{self, Filter, LightFilter, Part, Sort, Within};
use huisheng_store::testing::both;
use huisheng_store::{Ledger, Store, division, handled};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};

use crate::street::{
    accept, account, clerk, dispatcher, done, listed, matter_id, minute, report, reporting, sound,
    staff, start, state, submission,
};

const MATTERS: u64 = 12;

/// Of four matters one waits, one is with the first office, one with the second, and one with the first
/// and supported by the second. Received later, the less their number.
async fn offices_at_work(ledger: &Ledger, store: &Store) {
    for n in 1..=MATTERS {
        let (id, at) = (matter_id(n), i64::try_from(MATTERS + 1 - n).unwrap());
        done(ledger, reporting(report(n), minute(at))).await;
        let (lead, supports) = match n % 4 {
            0 => continue,
            1 => (URBAN, vec![]),
            2 => (HOUSING, vec![]),
            _ => (URBAN, vec![HOUSING]),
        };
        done(ledger, submission(id, accept(), dispatcher(), minute(20))).await;
        let assign = Assign { lead: Some(lead), supports, opinion: String::new() };
        done(ledger, submission(id, Command::Assign(assign), dispatcher(), minute(30))).await;
        if n == 5 {
            let assignment = state(store, id).await.lead().unwrap().id;
            let sign_in = Command::SignIn(OfShare { assignment });
            done(ledger, submission(id, sign_in, clerk(), minute(40))).await;
        }
    }
}

/// The ids on all pages of at most `limit` matters.
async fn pages(store: &Store, filter: &Filter, limit: usize) -> Vec<MatterId> {
    listed(store, filter, limit).await.into_iter().map(|matter| matter.id).collect()
}

#[test]
fn pages_of_worklists_hold_each_matter_once_and_in_order() {
    both(|store| async move {
        offices_at_work(&start(&store), &store).await;
        for sort in [Sort::Due, Sort::Received, Sort::Changed] {
            let all = pages(&store, &Filter { sort, ..Filter::default() }, 50).await;
            assert_eq!(all.len(), usize::try_from(MATTERS).unwrap());
            let mut states = Vec::new();
            for id in all {
                states.push(state(&store, id).await);
            }
            for units in [vec![URBAN], vec![HOUSING], vec![URBAN, HOUSING], vec![HOUSING, URBAN]] {
                for stage in [None, Some(Stage::Handling), Some(Stage::Closed)] {
                    let has_share = |unit: &UnitId| units.contains(unit);
                    let asked: Vec<MatterId> = states
                        .iter()
                        .filter(|matter| matter.assignments.iter().any(|one| has_share(&one.unit)))
                        .filter(|matter| stage.is_none_or(|stage| matter.stage() == stage))
                        .map(|matter| matter.id)
                        .collect();
                    let within = Some(Within { divisions: vec![], units: units.clone() });
                    let of_units = Some(units.clone());
                    let filters = [
                        Filter { units: of_units.clone(), stage, sort, ..Filter::default() },
                        Filter { within: within.clone(), stage, sort, ..Filter::default() },
                        Filter { units: of_units, within, stage, sort, ..Filter::default() },
                    ];
                    for (filter, limit) in
                        filters.iter().flat_map(|f| [1, 2, 5, 50].map(|limit| (f, limit)))
                    {
                        let told = pages(&store, filter, limit).await;
                        assert_eq!(told, asked, "{filter:?}, {limit} at a time");
                    }
                }
            }
        }
    });
}

/// A street sees what lies in it and what its offices have elsewhere, each once and in order.
#[test]
fn pages_of_a_division_hold_each_matter_once_and_in_order() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        division::put(&write, &example::contents().divisions).await.unwrap();
        write.commit().await.unwrap();
        offices_at_work(&start(&store), &store).await;
        for sort in [Sort::Due, Sort::Received, Sort::Changed] {
            let all = pages(&store, &Filter { sort, ..Filter::default() }, 50).await;
            let of_housing = Filter { units: Some(vec![HOUSING]), sort, ..Filter::default() };
            let shares = pages(&store, &of_housing, 50).await;
            assert!(!shares.is_empty() && shares.len() < all.len());
            let within = |division| {
                let within = Some(Within { divisions: vec![division], units: vec![HOUSING] });
                Filter { within, sort, ..Filter::default() }
            };
            let of = |division| Filter { division: Some(division), sort, ..Filter::default() };
            for limit in [1, 2, 5, 50] {
                for division in [example::COMMUNITY_A, example::STREET, example::COUNTY] {
                    assert_eq!(pages(&store, &of(division), limit).await, all, "{limit} at a time");
                    assert_eq!(pages(&store, &within(division), limit).await, all);
                }
                assert_eq!(pages(&store, &of(example::COMMUNITY_B), limit).await, []);
                assert_eq!(pages(&store, &within(example::COMMUNITY_B), limit).await, shares);
                let both =
                    Filter { division: Some(example::STREET), ..within(example::COMMUNITY_B) };
                assert_eq!(pages(&store, &both, limit).await, shares);
                // Of two communities each matter comes once, also where one lies in the other.
                for divisions in [
                    vec![example::COMMUNITY_A, example::COMMUNITY_B],
                    vec![example::COMMUNITY_B, example::STREET],
                ] {
                    let within = Some(Within { divisions, units: vec![HOUSING] });
                    let filter = Filter { within, sort, ..Filter::default() };
                    assert_eq!(pages(&store, &filter, limit).await, all, "{limit} at a time");
                }
            }
        }
    });
}

/// What somebody did a step of comes in the order of the last steps, whoever sees it and whatever the sort.
#[test]
fn the_own_matters_come_last_step_first() {
    both(|store| async move {
        offices_at_work(&start(&store), &store).await;
        let by = |actor: Actor| Filter { handled_by: actor.account(), ..Filter::default() };
        assert_eq!(pages(&store, &by(clerk()), 50).await, [matter_id(5)]);
        let of_desk = by(dispatcher());
        let all = pages(&store, &of_desk, 50).await;
        assert_eq!(all.len(), 9);
        let within = Some(Within { divisions: vec![], units: vec![HOUSING] });
        let housing: Vec<MatterId> = (1..=MATTERS).filter(|n| n % 4 > 1).map(matter_id).collect();
        for sort in [Sort::Due, Sort::Received, Sort::Changed] {
            for limit in [1, 2, 5, 50] {
                let filter = Filter { sort, ..of_desk.clone() };
                assert_eq!(pages(&store, &filter, limit).await, all, "{limit} at a time");
                let seen = Filter { within: within.clone(), ..filter };
                let expected: Vec<MatterId> =
                    all.iter().copied().filter(|id| housing.contains(id)).collect();
                assert_eq!(pages(&store, &seen, limit).await, expected, "{limit} at a time");
            }
        }
    });
}

/// What is handed over stands in the list of who goes on with it; what ended stays where it is, and who did what stays told.
#[test]
fn open_matters_are_handed_over_to_a_colleague() {
    both(|store| async move {
        let ledger = start(&store);
        offices_at_work(&ledger, &store).await;
        let (from, to) = (dispatcher().account().unwrap(), account(77));
        let of = async |account| {
            let filter = Filter { handled_by: Some(account), ..Filter::default() };
            let mut all = pages(&store, &filter, 50).await;
            all.sort();
            all
        };
        let own = of(from).await;
        let mut open = own.clone();
        for id in &own {
            if state(&store, *id).await.ending.is_some() {
                open.retain(|other| other != id);
            }
        }
        assert!(!open.is_empty() && of(to).await.is_empty());
        for expected in [open.len() as u64, 0] {
            let write = store.write().await.unwrap();
            let moved = handled::hand_over(&write, example::area(), from, to).await.unwrap();
            write.commit().await.unwrap();
            assert_eq!(moved, expected);
        }
        assert_eq!((of(to).await, of(from).await), (open.clone(), own));
        sound(&store).await;
        // An own step makes it the colleague's own.
        let note = Command::Note(Note { text: "已接手".into() });
        let colleague = staff(77, example::STREET_OFFICE, Role::Dispatcher);
        done(&ledger, submission(open[0], note, colleague, minute(9_000))).await;
        assert_eq!(of(to).await, open);
        sound(&store).await;
    });
}

/// Lines that are not asked for are passed over a part at a time.
#[test]
fn a_long_worklist_is_looked_through_in_parts() {
    both(|store| async move {
        offices_at_work(&start(&store), &store).await;
        let filter = Filter { units: Some(vec![URBAN]), sort: Sort::Due, ..Filter::default() };
        let before = pages(&store, &filter, 50).await;
        for part in 0..5 {
            shares_of_others(&store, URBAN, part * 1_000, 1_000).await;
        }
        let list = async |after| {
            matter::list(store.read(), example::area(), &filter, after, 50, minute(90))
                .await
                .unwrap()
        };
        let first = list(None).await;
        assert!(first.matters.is_empty() && first.next.is_some());
        let second = list(first.next).await;
        assert_eq!(second.matters.iter().map(|one| one.id).collect::<Vec<_>>(), before);
        assert_eq!(second.next, None);
    });
}

/// Lines due before all others, of matters that are not there.
async fn shares_of_others(store: &Store, unit: UnitId, from: u64, count: u64) {
    let area = i32::try_from(example::AREA_CODE).unwrap();
    let values = (from..from + count).flat_map(|n| {
        let id = matter_id(1_000_000 + n).uuid();
        let due = Timestamp::UNIX_EPOCH.as_microsecond() + i64::try_from(n).unwrap();
        let row: [Value; 9] = [
            area.into(),
            id.into(),
            id.into(),
            unit.uuid().into(),
            "lead".into(),
            "handling".into(),
            false.into(),
            i64::try_from(n).unwrap().into(),
            due.into(),
        ];
        row
    });
    let rows = vec!["(?,?,?,?,?,?,?,?,?)"; usize::try_from(count).unwrap()].join(",");
    let sql = format!(
        "INSERT INTO share (area, id, matter, unit, role, state, signed_in, key, due) VALUES {rows}"
    );
    let write = store.write().await.unwrap();
    write.execute_raw(store.engine().statement(&sql, values.collect())).await.unwrap();
    write.commit().await.unwrap();
}

/// A counter is the length of its list, up to the most that is counted.
#[test]
fn what_waits_is_counted_as_it_is_listed() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        division::put(&write, &example::contents().divisions).await.unwrap();
        write.commit().await.unwrap();
        offices_at_work(&start(&store), &store).await;
        let own = |part| Some((part, vec![URBAN, HOUSING]));
        let asked = [
            Filter::default(),
            Filter { owner: Some("intake".to_owned()), ..Filter::default() },
            Filter { owner: Some("unit".to_owned()), led: Some(true), ..Filter::default() },
            Filter { owner: Some("unit".to_owned()), led: Some(false), ..Filter::default() },
            Filter { part: own(Part::ToSignIn), ..Filter::default() },
            Filter { part: own(Part::InHand), ..Filter::default() },
            Filter { part: own(Part::ToReportBack), ..Filter::default() },
            Filter { returned: true, ..Filter::default() },
            Filter { outside: vec![URBAN], ..Filter::default() },
            Filter { handled_by: dispatcher().account(), ..Filter::default() },
            Filter { reopened: true, ..Filter::default() },
            Filter {
                owner: Some("callback".to_owned()),
                outside: vec![URBAN],
                ..Filter::default()
            },
            Filter { light: Some(LightFilter::Red), ..Filter::default() },
            Filter { light: Some(LightFilter::Yellow), ..Filter::default() },
        ];
        let street = Within { divisions: vec![example::STREET], units: vec![HOUSING] };
        let two = vec![example::COMMUNITY_A, example::COMMUNITY_B];
        let two = Within { divisions: two, units: vec![] };
        let place = Within { divisions: vec![example::COMMUNITY_A], units: vec![] };
        let nobody = Within { divisions: vec![], units: vec![] };
        let urban = Within { divisions: vec![], units: vec![URBAN] };
        let (mut counted, mut near) = (0, 0);
        for within in [None, Some(street), Some(place), Some(two), Some(urban), Some(nobody)] {
            // On the day of the report, on the evening before most are due, and when all are overdue.
            for now in [2, 35, 720].map(|hour| minute(60 * hour)) {
                let count = async |most| {
                    matter::count(store.read(), example::area(), within.as_ref(), &asked, most, now)
                        .await
                        .unwrap()
                };
                let counts = count(1_000).await;
                for (filter, count) in asked.iter().zip(&counts) {
                    let open = Filter { open: true, within: within.clone(), ..filter.clone() };
                    let listed = matter::list(store.read(), example::area(), &open, None, 200, now)
                        .await
                        .unwrap();
                    assert_eq!(listed.matters.len(), *count, "{open:?}");
                    counted += count;
                }
                near += counts.last().copied().unwrap_or_default();
                let few = count(2).await;
                let most = counts.iter().map(|count| (*count).min(2)).collect::<Vec<_>>();
                assert_eq!(few, most);
            }
        }
        assert!(counted > 50 && near > 5, "only {counted} were counted, {near} near");
        assert_eq!(
            matter::count(store.read(), example::area(), None, &[], 9, minute(0)).await.unwrap(),
            [0; 0]
        );
    });
}
