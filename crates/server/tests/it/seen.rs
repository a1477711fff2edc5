//! Whatever shows matters shows those that the policies let one see, and no other: lists, searches, counts, figures,
//! exports, live events, and a matter itself. Tried in worlds that chance made.

use std::collections::BTreeSet;

use huisheng_domain::id::{DivisionId, Id, UnitId};
use huisheng_domain::matter::{Matter, Role};
use huisheng_policy::Thing;
use huisheng_server::app::access;
use huisheng_store::account::{self, AccountRow};
use huisheng_store::book::example::{
    self, COMMUNITY_A, COMMUNITY_B, COUNTY_DESK, HOUSING, STREET_OFFICE, UNIT_A, UNIT_B, URBAN,
};
use huisheng_store::form::{self, FormRow};
use huisheng_store::post;
use jiff::SignedDuration;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;
use uuid::Uuid;

use crate::event::Stream;
use crate::world::{Person, World, a_post, account_of, post_of, report, story};

const UNITS: [UnitId; 6] = [COUNTY_DESK, STREET_OFFICE, URBAN, HOUSING, UNIT_A, UNIT_B];
const OFFICES: [Option<UnitId>; 5] = [None, Some(URBAN), Some(HOUSING), Some(UNIT_A), Some(UNIT_B)];
const PLACES: [&str; 3] = ["和美小区3号楼", "海景小区1号楼", "不知道在哪里"];
/// How many people are hired at a time.
const PEOPLE: usize = 6;
/// Posts whose queues and pages somebody may have.
const POSTS: [Role; 11] = Role::ALL;
/// Where a leader may be assigned to. Also one that is not the unit's, in case it was moved since.
const COMMUNITIES: [DivisionId; 2] = [COMMUNITY_A, COMMUNITY_B];

/// How many worlds; more when there is time.
fn rounds() -> usize {
    if std::env::var_os("HUISHENG_ENDURE").is_some() { 40 } else { 3 }
}

/// A matter: where, who took it in, who leads, who supports, and which unit and which of the people it
/// complains of, if any.
type Made = (usize, usize, usize, usize, Option<usize>, Option<usize>);

fn some_matters() -> impl Strategy<Value = Vec<Made>> {
    let subject = |among| proptest::option::weighted(0.3, among);
    let handled = (0..PLACES.len(), 0..2usize, 0..OFFICES.len(), 0..OFFICES.len());
    let made = (handled, subject(1..UNITS.len()), subject(0..PEOPLE));
    let made = made.prop_map(|((place, taken, lead, support), unit, account)| {
        (place, taken, lead, support, unit, account)
    });
    proptest::collection::vec(made, 5)
}

/// Somebody: a unit, what the post is for, and the communities it is assigned to, if it is.
type Hired = (usize, Vec<Role>, Vec<DivisionId>);

fn some_people() -> impl Strategy<Value = Vec<Hired>> {
    let roles = proptest::sample::subsequence(POSTS.to_vec(), 1..4);
    let assigned = proptest::sample::subsequence(COMMUNITIES.to_vec(), 0..3);
    proptest::collection::vec((0..UNITS.len(), roles, assigned), PEOPLE)
}

async fn make(
    world: &World,
    (place, taken, lead, support, unit, account): Made,
    people: &[String],
) -> String {
    let intake = world.sign_in(["intake", "county_intake"][taken]).await;
    let mut said = report();
    said["address"] = json!(PLACES[place]);
    said["text"] = json!("路灯不亮");
    let number = intake.post("/matters", said).await.ok()["number"].as_str().unwrap().to_owned();
    let desk = world.sign_in("county_dispatcher").await;
    desk.act(&number, "accept", json!({ "severity": "general" })).await.ok();
    if let Some(lead) = OFFICES[lead] {
        let support = OFFICES[support].filter(|support| *support != lead);
        let shares = json!({ "lead": lead, "supports": support.into_iter().collect::<Vec<_>>(), "opinion": "请办理" });
        desk.act(&number, "assign", shares).await.ok();
    }
    if unit.is_some() || account.is_some() {
        let units: Vec<UnitId> = unit.into_iter().map(|at| UNITS[at]).collect();
        let accounts: Vec<_> = account.into_iter().map(|at| account_of(&people[at])).collect();
        let subjects = json!({ "units": units, "accounts": accounts, "reason": "来电人指明" });
        desk.act(&number, "name-subjects", subjects).await.ok();
    }
    number
}

