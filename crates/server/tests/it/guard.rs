//! Pages of other sites write nothing; every answer says what a browser may do with it.

use axum::body::Body;
use axum::http::{Method, Request};
use huisheng_server::router::router;
use serde_json::json;
use tower::ServiceExt;

use crate::world::story;

const RIGHT: &str = "lantern trolley teapot";

#[test]
fn a_page_of_another_site_writes_nothing_with_the_cookie() {
    story(|world| async move {
        world.set_password("clerk", RIGHT).await;
        let anyone = world.resident();
        let body = json!({ "login": "clerk", "password": RIGHT });
        let answer = anyone.post("/session", body.clone()).await;
        let cookie = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap();
        let end = async |headers: &[(&str, &str)]| {
            let mut all = vec![("cookie", cookie), ("host", "desk.example")];
            all.extend(headers);
            anyone.send(Method::DELETE, "/sessions", &all, None).await
        };
        for headers in [
            [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
            [("sec-fetch-site", "same-site"), ("origin", "https://other.desk.example")],
            [("accept", "*/*"), ("origin", "https://evil.example")],
            [("accept", "*/*"), ("origin", "null")],
            [("accept", "*/*"), ("origin", "https://desk.example.evil.example")],
        ] {
            end(&headers).await.refused(403, "other_origin");
        }
        for headers in [
            [("sec-fetch-site", "same-origin"), ("origin", "https://desk.example")],
            [("accept", "*/*"), ("origin", "https://desk.example")],
            [("accept", "*/*"), ("user-agent", "curl/8")],
        ] {
            assert_eq!(end(&headers).await.status, 204, "{headers:?}");
        }
        // Nobody is signed in from elsewhere either.
        let evil = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")];
        anyone.post_with("/session", &evil, body).await.refused(403, "other_origin");
        // Reading tells the other page nothing: no header lets it see the answer.
        let read = anyone.send(Method::GET, "/session", &evil, None).await;
        assert!(!read.headers.contains_key("access-control-allow-origin"));
        // A proxy that names another host: the configured address is the own.
        let behind = world.with(json!({ "public_url": "http://desk.example" })).await;
        let own =
            [("cookie", cookie), ("host", "10.0.0.1:8080"), ("origin", "http://desk.example")];
        let ended = behind.resident().send(Method::DELETE, "/sessions", &own, None).await;
        assert_eq!(ended.status, 204);
    });
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    story(|world| async move {
        let router = router(world.app.clone());
        for path in [
            "/",
            "/health",
            "/api/v1/session",
            "/api/v1/nothing",
            "/api/",
            "/portal/",
            "/desk/",
            "/first",
            "/nothing",
        ] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let answer = router.clone().oneshot(request).await.unwrap();
            let headers = answer.headers();
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("referrer-policy", "no-referrer"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
            ] {
                assert_eq!(
                    headers.get(name).map(|found| found.to_str().unwrap()),
                    Some(value),
                    "{path}"
                );
            }
            assert!(headers["permissions-policy"].to_str().unwrap().contains("camera=(self)"));
            assert!(!headers.contains_key("strict-transport-security"), "this is no https");
            if path.starts_with("/api/v1/session") {
                assert_eq!(headers["cache-control"], "no-store");
                assert!(headers["content-security-policy"].to_str().unwrap().contains("'none'"));
            }
            if path == "/api/" {
                let policy = headers["content-security-policy"].to_str().unwrap();
                assert!(
                    policy.starts_with("default-src 'self'") && policy.contains("frame-ancestors")
                );
            }
        }
        // What an answer says itself stays.
        let grids = world.resident().get("/map/grids").await;
        assert_eq!(grids.headers["cache-control"], "no-cache");
        let clerk = world.sign_in("clerk").await;
        assert_eq!(clerk.get("/matters").await.headers["cache-control"], "no-store");
    });
}
