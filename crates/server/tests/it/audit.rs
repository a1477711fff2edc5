//! The trail: what is written down, who may read it, and what the person concerned is told.

use axum::http::Method;
use huisheng_server::timer;
use huisheng_store::testing::Temporary;
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::{checkpoint, verify};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::served::huisheng;
use crate::world::{Person, World, report, story};

/// Kinds with their outcomes, the latest first.
async fn kinds(auditor: &Person, query: &str) -> Vec<String> {
    let page = auditor.get(&format!("/audit/entries?limit=200{query}")).await.ok();
    let told = |one: &Value| format!("{} {}", one["kind"], one["outcome"]).replace('"', "");
    page["entries"].as_array().unwrap().iter().map(told).collect()
}

/// A report of a resident; number, code and voice.
async fn told(world: &World, contact: &str) -> (String, String, String) {
    let mut said = report();
    (said["channel"], said["contact"]) = (json!("WECHAT"), json!(contact));
    let made = world.resident().post("/public/matters", said).await.ok();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (number, code) = (text(&made["number"]), text(&made["code"]));
    let seen = world.sign_in("intake").await.get(&format!("/matters/{number}")).await.ok();
    (number, code, text(&seen["reports"][0]["id"]))
}

#[test]
fn sign_ins_and_what_becomes_of_accounts_are_written_down_without_what_was_typed() {
    story(|world| async move {
        let county = world.sign_in("county").await;
        let auditor = world.sign_in("county_audit").await;
        let anyone = world.resident();
        let new = json!({
            "login": "wang.li", "name": "王丽",
            "unit": huisheng_store::book::example::URBAN,
        });
        let made = county.post("/accounts", new).await.ok();
        let (id, first) = (made["account"]["id"].as_str().unwrap(), &made["one_time_password"]);
        let sign_in = async |login: &str, password: &Value| {
            anyone.post("/session", json!({ "login": login, "password": password })).await
        };
        sign_in("wang.li", &json!("not-the-password")).await.refused(401, "wrong_password");
        sign_in("my-Secret-typed-here", first).await.refused(401, "wrong_password");
        let token = sign_in("wang.li", first).await.ok()["token"].as_str().unwrap().to_owned();
        let own = world.with_token(&token);
        own.put("/session/password", json!({ "old": first, "new": "a-better-password" })).await;
        let again = sign_in("wang.li", &json!("a-better-password")).await.ok();
        let own = world.with_token(again["token"].as_str().unwrap());
        own.send(Method::DELETE, "/session", &[], None).await;
        county.put(&format!("/accounts/{id}"), json!({ "active": false })).await.ok();
        sign_in("wang.li", &json!("a-better-password")).await.refused(401, "wrong_password");
        assert_eq!(
            kinds(&auditor, "&login=wang.li").await,
            [
                "signed_in refused",
                "signed_out done",
                "signed_in done",
                "password_changed done",
                "signed_in done",
                "signed_in refused",
            ]
        );
        let whole = auditor.get("/audit/entries?limit=200").await.ok();
        let text = whole.to_string();
        for never in ["my-Secret", "not-the-password", "a-better-password", first.as_str().unwrap()]
        {
            assert!(!text.contains(never), "{never}");
        }
        let entries = whole["entries"].as_array().unwrap();
        let of = |kind: &str| entries.iter().find(|one| one["kind"] == kind).unwrap();
        assert_eq!(
            (&of("account_changed")["subject"], &of("account_made")["subject"]),
            (&json!(id), &json!(id))
        );
        assert_eq!(of("account_changed")["details"]["active"], json!(false));
        let unknown = entries.iter().find(|one| one["details"]["unknown"] == true).unwrap();
        assert_eq!((&unknown["login"], &unknown["outcome"]), (&Value::Null, &json!("refused")));
    });
}

