//! The desk: which queue a matter waits in, and what is offered there.

use axum::http::Method;
use huisheng_store::book::example::{HOUSING, STREET_OFFICE, URBAN};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::world::{Person, World, report, story};

/// The queues of somebody's posts that hold anything. Each counter is that of its list.
async fn waiting(person: &Person) -> Vec<String> {
    let queues = person.get("/queues").await.ok()["queues"].as_array().unwrap().clone();
    let mut holding = Vec::new();
    for queue in queues {
        let code = queue["code"].as_str().unwrap();
        let sorts: &[&str] = match code {
            "mine" | "to_enter" | "to_archive" => &[""],
            _ => &["&sort=due", "&sort=received", "&sort=changed"],
        };
        for sort in sorts {
            let path = format!("/matters?queue={code}{sort}");
            let listed = person.get(&path).await.ok()["matters"].as_array().unwrap().len();
            assert_eq!(json!(listed), queue["count"], "{code} by {sort}");
        }
        assert_eq!(queue["more"], false);
        if queue["count"] != 0 && code != "mine" {
            holding.push(code.to_owned());
        }
    }
    holding
}

async fn offered(person: &Person, number: &str, verb: &str) -> Value {
    let all = person.get(&format!("/matters/{number}/actions")).await.ok();
    let mut actions = all["actions"].as_array().unwrap().iter();
    actions.find(|action| action["verb"] == verb).cloned().unwrap_or(Value::Null)
}

/// What is offered is done; what is not is refused with the reason that was told.
async fn does(person: &Person, number: &str, verb: &str, body: Value) {
    let offer = offered(person, number, verb).await;
    let answer = person.act(number, verb, body).await;
    if offer["allowed"] == true {
        answer.ok();
    } else {
        assert_eq!(answer.body["code"], offer["problem"]["code"], "{verb}");
        assert_eq!(answer.body["zh"], offer["problem"]["zh"], "{verb}");
    }
}

async fn share(person: &Person, number: &str, unit: impl serde::Serialize) -> Value {
    let seen = person.get(&format!("/matters/{number}")).await.ok();
    let shares = seen["assignments"].as_array().unwrap();
    shares.iter().find(|share| share["unit"] == json!(unit)).unwrap()["id"].clone()
}

/// A lawful "not solved", for which no evidence is uploaded.
fn result(share: &Value) -> Value {
    json!({
        "assignment": share, "process": "现场查看", "result": "线路改造已列入计划",
        "unsolved": "no_legal_basis", "plan": "可申请列入明年改造",
    })
}

#[test]
fn a_matter_waits_where_somebody_has_to_act() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let (desk, clerk) = (world.sign_in("dispatcher").await, world.sign_in("clerk").await);
        let (other, callback) = (world.sign_in("housing").await, world.sign_in("callback").await);
        assert_eq!(waiting(&desk).await, [""; 0]);
        let number = intake.post("/matters", report()).await.ok()["number"].clone();
        let number = number.as_str().unwrap();
        assert_eq!(waiting(&intake).await, ["to_accept"]);
        assert_eq!(waiting(&desk).await, ["to_accept"]);
        assert_eq!(waiting(&clerk).await, [""; 0]);

        does(&desk, number, "accept", json!({})).await;
        assert_eq!(waiting(&desk).await, ["to_assign"]);
        let to = json!({ "lead": URBAN, "supports": [HOUSING] });
        does(&desk, number, "assign", to).await;
        assert_eq!(waiting(&desk).await, [""; 0]);
        for office in [&clerk, &other] {
            assert_eq!(waiting(office).await, ["to_sign_in"]);
        }
        let own = share(&clerk, number, URBAN).await;
        does(&clerk, number, "sign-in", json!({ "assignment": own })).await;
        assert_eq!(
            (waiting(&clerk).await, waiting(&other).await),
            (vec!["in_hand".into()], vec!["to_sign_in".into()])
        );

        let give = json!({ "kind": "return", "propose": HOUSING });
        let ask = json!({ "assignment": own, "opinion": "不属本单位", "request": give });
        does(&clerk, number, "request", ask).await;
        assert_eq!(waiting(&desk).await, ["to_decide"]);
        let no = json!({ "assignment": own, "granted": false, "opinion": "属于你单位" });
        does(&desk, number, "decide", no).await;
        assert_eq!(waiting(&desk).await, [""; 0]);

        // Nobody was contacted yet: what is refused is refused as it was told.
        does(&clerk, number, "submit", result(&own)).await;
        does(&clerk, number, "contact", json!({ "assignment": own })).await;
        does(&clerk, number, "submit", result(&own)).await;
        assert_eq!(waiting(&desk).await, ["to_review"]);
        does(&desk, number, "review", json!({ "pass": true })).await;
        assert_eq!(
            (waiting(&desk).await, waiting(&callback).await),
            (vec![], vec!["to_call_back".into()])
        );

        world.wait_hours(24 * 60);
        assert_eq!(waiting(&world.sign_in("dispatcher").await).await, ["overdue"]);
    });
}

