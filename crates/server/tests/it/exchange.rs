//! 对接: a city gives an order to a street that works in a house of its own, and what becomes of it comes back.

mod houses;

use axum::body::Body;
use axum::http::Method;
use huisheng_store::book::example::URBAN;
use huisheng_store::verify;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::camera::photo;
use crate::world::{World, report};
use houses::{Bound, CITY, Houses, Line, STREET, between};

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A report with a photo is accepted in the city and given to the urban office; its number.
async fn given(houses: &Houses) -> String {
    let city = &houses.city.world;
    let (intake, dispatcher) = (city.sign_in("intake").await, city.sign_in("dispatcher").await);
    let file = intake.upload("/files", "lamp.jpg", &photo()).await.ok();
    let mut said = report();
    said["files"] = json!([file["id"]]);
    let number = text(&intake.post("/matters", said).await.ok()["number"]);
    dispatcher.act(&number, "accept", json!({})).await.ok();
    dispatcher.act(&number, "assign", json!({ "lead": URBAN })).await.ok();
    number
}

/// In the street the order is accepted, given to its urban office and signed in; number and share.
async fn in_hand(houses: &Houses) -> (String, Value) {
    let street = &houses.street.world;
    let number = text(&houses.street.matter().await["number"]);
    let dispatcher = street.sign_in("dispatcher").await;
    dispatcher.act(&number, "accept", json!({})).await.ok();
    dispatcher.act(&number, "assign", json!({ "lead": URBAN })).await.ok();
    let share = houses.street.matter().await["assignments"][0]["id"].clone();
    let clerk = street.sign_in("clerk").await;
    clerk.act(&number, "sign-in", json!({ "assignment": share })).await.ok();
    clerk.act(&number, "contact", json!({ "assignment": share, "text": "已约上门" })).await.ok();
    (number, share)
}

/// The street's office answers with a photo; head and desk let it pass.
async fn answered(houses: &Houses, number: &str, share: &Value, result: &str) {
    let street = &houses.street.world;
    let clerk = street.sign_in("clerk").await;
    let file = clerk.upload("/files", "after.jpg", &photo()).await.ok();
    let submit = json!({
        "assignment": share, "process": "换灯", "result": result, "evidence": [file["id"]],
    });
    clerk.act(number, "submit", submit).await.ok();
    let passed = json!({ "pass": true });
    street.sign_in("head").await.act(number, "sign-off", passed.clone()).await.ok();
    street.sign_in("dispatcher").await.act(number, "review", passed).await.ok();
}

async fn verified(world: &World) {
    let (book, store) = (world.app.book(), world.app.store());
    let told = verify::run(store, None, world.app.secret(), book.calendar.zone(), |_| {}).await;
    let told = told.expect("it runs");
    assert!(told.ok(), "{:?}", told.problems);
}

#[test]
fn an_order_goes_down_and_its_answer_comes_back() {
    between(Bound::Line, |houses| async move {
        let number = given(&houses).await;
        houses.settle().await;

        let below = houses.street.matter().await;
        assert_eq!(
            (&below["upstream"]["source"], &below["upstream"]["number"]),
            (&json!(CITY), &json!(number))
        );
        assert_eq!(below["upstream"]["state"], "待签收");
        assert_eq!(below["channel"], "PHONE12345");
        assert!(below.to_string().contains("门口路灯不亮"));
        assert_eq!(below["reports"][0]["name"], "王*", "who said it went with it");
        assert!(below["upstream"]["due"].is_string());
        let files = houses.street.world.sign_in("dispatcher").await;
        let files = files.get(&format!("/matters/{}/files", text(&below["number"]))).await.ok();
        assert_eq!(files.as_array().map(Vec::len), Some(1), "the photo came along");

        let (ours, share) = in_hand(&houses).await;
        houses.settle().await;
        let above = houses.city.matter().await;
        assert!(above["assignments"][0]["signed_in"].is_string(), "{above}");
        assert!(above["assignments"][0]["contacted"].is_string());

        answered(&houses, &ours, &share, "已亮").await;
        houses.settle().await;
        let above = houses.city.matter().await;
        assert_eq!(above["stage"], "verifying", "{above}");
        assert_eq!(above["result"]["evidence"].as_array().map(Vec::len), Some(1));
        let below = houses.street.matter().await;
        assert!(below["upstream"]["entered"].is_string(), "nobody enters it by hand: {below}");

        // The city calls the reporter back: the street hears of it and has ended with it.
        let city = &houses.city.world;
        let passed = json!({ "pass": true });
        city.sign_in("dispatcher").await.act(&number, "review", passed).await.ok();
        let callback = city.sign_in("callback").await;
        callback.post(&format!("/matters/{number}/hold"), json!({})).await;
        let report = above["reports"][0]["id"].clone();
        let call = json!({ "report": report, "verdict": { "contacted": true, "solved": "solved", "satisfied": 5 } });
        callback.act(&number, "callback", call).await.ok();
        houses.settle().await;
        let below = houses.street.matter().await;
        assert_eq!(below["upstream"]["state"], "已办结", "{below}");
        assert_eq!(
            (&below["upstream"]["rating"]["solved"], &below["upstream"]["rating"]["satisfaction"]),
            (&json!("solved"), &json!(5))
        );
        for house in [&houses.city, &houses.street] {
            verified(&house.world).await;
        }
    });
}

