//! The description that is committed is the one the code gives.

use axum::body::Body;
use axum::http::Request;
use huisheng_server::router;
use tower::ServiceExt;

use crate::world::story;

#[test]
fn openapi_json_is_up_to_date() {
    let (_, description) = router::api();
    let committed =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi.json"));
    let now = description.to_pretty_json().unwrap();
    assert_eq!(
        committed.unwrap_or_default().trim(),
        now.trim(),
        "run `make openapi` and commit openapi.json"
    );
}

#[test]
fn every_operation_says_what_it_does() {
    let (_, description) = router::api();
    let value = serde_json::to_value(&description).unwrap();
    for (path, item) in value["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let summary = operation["summary"].as_str().or(operation["description"].as_str());
            assert!(summary.is_some_and(|text| text.len() > 5), "{method} {path} has no summary");
        }
    }
    // Every reference leads somewhere.
    let text = value.to_string();
    for name in text.split("#/components/schemas/").skip(1) {
        let name = name.split('"').next().unwrap();
        assert!(!value["components"]["schemas"][name].is_null(), "schema {name} is missing");
    }
}

/// Whoever opens the printed address finds a page.
#[test]
fn the_printed_address_leads_to_the_page_of_the_api() {
    story(|world| async move {
        let router = router::router(world.app.clone());
        let get = async |path: &str| {
            let request = Request::builder().uri(path).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap()
        };
        let first = get("/").await;
        assert!(first.status().is_redirection());
        let page = get(first.headers()["location"].to_str().unwrap()).await;
        assert_eq!(page.status(), 200);
        assert!(page.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    });
}
