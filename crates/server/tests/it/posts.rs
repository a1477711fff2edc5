//! What only certain posts do: shares divided and taken back, instructions, sign-off, the second look,
//! settling on the spot.

use huisheng_store::book::example;
use serde_json::{Value, json};

use crate::camera::photo;
use crate::world::{Person, account_of, nobody, report, story};

async fn entered(intake: &Person, body: Value) -> String {
    intake.post("/matters", body).await.ok()["number"].as_str().unwrap().to_owned()
}

/// The share of a unit.
async fn share(who: &Person, number: &str, unit: impl serde::Serialize) -> Value {
    let seen = who.get(&format!("/matters/{number}")).await.ok();
    let unit = json!(unit);
    let of_unit = |share: &&Value| share["unit"] == unit;
    seen["assignments"].as_array().unwrap().iter().find(of_unit).unwrap()["id"].clone()
}

#[test]
fn a_street_divides_its_share_and_a_leader_instructs() {
    story(|world| async move {
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let (clerk, grid) = (world.sign_in("street_clerk").await, world.sign_in("grid").await);
        let number = entered(&intake, report()).await;
        dispatcher.act(&number, "accept", json!({})).await.ok();
        let assign = json!({ "lead": example::STREET_OFFICE, "supports": [example::URBAN] });
        dispatcher.act(&number, "assign", assign).await.ok();
        let support = json!({ "assignment": share(&dispatcher, &number, example::URBAN).await });
        clerk.act(&number, "revoke", support.clone()).await.refused(403, "out_of_reach");
        dispatcher.act(&number, "revoke", support).await.ok();
        let lead = share(&clerk, &number, example::STREET_OFFICE).await;
        clerk.act(&number, "sign-in", json!({ "assignment": lead })).await.ok();
        let down = json!({ "assignment": lead, "unit": example::UNIT_A });
        clerk.act(&number, "sub-assign", down).await.ok();
        let part = share(&grid, &number, example::UNIT_A).await;
        grid.act(&number, "sign-in", json!({ "assignment": part })).await.ok();
        let told = json!({ "assignment": lead, "text": "已立项，正在采购灯具" });
        clerk.act(&number, "milestone", told).await.ok();
        let request = json!({ "kind": "extension", "by": "2wd" });
        let asked = json!({ "assignment": lead, "request": request, "opinion": "备件在途" });
        clerk.act(&number, "request", asked).await.ok();
        clerk.act(&number, "take-back", json!({ "assignment": lead })).await.ok();
        let seen = clerk.get(&format!("/matters/{number}")).await.ok();
        let steps: Vec<&str> = seen["history"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s["kind"].as_str().unwrap())
            .collect();
        for step in ["share_closed", "milestone", "requested", "request_taken_back"] {
            assert!(steps.contains(&step), "{step}: {steps:?}");
        }
    });
}

