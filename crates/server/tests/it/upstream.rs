//! An order of a platform above gets another day there, is asked to be taken back, and is rated there.

use axum::http::Method;
use huisheng_store::book::example::URBAN;
use huisheng_store::verify;
use jiff::SignedDuration;
use serde_json::json;

use crate::world::{report, story};

#[test]
fn another_day_set_above_becomes_the_clock() {
    story(|world| async move {
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let day = |days: i64| world.app.now() + SignedDuration::from_hours(24 * days);
        let (first, later) = (day(3), day(20));
        let mut said = report();
        said["upstream"] = json!({ "source": "市级平台", "number": "SJ-1", "due": first });
        let entered = intake.post("/matters", said).await.ok();
        let number = entered["number"].as_str().expect("a number");
        dispatcher.act(number, "accept", json!({})).await.ok();
        dispatcher.act(number, "assign", json!({ "lead": URBAN })).await.ok();
        let order = json!({ "due": later, "reason": "市级平台批复同意延期" });
        let clerk = world.sign_in("clerk").await;
        clerk.act(number, "move-upstream", order.clone()).await.refused(403, "not_allowed");
        let past = json!({ "due": day(-1), "reason": "批复" });
        let problem = dispatcher.act(number, "move-upstream", past).await;
        assert_eq!(problem.refused(422, "out_of_order")["field"], "due");
        dispatcher.act(number, "move-upstream", order.clone()).await.ok();
        dispatcher.act(number, "move-upstream", order).await.refused(409, "already_done");

        let seen = dispatcher.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(seen["upstream"]["due"], json!(later));
        let clocks = seen["clocks"].as_array().expect("clocks").iter();
        let dues: Vec<_> =
            clocks.filter(|clock| clock["name"] == "resolve").map(|clock| &clock["due"]).collect();
        assert_eq!(dues, [&json!(first), &json!(later)], "the one before stays visible");
        let told = seen["history"].as_array().expect("a history").last().expect("a step");
        assert_eq!(
            (&told["kind"], &told["words"]["reason"]),
            (&json!("upstream_moved"), &json!("市级平台批复同意延期"))
        );

        let with = [("x-follow-code", entered["code"].as_str().expect("a code"))];
        let path = format!("/public/matters/{number}");
        let followed = world.resident().send(Method::GET, &path, &with, None).await.ok();
        assert_eq!(followed["due"], json!(later));
        let step = followed["steps"].as_array().expect("steps").last().expect("a step");
        assert_eq!((&step["kind"], &step["due"]), (&json!("upstream_moved"), &json!(later)));
        assert!(!followed.to_string().contains("批复"), "what is said inside stays inside");

        let ours = intake.post("/matters", report()).await.ok();
        let order = json!({ "due": later, "reason": "批复" });
        let number = ours["number"].as_str().expect("a number");
        dispatcher.act(number, "move-upstream", order).await.refused(409, "not_from_above");
        let offers = dispatcher.get(&format!("/matters/{number}/actions")).await.ok();
        assert!(
            !offers.to_string().contains("move-upstream"),
            "what is never to be is not offered"
        );
        let (book, store) = (world.app.book(), world.app.store());
        let told = verify::run(store, None, world.app.secret(), book.calendar.zone(), |_| {}).await;
        let told = told.expect("it runs");
        assert!(told.ok(), "{:?}", told.problems);
    });
}

/// An order that is in hand at an office, and its code.
async fn in_hand(world: &crate::world::World) -> (String, String) {
    let (intake, dispatcher) = (world.sign_in("intake").await, world.sign_in("dispatcher").await);
    let due = world.app.now() + SignedDuration::from_hours(24 * 3);
    let mut said = report();
    said["upstream"] = json!({ "source": "市级平台", "number": "SJ-1", "due": due });
    let entered = intake.post("/matters", said).await.ok();
    let number = entered["number"].as_str().expect("a number").to_owned();
    dispatcher.act(&number, "accept", json!({})).await.ok();
    dispatcher.act(&number, "assign", json!({ "lead": URBAN })).await.ok();
    (number, entered["code"].as_str().expect("a code").to_owned())
}

#[test]
fn the_platform_is_asked_and_its_answer_has_a_clock() {
    story(|world| async move {
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let (number, code) = in_hand(&world).await;
        let later = world.app.now() + SignedDuration::from_hours(24 * 20);
        let more = json!({ "ask": "extension", "until": later, "reason": "需市级协调" });
        let clerk = world.sign_in("clerk").await;
        clerk.act(&number, "ask-upstream", more.clone()).await.refused(403, "not_allowed");
        intake.act(&number, "ask-upstream", more.clone()).await.ok();
        intake.act(&number, "ask-upstream", more).await.refused(409, "asked_above");
        let seen = dispatcher.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(seen["upstream"]["asked"][0]["ask"], "extension");
        let running = |seen: &serde_json::Value| {
            let clocks = seen["clocks"].as_array().expect("clocks").iter();
            let open =
                clocks.filter(|clock| clock["name"] == "above" && clock["stopped"].is_null());
            open.count()
        };
        assert_eq!(running(&seen), 1);
        dispatcher
            .act(&number, "answer-upstream", json!({ "granted": true, "opinion": "同意" }))
            .await
            .ok();
        let seen = dispatcher.get(&format!("/matters/{number}")).await.ok();
        assert_eq!((running(&seen), &seen["upstream"]["due"]), (0, &json!(later)));

        intake
            .act(&number, "ask-upstream", json!({ "ask": "return", "reason": "不属本辖区" }))
            .await
            .ok();
        dispatcher
            .act(&number, "answer-upstream", json!({ "granted": true, "opinion": "收回" }))
            .await
            .ok();
        let seen = dispatcher.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(seen["ending"]["kind"], "handed_over");
        let path = format!("/public/matters/{number}");
        let with = [("x-follow-code", code.as_str())];
        let followed =
            world.resident().send(Method::GET, &path, &with, None).await.ok().to_string();
        for inside in ["不属本辖区", "收回", "需市级协调", "upstream_asked", "upstream_answered"]
        {
            assert!(!followed.contains(inside), "{inside} stays inside");
        }
    });
}
