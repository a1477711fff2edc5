//! Strangers, and staff of another office: what is out of reach does not exist.

use axum::http::Method;
use huisheng_server::router;
use serde_json::json;

use crate::world::{report, story};

/// Routes without sign-in, by design.
const OPEN: [&str; 6] = [
    "/api/v1/public/",
    "/api/v1/categories",
    "/api/v1/map",
    "/api/v1/places",
    "/api/v1/procedures",
    "/api/v1/session",
];

/// Routes for certain desks only; a clerk is none of them.
const DESKS: [&str; 4] =
    ["/api/v1/accounts", "/api/v1/looks", "/api/v1/reports", "/api/v1/responsibilities"];

#[test]
fn every_route_turns_strangers_and_other_offices_away() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let number =
            intake.post("/matters", report()).await.ok()["number"].as_str().unwrap().to_owned();
        let (_, description) = router::api();
        let (stranger, other) = (world.resident(), world.sign_in("housing").await);
        let mut walked = 0;
        for (path, item) in &description.paths.paths {
            let methods = [
                (Method::GET, &item.get),
                (Method::POST, &item.post),
                (Method::PUT, &item.put),
                (Method::DELETE, &item.delete),
            ];
            for (method, operation) in
                methods.into_iter().filter(|(_, operation)| operation.is_some())
            {
                if OPEN.iter().any(|open| path.starts_with(open)) {
                    continue;
                }
                walked += 1;
                let address = path
                    .replace("{number}", &number)
                    .replace("{report}", &crate::world::nobody())
                    .replace("{id}", &crate::world::nobody());
                let address = address.trim_start_matches("/api/v1");
                let body = (method != Method::GET).then(|| example(operation.as_ref().unwrap()));
                let answer = stranger.send(method.clone(), address, &[], body.clone()).await;
                assert_eq!(
                    answer.status, 401,
                    "{method} {path} lets a stranger in: {}",
                    answer.body
                );
                if path.contains("{number}") || DESKS.iter().any(|desk| path.starts_with(desk)) {
                    let answer = other.send(method.clone(), address, &[], body).await;
                    assert!(
                        matches!(answer.status.as_u16(), 403 | 404),
                        "{method} {path}: {}",
                        answer.body
                    );
                }
            }
        }
        assert!(walked > 40, "only {walked} routes were walked");
    });
}

fn example(operation: &utoipa::openapi::path::Operation) -> serde_json::Value {
    let body = serde_json::to_value(&operation.request_body).unwrap();
    match &body["content"]["application/json"]["example"] {
        serde_json::Value::Null => json!({ "reason": "看一看" }),
        example => example.clone(),
    }
}

/// What counts for the whole county is the county's; a desk of a part of it sees its part.
#[test]
fn who_reaches_a_part_keeps_a_part() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let (above, part) = (world.sign_in("county").await, world.sign_in("community").await);
        let number =
            intake.post("/matters", report()).await.ok()["number"].as_str().unwrap().to_owned();
        let voice =
            intake.get(&format!("/matters/{number}")).await.ok()["reports"][0]["id"].clone();
        let look = format!("/matters/{number}/reports/{}/look", voice.as_str().unwrap());
        intake.post(&look, json!({ "reason": "核对姓名" })).await.ok();
        part.get(&format!("/matters/{number}")).await.refused(404, "not_found");
        for (who, auditor, seen) in [(&above, "county_audit", 1), (&part, "community_audit", 0)] {
            let looks = world.sign_in(auditor).await.get("/looks").await.ok();
            assert_eq!(looks["looks"].as_array().unwrap().len(), seen);
            let moves = who.get("/calendar/moves").await.ok();
            assert_eq!(moves["open_matters"], seen);
            let moves = who.post("/calendar/moves", json!({})).await.ok();
            assert_eq!(moves["open_matters"], seen);
        }
        let list = json!({ "version": 99 });
        part.post("/responsibilities/publish", list.clone()).await.refused(403, "forbidden");
        above.post("/responsibilities/publish", list).await.refused(422, "invalid");
    });
}

/// A dispatcher whose own correction moves a matter away hears what became of it.
#[test]
fn a_lost_answer_is_told_again_though_the_matter_moved_away() {
    story(|world| async move {
        let county = world.sign_in("county_intake").await;
        let number =
            county.post("/matters", report()).await.ok()["number"].as_str().unwrap().to_owned();
        let desk = world.sign_in("community_desk").await;
        let path = format!("/matters/{number}/amend");
        let moved = json!({ "reason": "地址听错", "address": "海景小区" });
        let key = [("idempotency-key", "one-and-only")];
        let first = desk.post_with(&path, &key, moved.clone()).await.ok();
        assert_eq!(first["repeated"], false);
        desk.get(&format!("/matters/{number}")).await.refused(404, "not_found");
        let again = desk.post_with(&path, &key, moved.clone()).await.ok();
        assert_eq!((&again["repeated"], &again["version"]), (&json!(true), &first["version"]));
        let other = [("idempotency-key", "another")];
        desk.post_with(&path, &other, moved).await.refused(404, "not_found");
    });
}
