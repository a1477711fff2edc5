//! 来电: the telephone system says who calls, the seat opens it, a matter is entered from it; what nobody took is called back.

use axum::http::Method;
use huisheng_server::timer;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::event::Stream;
use crate::world::{Answer, Person, World, report, story};

const NUMBER: &str = "13900000001";

/// A house with a telephone system, and that.
async fn hotline(world: &World) -> (World, Person) {
    let world = world.with(json!({ "hotline": { "enabled": true } })).await;
    let dispatcher = world.sign_in("dispatcher").await;
    let asked = json!({ "name": "热线交换机", "scopes": ["calls"], "days": 30 });
    let token = dispatcher.post("/tokens", asked).await.ok()["token"].clone();
    let switch = world.with_token(token.as_str().unwrap());
    (world, switch)
}

fn at(world: &World, seconds: i64) -> String {
    (world.app.now() + SignedDuration::from_secs(seconds)).to_string()
}

/// It rings at the seat of intake.
fn rings(world: &World, id: &str) -> Value {
    json!({ "id": id, "number": "139 0000 0001", "line": "8001", "login": "intake", "rang": at(world, 0) })
}

async fn calls(person: &Person, list: &str) -> Vec<Value> {
    person.get(&format!("/calls?list={list}")).await.ok()["calls"].as_array().unwrap().clone()
}

async fn open(person: &Person, call: &Value) -> Answer {
    person.post(&format!("/calls/{}/open", call["id"].as_str().unwrap()), json!({})).await
}

#[test]
fn a_call_rings_at_the_seat_and_becomes_a_matter() {
    story(|world| async move {
        let (world, switch) = hotline(&world).await;
        let (intake, other) = (world.sign_in("intake").await, world.sign_in("county_intake").await);
        let mut stream = Stream::open(&intake, None).await;
        stream.until("live").await;
        let mut call = rings(&world, "a-1");
        let taken = switch.post("/calls", call.clone()).await.ok();
        assert_eq!(switch.post("/calls", call.clone()).await.ok(), taken, "said twice");
        stream.until("call").await;
        let mine = calls(&intake, "mine").await;
        assert_eq!((mine.len(), &mine[0]["state"]), (1, &json!("ringing")));
        assert_eq!((&mine[0]["number"], &mine[0]["mine"]), (&json!("139****0001"), &json!(true)));
        assert_eq!(calls(&other, "mine").await, Vec::<Value>::new());
        open(&other, &mine[0]).await.refused(403, "call_not_yours");
        call["answered"] = json!(at(&world, 0));
        switch.post("/calls", call.clone()).await.ok();
        assert_eq!(calls(&intake, "mine").await[0]["state"], "talking");
        assert_eq!(open(&intake, &mine[0]).await.ok()["number"], NUMBER);
        let audit = world.sign_in("county_audit").await;
        let trail = audit.get("/audit/entries?kind=call_opened").await.ok();
        assert_eq!(trail["entries"][0]["reason"], "接听来电");
        assert!(!trail.to_string().contains(NUMBER), "the number stands in no trail");

        let mut said = report();
        said["call"] = mine[0]["id"].clone();
        other.post("/matters", said.clone()).await.refused(403, "call_not_yours");
        let key = [("idempotency-key", "one-call-one-matter")];
        let once =
            async || intake.post_with("/matters", &key, said.clone()).await.ok()["number"].clone();
        let number = once().await;
        assert_eq!(once().await, number, "asked again after a lost answer");
        // It ends, and the switch tells the number again: the matter has it, the call does not.
        call["ended"] = json!(at(&world, 60));
        switch.post("/calls", call).await.ok();
        let after = calls(&intake, "mine").await;
        assert_eq!((&after[0]["state"], &after[0]["number"]), (&json!("ended"), &Value::Null));
        assert_eq!((&after[0]["entered"], &after[0]["matters"]), (&json!(true), &json!([number])));
        assert_eq!(open(&intake, &after[0]).await.ok()["number"], Value::Null);
        let mut wrong = report();
        wrong["call"] = json!(crate::world::nobody());
        assert_eq!(intake.post("/matters", wrong).await.refused(422, "invalid")["field"], "call");
        let mut by_page = report();
        by_page["channel"] = json!("WEB");
        by_page["call"] = mine[0]["id"].clone();
        let refused =
            world.resident().post("/public/matters", by_page).await.refused(422, "invalid");
        assert_eq!(refused["field"], "call");
    });
}

