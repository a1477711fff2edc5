//! Residents: report, follow by number and code.

use axum::http::Method;
use huisheng_store::book::example;
use huisheng_store::responsibility::{self, list};
use serde_json::{Value, json};

use crate::world::{Answer, World, report, story};

#[test]
fn a_resident_reports_and_follows_with_the_code_only() {
    story(|world| async move {
        let resident = world.resident();
        let key = [("idempotency-key", "page-5d1f0c77a2e94b30")];
        let mut said = report();
        said["channel"] = json!("WECHAT");
        let short = [("idempotency-key", "1")];
        let told = resident.post_with("/public/matters", &short, said.clone()).await;
        let told = told.refused(422, "invalid");
        for language in ["zh", "en"] {
            let remedy = told[language]["remedy"].as_str().unwrap_or_default();
            assert!(remedy.contains("16") && remedy.contains("UUID"), "{remedy}");
        }
        let first = resident.post_with("/public/matters", &key, said.clone()).await.ok();
        let again = resident.post_with("/public/matters", &key, said).await.ok();
        assert_eq!((&first["number"], &first["code"]), (&again["number"], &again["code"]));
        let (number, code) = (first["number"].as_str().unwrap(), first["code"].as_str().unwrap());
        let path = format!("/public/matters/{number}");
        resident.get(&path).await.refused(404, "not_found");
        let wrong = [("x-follow-code", "0000-0000-0000-0000")];
        resident.send(axum::http::Method::GET, &path, &wrong, None).await.refused(404, "not_found");
        let with = [("x-follow-code", code)];
        let seen = resident.send(axum::http::Method::GET, &path, &with, None).await.ok();
        assert_eq!(seen["title"], "门口路灯不亮");
        assert_eq!(seen["stage"], "received");
        assert!(seen["due"].is_string(), "the reporter is told by when");
        let text = seen.to_string();
        assert!(!text.contains("13900000001") && !text.contains("王丽"));
        // Adds, urges once, and not again at once.
        let supplement = format!("{path}/supplement");
        resident.post_with(&supplement, &with, json!({ "text": "昨晚也不亮" })).await.ok();
        resident.post_with(&format!("{path}/urge"), &with, json!({ "text": "请尽快" })).await.ok();
        let soon =
            resident.post_with(&format!("{path}/urge"), &with, json!({ "text": "再催" })).await;
        soon.refused(409, "too_soon");
        // What nobody said cannot be rated yet.
        let rate = resident.post_with(&format!("{path}/rate"), &with, json!({ "stars": 5 })).await;
        rate.refused(409, "not_now");
        resident
            .post_with(&format!("{path}/withdraw"), &with, json!({ "text": "已好" }))
            .await
            .ok();
        let seen = resident.send(axum::http::Method::GET, &path, &with, None).await.ok();
        assert_eq!(seen["ending"], "withdrawn");
    });
}

/// A page that stays open asks every half minute.
#[test]
fn who_asks_again_is_told_only_what_changed() {
    story(|world| async move {
        let (resident, intake) = (world.resident(), world.sign_in("intake").await);
        let dispatcher = world.sign_in("dispatcher").await;
        let first = intake.post("/matters", report()).await.ok();
        let number = first["number"].as_str().unwrap();
        let path = format!("/public/matters/{number}");
        let code = first["code"].as_str().unwrap();
        let ask = async |code: &str, tag: &str| {
            let headers = [("x-follow-code", code), ("if-none-match", tag)];
            resident.send(Method::GET, &path, &headers, None).await
        };
        let tag_of = |answer: &Answer| answer.headers["etag"].to_str().unwrap().to_owned();
        let seen = ask(code, "").await;
        assert_eq!(seen.status.as_u16(), 200);
        assert_eq!(seen.headers["cache-control"], "no-store");
        let tag = tag_of(&seen);
        assert_eq!(ask(code, &tag).await.status.as_u16(), 304);
        dispatcher.act(number, "accept", json!({})).await.ok();
        let accepted = ask(code, &tag).await;
        let tag = tag_of(&accepted);
        assert_eq!(accepted.ok()["stage"], "assigning");
        assert_eq!(ask(code, &tag).await.status.as_u16(), 304);
        // Another voice reads something else; without a code there is nothing to know.
        let joined = json!({ "channel": "PHONE12345", "text": "我家也黑" });
        let joined = intake.act(number, "join", joined).await.ok();
        let tag = tag_of(&ask(code, &tag).await);
        assert_eq!(ask(joined["code"].as_str().unwrap(), &tag).await.status.as_u16(), 200);
        ask("0000-0000-0000-0000", &tag).await.refused(404, "not_found");
        // The light goes red by itself.
        world.wait_hours(24 * 30);
        assert_eq!(ask(code, &tag).await.ok()["late"], true);
    });
}