#[test]
fn a_cut_line_loses_nothing_and_doubles_nothing() {
    between(Bound::Line, |houses| async move {
        houses.street.line(Line::Cut);
        let number = given(&houses).await;
        houses.wait(61);
        assert!(houses.city.tell().await > 0);
        let waiting = houses.city.shown(STREET, "waiting").await;
        assert_eq!(
            (&waiting[0]["number"], &waiting[0]["problem"]),
            (&json!(number), &json!("http_502"))
        );
        // It arrives, and nobody hears that it did: it is sent again, and is one matter.
        houses.street.line(Line::Deaf);
        houses.wait(61);
        assert!(houses.city.tell().await > 0);
        assert_eq!(houses.city.shown(STREET, "waiting").await[0]["problem"], "http_504");
        houses.street.line(Line::Open);
        houses.wait(600);
        houses.settle().await;
        houses.street.matter().await;
        assert_eq!(houses.city.shown(STREET, "waiting").await, json!([]));

        // What is done below while the line is cut comes at once when it is whole again.
        houses.city.line(Line::Cut);
        let (ours, share) = in_hand(&houses).await;
        answered(&houses, &ours, &share, "已亮").await;
        houses.wait(61);
        assert!(houses.street.tell().await > 0);
        assert_eq!(houses.city.matter().await["stage"], "assigning");
        houses.city.line(Line::Deaf);
        houses.wait(61);
        houses.street.tell().await;
        houses.city.line(Line::Open);
        houses.wait(600);
        houses.settle().await;
        let above = houses.city.matter().await;
        assert_eq!(above["stage"], "verifying", "{above}");
        let kinds: Vec<String> =
            above["history"].as_array().unwrap().iter().map(|step| text(&step["kind"])).collect();
        for once in ["signed_in", "contacted", "submitted"] {
            assert_eq!(kinds.iter().filter(|kind| *kind == once).count(), 1, "{once}: {kinds:?}");
        }

        // What a partner that is gone for days was never told is given up, shown, and sent again by hand.
        houses.street.line(Line::Cut);
        let resident = json!({ "text": "晚上又不亮了" });
        houses.city.world.sign_in("intake").await.act(&number, "supplement", resident).await.ok();
        for _ in 0..12 {
            houses.wait(25 * 3_600);
            houses.city.tell().await;
        }
        assert_eq!(houses.city.shown(STREET, "dead").await[0]["number"], json!(number));
        houses.street.line(Line::Open);
        let admin = houses.city.world.sign_in("admin").await;
        let again = admin.post("/exchange/orders/again", json!({ "partner": STREET })).await.ok();
        assert_eq!(again["orders"], 1);
        houses.settle().await;
        let below = houses.street.matter().await.to_string();
        assert!(below.contains("晚上又不亮了"), "{below}");
    });
}

