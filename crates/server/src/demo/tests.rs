//! The lists fit the domain, and the words vary.

use std::collections::{BTreeSet, HashMap, HashSet};

use huisheng_domain::category::Categories;
use huisheng_domain::responsibility::ResponsibilityList;
use huisheng_domain::territory::topology;
use huisheng_domain::territory::{
    Divisions, Gazetteer, GridKind, GridSet, Levels, Norms, Point, Shape,
};
use huisheng_domain::unit::Units;
use jiff::civil::date;

use super::dice::Dice;
use super::words::{self, Blanks, GRAMMAR, LENGTH, Voice};
use super::{DemoArea, LOGINS, SpotKind};

#[test]
fn the_lists_are_what_the_domain_takes() {
    for seed in [1, 7, 99] {
        let area = DemoArea::new(seed);
        let divisions =
            Divisions::new(Levels::usual(), area.land.divisions.clone()).expect("divisions");
        assert_eq!(
            divisions.iter().filter(|d| matches!(&*d.level, "community" | "village")).count(),
            12
        );
        Categories::new(area.classes.categories.clone()).expect("categories");
        Units::new(area.offices.units.clone()).expect("units");
        GridSet::new(area.land.grids.clone()).expect("grids");
        let logins: HashSet<&str> =
            area.offices.accounts.iter().map(|a| a.login.as_str()).collect();
        assert_eq!(logins.len(), area.offices.accounts.len());
        assert!(LOGINS.iter().all(|one| logins.contains(one.login)), "one printed is not there");
        assert!(area.duties.len() > 200, "{}", area.duties.len());
        let ids: HashSet<_> = area.duties.iter().map(|row| row.id).collect();
        assert_eq!(ids.len(), area.duties.len());
        assert_eq!(ResponsibilityList::new(1, area.duties.clone()).rows().len(), area.duties.len());
    }
}

#[test]
fn posts_go_by_the_rules_of_posts() {
    let now: jiff::Timestamp = "2026-11-24T02:40:00Z".parse().expect("an instant");
    let area = DemoArea::new(1);
    let all = super::posts(&area, now);
    let ids: HashSet<_> = all.iter().map(|post| post.id).collect();
    assert_eq!((ids.len(), all.len()), (all.len(), area.offices.accounts.len() + 2));
    for post in &all {
        let of: Vec<_> = all.iter().filter(|one| one.account == post.account).cloned().collect();
        huisheng_domain::post::check(post, &of).unwrap_or_else(|error| panic!("{error}: {post:?}"));
    }
    let count = |such: &dyn Fn(&huisheng_domain::post::Post) -> bool| {
        all.iter().filter(|post| such(post)).count()
    };
    assert_eq!(count(&|post| post.stands_in_for.is_some()), 1);
    assert_eq!(count(&|post| post.places.len() == 2), 1);
    assert!(count(&|post| !post.grids.is_empty()) > 12);
}

#[test]
fn templates_can_be_kept() {
    let all = super::templates(&DemoArea::new(1));
    assert!(all.len() > 4);
    for row in all {
        row.body.check().expect("a template that can be kept");
    }
    let all = super::items(&DemoArea::new(1));
    assert!(all.len() > 5);
    for row in all {
        row.body.check().expect("an item that can be kept");
    }
}

#[test]
fn somebody_is_on_duty_all_of_this_month_and_the_next() {
    let now: jiff::Timestamp = "2026-11-30T03:00:00Z".parse().unwrap();
    let all = super::rosters(&DemoArea::new(1), now);
    assert!(all.iter().all(|shift| shift.check() == Ok(()) && shift.leader.is_some()));
    for unit in ["desk", "street1"].map(super::Offices::id) {
        let of: Vec<_> = all.iter().filter(|shift| shift.unit == unit).collect();
        let spans = of.iter().map(|shift| (shift.begins, shift.ends));
        let whole = (of[0].begins, of[of.len() - 1].ends);
        assert_eq!(huisheng_domain::roster::gaps(spans, whole), []);
        assert!(whole.0 < now && whole.1 > "2026-12-31T00:00:00Z".parse().unwrap());
    }
}

