//! Lists that go out: without names at once, with names by two, and each look is told. Named after what leaked elsewhere.

use axum::http::Method;
use huisheng_store::book::example::{HOUSING, URBAN};
use serde_json::{Value, json};

use crate::world::{Person, World, report, story};

const WHY: &str = "逐户通知恢复时间";

/// A matter that an office handles; its number and the code of its reporter.
async fn led(
    world: &World,
    kind: &str,
    (name, contact): (&str, &str),
    lead: huisheng_domain::id::UnitId,
) -> (String, String) {
    let mut said = report();
    (said["kind"], said["name"], said["contact"]) = (json!(kind), json!(name), json!(contact));
    let made = world.sign_in("intake").await.post("/matters", said).await.ok();
    let number = made["number"].as_str().unwrap().to_owned();
    let desk = world.sign_in("dispatcher").await;
    desk.act(&number, "accept", json!({ "severity": "general" })).await.ok();
    desk.act(&number, "assign", json!({ "lead": lead })).await.ok();
    (number, made["code"].as_str().unwrap().to_owned())
}

async fn ask(person: &Person, asked: Value) -> Value {
    let body = json!({ "asked": asked, "format": "csv", "reason": WHY });
    person.post("/extracts", body).await.ok()
}

fn path(asked: &Value, what: &str) -> String {
    format!("/extracts/{}/{what}", asked["id"].as_str().unwrap())
}

fn says(agreed: bool) -> Value {
    json!({ "agreed": agreed, "words": "仅用于本次通知" })
}

async fn entries(world: &World, kind: &str) -> Vec<Value> {
    let auditor = world.sign_in("county_audit").await;
    let page = auditor.get(&format!("/audit/entries?limit=200&kind={kind}")).await.ok();
    page["entries"].as_array().unwrap().clone()
}

#[test]
fn a_list_without_names_goes_at_once_and_is_written_down() {
    story(|world| async move {
        let (number, _) = led(&world, "request", ("王丽", "13900001111"), URBAN).await;
        led(&world, "request", ("赵强", "13900002222"), HOUSING).await;
        let clerk = world.sign_in("clerk").await;
        let body = json!({ "asked": { "q": "路灯", "kind": "request" }, "format": "csv" });
        let table = clerk.take("/extracts/lines", body).await;
        let rows: Vec<&str> = table.lines().collect();
        assert!(rows[0].contains("编号,标题"), "{}", rows[0]);
        assert_eq!(rows.len(), 2, "{table}");
        assert!(rows[1].starts_with(&number));
        for personal in ["王丽", "1390000", "赵强"] {
            assert!(!table.contains(personal), "{personal}");
        }
        let told = entries(&world, "exported").await;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0]["details"]["rows"], 1);
        // What somebody searched by may be a name.
        assert_eq!(told[0]["details"]["asked"], json!({ "by_words": true, "kind": "request" }));
        let book = json!({ "asked": { "limit": 5 } });
        clerk.post("/extracts/lines", book).await.refused(422, "invalid");
        let workbook = clerk.post("/extracts/lines", json!({})).await;
        assert!(workbook.headers["content-disposition"].to_str().unwrap().contains("matters.xlsx"));
    });
}

