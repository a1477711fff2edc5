//! Tokens: a program does its part for an account, for a time, and nothing that needs a person.

use axum::http::Method;
use serde_json::{Value, json};

use crate::world::{Person, World, account_of, nobody, report, story};

async fn made(world: &World, person: &Person, scopes: &[&str], days: i64) -> (Person, String) {
    let body = json!({ "name": "大屏数据", "scopes": scopes, "days": days });
    let made = person.post("/tokens", body).await.ok();
    let id = made["made"]["id"].as_str().unwrap().to_owned();
    (world.with_token(made["token"].as_str().unwrap()), id)
}

#[test]
fn a_token_does_its_part_and_no_more() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let (reader, _) = made(&world, &intake, &["read"], 1).await;
        let (both, _) = made(&world, &intake, &["read", "act"], 1).await;
        reader.get("/matters").await.ok();
        assert_eq!(reader.get("/session").await.ok()["login"], "intake");
        reader.post("/matters", report()).await.refused(403, "beyond_token");
        let number = both.post("/matters", report()).await.ok()["number"].clone();
        // Never more than the account.
        let number = number.as_str().unwrap();
        both.act(number, "assign", json!({ "lead": nobody() })).await.refused(403, "not_allowed");
        for path in ["/sessions", "/tokens", "/accounts", "/session/second-factor"] {
            both.get(path).await.refused(403, "beyond_token");
        }
        let password = json!({ "old": "x", "new": "lantern trolley teapot" });
        both.put("/session/password", password).await.refused(403, "beyond_token");
        let more = json!({ "name": "x", "scopes": ["lists"], "days": 1 });
        both.post("/tokens", more).await.refused(403, "beyond_token");
        both.send(Method::DELETE, "/sessions", &[], None).await.refused(403, "beyond_token");
        let admin = world.sign_in("admin").await;
        let (mighty, _) = made(&world, &admin, &["read", "act", "lists"], 1).await;
        let path = format!("/accounts/{}", account_of("clerk"));
        mighty.put(&path, json!({ "unlock": true })).await.refused(403, "beyond_token");
    });
}

#[test]
fn a_token_ends_is_revoked_and_tells_its_last_use() {
    story(|world| async move {
        let (clerk, head) = (world.sign_in("clerk").await, world.sign_in("head").await);
        let (program, id) = made(&world, &clerk, &["read"], 30).await;
        let listed = clerk.get("/tokens").await.ok();
        assert_eq!((&listed[0]["name"], &listed[0]["used"]), (&json!("大屏数据"), &Value::Null));
        assert!(!listed.to_string().contains("hash") && listed[0].get("token").is_none());
        program.get("/matters").await.ok();
        assert!(clerk.get("/tokens").await.ok()[0]["used"].is_string());
        let path = format!("/tokens/{id}");
        head.send(Method::DELETE, &path, &[], None).await.refused(404, "not_found");
        assert_eq!(head.get("/tokens").await.ok(), json!([]));
        assert_eq!(clerk.send(Method::DELETE, &path, &[], None).await.status, 204);
        program.get("/matters").await.refused(401, "not_signed_in_here");
        let (program, _) = made(&world, &clerk, &["read"], 1).await;
        world.wait_hours(23);
        program.get("/matters").await.ok();
        world.wait_hours(2);
        program.get("/matters").await.refused(401, "not_signed_in_here");
    });
}

#[test]
fn a_token_goes_with_the_password_and_the_account() {
    story(|world| async move {
        world.set_password("clerk", "lantern trolley teapot").await;
        let (clerk, admin) = (world.sign_in("clerk").await, world.sign_in("security").await);
        let (program, _) = made(&world, &clerk, &["read"], 1).await;
        let change = json!({ "old": "lantern trolley teapot", "new": "another trolley here" });
        assert_eq!(clerk.put("/session/password", change).await.status, 204);
        program.get("/matters").await.refused(401, "not_signed_in_here");
        let (program, _) = made(&world, &world.sign_in("clerk").await, &["read"], 1).await;
        let path = format!("/accounts/{}", account_of("clerk"));
        admin.put(&path, json!({ "end_sessions": true })).await.ok();
        program.get("/matters").await.refused(401, "not_signed_in_here");
    });
}

#[test]
fn a_token_has_a_name_a_scope_and_an_end() {
    story(|world| async move {
        let clerk = world.sign_in("clerk").await;
        for (field, value) in [
            ("name", json!(" ")),
            ("name", json!("x".repeat(101))),
            ("scopes", json!([])),
            ("days", json!(0)),
            ("days", json!(367)),
            ("days", json!(i64::MAX)),
        ] {
            let mut body = json!({ "name": "x", "scopes": ["read"], "days": 1 });
            body[field] = value;
            assert_eq!(clerk.post("/tokens", body).await.refused(422, "invalid")["field"], field);
        }
        for n in 0..20 {
            let body = json!({ "name": format!("{n}"), "scopes": ["read"], "days": 366 });
            clerk.post("/tokens", body).await.ok();
        }
        let body = json!({ "name": "x", "scopes": ["read"], "days": 1 });
        clerk.post("/tokens", body).await.refused(409, "too_many_tokens");
    });
}
