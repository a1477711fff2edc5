//! 知识库: an office writes an answer, somebody else publishes it, intake finds and uses it, and its office is asked before
//! it expires.

use axum::http::Method;
use huisheng_server::timer;
use huisheng_store::book::example;
use jiff::ToSpan;
use serde_json::{Value, json};

use crate::world::{Answer, Person, World, nobody, report, story};

fn path(n: u32) -> String {
    format!("/knowledge/00000000-0000-7000-8000-{n:012}")
}

/// So many days from today.
fn until(world: &World, days: i64) -> String {
    world.app.today(world.app.now()).saturating_add(days.days()).to_string()
}

fn entry(world: &World, question: &str) -> Value {
    json!({
        "question": question, "answer": "带身份证到街道便民服务大厅，当场补办。电话 0532-88881234。",
        "unit": example::URBAN, "source": "社会保障卡业务办理指南", "until": until(world, 200), "public": true,
    })
}

async fn change(person: &Person, n: u32, seen: i64, body: Value) -> Answer {
    let tag = format!("\"{seen}\"");
    person.send(Method::PUT, &path(n), &[("if-match", &tag)], Some(body)).await
}

async fn publish(person: &Person, n: u32, version: i64) -> Answer {
    person.post(&format!("{}/publish", path(n)), json!({ "version": version })).await
}

async fn withdraw(person: &Person, n: u32) -> Answer {
    person.post(&format!("{}/withdraw", path(n)), json!({ "reason": "政策已经调整" })).await
}

async fn find(person: &Person, text: &str) -> Vec<String> {
    let found = person.post("/knowledge/search", json!({ "text": text })).await.ok();
    let question = |one: &Value| one["entry"]["question"].as_str().unwrap().to_owned();
    found.as_array().unwrap().iter().map(question).collect()
}

async fn ask(world: &World, text: &str) -> Vec<String> {
    let found =
        world.resident().post("/public/knowledge/search", json!({ "text": text })).await.ok();
    let question = |one: &Value| one["question"].as_str().unwrap().to_owned();
    found.as_array().unwrap().iter().map(question).collect()
}

/// Written by the clerk of the office, published by the dispatcher of the street.
async fn told(world: &World, n: u32, body: Value) {
    world.sign_in("clerk").await.put(&path(n), body).await.ok();
    publish(&world.sign_in("dispatcher").await, n, 1).await.ok();
}

const LOST: &str = "社保卡丢了怎么补办";

