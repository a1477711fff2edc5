//! An administrator re-divides the land: grids are drawn, redrawn, split and merged, each from a day on.

use huisheng_store::book::example::{COMMUNITY_A, COMMUNITY_B, GRID_A, GRID_B, POINT, QUARTER_B};
use jiff::civil::Date;
use jiff::{ToSpan, tz::TimeZone};
use serde_json::{Value, json};

use crate::world::{Person, World, nobody, report, story};

/// So many days from now.
fn day(world: &World, days: i64) -> Date {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    world.app.now().to_zoned(zone).date().checked_add(days.days()).unwrap()
}

/// Across the middle of the grid of the first community, west of [`POINT`].
fn line() -> Value {
    json!([[120.42, 36.13], [120.42, 36.16]])
}

fn parts() -> Value {
    json!([
        { "name": "和美西格", "code": "370213002001001", "households": 150, "persons": 400 },
        { "name": "和美东格", "households": 170, "persons": 500 },
    ])
}

fn outline(west: f64, east: f64) -> Value {
    json!([[[[west, 36.14], [east, 36.14], [east, 36.15], [west, 36.15], [west, 36.14]]]])
}

fn path(grid: impl std::fmt::Display, verb: &str) -> String {
    format!("/grids/{grid}/{verb}")
}

async fn grids(person: &Person, community: impl std::fmt::Display) -> Vec<Value> {
    let all = person.get(&format!("/grids?division={community}")).await.ok();
    all.as_array().unwrap().clone()
}

fn names(grids: &Value) -> Vec<&str> {
    grids.as_array().unwrap().iter().map(|grid| grid["name"].as_str().unwrap()).collect()
}

/// The grid in which a lamp stands that is reported now.
async fn grid_of_a_report(world: &World) -> (String, Value) {
    let mut said = report();
    said["address"] = json!("东门外");
    said["point"] = json!({ "lon": POINT[0], "lat": POINT[1] });
    let intake = world.sign_in("intake").await;
    let number = intake.post("/matters", said).await.ok()["number"].as_str().unwrap().to_owned();
    let place = intake.get(&format!("/matters/{number}/place")).await.ok();
    (number, place["grid"].clone())
}

#[test]
fn a_grid_is_split_from_a_day_on() {
    story(|world| async move {
        let admin = world.sign_in("admin").await;
        let from = day(&world, 2);
        let split = path(GRID_A, "split");
        let look = json!({ "line": line(), "from": from });
        let seen = admin.post(&format!("{split}?dry_run=true"), look.clone()).await.ok();
        assert_eq!(names(&seen["begun"]), ["和美第一网格一", "和美第一网格二"]);
        assert_eq!(seen["ended"], json!([GRID_A]));
        assert_eq!([&seen["begun"][0]["households"], &seen["begun"][1]["households"]], [160, 160]);
        assert_eq!(seen["findings"], json!([]), "{seen}");
        assert_eq!(grids(&admin, COMMUNITY_A).await.len(), 1, "nothing was written");
        admin.post(&split, look).await.refused(422, "missing");

        let named = json!({ "line": line(), "from": from, "parts": parts() });
        let done = admin.post(&split, named.clone()).await.ok();
        assert_eq!(names(&done["begun"]), ["和美西格", "和美东格"]);
        let [west, east] = [&done["begun"][0], &done["begun"][1]];
        assert_eq!(west["code"], "370213002001001");
        assert_eq!([&east["succeeds"], &east["valid_from"]], [&json!([GRID_A]), &json!(from)]);
        let ring = &west["outline"][0][0];
        assert!(ring.as_array().unwrap().iter().all(|at| at[0].as_f64() <= Some(120.420_001)));

        // Until the day all is as it was.
        let (number, grid) = grid_of_a_report(&world).await;
        assert_eq!(grid["id"], json!(GRID_A));
        let resident = world.resident();
        assert_eq!(names(&resident.get("/map/grids").await.ok()["grids"]), ["和美第一网格"]);
        let twice = admin.post(&split, named).await.refused(409, "grid_ended");
        assert!(twice["zh"]["reason"].as_str().unwrap().contains("和美第一网格"), "{twice}");

        world.wait_hours(48);
        assert_eq!(grid_of_a_report(&world).await.1["id"], east["id"]);
        let shown = resident.get("/map/grids").await.ok();
        let mut shown = names(&shown["grids"]);
        shown.sort_unstable();
        assert_eq!(shown, ["和美东格", "和美西格"]);
        // What came in before stays where it was.
        let intake = world.sign_in("intake").await;
        let place = intake.get(&format!("/matters/{number}/place")).await.ok();
        assert_eq!(place["grid"]["id"], json!(GRID_A));

        // Both are one again, and the office of before has its list of grids back as it was.
        let admin = world.sign_in("admin").await;
        let merge = json!({ "grids": [west["id"], east["id"]], "name": "和美第一网格", "from": day(&world, 1) });
        let merged = admin.post("/grids/merge", merge).await.ok();
        let [one] = &merged["begun"].as_array().unwrap()[..] else { panic!("{merged}") };
        assert_eq!([&one["households"], &one["persons"]], [320, 900]);
        assert_eq!(grids(&admin, COMMUNITY_A).await.len(), 4);
    });
}

