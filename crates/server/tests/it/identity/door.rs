//! What holds at the door all the same: locks, closed accounts, second factors, and who links whom.

use jiff::SignedDuration;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use super::browser::Browser;
use super::lying::Lying;
use super::{HALF, PUBLIC, RIGHT, SESSION, Stage, link, part, told, who};
use crate::passkey::device::Device;
use crate::passkey::{entered, registers, shows};
use crate::world::{Person, World, account_of, story};

/// The code that an app shows.
fn code(world: &World, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let app = Builder::new().with_secret(secret).with_account_name("x").build().unwrap();
    app.generate(u64::try_from(world.app.now().as_second()).unwrap()).to_string()
}

#[test]
fn closed_and_locked_accounts_stay_out() {
    story(|world| async move {
        let stage = Stage::of(&world, json!({})).await;
        let world = &stage.world;
        let mut browser = Browser::new(world);
        for _ in 0..5 {
            let wrong = json!({ "login": "clerk", "password": "not the right one" });
            world.resident().post("/session", wrong).await;
        }
        stage.comes(&mut browser, json!({})).await.refused(429, "sign_in_locked");
        world.wait_hours(1);
        stage.comes(&mut browser, json!({})).await.sent_to("/desk/");
        let path = format!("/accounts/{}", account_of("clerk"));
        let admin = world.sign_in("admin").await;
        admin.put(&path, json!({ "active": false })).await.ok();
        stage.comes(&mut Browser::new(world), json!({})).await.refused(403, "account_closed");
        assert!(told(world).await.contains("closed"));
    });
}

