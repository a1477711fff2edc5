//! Every write is done once under its key. Commands on matters: `matter_life.rs`; here all others.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use http_body_util::BodyExt;
use huisheng_domain::matter::Role;
use huisheng_server::once::{SECRETS, WITHOUT};
use huisheng_server::router;
use huisheng_store::Engine;
use huisheng_store::book::example;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::world::{Answer, Person, World, a_post, account_of, keeper_of_registers, report, story};

const KEY: &str = "Idempotency-Key";

/// Sends something under a key.
async fn send(who: &Person, method: Method, path: &str, key: &str, body: Option<Value>) -> Answer {
    who.send(method, path, &[("idempotency-key", key)], body).await
}

async fn post(who: &Person, path: &str, key: &str, body: Value) -> Answer {
    send(who, Method::POST, path, key, Some(body)).await
}

/// Sends it twice: both answers are the same.
async fn twice(who: &Person, method: Method, path: &str, key: &str, body: Option<Value>) -> Value {
    let first = send(who, method.clone(), path, key, body.clone()).await;
    let again = send(who, method.clone(), path, key, body).await;
    assert!(first.status.is_success(), "{method} {path}: {}", first.body);
    assert_eq!((again.status, &again.body), (first.status, &first.body), "{method} {path}");
    first.body
}

/// How often the trail tells of it.
async fn told(world: &World, kind: &str) -> usize {
    let auditor = world.sign_in("county_audit").await;
    let page = auditor.get(&format!("/audit/entries?limit=200&kind={kind}")).await.ok();
    page["entries"].as_array().unwrap().len()
}

fn operations(description: &Value) -> impl Iterator<Item = (String, &Value)> {
    let items = description["paths"].as_object().unwrap().iter();
    items.flat_map(|(path, item)| {
        let path = path.trim_start_matches("/api/v1");
        let operations = item.as_object().unwrap().iter();
        operations.map(move |(method, one)| (format!("{} {path}", method.to_uppercase()), one))
    })
}

#[test]
fn every_write_takes_a_key_or_says_why_not() {
    let (_, description) = router::api();
    let description = serde_json::to_value(&description).unwrap();
    let writes = operations(&description).filter(|(line, _)| !line.starts_with("GET "));
    let without = |(line, one): (String, &Value)| {
        let parameters = one["parameters"].as_array().into_iter().flatten();
        let takes = parameters.into_iter().any(|parameter| parameter["name"] == KEY);
        (!takes).then_some(line)
    };
    let without: BTreeSet<String> = writes.filter_map(without).collect();
    let written: BTreeSet<String> = WITHOUT.iter().map(|(line, _)| (*line).to_owned()).collect();
    assert_eq!(without, written);
    for (line, why) in WITHOUT {
        assert!(why.len() > 10, "{line}: {why}");
    }
}

/// What an answer shows once is a field that is never kept.
#[test]
fn what_is_shown_once_is_known_by_its_field() {
    let (_, description) = router::api();
    let description = serde_json::to_value(&description).unwrap();
    let schemas = &description["components"]["schemas"];
    let mut found = 0;
    for (line, one) in operations(&description).filter(|(line, _)| !line.starts_with("GET ")) {
        let schema = &one["responses"]["200"]["content"]["application/json"]["schema"]["$ref"];
        let Some(name) = schema.as_str().and_then(|name| name.rsplit('/').next()) else { continue };
        let whole = schemas[name]["description"].as_str().unwrap_or_default().contains("this once");
        let fields = schemas[name]["properties"].as_object().into_iter().flatten();
        for (field, schema) in fields {
            let words = schema["description"].as_str().unwrap_or_default();
            if whole || words.contains("this once") {
                found += 1;
                assert!(SECRETS.contains(&field.as_str()), "{line}: {field}");
            }
        }
    }
    assert!(found >= 3, "{found}");
}

