//! Signing in by the identity provider of the office: with a certified one, and with one that lies.

mod browser;
mod certified;
mod lying;

use huisheng_store::trail;
use jiff::SignedDuration;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::world::{World, account_of, story};
use browser::{Browser, Page};
use certified::{Certified, Visitor};
use lying::Lying;

/// Where people reach the house, and where the provider sends them back.
const PUBLIC: &str = "http://localhost:9";
const BACK: &str = "http://localhost:9/api/v1/session/provider/back";
const RIGHT: &str = "lantern trolley teapot";
const SESSION: &str = "huisheng_session";
const BEGUN: &str = "huisheng_begun";
const HALF: &str = "huisheng_half";

/// The house with this provider.
async fn with(world: &World, provider: Value) -> World {
    let sign_in = json!({
        "idle_minutes": 129_600, "idle_minutes_telephone": 129_600, "provider": provider,
    });
    world.with(json!({ "public_url": PUBLIC, "sign_in": sign_in })).await
}

/// Links an account behind everybody's back.
async fn link(world: &World, login: &str, subject: &str) {
    let security = world.sign_in("security").await;
    let path = format!("/accounts/{}/identity", account_of(login));
    security.put(&path, json!({ "subject": subject })).await.ok();
}

/// A part of the query of an address.
fn part(address: &str, name: &str) -> String {
    let url: reqwest::Url = address.parse().unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap()
}

/// Who is signed in there.
async fn who(browser: &mut Browser) -> Value {
    serde_json::from_str(&browser.get("/session").await.text).unwrap_or_default()
}

async fn told(world: &World) -> String {
    let all = trail::Filter::default();
    let page = trail::find(world.app.store().read(), &[trail::HOUSE], &all, None, 100).await;
    format!("{:?}", page.unwrap())
}

