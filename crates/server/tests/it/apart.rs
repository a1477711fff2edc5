//! 回避 and 封存: from whom a matter is kept, and who gets to know its reporter. Named after what leaked elsewhere.

use axum::http::Method;
use huisheng_store::book::example::{HOUSING, STREET_OFFICE, URBAN};
use serde_json::{Value, json};

use crate::world::{Person, World, account_of, nobody, opened, report, story};

/// A complaint that the urban office handles.
async fn complaint(world: &World) -> (String, String) {
    let mut said = report();
    said["kind"] = json!("complaint");
    let made = world.sign_in("intake").await.post("/matters", said).await.ok();
    let desk = world.sign_in("dispatcher").await;
    let number = made["number"].as_str().unwrap().to_owned();
    desk.act(&number, "accept", json!({})).await.ok();
    desk.act(&number, "assign", json!({ "lead": URBAN })).await.ok();
    let clerk = world.sign_in("clerk").await;
    let seen = clerk.get(&format!("/matters/{number}")).await.ok();
    let share = &seen["assignments"][0]["id"];
    clerk.act(&number, "sign-in", json!({ "assignment": share })).await.ok();
    (number, made["code"].as_str().unwrap().to_owned())
}

/// A result that was reviewed, and waits for the callback.
async fn answered(world: &World, number: &str) {
    let clerk = world.sign_in("clerk").await;
    let seen = clerk.get(&format!("/matters/{number}")).await.ok();
    let ask = json!({ "report": seen["reports"][0]["id"], "question": "哪一天？" });
    clerk.act(number, "ask-reporter", ask).await.ok();
    let by = world.app.now() + jiff::SignedDuration::from_hours(24 * 30);
    let result = json!({
        "assignment": seen["assignments"][0]["id"], "process": "到场查看", "result": "列入计划",
        "unsolved": "conditions", "plan": "明年春季改造", "plan_by": by,
    });
    clerk.act(number, "submit", result).await.ok();
    let dispatcher = world.sign_in("dispatcher").await;
    dispatcher.act(number, "review", json!({ "pass": true })).await.ok();
}

async fn voice(who: &Person, number: &str) -> Value {
    who.get(&format!("/matters/{number}")).await.ok()["reports"][0].clone()
}

fn look(number: &str, voice: &Value) -> String {
    format!("/matters/{number}/reports/{}/look", voice["id"].as_str().unwrap())
}

#[test]
fn a_complaint_is_sealed_and_opened_by_two() {
    story(|world| async move {
        let (number, code) = complaint(&world).await;
        let (clerk, leader) = (world.sign_in("clerk").await, world.sign_in("leader").await);
        let seen = voice(&clerk, &number).await;
        assert_eq!((&seen["name"], &seen["sealed"]), (&Value::Null, &json!(true)));
        assert_eq!(seen["confidential"], json!(false), "nobody asked for it");
        let (look, why) = (look(&number, &seen), json!({ "reason": "上门核实" }));
        for who in ["clerk", "intake", "dispatcher", "callback", "supervisor", "leader"] {
            let who = world.sign_in(who).await;
            who.post(&look, why.clone()).await.refused(403, "sealed");
        }
        let ask = json!({ "report": seen["id"], "reason": "需上门核实噪声" });
        clerk.act(&number, "ask-unsealing", ask.clone()).await.ok();
        clerk.act(&number, "ask-unsealing", ask).await.refused(409, "already_done");
        let asked = leader.get(&format!("/matters/{number}")).await.ok()["unsealings"][0].clone();
        assert_eq!((&asked["granted"], &asked["until"]), (&Value::Null, &Value::Null));
        let waiting = async || {
            let found = leader.get("/matters?queue=to_unseal").await.ok();
            let queues = leader.get("/queues").await.ok()["queues"].as_array().unwrap().clone();
            let own = queues.into_iter().find(|one| one["code"] == "to_unseal").unwrap();
            (found["matters"].as_array().unwrap().len(), own["count"].clone())
        };
        assert_eq!(waiting().await, (1, json!(1)));
        let decide = |granted: bool| json!({ "unsealing": asked["id"], "granted": granted });
        clerk.act(&number, "decide-unsealing", decide(true)).await.refused(403, "not_allowed");
        leader.act(&number, "decide-unsealing", decide(false)).await.refused(422, "missing");
        leader.act(&number, "decide-unsealing", decide(true)).await.ok();
        assert_eq!(waiting().await, (0, json!(0)));
        assert_eq!(clerk.post(&look, why.clone()).await.ok()["name"], "王丽");
        leader.post(&look, why.clone()).await.refused(403, "sealed");
        // The reporter reads that it happened, why, and for whom.
        let path = format!("/public/matters/{number}");
        let told =
            world.resident().send(Method::GET, &path, &[("x-follow-code", &code)], None).await;
        let told = told.ok();
        let steps = told["steps"].as_array().unwrap();
        let step = |kind: &str| steps.iter().find(|step| step["kind"] == kind).unwrap();
        assert_eq!(step("unsealing_asked")["text"], "需上门核实噪声");
        assert!(step("unsealing_asked")["unit"].is_string());
        assert!(step("unsealing_granted")["unit"].is_string());
        world.wait_hours(24);
        clerk.post(&look, why).await.refused(403, "sealed");
    });
}