#[test]
fn what_is_asked_above_is_decided_there() {
    between(Bound::Line, |houses| async move {
        let number = given(&houses).await;
        houses.settle().await;
        let (ours, _) = in_hand(&houses).await;
        let due: jiff::Timestamp =
            text(&houses.street.matter().await["upstream"]["due"]).parse().unwrap();
        let intake = houses.street.world.sign_in("intake").await;
        // More than the rules of the city allow: both sides see that it was refused, and the street takes note of it.
        let until = due + SignedDuration::from_hours(24 * 60);
        let ask = json!({ "ask": "extension", "until": until, "reason": "配件未到" });
        intake.act(&ours, "ask-upstream", ask).await.ok();
        houses.settle().await;
        let (here, there) =
            (houses.street.shown(CITY, "dead").await, houses.city.shown(STREET, "refused").await);
        let refused = format!("refused_{}", text(&there[0]["refused"]));
        assert_eq!(here[0]["problem"], json!(refused), "{here} {there}");
        let no = json!({ "granted": false, "opinion": "上级不受理" });
        houses
            .street
            .world
            .sign_in("dispatcher")
            .await
            .act(&ours, "answer-upstream", no)
            .await
            .ok();
        houses.settle().await;
        assert_eq!(houses.city.shown(STREET, "refused").await, json!([]));

        let until = due + SignedDuration::from_hours(24);
        let ask = json!({ "ask": "extension", "until": until, "reason": "配件未到" });
        intake.act(&ours, "ask-upstream", ask).await.ok();
        houses.settle().await;
        let above = houses.city.matter().await;
        assert_eq!(above["assignments"][0]["pending"]["request"]["kind"], "extension", "{above}");

        let share = above["assignments"][0]["id"].clone();
        let dispatcher = houses.city.world.sign_in("dispatcher").await;
        let granted = json!({ "assignment": share, "granted": true, "opinion": "同意延期" });
        dispatcher.act(&number, "decide", granted).await.ok();
        houses.settle().await;
        let below = houses.street.matter().await;
        assert_eq!(below["upstream"]["asked"][1]["answered"]["granted"], true, "{below}");
        let moved: jiff::Timestamp = text(&below["upstream"]["due"]).parse().unwrap();
        assert!(moved >= until, "{moved} is not before {until}");
        assert!(below.to_string().contains("同意延期"));

        // And to take it back: granted, it is the city's again.
        let ask = json!({ "ask": "return", "reason": "属市管道路" });
        houses.street.world.sign_in("intake").await.act(&ours, "ask-upstream", ask).await.ok();
        houses.settle().await;
        let granted = json!({ "assignment": share, "granted": true, "opinion": "收回" });
        dispatcher.act(&number, "decide", granted).await.ok();
        houses.settle().await;
        assert_eq!(houses.street.matter().await["ending"]["kind"], "handed_over");
        assert_eq!(houses.city.matter().await["stage"], "assigning");
        for house in [&houses.city, &houses.street] {
            verified(&house.world).await;
        }
    });
}

#[test]
fn the_same_travels_as_files() {
    between(Bound::Ferry, |houses| async move {
        let number = given(&houses).await;
        houses.wait(61);
        houses.city.follow().await;
        let (city, street) =
            (houses.city.world.sign_in("admin").await, houses.street.world.sign_in("admin").await);
        let down = city.take("/exchange/files", json!({ "partner": STREET })).await;
        assert!(!down.contains("王丽") && !down.contains("13900000001") && !down.contains("路灯"));
        let path = format!("/exchange/files/in?partner={CITY}");
        let taken = street.upload(&path, "exchange.txt", down.as_bytes()).await.ok();
        assert_eq!(
            (&taken["taken"], &taken["bad"]),
            (&json!(3), &json!([])),
            "photo, order and list"
        );
        let taken = street.upload(&path, "exchange.txt", down.as_bytes()).await.ok();
        assert_eq!((&taken["repeated"], &taken["bad"]), (&json!(2), &json!([])));
        assert_eq!(houses.street.matter().await["upstream"]["number"], json!(number));

        let (ours, share) = in_hand(&houses).await;
        answered(&houses, &ours, &share, "已亮").await;
        houses.wait(61);
        houses.street.follow().await;
        let up = street.take("/exchange/files", json!({ "partner": CITY })).await;
        let path = format!("/exchange/files/in?partner={STREET}");
        let taken = city.upload(&path, "exchange.txt", up.as_bytes()).await.ok();
        assert_eq!((&taken["taken"], &taken["bad"]), (&json!(3), &json!([])), "{taken}");
        let above = houses.city.matter().await;
        assert_eq!(above["stage"], "verifying", "{above}");

        // The own file is nobody's answer, nor is one that was changed, or none at all.
        let own = city.upload(&path, "exchange.txt", down.as_bytes()).await.ok();
        assert_eq!((&own["taken"], own["bad"].as_array().map(Vec::len)), (&json!(0), Some(3)));
        assert_eq!(own["bad"][0]["code"], "exchange_signature");
        let changed = up.replace('A', "B");
        let changed = city.upload(&path, "exchange.txt", changed.as_bytes()).await.ok();
        assert_eq!(changed["taken"], 0);
        let none = city.upload(&path, "exchange.txt", b"hello").await;
        assert_eq!(none.refused(422, "invalid")["field"], "file");
        // Nobody sends by a line for who is called by files.
        let posted = houses.city.world.resident();
        let path = format!("/exchange/370213/{}/messages", "%E5%B1%B1%E6%B5%B7%E8%A1%97%E9%81%93");
        posted.post(&path, json!({})).await.refused(401, "exchange_signature");
    });
}