#[test]
fn a_voice_that_staff_added_reads_nothing_of_the_first_one() {
    story(|world| async move {
        let (resident, intake) = (world.resident(), world.sign_in("intake").await);
        let mut said = report();
        said["title"] = json!("王丽家门口路灯不亮");
        let first = intake.post("/matters", said).await.ok();
        let number = first["number"].as_str().unwrap();
        let joined = json!({ "channel": "PHONE12345", "text": "我家也黑", "name": "李明", "contact": "13900000002" });
        let joined = intake.act(number, "join", joined).await.ok();
        let with = [("x-follow-code", joined["code"].as_str().unwrap())];
        let path = format!("/public/matters/{number}");
        let seen = resident.send(Method::GET, &path, &with, None).await.ok();
        assert!(!seen.to_string().contains("王丽"), "{seen}");
        assert_eq!(seen["title"], "路灯", "the name of its category");

        let mut said = report();
        said.as_object_mut().unwrap().remove("category");
        let first = intake.post("/matters", said).await.ok();
        let number = first["number"].as_str().unwrap();
        let joined = json!({ "channel": "PHONE12345", "text": "我家也黑" });
        let joined = intake.act(number, "join", joined).await.ok();
        let with = [("x-follow-code", joined["code"].as_str().unwrap())];
        let path = format!("/public/matters/{number}");
        let seen = resident.send(Method::GET, &path, &with, None).await.ok();
        assert_eq!(seen["title"], "求助", "or what kind it is");
    });
}

#[test]
fn a_place_names_its_grid_and_the_offices_that_answer_for_it() {
    story(|world| async move {
        let resident = world.resident();
        let said = json!({ "address": "海景花园3号楼" });
        let found = resident.post("/public/offices", said).await.ok();
        assert_eq!(
            (&found["grid"], &found["division"]),
            (&"海景第一网格".into(), &"海景社区".into())
        );
        let offices = found["offices"].as_array().unwrap().iter().map(|one| one["name"].as_str());
        let offices: Vec<_> = offices.map(Option::unwrap).collect();
        assert_eq!(offices, ["海景社区居委会", "浮山路街道办事处", "李沧区社会治理中心"]);
        let nowhere = json!({ "address": "月球背面" });
        let nowhere = resident.post("/public/offices", nowhere).await.ok();
        assert_eq!((&nowhere["grid"], &nowhere["offices"]), (&Value::Null, &json!([])));
        // A point is told by what is known nearby.
        let [lon, lat] = example::POINT;
        let point = json!({ "point": { "lon": lon, "lat": lat } });
        let there = resident.post("/public/offices", point).await.ok();
        assert_eq!(there["near"], "和美小区");
        assert!(found["near"].is_null(), "{found}");
        let point = json!({ "point": { "lon": 400.0, "lat": 36.0 } });
        let problem = resident.post("/public/offices", point).await.refused(422, "invalid");
        assert_eq!(problem["field"], "point");
    });
}

/// The street's lamps are mended in three working days, says version 4 of the responsibility list.
async fn with_limits(world: &World) -> World {
    let (_, mut rows) = example::contents().responsibilities;
    for row in rows.iter_mut().filter(|row| row.id == example::ROW_LAMPS) {
        row.limits = [("resolve".to_owned(), "3wd".parse().expect("a limit"))].into();
    }
    let version = list::ResponsibilityListRow {
        version: 4,
        name: "路灯三日修".to_owned(),
        published_at: Some(huisheng_store::Micros(1)),
    };
    let write = world.app.store().write().await.unwrap();
    list::upsert(&write, vec![version]).await.unwrap();
    responsibility::put(&write, 4, &rows).await.unwrap();
    huisheng_store::setting::lists_changed(&write).await.unwrap();
    write.commit().await.unwrap();
    world.another_node().await
}

