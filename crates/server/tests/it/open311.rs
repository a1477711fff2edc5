//! Open311 GeoReport v2: read in both formats, written under a key, and silent on what is nobody's business.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use huisheng_server::app::App;
use huisheng_server::router::router;
use huisheng_store::book::example::{LAMPS, LEAKS, POINT};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::world::{World, report, story};

const KEY: &str = "a-program-of-the-tests";

/// Fields by the standard: what an answer must have, what it may have, and of which type.
const SERVICE: &[Field] = &[
    ("service_code", true, "text"),
    ("service_name", true, "text"),
    ("description", false, "text"),
    ("metadata", false, "flag"),
    ("type", true, "realtime"),
    ("keywords", false, "text"),
    ("group", false, "text"),
];
const ATTRIBUTE: &[Field] = &[
    ("variable", true, "flag"),
    ("code", true, "text"),
    ("datatype", true, "string|singlevaluelist"),
    ("required", true, "flag"),
    ("datatype_description", false, "text"),
    ("order", false, "number"),
    ("description", false, "text"),
    ("values", false, "list"),
];
const REQUEST: &[Field] = &[
    ("service_request_id", true, "text"),
    ("status", true, "open|closed"),
    ("status_notes", false, "text"),
    ("service_name", false, "text"),
    ("service_code", true, "text"),
    ("description", false, "text"),
    ("requested_datetime", true, "instant"),
    ("updated_datetime", false, "instant"),
    ("address", false, "text"),
    ("lat", false, "number"),
    ("long", false, "number"),
];
const UPDATE: &[Field] = &[
    ("update_id", true, "text"),
    ("service_request_id", true, "text"),
    ("status", true, "open|closed"),
    ("updated_datetime", true, "instant"),
    ("description", true, "text"),
];
const REPORTED: &[Field] =
    &[("service_request_id", true, "text"), ("service_notice", false, "text")];
const TOKEN: &[Field] = &[("service_request_id", true, "text"), ("token", true, "text")];
const ERROR: &[Field] = &[("code", true, "number"), ("description", true, "text")];

type Field = (&'static str, bool, &'static str);

fn fits(fields: &[Field], value: &Value) {
    for (name, required, kind) in fields {
        let Some(found) = value.get(name) else {
            assert!(!required, "{name} is missing in {value}");
            continue;
        };
        let right = match (*kind, found) {
            ("text", Value::String(text)) => !text.is_empty(),
            ("flag", Value::Bool(_)) | ("number", Value::Number(_)) | ("list", Value::Array(_)) => {
                true
            }
            ("instant", Value::String(text)) => {
                text.len() == 20 && text.parse::<jiff::Timestamp>().is_ok()
            }
            (words, Value::String(text)) => words.split('|').any(|word| word == text),
            _ => false,
        };
        assert!(right, "{name} is {found}");
    }
    for name in value.as_object().expect("an object").keys() {
        assert!(fields.iter().any(|(known, ..)| known == name), "{name} is not in the standard");
    }
}

/// The listener, with that key given out.
struct Door(Router);

impl Door {
    async fn of(world: &World, keys: &str) -> Self {
        let mut config = world.app.config().clone();
        config.open311_keys = keys.to_owned();
        let (store, clock) = (world.app.store().clone(), world.app.clock().clone());
        Self(router(App::start(config, store, clock).await.expect("start")))
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, String, String) {
        let answer = self.0.clone().oneshot(request).await.expect("an answer");
        let status = answer.status();
        let kind = answer.headers()["content-type"].to_str().expect("a type").to_owned();
        let body = answer.into_body().collect().await.expect("a body").to_bytes();
        (status, kind, String::from_utf8(body.to_vec()).expect("UTF-8"))
    }

    async fn ask(&self, name: &str, format: &str, query: &str) -> (StatusCode, String, String) {
        let uri = format!("/open311/v2/{name}.{format}?{query}");
        self.send(Request::get(uri).body(Body::empty()).expect("a request")).await
    }