/// Whoever writes in a handler of staff does it under the key of the request. Those who do not, each with its reason.
#[test]
fn handlers_write_under_the_key_of_the_request() {
    const BESIDE: [(&str, &str); 15] = [
        ("call.rs", "beside a matter that is entered under the key of the ledger"),
        ("call/take.rs", "a call is known by the id of the telephone system"),
        ("file/given.rs", "beside a command, and again does no harm"),
        ("file/upload.rs", "what nobody names is forgotten"),
        ("matter/hold.rs", "said again and again"),
        ("notification/list.rs", "in parts, and again does no harm"),
        ("public/code.rs", "no key"),
        ("public/messages.rs", "nobody is signed in, and again says the same"),
        ("session/once_more.rs", "a password that was tried is counted whatever follows"),
        ("session/passkey.rs", "no key"),
        ("session/passkeys.rs", "no key"),
        ("session/password.rs", "no key"),
        ("session/provider.rs", "no key"),
        ("session/provider/back.rs", "no key"),
        ("session/sign_in.rs", "no key"),
    ];
    let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/api"));
    let (mut folders, mut found) = (vec![root.to_owned()], BTreeSet::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read_to_string(&path).unwrap().contains("store().write()") {
                found.insert(path.strip_prefix(root).unwrap().display().to_string());
            }
        }
    }
    let beside: BTreeSet<String> = BESIDE.iter().map(|(file, _)| (*file).to_owned()).collect();
    assert_eq!(found, beside);
}

#[test]
fn an_account_is_opened_once_and_its_password_is_kept_nowhere() {
    story(|world| async move {
        let admin = world.sign_in("admin").await;
        let wang = json!({ "login": "wang.li", "name": "王丽", "unit": example::URBAN });
        let made = post(&admin, "/accounts", "k1", wang.clone()).await.ok();
        assert!(made["one_time_password"].is_string());
        let before = post(&admin, "/accounts", "k1", wang.clone()).await;
        assert_eq!(before.refused(409, "done_before")["field"], KEY);
        let mut li = wang.clone();
        li["login"] = json!("li.lei");
        post(&admin, "/accounts", "k1", li.clone()).await.refused(409, "key_reused");
        // The key of somebody else is another key.
        post(&world.sign_in("county").await, "/accounts", "k1", li).await.ok();
        post(&admin, "/accounts", "k2", wang).await.refused(409, "login_taken");
        assert_eq!(told(&world, "account_made").await, 2);
        // What shows nothing once is answered as before; another one-time password is not made.
        let security = world.sign_in("security").await;
        let path = format!("/accounts/{}", account_of("clerk"));
        twice(&security, Method::PUT, &path, "k3", Some(json!({ "unlock": true }))).await;
        let reset = json!({ "reset_password": true });
        send(&security, Method::PUT, &path, "k4", Some(reset.clone())).await.ok();
        send(&security, Method::PUT, &path, "k4", Some(reset)).await.refused(409, "done_before");
        assert_eq!(told(&world, "account_changed").await, 2);
        let grant = json!({ "unit": example::HOUSING, "roles": ["clerk"] });
        let posts = format!("/accounts/{}/posts", made["account"]["id"].as_str().unwrap());
        let granted = twice(&security, Method::POST, &posts, "k5", Some(grant)).await;
        assert_eq!(told(&world, "post_granted").await, 1);
        let change = json!({ "title": "窗口", "begins": "2026-01-01" });
        let path = format!("/posts/{}", granted["id"].as_str().unwrap());
        twice(&security, Method::PUT, &path, "k6", Some(change)).await;
        assert_eq!(told(&world, "post_changed").await, 1);
    });
}

#[test]
fn a_token_is_made_once_and_revoked_once() {
    story(|world| async move {
        let clerk = world.sign_in("clerk").await;
        let asked = json!({ "name": "大屏数据", "scopes": ["read"], "days": 30 });
        let made = post(&clerk, "/tokens", "k1", asked.clone()).await.ok();
        post(&clerk, "/tokens", "k1", asked).await.refused(409, "done_before");
        assert_eq!(clerk.get("/tokens").await.ok().as_array().unwrap().len(), 1);
        let path = format!("/tokens/{}", made["made"]["id"].as_str().unwrap());
        twice(&clerk, Method::DELETE, &path, "k2", None).await;
        assert_eq!(told(&world, "token_revoked").await, 1);
        // Without a key it is as ever.
        clerk.send(Method::DELETE, &path, &[], None).await.refused(404, "not_found");
    });
}

#[test]
fn what_was_refused_keeps_no_key() {
    story(|world| async move {
        let admin = world.sign_in("admin").await;
        let mut wang = json!({ "login": "w", "name": "王丽", "unit": example::URBAN });
        post(&admin, "/accounts", "k1", wang.clone()).await.refused(422, "invalid");
        wang["login"] = json!("wang.li");
        post(&admin, "/accounts", "k1", wang.clone()).await.ok();
        let long = "k".repeat(201);
        post(&admin, "/accounts", &long, wang).await.refused(422, "invalid");
    });
}

