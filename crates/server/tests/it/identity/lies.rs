//! What a provider, or somebody between, may try: tokens that prove nothing, ways of others, sessions that were planted.

use serde_json::json;

use super::browser::Browser;
use super::{BEGUN, HALF, RIGHT, SESSION, Stage, back, part, who, with};
use crate::world::story;

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