#[test]
fn a_certified_provider_lets_in_whom_an_administrator_linked() {
    story(|world| async move {
        let certified = Certified::start().await;
        let world = with(&world, certified.config()).await;
        let (mut browser, visitor) = (Browser::new(&world), Visitor::new());
        let ways = browser.get("/session/ways").await;
        let ways: Value = serde_json::from_str(&ways.text).unwrap();
        assert_eq!(
            (&ways["provider"]["zh"], &ways["code_needed"]),
            (&json!("统一身份认证"), &json!(false))
        );

        // Nobody is linked: the page says who came, and nothing was opened.
        let sent = browser.get("/session/provider").await;
        assert_eq!(sent.status, 303);
        assert!(sent.location.starts_with(&certified.issuer), "{}", sent.location);
        assert_eq!(part(&sent.location, "redirect_uri"), BACK);
        assert_eq!(part(&sent.location, "code_challenge_method"), "S256");
        let begun = sent.kept.iter().find(|line| line.starts_with(BEGUN)).unwrap();
        assert!(begun.ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=600"), "{begun}");
        let address = visitor.enter(&sent.location, "wang.li").await;
        let (_, path) = address.split_once("/api/v1").unwrap();
        let page = browser.follow(path).await;
        assert_eq!(page.status, 403);
        for shown in ["还没有关联", "not linked", ">wang.li<", ">wang.li@street<", "安全管理员"]
        {
            assert!(page.text.contains(shown), "{shown}: {}", page.text);
        }
        assert!(browser.cookie(BEGUN).is_none() && browser.cookie(SESSION).is_none());

        link(&world, "clerk", "wang.li").await;
        let sent = browser.get("/session/provider").await;
        let address = visitor.enter(&sent.location, "wang.li").await;
        let came = browser.back(&address).await;
        came.sent_to("/desk/");
        let session = came.kept.iter().find(|line| line.starts_with(SESSION)).unwrap();
        assert!(session.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{session}");
        let me = who(&mut browser).await;
        assert_eq!((&me["login"], &me["by_provider"]), (&json!("clerk"), &json!(true)));

        // The code is used up, with the cookie and without.
        let mut again = browser.clone();
        again.plant(BEGUN, sent.kept[0].split_once('=').unwrap().1.split(';').next().unwrap());
        again.back(&address).await.refused(403, "begin_again");
        browser.back(&address).await.refused(403, "begin_again");
        assert_eq!(who(&mut browser).await["login"], "clerk", "what stands goes on");

        let out = browser.get("/session/provider/out").await;
        assert!(out.location.starts_with(&format!("{}/session/end?", certified.issuer)));
        assert_eq!(part(&out.location, "post_logout_redirect_uri"), format!("{PUBLIC}/desk/"));
        let told = told(&world).await;
        for kind in ["identity_linked", "identity_unknown", "provider"] {
            assert!(told.contains(kind), "{kind}: {told}");
        }
        assert!(!told.contains("wang.li"), "{told}");
    });
}

#[test]
fn one_links_and_unlinks_oneself_with_the_password() {
    story(|world| async move {
        let certified = Certified::start().await;
        world.set_password("clerk", RIGHT).await;
        world.set_password("head", RIGHT).await;
        let world = with(&world, certified.config()).await;
        let visitor = Visitor::new();
        let mut clerk = Browser::new(&world);
        clerk.post("/session", json!({ "login": "clerk", "password": RIGHT })).await;
        let mine = clerk.get("/session/identity").await.text;
        let mine: Value = serde_json::from_str(&mine).unwrap();
        assert_eq!(
            (&mine["provider"]["en"], &mine["identity"]),
            (&json!("Single sign-on"), &Value::Null)
        );
        // A session alone links nothing.
        let wrong = clerk.post("/session/identity", json!({ "password": "my other one" })).await;
        wrong.refused(422, "wrong_password");
        let password = json!({ "password": RIGHT });
        let begin = async |browser: &mut Browser| {
            let sent = browser.post("/session/identity", json!({ "password": RIGHT })).await;
            let sent: Value = serde_json::from_str(&sent.text).unwrap();
            sent["address"].as_str().unwrap().to_owned()
        };
        let address = begin(&mut clerk).await;
        let address = visitor.enter(&address, "wang.li").await;
        // In the browser of somebody else it links nothing.
        let mut head = Browser::new(&world);
        head.post("/session", json!({ "login": "head", "password": RIGHT })).await;
        head.back(&address).await.refused(403, "begin_again");
        clerk.back(&address).await.sent_to("/desk/account");
        let mine = clerk.get("/session/identity").await.text;
        let mine: Value = serde_json::from_str(&mine).unwrap();
        assert_eq!(mine["identity"]["name"], "wang.li@street", "{mine}");
        clerk.post("/session/identity", password.clone()).await.refused(409, "identity_there");

        // An identity has one account.
        let address = begin(&mut head).await;
        let address = visitor.enter(&address, "wang.li").await;
        head.back(&address).await.refused(409, "identity_taken");

        // It opens the account in a fresh browser, until it is unlinked.
        let mut fresh = Browser::new(&world);
        let sent = fresh.get("/session/provider").await;
        fresh.back(&visitor.enter(&sent.location, "wang.li").await).await.sent_to("/desk/");
        assert_eq!(who(&mut fresh).await["login"], "clerk");
        let removed = clerk.post("/session/identity/remove", password.clone()).await;
        assert_eq!(removed.status, 204);
        clerk.post("/session/identity/remove", password).await.refused(404, "not_found");
        let sent = fresh.get("/session/provider").await;
        let back = fresh.back(&visitor.enter(&sent.location, "wang.li").await).await;
        back.refused(403, "identity_unknown");

        // Who signed out meanwhile links nothing.
        let address = begin(&mut head).await;
        let address = visitor.enter(&address, "zhao").await;
        let begun = head.cookie(BEGUN).unwrap().to_owned();
        assert_eq!(head.delete("/session").await.status, 204);
        head.plant(BEGUN, &begun);
        head.back(&address).await.refused(403, "begin_again");
        let told = told(&world).await;
        assert!(told.contains("identity_linked") && told.contains("identity_unlinked"), "{told}");
    });
}

#[test]
fn whoever_cancels_or_waits_too_long_begins_again() {
    story(|world| async move {
        let certified = Certified::start().await;
        let world = with(&world, certified.config()).await;
        link(&world, "clerk", "wang.li").await;
        let mut browser = Browser::new(&world);
        let sent = browser.get("/session/provider").await;
        let address = Visitor::new().cancel(&sent.location).await;
        browser.back(&address).await.refused(403, "provider_denied");
        let sent = browser.get("/session/provider").await;
        let address = Visitor::new().enter(&sent.location, "wang.li").await;
        world.app.clock().advance(SignedDuration::from_mins(10));
        browser.back(&address).await.refused(403, "begin_again");
        assert!(browser.cookie(SESSION).is_none());
    });
}

/// The house with a provider that lies, and the clerk linked to `wang`.
struct Stage {
    world: World,
    lying: Lying,
}

impl Stage {
    async fn of(world: &World, more: Value) -> Self {
        let lying = Lying::start().await;
        let mut config = lying.config();
        config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let world = with(world, config).await;
        link(&world, "clerk", "wang").await;
        Self { world, lying }
    }

    /// The claims of an honest token for who was sent to `address`, with changes.
    fn claims(&self, address: &str, changes: Value) -> Value {
        let now = self.world.app.now().as_second();
        let mut claims = json!({
            "iss": self.lying.issuer, "aud": "huisheng", "sub": "wang", "iat": now, "exp": now + 300,
            "nonce": part(address, "nonce"), "preferred_username": "wang.li",
        });
        claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        claims
    }

    /// Somebody is sent there and comes back, and the provider says what it says.
    async fn comes(&self, browser: &mut Browser, changes: Value) -> Page {
        let sent = browser.get("/session/provider").await;
        let claims = self.claims(&sent.location, changes);
        self.lying.says(|told| told.claims = claims);
        browser.get(&back(&part(&sent.location, "state"), "code")).await
    }
}

fn back(state: &str, code: &str) -> String {
    format!("/session/provider/back?code={code}&state={state}")
}

#[test]
fn a_token_that_proves_nothing_opens_nothing() {
    story(|world| async move {
        let stage = Stage::of(&world, json!({})).await;
        let mut browser = Browser::new(&stage.world);
        stage.comes(&mut browser, json!({})).await.sent_to("/desk/");
        assert_eq!(who(&mut browser).await["login"], "clerk");
        let now = stage.world.app.now().as_second();
        for (lie, why) in [
            (json!({ "aud": "other" }), "made for another house"),
            (json!({ "aud": ["huisheng", "other"] }), "made for another house, too"),
            (json!({ "azp": "other" }), "given to another house"),
            (json!({ "iss": "https://id.example.gov.cn" }), "by another provider"),
            (json!({ "exp": now }), "over"),
            (json!({ "exp": now - 3600, "iat": now - 7200 }), "long over"),
            (json!({ "nonce": "0".repeat(64) }), "asked for by somebody else"),
            (json!({ "nonce": null }), "asked for by nobody"),
            (json!({ "sub": "" }), "nobody"),
        ] {
            let mut browser = Browser::new(&stage.world);
            let came = stage.comes(&mut browser, lie).await;
            came.refused(502, "identity_provider_failed");
            assert!(browser.cookie(SESSION).is_none() && browser.cookie(HALF).is_none(), "{why}");
        }
        let mut browser = Browser::new(&stage.world);
        stage.lying.says(|told| told.signs_by = 1);
        let came = stage.comes(&mut browser, json!({})).await;
        came.refused(502, "identity_provider_failed");
        stage.lying.says(|told| (told.signs_by, told.by_secret) = (0, true));
        let came = stage.comes(&mut browser, json!({})).await;
        came.refused(502, "identity_provider_failed");
        // The secret of the house goes in a header, the code with what proves that it was asked for here.
        let sent = stage.lying.told.lock().unwrap().sent.clone();
        assert!(sent.contains("code_verifier=") && !sent.contains("secret"), "{sent}");
    });
}

#[test]
fn nobody_comes_back_by_the_way_of_another_or_twice() {
    story(|world| async move {
        let stage = Stage::of(&world, json!({})).await;
        let (mut one, mut two) = (Browser::new(&stage.world), Browser::new(&stage.world));
        let sent = one.get("/session/provider").await;
        let elsewhere = two.get("/session/provider").await;
        let claims = stage.claims(&sent.location, json!({}));
        stage.lying.says(|told| told.claims = claims);
        let state = part(&sent.location, "state");
        assert_ne!(state, part(&elsewhere.location, "state"));
        // With the address of the other, with one that was made up, with none, and with no cookie.
        for state in [state.as_str(), "made-up", ""] {
            let mut other = two.clone();
            other.get(&back(state, "code")).await.refused(403, "begin_again");
            other
                .get(&back(&part(&elsewhere.location, "state"), "code"))
                .await
                .refused(403, "begin_again");
        }
        Browser::new(&stage.world).get(&back(&state, "code")).await.refused(403, "begin_again");
        let mut forged = Browser::new(&stage.world);
        let sealed = one.cookie(BEGUN).unwrap().to_owned();
        forged.plant(BEGUN, &format!("{}00", &sealed[..sealed.len() - 2]));
        forged.get(&back(&state, "code")).await.refused(403, "begin_again");
        // A cookie is good for what it was made for.
        let mut half = Browser::new(&stage.world);
        half.plant(HALF, &sealed);
        half.post("/session/provider", json!({ "code": "123456" }))
            .await
            .refused(403, "begin_again");
        let mixed = format!("{}&iss=https%3A%2F%2Fid.example.gov.cn", back(&state, "code"));
        one.clone().get(&mixed).await.refused(403, "begin_again");
        assert_eq!(stage.lying.asked().0, 0, "nobody asked the provider");

        let mut replay = one.clone();
        one.get(&back(&state, "code")).await.sent_to("/desk/");
        // This provider takes a code again. The house does not.
        replay.get(&back(&state, "code")).await.refused(403, "begin_again");
        assert_eq!(stage.lying.asked().0, 2);
        assert!(replay.cookie(SESSION).is_none());
        // Both at once: one comes in.
        let sent = two.get("/session/provider").await;
        let claims = stage.claims(&sent.location, json!({}));
        stage.lying.says(|told| told.claims = claims);
        let path = back(&part(&sent.location, "state"), "code");
        let mut same = two.clone();
        let (one, two) = tokio::join!(two.get(&path), same.get(&path));
        let mut answers = [one.status.as_u16(), two.status.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers, [303, 403]);
    });
}

#[test]
fn a_session_that_was_planted_or_left_does_not_go_on() {
    story(|world| async move {
        let stage = Stage::of(&world, json!({})).await;
        stage.world.set_password("head", RIGHT).await;
        let mut browser = Browser::new(&stage.world);
        browser.post("/session", json!({ "login": "head", "password": RIGHT })).await;
        let before = browser.cookie(SESSION).unwrap().to_owned();
        let sent = browser.get("/session/provider").await;
        let claims = stage.claims(&sent.location, json!({}));
        stage.lying.says(|told| told.claims = claims);
        // Sent back by another site, the browser keeps the session's cookie to itself.
        let mut crossing = Browser::new(&stage.world);
        crossing.plant(BEGUN, browser.cookie(BEGUN).unwrap());
        crossing.get(&back(&part(&sent.location, "state"), "code")).await.sent_to("/desk/");
        let after = crossing.cookie(SESSION).unwrap().to_owned();
        assert_ne!(after, before);
        assert_eq!(who(&mut crossing).await["login"], "clerk");
        let mut old = Browser::new(&stage.world);
        old.plant(SESSION, &before);
        old.get("/session").await.refused(401, "not_signed_in_here");
        // A token that somebody else knows is none of this session.
        let mut planted = Browser::new(&stage.world);
        planted.plant(SESSION, &"0".repeat(64));
        stage.comes(&mut planted, json!({})).await.sent_to("/desk/");
        assert_ne!(planted.cookie(SESSION).unwrap(), "0".repeat(64));
    });
}

#[test]
fn keys_that_were_changed_are_asked_for_anew() {
    story(|world| async move {
        let stage = Stage::of(&world, json!({})).await;
        let mut browser = Browser::new(&stage.world);
        stage.comes(&mut browser, json!({})).await.sent_to("/desk/");
        stage.comes(&mut browser, json!({})).await.sent_to("/desk/");
        assert_eq!(stage.lying.asked(), (2, 1), "the keys are kept");
        stage.lying.says(|told| (told.signs_by, told.publishes) = (1, 1));
        stage.comes(&mut browser, json!({})).await.sent_to("/desk/");
        assert_eq!(stage.lying.asked(), (3, 2));
        // The old key proves nothing any more.
        stage.lying.says(|told| told.signs_by = 0);
        let came = stage.comes(&mut browser, json!({})).await;
        came.refused(502, "identity_provider_failed");
        // It is gone, or says that it is another.
        stage.lying.says(|told| told.more = json!({ "issuer": "https://id.example.gov.cn" }));
        stage.world.wait_hours(1);
        browser.get("/session/provider").await.refused(502, "identity_provider_failed");
    });
}

#[test]
fn what_the_provider_refuses_is_told_as_what_it_is() {
    story(|world| async move {
        let stage = Stage::of(&world, json!({})).await;
        let mut browser = Browser::new(&stage.world);
        for (refuses, status, code) in [
            ("invalid_grant", 403, "begin_again"),
            ("invalid_client", 502, "identity_provider_failed"),
        ] {
            stage.lying.says(|told| told.refuses = Some(refuses));
            stage.comes(&mut browser, json!({})).await.refused(status, code);
        }
        let silent =
            with(&world, json!({ "issuer": "http://127.0.0.1:1", "client_id": "a" })).await;
        let page = Browser::new(&silent).follow("/session/provider").await;
        assert_eq!(page.status, 502);
        assert!(page.text.contains("统一身份认证没有给出可用的结果"), "{}", page.text);
        for path in ["/session/provider", "/session/provider/out", "/session/provider/back?state=a"]
        {
            Browser::new(&world).get(path).await.refused(409, "no_identity_provider");
        }
    });
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

/// The code that an app shows.
fn code(world: &World, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let app = Builder::new().with_secret(secret).with_account_name("x").build().unwrap();
    app.generate(u64::try_from(world.app.now().as_second()).unwrap()).to_string()
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
        assert!(ways.contains("\"code_needed\":true"), "{ways}");
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

#[test]
fn the_security_administrator_links_others_and_nobody_oneself() {
    story(|world| async move {
        let stage = Stage::of(&world, json!({})).await;
        let world = &stage.world;
        let of = |login: &str| format!("/accounts/{}/identity", account_of(login));
        let security = world.sign_in("security").await;
        let given = json!({ "subject": "zhao", "name": "赵" });
        security.put(&of("security"), given.clone()).await.refused(403, "own_account");
        for login in ["admin", "audit", "clerk", "head"] {
            let other = world.sign_in(login).await;
            other.put(&of("housing"), given.clone()).await.refused(403, "forbidden");
            other.get(&of("housing")).await.refused(403, "forbidden");
        }
        // Neither above nor elsewhere.
        security.put(&of("county"), given.clone()).await.refused(403, "forbidden");
        for (subject, name) in [("", "x"), (" ", "x"), ("a\nb", "x"), ("a", "x\ny")] {
            let bad = json!({ "subject": subject, "name": name });
            let field =
                security.put(&of("head"), bad).await.refused(422, "invalid")["field"].clone();
            assert_eq!(field, if name == "x" { "subject" } else { "name" });
        }
        let long = json!({ "subject": "a".repeat(256) });
        security.put(&of("head"), long).await.refused(422, "invalid");
        let kept = security.put(&of("head"), given.clone()).await.ok();
        assert_eq!(
            (&kept["identity"]["subject"], &kept["identity"]["name"]),
            (&json!("zhao"), &json!("赵"))
        );
        security.put(&of("housing"), given.clone()).await.refused(409, "identity_taken");
        let other = json!({ "subject": "other" });
        security.put(&of("head"), other).await.refused(409, "identity_there");
        // Its sessions end with the link.
        let head = world.sign_in("head").await;
        let gone = security.send(axum::http::Method::DELETE, &of("head"), &[], None).await;
        assert_eq!(gone.status, 204);
        head.get("/session").await.refused(401, "not_signed_in_here");
        assert_eq!(security.get(&of("head")).await.ok()["identity"], Value::Null);
        let gone = security.send(axum::http::Method::DELETE, &of("head"), &[], None).await;
        gone.refused(404, "not_found");
        security.put(&of("housing"), given).await.ok();
    });
}
