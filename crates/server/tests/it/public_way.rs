//! One number and one code for ever: through merges and splits, and for who called by telephone.

use axum::http::Method;
use huisheng_store::book::example;
use serde_json::{Value, json};

use crate::world::{Answer, Person, World, report, story};

/// A resident with number and code.
struct Reporter {
    anyone: Person,
    number: String,
    code: String,
}

impl Reporter {
    async fn of(world: &World, title: &str, contact: &str) -> Self {
        let anyone = world.resident();
        let mut said = report();
        said["channel"] = json!("WECHAT");
        said["title"] = json!(title);
        said["contact"] = json!(contact);
        let made = anyone.post("/public/matters", said).await.ok();
        let (number, code) = (made["number"].as_str().unwrap(), made["code"].as_str().unwrap());
        Self { number: number.to_owned(), code: code.to_owned(), anyone }
    }

    async fn follow(&self, number: &str) -> Answer {
        let code = [("x-follow-code", self.code.as_str())];
        self.anyone.send(Method::GET, &format!("/public/matters/{number}"), &code, None).await
    }

    async fn does(&self, number: &str, verb: &str, body: Value) -> Answer {
        let code = [("x-follow-code", self.code.as_str())];
        self.anyone.post_with(&format!("/public/matters/{number}/{verb}"), &code, body).await
    }
}

fn kinds(followed: &Value) -> Vec<&str> {
    let steps = followed["steps"].as_array().unwrap();
    steps.iter().map(|step| step["kind"].as_str().unwrap()).collect()
}

/// From assignment to a reviewed "not solved" by the urban office.
async fn answered(world: &World, number: &str) {
    let (dispatcher, clerk) = (world.sign_in("dispatcher").await, world.sign_in("clerk").await);
    dispatcher.act(number, "accept", json!({})).await.ok();
    dispatcher.act(number, "assign", json!({ "lead": example::URBAN })).await.ok();
    let seen = clerk.get(&format!("/matters/{number}")).await.ok();
    let share = seen["assignments"][0]["id"].as_str().unwrap();
    clerk.act(number, "sign-in", json!({ "assignment": share })).await.ok();
    clerk.act(number, "contact", json!({ "assignment": share })).await.ok();
    let result = json!({
        "assignment": share, "process": "现场查看", "result": "线路改造已列入计划",
        "unsolved": "no_legal_basis", "plan": "明年三月前完成",
    });
    clerk.act(number, "submit", result).await.ok();
    dispatcher.act(number, "review", json!({ "pass": true })).await.ok();
}

#[test]
fn a_merged_reporter_follows_and_rates_the_matter_that_goes_on() {
    story(|world| async move {
        let own = Reporter::of(&world, "三号楼门口黑", "13900000011").await;
        let other = Reporter::of(&world, "全小区路灯不亮", "13900000012").await;
        let dispatcher = world.sign_in("dispatcher").await;
        let merge = json!({ "into": other.number, "reason": "同一处" });
        dispatcher.act(&own.number, "merge", merge).await.ok();
        let seen = own.follow(&own.number).await.ok();
        assert_eq!(seen["number"], json!(own.number));
        assert_eq!(seen["merged_into"], json!(other.number));
        assert_eq!(seen["title"], "三号楼门口黑");
        assert_eq!((&seen["stage"], &seen["ending"]), (&json!("received"), &Value::Null));
        assert_eq!(kinds(&seen), ["reported", "merged"]);
        assert!(!seen.to_string().contains("全小区"), "nothing of the other voice: {seen}");
        // What is said goes where it is handled, in the own name.
        own.does(&own.number, "supplement", json!({ "text": "昨晚也不亮" })).await.ok();
        other.does(&other.number, "supplement", json!({ "text": "还有五号楼" })).await.ok();
        let intake = world.sign_in("intake").await;
        dispatcher.act(&other.number, "accept", json!({})).await.ok();
        let joint = dispatcher.get(&format!("/matters/{}", other.number)).await.ok();
        let ask = json!({ "question": "几单元？" });
        let answer =
            dispatcher.act(&other.number, "ask-reporter", ask).await.refused(422, "missing");
        assert_eq!(answer["field"], "report");
        let ask = json!({ "question": "几单元？", "report": joint["reports"][1]["id"] });
        dispatcher.act(&other.number, "ask-reporter", ask).await.ok();
        let theirs = other.follow(&other.number).await.ok();
        assert!(!kinds(&theirs).contains(&"asked") && theirs["question"].is_null(), "{theirs}");
        let seen = own.follow(&own.number).await.ok();
        assert_eq!(kinds(&seen), ["reported", "merged", "supplemented", "accepted", "asked"]);
        let question = seen["question"]["id"].clone();
        own.does(&own.number, "reply", json!({ "question": question, "answer": "一单元" }))
            .await
            .ok();
        let (clerk, number) = (world.sign_in("clerk").await, other.number.clone());
        dispatcher.act(&number, "assign", json!({ "lead": example::URBAN })).await.ok();
        let whole = clerk.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(whole["reports"][1]["contact"], "139****0011", "its telephone came along");
        let share = whole["assignments"][0]["id"].as_str().unwrap();
        clerk.act(&number, "sign-in", json!({ "assignment": share })).await.ok();
        clerk.act(&number, "contact", json!({ "assignment": share })).await.ok();
        let result = json!({
            "assignment": share, "process": "现场查看", "result": "线路改造已列入计划",
            "unsolved": "no_legal_basis", "plan": "明年三月前完成",
        });
        clerk.act(&number, "submit", result).await.ok();
        dispatcher.act(&number, "review", json!({ "pass": true })).await.ok();
        let seen = own.follow(&own.number).await.ok();
        assert!(seen.to_string().contains("线路改造已列入计划"));
        own.does(&own.number, "rate", json!({ "stars": 4 })).await.ok();
        let whole = intake.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(whole["reports"][0]["rating"], Value::Null);
        assert_eq!(whole["reports"][1]["rating"]["stars"], 4);
        // The other voice does not see where this one came from.
        other.follow(&own.number).await.refused(404, "not_found");
    });
}

