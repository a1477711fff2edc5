//! Signing in and out.

use axum::body::Body;
use axum::http::{Method, Request};
use http_body_util::BodyExt;
use huisheng_server::app::App;
use huisheng_server::clock::Clock;
use huisheng_server::demo::mark;
use huisheng_server::first;
use huisheng_store::account::{self, AccountRow};
use huisheng_store::setting::{self, SettingRow};
use huisheng_store::testing::both_empty;
use huisheng_store::{Micros, migrate};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::world::{account_of, story};

#[test]
fn signing_in_takes_the_right_password_and_signing_out_ends_it() {
    story(|world| async move {
        world.set_password("clerk", "right-password").await;
        let anyone = world.resident();
        for (login, password) in
            [("clerk", "wrong-password"), ("nobody", "right-password"), ("head", "")]
        {
            let answer =
                anyone.post("/session", json!({ "login": login, "password": password })).await;
            answer.refused(401, "wrong_password");
        }
        let answer = anyone
            .post("/session", json!({ "login": "clerk", "password": "right-password" }))
            .await;
        let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
        let me = answer.ok();
        assert_eq!(me["roles"], json!(["clerk"]));
        let nobody = anyone.send(Method::GET, "/session", &[], None).await;
        assert_eq!(nobody.status, 204, "nobody is signed in, and that is no error");
        let cookie = [("cookie", cookie.split(';').next().unwrap())];
        anyone.send(Method::GET, "/session", &cookie, None).await.ok();
        let left = anyone.send(Method::DELETE, "/session", &cookie, None).await;
        assert!(left.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
        anyone
            .send(Method::GET, "/session", &cookie, None)
            .await
            .refused(401, "not_signed_in_here");
        // Of what has ended the cookie goes all the same.
        let again = anyone.send(Method::DELETE, "/session", &cookie, None).await;
        assert!(again.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
        assert_eq!(again.status, 204);
    });
}

#[test]
fn a_change_of_password_takes_nothing_else_back() {
    story(|world| async move {
        world.set_password("clerk", "right-password").await;
        let (admin, clerk) = (world.sign_in("admin").await, world.sign_in("clerk").await);
        let path = format!("/accounts/{}", account_of("clerk"));
        // While the hashes are made, an administrator shuts the account.
        let change = json!({ "old": "right-password", "new": "a better password" });
        let (_, shut) = tokio::join!(clerk.put("/session/password", change), async {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            admin.put(&path, json!({ "active": false, "name": "换了人" })).await
        });
        shut.ok();
        let row =
            account::find(world.app.store().read(), account_of("clerk").uuid()).await.unwrap();
        assert!(!row.active);
        assert_eq!(row.name, "换了人");
    });
}

#[test]
fn a_session_that_has_ended_is_not_used_again() {
    story(|world| async move {
        let store = world.app.store();
        let now = huisheng_store::Micros::from(world.app.now());
        world.sign_in("clerk").await;
        let row = huisheng_store::session::all(store.read()).await.unwrap().pop().unwrap();
        let write = store.write().await.unwrap();
        assert!(huisheng_store::session::used(&write, &row.token_hash, now, now).await.unwrap());
        huisheng_store::session::end(&write, &row.token_hash).await.unwrap();
        assert!(!huisheng_store::session::used(&write, &row.token_hash, now, now).await.unwrap());
        write.commit().await.unwrap();
        assert!(huisheng_store::session::all(store.read()).await.unwrap().is_empty());
    });
}

#[test]
fn the_link_of_a_new_house_sets_the_first_password_once() {
    both_empty(|store| async move {
        migrate::migrate(&store, async |_| Ok(()), Micros(0)).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let flags = json!({ "data_dir": folder.path() });
        let config = huisheng_server::config::Config::read(None, &flags).unwrap();
        let app = App::start(config, store, Clock::default()).await.unwrap();
        let (old, link) = (link(&app).await, link(&app).await);
        let (_, token) = link.split_once("/first#").unwrap();
        let router = huisheng_server::router::router(app.clone());
        let page = get(&router, "/first").await;
        assert!(
            page.contains("first.js") && get(&router, "/first.js").await.contains("location.hash")
        );
        // A link that was printed before is dead, and this one opens nothing but the password.
        let (_, old) = old.split_once("/first#").unwrap();
        let new = json!({ "new": "a first password" });
        assert_eq!(put(&router, "/session/password", old, &new).await, 401);
        assert_eq!(put(&router, "/accounts/x", token, &json!({})).await, 403);
        assert_eq!(put(&router, "/session/password", token, &json!({ "new": "short" })).await, 422);
        assert_eq!(put(&router, "/session/password", token, &new).await, 204);
        let other = json!({ "new": "a second password" });
        assert_eq!(put(&router, "/session/password", token, &other).await, 401);
        // The other two get new links; a house that lost one of the three gets it back.
        let left = first::links(&app, app.now()).await.unwrap();
        assert_eq!(left.iter().map(|link| &*link.login).collect::<Vec<_>>(), ["security", "audit"]);
        let row = account::by_login(app.store().read(), "admin").await.unwrap();
        assert!(!row.must_change && row.password_hash.is_some());
        let lost = account::by_login(app.store().read(), "audit").await.unwrap();
        let write = app.store().write().await.unwrap();
        account::upsert(&write, vec![AccountRow { active: false, ..lost }]).await.unwrap();
        write.commit().await.unwrap();
        let left = first::links(&app, app.now()).await.unwrap();
        assert_eq!(
            left.iter().map(|link| &*link.login).collect::<Vec<_>>(),
            ["security", "audit2"]
        );
        app.store().close().await.unwrap();
    });
}

/// The link of the system administrator, the first of three.
async fn link(app: &App) -> String {
    first::links(app, app.now()).await.unwrap().swap_remove(0).path
}

async fn get(router: &axum::Router, path: &str) -> String {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    String::from_utf8(answer.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

async fn put(router: &axum::Router, path: &str, token: &str, body: &Value) -> u16 {
    let request = Request::put(format!("/api/v1{path}"))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    router.clone().oneshot(request).await.unwrap().status().as_u16()
}

#[test]
fn a_wrong_method_is_a_problem_and_names_the_right_ones() {
    story(|world| async move {
        let answer = world.resident().send(Method::PUT, "/session", &[], Some(json!({}))).await;
        let allowed = answer.headers["allow"].to_str().unwrap().to_owned();
        assert!(allowed.contains("POST") && allowed.contains("DELETE"), "{allowed}");
        answer.refused(405, "method_not_allowed");
    });
}

#[test]
fn a_crowd_at_the_door_is_told_to_come_again() {
    story(|world| async move {
        let anyone = world.resident();
        let crowd = (0..100).map(|n| {
            let (anyone, login) = (anyone.clone(), format!("nobody{n}"));
            async move { anyone.post("/session", json!({ "login": login, "password": "x" })).await }
        });
        let answers = futures::future::join_all(crowd).await;
        let full = answers.iter().filter(|answer| answer.status == 429).count();
        assert!((1..=68).contains(&full), "{full}");
        for answer in answers {
            if answer.status == 429 {
                assert_eq!(answer.headers["retry-after"], "2");
                answer.refused(429, "too_many");
            } else {
                answer.refused(401, "wrong_password");
            }
        }
    });
}

#[test]
fn only_a_demo_tells_its_accounts() {
    story(|world| async move {
        let anyone = world.resident();
        assert_eq!(anyone.get("/session/demo").await.status, 204);
        let store = world.app.store();
        mark::another_year(store, &[7, 8]).await.unwrap();
        assert_eq!(mark::years(store).await.unwrap(), Some(vec![7, 8]));
        // A demo of before, whose mark is one seed.
        let row = SettingRow { name: "demo".to_owned(), value: "7".to_owned() };
        let write = store.write().await.unwrap();
        setting::upsert(&write, vec![row]).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(mark::years(store).await.unwrap(), Some(vec![7]));
        let told = anyone.get("/session/demo").await.ok();
        assert_eq!(told["password"], "huisheng-demo");
        assert_eq!(told["accounts"][1]["login"], "dispatch1");
    });
}
