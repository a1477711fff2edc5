//! 保密: who asked to stay hidden is hidden from the offices that handle the matter.

use huisheng_store::book::example;
use serde_json::{Value, json};

use crate::world::{Person, opened, report, story};

async fn voices(who: &Person, number: &str) -> Vec<Value> {
    who.get(&format!("/matters/{number}")).await.ok()["reports"].as_array().unwrap().clone()
}

#[test]
fn the_handling_office_sees_neither_name_nor_telephone() {
    story(|world| async move {
        let (intake, clerk) = (world.sign_in("intake").await, world.sign_in("clerk").await);
        let dispatcher = world.sign_in("dispatcher").await;
        let (callback, leader) = (world.sign_in("callback").await, world.sign_in("leader").await);
        let mut said = report();
        said["confidential"] = json!(true);
        let made = intake.post("/matters", said).await.ok();
        let number = made["number"].as_str().unwrap();
        let joined = json!({
            "channel": "PHONE12345", "text": "我也是", "name": "李强", "contact": "13900000009",
            "confidential": true,
        });
        intake.act(number, "join", joined).await.ok();
        let open = json!({ "channel": "PHONE12345", "text": "我家也是", "name": "赵敏" });
        intake.act(number, "join", open).await.ok();
        dispatcher.act(number, "accept", json!({})).await.ok();
        dispatcher.act(number, "assign", json!({ "lead": example::URBAN })).await.ok();
        let seen = voices(&clerk, number).await;
        for voice in &seen[..2] {
            assert_eq!((&voice["name"], &voice["contact"]), (&Value::Null, &Value::Null));
            assert_eq!(
                (&voice["confidential"], &voice["contactable"]),
                (&json!(true), &json!(true))
            );
        }
        assert_eq!(seen[2]["name"], "赵*", "who did not ask for it is masked as ever");
        for desk in [&intake, &callback, &leader] {
            assert_eq!(voices(desk, number).await[0]["name"], Value::Null);
        }
        let look = |at: usize| {
            format!("/matters/{number}/reports/{}/look", seen[at]["id"].as_str().unwrap())
        };
        let why = json!({ "reason": "联系上门时间" });
        for hidden in [&clerk, &leader, &callback, &intake] {
            let refused = hidden.post(&look(1), why.clone()).await.refused(403, "sealed");
            assert!(refused["zh"]["remedy"].as_str().unwrap().contains("另一人审批"));
        }
        clerk.post(&look(2), why.clone()).await.ok();
    });
}

#[test]
fn a_desk_of_the_handling_office_is_inside_it() {
    story(|world| async move {
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let supervisor = world.sign_in("supervisor").await;
        let mut said = report();
        said["confidential"] = json!(true);
        let made = intake.post("/matters", said).await.ok();
        let number = made["number"].as_str().unwrap();
        dispatcher.act(number, "accept", json!({})).await.ok();
        dispatcher.act(number, "assign", json!({ "lead": example::STREET_OFFICE })).await.ok();
        let seen = voices(&intake, number).await;
        assert_eq!(seen[0]["name"], Value::Null);
        let look = format!("/matters/{number}/reports/{}/look", seen[0]["id"].as_str().unwrap());
        intake.post(&look, json!({ "reason": "联系上门" })).await.refused(403, "sealed");
        opened(&supervisor, &world.sign_in("county_dispatcher").await, number).await;
        assert_eq!(voices(&supervisor, number).await[0]["name"], "王*");
        assert_eq!(voices(&intake, number).await[0]["name"], Value::Null);
    });
}

#[test]
fn who_asks_for_it_later_is_hidden_from_then_on() {
    story(|world| async move {
        let (intake, clerk) = (world.sign_in("intake").await, world.sign_in("clerk").await);
        let dispatcher = world.sign_in("dispatcher").await;
        let made = intake.post("/matters", report()).await.ok();
        let number = made["number"].as_str().unwrap();
        dispatcher.act(number, "accept", json!({})).await.ok();
        dispatcher.act(number, "assign", json!({ "lead": example::URBAN })).await.ok();
        let seen = voices(&clerk, number).await;
        assert_eq!(seen[0]["name"], "王*");
        let ask =
            json!({ "report": seen[0]["id"], "confidential": true, "reason": "诉求人要求保密" });
        intake.act(number, "amend", ask).await.ok();
        assert_eq!(voices(&clerk, number).await[0]["name"], Value::Null);
        assert_eq!(voices(&intake, number).await[0]["contact"], Value::Null);
    });
}

#[test]
fn who_gave_a_matter_back_asks_no_more_for_the_telephone() {
    story(|world| async move {
        let (intake, clerk) = (world.sign_in("intake").await, world.sign_in("clerk").await);
        let dispatcher = world.sign_in("dispatcher").await;
        let made = intake.post("/matters", report()).await.ok();
        let number = made["number"].as_str().unwrap();
        dispatcher.act(number, "accept", json!({})).await.ok();
        dispatcher.act(number, "assign", json!({ "lead": example::URBAN })).await.ok();
        let seen = clerk.get(&format!("/matters/{number}")).await.ok();
        let (share, voice) = (&seen["assignments"][0]["id"], seen["reports"][0]["id"].as_str());
        let look = format!("/matters/{number}/reports/{}/look", voice.unwrap());
        let why = json!({ "reason": "联系上门时间" });
        clerk.post(&look, why.clone()).await.ok();
        let request = json!({ "kind": "return", "propose": example::HOUSING });
        let ask = json!({ "assignment": share, "request": request, "opinion": "不属本单位" });
        clerk.act(number, "request", ask).await.ok();
        let granted = json!({ "assignment": share, "granted": true, "opinion": "同意" });
        dispatcher.act(number, "decide", granted).await.ok();
        clerk.post(&look, why).await.refused(403, "forbidden");
    });
}
