//! 帮办代办: an item of the list, taken in at the door with an authority and papers, done, given back.

use axum::http::Method;
use huisheng_store::book::example;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::world::{Person, World, nobody, report, story};

fn path(n: u32) -> String {
    format!("/errand-items/00000000-0000-7000-8000-{n:012}")
}

fn item(name: &str) -> Value {
    json!({
        "name": name, "counter": "street", "limit": "3wd", "public": true,
        "materials": [{ "name": "高龄津贴申请表", "original": false }, { "name": "居民身份证", "original": true }],
    })
}

/// What a grid worker sends; `until` in days.
fn errand(world: &World, item: &Value, until: i64) -> Value {
    let until = world.app.now() + SignedDuration::from_hours(24 * until);
    json!({
        "kind": "errand", "channel": "GRID", "title": "代办高龄津贴申领", "text": "老人行动不便",
        "place": example::QUARTER_A, "name": "王丽", "contact": "13900000001",
        "errand": { "item": item, "taken": { "until": until, "documents": [
            { "name": "居民身份证", "original": true, "count": 1 },
            { "name": "高龄津贴申请表", "original": false, "count": 2 },
        ] } },
    })
}

async fn listed(world: &World) -> Value {
    let office = world.sign_in("street_clerk").await;
    office.put(&path(1), item("高龄津贴申领")).await.ok()["id"].clone()
}

async fn reported(world: &World) -> (Person, String) {
    let id = listed(world).await;
    let grid = world.sign_in("grid").await;
    let done = grid.post("/matters", errand(world, &id, 30)).await.ok();
    let number = done["number"].as_str().expect("a number").to_owned();
    (grid, number)
}

#[test]
fn items_are_kept_by_the_office_and_used_below() {
    story(|world| async move {
        let (office, grid) = (world.sign_in("street_clerk").await, world.sign_in("grid").await);
        let kept = office.put(&path(1), item(" 高龄津贴申领 ")).await.ok();
        assert_eq!((&kept["version"], &kept["own"]), (&json!(1), &json!(true)));
        assert_eq!(kept["item"]["name"], "高龄津贴申领");
        office.put(&path(1), item("高龄津贴")).await.refused(412, "stale");
        let seen = [("if-match", "\"1\"")];
        office.send(Method::PUT, &path(1), &seen, Some(item("高龄津贴"))).await.ok();
        for (field, value) in [
            ("name", json!("")),
            ("name", json!("找小王 13900000001")),
            ("materials", json!([{ "name": "身份证370213199001011234" }])),
            ("category", json!(nobody())),
        ] {
            let mut wrong = item("医保登记");
            wrong[field] = value;
            assert_eq!(office.put(&path(2), wrong).await.refused(422, "invalid")["field"], field);
        }
        let all = grid.get("/errand-items").await.ok();
        assert_eq!((&all[0]["item"]["name"], &all[0]["own"]), (&json!("高龄津贴"), &json!(false)));
        grid.put(&path(3), item("代取药")).await.refused(403, "forbidden");
        let mut own = item("代送公文");
        own["public"] = json!(false);
        office.put(&path(5), own).await.ok();
        let read = world.resident().get("/public/errand-items").await.ok();
        assert_eq!(read.as_array().map(Vec::len), Some(1), "what is not for everybody is not told");
        assert_eq!((&read[0]["name"], &read[0]["counter"]), (&json!("高龄津贴"), &json!("street")));
        office.send(Method::DELETE, &path(5), &[], None).await;
        world.sign_in("housing").await.put(&path(4), item("租房备案")).await.ok();
        assert_eq!(grid.get("/errand-items").await.ok().as_array().map(Vec::len), Some(1));
        for n in 0..99 {
            office.put(&path(100 + n), item(&format!("第{n}项"))).await.ok();
        }
        let full = office.put(&path(300), item("多一项")).await.refused(409, "items_full");
        assert!(full["zh"]["remedy"].as_str().is_some_and(|said| said.contains("删去")));
        assert_eq!(office.send(Method::DELETE, &path(1), &[], None).await.status, 204);
        assert_eq!(office.send(Method::DELETE, &path(1), &[], None).await.status, 204);
        office.put(&path(300), item("多一项")).await.ok();
        grid.get("/errand-items?area=110101").await.refused(404, "not_found");
    });
}