#[test]
fn the_parts_of_a_split_open_with_the_code_of_before() {
    story(|world| async move {
        let own = Reporter::of(&world, "路灯和垃圾", "13900000011").await;
        let second = Reporter::of(&world, "也有垃圾", "13900000012").await;
        let dispatcher = world.sign_in("dispatcher").await;
        let merge = json!({ "into": own.number, "reason": "同一处" });
        dispatcher.act(&second.number, "merge", merge).await.ok();
        let part = |title: &str| json!({ "title": title, "text": title });
        let split = json!({ "reason": "两件事", "parts": [part("路灯不亮"), part("垃圾未清")] });
        let done = dispatcher.act(&own.number, "split", split).await.ok();
        let numbers: Vec<&str> =
            done["with"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
        assert_eq!(numbers.len(), 2);
        for reporter in [&own, &second] {
            let whole = reporter.follow(&reporter.number).await.ok();
            assert_eq!(whole["ending"], "split");
            let parts = whole["parts"].as_array().unwrap();
            assert_eq!(parts.len(), 2);
            for part in parts {
                assert_eq!(part["stage"], "received");
                let number = part["number"].as_str().unwrap();
                assert!(numbers.contains(&number));
                let seen = reporter.follow(number).await.ok();
                assert_eq!((&seen["stage"], &seen["parts"]), (&json!("received"), &json!([])));
            }
        }
        answered(&world, numbers[0]).await;
        second.does(numbers[0], "rate", json!({ "stars": 5 })).await.ok();
        let whole = dispatcher.get(&format!("/matters/{}", numbers[0])).await.ok();
        assert_eq!(whole["reports"][0]["rating"], Value::Null);
        assert_eq!(whole["reports"][1]["rating"]["stars"], 5);
        let stranger = Reporter::of(&world, "别的事", "13900000013").await;
        stranger.follow(numbers[0]).await.refused(404, "not_found");
    });
}

#[test]
fn who_called_is_told_the_code() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let key = [("idempotency-key", "call-1")];
        let made = intake.post_with("/matters", &key, report()).await.ok();
        let again = intake.post_with("/matters", &key, report()).await.ok();
        assert_eq!(made["code"], again["code"]);
        let (number, code) = (made["number"].as_str().unwrap(), made["code"].as_str().unwrap());
        let caller =
            Reporter { anyone: world.resident(), number: number.to_owned(), code: code.to_owned() };
        assert_eq!(caller.follow(number).await.ok()["title"], "门口路灯不亮");
        let joined = json!({ "channel": "PHONE12345", "text": "我家也停电", "name": "李强" });
        let joined = intake.act(number, "join", joined).await.ok();
        let neighbour = Reporter {
            anyone: world.resident(),
            number: number.to_owned(),
            code: joined["code"].as_str().unwrap().to_owned(),
        };
        assert_ne!(neighbour.code, caller.code);
        let seen = neighbour.follow(&neighbour.number).await.ok();
        assert_eq!(kinds(&seen), ["joined"]);
        neighbour.does(number, "urge", json!({ "text": "请尽快" })).await.ok();
        assert_eq!(kinds(&caller.follow(&caller.number).await.ok()), ["reported"]);
        // No other answer shows it.
        let whole = intake.get(&format!("/matters/{number}")).await.ok().to_string();
        assert!(!whole.contains(code));
        assert_eq!(
            intake.act(number, "note", json!({ "text": "x" })).await.ok()["code"],
            Value::Null
        );
    });
}

