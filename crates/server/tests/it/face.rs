//! The portal as a browser fetches it. `make web` builds it first.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
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