#[test]
fn an_answer_is_written_published_found_corrected_and_withdrawn() {
    story(|world| async move {
        let (clerk, dispatcher) = (world.sign_in("clerk").await, world.sign_in("dispatcher").await);
        let intake = world.sign_in("intake").await;
        let first = entry(&world, LOST);
        let made = clerk.put(&path(1), first.clone()).await.ok();
        assert_eq!((&made["state"], &made["awaits"]), (&json!("draft"), &json!(true)));
        assert_eq!((&made["may_change"], &made["may_publish"]), (&json!(true), &json!(false)));
        assert_eq!(clerk.put(&path(1), first.clone()).await.ok(), made, "sent again");
        assert_eq!(find(&intake, "社保卡").await, Vec::<String>::new());
        intake.get(&path(1)).await.refused(404, "not_found");
        publish(&clerk, 1, 1).await.refused(403, "forbidden");
        publish(&intake, 1, 1).await.refused(404, "not_found");
        publish(&dispatcher, 1, 2).await.refused(412, "stale");
        let told = publish(&dispatcher, 1, 1).await.ok();
        assert_eq!((&told["state"], &told["version"]), (&json!("published"), &json!(2)));
        assert_eq!(publish(&dispatcher, 1, 1).await.ok()["version"], 2, "sent again");
        assert_eq!(find(&intake, "社保卡").await, [LOST]);
        assert_eq!(find(&intake, "我的社保卡不见了，想补办一张").await, [LOST]);
        assert_eq!(find(&intake, "供暖").await, Vec::<String>::new());
        assert_eq!(ask(&world, "补办").await, [LOST]);
        assert_eq!(ask(&world, "").await, [LOST]);

        // A correction is told once somebody else has published it.
        let mut second = first.clone();
        second["answer"] = json!("网上也能办。");
        second["public"] = json!(false);
        clerk.put(&path(1), second.clone()).await.refused(412, "stale");
        let written = change(&clerk, 1, 2, second).await.ok();
        assert_eq!((&written["state"], &written["awaits"]), (&json!("published"), &json!(true)));
        assert_eq!(written["told"]["answer"], first["answer"]);
        let waits = dispatcher.get("/knowledge?list=awaiting").await.ok();
        assert_eq!(waits["entries"][0]["may_publish"], true);
        assert_eq!(intake.get("/knowledge?list=awaiting").await.ok()["entries"], json!([]));
        let read = intake.get(&path(1)).await.ok();
        assert_eq!(read["entry"]["answer"], first["answer"], "who only reads, reads what is told");
        assert_eq!((&read["awaits"], &read["told"]), (&json!(false), &Value::Null));
        intake.get(&format!("{}/versions", path(1))).await.refused(404, "not_found");
        publish(&dispatcher, 1, 3).await.ok();
        assert_eq!(ask(&world, "补办").await, Vec::<String>::new(), "for staff only");

        withdraw(&intake, 1).await.refused(403, "forbidden");
        clerk
            .post(&format!("{}/withdraw", path(1)), json!({ "reason": "。" }))
            .await
            .refused(422, "reason_needed");
        let gone = withdraw(&clerk, 1).await.ok();
        assert_eq!((&gone["state"], &gone["may_publish"]), (&json!("withdrawn"), &json!(false)));
        assert_eq!(withdraw(&clerk, 1).await.ok()["version"], gone["version"], "it is withdrawn");
        assert_eq!(find(&intake, "社保卡").await, Vec::<String>::new());
        intake.get(&path(1)).await.refused(404, "not_found");
        let all = clerk.get(&format!("{}/versions", path(1))).await.ok();
        let acts: Vec<_> =
            all.as_array().unwrap().iter().map(|one| (&one["act"], &one["by"]["name"])).collect();
        let (written, published, withdrawn) =
            (json!("written"), json!("published"), json!("withdrawn"));
        let (of_clerk, of_desk) = (json!("clerk"), json!("dispatcher"));
        assert_eq!(
            acts,
            [
                (&written, &of_clerk),
                (&published, &of_desk),
                (&written, &of_clerk),
                (&published, &of_desk),
                (&withdrawn, &of_clerk),
            ]
        );
        assert_eq!(all[4]["note"], "政策已经调整");
        let audit = world.sign_in("county_audit").await;
        let trail = audit.get("/audit/entries?kind=knowledge_written").await.ok();
        assert_eq!(trail["entries"].as_array().map(Vec::len), Some(5), "{trail}");
    });
}

#[test]
fn nobody_publishes_the_own_and_nobody_keeps_what_is_anothers() {
    story(|world| async move {
        let dispatcher = world.sign_in("dispatcher").await;
        dispatcher.put(&path(1), entry(&world, LOST)).await.ok();
        publish(&dispatcher, 1, 1).await.refused(403, "knowledge_own");
        // The level above is somebody else.
        publish(&world.sign_in("supervisor").await, 1, 1).await.ok();
        let housing = world.sign_in("housing").await;
        housing.put(&path(2), entry(&world, "别的单位的")).await.refused(403, "forbidden");
        change(&housing, 1, 2, entry(&world, "改别人的")).await.refused(403, "forbidden");
        withdraw(&housing, 1).await.refused(403, "forbidden");
        assert_eq!(find(&housing, "社保卡").await, [LOST], "everybody at a desk reads it");
        for login in ["intake", "callback", "grid", "leader", "admin"] {
            let other = world.sign_in(login).await;
            other.put(&path(3), entry(&world, "不行")).await.refused(403, "forbidden");
        }
        world.sign_in("admin").await.get("/knowledge").await.refused(403, "forbidden");
        dispatcher.get("/knowledge?area=110101").await.refused(404, "not_found");
        world.resident().get("/knowledge").await.refused(401, "not_signed_in_here");
    });
}

#[test]
fn what_cannot_be_kept_is_named() {
    story(|world| async move {
        let clerk = world.sign_in("clerk").await;
        for (field, value) in [
            ("question", json!(" ")),
            ("question", json!("长".repeat(101))),
            ("answer", json!("")),
            ("answer", json!("王某 11010519491231002X 已办")),
            ("source", json!("")),
            ("until", json!("2020-01-01")),
            ("until", json!("2099-01-01")),
            ("unit", json!(nobody())),
            ("category", json!(nobody())),
        ] {
            let mut wrong = entry(&world, LOST);
            wrong[field] = value;
            let refused = clerk.put(&path(1), wrong).await.refused(422, "invalid");
            assert_eq!(refused["field"], field);
        }
        // An office has a mobile, too: it is said, not refused.
        let mut mobile = entry(&world, LOST);
        mobile["answer"] = json!("请打社区值班手机 13900000001");
        assert_eq!(clerk.put(&path(1), mobile).await.ok()["holds_mobile"], true);
        clerk.get("/knowledge?after=x").await.refused(422, "invalid");
    });
}