#[test]
fn a_look_is_answered_again_for_minutes_and_written_down_once() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let number = intake.post("/matters", report()).await.ok()["number"].clone();
        let number = number.as_str().unwrap();
        let seen = intake.get(&format!("/matters/{number}")).await.ok();
        let voice = seen["reports"][0]["id"].as_str().unwrap();
        let path = format!("/matters/{number}/reports/{voice}/look");
        let why = json!({ "reason": "核对姓名" });
        let shown = twice(&intake, Method::POST, &path, "k1", Some(why.clone())).await;
        assert_eq!(told(&world, "look").await, 1);
        let other = json!({ "reason": "联系上门时间" });
        post(&intake, &path, "k1", other).await.refused(409, "key_reused");
        world.wait_hours(1);
        // Later it would be another look, and that leaves another trace.
        post(&intake, &path, "k1", why.clone()).await.refused(409, "done_before");
        assert_eq!(post(&intake, &path, "k2", why).await.ok(), shown);
        assert_eq!(told(&world, "look").await, 2);
        let caller = json!({ "contact": shown["contact"], "reason": "核对来电" });
        post(&intake, "/callers", "k3", caller.clone()).await.ok();
        post(&intake, "/callers", "k3", caller).await.refused(409, "done_before");
        assert_eq!(told(&world, "caller_asked").await, 1);
    });
}

#[test]
fn a_list_with_names_is_asked_for_and_decided_once() {
    story(|world| async move {
        let (clerk, head) = (world.sign_in("clerk").await, world.sign_in("head").await);
        let dispatcher = world.sign_in("dispatcher").await;
        let made = world.sign_in("intake").await.post("/matters", report()).await.ok();
        let number = made["number"].as_str().unwrap();
        dispatcher.act(number, "accept", json!({ "severity": "general" })).await.ok();
        dispatcher.act(number, "assign", json!({ "lead": example::URBAN })).await.ok();
        let body = json!({ "format": "csv", "reason": "逐户通知恢复时间" });
        let asked = twice(&clerk, Method::POST, "/extracts", "k1", Some(body)).await;
        assert_eq!(head.get("/extracts").await.ok()["to_decide"].as_array().unwrap().len(), 1);
        let path = format!("/extracts/{}", asked["id"].as_str().unwrap());
        let said = json!({ "agreed": true, "words": "仅用于本次通知" });
        twice(&head, Method::POST, &format!("{path}/decide"), "k2", Some(said)).await;
        assert_eq!(told(&world, "extract_decided").await, 1);
        // A file is made anew; with names it needs another trace.
        let lines = json!({ "format": "csv" });
        let first = post(&clerk, "/extracts/lines", "k3", lines.clone()).await;
        let again = post(&clerk, "/extracts/lines", "k3", lines).await;
        assert_eq!((first.status, again.status), (first.status, first.status));
        assert_eq!(told(&world, "exported").await, 1);
        let take = format!("{path}/take");
        let taken = send(&clerk, Method::POST, &take, "k4", None).await;
        assert!(taken.status.is_success(), "{}", taken.body);
        send(&clerk, Method::POST, &take, "k4", None).await.refused(409, "done_before");
        assert_eq!(told(&world, "exported").await, 2);
    });
}

#[test]
fn entries_of_registers_and_lists_are_written_once() {
    story(|world| async move {
        let (security, county) = (keeper_of_registers(&world).await, world.sign_in("county").await);
        let body = json!({
            "kind": "assessment", "processing": "按月统计", "risk": "小于 5 的数字可能指向个人",
            "measures": "小于 5 的不显示", "conclusion": "may", "day": world.app.today(world.app.now()),
        });
        let made = twice(&security, Method::POST, "/registers", "k1", Some(body.clone())).await;
        assert_eq!(security.get("/registers").await.ok().as_array().unwrap().len(), 1);
        // The version that was seen is gone by then; the answer is that of before all the same.
        let path = format!("/registers/{}", made["id"].as_str().unwrap());
        let headers = [("idempotency-key", "k2"), ("if-match", "\"1\"")];
        for _ in 0..2 {
            let kept = security.send(Method::PUT, &path, &headers, Some(body.clone())).await.ok();
            assert_eq!(kept["version"], 2);
        }
        let clerk = world.sign_in("clerk").await;
        let template =
            json!({ "name": "送药", "title": "送药上门", "words": "", "result": "已送到" });
        let path = format!("/record-templates/{}", crate::world::nobody());
        twice(&clerk, Method::PUT, &path, "k3", Some(template)).await;
        twice(&clerk, Method::DELETE, &path, "k4", None).await;
        let moved = json!({});
        twice(&county, Method::POST, "/calendar/moves", "k5", Some(moved)).await;
        let number = clerk.post("/matters", report()).await.ok()["number"].clone();
        let path = format!("/knowledge/{}", crate::world::nobody());
        let until = world.app.today(world.app.now()).saturating_add(jiff::ToSpan::days(90));
        let entry = json!({
            "question": "路灯坏了找谁", "answer": "打 12345。", "unit": example::URBAN,
            "source": "办事指南", "until": until,
        });
        twice(&clerk, Method::PUT, &path, "k6", Some(entry)).await;
        let publish = json!({ "version": 1 });
        let dispatcher = world.sign_in("dispatcher").await;
        twice(&dispatcher, Method::POST, &format!("{path}/publish"), "k7", Some(publish)).await;
        let uses = format!("{path}/uses");
        let used = json!({ "matter": number });
        let used = twice(&dispatcher, Method::POST, &uses, "k8", Some(used)).await;
        assert_eq!(used["used"], 1);
    });
}