#[test]
fn what_nobody_took_is_called_back() {
    story(|world| async move {
        let (world, switch) = hotline(&world).await;
        let intake = world.sign_in("intake").await;
        let missed = |id: &str, number: &str| json!({ "id": id, "number": number, "rang": at(&world, -60), "ended": at(&world, -30) });
        for (id, number) in [("a", NUMBER), ("b", "13900000002"), ("c", "13900000003")] {
            switch.post("/calls", missed(id, number)).await.ok();
        }
        let mut withheld = missed("d", "");
        withheld.as_object_mut().unwrap().remove("number");
        switch.post("/calls", withheld).await.ok();
        assert_eq!(calls(&intake, "missed").await.len(), 4);
        // The house calls one of them back by the telephone system, somebody by another telephone.
        let back = json!({
            "id": "e", "direction": "out", "number": "13900000002", "login": "intake",
            "rang": at(&world, -20), "answered": at(&world, -10),
        });
        switch.post("/calls", back).await.ok();
        let left = calls(&intake, "missed").await;
        assert_eq!(left.len(), 3);
        let third = left.iter().find(|one| one["number"] == "139****0003").unwrap();
        assert_eq!(open(&intake, third).await.ok()["number"], "13900000003");
        let done = format!("/calls/{}/called-back", third["id"].as_str().unwrap());
        assert_eq!(intake.post(&done, json!({})).await.ok()["to_call_back"], false);
        intake.post(&done, json!({})).await.ok();
        assert_eq!(calls(&intake, "missed").await.len(), 2);
        // A matter that is entered from one is what was to be done.
        let first = calls(&intake, "missed")
            .await
            .into_iter()
            .find(|one| one["number"] == "139****0001")
            .unwrap();
        let mut said = report();
        said["call"] = first["id"].clone();
        intake.post("/matters", said).await.ok();
        assert_eq!(calls(&intake, "missed").await.len(), 1, "nobody told the number of the last");
        assert_eq!(calls(&intake, "all").await.len(), 5);

        // What became no matter is forgotten after ninety days.
        world.wait_hours(24 * 91);
        timer::forget(&world.app, world.app.now()).await.unwrap();
        let intake = world.sign_in("intake").await;
        let left = calls(&intake, "all").await;
        assert_eq!((left.len(), &left[0]["entered"]), (1, &json!(true)));
    });
}

/// First the stars of a call, later the number of the matter under the same id: that told who is behind a sealed voice.
#[test]
fn a_call_leads_nobody_to_who_is_sealed() {
    story(|world| async move {
        let (world, switch) = hotline(&world).await;
        let (intake, colleague) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let one = |calls: Vec<Value>| (calls[0]["number"].clone(), calls[0]["matters"].clone());
        for (kind, linked) in [("complaint", false), ("request", true)] {
            let mut call = rings(&world, kind);
            call["answered"] = json!(at(&world, 0));
            switch.post("/calls", call).await.ok();
            assert_eq!(one(calls(&intake, "all").await), (json!("139****0001"), json!([])));
            assert_eq!(one(calls(&colleague, "all").await), (Value::Null, json!([])), "not theirs");
            let mut said = report();
            said["kind"] = json!(kind);
            said["call"] = calls(&intake, "mine").await[0]["id"].clone();
            let number = intake.post("/matters", said).await.ok()["number"].clone();
            colleague.get(&format!("/matters/{}", number.as_str().unwrap())).await.ok();
            let seen = if linked { json!([number]) } else { json!([]) };
            for person in [&intake, &colleague] {
                assert_eq!(one(calls(person, "all").await), (Value::Null, seen.clone()), "{kind}");
            }
            assert_eq!(calls(&colleague, "all").await[0]["entered"], true);
            world.app.clock().advance(SignedDuration::from_secs(1));
        }
    });
}

#[test]
fn a_number_is_opened_as_long_as_somebody_has_to_call_back() {
    story(|world| async move {
        let (world, switch) = hotline(&world).await;
        let (intake, colleague) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let missed = json!({ "id": "a", "number": NUMBER, "rang": at(&world, -60), "ended": at(&world, -30) });
        switch.post("/calls", missed).await.ok();
        let call = calls(&colleague, "missed").await[0].clone();
        assert_eq!(call["number"], "139****0001");
        assert_eq!(open(&colleague, &call).await.ok()["number"], NUMBER);
        let back = json!({
            "id": "b", "direction": "out", "number": NUMBER, "login": "intake",
            "rang": at(&world, -20), "answered": at(&world, -10),
        });
        switch.post("/calls", back).await.ok();
        open(&colleague, &call).await.refused(403, "call_not_yours");
        let all = calls(&colleague, "all").await;
        assert!(all.iter().all(|one| one["number"] == Value::Null), "{all:?}");
        // Who has just called back still enters the matter from it.
        let mut said = report();
        said["call"] = call["id"].clone();
        intake.post("/matters", said).await.ok();
    });
}