#[test]
fn an_errand_is_done_by_whoever_took_it_in_and_gives_the_papers_back() {
    story(|world| async move {
        let (grid, number) = reported(&world).await;
        let at = |verb: &str| format!("/matters/{number}/{verb}");
        let seen = grid.get(&format!("/matters/{number}")).await.ok();
        assert_eq!((&seen["procedure"], &seen["stage"]), (&json!("errand"), &json!("handling")));
        assert_eq!(seen["errand"]["item"]["name"], "高龄津贴申领");
        assert_eq!(seen["clocks"][2]["limit"], "3wd", "{}", seen["clocks"]);
        let papers = &seen["errand"]["documents"];
        assert_eq!((&papers[0]["number"], &papers[0]["document"]["count"]), (&json!(1), &json!(1)));
        assert!(papers[0]["by"]["name"].is_string() && papers[0]["returned"].is_null());

        let share = seen["assignments"][0]["id"].clone();
        let result = json!({ "assignment": share, "process": "到窗口办理", "result": "已办好" });
        let held = grid.post(&at("submit"), result.clone()).await.refused(409, "documents_held");
        assert_eq!(held["facts"]["held"], 1);
        assert!(held["zh"]["remedy"].as_str().is_some_and(|said| said.contains("退还")));
        // Another office has nothing to do with it; the key keeps it from being done twice.
        let other = world.sign_in("housing").await;
        other
            .post(&at("return-documents"), json!({ "documents": [1] }))
            .await
            .refused(404, "not_found");
        let key = [("idempotency-key", "return-of-an-identity-card")];
        let back = json!({ "documents": [1] });
        let twice = async || {
            grid.send(Method::POST, &at("return-documents"), &key, Some(back.clone())).await.ok()
        };
        assert_eq!(
            (&twice().await["repeated"], &twice().await["repeated"]),
            (&json!(false), &json!(true))
        );
        let again = grid.post(&at("return-documents"), json!({ "documents": [1] })).await;
        again.refused(409, "already_done");
        grid.post(&at("submit"), result).await.ok();
        let (from, desk) = (seen["reports"][0]["id"].clone(), world.sign_in("callback").await);
        let verdict = json!({ "contacted": true, "solved": "solved", "satisfied": 5 });
        desk.post(&at("callback"), json!({ "report": from, "verdict": verdict, "reason": "满意" }))
            .await
            .ok();
        let ended = grid.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(ended["ending"]["kind"], "verified");

        // What more there is, is raised by one touch, and counted beside it.
        let mut more = report();
        more["follows"] = json!({ "number": number, "how": "raised_from" });
        for field in ["name", "contact"] {
            more.as_object_mut().unwrap().remove(field);
        }
        world.sign_in("intake").await.post("/matters", more.clone()).await.refused(422, "invalid");
        let raised = grid.post("/matters", more).await.ok();
        let raised =
            grid.get(&format!("/matters/{}", raised["number"].as_str().unwrap())).await.ok();
        assert_eq!(raised["reports"][0]["name"], "王*", "of the same person");
        let kinds = world.sign_in("leader").await.get("/reports?by=kind").await.ok();
        let mut lines = kinds["lines"].as_array().unwrap().iter();
        assert!(lines.any(|line| line["code"] == "errand" && line["solved"] == 1), "{kinds}");
        let found = grid.get("/matters?by_me=true&kind=errand&q=高龄津贴").await.ok();
        assert_eq!(found["matters"].as_array().map(Vec::len), Some(1));
    });
}

#[test]
fn papers_are_named_by_their_kinds_and_taken_with_an_authority() {
    story(|world| async move {
        let id = listed(&world).await;
        let grid = world.sign_in("grid").await;
        let send = async |body: Value| grid.post("/matters", body).await;
        let refused = send(errand(&world, &nobody().into(), 30)).await.refused(422, "invalid");
        assert_eq!(refused["field"], "errand.item");
        let refused = send(errand(&world, &id, 400)).await.refused(422, "out_of_order");
        assert_eq!(refused["field"], "until");
        let mut named = errand(&world, &id, 30);
        named["errand"]["taken"]["documents"][0]["name"] = json!("王丽的身份证");
        assert_eq!(send(named).await.refused(422, "invalid")["field"], "documents");
        let mut unsigned = errand(&world, &id, 30);
        unsigned["errand"]["taken"].as_object_mut().unwrap().remove("until");
        let refused = send(unsigned).await.refused(409, "no_authority");
        assert!(refused["zh"]["reason"].as_str().is_some_and(|said| said.contains("授权委托")));
        let mut request = errand(&world, &id, 30);
        request["kind"] = json!("request");
        send(request).await.refused(409, "no_errand");

        // Nothing is taken from whom has signed nothing; it is taken later, and the reporter reads of it.
        let mut bare = errand(&world, &id, 30);
        bare["errand"].as_object_mut().unwrap().remove("taken");
        let done = send(bare).await.ok();
        let at = format!("/matters/{}/take-documents", done["number"].as_str().unwrap());
        let paper = json!([{ "name": "户口簿", "original": true, "count": 1 }]);
        grid.post(&at, json!({ "documents": paper })).await.refused(409, "no_authority");
        let until = world.app.now() + SignedDuration::from_hours(48);
        grid.post(&at, json!({ "until": until, "documents": paper })).await.ok();
        let code = done["code"].as_str().unwrap().to_owned();
        let resident = world.resident();
        let followed = format!("/public/matters/{}", done["number"].as_str().unwrap());
        let code = [("x-follow-code", code.as_str())];
        let steps = resident.send(Method::GET, &followed, &code, None).await.ok();
        let kinds: Vec<_> =
            steps["steps"].as_array().unwrap().iter().map(|step| &step["kind"]).collect();
        assert!(kinds.contains(&&json!("documents_taken")), "{kinds:?}");

        let mut own = report();
        own["channel"] = json!("WECHAT");
        own["errand"] = json!({ "item": id });
        let refused = resident.post("/public/matters", own).await.refused(422, "invalid");
        assert_eq!(refused["field"], "errand");
    });
}
