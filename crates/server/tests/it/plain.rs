//! The pages without scripts: reported on paper, so to speak, and followed to the end.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use huisheng_server::app::App;
use huisheng_server::face::Face;
use huisheng_server::router;
use serde_json::json;
use tower::ServiceExt;

use crate::nearby::put_right;
use crate::world::{World, story};

const KEY: &str = "page-0123456789abcdef";

struct Got {
    status: StatusCode,
    headers: HeaderMap,
    page: String,
}

impl Got {
    /// The text of the element of this id.
    fn text_of(&self, id: &str) -> String {
        let (_, rest) = self.page.split_once(&format!("id=\"{id}\">")).expect(id);
        rest.split('<').next().unwrap().to_owned()
    }

    fn has(&self, text: &str) {
        assert!(self.page.contains(text), "{text} in {}", self.page);
    }
}

async fn ask(app: &App, request: Request<Body>) -> Got {
    let answer = router::router(app.clone()).oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let page = String::from_utf8(body.to_vec()).unwrap();
    assert!(!page.contains("<script"), "a page without scripts");
    Got { status: parts.status, headers: parts.headers, page }
}

async fn get(world: &World, path: &str) -> Got {
    ask(&world.app, Request::builder().uri(path).body(Body::empty()).unwrap()).await
}