/// A unit that has no share of a matter finds what its leader asks of it, and answers.
#[test]
fn an_instructed_unit_finds_the_matter_and_reports_back() {
    story(|world| async move {
        let (intake, leader) = (world.sign_in("intake").await, world.sign_in("leader").await);
        let housing = world.sign_in("housing").await;
        let number = entered(&intake, report()).await;
        let path = format!("/matters/{number}");
        housing.get(&path).await.refused(404, "not_found");
        let order = json!({ "to": example::HOUSING, "text": "请三日内报结果" });
        leader.act(&number, "instruct", order).await.ok();
        let list = housing.get("/matters?sort=due").await.ok();
        assert_eq!(list["matters"][0]["number"], number);
        let seen = housing.get(&path).await.ok();
        // Asked for its opinion, it does not handle the matter and learns nobody's number.
        let voice = seen["reports"][0]["id"].as_str().unwrap();
        let look = json!({ "reason": "联系上门时间" });
        housing.post(&format!("{path}/reports/{voice}/look"), look).await.refused(403, "forbidden");
        let answer = |id: Value| json!({ "instruction": id, "text": "已完成整改" });
        let unknown = answer(json!(nobody()));
        housing.act(&number, "report-back", unknown).await.refused(409, "nothing_to_answer");
        let id = seen["instructions"][0]["id"].clone();
        housing.act(&number, "report-back", answer(id)).await.ok();
        let seen = leader.get(&path).await.ok();
        assert!(seen["instructions"][0]["reported_back"].is_string(), "{seen}");
        // A leader who thinks better of it takes it back, and with it what the unit saw.
        let other = entered(&intake, report()).await;
        let order = json!({ "to": example::HOUSING, "text": "请三日内报结果" });
        leader.act(&other, "instruct", order).await.ok();
        leader.act(&other, "undo", json!({})).await.ok();
        housing.get(&format!("/matters/{other}")).await.refused(404, "not_found");
        let list = housing.get("/matters?sort=due").await.ok();
        assert_eq!(list["matters"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn the_head_signs_off_and_where_nobody_can_be_asked_a_second_person_looks() {
    story(|world| async move {
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let (clerk, head) = (world.sign_in("clerk").await, world.sign_in("head").await);
        let supervisor = world.sign_in("supervisor").await;
        let mut dispute = report();
        dispute["kind"] = json!("dispute");
        dispute.as_object_mut().unwrap().retain(|key, _| key != "name" && key != "contact");
        let number = entered(&intake, dispute).await;
        dispatcher.act(&number, "accept", json!({})).await.ok();
        dispatcher.act(&number, "assign", json!({ "lead": example::URBAN })).await.ok();
        let lead = share(&clerk, &number, example::URBAN).await;
        clerk.act(&number, "sign-in", json!({ "assignment": lead })).await.ok();
        let file = clerk.upload("/files", "灯.jpg", &photo()).await.ok()["id"].clone();
        let result = json!({
            "assignment": lead, "process": "更换灯具 2 盏", "result": "路灯已恢复照明", "evidence": [file],
        });
        clerk.act(&number, "submit", result).await.ok();
        let pass = || json!({ "pass": true });
        dispatcher.act(&number, "review", pass()).await.refused(409, "not_signed_off");
        clerk.act(&number, "sign-off", pass()).await.refused(403, "not_allowed");
        head.act(&number, "sign-off", pass()).await.ok();
        dispatcher.act(&number, "review", pass()).await.ok();
        let looked = json!({ "at_the_place": true, "solved": "solved", "opinion": "路灯已亮" });
        dispatcher.act(&number, "check", looked.clone()).await.refused(403, "not_allowed");
        supervisor.act(&number, "check", looked).await.ok();
        let seen = supervisor.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(seen["ending"]["kind"], "verified");
    });
}

#[test]
fn a_grid_worker_settles_on_the_spot() {
    story(|world| async move {
        let grid = world.sign_in("grid").await;
        let mut found = report();
        found["channel"] = json!("GRID");
        let number = entered(&grid, found).await;
        let settle = |evidence: Value| json!({ "result": "已当场清理", "evidence": evidence });
        grid.act(&number, "settle", settle(json!([]))).await.refused(422, "evidence_missing");
        let file = grid.upload("/files", "楼道.jpg", &photo()).await.ok()["id"].clone();
        grid.act(&number, "settle", settle(json!([file]))).await.ok();
        let seen = grid.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(seen["ending"]["kind"], "self_settled");
    });
}

/// A separation that a grant undid: the clerk stood in above and granted what the own office asked for.
#[test]
fn whoever_stands_in_above_decides_nothing_of_the_own_office() {
    story(|world| async move {
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let (clerk, security) = (world.sign_in("clerk").await, world.sign_in("security").await);
        let number = entered(&intake, report()).await;
        dispatcher.act(&number, "accept", json!({})).await.ok();
        dispatcher.act(&number, "assign", json!({ "lead": example::URBAN })).await.ok();
        let lead = share(&clerk, &number, example::URBAN).await;
        clerk.act(&number, "sign-in", json!({ "assignment": lead })).await.ok();
        let request = json!({ "kind": "extension", "by": "2wd" });
        let asked = json!({ "assignment": lead, "request": request, "opinion": "备件在途" });
        clerk.act(&number, "request", asked).await.ok();
        let above = json!({ "unit": example::STREET_OFFICE, "roles": ["dispatcher"] });
        let granted = json!({ "assignment": lead, "granted": true, "opinion": "同意" });
        for (login, refused) in [("head", true), ("housing", false)] {
            let path = format!("/accounts/{}/posts", account_of(login));
            let post = security.post(&path, above.clone()).await.ok();
            let who = world.sign_in(login).await;
            who.put("/session/post", json!({ "post": post["id"] })).await.ok();
            let decided = who.act(&number, "decide", granted.clone()).await;
            if refused {
                decided.refused(403, "one_level_up");
            } else {
                decided.ok();
            }
        }
    });
}