#[test]
fn what_was_given_back_waits_for_another_office() {
    story(|world| async move {
        let (number, desk, clerk) = with_urban(&world).await;
        let own = share(&clerk, &number, URBAN).await;
        let give = json!({ "kind": "return", "propose": HOUSING });
        let ask = json!({ "assignment": own, "opinion": "不属本单位", "request": give });
        clerk.act(&number, "request", ask).await.ok();
        let yes = json!({ "assignment": own, "granted": true, "opinion": "同意" });
        desk.act(&number, "decide", yes).await.ok();
        assert_eq!(waiting(&desk).await, ["to_assign", "returned"]);
        assert_eq!(waiting(&clerk).await, ["returned"]);
    });
}

/// Accepted and with an office.
async fn with_urban(world: &World) -> (String, Person, Person) {
    let (intake, desk) = (world.sign_in("intake").await, world.sign_in("dispatcher").await);
    let number =
        intake.post("/matters", report()).await.ok()["number"].as_str().unwrap().to_owned();
    desk.act(&number, "accept", json!({})).await.ok();
    desk.act(&number, "assign", json!({ "lead": URBAN })).await.ok();
    (number, desk, world.sign_in("clerk").await)
}

/// Rule 3: what the own office handles is called back by somebody else.
#[test]
fn nobody_is_shown_the_own_office_to_call_back() {
    story(|world| async move {
        let above = world.sign_in("county_dispatcher").await;
        let office = world.sign_in("street_clerk").await;
        let (inside, outside) =
            (world.sign_in("callback").await, world.sign_in("county_callback").await);
        let number = above.post("/matters", report()).await.ok()["number"].clone();
        let number = number.as_str().unwrap();
        above.act(number, "accept", json!({})).await.ok();
        above.act(number, "assign", json!({ "lead": STREET_OFFICE })).await.ok();
        let own = share(&office, number, STREET_OFFICE).await;
        office.act(number, "sign-in", json!({ "assignment": own })).await.ok();
        office.act(number, "contact", json!({ "assignment": own })).await.ok();
        office.act(number, "submit", result(&own)).await.ok();
        above.act(number, "review", json!({ "pass": true })).await.ok();
        assert_eq!(waiting(&outside).await, ["to_call_back"]);
        assert_eq!(waiting(&inside).await, [""; 0]);
        let offer = offered(&inside, number, "callback").await;
        assert_eq!(offer["problem"]["code"], "own_result");
    });
}

