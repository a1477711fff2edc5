//! 通报 and 剔除: an office is called back badly, asks for an exclusion, supervision decides; the bulletin shows the figures before
//! and after, and behind each number the matters that make it.

use axum::body::Body;
use axum::http::Method;
use http_body_util::BodyExt;
use huisheng_domain::id::UnitId;
use huisheng_server::timer;
use huisheng_store::book::example::{HOUSING, QUARTER_A, URBAN};
use jiff::ToSpan;
use serde_json::{Value, json};

use crate::camera::photo;
use crate::world::{Person, World, report, story};

const ID: &str = "00000000-0000-7000-8000-000000000048";

fn at(id: &str, what: &str) -> String {
    format!("/bulletins/{id}{what}")
}

/// A matter that the urban office has answered; the reporter is called back, and helped or not.
async fn called_back(world: &World, solved: &str) -> String {
    let number = reported(world).await["number"].as_str().unwrap().to_owned();
    finished(world, &number, solved).await;
    number
}

async fn reported(world: &World) -> Value {
    world.sign_in("intake").await.post("/matters", report()).await.ok()
}

/// The urban office answers, and the reporter is called back.
async fn finished(world: &World, number: &str, solved: &str) {
    let (desk, clerk) = (world.sign_in("dispatcher").await, world.sign_in("clerk").await);
    desk.act(number, "accept", json!({})).await.ok();
    desk.act(number, "assign", json!({ "lead": URBAN })).await.ok();
    let seen = clerk.get(&format!("/matters/{number}")).await.ok();
    let share = json!({ "assignment": seen["assignments"][0]["id"] });
    clerk.act(number, "sign-in", share.clone()).await.ok();
    clerk
        .act(number, "contact", json!({ "assignment": share["assignment"], "text": "" }))
        .await
        .ok();
    let result = json!({
        "assignment": share["assignment"], "process": "换灯", "result": "已亮", "evidence": [file(&clerk).await],
    });
    clerk.act(number, "submit", result).await.ok();
    desk.act(number, "review", json!({ "pass": true })).await.ok();
    let verdict = json!({ "contacted": true, "solved": solved, "satisfied": if solved == "not" { 1 } else { 5 }, "manner": 3 });
    let voice = seen["reports"][0]["id"].clone();
    let call = json!({ "report": voice, "verdict": verdict, "reason": "还是不亮" });
    world.sign_in("callback").await.act(number, "callback", call).await.ok();
}

async fn file(who: &Person) -> Value {
    who.upload("/files", "photo.jpg", &photo()).await.ok()["id"].clone()
}

fn ask(evidence: &Value) -> Value {
    json!({ "shortfall": "not_solved", "reason": "policy", "text": "政策不允许，已当面解释", "evidence": [evidence] })
}

fn today(world: &World) -> String {
    world.app.day(&Default::default(), world.app.now()).to_string()
}

async fn drawn(world: &World, who: &str) -> Value {
    let who = world.sign_in(who).await;
    let body = json!({ "span": "day", "day": today(world) });
    who.put(&at(ID, ""), body).await.ok()
}

/// The number of the urban office.
fn number(bulletin: &Value, figure: &str) -> i64 {
    let lines = bulletin["bulletin"]["lines"].as_array().unwrap();
    let nth = lines.iter().position(|line| line["unit"] == json!(URBAN)).unwrap();
    let figures = bulletin["lines"][nth]["figures"].as_array().unwrap();
    let found = figures.iter().find(|one| one["figure"] == figure).unwrap();
    found["n"].as_i64().unwrap()
}

