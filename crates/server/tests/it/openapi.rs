//! The description that is committed is the one the code gives.

use huisheng_server::router;

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