#[test]
fn the_limit_told_before_sending_is_the_one_the_matter_gets() {
    story(|world| async move {
        let world = with_limits(&world).await;
        let resident = world.resident();
        let expected = async |asked: Value| resident.post("/public/expected", asked).await;
        let lamps = json!(example::LAMPS);
        let here = json!({ "kind": "request", "category": lamps, "address": "海景花园3号楼" });
        let told = json!({ "accept": "1wd", "answer": "3wd", "by_list": true });
        assert_eq!(expected(here).await.ok(), told);
        // Before it is known where it is, it is told what most matters get.
        let usual = json!({ "accept": "1wd", "answer": "7wd", "by_list": false });
        let nowhere = json!({ "kind": "request", "category": lamps, "address": "月球背面" });
        assert_eq!(expected(nowhere).await.ok(), usual);
        let unsorted = json!({ "kind": "request", "address": "海景花园3号楼" });
        assert_eq!(expected(unsorted).await.ok(), usual);

        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let done = intake.post("/matters", report()).await.ok();
        let number = done["number"].as_str().unwrap();
        dispatcher.act(number, "accept", json!({})).await.ok();
        let clocks = dispatcher.get(&format!("/matters/{number}/clocks")).await.ok();
        let clocks = clocks.as_array().unwrap();
        let resolve = clocks.iter().find(|clock| clock["name"] == "resolve").unwrap();
        assert_eq!(resolve["explanation"]["legs"][0]["limit"], "3wd", "{resolve}");

        let unknown =
            json!({ "kind": "request", "category": "00000000-0000-8000-8000-000000000000" });
        assert_eq!(expected(unknown).await.refused(422, "invalid")["field"], "category");
    });
}

#[test]
fn residents_do_not_do_what_staff_do() {
    story(|world| async move {
        let resident = world.resident();
        for (field, value) in [
            ("at_once", json!({ "as": "answered", "answer": "x" })),
            ("upstream", json!({ "source": "x", "number": "1" })),
            ("occurred", json!("2020-01-01T00:00:00Z")),
            ("follows", json!({ "number": "990101202611220000127", "how": "recurring" })),
            ("channel", json!("PHONE12345")),
            ("urgency", json!("critical")),
            ("area", json!("100000")),
            ("title", Value::from("长".repeat(201))),
            ("text", json!("\u{0}")),
            ("contact", json!(" ")),
        ] {
            let mut said = report();
            said["channel"] = json!("WECHAT");
            said[field] = value;
            let problem = resident.post("/public/matters", said).await.refused(422, "invalid");
            assert_eq!(problem["field"], field);
        }
        resident.post("/public/matters", json!({})).await.refused(400, "bad_body");
    });
}

/// A day until which nothing can be done any more is not told.
#[test]
fn windows_that_are_over_are_not_told() {
    story(|world| async move {
        let (intake, resident) = (world.sign_in("intake").await, world.resident());
        let mut asked = report();
        asked["kind"] = json!("consultation");
        asked["at_once"] = json!({ "as": "answered", "answer": "请带身份证到 3 号窗口" });
        let done = intake.post("/matters", asked).await.ok();
        let path = format!("/public/matters/{}", done["number"].as_str().unwrap());
        let code = [("x-follow-code", done["code"].as_str().unwrap())];
        let follow = async || resident.send(Method::GET, &path, &code, None).await.ok();
        let seen = follow().await;
        // The desk says the same; "not solved" is said by a rating, so its window counts.
        let desk = world.sign_in("dispatcher").await;
        let at_desk =
            desk.get(&format!("/matters/{}", done["number"].as_str().unwrap())).await.ok();
        assert!(seen["rate_until"].is_string(), "{seen}");
        assert_eq!(seen["reopen_until"], seen["rate_until"]);
        assert_eq!(seen["rate_until"], at_desk["rates_until"]);
        assert_eq!(seen["reopen_until"], at_desk["reporter_reopens_until"]);
        assert!(at_desk["reopens_until"].as_str() > at_desk["rates_until"].as_str(), "{at_desk}");
        // Whoever asks again is told of a window that closed, and of lists that changed.
        let unchanged = async |world: &World, tag: &str| {
            let headers = [code[0], ("if-none-match", tag)];
            let answer = world.resident().send(Method::GET, &path, &headers, None).await;
            (answer.status.as_u16() == 304, answer.headers["etag"].to_str().unwrap().to_owned())
        };
        let (_, tag) = unchanged(&world, "").await;
        assert!(unchanged(&world, &tag).await.0);
        let other = with_limits(&world).await;
        let (same, tag) = unchanged(&other, &tag).await;
        assert!(!same, "an office may have another name");
        assert!(unchanged(&other, &tag).await.0);
        world.wait_hours(24 * 16);
        other.wait_hours(24 * 16);
        assert!(!unchanged(&other, &tag).await.0);
        let seen = follow().await;
        assert!(seen["rate_until"].is_null() && seen["reopen_until"].is_null(), "{seen}");
    });
}