/// Who may grant it is shown it: a suspension waits for a leader, an extension for dispatch.
#[test]
fn a_suspension_waits_for_a_leader() {
    story(|world| async move {
        let (number, desk, clerk) = with_urban(&world).await;
        let leader = world.sign_in("leader").await;
        let own = share(&clerk, &number, URBAN).await;
        clerk.act(&number, "sign-in", json!({ "assignment": own })).await.ok();
        let ask = async |request: Value| {
            let ask = json!({ "assignment": own, "opinion": "需筹措资金", "request": request });
            clerk.act(&number, "request", ask).await.ok();
        };
        ask(json!({ "kind": "extension", "by": "1wd" })).await;
        assert_eq!(waiting(&desk).await, ["to_decide"]);
        assert_eq!(waiting(&leader).await, [""; 0]);
        clerk.act(&number, "take-back", json!({ "assignment": own })).await.ok();
        let bounds = offered_request(&clerk, &number, "suspension").await["bounds"].clone();
        let review = bounds["review"].clone();
        ask(json!({ "kind": "suspension", "review": review, "reason": "policy_or_funds" })).await;
        assert_eq!(waiting(&desk).await, [""; 0]);
        assert_eq!(waiting(&leader).await, ["to_approve"]);
        let yes = json!({ "assignment": own, "granted": true, "opinion": "同意" });
        leader.act(&number, "decide", yes).await.ok();
        assert_eq!(waiting(&leader).await, [""; 0]);
    });
}

async fn offered_request(person: &Person, number: &str, what: &str) -> Value {
    let all = person.get(&format!("/matters/{number}/actions")).await.ok();
    let mut actions = all["actions"].as_array().unwrap().iter();
    actions.find(|action| action["what"] == what).cloned().unwrap_or(Value::Null)
}

#[test]
fn an_instruction_waits_for_its_report() {
    story(|world| async move {
        let (number, _, clerk) = with_urban(&world).await;
        let leader = world.sign_in("leader").await;
        leader.act(&number, "instruct", json!({ "to": URBAN, "text": "三日内办结" })).await.ok();
        assert_eq!(waiting(&clerk).await, ["to_sign_in", "to_report_back"]);
        let offer = offered(&clerk, &number, "report-back").await;
        let answer = json!({ "instruction": offer["of"], "text": "正在办理" });
        does(&clerk, &number, "report-back", answer).await;
        assert_eq!(waiting(&clerk).await, ["to_sign_in"]);
    });
}