#[test]
fn grids_are_drawn_and_a_list_is_published_once() {
    story(|world| async move {
        let county = world.sign_in("county").await;
        let day = world.app.today(world.app.now()).saturating_add(jiff::ToSpan::days(2));
        let outline = json!([[[
            [120.6, 36.3],
            [120.61, 36.3],
            [120.61, 36.31],
            [120.6, 36.31],
            [120.6, 36.3]
        ]]]);
        let drawn = json!({
            "name": "新格", "division": example::COMMUNITY_A, "kind": "base", "level": 1,
            "outline": outline, "households": 300, "persons": 900, "from": day,
        });
        twice(&county, Method::POST, "/grids", "k1", Some(drawn)).await;
        assert_eq!(told(&world, "redivided").await, 1);
        let file = "分类,主办单位\n路灯,房屋管理办公室\n".as_bytes();
        let take = async |boundary: &str| {
            let form = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"
            );
            let end = format!("\r\n--{boundary}--\r\n");
            let body = [form.as_bytes(), file, end.as_bytes()].concat();
            let kind = format!("multipart/form-data; boundary={boundary}");
            let headers = [("content-type", kind.as_str()), ("idempotency-key", "k2")];
            let path = "/imports/responsibilities?draft=true";
            let response = county.raw(Method::POST, path, &headers, Body::from(body)).await;
            let bytes = response.into_body().collect().await.unwrap().to_bytes();
            serde_json::from_slice::<Value>(&bytes).unwrap()
        };
        // A browser packs a form anew each time.
        let taken = take("one").await;
        assert_eq!((&taken["version"], &take("two").await), (&json!(4), &taken));
        let asked = json!({ "version": 4, "from": day });
        twice(&county, Method::POST, "/responsibilities/publish", "k3", Some(asked)).await;
        assert_eq!(told(&world, "responsibility_published").await, 1);
    });
}

#[test]
fn two_who_press_at_once_do_it_once() {
    story(|world| async move {
        let security = keeper_of_registers(&world).await;
        let body = json!({
            "kind": "assessment", "processing": "按月统计", "risk": "小于 5 的数字可能指向个人",
            "measures": "小于 5 的不显示", "conclusion": "may", "day": world.app.today(world.app.now()),
        });
        let all = (0..6).map(|_| post(&security, "/registers", "k1", body.clone()));
        let answers = futures::future::join_all(all).await;
        // Who comes while it is under way is told to ask again.
        let known = |answer: &Answer| [200, 503].contains(&answer.status.as_u16());
        assert!(
            answers.iter().all(known),
            "{:?}",
            answers.iter().map(|one| one.status).collect::<Vec<_>>()
        );
        assert!(answers.iter().any(|answer| answer.status == 200));
        let made = post(&security, "/registers", "k1", body).await.ok();
        let all = security.get("/registers").await.ok();
        assert_eq!((all.as_array().unwrap().len(), &all[0]["id"]), (1, &made["id"]));
    });
}

/// The house stops between what was done and its answer: what was done is known, and done once.
#[test]
fn what_was_done_before_a_crash_is_not_done_again() {
    story(|world| async move {
        let security = keeper_of_registers(&world).await;
        let body = json!({
            "kind": "assessment", "processing": "按月统计", "risk": "小于 5 的数字可能指向个人",
            "measures": "小于 5 的不显示", "conclusion": "may", "day": world.app.today(world.app.now()),
        });
        post(&security, "/registers", "k1", body.clone()).await.ok();
        let write = world.app.store().write().await.unwrap();
        let (engine, sql) =
            (Engine::of(&write), "UPDATE idempotency SET outcome = '' WHERE area = 0");
        write.execute_raw(engine.statement(sql, vec![])).await.unwrap();
        write.commit().await.unwrap();
        // For a moment it may be on its way.
        post(&security, "/registers", "k1", body.clone()).await.refused(503, "unavailable");
        world.wait_hours(1);
        post(&security, "/registers", "k1", body).await.refused(409, "done_before");
        assert_eq!(security.get("/registers").await.ok().as_array().unwrap().len(), 1);
    });
}