#[test]
fn an_answer_counts_once_for_each_matter_and_the_most_used_comes_first() {
    story(|world| async move {
        told(&world, 1, entry(&world, "社保卡怎么激活")).await;
        told(&world, 2, entry(&world, LOST)).await;
        let intake = world.sign_in("intake").await;
        assert_eq!(find(&intake, "社保卡").await, [LOST, "社保卡怎么激活"], "the newest first");
        let used = async |number: &str| {
            intake.post(&format!("{}/uses", path(1)), json!({ "matter": number })).await
        };
        for (nth, counted) in [1, 2].into_iter().enumerate() {
            let mut asked = report();
            asked["kind"] = json!("consultation");
            asked["title"] = json!(format!("问社保卡 {nth}"));
            asked["at_once"] = json!({ "as": "answered", "answer": "带身份证补办" });
            let number =
                intake.post("/matters", asked).await.ok()["number"].as_str().unwrap().to_owned();
            for _ in 0..2 {
                assert_eq!(used(&number).await.ok()["used"], counted);
            }
        }
        assert_eq!(find(&intake, "社保卡").await, ["社保卡怎么激活", LOST], "the most used first");
        used("990101202611220000127").await.refused(404, "not_found");
        let number =
            intake.post("/matters", report()).await.ok()["number"].as_str().unwrap().to_owned();
        withdraw(&world.sign_in("clerk").await, 1).await.ok();
        used(&number).await.refused(404, "not_found");
    });
}

/// Those matters that the office was given.
async fn asked(person: &Person) -> Vec<Value> {
    let list = person.get("/matters?kind=internal").await.ok();
    list["matters"].as_array().unwrap().clone()
}

#[test]
fn the_office_is_asked_once_before_an_answer_expires_and_renewing_it_answers() {
    story(|world| async move {
        let mut soon = entry(&world, LOST);
        soon["until"] = json!(until(&world, 5));
        told(&world, 1, soon.clone()).await;
        told(&world, 2, entry(&world, "供暖什么时候开始")).await;
        let other = world.another_node().await;
        let now = world.app.now();
        timer::ask_owner(&world.app, now).await.unwrap();
        timer::ask_owner(&other.app, now).await.unwrap();
        timer::ask_owner(&world.app, now).await.unwrap();
        let clerk = world.sign_in("clerk").await;
        let all = asked(&clerk).await;
        assert_eq!(all.len(), 1, "one answer expires, and its office is asked once: {all:?}");
        let number = all[0]["number"].as_str().unwrap().to_owned();
        let shown = clerk.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(
            (&shown["procedure"], &shown["stage"]),
            (&json!("internal"), &json!("assigning"))
        );
        assert_eq!(clerk.get(&path(1)).await.ok()["asked"], true);

        // The office renews it, which is its answer; the supervisor checks, publishes and so ends it.
        soon["until"] = json!(until(&world, 300));
        change(&clerk, 1, 2, soon.clone()).await.ok();
        let shown = clerk.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(shown["stage"], "verifying", "{shown}");
        let supervisor = world.sign_in("supervisor").await;
        publish(&supervisor, 1, 3).await.ok();
        let shown = supervisor.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(shown["ending"]["kind"], "not_needed", "{shown}");
        assert_eq!(clerk.get(&path(1)).await.ok()["asked"], false);
        timer::ask_owner(&world.app, world.app.now()).await.unwrap();
        assert_eq!(asked(&clerk).await.len(), 1, "it is good for long");

        // Once it is over, it is shown as such and offered to nobody.
        world.wait_hours(24 * 301);
        let (clerk, intake) = (world.sign_in("clerk").await, world.sign_in("intake").await);
        assert_eq!(clerk.get(&path(1)).await.ok()["state"], "expired");
        assert_eq!(find(&intake, "社保卡").await, Vec::<String>::new());
        assert_eq!(ask(&world, "").await, Vec::<String>::new());
        let number =
            intake.post("/matters", report()).await.ok()["number"].as_str().unwrap().to_owned();
        let used = intake.post(&format!("{}/uses", path(1)), json!({ "matter": number })).await;
        used.refused(409, "knowledge_not_told");
        // Asked again, and withdrawing answers as well.
        timer::ask_owner(&world.app, world.app.now()).await.unwrap();
        let before = asked(&clerk).await;
        assert_eq!(before.len(), 3, "both have expired");
        withdraw(&clerk, 1).await.ok();
        let stage = |all: &[Value]| all.iter().filter(|one| one["stage"] == "verifying").count();
        assert_eq!((stage(&before), stage(&asked(&clerk).await)), (0, 1));
    });
}