#[test]
fn a_matter_is_found_again_by_whoever_did_a_step_of_it() {
    story(|world| async move {
        let mine = async |who: &Person| {
            let page = who.get("/matters?queue=mine").await.ok();
            let lines = page["matters"].as_array().unwrap().clone();
            lines.iter().map(|line| line["number"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let (first, desk, clerk) = with_urban(&world).await;
        let (second, ..) = with_urban(&world).await;
        assert_eq!(mine(&desk).await, [second.clone(), first.clone()]);
        assert_eq!(mine(&clerk).await, [""; 0]);
        let own = share(&clerk, &first, URBAN).await;
        clerk.act(&first, "sign-in", json!({ "assignment": own })).await.ok();
        assert_eq!(mine(&clerk).await, std::slice::from_ref(&first));
        world.wait_hours(1);
        desk.act(&first, "note", json!({ "text": "已电话催办" })).await.ok();
        assert_eq!(mine(&desk).await, [first, second]);
        desk.get("/matters?queue=mine&sort=due").await.refused(422, "invalid");
    });
}

#[test]
fn whom_one_calls_back_no_other_is_given() {
    story(|world| async move {
        let (number, desk, _) = with_urban(&world).await;
        let path = format!("/matters/{number}/hold");
        let take = async |who: &Person| who.send(Method::PUT, &path, &[], None).await;
        let (one, other) =
            (world.sign_in("callback").await, world.sign_in("county_callback").await);
        take(&one).await.ok();
        let until = take(&one).await.ok()["until"].clone();
        let held = take(&other).await;
        assert_eq!((&held.body["code"], &held.body["facts"]["until"]), (&json!("held"), &until));
        take(&desk).await.refused(403, "forbidden");
        // Another cannot give it up.
        other.send(Method::DELETE, &path, &[], None).await;
        take(&other).await.refused(409, "held");
        one.send(Method::DELETE, &path, &[], None).await;
        take(&other).await.ok();
        take(&one).await.refused(409, "held");
        world.app.clock().advance(SignedDuration::from_mins(5));
        take(&one).await.ok();
        let stranger = world.sign_in("housing").await;
        take(&stranger).await.refused(404, "not_found");
    });
}

#[test]
fn a_step_is_taken_back_by_its_author_until_somebody_has_seen_it() {
    story(|world| async move {
        let (number, desk, clerk) = with_urban(&world).await;
        assert_eq!(offered(&desk, &number, "undo").await["allowed"], true);
        assert_eq!(offered(&clerk, &number, "undo").await["problem"]["code"], "not_your_step");
        clerk.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(offered(&desk, &number, "undo").await["problem"]["code"], "seen_since");
    });
}

/// A reply to many begins with what the own office wrote down, and stops nobody's undo.
#[test]
fn reading_the_own_steps_is_not_opening_the_matter() {
    story(|world| async move {
        let (number, desk, clerk) = with_urban(&world).await;
        let path = format!("/matters/{number}/own-steps");
        assert_eq!(clerk.get(&path).await.ok()["history"], json!([]));
        assert_eq!(offered(&desk, &number, "undo").await["allowed"], true);
        let own = share(&desk, &number, URBAN).await;
        clerk.act(&number, "sign-in", json!({ "assignment": own })).await.ok();
        let said = json!({ "assignment": own, "text": "约定当晚处置" });
        clerk.act(&number, "contact", said).await.ok();
        let steps = clerk.get(&path).await.ok()["history"].clone();
        assert_eq!(
            (&steps[0]["kind"], &steps[1]["kind"]),
            (&json!("signed_in"), &json!("contacted"))
        );
        assert_eq!(steps[1]["words"]["process"], "约定当晚处置");
        assert_eq!(steps.as_array().unwrap().len(), 2, "{steps}");
        // A colleague who reads it has seen it, and those above read nothing of it.
        assert_eq!(offered(&clerk, &number, "undo").await["allowed"], true);
        world.sign_in("head").await.get(&path).await.ok();
        assert_eq!(offered(&clerk, &number, "undo").await["problem"]["code"], "seen_since");
        let above = desk.get(&path).await.ok();
        assert_eq!(above["history"][0]["kind"], "reported");
        assert!(!above.to_string().contains("约定当晚处置"), "{above}");
        world.sign_in("housing").await.get(&path).await.refused(404, "not_found");
    });
}

#[test]
fn who_has_a_matter_open_is_told_to_the_others_for_a_moment() {
    story(|world| async move {
        let (number, desk, clerk) = with_urban(&world).await;
        let path = format!("/matters/{number}/viewing");
        let views = async |who: &Person| {
            who.send(Method::PUT, &path, &[], None).await.ok()["names"].clone()
        };
        assert_eq!(views(&desk).await, json!([]));
        assert_eq!(views(&desk).await, json!([]));
        assert_eq!(views(&clerk).await, json!(["dispatcher"]));
        assert_eq!(views(&desk).await, json!(["clerk"]));
        let left = clerk.send(Method::DELETE, &path, &[], None).await;
        assert_eq!(left.status, 204);
        assert_eq!(views(&desk).await, json!([]));
        world.app.clock().advance(SignedDuration::from_secs(46));
        assert_eq!(views(&clerk).await, json!([]));
        let stranger = world.sign_in("housing").await;
        stranger.send(Method::PUT, &path, &[], None).await.refused(404, "not_found");
    });
}

#[test]
fn a_page_names_who_acted_and_the_matters_it_is_tied_to() {
    story(|world| async move {
        let (number, desk, _) = with_urban(&world).await;
        let parts =
            json!([{ "title": "路灯", "text": "路灯" }, { "title": "井盖", "text": "井盖" }]);
        let done =
            desk.act(&number, "split", json!({ "parts": parts, "reason": "两件事" })).await.ok();
        let seen = desk.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(
            (&seen["history"][0]["name"], &seen["history"][1]["name"]),
            (&json!("intake"), &json!("dispatcher"))
        );
        let tied: Vec<&Value> =
            seen["links"].as_array().unwrap().iter().map(|link| &link["number"]).collect();
        assert_eq!(json!(tied), done["with"]);
        let part = desk.get(&format!("/matters/{}", tied[0].as_str().unwrap())).await.ok();
        assert_eq!(part["links"], json!([{ "kind": "split_from", "number": number }]));
        assert_eq!(part["clocks"][0]["title"]["en"].as_str().map(str::is_empty), Some(false));
    });
}