/// Nobody reads answers out of the table, and after 30 days they are gone.
#[test]
fn what_is_kept_of_answers_is_sealed_and_forgotten() {
    story(|world| async move {
        let admin = world.sign_in("admin").await;
        let security = world.sign_in("security").await;
        let wang = json!({ "login": "wang.li", "name": "王丽", "unit": example::URBAN });
        let made = post(&admin, "/accounts", "k1", wang).await.ok();
        let path = format!("/accounts/{}", made["account"]["id"].as_str().unwrap());
        send(&security, Method::PUT, &path, "k2", Some(json!({ "unlock": true }))).await.ok();
        let kept = async || {
            let read = world.app.store().read();
            let sql = "SELECT outcome FROM idempotency WHERE area = 0";
            let rows = read.query_all_raw(Engine::of(read).statement(sql, vec![])).await.unwrap();
            let text = |row: &sea_orm::QueryResult| row.try_get_by_index::<String>(0).unwrap();
            rows.iter().map(text).collect::<Vec<_>>()
        };
        let outcomes = kept().await;
        assert_eq!(outcomes.len(), 2);
        assert!(outcomes.iter().all(|one| !one.contains("wang") && !one.contains("王丽")));
        world.wait_hours(31 * 24);
        huisheng_server::timer::forget(&world.app, world.app.now()).await.unwrap();
        assert!(kept().await.is_empty());
    });
}

/// What was answered in one post opens in no other, and not without one; who asked why leaves a trace for each answer.
#[test]
fn an_answer_is_told_again_in_the_same_post_only() {
    story(|world| async move {
        let security = keeper_of_registers(&world).await;
        let body = json!({
            "kind": "assessment", "processing": "按月统计", "risk": "小于 5 的数字可能指向个人",
            "measures": "小于 5 的不显示", "conclusion": "may", "day": world.app.today(world.app.now()),
        });
        twice(&security, Method::POST, "/registers", "k1", Some(body.clone())).await;
        let asked =
            json!({ "who": "clerk", "what": "report", "on": String::from(example::area()) });
        let first = post(&security, "/policies/explain", "k2", asked.clone()).await;
        assert!(first.status.is_success(), "{}", first.body);
        world.wait_hours(1);
        post(&security, "/policies/explain", "k2", asked).await.refused(409, "done_before");
        let id = huisheng_domain::id::Id::from_uuid(uuid::Uuid::from_u128(7));
        let mut other = a_post("security", example::COUNTY_DESK, &[Role::SecurityAdministrator]);
        other.post.id = id;
        let write = world.app.store().write().await.unwrap();
        huisheng_store::post::put(&write, vec![other]).await.unwrap();
        write.commit().await.unwrap();
        world.app.sessions().read_again(account_of("security"));
        security.put("/session/post", json!({ "post": id })).await.ok();
        post(&security, "/registers", "k1", body).await.refused(409, "done_before");
    });
}

/// A file that was refused as a whole may come again under its key, once what it names is there.
#[test]
fn a_file_that_was_refused_keeps_no_key() {
    story(|world| async move {
        let county = world.sign_in("county").await;
        let take = async |text: &str| {
            let body = format!(
                "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n{text}\r\n--part--\r\n"
            );
            let kind = ("content-type", "multipart/form-data; boundary=part");
            let headers = [kind, ("idempotency-key", "k1")];
            let response =
                county.raw(Method::POST, "/imports/units", &headers, Body::from(body)).await;
            let bytes = response.into_body().collect().await.unwrap().to_bytes();
            serde_json::from_slice::<Value>(&bytes).unwrap()
        };
        let head = "单位编码,单位名称,单位类型,上级单位\n";
        let refused = take(&format!("{head}U900,园林管理所,nonsense,\n")).await;
        assert_eq!((&refused["written"], &refused["bad_rows"]), (&json!(0), &json!(1)));
        let right = format!("{head}U900,园林管理所,department,\n");
        assert_eq!(take(&right).await["written"], 1);
        // Done now: the same answer.
        assert_eq!(take(&right).await["written"], 1);
    });
}
