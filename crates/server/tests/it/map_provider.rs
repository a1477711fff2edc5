//! The maps of a provider, here a small one on this machine: what it is asked, and what goes out of what it
//! answers.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use huisheng_store::testing;
use serde_json::{Value, json};

use crate::world::World;

/// Nobody but the provider may see it.
const KEY: &str = "a-key-that-stays-here";

/// What the provider was asked: address and headers.
type Asked = Arc<Mutex<Vec<String>>>;

struct Provider {
    url: String,
    asked: Asked,
}

impl Provider {
    async fn start() -> Self {
        let asked = Asked::default();
        let seen = asked.clone();
        let answer = move |request: Request| {
            let heads: Vec<String> = request
                .headers()
                .iter()
                .map(|(name, value)| format!("{name}: {value:?}"))
                .collect();
            seen.lock().unwrap().push(format!("{}\n{}", request.uri(), heads.join("\n")));
            let path = request.uri().path().to_owned();
            async move { answer(&path) }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move {
            axum::serve(listener, Router::new().fallback(answer)).await.expect("serve");
        });
        Self { url, asked }
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

fn answer(path: &str) -> Response {
    let with = |status: u16, kind: &str, body: Body| {
        let answer = Response::builder().status(status).header("content-type", kind);
        answer.header("set-cookie", "who=you").body(body).expect("an answer")
    };
    let text =
        |body: Value| with(200, "application/json;charset=utf-8", Body::from(body.to_string()));
    match path {
        "/base/3/6/3" => with(200, "image/png", Body::from("a picture")),
        "/base/3/6/4" => with(200, "text/html", Body::from("<script>")),
        "/base/3/6/5" => with(200, "image/svg+xml", Body::from("<svg/>")),
        "/base/3/6/6" => with(500, "image/png", Body::from("broken")),
        "/base/3/6/7" => with(200, "image/png", Body::from(vec![0; (1 << 20) + 1])),
        "/base/3/6/0" => {
            let elsewhere = Response::builder().status(StatusCode::FOUND);
            elsewhere.header("location", "/base/3/6/3").body(Body::empty()).expect("an answer")
        }
        "/tianditu" => text(json!({ "status": { "infocode": 1000 }, "pois": [
            { "name": "和美小区", "address": "浮山路1号", "lonlat": "120.421,36.146" },
            { "name": "无坐标", "lonlat": "" },
        ] })),
        "/refuses" => text(json!({ "status": { "infocode": 2001 } })),
        "/nominatim" => text(json!([
            { "display_name": "和美小区, 浮山路, 青岛", "lat": "36.146", "lon": "120.421" },
        ])),
        _ => with(404, "text/plain", Body::empty()),
    }
}

async fn world(store: huisheng_store::Store, provider: &Provider, search: (&str, &str)) -> World {
    let url = &provider.url;
    let map = json!({
        "base": format!("{url}/base/{{z}}/{{x}}/{{y}}?tk={{key}}"), "key": KEY, "max_zoom": 17,
        "attribution": "天地图 GS(2024)0568号", "search_kind": search.1,
        "search": format!("{url}/{}?type=query&tk={{key}}", search.0),
    });
    World::with_map(store, map).await
}

#[test]
fn pictures_come_through_the_house() {
    testing::both(|store| async move {
        let provider = Provider::start().await;
        let world = world(store, &provider, ("tianditu", "tianditu")).await;
        let resident = world.resident();
        let map = resident.get("/map").await.ok();
        let layer =
            json!({ "layer": "base", "attribution": "天地图 GS(2024)0568号", "max_zoom": 17 });
        assert_eq!([&map["tiles"], &map["search"]], [&json!([layer]), &json!(true)]);
        assert!(!map.to_string().contains(KEY));

        let headers = [("cookie", "huisheng_session=x"), ("referer", "http://desk/")];
        let (parts, body) = resident.fetch("/map/tiles/base/3/6/3", &headers).await;
        assert_eq!((parts.status.as_u16(), body.as_slice()), (200, b"a picture".as_slice()));
        assert_eq!(parts.headers["content-type"], "image/png");
        assert_eq!(parts.headers["cache-control"], "public, max-age=86400");
        assert!(!parts.headers.contains_key("set-cookie"));
        let [asked] = &provider.asked()[..] else { panic!("asked once") };
        assert!(asked.starts_with(&format!("/base/3/6/3?tk={KEY}\n")), "{asked}");
        for told in ["cookie", "referer", "authorization", "forwarded", "desk"] {
            assert!(!asked.to_lowercase().contains(told), "{told}: {asked}");
        }

        for (path, why) in [
            ("3/6/4", "a page"),
            ("3/6/5", "a picture that can hold scripts"),
            ("3/6/6", "broken"),
            ("3/6/7", "too large"),
            ("3/6/0", "leads elsewhere"),
        ] {
            let refused = resident.get(&format!("/map/tiles/base/{path}")).await;
            let told = refused.refused(502, "provider_failed").to_string();
            assert!(!told.contains(KEY) && !told.contains("script"), "{why}: {told}");
        }
        assert_eq!(provider.asked().len(), 5, "nobody goes where the provider points");
        for path in [
            "base/4/1/1",
            "label/3/6/3",
            "base/3/8/3",
            "base/3/6/8",
            "base/18/1/1",
            "base/99/1/1",
            "base/x/1/1",
        ] {
            resident.get(&format!("/map/tiles/{path}")).await.refused(404, "not_found");
        }
        assert_eq!(provider.asked().len(), 1, "only what there may be is asked for");
    });
}

#[test]
fn addresses_are_searched() {
    testing::both(|store| async move {
        let provider = Provider::start().await;
        for (search, address) in [
            (("tianditu", "tianditu"), "浮山路1号"),
            (("nominatim", "nominatim"), "和美小区, 浮山路, 青岛"),
        ] {
            let world = world(store.clone(), &provider, search).await;
            let found = world.resident().post("/map/search", json!({ "q": "和美 小区&" })).await;
            assert_eq!(
                found.ok(),
                json!([{ "name": "和美小区", "address": address, "point": [120.421, 36.146] }])
            );
            let [asked] = &provider.asked()[..] else { panic!("asked once") };
            let address = asked.lines().next().unwrap();
            assert!(address.contains("%E5%92%8C%E7%BE%8E"), "{asked}");
            assert!(address.contains("120.41%2C36.14%2C120.43%2C36.15"), "{asked}");
        }
        for (path, what) in [("refuses", "its key is wrong"), ("nowhere", "not there")] {
            let world = world(store.clone(), &provider, (path, "tianditu")).await;
            let refused = world.resident().post("/map/search", json!({ "q": "和美" })).await;
            let told = refused.refused(502, "provider_failed").to_string();
            assert!(!told.contains(KEY), "{what}");
        }
        let resident = world(store, &provider, ("tianditu", "tianditu")).await.resident();
        provider.asked();
        let too_long = "长".repeat(101);
        for (q, code) in [(" ", "missing"), (too_long.as_str(), "invalid")] {
            let refused = resident.post("/map/search", json!({ "q": q })).await;
            assert_eq!(refused.refused(422, code)["field"], "q");
        }
        assert!(provider.asked().is_empty());
    });
}
