//! Somebody who lost number and code, or only ever telephoned, finds the own matters by telephone.

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use huisheng_server::timer;
use huisheng_store::one_time_code::within_the_hour;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::world::{Person, World, report, story};

const NUMBER: &str = "13900000001";

/// A gateway, and what it was told: the key and the message.
#[derive(Clone, Default)]
struct Gateway {
    told: Arc<Mutex<Vec<(String, Value)>>>,
    down: Arc<Mutex<bool>>,
}

impl Gateway {
    /// Its address.
    async fn open(&self) -> String {
        let own = self.clone();
        let take = async move |headers: HeaderMap, Json(message): Json<Value>| {
            if *own.down.lock().unwrap_or_else(PoisonError::into_inner) {
                return StatusCode::INTERNAL_SERVER_ERROR;
            }
            let key = headers["authorization"].to_str().unwrap().to_owned();
            own.told.lock().unwrap_or_else(PoisonError::into_inner).push((key, message));
            StatusCode::ACCEPTED
        };
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let router = Router::new().route("/send", post(take));
        tokio::spawn(async move { axum::serve(socket, router).await.unwrap() });
        format!("http://{address}/send")
    }

    fn told(&self) -> Vec<(String, Value)> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The code in the last message.
    fn code(&self) -> String {
        let told = self.told();
        let (key, message) = told.last().expect("a message");
        assert_eq!((key.as_str(), &message["to"]), ("Bearer secret", &json!(NUMBER)));
        let text = message["text"].as_str().unwrap();
        let digits = text.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 6);
        digits.unwrap_or_else(|| panic!("{text}")).to_owned()
    }
}

async fn with_gateway(world: &World) -> (World, Gateway) {
    let gateway = Gateway::default();
    let url = gateway.open().await;
    (world.with(json!({ "sms": { "url": url, "key": "secret" } })).await, gateway)
}

async fn ask(person: &Person, contact: &str) -> crate::world::Answer {
    person.post("/public/codes", json!({ "contact": contact })).await
}

async fn mine(person: &Person, code: &str) -> crate::world::Answer {
    person.post("/public/mine", json!({ "contact": NUMBER, "code": code })).await
}

/// What the hotline entered, with the telephone as it was said.
async fn entered(world: &World, title: &str, more: Value) -> String {
    let mut body = report();
    body["title"] = title.into();
    body["contact"] = "139 0000-0001".into();
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    let intake = world.sign_in("intake").await;
    intake.post("/matters", body).await.ok()["number"].as_str().unwrap().to_owned()
}