/// A form as a browser sends it.
async fn post(world: &World, path: &str, fields: &[(&str, &str)], files: &[&[u8]]) -> Got {
    let mut body: Vec<u8> = Vec::new();
    for (name, text) in fields {
        let head =
            format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
        body.extend(head.as_bytes());
    }
    for bytes in files {
        let head =
            "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n";
        body.extend(head.as_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    // What was not chosen comes as a file without name and bytes.
    body.extend(
        b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--x--\r\n",
    );
    let request = Request::post(path).header("content-type", "multipart/form-data; boundary=x");
    ask(&world.app, request.body(Body::from(body)).unwrap()).await
}

#[test]
fn a_report_without_scripts_is_followed_and_rated() {
    story(|world| async move {
        let form = get(&world, "/plain/report").await;
        let policy = form.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("script"), "{policy}");
        assert_eq!(form.headers["cache-control"], "no-store");

        let photo = crate::camera::photo();
        let said = [
            ("key", KEY),
            ("text", "门口路灯不亮。老人晚上不敢出门"),
            ("kind", "request"),
            ("address", "和美小区"),
            ("name", "王丽"),
            ("contact", "13900000001"),
        ];
        let receipt = post(&world, "/plain/report", &said, &[&photo]).await;
        assert_eq!(receipt.status, StatusCode::OK, "{}", receipt.page);
        let (number, code) = (receipt.text_of("number"), receipt.text_of("code"));
        // The page is sent again after a lost answer.
        let again = post(&world, "/plain/report", &said, &[&photo]).await;
        assert_eq!(
            (again.text_of("number"), again.text_of("code")),
            (number.clone(), code.clone())
        );

        let door = [("number", number.as_str()), ("code", code.as_str())];
        let wrong = [("number", number.as_str()), ("code", "AAAA-AAAA-AAAA-AAAA")];
        let closed = post(&world, "/plain/follow", &wrong, &[]).await;
        assert_eq!(closed.status, StatusCode::NOT_FOUND);
        closed.has("编号和查询码对不上");
        closed.has(&format!("value=\"{number}\""));
        let seen = post(&world, "/plain/follow", &door, &[]).await;
        seen.has("<h1>门口路灯不亮</h1>");
        seen.has("等待受理");
        let english = post(&world, "/plain/follow?lang=en", &door, &[]).await;
        english.has("Waiting to be accepted");

        let act = |key: &'static str, verb: &'static str, more: &[(&'static str, &'static str)]| {
            let mut fields = vec![("act", verb), ("key", key), door[0], door[1]];
            fields.extend(more);
            fields
        };
        let more = act("supplement-0123456789", "supplement", &[("text", "又坏了一盏")]);
        post(&world, "/plain/matter", &more, &[&photo]).await.has("已发送");
        let early =
            post(&world, "/plain/matter", &act("early-0123456789", "rate", &[("stars", "5")]), &[])
                .await;
        assert!(early.status.is_client_error(), "{}", early.status);

        let dispatcher = world.sign_in("dispatcher").await;
        dispatcher.act(&number, "accept", json!({})).await.ok();
        put_right(&world, &number).await;
        post(&world, "/plain/follow", &door, &[]).await.has("请您评价");
        let blank = post(
            &world,
            "/plain/matter",
            &act("rating-0123456789", "rate", &[("text", "修得快")]),
            &[],
        )
        .await;
        assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
        blank.has("请选一个满意程度");
        blank.has("修得快");
        let rating = act(
            "rating-0123456789",
            "rate",
            &[("stars", "5"), ("solved", "solved"), ("tags", "quick")],
        );
        post(&world, "/plain/matter", &rating, &[]).await.has("您的评价已经收到");
        let matter = dispatcher.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(matter["reports"][0]["rating"]["stars"], 5);
    });
}

#[test]
fn what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost() {
    story(|world| async move {
        let nothing = post(&world, "/plain/report", &[("key", KEY), ("name", "李明")], &[]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        nothing.has("id=\"words-wrong\"");
        nothing.has("value=\"李明\"");
        nothing.has(&format!("value=\"{KEY}\""));
        // A file that is none: the words stay, and the file that was taken is not asked for again.
        let said = [("key", KEY), ("text", "井盖松动<b>")];
        let photo = crate::camera::photo();
        let refused = post(&world, "/plain/report", &said, &[&photo, b"no picture"]).await;
        assert!(refused.status.is_client_error(), "{}", refused.status);
        refused.has("id=\"file-wrong\"");
        refused.has("井盖松动&lt;b&gt;");
        refused.has("已经上传 1 个");
        let four: [&[u8]; 4] = [&photo, &photo, &photo, &photo];
        post(&world, "/plain/report", &said, &four).await.has("id=\"file-wrong\"");
        // A key that is too short to be anybody's own.
        let short = [("key", "1"), ("text", "井盖松动")];
        assert_eq!(post(&world, "/plain/report", &short, &[]).await.status, 422);
    });
}

#[test]
fn the_pages_stand_where_the_portal_stands() {
    story(|world| async move {
        let mut config = world.app.config().clone();
        config.faces = vec![Face::Desk];
        let (store, clock) = (world.app.store().clone(), world.app.clock().clone());
        let inner = App::start(config, store, clock).await.unwrap();
        for path in ["/plain/", "/plain/report", "/plain/follow", "/plain/look.css"] {
            assert_eq!(get(&world, path).await.status, StatusCode::OK, "{path}");
            let asked = Request::builder().uri(path).body(Body::empty()).unwrap();
            assert_eq!(ask(&inner, asked).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}

#[test]
fn notices_are_read_without_scripts() {
    story(|world| async move {
        let desk = world.sign_in("county_dispatcher").await;
        let now = world.app.now();
        let notice = json!({
            "kind": "outage", "title": "停水 <检修>", "text": "第一段\n换行\n\n第二段", "page": "report",
            "from": now, "until": now + jiff::SignedDuration::from_hours(24),
        });
        get(&world, "/plain/notices").await.has("现在没有通知");
        desk.put(&format!("/notices/{}", crate::world::nobody()), notice).await.ok();
        get(&world, "/plain/").await.has("停水停电：停水 &lt;检修&gt;");
        let page = get(&world, "/plain/notices?lang=en").await;
        page.has("Water and power: 停水 &lt;检修&gt;");
        page.has("<p>第一段<br>换行<br></p><p>第二段<br></p>");
        page.has("href=\"/plain/report?lang=en\"");
    });
}
