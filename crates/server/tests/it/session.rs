//! Signing in and out.

use axum::http::Method;
use huisheng_store::account;
use serde_json::json;

use crate::world::{World, account_of, story};

async fn set_password(world: &World, login: &str, password: &str) {
    let row = account::find(world.app.store().read(), account_of(login).uuid()).await.unwrap();
    let hash = huisheng_server::app::password::hash(password).await;
    let write = world.app.store().write().await.unwrap();
    account::upsert(&write, vec![account::AccountRow { password_hash: Some(hash), ..row }])
        .await
        .unwrap();
    write.commit().await.unwrap();
}

#[test]
fn signing_in_takes_the_right_password_and_signing_out_ends_it() {
    story(|world| async move {
        set_password(&world, "clerk", "right-password").await;
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
        let cookie = [("cookie", cookie.split(';').next().unwrap())];
        anyone.send(Method::GET, "/session", &cookie, None).await.ok();
        anyone.send(Method::DELETE, "/session", &cookie, None).await;
        anyone
            .send(Method::GET, "/session", &cookie, None)
            .await
            .refused(401, "not_signed_in_here");
    });
}

#[test]
fn a_session_ends_by_itself_without_use() {
    story(|world| async move {
        let clerk = world.sign_in("clerk").await;
        clerk.get("/session").await.ok();
        world.wait_hours(11);
        clerk.get("/session").await.ok();
        world.wait_hours(11);
        clerk.get("/session").await.ok();
        world.wait_hours(13);
        clerk.get("/session").await.refused(401, "not_signed_in_here");
    });
}

#[test]
fn a_change_of_password_takes_nothing_else_back() {
    story(|world| async move {
        set_password(&world, "clerk", "right-password").await;
        let (admin, clerk) = (world.sign_in("admin").await, world.sign_in("clerk").await);
        let path = format!("/accounts/{}", account_of("clerk"));
        // While the hashes are made, an administrator shuts the account.
        let change = json!({ "old": "right-password", "new": "a better password" });
        let (_, shut) = tokio::join!(clerk.put("/session/password", change), async {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            admin.put(&path, json!({ "active": false, "roles": ["head"] })).await
        });
        shut.ok();
        let row =
            account::find(world.app.store().read(), account_of("clerk").uuid()).await.unwrap();
        assert!(!row.active);
        assert_eq!(row.roles, r#"["head"]"#);
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