/// Whoever waits is told the new day, and the day that was promised is the one that counts.
#[test]
fn more_time_is_told_with_its_day() {
    story(|world| async move {
        let own = Reporter::of(&world, "门口路灯不亮", "13900000011").await;
        let (dispatcher, clerk) = (world.sign_in("dispatcher").await, world.sign_in("clerk").await);
        dispatcher.act(&own.number, "accept", json!({})).await.ok();
        let assign = json!({ "lead": example::URBAN, "supports": [example::HOUSING] });
        dispatcher.act(&own.number, "assign", assign).await.ok();
        let number = own.number.clone();
        let path = format!("/matters/{number}");
        let clocks = async || clerk.get(&format!("{path}/clocks")).await.ok();
        let resolve = async || {
            let told = clocks().await;
            let of_all = told.as_array().unwrap().iter().find(|clock| clock["name"] == "resolve");
            of_all.unwrap().clone()
        };
        let before = resolve().await;
        assert!(before["title"]["zh"].is_string() && before["basis"].is_string(), "{before}");
        assert_eq!(own.follow(&own.number).await.ok()["due"], before["explanation"]["due"]);
        let shares = clerk.get(&path).await.ok()["assignments"].clone();
        let housing = world.sign_in("housing").await;
        for share in shares.as_array().unwrap() {
            let own = share["unit"] == json!(example::HOUSING);
            let asks = if own { &housing } else { &clerk };
            let asked = json!({ "assignment": share["id"], "request": { "kind": "extension", "by": "2wd" }, "opinion": "备件在途" });
            asks.act(&number, "request", asked).await.ok();
            let judge = json!({ "assignment": share["id"], "granted": true, "opinion": "同意" });
            dispatcher.act(&number, "decide", judge).await.ok();
        }
        let (seen, after) = (own.follow(&own.number).await.ok(), resolve().await);
        assert_ne!(after["explanation"]["due"], before["explanation"]["due"]);
        // More time for a supporting office is no business of whoever waits.
        let steps = seen["steps"].as_array().unwrap().iter();
        let told: Vec<&Value> =
            steps.filter(|step| step["kind"] == "extended").map(|step| &step["due"]).collect();
        assert_eq!(told, [&after["explanation"]["due"]]);
        assert_eq!(seen["due"], after["explanation"]["due"]);
    });
}

/// What a platform above set is due all the same; that the work rests is told nevertheless.
#[test]
fn a_suspension_is_told_though_it_moves_no_day() {
    story(|world| async move {
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let mut order = report();
        let due = world.app.now() + jiff::SignedDuration::from_hours(24 * 9);
        order["upstream"] = json!({ "source": "12345", "number": "QD-9", "due": due });
        let made = intake.post("/matters", order).await.ok();
        let (number, code) = (made["number"].as_str().unwrap(), made["code"].as_str().unwrap());
        let own =
            Reporter { anyone: world.resident(), number: number.to_owned(), code: code.to_owned() };
        dispatcher.act(number, "accept", json!({})).await.ok();
        dispatcher.act(number, "assign", json!({ "lead": example::URBAN })).await.ok();
        let before = own.follow(number).await.ok()["due"].clone();
        let clerk = world.sign_in("clerk").await;
        let share =
            clerk.get(&format!("/matters/{number}")).await.ok()["assignments"][0]["id"].clone();
        let review = world.app.now() + jiff::SignedDuration::from_hours(24 * 30);
        let request = json!({ "kind": "suspension", "review": review, "reason": "season" });
        let asked = json!({ "assignment": share, "request": request, "opinion": "等开春" });
        clerk.act(number, "request", asked).await.ok();
        let judge = json!({ "assignment": share, "granted": true, "opinion": "同意" });
        world.sign_in("leader").await.act(number, "decide", judge).await.ok();
        let seen = own.follow(number).await.ok();
        let mut steps = seen["steps"].as_array().unwrap().iter();
        let suspended = steps.find(|step| step["kind"] == "suspended").unwrap();
        assert_eq!((&suspended["due"], &seen["due"]), (&Value::Null, &before));
    });
}

#[test]
fn each_question_comes_with_its_own_words() {
    story(|world| async move {
        let own = Reporter::of(&world, "门口路灯不亮", "13900000011").await;
        let dispatcher = world.sign_in("dispatcher").await;
        dispatcher.act(&own.number, "accept", json!({})).await.ok();
        for question in ["几单元？", "几楼？"] {
            dispatcher.act(&own.number, "ask-reporter", json!({ "question": question })).await.ok();
        }
        let seen = own.follow(&own.number).await.ok();
        assert_eq!(seen["question"]["text"], "几单元？");
        let first = seen["question"]["id"].clone();
        own.does(&own.number, "reply", json!({ "question": first, "answer": "一单元" })).await.ok();
        let seen = own.follow(&own.number).await.ok();
        assert_eq!(seen["question"]["text"], "几楼？");
        assert_ne!(seen["question"]["id"], first);
    });
}