#[test]
fn each_day_both_sides_compare_what_they_hold() {
    between(Bound::Line, |houses| async move {
        given(&houses).await;
        houses.settle().await;
        for (house, name) in [(&houses.city, STREET), (&houses.street, CITY)] {
            let partner = house.partner(name).await;
            assert!(partner["compared"].is_string(), "{partner}");
            assert_eq!(partner["differences"], json!([]), "{partner}");
        }
        // The city restores yesterday's copy, as it were: it has forgotten what came, and that it sent the order.
        let sql = "UPDATE exchange_order SET taken = 0, sent = 0, state = 'sent'";
        let write = houses.city.world.app.store().write().await.unwrap();
        sea_orm::ConnectionTrait::execute_unprepared(&write, sql).await.unwrap();
        write.commit().await.unwrap();
        houses.wait(25 * 3_600);
        houses.city.tell().await;
        let partner = houses.street.partner(CITY).await;
        assert_eq!(partner["differences"][0]["kind"], "behind_there", "{partner}");
        // What the city has not got is sent again by itself.
        houses.settle().await;
        houses.wait(25 * 3_600);
        houses.settle().await;
        let partner = houses.street.partner(CITY).await;
        assert_eq!(partner["differences"], json!([]), "{partner}");
        houses.city.matter().await;
        houses.street.matter().await;
    });
}

