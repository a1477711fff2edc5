//! What an account inside must not find out, each as it was found out once: docs/security/hour.md.

use axum::http::Method;
use huisheng_domain::number::MatterNumber;
use huisheng_store::book::example::{URBAN, area};
use serde_json::{Value, json};

use crate::world::{Person, World, account_of, opened, report, story};

/// A complaint that the urban office handles.
async fn complaint(world: &World, more: Value) -> String {
    let mut said = report();
    said["kind"] = json!("complaint");
    said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = world.sign_in("intake").await.post("/matters", said).await.ok();
    let number = made["number"].as_str().unwrap().to_owned();
    let desk = world.sign_in("dispatcher").await;
    desk.act(&number, "accept", json!({ "severity": "general" })).await.ok();
    desk.act(&number, "assign", json!({ "lead": URBAN })).await.ok();
    number
}

async fn seen(person: &Person, number: &str) -> Value {
    person.get(&format!("/matters/{number}")).await.ok()
}

/// What was braked, as the auditor reads it.
async fn braked(world: &World) -> Vec<Value> {
    let auditor = world.sign_in("county_audit").await;
    let page = auditor.get("/audit/entries?kind=braked").await.ok();
    page["entries"].as_array().unwrap().iter().map(|one| one["details"]["what"].clone()).collect()
}

#[test]
fn a_search_is_braked_and_the_auditor_reads_of_it() {
    story(|world| async move {
        let world = world.with(json!({ "brake": { "searches_a_minute": 2 } })).await;
        let clerk = world.sign_in("clerk").await;
        for _ in 0..2 {
            clerk.get("/matters?q=%E8%B7%AF%E7%81%AF").await.ok();
        }
        for _ in 0..2 {
            let refused = clerk.get("/matters?q=%E8%B7%AF%E7%81%AF").await;
            assert!(refused.refused(429, "too_often")["facts"]["not_before"].is_string());
        }
        // Neither a list nor anybody else waits for that.
        clerk.get("/matters").await.ok();
        world.sign_in("head").await.get("/matters?q=%E8%B7%AF%E7%81%AF").await.ok();
        assert_eq!(braked(&world).await, ["search"]);
        world.wait_hours(1);
        clerk.get("/matters?q=%E8%B7%AF%E7%81%AF").await.ok();
    });
}

#[test]
fn looks_are_braked_and_the_auditor_reads_of_it() {
    story(|world| async move {
        let brake = json!({ "brake": { "looks_an_hour": 1, "callers_an_hour": 1 } });
        let world = world.with(brake).await;
        let intake = world.sign_in("intake").await;
        let made = intake.post("/matters", report()).await.ok();
        let number = made["number"].as_str().unwrap();
        let voice = seen(&intake, number).await["reports"][0]["id"].clone();
        let path = format!("/matters/{number}/reports/{}/look", voice.as_str().unwrap());
        let why = json!({ "reason": "核对姓名" });
        intake.post(&path, why.clone()).await.ok();
        intake.post(&path, why.clone()).await.refused(429, "too_often");
        // The words are a look like that.
        intake
            .post(&format!("/matters/{number}/steps/1/look"), why)
            .await
            .refused(429, "too_often");
        let asked = json!({ "contact": "13900000001", "reason": "来电人询问进度" });
        intake.post("/callers", asked.clone()).await.ok();
        intake.post("/callers", asked).await.refused(429, "too_often");
        assert_eq!(braked(&world).await, ["caller", "look"]);
        // A reason that says nothing is none, and is not counted.
        for nothing in ["..", "1111", "\u{200b}\u{200b}\u{200b}\u{200b}"] {
            let refused = intake.post(&path, json!({ "reason": nothing })).await;
            assert_eq!(refused.refused(422, "reason_needed")["field"], "reason");
        }
    });
}

