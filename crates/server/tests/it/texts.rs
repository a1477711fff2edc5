//! Texts of bodies and queries: too long, or with a character no database keeps.

use axum::http::Method;
use serde_json::{Value, json};

use crate::world::{nobody, report, story};

#[test]
fn no_door_takes_nul_or_a_text_without_end() {
    story(|world| async move {
        let (intake, anyone) = (world.sign_in("intake").await, world.resident());
        let dispatcher = world.sign_in("dispatcher").await;
        let made = intake.post("/matters", report()).await.ok();
        let number = made["number"].as_str().unwrap();
        let seen = intake.get(&format!("/matters/{number}")).await.ok();
        let voice = seen["reports"][0]["id"].as_str().unwrap();
        let nul = "a\u{0}b";
        let mut above = report();
        above["upstream"] = json!({ "source": "12345", "number": nul });
        let of = |rest: &str| format!("/matters/{number}/{rest}");
        let part = |title: &str| json!({ "title": title, "text": "x" });
        let bodies: [(String, Value, &str); 8] = [
            ("/session".to_owned(), json!({ "login": nul, "password": "x" }), "login"),
            ("/matters".to_owned(), above, "upstream.number"),
            (of("split"), json!({ "reason": "x", "parts": [part("x"), part(nul)] }), "parts.title"),
            (of("join"), json!({ "channel": "WECHAT", "text": "x", "name": nul }), "name"),
            (of("amend"), json!({ "reason": "x", "report": voice, "contact": nul }), "contact"),
            (of(&format!("reports/{voice}/look")), json!({ "reason": nul }), "reason"),
            (of("note"), json!({ "text": "长".repeat(20_001) }), "text"),
            (of("join"), json!({ "channel": "WECHAT", "contact": "1".repeat(101) }), "contact"),
        ];
        for (path, body, field) in bodies {
            let problem = intake.post(&path, body).await.refused(422, "invalid");
            assert_eq!(problem["field"], field, "{path}");
        }
        let admin = world.sign_in("admin").await;
        let owner = intake.get("/matters?owner=%00").await.refused(422, "invalid");
        assert_eq!(owner["field"], "owner");
        admin.get("/accounts?after=a%00").await.refused(422, "invalid");
        anyone.post("/places", json!({ "q": "\0" })).await.refused(422, "invalid");
        // What fits is taken.
        dispatcher.act(number, "note", json!({ "text": "长".repeat(20_000) })).await.ok();
        anyone.send(Method::GET, "/public/matters/%00", &[], None).await.refused(404, "not_found");
        anyone.get(&format!("/public/matters/{}", nobody())).await.refused(404, "not_found");
    });
}

#[test]
fn a_body_is_an_object() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let made = intake.post("/matters", report()).await.ok();
        let number = made["number"].as_str().unwrap();
        for body in [json!([]), json!(["x"]), json!("x"), json!(null)] {
            world
                .sign_in("dispatcher")
                .await
                .act(number, "accept", body)
                .await
                .refused(400, "bad_body");
        }
    });
}

#[test]
fn what_cannot_be_read_is_named() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let mut said = report();
        said["channel"] = json!("PIGEON");
        let refused = intake.post("/matters", said).await.refused(400, "bad_body");
        assert_eq!(refused["field"], "channel");
        let refused = intake.get("/matters?limit=many").await.refused(422, "invalid");
        assert_eq!(refused["field"], "limit");
        for path in ["/nothing", "/matters/", "/nothing/at/all"] {
            intake.get(path).await.refused(404, "not_found");
        }
    });
}