#[test]
fn nobody_else_is_believed() {
    between(Bound::Line, |houses| async move {
        let number = given(&houses).await;
        houses.settle().await;
        let admin = houses.street.world.sign_in("admin").await;
        let stranger = houses.street.world.resident();
        let path = format!("/exchange/370213/{}/messages", "%E5%B8%8212345");
        let order = json!({ "type": "order", "data": { "number": number, "version": 99, "title": "改", "text": "改" } });
        let now = houses.street.world.app.now().as_second().to_string();
        // No signature, one of somebody else, a partner that is not there: all the same answer.
        stranger.post(&path, order.clone()).await.refused(401, "exchange_signature");
        let other =
            standardwebhooks::Webhook::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature =
            other.sign("1", now.parse().unwrap(), order.to_string().as_bytes()).unwrap();
        let headers =
            [("webhook-id", "1"), ("webhook-timestamp", &*now), ("webhook-signature", &*signature)];
        stranger.post_with(&path, &headers, order.clone()).await.refused(401, "exchange_signature");
        let nowhere = "/exchange/370213/nobody/messages";
        stranger
            .post_with(nowhere, &headers, order.clone())
            .await
            .refused(401, "exchange_signature");

        // Its own secret, entered anew; a message of yesterday; one that only the other side sends.
        let secret = format!("whsec_{}", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY=");
        let kept = houses.street.partner(CITY).await;
        let mut partner = kept["partner"].clone();
        partner.as_object_mut().unwrap().remove("account");
        partner["login"] = json!("duijie-city");
        let body = json!({ "partner": partner, "secret": secret });
        admin.put("/exchange/partners", body.clone()).await.refused(412, "stale");
        let seen = [("if-match", "\"1\"")];
        admin.send(Method::PUT, "/exchange/partners", &seen, Some(body)).await.ok();
        let own = standardwebhooks::Webhook::new(&secret).unwrap();
        let signed =
            |body: &Value, at: i64| own.sign("2", at, body.to_string().as_bytes()).unwrap();
        let at: i64 = now.parse().unwrap();
        for (body, at, status, code) in [
            (order.clone(), at - 600, 401, "exchange_clock"),
            (
                json!({ "type": "reply", "data": { "number": number, "version": 1 } }),
                at,
                422,
                "exchange_side",
            ),
            (
                json!({ "type": "order", "data": { "number": "", "version": 1 } }),
                at,
                422,
                "invalid",
            ),
            (
                json!({ "type": "order", "data": { "number": "X", "version": 1, "title": "长".repeat(201), "text": "x" } }),
                at,
                422,
                "invalid",
            ),
            (json!({ "type": "nothing" }), at, 400, "bad_body"),
        ] {
            let (signature, at) = (signed(&body, at), at.to_string());
            let headers = [
                ("webhook-id", "2"),
                ("webhook-timestamp", &*at),
                ("webhook-signature", &*signature),
            ];
            let answer = stranger.post_with(&path, &headers, body).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{}", answer.body);
        }
        // An older version changes nothing; a masked name is nobody's.
        let old = json!({ "type": "order", "data": { "number": number, "version": 1, "title": "改", "text": "改" } });
        let (signature, at) = (signed(&old, at), at.to_string());
        let headers =
            [("webhook-id", "2"), ("webhook-timestamp", &*at), ("webhook-signature", &*signature)];
        let answer = stranger.post_with(&path, &headers, old).await.ok();
        assert_eq!(answer["repeated"], true);
        assert!(!houses.street.matter().await.to_string().contains('改'));

        // Hosts that the configuration does not name are not called, whoever enters them; nor is anybody's own account used.
        let mut below = json!({ "partner": {
            "name": "另一个", "side": { "stands": "above" }, "login": "duijie-city",
            "way": { "by": "link", "url": "http://169.254.169.254/latest" }, "mapping": "hotline",
        } });
        admin.put("/exchange/partners", below.clone()).await.refused(422, "exchange_host");
        below["partner"]["way"] = json!({ "by": "ferry" });
        houses.street.world.set_password("street_clerk", "一个足够长的密码 2026").await;
        below["partner"]["login"] = json!("street_clerk");
        admin.put("/exchange/partners", below.clone()).await.refused(422, "exchange_account");
        below["partner"]["login"] = json!("nobody");
        admin.put("/exchange/partners", below.clone()).await.refused(422, "exchange_account");
        below["partner"]["login"] = json!("duijie-city");
        below["secret"] = json!("whsec_c2hvcnQ=");
        admin.put("/exchange/partners", below.clone()).await.refused(422, "exchange_secret");
        let dispatcher = houses.street.world.sign_in("dispatcher").await;
        dispatcher.put("/exchange/partners", below).await.refused(403, "forbidden");
        // An address of another account's password closes the door.
        houses.street.world.set_password("duijie-city", "一个足够长的密码 2026").await;
        let order = json!({ "type": "order", "data": { "number": number, "version": 99, "title": "改", "text": "改" } });
        let signature = signed(&order, at.parse().unwrap());
        let headers =
            [("webhook-id", "2"), ("webhook-timestamp", &*at), ("webhook-signature", &*signature)];
        stranger.post_with(&path, &headers, order).await.refused(422, "exchange_account");
        let raw =
            stranger.raw(Method::POST, &path, &headers, Body::from(vec![b'x'; 25 << 20])).await;
        assert_eq!(raw.status().as_u16(), 413);
    });
}

#[test]
fn who_is_sealed_stays_so() {
    between(Bound::Line, |houses| async move {
        let city = &houses.city.world;
        let (intake, dispatcher) = (city.sign_in("intake").await, city.sign_in("dispatcher").await);
        let mut said = report();
        (said["confidential"], said["text"]) =
            (json!(true), json!("和美小区路灯不亮，打 13911112222 找我"));
        let number = text(&intake.post("/matters", said).await.ok()["number"]);
        dispatcher.act(&number, "accept", json!({})).await.ok();
        dispatcher.act(&number, "assign", json!({ "lead": URBAN })).await.ok();
        houses.settle().await;
        let below = houses.street.matter().await;
        assert_eq!(below["reports"][0]["person"], Value::Null, "{below}");
        let all = below.to_string();
        assert!(!all.contains("王") && !all.contains("13911112222"), "{all}");
        // Who was told of a name is written down; here nobody was.
        let audit = city.sign_in("audit").await;
        let looks = audit.get("/audit/entries?kind=look").await;
        assert_eq!(looks.status.as_u16(), 200, "{}", looks.body);
        assert_eq!(looks.body["entries"].as_array().map(Vec::len), Some(0), "{}", looks.body);
    });
}