async fn behind(who: &Person, figure: &str) -> Vec<String> {
    let path = at(ID, &format!("/matters?unit={URBAN}&figure={figure}"));
    let page = who.get(&path).await.ok();
    assert_eq!(page["next"], Value::Null);
    let matters = page["matters"].as_array().unwrap();
    matters.iter().map(|one| one["number"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_left_out_is_decided_by_somebody_independent() {
    story(|world| async move {
        let number = called_back(&world, "not").await;
        let (clerk, supervisor) = (world.sign_in("clerk").await, world.sign_in("supervisor").await);
        let seen = clerk.get(&format!("/matters/{number}")).await.ok();
        let kinds: Vec<&Value> =
            seen["shortfalls"].as_array().unwrap().iter().map(|one| &one["shortfall"]).collect();
        assert_eq!(kinds, ["not_solved", "dissatisfied"]);
        let evidence = file(&clerk).await;
        let wrong = json!({ "shortfall": "not_solved", "reason": "policy", "text": "已解释", "evidence": [crate::world::nobody()] });
        clerk.act(&number, "ask-exclusion", wrong).await.refused(422, "invalid");
        let housing = world.sign_in("housing").await;
        housing.act(&number, "ask-exclusion", ask(&evidence)).await.refused(404, "not_found");
        supervisor.act(&number, "ask-exclusion", ask(&evidence)).await.refused(403, "not_allowed");
        clerk.act(&number, "ask-exclusion", ask(&evidence)).await.ok();
        clerk.act(&number, "ask-exclusion", ask(&evidence)).await.refused(409, "already_done");

        let waiting = async || {
            let found = supervisor.get("/matters?queue=to_exclude").await.ok();
            let queues = supervisor.get("/queues").await.ok()["queues"].as_array().unwrap().clone();
            let own = queues.into_iter().find(|one| one["code"] == "to_exclude").unwrap();
            (found["matters"].as_array().unwrap().len(), own["count"].clone())
        };
        assert_eq!(waiting().await, (1, json!(1)));
        let seen = supervisor.get(&format!("/matters/{number}")).await.ok();
        let asked = &seen["exclusions"][0];
        assert_eq!((&asked["reason"], &asked["granted"]), (&json!("policy"), &Value::Null));
        // Who decides looks at the evidence.
        let file = asked["evidence"][0].as_str().unwrap();
        assert_eq!(
            supervisor.fetch(&format!("/matters/{number}/files/{file}"), &[]).await.0.status,
            200
        );
        let decide = |granted: bool| json!({ "exclusion": asked["id"], "granted": granted, "opinion": "属实" });
        clerk.act(&number, "decide-exclusion", decide(true)).await.refused(403, "not_allowed");
        supervisor.act(&number, "decide-exclusion", decide(true)).await.ok();
        assert_eq!(waiting().await, (0, json!(0)));
        // The matter stays in the figures before, and as it is.
        let report = world.sign_in("leader").await.get("/reports").await.ok();
        assert_eq!(report["total"]["called_back"], 1);
        assert_eq!(report["total"]["not_solved_excluded"], 1);
        assert_eq!(report["total"]["dissatisfied_excluded"], 0);
    });
}

#[test]
fn the_reporter_reads_nothing_of_it() {
    story(|world| async move {
        let made = reported(&world).await;
        let (number, code) = (made["number"].as_str().unwrap(), made["code"].as_str().unwrap());
        finished(&world, number, "not").await;
        let clerk = world.sign_in("clerk").await;
        clerk.act(number, "ask-exclusion", ask(&file(&clerk).await)).await.ok();
        let seen = clerk.get(&format!("/matters/{number}")).await.ok();
        assert!(
            seen["history"]
                .as_array()
                .unwrap()
                .iter()
                .any(|step| step["kind"] == "exclusion_asked")
        );
        let (path, with) = (format!("/public/matters/{number}"), [("x-follow-code", code)]);
        let told = world.resident().send(Method::GET, &path, &with, None).await.ok();
        assert!(told["steps"].as_array().unwrap().len() > 5, "{told}");
        assert!(!told.to_string().contains("exclusion"), "{told}");
    });
}

#[test]
fn a_bulletin_shows_figures_before_and_after_and_the_matters_behind_them() {
    story(|world| async move {
        let (bad, good) = (called_back(&world, "not").await, called_back(&world, "solved").await);
        let clerk = world.sign_in("clerk").await;
        clerk.act(&bad, "ask-exclusion", ask(&file(&clerk).await)).await.ok();
        let supervisor = world.sign_in("supervisor").await;
        let asked =
            supervisor.get(&format!("/matters/{bad}")).await.ok()["exclusions"][0]["id"].clone();
        let decide = json!({ "exclusion": asked, "granted": true, "opinion": "属实" });
        supervisor.act(&bad, "decide-exclusion", decide).await.ok();

        let bulletin = drawn(&world, "supervisor").await;
        assert_eq!(
            (&bulletin["version"], &bulletin["bulletin"]["state"]),
            (&json!(1), &json!("draft"))
        );
        assert_eq!(bulletin["may_change"], json!(true));
        assert_eq!(bulletin["may_issue"], json!(false));
        for (figure, n) in [
            ("assigned", 2),
            ("called_back", 2),
            ("not_solved", 1),
            ("dissatisfied", 1),
            ("excluded", 1),
            ("returned", 0),
        ] {
            assert_eq!(number(&bulletin, figure), n, "{figure}");
        }
        assert_eq!(bulletin["total"]["before"]["solved"], 50.0);
        assert_eq!(bulletin["total"]["after"]["solved"], 100.0);
        assert_eq!(bulletin["total"]["after"]["satisfied"], 50.0);
        let text = &bulletin["bulletin"]["text"];
        assert!(
            text["summary"].as_str().unwrap().contains("解决率50.00%（剔除后100.00%）"),
            "{text}"
        );
        // Sent again after a lost answer: the same; another period under that id is refused.
        assert_eq!(drawn(&world, "supervisor").await["version"], 1);
        let other = json!({ "span": "week", "day": today(&world) });
        supervisor.put(&at(ID, ""), other).await.refused(412, "stale");

        // What happens later changes neither the numbers nor the lists behind them.
        called_back(&world, "not").await;
        for (figure, matters) in [
            ("not_solved", vec![bad.clone()]),
            ("excluded", vec![bad.clone()]),
            ("called_back", vec![good.clone(), bad.clone()]),
            ("returned", vec![]),
        ] {
            assert_eq!(behind(&supervisor, figure).await, matters, "{figure}");
        }
        let again = json!({ "words": false });
        let seen = [("if-match", "\"1\"")];
        let fresh =
            supervisor.send(Method::POST, &at(ID, "/redraw"), &seen, Some(again)).await.ok();
        assert_eq!((number(&fresh, "not_solved"), &fresh["version"]), (2, &json!(2)));
        assert_eq!(fresh["bulletin"]["text"], bulletin["bulletin"]["text"], "the words stay");
        assert_eq!(behind(&supervisor, "not_solved").await.len(), 2);
    });
}

#[test]
fn it_is_edited_issued_by_a_leader_read_by_all_and_withdrawn() {
    story(|world| async move {
        called_back(&world, "not").await;
        drawn(&world, "dispatcher").await;
        let (desk, leader) = (world.sign_in("dispatcher").await, world.sign_in("leader").await);
        let clerk = world.sign_in("clerk").await;
        clerk.get(&at(ID, "")).await.refused(404, "not_found");
        clerk.get("/bulletins?state=draft").await.refused(403, "forbidden");
        assert_eq!(clerk.get("/bulletins").await.ok()["bulletins"], json!([]));
        let text = json!({ "title": "关于本周情况的通报", "to": "各社区", "summary": "总体平稳。", "problems": "", "demands": "请抓紧。" });
        let stale = [("if-match", "\"7\"")];
        desk.send(Method::PUT, &at(ID, "/text"), &stale, Some(text.clone()))
            .await
            .refused(412, "stale");
        let mut personal = text.clone();
        personal["problems"] = json!("居民王丽13812345678反映");
        let refused = desk.put(&at(ID, "/text"), personal).await.refused(422, "bulletin_personal");
        assert_eq!(refused["field"], "problems");
        let edited = desk.put(&at(ID, "/text"), text.clone()).await.ok();
        assert_eq!(
            (&edited["version"], &edited["bulletin"]["text"]["to"]),
            (&json!(2), &json!("各社区"))
        );
        assert_eq!(desk.put(&at(ID, "/text"), text.clone()).await.ok()["version"], 2);
        leader.put(&at(ID, "/text"), text.clone()).await.refused(403, "forbidden");
        desk.post(&at(ID, "/issue"), json!({})).await.refused(403, "forbidden");
        leader
            .post(&at(ID, "/withdraw"), json!({ "reason": "口径有误" }))
            .await
            .refused(409, "bulletin_not_issued");

        let issued = leader.post(&at(ID, "/issue"), json!({})).await.ok();
        assert_eq!(
            (&issued["bulletin"]["state"], &issued["version"]),
            (&json!("issued"), &json!(3))
        );
        assert_eq!(
            leader.post(&at(ID, "/issue"), json!({})).await.ok()["version"],
            3,
            "sent again"
        );
        desk.put(&at(ID, "/text"), json!({ "title": "再改" }))
            .await
            .refused(409, "bulletin_issued");
        desk.send(Method::DELETE, &at(ID, ""), &[], None).await.refused(409, "bulletin_issued");
        let read = clerk.get(&at(ID, "")).await.ok();
        assert_eq!((&read["may_change"], &read["may_issue"]), (&json!(false), &json!(false)));
        assert_eq!(
            clerk.get("/bulletins").await.ok()["bulletins"][0]["title"],
            "关于本周情况的通报"
        );
        // An office out of reach of the matter reads the number, not the matter.
        let housing = world.sign_in("housing").await;
        let page =
            housing.get(&at(ID, &format!("/matters?unit={URBAN}&figure=not_solved"))).await.ok();
        assert_eq!((&page["matters"], &page["hidden"]), (&json!([]), &json!(1)));
        let none = housing.get(&at(ID, &format!("/matters?unit={HOUSING}&figure=due"))).await.ok();
        assert_eq!((&none["matters"], &none["hidden"]), (&json!([]), &json!(0)));

        let sheet = clerk.take(&at(ID, "/sheet"), json!({ "format": "csv" })).await;
        let lines: Vec<&str> = sheet.lines().collect();
        assert!(lines[0].contains("按时办结率%（剔除后）"), "{sheet}");
        assert!(
            lines[1].contains("城市管理办公室") && lines.last().unwrap().contains("合计"),
            "{sheet}"
        );
        assert!(!sheet.contains("王丽"));

        leader.post(&at(ID, "/withdraw"), json!({ "reason": "口径有误" })).await.ok();
        assert_eq!(clerk.get("/bulletins").await.ok()["bulletins"], json!([]));
        let gone = clerk.get("/bulletins?state=withdrawn").await.ok();
        assert_eq!(gone["bulletins"].as_array().unwrap().len(), 1);
        assert_eq!(clerk.get(&at(ID, "")).await.ok()["bulletin"]["withdrawn"], "口径有误");
    });
}

#[test]
fn what_is_no_period_and_who_draws_nothing_up() {
    story(|world| async move {
        let desk = world.sign_in("dispatcher").await;
        let put = async |body: Value| desk.put(&at(ID, ""), body).await;
        for body in [
            json!({ "span": "days", "day": "2026-03-02", "to": "2026-03-01" }),
            json!({ "span": "days", "day": "2026-01-01", "to": "2026-04-03" }),
            json!({ "span": "week", "day": "2026-03-02", "to": "2026-03-05" }),
        ] {
            let refused = put(body.clone()).await.refused(422, "bulletin_period");
            assert_eq!(refused["field"], "to", "{body}");
        }
        put(json!({ "span": "year", "day": "2026-03-02" })).await.refused(400, "bad_body");
        put(json!({ "span": "day", "day": "soon" })).await.refused(400, "bad_body");
        put(json!({ "span": "day", "day": "2026-03-02", "area": "110101" }))
            .await
            .refused(404, "not_found");
        for who in ["clerk", "leader", "intake", "grid"] {
            let who = world.sign_in(who).await;
            who.put(&at(ID, ""), json!({ "span": "day", "day": "2026-03-02" }))
                .await
                .refused(403, "forbidden");
        }
        // A period that is not over is drawn up, and not issued.
        let tomorrow = world.app.day(&Default::default(), world.app.now()).tomorrow().unwrap();
        let body = json!({ "span": "days", "day": today(&world), "to": tomorrow });
        put(body).await.ok();
        let leader = world.sign_in("leader").await;
        leader.post(&at(ID, "/issue"), json!({})).await.refused(409, "bulletin_not_over");
        desk.send(Method::DELETE, &at(ID, ""), &[], None).await;
        desk.get(&at(ID, "")).await.refused(404, "not_found");
        desk.send(Method::DELETE, &at(ID, ""), &[], None).await.refused(404, "not_found");
    });
}

/// 160,000 records beside 500 events in a year: a bulletin that counted them would say nothing.
#[test]
fn what_was_only_recorded_is_not_what_was_asked_for() {
    story(|world| async move {
        called_back(&world, "solved").await;
        let record = json!({
            "kind": "service_record", "channel": "GRID", "title": "帮老人换灯泡", "text": "已换好",
            "place": QUARTER_A, "at_once": { "as": "settled", "result": "已换好", "evidence": [] },
        });
        world.sign_in("grid").await.post("/matters", record).await.ok();
        let bulletin = drawn(&world, "supervisor").await;
        assert_eq!(bulletin["bulletin"]["total"]["received"], 1);
        assert_eq!(bulletin["bulletin"]["total"]["self_settled"], 0);
        let report = world.sign_in("leader").await.get("/reports").await.ok();
        assert_eq!(report["total"]["received"], 2);
    });
}

/// Nor is an office named in a bulletin for what the house asked it itself.
#[test]
fn what_is_overdue_is_listed_if_somebody_waits_for_it() {
    story(|world| async move {
        let clerk = world.sign_in("clerk").await;
        let until = world.app.today(world.app.now()).saturating_add(5.days());
        let entry = json!({
            "question": "社保卡丢了怎么补办", "answer": "带身份证到街道便民服务大厅。", "unit": URBAN,
            "source": "办事指南", "until": until, "public": true,
        });
        clerk.put(&format!("/knowledge/{ID}"), entry).await.ok();
        let publish = format!("/knowledge/{ID}/publish");
        world.sign_in("dispatcher").await.post(&publish, json!({ "version": 1 })).await.ok();
        timer::ask_owner(&world.app, world.app.now()).await.unwrap();
        let asked = clerk.get("/matters?kind=internal").await.ok()["matters"][0]["number"].clone();
        let number = reported(&world).await["number"].clone();
        world.wait_hours(24 * 60);
        let overdue = world.sign_in("dispatcher").await.get("/matters?light=red").await.ok();
        let overdue: Vec<&Value> =
            overdue["matters"].as_array().unwrap().iter().map(|one| &one["number"]).collect();
        assert!(overdue.contains(&&asked) && overdue.contains(&&number), "{overdue:?}");
        let bulletin = drawn(&world, "supervisor").await;
        let listed = bulletin["bulletin"]["unanswered"].as_array().unwrap();
        assert_eq!(listed.iter().map(|one| &one["number"]).collect::<Vec<_>>(), [&number]);
    });
}

/// A matter of that kind which an office has, and which nobody answers.
async fn lying(world: &World, kind: &str, lead: UnitId, more: Value) -> String {
    let mut said = report();
    said["kind"] = json!(kind);
    said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = world.sign_in("intake").await.post("/matters", said).await.ok();
    let number = made["number"].as_str().unwrap().to_owned();
    let desk = world.sign_in("dispatcher").await;
    desk.act(&number, "accept", json!({})).await.ok();
    desk.act(&number, "assign", json!({ "lead": lead })).await.ok();
    number
}

/// Which numbers are overdue, and how many more.
fn overdue(bulletin: &Value) -> (Vec<&str>, u64) {
    let of = &bulletin["bulletin"];
    let listed = of["unanswered"].as_array().map(Vec::as_slice).unwrap_or_default();
    let numbers = listed.iter().filter_map(|one| one["number"].as_str()).collect();
    (numbers, of["unlisted"].as_u64().unwrap_or_default())
}

#[test]
fn what_is_overdue_is_listed_for_who_sees_it_and_of_whom_is_sealed_only_counted() {
    story(|world| async move {
        let own = lying(&world, "request", URBAN, json!({})).await;
        let other = lying(&world, "request", HOUSING, json!({})).await;
        lying(&world, "complaint", HOUSING, json!({})).await;
        lying(&world, "request", HOUSING, json!({ "confidential": true })).await;
        world.wait_hours(24 * 60);
        let drawn = drawn(&world, "dispatcher").await;
        assert_eq!(overdue(&drawn), (vec![own.as_str(), &other], 2));
        let said = drawn["bulletin"]["text"]["problems"].as_str().unwrap();
        assert!(said.contains("仍有4件超期未办结"), "{said}");
        world.sign_in("leader").await.post(&at(ID, "/issue"), json!({})).await.ok();
        let clerk = world.sign_in("clerk").await;
        clerk.get(&format!("/matters/{other}")).await.refused(404, "not_found");
        assert_eq!(overdue(&clerk.get(&at(ID, "")).await.ok()), (vec![own.as_str()], 3));
        // Read again after its office was complained of, and after a reporter asked to be kept.
        let subjects = json!({ "units": [URBAN], "accounts": [], "reason": "来电人指明" });
        world.sign_in("intake").await.act(&own, "name-subjects", subjects).await.ok();
        assert_eq!(overdue(&clerk.get(&at(ID, "")).await.ok()), (vec![], 4));
        let supervisor = world.sign_in("supervisor").await;
        assert_eq!(
            overdue(&supervisor.get(&at(ID, "")).await.ok()),
            (vec![own.as_str(), &other], 2)
        );
        let intake = world.sign_in("intake").await;
        let voice = intake.get(&format!("/matters/{other}")).await.ok()["reports"][0]["id"].clone();
        let kept = json!({ "report": voice, "confidential": true, "reason": "来电人要求保密" });
        intake.act(&other, "amend", kept).await.ok();
        assert_eq!(overdue(&supervisor.get(&at(ID, "")).await.ok()), (vec![own.as_str()], 3));
    });
}

/// By bisecting a forged place the exact numbers of other offices were found, from how many were hidden.
#[test]
fn where_a_list_goes_on_is_not_made_up_and_lists_are_braked() {
    story(|world| async move {
        called_back(&world, "not").await;
        drawn(&world, "supervisor").await;
        let world = world.with(json!({ "brake": { "looks_an_hour": 3 } })).await;
        let supervisor = world.sign_in("supervisor").await;
        let list = at(ID, &format!("/matters?unit={URBAN}&figure=not_solved"));
        for forged in ["1_0", "10721180712960005_0"] {
            let refused = supervisor.get(&format!("{list}&after={forged}")).await;
            assert_eq!(refused.refused(422, "invalid")["field"], "after");
        }
        supervisor.get(&list).await.ok();
        supervisor.get(&list).await.refused(429, "too_often");
        let auditor = world.sign_in("county_audit").await;
        let page = auditor.get("/audit/entries?kind=braked").await.ok();
        assert_eq!(page["entries"][0]["details"]["what"], "behind");
    });
}

#[test]
fn what_is_kept_from_anybody_is_in_nobodys_numbers() {
    story(|world| async move {
        let kept = called_back(&world, "not").await;
        let open = called_back(&world, "not").await;
        let intake = world.sign_in("intake").await;
        let subjects = json!({ "units": [], "accounts": [crate::world::account_of("head")], "reason": "来电人指明" });
        intake.act(&kept, "name-subjects", subjects).await.ok();
        let bulletin = drawn(&world, "supervisor").await;
        assert_eq!(number(&bulletin, "not_solved"), 1);
        let supervisor = world.sign_in("supervisor").await;
        assert_eq!(behind(&supervisor, "not_solved").await, [open]);
        assert_eq!(
            supervisor.get("/reports").await.ok()["total"]["called_back"],
            2,
            "it is not kept from supervision"
        );
    });
}

#[test]
fn as_a_letter_it_is_made_by_the_program_beside_and_without_that_it_is_said() {
    story(|world| async move {
        called_back(&world, "not").await;
        drawn(&world, "dispatcher").await;
        let path = at(ID, "/letter");
        let without = json!({ "letter": { "program": "/nowhere/huisheng-letter" } });
        let desk = world.with(without).await.sign_in("dispatcher").await;
        desk.post(&path, json!({})).await.refused(503, "letters_not_installed");
        let with = json!({ "letter": { "program": crate::letter::program() } });
        let desk = world.with(with).await.sign_in("dispatcher").await;
        let kind = [("content-type", "application/json")];
        let response = desk.raw(Method::POST, &path, &kind, Body::from("{}")).await;
        let (parts, body) = response.into_parts();
        assert_eq!(
            (parts.status.as_u16(), &parts.headers["content-type"]),
            (200, &"application/pdf".parse().unwrap())
        );
        let pdf = body.collect().await.unwrap().to_bytes();
        assert!(pdf.starts_with(b"%PDF-"));
    });
}
