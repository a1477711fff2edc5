//! The description that is committed is the one the code gives.

use axum::body::Body;
use axum::http::Request;
use huisheng_server::router;
use serde_json::Value;
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
            let unchanged = &operation["responses"]["304"]["content"];
            assert!(unchanged.is_null(), "{method} {path} tells something where nothing changed");
        }
    }
    // Every reference leads somewhere.
    let text = value.to_string();
    for name in text.split("#/components/schemas/").skip(1) {
        let name = name.split('"').next().unwrap();
        assert!(!value["components"]["schemas"][name].is_null(), "schema {name} is missing");
    }
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let (_, description) = router::api();
    let value = serde_json::to_value(&description).unwrap();
    let items = value["paths"].as_object().unwrap().values();
    let operations = items.flat_map(|item| item.as_object().unwrap().values());
    let names: Vec<_> = operations.map(|one| one["operationId"].as_str().unwrap()).collect();
    let different: std::collections::HashSet<_> = names.iter().collect();
    assert_eq!(different.len(), names.len(), "{names:?}");
}

/// The value has every field that the schema demands and none that it does not know, all the way down.
fn fits(all: &Value, schema: &Value, value: &Value, at: &str) {
    let schema = match schema["oneOf"].as_array().map(Vec::as_slice) {
        // What may be left out.
        Some([null, other]) if null["type"] == "null" => other,
        Some(_) => return,
        None => schema,
    };
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches("#/components/schemas/");
        return fits(all, &all["components"]["schemas"][name], value, at);
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        assert!(!value[name.as_str().unwrap()].is_null(), "{at}: {name} is missing");
    }
    let fields = value.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    if let Some(known) = schema["properties"].as_object() {
        for (name, value) in fields {
            let schema = known.get(name).unwrap_or_else(|| panic!("{at}: no field {name}"));
            fits(all, schema, value, &format!("{at}.{name}"));
        }
    }
    for value in value.as_array().into_iter().flatten() {
        fits(all, &schema["items"], value, at);
    }
}

#[test]
fn an_example_fits_what_it_is_an_example_of() {
    let (_, description) = router::api();
    let value = serde_json::to_value(&description).unwrap();
    let schemas = value["components"]["schemas"].as_object().unwrap();
    let mut whole = Vec::new();
    for (name, schema) in schemas {
        if let Some(example) = schema["example"].as_object() {
            fits(&value, schema, &Value::Object(example.clone()), name);
            whole.push(name.as_str());
        }
    }
    for name in ["MatterPage", "MatterView", "Problem"] {
        assert!(whole.contains(&name), "{name} has no example: {whole:?}");
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
