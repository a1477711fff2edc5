//! Putting a matter right: what is not said again stays, and what is said exists.

use huisheng_store::book::example;
use serde_json::{Value, json};

use crate::world::{Person, nobody, report, story};

async fn entered(intake: &Person) -> (String, String) {
    let made = intake.post("/matters", report()).await.ok();
    let number = made["number"].as_str().unwrap().to_owned();
    let seen = intake.get(&format!("/matters/{number}")).await.ok();
    (number, seen["reports"][0]["id"].as_str().unwrap().to_owned())
}

async fn looked(intake: &Person, number: &str, voice: &str) -> Value {
    let look = format!("/matters/{number}/reports/{voice}/look");
    intake.post(&look, json!({ "reason": "核对姓名" })).await.ok()
}

#[test]
fn a_corrected_name_keeps_the_telephone() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let (number, voice) = entered(&intake).await;
        let amend = |mut body: Value| {
            body["reason"] = json!("听错");
            body["report"] = json!(voice);
            body
        };
        intake.act(&number, "amend", amend(json!({ "name": "王莉" }))).await.ok();
        let now = looked(&intake, &number, &voice).await;
        assert_eq!(now, json!({ "name": "王莉", "contact": "13900000001" }));
        let seen = intake.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(seen["reports"][0]["contactable"], true);
        intake.act(&number, "amend", amend(json!({ "contact": "13900000002" }))).await.ok();
        let now = looked(&intake, &number, &voice).await;
        assert_eq!(now, json!({ "name": "王莉", "contact": "13900000002" }));
        // An empty telephone reaches nobody; a voice named without anything new is a mistake.
        let empty = intake.act(&number, "amend", amend(json!({ "contact": " " }))).await;
        assert_eq!(empty.refused(422, "invalid")["field"], "contact");
        let nothing = intake.act(&number, "amend", amend(json!({}))).await;
        assert_eq!(nothing.refused(422, "missing")["field"], "contact");
        let whose = intake.act(&number, "amend", json!({ "reason": "x", "name": "王莉" })).await;
        assert_eq!(whose.refused(422, "missing")["field"], "report");
        let join = json!({ "channel": "PHONE12345", "text": "我也是", "contact": "" });
        assert_eq!(
            intake.act(&number, "join", join).await.refused(422, "invalid")["field"],
            "contact"
        );
    });
}

#[test]
fn a_place_and_a_category_are_those_of_the_lists() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let dispatcher = world.sign_in("dispatcher").await;
        let (number, _) = entered(&intake).await;
        for (field, value) in [
            ("category", json!(nobody())),
            ("place", json!(nobody())),
            ("point", json!({ "lon": 999.0, "lat": 999.0 })),
        ] {
            let body = json!({ "reason": "x", field: value });
            let problem = intake.act(&number, "amend", body).await.refused(422, "invalid");
            assert_eq!(problem["field"], field);
        }
        let unknown = json!({ "category": nobody() });
        dispatcher.act(&number, "accept", unknown).await.refused(422, "invalid");
        let part = json!({ "title": "x", "text": "x", "category": nobody() });
        let split = json!({ "reason": "两件事", "parts": [part, part] });
        dispatcher.act(&number, "split", split).await.refused(422, "invalid");
        // The words of a new address are looked up.
        let before = intake.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(before["place"]["division"], json!(example::COMMUNITY_A));
        let moved = json!({ "reason": "地址听错", "address": "海景小区" });
        intake.act(&number, "amend", moved).await.ok();
        let now = intake.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(now["place"]["place"], json!(example::QUARTER_B));
        assert_eq!(now["place"]["division"], json!(example::COMMUNITY_B));
        let point = json!({ "lon": example::POINT[0], "lat": example::POINT[1] });
        intake.act(&number, "amend", json!({ "reason": "现场定位", "point": point })).await.ok();
        let now = intake.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(now["place"]["grid"], json!(example::GRID_A));
        // Words say nothing against a point; a point outside every grid moves nobody's matter away.
        for (address, point, place, grid) in [
            ("海景小区", point.clone(), json!(null), json!(example::GRID_A)),
            ("和美小区", point, json!(example::QUARTER_A), json!(example::GRID_A)),
            ("某处", json!({ "lon": 1.0, "lat": 1.0 }), json!(null), json!(null)),
        ] {
            let body = json!({ "reason": "核对", "address": address, "point": point });
            intake.act(&number, "amend", body).await.ok();
            let now = intake.get(&format!("/matters/{number}")).await.ok();
            assert_eq!(now["place"]["place"], place, "{address}");
            assert_eq!(now["place"]["grid"], grid, "{address}");
            assert_eq!(now["place"]["division"], json!(example::COMMUNITY_A), "{address}");
        }
    });
}

#[test]
fn an_order_from_above_is_taken_in_once() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let mut order = report();
        order["upstream"] = json!({ "source": "12345", "number": "QD-7" });
        let first = intake.post("/matters", order.clone()).await.ok();
        let again = intake.post("/matters", order.clone()).await.refused(409, "upstream_taken");
        assert_eq!(again["field"], "upstream");
        assert_eq!(again["facts"]["number"], first["number"]);
        order["upstream"]["number"] = json!("QD-8");
        intake.post("/matters", order).await.ok();
    });
}