async fn hire(world: &World, people: &[Hired], round: usize) -> Vec<String> {
    let login = |at: usize| format!("chance-{round}-{at}");
    let rows = people.iter().enumerate().map(|(at, (unit, ..))| AccountRow {
        id: account_of(&login(at)).uuid(),
        login: login(at),
        password_hash: None,
        name: login(at),
        unit: UNITS[*unit].uuid(),
        active: true,
        must_change: false,
        created_at: huisheng_store::Micros(0),
    });
    let write = world.app.store().write().await.unwrap();
    account::upsert(&write, rows.collect()).await.unwrap();
    let posts = people.iter().enumerate().map(|(at, (unit, roles, assigned))| {
        let mut row = a_post(&login(at), UNITS[*unit], roles);
        row.post.places = assigned.iter().copied().collect();
        row
    });
    post::put(&write, posts.collect()).await.unwrap();
    write.commit().await.unwrap();
    (0..people.len()).map(login).collect()
}

/// Every number of a list, page by page.
async fn listed(person: &Person, asked: &str) -> BTreeSet<String> {
    let (mut all, mut after) = (BTreeSet::new(), String::new());
    loop {
        let page = person.get(&format!("/matters?limit=7{asked}{after}")).await.ok();
        for line in page["matters"].as_array().unwrap() {
            assert!(all.insert(line["number"].as_str().unwrap().to_owned()), "listed twice");
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

/// Every number that goes out as a table; nothing goes out to who has no such post.
async fn taken_out(person: &Person) -> BTreeSet<String> {
    let body = json!({ "asked": {}, "format": "csv" });
    if person.post("/extracts/lines", body.clone()).await.status != 200 {
        return BTreeSet::new();
    }
    let table = person.take("/extracts/lines", body).await;
    let number = |line: &str| line.split(',').next().map(str::to_owned);
    table.lines().skip(1).filter_map(number).collect()
}

/// Every number in a form of the unit that is filled; nobody fills it who has no such post.
async fn filled(
    world: &World,
    person: &Person,
    unit: UnitId,
    roles: &BTreeSet<Role>,
) -> Option<BTreeSet<String>> {
    const FILL: [Role; 5] =
        [Role::Intake, Role::Dispatcher, Role::Clerk, Role::Head, Role::Supervisor];
    let form = json!({
        "name": "台账", "period": "chosen", "columns": [{ "heading": "编号", "width": 20, "holds": "number" }],
    });
    let id = Id::<()>::of_code("form", &unit.to_string()).uuid();
    let form = serde_json::from_value(form).unwrap();
    let row = FormRow { id, unit, version: 1, since: None, form };
    let write = world.app.store().write().await.unwrap();
    // Made for somebody before.
    let _new = form::put(&write, example::area(), &row).await.unwrap();
    write.commit().await.unwrap();
    let today = world.app.today(world.app.now());
    let body = json!({ "day": today.yesterday().unwrap(), "last": today, "format": "csv" });
    let path = format!("/forms/{id}/fill");
    if !FILL.iter().any(|role| roles.contains(role)) {
        assert_eq!(person.post(&path, body).await.status, 403);
        return None;
    }
    let table = person.take(&path, body).await;
    Some(table.lines().skip(1).map(str::to_owned).collect())
}

/// The numbers that live events tell of, of the last hours.
async fn told(world: &World, person: &Person) -> BTreeSet<String> {
    let hours_ago = world.app.now() - SignedDuration::from_hours(20);
    let since = format!("{}-{}-0", hours_ago.as_microsecond(), Uuid::nil().simple());
    let mut stream = Stream::open(person, Some(&since)).await;
    let events = stream.until("live").await;
    let numbers = events.iter().filter_map(|event| event.2["number"].as_str());
    numbers.map(str::to_owned).collect()
}

/// What somebody sees: the same everywhere.
async fn check(world: &World, login: &str, made: &[(String, Matter)]) -> BTreeSet<String> {
    let (book, policies) = (world.app.book(), world.app.policies());
    let held = post::find(world.app.store().read(), post_of(login)).await.unwrap().post;
    let unit = held.unit;
    let who = access::subject(&book, account_of(login), unit, &held.roles, &held.places);
    let person = world.sign_in(login).await;
    let sees = |thing: &Thing| policies.may(&who, "see", thing);
    let of = |matter: &Matter| access::matter(&book, matter);
    let expected: BTreeSet<String> = made
        .iter()
        .filter(|(_, matter)| sees(&of(matter)))
        .map(|(number, _)| number.clone())
        .collect();
    let about = format!("{login}: {:?} of {unit} at {:?}", who.posts, held.places);
    assert_eq!(listed(&person, "").await, expected, "list, {about}");
    assert_eq!(listed(&person, "&sort=due").await, expected, "by due date, {about}");
    assert_eq!(listed(&person, "&q=%E8%B7%AF%E7%81%AF").await, expected, "search, {about}");
    assert_eq!(told(world, &person).await, expected, "live events, {about}");
    assert_eq!(taken_out(&person).await, expected, "export, {about}");
    if let Some(filled) = filled(world, &person, unit, &held.roles).await {
        assert_eq!(filled, expected, "form, {about}");
    }
    for (number, _) in made {
        let shown = person.get(&format!("/matters/{number}")).await.status == 200;
        assert_eq!(shown, expected.contains(number), "the matter itself, {about}");
    }
    for queue in person.get("/queues").await.ok()["queues"].as_array().unwrap() {
        let code = queue["code"].as_str().unwrap();
        let lines = listed(&person, &format!("&queue={code}")).await;
        assert_eq!(queue["count"], json!(lines.len()), "count of {code}, {about}");
        assert!(lines.is_subset(&expected), "{code}, {about}");
    }
    // Figures are of places: what concerns the own unit elsewhere is not among them.
    let there = made.iter().filter(|(_, matter)| match of(matter) {
        Thing::Matter { id, area, divisions, apart, .. } => {
            sees(&Thing::Matter { id, area, divisions, units: Vec::new(), apart })
        }
        _ => false,
    });
    let figures = person.get("/reports").await;
    if figures.status == 200 {
        assert_eq!(figures.body["total"]["received"], json!(there.count()), "figures, {about}");
    } else {
        assert_eq!(there.count(), 0, "no figures, {about}");
    }
    expected
}

/// A bulletin of everything, drawn up after all is overdue and issued.
const BULLETIN: &str = "00000000-0000-7000-8000-000000000050";

/// What a bulletin lists: what is overdue, and what stands behind the numbers of assigned matters; and how many it only counts.
async fn in_bulletin(person: &Person) -> [(BTreeSet<String>, u64); 2] {
    let path = format!("/bulletins/{BULLETIN}");
    let shown = person.get(&path).await.ok();
    let numbers = |list: &serde_json::Value| -> Vec<String> {
        let lines = list.as_array().map(Vec::as_slice).unwrap_or_default();
        lines.iter().map(|one| one["number"].as_str().unwrap().to_owned()).collect()
    };
    let of = &shown["bulletin"];
    let overdue = numbers(&of["unanswered"]).into_iter().collect();
    let (mut behind, mut hidden) = (BTreeSet::new(), 0);
    for line in of["lines"].as_array().unwrap() {
        let unit = line["unit"].as_str().unwrap();
        let page = person.get(&format!("{path}/matters?unit={unit}&figure=assigned")).await.ok();
        assert_eq!(page["next"], json!(null));
        behind.extend(numbers(&page["matters"]));
        hidden += page["hidden"].as_u64().unwrap();
    }
    [(overdue, of["unlisted"].as_u64().unwrap_or_default()), (behind, hidden)]
}

/// Everybody reads a bulletin, and finds in it the matters that he sees. `people` with what each of them is expected to see.
async fn check_bulletin(world: &World, people: &[(String, BTreeSet<String>)]) {
    let day = || world.app.today(world.app.now());
    let first = day();
    world.wait_hours(24 * 60);
    let put = json!({ "span": "days", "day": first, "to": day() });
    let desk = world.sign_in("county_dispatcher").await;
    desk.put(&format!("/bulletins/{BULLETIN}"), put).await.ok();
    let all = in_bulletin(&desk).await;
    assert!(all.iter().all(|(listed, _)| listed.len() > 1), "a bulletin of nothing: {all:?}");
    let leader = hire(world, &[(0, vec![Role::Leader], Vec::new())], rounds()).await;
    let leader = world.sign_in(&leader[0]).await;
    leader.post(&format!("/bulletins/{BULLETIN}/issue"), json!({})).await.ok();
    let mut hid = false;
    for (login, expected) in people {
        let person = world.sign_in(login).await;
        if person.get("/bulletins").await.status != 200 {
            continue;
        }
        let found = in_bulletin(&person).await;
        for ((listed, left), (of, before)) in found.iter().zip(&all) {
            assert_eq!(listed, &(of & expected), "bulletin, {login}");
            let kept = u64::try_from((of - listed).len()).unwrap();
            hid |= kept > 0;
            assert!(*left >= before + kept, "counted, {login}: {left}");
        }
    }
    assert!(hid, "everybody saw everything");
}

#[test]
fn whatever_shows_matters_shows_what_the_policies_let_one_see() {
    story(|world| async move {
        let mut runner = TestRunner::deterministic();
        let (mut made, mut last) = (Vec::new(), Vec::new());
        for round in 0..rounds() {
            let matters = some_matters().new_tree(&mut runner).unwrap().current();
            let people = some_people().new_tree(&mut runner).unwrap().current();
            let people = hire(&world, &people, round).await;
            for one in matters {
                made.push(make(&world, one, &people).await);
            }
            let mut states = Vec::new();
            for number in &made {
                let read = world.app.store().read();
                let matter = huisheng_store::matter::by_number(read, number.parse().unwrap()).await;
                states.push((number.clone(), matter.unwrap()));
            }
            last.clear();
            for login in people {
                let expected = check(&world, &login, &states).await;
                last.push((login, expected));
            }
        }
        check_bulletin(&world, &last).await;
    });
}