#[test]
fn who_calls_back_sees_the_number_alone_and_only_with_the_matter_taken() {
    story(|world| async move {
        let (number, _) = complaint(&world).await;
        let callback = world.sign_in("callback").await;
        let seen = voice(&callback, &number).await;
        let (look, why) = (look(&number, &seen), json!({ "reason": "电话回访" }));
        callback.post(&look, why.clone()).await.refused(403, "sealed");
        // Taken, and nothing to ask about yet.
        callback.put(&format!("/matters/{number}/hold"), json!({})).await.ok();
        callback.post(&look, why.clone()).await.refused(403, "sealed");
        answered(&world, &number).await;
        callback.send(Method::DELETE, &format!("/matters/{number}/hold"), &[], None).await;
        callback.post(&look, why.clone()).await.refused(403, "sealed");
        callback.put(&format!("/matters/{number}/hold"), json!({})).await.ok();
        let shown = callback.post(&look, why.clone()).await.ok();
        assert_eq!((&shown["name"], &shown["contact"]), (&Value::Null, &json!("13900000001")));
        let dispatcher = world.sign_in("dispatcher").await;
        dispatcher.post(&look, why).await.refused(403, "sealed");
    });
}

#[test]
fn a_correction_unseals_nobody() {
    story(|world| async move {
        let mut said = report();
        said["confidential"] = json!(true);
        let intake = world.sign_in("intake").await;
        let made = intake.post("/matters", said).await.ok();
        let number = made["number"].as_str().unwrap();
        let seen = voice(&intake, number).await;
        let open = json!({ "report": seen["id"], "confidential": false, "contact": "13900000002", "reason": "更正" });
        intake.act(number, "amend", open.clone()).await.refused(409, "sealed");
        // Nor does it where somebody may see who it is.
        opened(&intake, &world.sign_in("supervisor").await, number).await;
        intake.act(number, "amend", open).await.ok();
        assert_eq!(voice(&intake, number).await["confidential"], json!(true));
    });
}

#[test]
fn a_sealed_reporter_is_not_found_by_the_telephone_of_a_caller() {
    story(|world| async move {
        complaint(&world).await;
        let intake = world.sign_in("intake").await;
        let asked = json!({ "contact": "13900000001", "reason": "来电查询" });
        let earlier = intake.post("/callers", asked).await.ok();
        assert_eq!(earlier["matters"], json!([]));
    });
}

#[test]
fn a_sealed_reporter_stays_so_through_merge_timeline_and_search() {
    story(|world| async move {
        let (number, _) = complaint(&world).await;
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let other = intake.post("/matters", report()).await.ok();
        let other = other["number"].as_str().unwrap().to_owned();
        dispatcher.act(&other, "accept", json!({})).await.ok();
        dispatcher.act(&other, "assign", json!({ "lead": HOUSING })).await.ok();
        dispatcher.act(&number, "merge", json!({ "into": other, "reason": "同一件" })).await.ok();
        let housing = world.sign_in("housing").await;
        let shown = housing.get(&format!("/matters/{other}")).await.ok();
        let came = shown["reports"].as_array().unwrap().last().unwrap();
        assert_eq!((&came["sealed"], &came["name"]), (&json!(true), &Value::Null));
        assert!(!shown.to_string().contains("王丽") && !shown.to_string().contains("13900000001"));
        let why = json!({ "reason": "联系" });
        housing.post(&look(&other, came), why).await.refused(403, "sealed");
        let name = "/matters?q=%E7%8E%8B%E4%B8%BD";
        assert_eq!(dispatcher.get(name).await.ok()["matters"], json!([]), "by name");
    });
}