#[test]
fn names_go_out_by_two_and_each_person_is_told() {
    story(|world| async move {
        let (number, code) = led(&world, "request", ("王丽", "13900001111"), URBAN).await;
        let (complaint, _) = led(&world, "complaint", ("孙梅", "13900003333"), URBAN).await;
        let (other, _) = led(&world, "request", ("赵强", "13900002222"), HOUSING).await;
        let (clerk, head) = (world.sign_in("clerk").await, world.sign_in("head").await);
        let asked = ask(&clerk, json!({})).await;
        assert_eq!((&asked["state"], &asked["voices"]), (&json!("waiting"), &json!(1)));
        // Nobody takes it before, and who asked does not decide; a clerk decides nothing.
        clerk.post(&path(&asked, "take"), json!({})).await.refused(409, "extract_not_agreed");
        let decide = path(&asked, "decide");
        clerk.post(&decide, says(true)).await.refused(409, "extract_same_person");
        world.sign_in("housing").await.post(&decide, says(true)).await.refused(404, "not_found");
        world.sign_in("callback").await.post(&decide, says(true)).await.refused(404, "not_found");
        let waiting = head.get("/extracts").await.ok();
        assert_eq!(waiting["to_decide"][0]["reason"], WHY);
        assert_eq!(waiting["to_decide"][0]["asked_by"], "clerk");
        head.post(&decide, json!({ "agreed": true, "words": " " }))
            .await
            .refused(422, "reason_needed");
        let decided = head.post(&decide, says(true)).await.ok();
        assert_eq!((&decided["state"], &decided["decided_by"]), (&json!("agreed"), &json!("head")));
        world
            .sign_in("leader")
            .await
            .post(&decide, says(false))
            .await
            .refused(409, "extract_decided");
        // For whom it was agreed, and nobody else.
        head.post(&path(&asked, "take"), json!({})).await.refused(404, "not_found");
        let table = clerk.take(&path(&asked, "take"), json!({})).await;
        let rows: Vec<&str> = table.lines().collect();
        assert_eq!(rows.len(), 2, "{table}");
        for there in [&*number, "王丽", "13900001111", "clerk", asked["id"].as_str().unwrap()] {
            assert!(rows[1].contains(there), "{there}");
        }
        // Neither who is sealed, nor what another office handles.
        for never in [&*complaint, &*other, "孙梅", "13900003333", "赵强", "13900002222"] {
            assert!(!table.contains(never), "{never}");
        }
        // Each person reads it among the looks.
        let own = format!("/public/matters/{number}/own");
        let own = world.resident().send(Method::GET, &own, &[("x-follow-code", &code)], None).await;
        assert_eq!(own.ok()["looks"][0]["reason"], WHY);
        assert_eq!(entries(&world, "look").await.len(), 1);
        assert_eq!(entries(&world, "extract_asked").await[0]["reason"], WHY);
        assert_eq!(entries(&world, "extract_decided").await[0]["details"]["agreed"], true);
        assert_eq!(entries(&world, "exported").await[0]["details"]["rows"], 1);
        // It is good for three days.
        world.wait_hours(72);
        clerk.post(&path(&asked, "take"), json!({})).await.refused(409, "extract_over");
        assert_eq!(clerk.get("/extracts").await.ok()["own"][0]["state"], "over");
    });
}

#[test]
fn what_goes_out_is_what_one_sees_when_it_is_taken() {
    story(|world| async move {
        let (number, _) = led(&world, "request", ("王丽", "13900001111"), URBAN).await;
        let (clerk, head) = (world.sign_in("clerk").await, world.sign_in("head").await);
        let asked = ask(&clerk, json!({})).await;
        head.post(&path(&asked, "decide"), says(true)).await.ok();
        let away = json!({ "reason": "诉求人是我的亲属" });
        clerk.act(&number, "recuse", away).await.ok();
        clerk.post(&path(&asked, "take"), json!({})).await.refused(422, "extract_empty");
        // Nor is anything asked for that would be empty, or that was found by a name.
        let body = |asked: Value| json!({ "asked": asked, "reason": WHY });
        clerk.post("/extracts", body(json!({}))).await.refused(422, "extract_empty");
        let by_name = body(json!({ "q": "王丽" }));
        let refused = clerk.post("/extracts", by_name).await.refused(422, "extract_by_words");
        assert_eq!(refused["field"], "q");
        clerk.post("/extracts", body(json!({ "sort": "name" }))).await.refused(400, "bad_body");
    });
}

#[test]
fn who_says_no_says_why_and_nobody_waits_for_ever() {
    story(|world| async move {
        led(&world, "request", ("王丽", "13900001111"), URBAN).await;
        let clerk = world.sign_in("clerk").await;
        let (one, other) = (ask(&clerk, json!({})).await, ask(&clerk, json!({})).await);
        let leader = world.sign_in("leader").await;
        leader.post(&path(&one, "decide"), says(false)).await.ok();
        let own = clerk.get("/extracts").await.ok()["own"].clone();
        assert_eq!(own[0]["id"], other["id"], "the latest first");
        assert_eq!(
            (&own[1]["state"], &own[1]["words"]),
            (&json!("refused"), &json!("仅用于本次通知"))
        );
        clerk.post(&path(&one, "take"), json!({})).await.refused(409, "extract_not_agreed");
        world.wait_hours(168);
        leader.post(&path(&other, "decide"), says(true)).await.refused(409, "extract_over");
        assert_eq!(leader.get("/extracts").await.ok()["to_decide"], json!([]));
        // The requests and their reasons go after three years.
        world.wait_hours(24 * 366 * 3);
        huisheng_server::timer::forget(&world.app, world.app.now()).await.unwrap();
        assert_eq!(world.sign_in("clerk").await.get("/extracts").await.ok()["own"], json!([]));
    });
}