#[test]
fn who_asks_for_a_caller_is_written_down_also_when_nobody_is_found() {
    story(|world| async move {
        let (number, _, _) = told(&world, "13900000021").await;
        let (intake, auditor) =
            (world.sign_in("intake").await, world.sign_in("county_audit").await);
        for contact in ["13900000021", "13911112222"] {
            let asked = json!({ "contact": contact, "reason": "来电人询问进度" });
            intake.post("/callers", asked).await.ok();
        }
        let page = auditor.get("/audit/entries?kind=caller_asked").await.ok();
        let found: Vec<&Value> = page["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["details"]["found"])
            .collect();
        assert_eq!(found, [&json!(0), &json!(1)]);
        for number in ["13900000021", "13911112222"] {
            assert!(!page.to_string().contains(number), "the number is not kept");
        }
        let looks = auditor.get(&format!("/audit/entries?kind=look&number={number}")).await.ok();
        assert_eq!(looks["entries"][0]["details"]["by_telephone"], json!(true));
        assert_eq!(looks["entries"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn an_auditor_searches_takes_out_and_verifies_and_others_do_not() {
    story(|world| async move {
        let (number, _, voice) = told(&world, "13900000022").await;
        let (intake, auditor) =
            (world.sign_in("intake").await, world.sign_in("county_audit").await);
        let path = format!("/matters/{number}/reports/{voice}/look");
        intake.post(&path, json!({ "reason": "核对楼号" })).await.ok();
        // The auditor of a street sees what concerns the street; that of another community nothing of it.
        let street = kinds(&world.sign_in("audit").await, "").await;
        assert!(street.contains(&"look done".to_owned()), "{street:?}");
        let community = world.sign_in("community_audit").await;
        assert!(!kinds(&community, "").await.contains(&"look done".to_owned()));
        for (person, path) in [(&intake, "entries"), (&intake, "acts"), (&intake, "state")] {
            person.get(&format!("/audit/{path}")).await.refused(403, "forbidden");
        }
        let reason =
            json!({ "reason": "年度合规审计", "asked": { "kind": "look" }, "format": "csv" });
        for path in ["exports", "verify"] {
            intake.post(&format!("/audit/{path}"), reason.clone()).await.refused(403, "forbidden");
        }
        community.post("/audit/exports", reason.clone()).await.refused(403, "forbidden");
        auditor.get("/audit/entries?login=nobody-here").await.refused(422, "invalid");
        auditor.get("/audit/entries?number=123").await.refused(422, "invalid");
        auditor.get("/audit/entries?from=2026-03-02&to=2026-03-01").await.refused(422, "invalid");
        auditor.get("/audit/entries?after=x").await.refused(422, "invalid");
        auditor.get("/audit/entries?limit=0").await.refused(422, "invalid");
        auditor
            .post("/audit/exports", json!({ "reason": " " }))
            .await
            .refused(422, "reason_needed");
        // Acts on the matter stand in its own history.
        let acts = auditor.get(&format!("/audit/acts?number={number}")).await.ok();
        assert_eq!(
            (&acts["acts"][0]["kind"], &acts["acts"][0]["who"]),
            (&json!("reported"), &json!("reporter"))
        );
        // A table of the looks, and the entry that tells of it.
        let body = axum::body::Body::from(reason.to_string());
        let headers = [("content-type", "application/json")];
        let response = auditor.raw(Method::POST, "/audit/exports", &headers, body).await;
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        let table = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(table.contains("查看联系方式") && table.contains("核对楼号"), "{table}");
        assert!(!table.contains("13900000022") && !table.contains("王丽"), "{table}");
        let page = auditor.get("/audit/entries?kind=exported").await.ok();
        let taken = &page["entries"][0];
        assert_eq!(
            (&taken["reason"], &taken["details"]["rows"]),
            (&json!("年度合规审计"), &json!(1))
        );
        // It agrees, and somebody who changes a row is found out.
        let agreed = auditor.send(Method::POST, "/audit/verify", &[], None).await.ok();
        assert_eq!(agreed["found"], json!(0));
        timer::checkpoint::run(world.app.clone(), world.app.now()).await.unwrap();
        let write = world.app.store().write().await.unwrap();
        write
            .execute_unprepared("UPDATE trail SET account = NULL WHERE kind = 'look'")
            .await
            .unwrap();
        write.commit().await.unwrap();
        let found = auditor.send(Method::POST, "/audit/verify", &[], None).await.ok();
        assert_eq!(
            (&found["found"], &found["faults"][0]["code"]),
            (&json!(1), &json!("trail_hash"))
        );
        let state = auditor.get("/audit/state").await.ok();
        assert_eq!((&state["agreed"], &state["years"]), (&json!(false), &json!(3)));
        assert!(state["signed_at"].is_string() && state["verified_at"].is_string());
    });
}

/// 谁看过我的信息: the office, the post and the reason, and nothing of another voice.
#[test]
fn a_person_reads_who_looked_at_the_own_data_and_not_at_anothers() {
    story(|world| async move {
        let (number, code, voice) = told(&world, "13900000031").await;
        let (other, other_code, other_voice) = told(&world, "13900000032").await;
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        for (number, voice, reason) in
            [(&number, &voice, "联系上门时间"), (&other, &other_voice, "核对另一人的楼号")]
        {
            let path = format!("/matters/{number}/reports/{voice}/look");
            intake.post(&path, json!({ "reason": reason })).await.ok();
        }
        // Both voices stand in one matter from now on.
        let merge = json!({ "into": other, "reason": "同一处" });
        dispatcher.act(&number, "merge", merge).await.ok();
        world.wait_hours(1);
        let asked = json!({ "contact": "13900000031", "reason": "来电人询问进度" });
        intake.post("/callers", asked).await.ok();
        let own = async |number: &str, code: &str| {
            let headers = [("x-follow-code", code)];
            let path = format!("/public/matters/{number}/own");
            world.resident().send(Method::GET, &path, &headers, None).await
        };
        let seen = own(&number, &code).await.ok();
        let looks = seen["looks"].as_array().unwrap();
        assert_eq!(looks.len(), 2, "{looks:?}");
        assert_eq!(
            (&looks[0]["reason"], &looks[0]["by_telephone"]),
            (&json!("来电人询问进度"), &json!(true))
        );
        assert_eq!(
            (&looks[1]["reason"], &looks[1]["posts"]),
            (&json!("联系上门时间"), &json!(["intake"]))
        );
        assert!(looks[0]["unit"].is_string());
        let text = seen.to_string();
        for never in ["核对另一人", "139****0032", "13900000031", "\"login\"", "\"account\""] {
            assert!(!text.contains(never), "{never}: {text}");
        }
        let held: Vec<&Value> = seen["held"].as_array().unwrap().iter().collect();
        assert_eq!((&held[0]["shown"], &held[1]["shown"]), (&json!("王*"), &json!("139****0031")));
        let others = own(&other, &other_code).await.ok();
        assert_eq!(others["looks"].as_array().unwrap().len(), 1);
        assert!(!others.to_string().contains("联系上门时间"));
        own(&number, &other_code).await.refused(404, "not_found");
        own(&number, "").await.refused(404, "not_found");
    });
}

#[test]
fn a_start_with_other_settings_is_written_down_once() {
    story(|world| async move {
        let auditor = world.sign_in("county_audit").await;
        let other = world.with(json!({ "session_hours": 8, "sms": { "url": "https://sms.example/send", "key": "very-secret-key" } })).await;
        for world in [&world, &world, &other, &other] {
            world.app.note_configuration(world.app.now()).await.unwrap();
        }
        assert_eq!(kinds(&auditor, "&kind=configuration_changed").await.len(), 2);
        let text = auditor.get("/audit/entries").await.ok().to_string();
        assert!(!text.contains("very-secret") && !text.contains("sms.example"));
    });
}

#[test]
fn what_is_older_than_its_years_is_removed_and_the_rest_verifies() {
    story(|world| async move {
        let app = &world.app;
        for days in [0, 200, 1_000, 1_000] {
            world.wait_hours(24 * days);
            app.note(&Entry::of(Kind::Imported), app.now()).await.unwrap();
            timer::checkpoint::run(app.clone(), app.now()).await.unwrap();
            timer::shorten_trail::run(app.clone(), app.now()).await.unwrap();
        }
        let auditor = world.sign_in("county_audit").await;
        let left = kinds(&auditor, "").await;
        let left: Vec<&str> = left.iter().map(|one| one.split(' ').next().unwrap()).collect();
        // Each removal tells of itself, behind what was written before it.
        assert_eq!(left, ["signed_in", "trail_removed", "imported", "trail_removed", "imported"]);
        assert!(verify::trail(app.store(), app.secret()).await.unwrap().ok());
        assert!(
            checkpoint::newest(app.store().read(), None).await.unwrap().unwrap().trail.is_some()
        );
    });
}

#[test]
fn lists_that_go_out_are_written_down_and_what_is_rolled_back_never_was() {
    story(|world| async move {
        let county = world.sign_in("county").await;
        let auditor = world.sign_in("county_audit").await;
        for list in ["units", "divisions"] {
            let (parts, _) = county.fetch(&format!("/exports/{list}"), &[]).await;
            assert_eq!(parts.status, 200);
        }
        let page = auditor.get("/audit/entries?kind=exported").await.ok();
        assert_eq!(page["entries"][0]["subject"], json!("divisions"));
        let write = world.app.store().write().await.unwrap();
        trail::record(&write, &Entry::of(Kind::Imported), world.app.now()).await.unwrap();
        write.rollback().await.unwrap();
        assert_eq!(kinds(&auditor, "&kind=imported").await.len(), 0);
    });
}

/// The program itself, on a file of its own.
#[tokio::test]
async fn audit_verify_exits_with_one_where_somebody_was_at_the_rows() {
    let (database, folder) = (Temporary::sqlite(), tempfile::tempdir().unwrap());
    let run = |args: &[&str]| {
        let output = huisheng(database.url(), folder.path()).args(args).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, _) = run(&["demo", "--matters", "20", "--records", "10"]);
    assert_eq!(code, Some(0));
    let (code, told) = run(&["audit", "verify", "--json"]);
    assert_eq!(code, Some(0), "{told}");
    let out = folder.path().join("trail.csv");
    let (code, _) = run(&["audit", "export", "--out", out.to_str().unwrap()]);
    assert_eq!(code, Some(0));
    assert!(std::fs::read_to_string(&out).unwrap().contains("核验"));
    let (code, told) = run(&["audit", "search", "--kind", "exported", "--json"]);
    let line: Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
    assert_eq!((code, &line["subject"]), (Some(0), &json!("trail")));
    assert_eq!(run(&["audit", "search", "--kind", "nothing"]).0, Some(2));
    let store = huisheng_store::Store::open(database.url(), Default::default()).await.unwrap();
    let write = store.write().await.unwrap();
    write.execute_unprepared("UPDATE trail SET details = '{}' WHERE seq = 1").await.unwrap();
    write.commit().await.unwrap();
    store.close().await.unwrap();
    for args in [["audit", "verify", "--json"].as_slice(), &["verify", "--json"]] {
        let (code, told) = run(args);
        assert_eq!(code, Some(1));
        assert!(told.contains("trail_hash"), "{told}");
    }
    database.remove().await;
}