#[test]
fn a_list_of_places_becomes_an_outline_and_a_neighbour_is_drawn() {
    story(|world| async move {
        let admin = world.sign_in("admin").await;
        let from = day(&world, 1);
        let redraw = json!({ "outline": outline(120.43, 120.45), "from": from });
        let redrawn = admin.post(&path(GRID_B, "redraw"), redraw).await.ok();
        let new = &redrawn["begun"][0];
        assert_eq!([&new["name"], &new["households"]], [&json!("海景第一网格"), &json!(320)]);
        assert_eq!(redrawn["findings"], json!([]), "its place has no point and one heir");

        let draw = json!({
            "name": "海景第二网格", "division": COMMUNITY_B, "kind": "base", "level": 1, "from": from,
            "outline": outline(120.44, 120.46), "households": 1_000, "persons": 10,
        });
        let drawn = admin.post("/grids", draw.clone()).await.ok();
        let found = drawn["findings"].as_array().unwrap();
        let codes: Vec<&str> = found.iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["grid_overlap", "grid_too_many_households"], "{drawn}");
        assert_eq!(found[0]["grids"].as_array().unwrap().len(), 2);
        assert!((found[0]["at"][0].as_f64().unwrap() - 120.445).abs() < 0.01);
        admin.post("/grids", draw).await.refused(409, "grid_repeated");

        world.wait_hours(24);
        let intake = world.sign_in("intake").await;
        let mut said = report();
        said["address"] = json!("海景小区");
        let number = intake.post("/matters", said).await.ok()["number"].clone();
        let place = intake.get(&format!("/matters/{}/place", number.as_str().unwrap())).await.ok();
        assert_eq!([&place["grid"]["id"], &place["place"]["id"]], [&new["id"], &json!(QUARTER_B)]);
    });
}

#[test]
fn two_at_once_and_the_second_hears_of_it() {
    story(|world| async move {
        let other = world.another_node().await;
        let (first, second) = (world.sign_in("admin").await, other.sign_in("county").await);
        let split = json!({ "line": line(), "from": day(&world, 1), "parts": parts() });
        first.post(&path(GRID_A, "split"), split.clone()).await.ok();
        // The other node has not read the lists again.
        let redraw = json!({ "outline": outline(120.41, 120.42), "from": day(&world, 3) });
        second.post(&path(GRID_A, "redraw"), redraw.clone()).await.refused(409, "grid_ended");
        assert_eq!(grids(&second, COMMUNITY_A).await.len(), 3);
        // Another list was changed by another node: nothing to be told of.
        let redraw_b = json!({ "outline": outline(120.43, 120.45), "from": day(&world, 3) });
        first.post(&path(GRID_B, "redraw"), redraw_b).await.ok();
        let draw = json!({
            "name": "海景二", "division": COMMUNITY_B, "kind": "base", "level": 1, "households": 1, "persons": 1,
            "outline": outline(120.45, 120.46), "from": day(&world, 3),
        });
        second.post("/grids", draw).await.ok();
        assert_eq!(grids(&second, COMMUNITY_B).await.len(), 3);

        let (one, two) = tokio::join!(
            first.post("/grids/merge", merge(&world, &first, "甲").await),
            second.post("/grids/merge", merge(&world, &second, "乙").await)
        );
        let mut told = [one.status.as_u16(), two.status.as_u16()];
        told.sort_unstable();
        assert_eq!(told, [200, 409], "{} {}", one.body, two.body);
    });
}

/// The grids of the first community that stand, as one.
async fn merge(world: &World, person: &Person, name: &str) -> Value {
    let all = grids(person, COMMUNITY_A).await;
    let standing = all.iter().filter(|grid| grid["valid_to"].is_null());
    let ids: Vec<&Value> = standing.map(|grid| &grid["id"]).collect();
    json!({ "grids": ids, "name": name, "from": day(world, 9) })
}