#[test]
fn answers_are_told_have_expired_and_wait() {
    use huisheng_domain::knowledge::State;
    let now: jiff::Timestamp = "2026-11-24T02:40:00Z".parse().expect("an instant");
    let (area, today) = (DemoArea::new(1), date(2026, 11, 24));
    let all = super::answers(&area, today, now);
    let stands = |one: &super::DemoAnswer| {
        let row = one.told.as_ref().map_or(&one.draft, |(row, _)| row);
        assert!(area.offices.accounts.iter().any(|account| account.id == row.by), "{row:?}");
        let entry = &row.kept.entry;
        entry.check(today.min(entry.until)).expect("an entry that can be kept");
        row.kept.state(today)
    };
    let states: Vec<State> = all.iter().map(stands).collect();
    let count = |state| states.iter().filter(|one| **one == state).count();
    assert_eq!((count(State::Published), count(State::Expired), count(State::Draft)), (7, 1, 1));
}

#[test]
fn notices_stand_are_to_come_and_are_over() {
    let now: jiff::Timestamp = "2026-11-24T02:40:00Z".parse().expect("an instant");
    let all = super::notices(&DemoArea::new(1), 1, now);
    for (notice, _) in &all {
        notice.check(notice.from).expect("a notice that can be published");
    }
    let stand = all.iter().filter(|(notice, _)| notice.is_in_force(now)).count();
    let over = all.iter().filter(|(notice, _)| notice.until <= now).count();
    assert_eq!((all.len(), stand, over), (6, 4, 1));
}

#[test]
fn base_grids_meet_and_dedicated_ones_lie_inside() {
    for seed in [1, 7, 99] {
        let land = DemoArea::new(seed).land;
        let day = date(2025, 6, 1);
        let problems = topology::check(&land.grids, &Norms::default(), day);
        assert!(problems.is_empty(), "{problems:?}");
        let index = GridSet::new(land.grids.clone()).expect("grids").index();
        for grid in land.grids.iter().filter(|g| g.kind == GridKind::Dedicated) {
            let Shape::Polygon(outline) = &grid.shape else { continue };
            for corner in outline.0.iter().flat_map(|part| part.exterior().coords()) {
                let point = Point::new(corner.x, corner.y).expect("a point");
                assert_eq!(index.grid_at(point, day).base, grid.parent, "{}", grid.name);
            }
        }
    }
}

#[test]
fn buildings_are_found_by_their_words() {
    let land = DemoArea::new(7).land;
    let gazetteer = Gazetteer::new(land.places.clone()).expect("places");
    let index = GridSet::new(land.grids.clone()).expect("grids").index();
    let homes: Vec<_> = land.spots.iter().filter(|spot| spot.kind == SpotKind::Home).collect();
    assert!(homes.len() > 400, "{}", homes.len());
    for spot in homes {
        let found = gazetteer.find(&format!("{}漏水", spot.said), &index, date(2025, 6, 1));
        let best = found.first().map(|found| Some(found.place));
        assert_eq!(best, Some(spot.place.place), "{}", spot.said);
    }
}

#[test]
fn the_grammar_is_whole() {
    assert_eq!(GRAMMAR.dangling(), Vec::<String>::new());
    let area = DemoArea::new(1);
    for leaf in &area.classes.leaves {
        assert!(GRAMMAR.theme(leaf.theme).is_some(), "{}", leaf.theme);
    }
}

/// Texts of a common category repeat neither as a whole nor in most of their runs of eight letters.
#[test]
fn common_categories_are_told_in_many_ways() {
    let area = DemoArea::new(1);
    let mut dice = Dice::new(1, "variety");
    for theme in ["heating", "noise", "garbage", "parking", "lamp", "leak", "water", "property"] {
        let (at, thing) = (GRAMMAR.theme(theme).expect(theme), "路灯");
        let mut texts = BTreeSet::new();
        let mut runs: HashMap<Vec<char>, u32> = HashMap::new();
        for _ in 0..3_000 {
            let spot = &area.land.spots[dice.below(area.land.spots.len())];
            let blanks = Blanks { place: &spot.said, thing, ..Blanks::default() };
            let text = words::report(at, Voice::of_somebody(&mut dice), &blanks, &mut dice);
            let letters: Vec<char> = text.chars().collect();
            assert!(LENGTH.contains(&letters.len()), "{text}");
            assert!(!text.contains(['{', '}', '|']), "{text}");
            for run in letters.windows(8) {
                *runs.entry(run.to_vec()).or_default() += 1;
            }
            texts.insert(text);
        }
        assert!(texts.len() > 2_950, "{theme}: {} of 3000 texts differ", texts.len());
        let total: u32 = runs.values().sum();
        let ratio = f64::from(u32::try_from(runs.len()).expect("few")) / f64::from(total);
        assert!(ratio > 0.15, "{theme}: {ratio:.2} of the runs of eight differ");
    }
}