#[test]
fn calls_are_of_the_unit_whose_line_rang() {
    story(|world| async move {
        let (world, street) = hotline(&world).await;
        let desk = world.sign_in("county_dispatcher").await;
        let asked = json!({ "name": "热线交换机", "scopes": ["calls"], "days": 30 });
        let token = desk.post("/tokens", asked).await.ok()["token"].clone();
        let county = world.with_token(token.as_str().unwrap());
        let missed = |id: &str, number: &str| json!({ "id": id, "number": number, "rang": at(&world, -60), "ended": at(&world, -30) });
        county.post("/calls", missed("county", NUMBER)).await.ok();
        street.post("/calls", missed("street", "13900000002")).await.ok();
        // A street's token neither changes a call of the county, nor makes one.
        let mut taken = missed("county", NUMBER);
        taken["answered"] = json!(at(&world, -50));
        assert_eq!(street.post("/calls", taken).await.refused(422, "invalid")["field"], "id");
        let (intake, above) = (world.sign_in("intake").await, world.sign_in("county_intake").await);
        let numbers = |calls: Vec<Value>| -> Vec<Value> {
            calls.into_iter().map(|one| one["number"].clone()).collect()
        };
        for list in ["all", "missed"] {
            assert_eq!(numbers(calls(&intake, list).await), ["139****0002"], "{list}");
            assert_eq!(calls(&above, list).await.len(), 2, "{list}");
        }
        let all = calls(&above, "missed").await;
        let other = all.iter().find(|one| one["number"] == "139****0001").unwrap();
        open(&intake, other).await.refused(404, "not_found");
        let done = format!("/calls/{}/called-back", other["id"].as_str().unwrap());
        intake.post(&done, json!({})).await.refused(404, "not_found");
        let mut said = report();
        said["call"] = other["id"].clone();
        assert_eq!(intake.post("/matters", said).await.refused(422, "invalid")["field"], "call");
        // A seat of the county's line may be anybody's: it sees what it takes.
        let mut rang = missed("county-2", "13900000003");
        rang["login"] = json!("intake");
        rang["answered"] = json!(at(&world, -50));
        county.post("/calls", rang).await.ok();
        let mine = calls(&intake, "mine").await;
        assert_eq!(numbers(mine.clone()), ["139****0003"]);
        open(&intake, &mine[0]).await.ok();
        assert_eq!(calls(&intake, "all").await.len(), 1);
    });
}

#[test]
fn only_the_telephone_system_tells_of_calls_and_it_does_nothing_else() {
    story(|world| async move {
        let off = world.sign_in("dispatcher").await;
        off.post("/calls", rings(&world, "a")).await.refused(409, "hotline_off");
        let (world, switch) = hotline(&world).await;
        switch.get("/calls").await.refused(403, "beyond_token");
        switch.post("/matters", report()).await.refused(403, "beyond_token");
        let intake = world.sign_in("intake").await;
        intake.post("/calls", rings(&world, "a")).await.refused(403, "forbidden");
        for login in ["clerk", "grid", "callback", "leader"] {
            world.sign_in(login).await.get("/calls").await.refused(403, "forbidden");
        }
        world
            .resident()
            .post("/calls", rings(&world, "a"))
            .await
            .refused(401, "not_signed_in_here");
        for (field, value) in [
            ("id", json!("a b")),
            ("number", json!("139****0001")),
            ("line", json!("8".repeat(41))),
            ("login", json!("nobody-at-all")),
            ("rang", json!(at(&world, 3_600))),
            ("answered", json!(at(&world, -3_600))),
            ("ended", json!(at(&world, -3_600))),
        ] {
            let mut wrong = rings(&world, "a");
            wrong[field] = value;
            let refused = switch.post("/calls", wrong).await.refused(422, "invalid");
            assert_eq!(refused["field"], field);
            assert!(!refused.to_string().contains("0001"), "no number in an error");
        }
        assert_eq!(calls(&intake, "all").await, Vec::<Value>::new());
        intake.get("/calls?after=x").await.refused(422, "invalid");
        intake.send(Method::GET, "/calls?area=110101", &[], None).await.refused(404, "not_found");
    });
}