#[test]
fn who_may_and_what_is_refused() {
    story(|world| async move {
        let from = day(&world, 1);
        let redraw = json!({ "outline": outline(120.41, 120.42), "from": from });
        let of_a = path(GRID_A, "redraw");
        world.resident().post(&of_a, redraw.clone()).await.refused(401, "not_signed_in_here");
        for login in ["dispatcher", "clerk", "community"] {
            let person = world.sign_in(login).await;
            person.post(&of_a, redraw.clone()).await.refused(403, "forbidden");
            let merge = json!({ "grids": [GRID_A, GRID_B], "name": "合", "from": from });
            person.post("/grids/merge", merge).await.refused(403, "forbidden");
        }
        let admin = world.sign_in("admin").await;
        admin.post(&path(nobody(), "redraw"), redraw.clone()).await.refused(404, "not_found");
        // A community's own is its own.
        let own = world.sign_in("community").await;
        let seen = json!({ "outline": outline(120.43, 120.45), "from": from });
        own.post(&format!("{}?dry_run=true", path(GRID_B, "redraw")), seen).await.ok();
        // The ground of the neighbours is not, on whatever level.
        let micro = json!({
            "name": "越界", "division": COMMUNITY_B, "kind": "base", "level": 2, "from": from,
            "outline": outline(120.415, 120.42), "households": 0, "persons": 0,
        });
        let refused = own.post("/grids", micro.clone()).await.refused(409, "grid_on_others_ground");
        assert!(refused["zh"]["reason"].as_str().unwrap().contains("和美第一网格"), "{refused}");
        let seen = admin.post("/grids?dry_run=true", micro).await.ok();
        assert_eq!(seen["findings"][0]["code"], "grid_on_others_ground", "{seen}");

        let with = |field: &str, value: Value| {
            let mut body = redraw.clone();
            body[field] = value;
            body
        };
        let bow = json!([[[[120.41, 36.14], [120.42, 36.15], [120.42, 36.14], [120.41, 36.15]]]]);
        for (body, code, field) in [
            (with("from", json!(day(&world, -1))), "day_past", "from"),
            (with("from", json!("2021-13-01")), "bad_body", "from"),
            (with("outline", bow), "outline_crosses", "outline"),
            (with("outline", json!([])), "outline_crosses", "outline"),
            (with("outline", json!([[[[120.41, 91.0]]]])), "outline_crosses", "outline"),
        ] {
            let status = if code == "bad_body" { 400 } else { 422 };
            let refused = admin.post(&of_a, body).await.refused(status, code);
            assert_eq!(refused["field"], field, "{refused}");
        }
        // A code begins with that of the community.
        let mut elsewhere = parts();
        elsewhere[1]["code"] = json!("370213002002007");
        let coded = json!({ "line": line(), "from": from, "parts": elsewhere });
        let refused = admin.post(&path(GRID_A, "split"), coded).await;
        assert_eq!(refused.refused(422, "grid_code_elsewhere")["field"], "code");
        let split = |line: Value| json!({ "line": line, "from": from, "parts": parts() });
        for (body, status, code) in [
            (split(json!([[121.0, 36.0], [121.0, 37.0]])), 422, "line_cuts_nothing"),
            (split(json!([[120.42, 95.0], [120.42, 36.0]])), 422, "invalid"),
            (
                split(json!([[120.42, 36.13], [120.42, 36.16], [120.43, 36.16], [120.41, 36.145]])),
                422,
                "line_crosses",
            ),
            (
                split(json!([
                    [120.40, 36.13],
                    [120.415, 36.16],
                    [120.42, 36.13],
                    [120.425, 36.16]
                ])),
                422,
                "parts_differ",
            ),
        ] {
            let refused = admin.post(&path(GRID_A, "split"), body).await.refused(status, code);
            assert!(["line", "parts"].contains(&refused["field"].as_str().unwrap()), "{refused}");
        }
        let listed = admin.post(&path(GRID_B, "split"), split(line())).await;
        listed.refused(409, "grid_without_outline");
        let merge = json!({ "grids": [GRID_A, GRID_B], "name": "合", "from": from });
        assert_eq!(
            admin.post("/grids/merge", merge).await.refused(422, "grids_unlike")["field"],
            "grids"
        );
        let code = json!({ "grids": [GRID_A, GRID_B], "name": "合", "code": "1", "from": from });
        assert_eq!(admin.post("/grids/merge", code).await.refused(422, "invalid")["field"], "code");
        assert_eq!(grids(&admin, COMMUNITY_A).await.len(), 1, "nothing of it was done");
    });
}

#[test]
fn a_list_from_before_does_not_bring_back_what_was_redrawn() {
    story(|world| async move {
        let county = world.sign_in("county").await;
        let list = "网格名称,所属社区,包含小区\n海景第三网格,海景社区,海景小区\n";
        let import =
            async || county.upload("/imports/grids", "网格.csv", list.as_bytes()).await.ok();
        assert_eq!(import().await["written"], 1);
        let third = |all: Vec<Value>| -> Vec<Value> {
            all.into_iter().filter(|grid| grid["name"] == "海景第三网格").collect()
        };
        let old = third(grids(&county, COMMUNITY_B).await).remove(0);
        let redraw = json!({ "outline": outline(120.43, 120.45), "from": day(&world, 1) });
        county.post(&path(old["id"].as_str().unwrap(), "redraw"), redraw).await.ok();
        let again = import().await;
        assert_eq!([&again["written"], &again["unchanged"]], [0, 1], "{again}");
        let all = third(grids(&county, COMMUNITY_B).await);
        let ended = all.iter().filter(|grid| grid["valid_to"] == json!(day(&world, 1)));
        assert_eq!((all.len(), ended.count()), (2, 1));
        // Its name means the one that stands.
        let places = "名称,类型,所属区划,网格\n海景东苑,小区,海景社区,海景第三网格\n";
        let taken = county.upload("/imports/places", "地点.csv", places.as_bytes()).await.ok();
        assert_eq!([&taken["written"], &taken["bad_rows"]], [1, 0], "{taken}");
    });
}