#[test]
fn the_second_factor_is_asked_for_unless_the_provider_saw_one() {
    story(|world| async move {
        let more = json!({ "second_factor_amr": "otp,mfa", "second_factor_acr": "urn:high" });
        let stage = Stage::of(&world, more).await;
        let world = &stage.world;
        world.set_password("clerk", RIGHT).await;
        let clerk = world.sign_in("clerk").await;
        let begun = clerk.post("/session/second-factor", json!({ "password": RIGHT })).await.ok();
        let secret = begun["secret"].as_str().unwrap().to_owned();
        let first = json!({ "code": code(world, &secret) });
        clerk.put("/session/second-factor", first).await.ok();
        world.app.clock().advance(SignedDuration::from_secs(60));

        let mut browser = Browser::new(world);
        let came = stage.comes(&mut browser, json!({ "amr": ["pwd"], "acr": "urn:low" })).await;
        came.sent_to("/desk/");
        assert!(browser.cookie(SESSION).is_none());
        let half = came.kept.iter().find(|line| line.starts_with(HALF)).unwrap();
        assert!(half.contains("SameSite=Strict") && half.contains("HttpOnly"), "{half}");
        let ways = browser.get("/session/ways").await.text;
        assert!(ways.contains(r#""owed":["code"]"#), "{ways}");
        assert_eq!(browser.get("/session").await.status, 204, "nobody is signed in yet");
        let wrong = browser.post("/session/provider", json!({ "code": "000000" })).await;
        wrong.refused(401, "second_factor_wrong");
        browser
            .post("/session/provider", json!({ "code": " " }))
            .await
            .refused(401, "second_factor_wrong");
        let right = json!({ "code": code(world, &secret) });
        let mut late = browser.clone();
        let came = browser.post("/session/provider", right.clone()).await;
        assert_eq!(came.status, 200, "{}", came.text);
        assert!(browser.cookie(HALF).is_none());
        assert_eq!(who(&mut browser).await["login"], "clerk");
        late.post("/session/provider", right).await.refused(401, "second_factor_wrong");
        world.app.clock().advance(SignedDuration::from_mins(10));
        let right = json!({ "code": code(world, &secret) });
        late.post("/session/provider", right).await.refused(403, "begin_again");

        // Codes are not guessed by who has the identity.
        let mut thief = Browser::new(world);
        stage.comes(&mut thief, json!({})).await.sent_to("/desk/");
        for _ in 0..5 {
            thief.post("/session/provider", json!({ "code": "123456" })).await;
        }
        let right = json!({ "code": code(world, &secret) });
        thief.post("/session/provider", right).await.refused(429, "sign_in_locked");
        world.wait_hours(1);
        // Whoever was unlinked meanwhile is out.
        stage.comes(&mut thief, json!({})).await.sent_to("/desk/");
        let path = format!("/accounts/{}/identity", account_of("clerk"));
        let security = world.sign_in("security").await;
        let gone = security.send(axum::http::Method::DELETE, &path, &[], None).await;
        assert_eq!(gone.status, 204);
        let right = json!({ "code": code(world, &secret) });
        thief.post("/session/provider", right).await.refused(403, "identity_unknown");
        link(world, "clerk", "wang").await;

        for seen in [json!({ "amr": ["pwd", "otp"] }), json!({ "acr": "urn:high" })] {
            let mut browser = Browser::new(world);
            stage.comes(&mut browser, seen).await.sent_to("/desk/");
            assert_eq!(who(&mut browser).await["login"], "clerk");
        }
    });
}

#[test]
fn a_passkey_is_the_second_factor_too_for_who_comes_back() {
    story(|world| async move {
        let stage = Stage::of(&world, json!({})).await;
        let world = &stage.world;
        let mut device = Device::new();
        registers(&mut entered(world, "clerk").await, &mut device, json!({})).await;
        let mut browser = Browser::new(world);
        stage.comes(&mut browser, json!({})).await.sent_to("/desk/");
        assert!(browser.cookie(SESSION).is_none());
        let ways = browser.get("/session/ways").await.text;
        assert!(ways.contains(r#""owed":["passkey"]"#), "{ways}");
        let code = json!({ "code": "123456" });
        browser.post("/session/provider", code).await.refused(401, "second_factor_wrong");
        shows(&mut browser, &mut device).await.ok();
        assert!(browser.cookie(HALF).is_none());
        assert_eq!(who(&mut browser).await["login"], "clerk");
    });
}

#[test]
fn a_post_that_needs_a_second_factor_needs_it_here_or_there() {
    story(|world| async move {
        let lying = Lying::start().await;
        let mut provider = lying.config();
        provider["second_factor_amr"] = json!("otp");
        let sign_in = json!({
            "idle_minutes": 129_600, "idle_minutes_telephone": 129_600, "provider": provider,
            "second_factor": "clerk",
        });
        let world = world.with(json!({ "public_url": PUBLIC, "sign_in": sign_in })).await;
        let stage = Stage { world: world.clone(), lying };
        link(&world, "clerk", "wang").await;
        let mut browser = Browser::new(&world);
        stage.comes(&mut browser, json!({ "amr": ["pwd"] })).await.sent_to("/desk/");
        browser.get("/matters").await.refused(403, "second_factor_to_set_up");
        stage.comes(&mut browser, json!({ "amr": ["otp"] })).await.sent_to("/desk/");
        assert_eq!(browser.get("/matters").await.status, 200);
    });
}

/// With an identity of the own at somebody's account, an administrator would be that person.
#[test]
fn nobody_links_somebody_else_and_the_security_administrator_unlinks() {
    story(|world| async move {
        let stage = Stage::of(&world, json!({})).await;
        let world = &stage.world;
        let of = |login: &str| format!("/accounts/{}/identity", account_of(login));
        let security = world.sign_in("security").await;
        let own = json!({ "subject": "the administrator's own" });
        for login in ["head", "clerk", "security"] {
            let none = security.put(&of(login), own.clone()).await;
            none.refused(405, "method_not_allowed");
        }
        let remove = async |who: &Person, login: &str| {
            who.send(axum::http::Method::DELETE, &of(login), &[], None).await
        };
        security.get(&of("security")).await.refused(403, "own_account");
        for login in ["admin", "audit", "clerk", "head"] {
            let other = world.sign_in(login).await;
            other.get(&of("housing")).await.refused(403, "forbidden");
            remove(&other, "housing").await.refused(403, "forbidden");
        }
        // Neither above nor elsewhere.
        remove(&security, "county").await.refused(403, "forbidden");
        let linked = security.get(&of("clerk")).await.ok();
        assert_eq!(linked["identity"]["subject"], "wang");
        // Its sessions end with the link.
        let clerk = world.sign_in("clerk").await;
        assert_eq!(remove(&security, "clerk").await.status, 204);
        clerk.get("/session").await.refused(401, "not_signed_in_here");
        assert_eq!(security.get(&of("clerk")).await.ok()["identity"], Value::Null);
        remove(&security, "clerk").await.refused(404, "not_found");
        let told = told(world).await;
        assert!(told.contains("identity_unlinked"), "{told}");
    });
}

#[test]
fn over_https_its_cookies_belong_to_this_host_alone() {
    story(|world| async move {
        let lying = Lying::start().await;
        let sign_in = json!({
            "idle_minutes": 129_600, "idle_minutes_telephone": 129_600, "provider": lying.config(),
        });
        let public = "https://12345.example.gov.cn";
        let world = world.with(json!({ "public_url": public, "sign_in": sign_in })).await;
        let stage = Stage { world: world.clone(), lying };
        link(&world, "clerk", "wang").await;
        let mut browser = Browser::new(&world);
        let sent = browser.get("/session/provider").await;
        let back = part(&sent.location, "redirect_uri");
        assert_eq!(back, format!("{public}/api/v1/session/provider/back"));
        let came = stage.comes(&mut browser, json!({})).await;
        came.sent_to("/desk/");
        for (line, from) in [(&sent.kept[0], "Lax"), (&came.kept[0], "Strict")] {
            assert!(line.starts_with("__Host-huisheng_"), "{line}");
            assert!(line.contains(&format!("; SameSite={from}; Secure")), "{line}");
        }
    });
}
