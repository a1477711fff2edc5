//! The portal as a browser fetches it. `make web` builds it first.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use huisheng_server::app::App;
use huisheng_server::config::Config;
use huisheng_server::face::Face;
use huisheng_server::router;
use tower::ServiceExt;

use crate::world::story;

struct Got {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn get(router: &axum::Router, path: &str, headers: &[(&str, &str)]) -> Got {
    let mut request = Request::builder().uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Got { status: parts.status, headers: parts.headers, body }
}

#[test]
fn the_portal_comes_small_and_is_not_fetched_twice() {
    story(|world| async move {
        let router = router::router(world.app.clone());
        let bare = get(&router, "/", &[]).await;
        assert_eq!(bare.header("location"), "/portal/");

        let page = get(&router, "/portal/", &[]).await;
        assert_eq!((page.status, page.header("cache-control")), (StatusCode::OK, "no-cache"));
        assert!(page.header("content-type").starts_with("text/html"));
        assert!(page.header("content-security-policy").contains("default-src 'self'"));
        assert_eq!(page.header("content-encoding"), "");
        // Any page of the portal is this page.
        let deep = get(&router, "/portal/matters/990101202601010000016", &[]).await;
        assert_eq!(deep.body, page.body);

        let text = String::from_utf8(page.body.clone()).unwrap();
        let script = text.split('"').find(|part| part.ends_with(".js")).unwrap();
        let plain = get(&router, script, &[]).await;
        assert!(plain.header("cache-control").contains("immutable"));
        let mut tags = vec![plain.header("etag").to_owned()];
        for (encoding, taken) in [("br", "gzip, deflate, br"), ("gzip", "gzip, deflate")] {
            let small = get(&router, script, &[("accept-encoding", taken)]).await;
            assert_eq!(small.header("content-encoding"), encoding);
            assert_eq!(small.header("content-type"), plain.header("content-type"));
            assert_eq!(small.header("vary"), "accept-encoding");
            assert!(small.body.len() < plain.body.len() / 2);
            let tag = small.header("etag").to_owned();
            let asked = [("accept-encoding", taken), ("if-none-match", tag.as_str())];
            let again = get(&router, script, &asked).await;
            assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
            tags.push(tag);
        }
        // One form must not be taken for another.
        tags.sort();
        tags.dedup();
        assert_eq!(tags.len(), 3);

        // A script of an older build is gone, and not a page.
        let gone = get(&router, "/portal/assets/index-0.js", &[]).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    });
}

/// What residents get on a listener of their own: no door for staff, and none that leads there.
#[test]
fn a_listener_for_residents_has_nothing_for_staff() {
    story(|world| async move {
        let mut config = world.app.config().clone();
        config.faces = vec![Face::Portal];
        let (store, clock) = (world.app.store().clone(), world.app.clock().clone());
        let app = App::start(config, store, clock).await.unwrap();
        let outer = router::router(app);
        assert_eq!(get(&outer, "/", &[]).await.header("location"), "/portal/");
        for open in ["/portal/", "/api/v1/categories", "/api/v1/procedures", "/health"] {
            assert_eq!(get(&outer, open, &[]).await.status, StatusCode::OK, "{open}");
        }
        for inner in
            ["/desk/", "/api/v1/matters", "/api/v1/session", "/api/v1/accounts", "/api/", "/first"]
        {
            assert_eq!(get(&outer, inner, &[]).await.status, StatusCode::NOT_FOUND, "{inner}");
        }
    });
}

#[test]
fn faces_that_are_not_there_are_named() {
    let read = |faces: &str| Config::read(None, &serde_json::json!({ "faces": faces }));
    assert_eq!(read(" desk ,portal").unwrap().faces, [Face::Desk, Face::Portal]);
    for wrong in ["", "desk;portal", "screen", "Portal"] {
        let told = read(wrong).unwrap_err().to_string();
        assert!(told.contains("names no face") && told.contains("界面"), "{told}");
    }
}