fn titles(mine: &Value) -> Vec<&str> {
    mine["matters"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect()
}

#[test]
fn whoever_only_telephoned_finds_what_the_hotline_entered() {
    story(|world| async move {
        let (world, gateway) = with_gateway(&world).await;
        let resident = world.resident();
        assert_eq!(resident.get("/public/codes").await.ok(), json!({ "way": "sms" }));
        entered(&world, "路灯不亮", json!({})).await;
        world.wait_hours(1);
        let number = entered(&world, "垃圾没人清", json!({})).await;
        entered(&world, "别人的事", json!({ "contact": "13900000002" })).await;
        entered(&world, "不想让人知道", json!({ "confidential": true })).await;
        let erased = entered(&world, "登记错了", json!({})).await;
        let supervisor = world.sign_in("supervisor").await;
        supervisor.act(&erased, "quarantine", json!({ "ground": "mistake" })).await.ok();

        let sent = ask(&resident, "139 0000 0001").await.ok();
        assert_eq!(sent, json!({ "valid": 300, "again": 60 }), "the code is in the message only");
        let found = mine(&resident, &gateway.code()).await.ok();
        assert_eq!(titles(&found), ["垃圾没人清", "路灯不亮"]);
        let first = &found["matters"][0];
        assert_eq!(first["number"], json!(number));
        let code = [("x-follow-code", first["code"].as_str().unwrap())];
        let path = format!("/public/matters/{number}");
        let followed = resident.send(axum::http::Method::GET, &path, &code, None).await.ok();
        assert_eq!(followed["title"], "垃圾没人清");
        // Once.
        mine(&resident, &gateway.code()).await.refused(422, "code_wrong");
        // What is older than a year is found by number and code only.
        world.wait_hours(24 * 366);
        ask(&resident, NUMBER).await.ok();
        assert_eq!(titles(&mine(&resident, &gateway.code()).await.ok()), Vec::<&str>::new());
    });
}

#[test]
fn a_number_that_staff_entered_opens_nothing() {
    story(|world| async move {
        let (world, gateway) = with_gateway(&world).await;
        entered(&world, "窗口推诿", json!({ "kind": "complaint" })).await;
        let number = entered(&world, "路灯不亮", json!({ "contact": "13900000002" })).await;
        let intake = world.sign_in("intake").await;
        let seen = intake.get(&format!("/matters/{number}")).await.ok();
        let own =
            json!({ "report": seen["reports"][0]["id"], "contact": NUMBER, "reason": "号码有误" });
        intake.act(&number, "amend", own).await.ok();
        let resident = world.resident();
        ask(&resident, NUMBER).await.ok();
        let found = mine(&resident, &gateway.code()).await.ok();
        assert_eq!(titles(&found), Vec::<&str>::new());
    });
}

#[test]
fn a_matter_that_was_split_is_told_as_one() {
    story(|world| async move {
        let (world, gateway) = with_gateway(&world).await;
        let number = entered(&world, "路灯和垃圾", json!({})).await;
        let dispatcher = world.sign_in("dispatcher").await;
        dispatcher.act(&number, "accept", json!({})).await.ok();
        let part = |title: &str| json!({ "title": title, "text": title });
        let parts = json!({ "parts": [part("路灯不亮"), part("垃圾没人清")], "reason": "两件事" });
        dispatcher.act(&number, "split", parts).await.ok();
        let resident = world.resident();
        ask(&resident, NUMBER).await.ok();
        let found = mine(&resident, &gateway.code()).await.ok();
        assert_eq!(titles(&found), ["路灯和垃圾"]);
    });
}

#[test]
fn codes_are_few_short_lived_and_void_after_five_tries() {
    story(|world| async move {
        let (world, gateway) = with_gateway(&world).await;
        let resident = world.resident();
        // The answer is the same whether or not anything was reported from there.
        let unknown = ask(&resident, NUMBER).await.ok();
        entered(&world, "路灯不亮", json!({})).await;
        let soon = ask(&resident, NUMBER).await.refused(429, "code_too_soon");
        assert!(soon["facts"]["not_before"].is_string(), "{soon}");
        world.app.clock().advance(SignedDuration::from_secs(61));
        assert_eq!(ask(&resident, NUMBER).await.ok(), unknown);

        let right = gateway.code();
        let wrong = if right == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            let refused = mine(&resident, wrong).await.refused(422, "code_wrong");
            assert_eq!(refused["field"], "code");
        }
        mine(&resident, &right).await.refused(422, "code_wrong");

        world.app.clock().advance(SignedDuration::from_secs(61));
        ask(&resident, NUMBER).await.ok();
        world.app.clock().advance(SignedDuration::from_secs(300));
        mine(&resident, &gateway.code()).await.refused(422, "code_wrong");
        for _ in 0..2 {
            world.app.clock().advance(SignedDuration::from_secs(61));
            ask(&resident, NUMBER).await.ok();
        }
        world.app.clock().advance(SignedDuration::from_secs(61));
        ask(&resident, NUMBER).await.refused(429, "code_too_soon");
        assert_eq!(gateway.told().len(), 5);

        world.wait_hours(1);
        ask(&resident, NUMBER).await.ok();
        let count = async || within_the_hour(world.app.store().read(), world.app.now()).await;
        assert_eq!(count().await.unwrap(), 1);
        world.wait_hours(2);
        timer::forget(&world.app, world.app.now()).await.unwrap();
        let write = world.app.store().write().await.unwrap();
        let gone = huisheng_store::one_time_code::forget(&write, world.app.now()).await.unwrap();
        write.rollback().await.unwrap();
        assert_eq!(gone, 0, "the timer forgot it");
    });
}

#[test]
fn without_a_gateway_nothing_is_offered_and_one_that_fails_is_told() {
    story(|world| async move {
        let resident = world.resident();
        assert_eq!(resident.get("/public/codes").await.ok(), json!({ "way": "off" }));
        ask(&resident, NUMBER).await.refused(409, "codes_off");
        mine(&resident, "000000").await.refused(422, "code_wrong");

        let (world, gateway) = with_gateway(&world).await;
        let resident = world.resident();
        for contact in ["0532-88012345", "1390000000", ""] {
            let refused = ask(&resident, contact).await.refused(422, "no_mobile");
            assert_eq!(refused["field"], "contact");
        }
        *gateway.down.lock().unwrap() = true;
        ask(&resident, NUMBER).await.refused(502, "code_not_sent");
        // What was to be sent is counted: nobody wears a gateway out.
        ask(&resident, NUMBER).await.refused(429, "code_too_soon");
    });
}
