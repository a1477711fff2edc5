//! Strangers, and staff of another office: what is out of reach does not exist.

use axum::http::Method;
use huisheng_server::router;
use serde_json::json;

use crate::world::{report, story};

/// Routes without sign-in, by design.
const OPEN: [&str; 5] = [
    "/api/v1/public/",
    "/api/v1/categories",
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