    /// The same in both formats; as JSON.
    async fn get(&self, name: &str, query: &str) -> Value {
        let (status, kind, body) = self.ask(name, "json", query).await;
        assert_eq!(
            (status, kind.as_str()),
            (StatusCode::OK, "application/json; charset=utf-8"),
            "{body}"
        );
        let value: Value = serde_json::from_str(&body).expect("JSON");
        let (status, kind, body) = self.ask(name, "xml", query).await;
        assert_eq!((status, kind.as_str()), (StatusCode::OK, "text/xml; charset=utf-8"), "{body}");
        assert!(body.starts_with(r#"<?xml version="1.0" encoding="utf-8"?>"#), "{body}");
        let (mut one, mut other) = (leaves(&value), texts(&body));
        one.sort();
        other.sort();
        assert_eq!(one, other, "both formats say the same");
        value
    }

    async fn fault(&self, name: &str, query: &str, status: u16) {
        for format in ["json", "xml"] {
            let (found, _, body) = self.ask(name, format, query).await;
            assert_eq!(found.as_u16(), status, "{name} {query}: {body}");
            if format == "json" {
                let errors: Value = serde_json::from_str(&body).expect("JSON");
                fits(ERROR, &errors[0]);
                assert_eq!(errors[0]["code"], status);
            } else {
                assert!(body.contains("<errors><error><code>"), "{body}");
            }
        }
    }

    async fn post(&self, form: &[(&str, &str)], key: Option<&str>) -> (StatusCode, Value) {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = Request::post("/open311/v2/requests.json")
            .header("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let (status, _, body) = self.send(request.body(Body::from(body)).expect("a form")).await;
        (status, serde_json::from_str(&body).expect("JSON"))
    }
}

fn leaves(value: &Value) -> Vec<String> {
    match value {
        Value::Array(all) => all.iter().flat_map(leaves).collect(),
        Value::Object(all) => all.values().flat_map(leaves).collect(),
        Value::String(text) => vec![text.clone()],
        other => vec![other.to_string()],
    }
}

/// The texts of an XML document, which must be well formed.
fn texts(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let mut texts: Vec<String> = Vec::new();
    let mut begun = false;
    loop {
        let text = match reader.read_event().expect("well formed") {
            Event::Text(text) => text.into_inner().into_owned(),
            Event::GeneralRef(name) => match name.into_inner().as_ref() {
                "lt" => "<".to_owned(),
                "gt" => ">".to_owned(),
                "amp" => "&".to_owned(),
                other => panic!("&{other};"),
            },
            Event::Eof => return texts,
            other => {
                begun = matches!(other, Event::Start(_));
                continue;
            }
        };
        match texts.last_mut().filter(|_| !begun) {
            Some(last) => last.push_str(&text),
            None => texts.push(text),
        }
        begun = false;
    }
}

async fn lamp(world: &World, change: impl FnOnce(&mut Value)) -> String {
    let mut said = report();
    said["point"] = json!({ "lon": POINT[0], "lat": POINT[1] });
    change(&mut said);
    let made = world.sign_in("intake").await.post("/matters", said).await.ok();
    made["number"].as_str().expect("a number").to_owned()
}

#[test]
fn what_is_on_offer_is_told_in_both_formats() {
    story(|world| async move {
        let door = Door::of(&world, "").await;
        let discovery = door.get("discovery", "").await;
        assert_eq!(
            discovery["endpoints"][0]["specification"],
            "http://wiki.open311.org/GeoReport_v2"
        );
        assert_eq!(discovery["endpoints"][0]["formats"], json!(["text/xml", "application/json"]));
        let services = door.get("services", "jurisdiction_id=370213").await;
        let services = services.as_array().expect("a list");
        services.iter().for_each(|service| fits(SERVICE, service));
        let lamps = world.app.book().categories.get(LAMPS).expect("lamps").clone();
        assert_eq!(services.len(), 1, "only what lies in public space");
        assert_eq!(services[0]["service_code"], json!(lamps.code));
        let definition = door.get(&format!("services/{}", lamps.code), "").await;
        assert_eq!(definition["service_code"], json!(lamps.code));
        let attributes = definition["attributes"].as_array().expect("attributes");
        attributes.iter().for_each(|attribute| fits(ATTRIBUTE, attribute));
        door.fault("services/nothing", "", 404).await;
        door.fault("services", "jurisdiction_id=370214", 404).await;
        door.fault("services", "jurisdiction_id=sfgov.org", 404).await;
    });
}

#[test]
fn requests_tell_what_everybody_may_know() {
    story(|world| async move {
        let door = Door::of(&world, "").await;
        let number = lamp(&world, |_| ()).await;
        for change in [
            |said: &mut Value| said["category"] = json!(LEAKS),
            |said: &mut Value| said["kind"] = json!("complaint"),
            |said: &mut Value| said["confidential"] = json!(true),
            |said: &mut Value| drop(said.as_object_mut().expect("a report").remove("category")),
        ] {
            lamp(&world, change).await;
        }
        let secret = lamp(&world, |_| ()).await;
        let ground = json!({ "ground": "secret" });
        world.sign_in("supervisor").await.act(&secret, "quarantine", ground).await.ok();
        let all = door.get("requests", "").await;
        assert_eq!(all.as_array().expect("a list").len(), 1, "{all}");
        let one = &all[0];
        fits(REQUEST, one);
        assert_eq!((&one["status"], &one["description"]), (&json!("open"), &Value::Null));
        assert_eq!(one["lat"], json!((POINT[1] * 1_000.0).round() / 1_000.0));
        for private in ["王丽", "13900000001", "老人", "3号楼", &number] {
            assert!(!all.to_string().contains(private), "{private} in {all}");
        }
        let id = one["service_request_id"].as_str().expect("an id").to_owned();
        for name in [format!("requests/{id}"), format!("request/{id}")] {
            assert_eq!(door.get(&name, "").await, all);
        }
        let token = door.get(&format!("tokens/{id}"), "").await;
        fits(TOKEN, &token[0]);
        let dispatcher = world.sign_in("dispatcher").await;
        dispatcher.act(&number, "accept", json!({})).await.ok();
        let words = json!({ "title": "和美小区西门 <路灯> & 灯杆" });
        dispatcher.act(&number, "release", words.clone()).await.ok();
        let released = door.get(&format!("requests/{id}"), "").await;
        assert_eq!(released[0]["description"], words["title"]);
        let updates = door.get("servicerequestupdates", "").await;
        let updates = updates.as_array().expect("a list");
        updates.iter().for_each(|update| fits(UPDATE, update));
        let said: Vec<_> = updates.iter().map(|update| &update["description"]).collect();
        assert_eq!(said, [&json!("已收到"), &words["title"]]);
        for (name, status) in [("requests/x", 404), ("request/370213-0", 404), ("tokens/x", 404)] {
            door.fault(name, "", status).await;
        }
    });
}

#[test]
fn requests_are_asked_for_by_what_the_standard_knows() {
    story(|world| async move {
        let door = Door::of(&world, "").await;
        let mut numbers = Vec::new();
        for _ in 0..3 {
            numbers.push(lamp(&world, |_| ()).await);
            world.wait_hours(1);
        }
        world
            .sign_in("intake")
            .await
            .act(&numbers[0], "exit", json!({ "reason": "beyond_duty", "told": "请联系产权单位" }))
            .await
            .ok();
        let now = world.app.now();
        // Between the reports, which are an hour apart: the clock goes on while they are made.
        let at = |minutes: i64| {
            let at = now.saturating_add(jiff::SignedDuration::from_mins(minutes)).expect("a time");
            at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
        };
        let code = world.app.book().categories.get(LAMPS).expect("lamps").code.clone();
        let ids = async |query: &str| -> Vec<String> {
            let all = door.get("requests", query).await;
            let ids = all
                .as_array()
                .expect("a list")
                .iter()
                .map(|one| one["service_request_id"].as_str());
            ids.map(|id| id.expect("an id").to_owned()).collect()
        };
        let all = ids("").await;
        assert_eq!(all.len(), 3, "the newest first");
        for (query, expected) in [
            ("status=open".to_owned(), &all[..2]),
            ("status=closed".to_owned(), &all[2..]),
            ("status=open,closed".to_owned(), &all[..]),
            (format!("service_code={code}&service_request_id="), &all[..]),
            ("page_size=2".to_owned(), &all[..2]),
            ("page_size=2&page=2".to_owned(), &all[2..]),
            ("page_size=2&page=501".to_owned(), &[][..]),
            (format!("start_date={}", at(-150)), &all[..2]),
            (format!("end_date={}", at(-90)), &all[1..]),
            (format!("start_date={}&end_date={}", at(-150), at(-90)), &all[1..2]),
            (format!("updated_after={}", at(-30)), &all[2..]),
            (format!("updated_before={}", at(-30)), &all[..2]),
            (
                format!("service_request_id={},{},x&status=closed", all[1], all[0]),
                &[all[1].clone(), all[0].clone()][..],
            ),
        ] {
            assert_eq!(ids(&query).await, expected, "{query}");
        }
        for query in [
            "status=new".to_owned(),
            "start_date=yesterday".to_owned(),
            "page=x".to_owned(),
            format!("start_date={}&end_date={}", at(-60 * 24 * 91), at(0)),
        ] {
            door.fault("requests", &query, 400).await;
        }
        door.fault("requests", "service_code=nothing", 404).await;

        // By its place what a clerk released is found, and nothing else.
        let dispatcher = world.sign_in("dispatcher").await;
        dispatcher.act(&numbers[1], "accept", json!({})).await.ok();
        dispatcher.act(&numbers[1], "release", json!({ "title": "路灯不亮" })).await.ok();
        let here = |east: f64| format!("lat={}&long={}", POINT[1], POINT[0] + east);
        for (query, expected) in [
            (here(0.0), &all[1..2]),
            (format!("{}&radius=300&status=open&service_code={code}", here(0.001)), &all[1..2]),
            (format!("{}&status=closed", here(0.0)), &[][..]),
            (format!("{}&radius=20", here(0.001)), &[][..]),
            (format!("{}&end_date={}", here(0.0), at(-240)), &[][..]),
            (here(0.02), &[][..]),
        ] {
            assert_eq!(ids(&query).await, expected, "{query}");
        }
        for query in ["lat=36", "lat=91&long=120", &format!("{}&radius=501", here(0.0))] {
            door.fault("requests", query, 400).await;
        }
    });
}

#[test]
fn a_program_reports_under_its_key() {
    story(|world| async move {
        let door = Door::of(&world, &format!("another-one-given-out, {KEY}")).await;
        let code = world.app.book().categories.get(LAMPS).expect("lamps").code.clone();
        let (lon, lat) = (POINT[0].to_string(), POINT[1].to_string());
        let form = [
            ("api_key", KEY),
            ("service_code", code.as_str()),
            ("lat", lat.as_str()),
            ("long", lon.as_str()),
            ("description", "西门路灯不亮\n三天了"),
            ("last_name", "王"),
            ("first_name", "丽"),
            ("phone", "13900000001"),
            ("media_url", "https://example.org/1.jpg"),
            ("attribute[confidential]", "false"),
        ];
        let (status, made) = door.post(&form, Some("retry-1")).await;
        assert_eq!(status, StatusCode::OK, "{made}");
        fits(REPORTED, &made[0]);
        let (_, again) = door.post(&form, Some("retry-1")).await;
        assert_eq!(made, again, "sent twice, entered once");
        let id = made[0]["service_request_id"].as_str().expect("an id");
        let read = door.get(&format!("requests/{id}"), "").await;
        assert!(
            !read.to_string().contains("西门"),
            "the reporter's words are nobody else's: {read}"
        );
        // It is a report like any other: the desk reads it, and the code opens it.
        let notice = made[0]["service_notice"].as_str().expect("a notice");
        let number: String = notice
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        let seen = world.sign_in("dispatcher").await.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(
            (&seen["channel"], &seen["reports"][0]["contact"]),
            (&json!("APP"), &json!("139****0001"))
        );
        assert_eq!(seen["history"][0]["words"]["title"], "西门路灯不亮");
        assert_eq!(door.get("requests", "").await.as_array().expect("a list").len(), 1);
        let without = |name: &str| -> Vec<(&str, &str)> {
            form.iter().copied().filter(|(field, _)| *field != name).collect()
        };
        for (form, status) in [
            (without("api_key"), 403),
            (without("service_code"), 400),
            (without("lat"), 400),
            ([without("service_code"), vec![("service_code", "nothing")]].concat(), 404),
            ([without("lat"), vec![("lat", "north")]].concat(), 400),
            ([without("lat"), vec![("lat", "91")]].concat(), 400),
            ([without("api_key"), vec![("api_key", "somebody-elses-key")]].concat(), 403),
        ] {
            let (found, errors) = door.post(&form, None).await;
            assert_eq!(found.as_u16(), status, "{errors}");
            fits(ERROR, &errors[0]);
        }
        // Nobody has a key by default, and an open house asks for none.
        let (shut, open) = (Door::of(&world, "").await, Door::of(&world, "*").await);
        assert_eq!(shut.post(&form, None).await.0, StatusCode::FORBIDDEN);
        assert_eq!(open.post(&without("api_key"), None).await.0, StatusCode::OK);
    });
}
