//! Posts of the demo: one for everybody, and what an office has beside that: grids and forces, a leader of two communities,
//! somebody with two posts, somebody who stands in for a colleague.

use std::collections::BTreeMap;

use huisheng_domain::calendar::Calendar;
use huisheng_domain::id::{DivisionId, GridId, Id, PostId};
use huisheng_domain::matter::Role;
use huisheng_domain::post::{Force, Post, Term};
use huisheng_domain::territory::GridKind;
use jiff::{Timestamp, ToSpan};

use super::land::FIRST_DAY;
use super::offices::DemoAccount;
use super::{DemoArea, Offices};

/// Assigned to the first two communities of the first street.
pub(super) const TWO_COMMUNITIES: &str = "s1.leader2";
/// Has a post in the street and one in its first community.
const TWO_POSTS: &str = "street1.clerk1";
/// Stands in for the head of the own office.
const STANDS_IN: (&str, &str) = ("zhujian.clerk2", "zhujian.head1");

fn id(login: &str) -> PostId {
    Id::of_code("demo post", login)
}

/// All of them, as they are on the day of `now`.
pub fn posts(area: &DemoArea, now: Timestamp) -> Vec<Post> {
    let today = now.to_zoned(Calendar::china().zone().clone()).date();
    let grids = grids(area);
    let mut all: Vec<Post> =
        area.offices.accounts.iter().map(|account| own(account, area, &grids)).collect();
    let by_login = |login: &str| all.iter().find(|post| post.id == id(login)).cloned();
    let (colleague, of) = STANDS_IN;
    let (two, colleague, of) = (by_login(TWO_POSTS), by_login(colleague), by_login(of));
    if let Some(post) = two {
        all.push(Post {
            id: id("street1.clerk1 second"),
            unit: Offices::id("c01"),
            roles: [Role::GridWorker].into(),
            title: Some("包片干部".to_owned()),
            ..post
        });
    }
    if let (Some(colleague), Some(of)) = (colleague, of) {
        let away = |days: i64| today.checked_add(days.days()).unwrap_or(today);
        all.push(Post {
            id: id("stand-in"),
            account: colleague.account,
            term: Term { begins: away(-2), ends: Some(away(12)) },
            stands_in_for: Some(of.id),
            ..of
        });
    }
    all
}

/// The base grids of each community, as they are now.
fn grids(area: &DemoArea) -> BTreeMap<DivisionId, Vec<GridId>> {
    let mut of: BTreeMap<DivisionId, Vec<GridId>> = BTreeMap::new();
    for grid in &area.land.grids {
        if grid.kind == GridKind::Base && grid.level == 1 && grid.valid_to.is_none() {
            of.entry(grid.division).or_default().push(grid.id);
        }
    }
    of
}

/// What an account does all year. Clerks of a community lead its grids, its workers share them, and the property company
/// is one of the other forces.
fn own(account: &DemoAccount, area: &DemoArea, of: &BTreeMap<DivisionId, Vec<GridId>>) -> Post {
    let unit = area.offices.units.iter().find(|unit| unit.id == account.unit);
    let there = unit.and_then(|unit| of.get(&unit.division?)).map_or(&[][..], Vec::as_slice);
    let word = account.login.rsplit('.').next().unwrap_or_default();
    let number = word.trim_start_matches(char::is_alphabetic).parse().unwrap_or(1_usize);
    let code = unit.map_or("", |unit| unit.code.as_str());
    let (title, force, grids): (_, _, Vec<GridId>) = if account.roles.contains(&Role::GridWorker) {
        let own = there.iter().enumerate().filter(|(nth, _)| nth % 3 + 1 == number);
        (None, Some(Force::GridWorker), own.map(|(_, grid)| *grid).collect())
    } else if word == "clerk1" && code.starts_with('c') {
        (Some("网格长"), None, there.to_vec())
    } else if word == "clerk1" && code.starts_with("wuye") {
        (None, Some(Force::Other), there.to_vec())
    } else if account.login == TWO_COMMUNITIES {
        (Some("包联领导"), None, Vec::new())
    } else {
        (None, None, Vec::new())
    };
    let assigned = area.land.communities.iter().filter(|one| one.street == 0).take(2);
    let assigned = assigned.filter(|_| account.login == TWO_COMMUNITIES);
    Post {
        id: id(&account.login),
        account: account.id,
        unit: account.unit,
        roles: account.roles.clone(),
        title: title.map(str::to_owned),
        places: assigned.map(|community| community.division).collect(),
        grids: grids.into_iter().collect(),
        force,
        term: Term { begins: FIRST_DAY, ends: None },
        stands_in_for: None,
    }
}
