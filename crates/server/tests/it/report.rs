//! Figures: what came in, how it was handled, how it ended.

use huisheng_store::book::example;
use huisheng_store::tally;
use serde_json::{Value, json};

use crate::world::{World, report, story};

/// Two lamps assigned to urban, one of them signed in, and one report still at the desk.
async fn three_reports(world: &World) {
    let (intake, dispatcher) = (world.sign_in("intake").await, world.sign_in("dispatcher").await);
    let clerk = world.sign_in("clerk").await;
    for (index, channel) in ["PHONE12345", "WECHAT", "WECHAT"].into_iter().enumerate() {
        let mut said = report();
        said["channel"] = json!(channel);
        let number =
            intake.post("/matters", said).await.ok()["number"].as_str().unwrap().to_owned();
        if index > 0 {
            dispatcher.act(&number, "accept", json!({})).await.ok();
            dispatcher.act(&number, "assign", json!({ "lead": example::URBAN })).await.ok();
        }
        if index > 1 {
            let seen = clerk.get(&format!("/matters/{number}")).await.ok();
            let share = &seen["assignments"][0]["id"];
            clerk.act(&number, "sign-in", json!({ "assignment": share })).await.ok();
        }
    }
}

fn line<'a>(report: &'a Value, code: &str) -> &'a Value {
    let lines = report["lines"].as_array().unwrap();
    lines.iter().find(|line| line["code"] == code).unwrap_or(&Value::Null)
}

#[test]
fn figures_are_split_and_add_up_before_and_after_folding() {
    story(|world| async move {
        three_reports(&world).await;
        let leader = world.sign_in("leader").await;
        let mut before = None;
        for _ in 0..2 {
            let seen = leader.get("/reports").await.ok();
            assert_eq!(seen["total"]["received"], 3);
            assert_eq!(seen["total"]["assigned"], 2);
            let urban = line(&seen, "urban");
            assert_eq!(urban["name"], "城市管理办公室");
            assert_eq!((&urban["assigned"], &urban["signed_in"]), (&json!(2), &json!(1)));
            assert_eq!(urban["rates"]["signed_in_on_time"], 100.0);
            assert_eq!(urban["rates"]["returned"], 0.0);
            // Nothing has been handled: no rate, and never 100 %.
            assert_eq!(urban["rates"]["on_time"], Value::Null);
            assert_eq!(urban["rates"]["satisfied"], Value::Null);
            assert_eq!(before.get_or_insert(seen.clone()), &seen);
            while tally::fold(world.app.store(), example::area(), 100).await.unwrap() > 0 {}
        }
        let by_channel = leader.get("/reports?by=channel").await.ok();
        assert_eq!(line(&by_channel, "WECHAT")["received"], 2);
        assert_eq!(line(&by_channel, "WECHAT")["name"], "微信");
        let by_category = leader.get("/reports?by=category&area=370213").await.ok();
        assert_eq!(line(&by_category, "010101")["name"], "路灯");
        let by_day = leader.get("/reports?by=day").await.ok();
        assert_eq!(by_day["lines"].as_array().unwrap().len(), 1);
        // An office by months: the same figures, cut by time.
        let by_month = leader.get("/reports?by=unit&per=month").await.ok();
        let urban = line(&by_month, "urban");
        assert_eq!(urban["assigned"], 2);
        assert_eq!(urban["period"], by_month["from"]);
        assert_eq!(by_month["total"], before.as_ref().unwrap()["total"]);
        let (year, today) = (&by_month["to"].as_str().unwrap()[..4], &by_month["to"]);
        for (per, first) in [("year", json!(format!("{year}-01-01"))), ("day", today.clone())] {
            let asked = format!("/reports?by=day&per={per}&from={year}-01-01");
            let seen = leader.get(&asked).await.ok();
            assert_eq!(seen["lines"][0]["period"], first);
            assert_eq!(seen["total"], before.as_ref().unwrap()["total"], "{per}");
        }
        leader
            .get("/reports?per=day&from=2001-01-01&to=2003-01-01")
            .await
            .refused(422, "period_too_long");
        for split in ["unit", "division", "category", "channel", "kind", "day"] {
            let seen = leader.get(&format!("/reports?by={split}")).await.ok();
            assert_eq!(seen["total"], before.as_ref().unwrap()["total"], "{split}");
        }
    });
}

#[test]
fn a_period_without_anything_is_empty_and_a_wrong_one_is_refused() {
    story(|world| async move {
        three_reports(&world).await;
        let leader = world.sign_in("leader").await;
        let past = leader.get("/reports?from=2001-01-01&to=2001-12-31").await.ok();
        assert_eq!(past["lines"], json!([]));
        assert_eq!(past["total"]["received"], 0);
        assert_eq!(past["total"]["rates"]["on_time"], Value::Null);
        leader.get("/reports?from=2001-02-02&to=2001-02-01").await.refused(422, "invalid");
        leader.get("/reports?from=2001-01-01&to=2009-01-01").await.refused(422, "period_too_long");
        leader.get("/reports?from=soon").await.refused(422, "invalid");
        leader.get("/reports?by=weather").await.refused(422, "invalid");
        leader.get("/reports?area=110101").await.refused(404, "not_found");
        leader
            .get("/reports?from=-009999-01-01&to=9999-12-31")
            .await
            .refused(422, "period_too_long");
        for login in ["clerk", "head", "grid"] {
            world.sign_in(login).await.get("/reports").await.refused(403, "forbidden");
        }
    });
}