#[test]
fn the_office_complained_of_finds_it_nowhere() {
    story(|world| async move {
        let (number, _) = complaint(&world).await;
        let (clerk, intake) = (world.sign_in("clerk").await, world.sign_in("intake").await);
        let count = async |queue: &str| {
            let queues = clerk.get("/queues").await.ok()["queues"].as_array().unwrap().clone();
            queues.iter().find(|one| one["code"] == queue).unwrap()["count"].clone()
        };
        assert_eq!(count("in_hand").await, json!(1));
        let named = json!({ "units": [URBAN], "reason": "来电人指明" });
        clerk.act(&number, "name-subjects", named.clone()).await.refused(403, "not_allowed");
        intake.act(&number, "name-subjects", named).await.ok();
        clerk.get(&format!("/matters/{number}")).await.refused(404, "not_found");
        for asked in ["", "&q=%E8%B7%AF%E7%81%AF", "&queue=mine", "&sort=due"] {
            let found = clerk.get(&format!("/matters?limit=50{asked}")).await.ok();
            assert_eq!(found["matters"], json!([]), "{asked}");
        }
        assert_eq!((count("in_hand").await, count("mine").await), (json!(0), json!(0)));
        let note = json!({ "text": "看" });
        clerk.act(&number, "note", note).await.refused(404, "not_found");
        let desk = world.sign_in("dispatcher").await;
        let again = json!({ "lead": URBAN });
        desk.act(&number, "assign", again).await.refused(409, "complained_of");
        desk.act(&number, "assign", json!({ "lead": HOUSING })).await.ok();
    });
}

#[test]
fn whom_the_street_is_complained_of_the_county_handles() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let before = intake.get("/reports?by=category").await.ok();
        let mut said = report();
        said["kind"] = json!("complaint");
        said["subjects"] = json!({ "units": [STREET_OFFICE] });
        let made = intake.post("/matters", said.clone()).await.ok();
        let number = made["number"].as_str().unwrap();
        intake.get(&format!("/matters/{number}")).await.refused(404, "not_found");
        let after = intake.get("/reports?by=category").await.ok();
        assert_eq!(before, after, "figures tell nothing of it");
        let county = world.sign_in("county_dispatcher").await;
        county.act(number, "accept", json!({})).await.ok();
        assert_ne!(county.get("/reports").await.ok()["total"]["received"], json!(0));
        said["subjects"] = json!({ "accounts": [nobody()] });
        intake.post("/matters", said).await.refused(422, "invalid");
    });
}

#[test]
fn who_stepped_back_sees_it_no_more() {
    story(|world| async move {
        let (number, _) = complaint(&world).await;
        let clerk = world.sign_in("clerk").await;
        clerk.act(&number, "recuse", json!({ "reason": "" })).await.refused(422, "missing");
        clerk.act(&number, "recuse", json!({ "reason": "亲属" })).await.ok();
        clerk.get(&format!("/matters/{number}")).await.refused(404, "not_found");
        let head = world.sign_in("head").await;
        let shown = head.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(shown["recused"][0]["id"], json!(account_of("clerk")));
    });
}

#[test]
fn what_was_merged_is_kept_from_whom_the_matter_it_went_into_complains_of() {
    story(|world| async move {
        let (old, _) = complaint(&world).await;
        let (middle, _) = complaint(&world).await;
        let (target, _) = complaint(&world).await;
        let desk = world.sign_in("dispatcher").await;
        for (from, into) in [(&old, &middle), (&middle, &target)] {
            let body = json!({ "into": into, "reason": "同一件事" });
            desk.act(from, "merge", body).await.ok();
        }
        let caller = world.sign_in("callback").await;
        let opens = async |number: &str| caller.get(&format!("/matters/{number}")).await.status;
        assert_eq!(opens(&old).await, 200);
        let named =
            json!({ "units": [], "accounts": [account_of("callback")], "reason": "来电人指明" });
        desk.act(&target, "name-subjects", named.clone()).await.ok();
        for number in [&target, &middle, &old] {
            assert_eq!(opens(number).await, 404, "by its number");
        }
        let listed = caller.get("/matters").await.ok();
        assert_eq!(listed["matters"], json!([]));
        // The same again is refused as everywhere.
        desk.act(&target, "name-subjects", named).await.refused(409, "already_done");
        // Whoever steps back does so from all of it.
        let clerk = world.sign_in("clerk").await;
        clerk.act(&target, "recuse", json!({ "reason": "诉求人是我的亲属" })).await.ok();
        for number in [&target, &middle, &old] {
            clerk.get(&format!("/matters/{number}")).await.refused(404, "not_found");
        }
    });
}