#[test]
fn a_guess_under_stars_is_answered_with_nothing() {
    story(|world| async move {
        let (intake, clerk) = (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let mut said = report();
        said["text"] = json!("路灯不亮，邻居电话13812345678");
        let made = intake.post("/matters", said).await.ok();
        let number = made["number"].as_str().unwrap();
        let words = async || seen(&clerk, number).await["history"][0]["words"]["text"].clone();
        assert_eq!(words().await, "路灯不亮，邻居电话138****5678");
        for guess in ["45", "4567", "1234", "812345"] {
            clerk.act(number, "mark", json!({ "step": 1, "pieces": [guess] })).await;
            assert_eq!(words().await, "路灯不亮，邻居电话138****5678", "{guess}");
        }
        clerk.act(number, "mark", json!({ "step": 1, "pieces": ["邻居"] })).await.ok();
        assert_eq!(words().await, "路灯不亮，邻*电话138****5678");
    });
}

#[test]
fn nobody_sees_the_mask_of_a_sealed_voice() {
    story(|world| async move {
        let number = complaint(&world, json!({})).await;
        for who in ["intake", "dispatcher", "clerk", "callback", "supervisor", "leader"] {
            let voice = seen(&world.sign_in(who).await, &number).await["reports"][0].clone();
            let told = (&voice["name"], &voice["contact"], &voice["contactable"]);
            assert_eq!(told, (&Value::Null, &Value::Null, &json!(true)), "{who}");
        }
        let dispatcher = world.sign_in("dispatcher").await;
        opened(&dispatcher, &world.sign_in("supervisor").await, &number).await;
        assert_eq!(seen(&dispatcher, &number).await["reports"][0]["name"], "王*");
    });
}

#[test]
fn what_a_sealed_voice_says_of_itself_stands_nowhere() {
    story(|world| async move {
        let said = json!({
            "name": "诸葛静", "contact": "zhuge.jing@example.org",
            "text": "我叫诸葛静，13812345678，也可以写信到zhuge.jing@example.org",
        });
        let number = complaint(&world, said).await;
        let clerk = world.sign_in("clerk").await;
        let text = seen(&clerk, &number).await["history"][0]["words"]["text"].clone();
        assert_eq!(text, "我叫***，***********，也可以写信到**********************");
        for part in ["138", "5678", "zhuge"] {
            let page = clerk.get(&format!("/matters?q={part}")).await.ok();
            assert_eq!(page["matters"], json!([]), "{part}");
        }
    });
}

#[test]
fn nor_does_whatever_is_said_of_it_later() {
    story(|world| async move {
        let (intake, dispatcher, clerk) = (
            world.sign_in("intake").await,
            world.sign_in("dispatcher").await,
            world.sign_in("clerk").await,
        );
        let mut said = report();
        said["kind"] = json!("complaint");
        said["name"] = json!("蒯湢翀");
        let made = intake.post("/matters", said).await.ok();
        let (number, code) = (made["number"].as_str().unwrap(), made["code"].as_str().unwrap());
        let with = [("x-follow-code", code)];
        let own = format!("/public/matters/{number}");
        let resident = world.resident();
        dispatcher.act(number, "accept", json!({ "severity": "general" })).await.ok();
        let opinion = "请联系蒯湢翀";
        dispatcher.act(number, "assign", json!({ "lead": URBAN, "opinion": opinion })).await.ok();
        let add = json!({ "text": "我是蒯湢翀，又停水了" });
        resident.post_with(&format!("{own}/supplement"), &with, add).await.ok();
        resident.post_with(&format!("{own}/urge"), &with, json!({ "text": "蒯湢翀催" })).await.ok();
        intake.act(number, "supplement", json!({ "text": "蒯湢翀来电" })).await.ok();
        clerk.act(number, "note", json!({ "text": "找蒯湢翀" })).await.ok();
        let history = seen(&clerk, number).await["history"].to_string();
        assert!(!history.contains('蒯') && history.contains("我是***"), "{history}");
        let page = clerk.get("/matters?q=%E8%92%AF%E6%B9%A2%E7%BF%80").await.ok();
        assert_eq!(page["matters"], json!([]));

        // Nor is a piece of a name left where one is marked by hand.
        clerk.act(number, "note", json!({ "text": "其妻令狐冲也在" })).await.ok();
        let step = seen(&clerk, number).await["version"].clone();
        clerk.act(number, "mark", json!({ "step": step, "pieces": ["令狐冲"] })).await.ok();
        let history = seen(&clerk, number).await["history"].to_string();
        assert!(history.contains("其妻***也在"), "{history}");
    });
}

#[test]
fn the_policies_tell_nobody_whom_a_matter_complains_of() {
    story(|world| async move {
        let said = json!({ "subjects": { "units": [], "accounts": [account_of("head")] } });
        let number = complaint(&world, said).await;
        let plain = complaint(&world, json!({})).await;
        let ask = async |who: &str, number: &str| {
            let question = json!({ "who": "head", "what": "see", "on": number });
            world.sign_in(who).await.post("/policies/explain", question).await
        };
        for number in [&number, &plain] {
            assert_eq!(ask("security", number).await.refused(422, "invalid")["field"], "on");
        }
        ask("audit", &number).await.refused(422, "invalid");
        ask("audit", &plain).await.ok();
        let told = ask("county_audit", &number).await.ok();
        assert_eq!(
            (&told["allowed"], &told["because"][0]["id"]),
            (&json!(false), &json!("kept-apart"))
        );
        let auditor = world.sign_in("county_audit").await;
        let page = auditor.get("/audit/entries?kind=policy_asked").await.ok();
        assert_eq!(page["entries"].as_array().unwrap().len(), 2);
        assert_eq!(page["entries"][0]["number"], json!(number));
    });
}

#[test]
fn where_a_page_goes_on_is_told_to_nobody_else() {
    story(|world| async move {
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        for _ in 0..2 {
            intake.post("/matters", report()).await.ok();
        }
        let page = dispatcher.get("/matters?limit=1").await.ok();
        let (next, id) = (page["next"].as_str().unwrap(), page["matters"][0]["number"].clone());
        let second = dispatcher.get(&format!("/matters?limit=1&after={next}")).await.ok();
        assert_ne!(second["matters"][0]["number"], id);
        for other in [next, "1_00000000000000000000000000000000", "zz"] {
            let refused = intake.get(&format!("/matters?limit=1&after={other}")).await;
            assert_eq!(refused.refused(422, "invalid")["field"], "after", "{other}");
        }
    });
}

#[test]
fn links_name_what_one_sees() {
    story(|world| async move {
        let number = complaint(&world, json!({})).await;
        let desk = world.sign_in("dispatcher").await;
        let part = |title: &str| json!({ "title": title, "text": title });
        let parts = json!({ "parts": [part("噪声扰民"), part("窗口推诿")], "reason": "两件事" });
        let parts = desk.act(&number, "split", parts).await.ok()["with"].clone();
        let named =
            json!({ "units": [], "accounts": [account_of("callback")], "reason": "来电人指明" });
        let kept = parts[1].as_str().unwrap();
        desk.act(kept, "name-subjects", named).await.ok();
        let text = seen(&world.sign_in("callback").await, &number).await.to_string();
        assert!(text.contains(parts[0].as_str().unwrap()));
        assert!(!text.contains(kept), "{text}");
    });
}

#[test]
fn an_order_of_above_names_its_matter_to_who_sees_it() {
    story(|world| async move {
        let order = json!({ "upstream": { "source": "市级平台", "number": "SJ-9" } });
        let number = complaint(&world, order.clone()).await;
        let desk = world.sign_in("dispatcher").await;
        let named =
            json!({ "units": [], "accounts": [account_of("clerk")], "reason": "来电人指明" });
        desk.act(&number, "name-subjects", named).await.ok();
        let mut again = report();
        again["upstream"] = order["upstream"].clone();
        let told = desk.post("/matters", again.clone()).await.refused(409, "upstream_taken");
        assert_eq!(told["facts"]["number"], json!(number));
        let clerk = world.sign_in("clerk").await;
        let told = clerk.post("/matters", again).await.refused(409, "upstream_taken");
        assert_eq!(told["facts"], Value::Null);
    });
}

#[test]
fn an_auditor_is_not_told_which_numbers_there_are() {
    story(|world| async move {
        let said = json!({ "subjects": { "units": [URBAN], "accounts": [] } });
        let made = {
            let mut body = report();
            body.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
            world.sign_in("intake").await.post("/matters", body).await.ok()
        };
        let community = world.sign_in("community_audit").await;
        let none = MatterNumber::new(area(), jiff::civil::date(2026, 1, 5), 7).unwrap().to_string();
        for number in [made["number"].as_str().unwrap(), &none] {
            let page = community.get(&format!("/audit/entries?number={number}")).await.ok();
            assert_eq!(page["entries"], json!([]), "{number}");
        }
        let wrong = community.send(Method::GET, "/audit/entries?number=1", &[], None).await;
        wrong.refused(422, "invalid");
    });
}
