//! With a certified provider: let in, linked, unlinked, turned away.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::browser::Browser;
use super::certified::{Certified, Visitor};
use super::{BACK, BEGUN, PUBLIC, RIGHT, SESSION, link, part, told, who, with};
use crate::world::story;

#[test]
fn a_certified_provider_lets_in_who_is_linked() {
    story(|world| async move {
        let certified = Certified::start().await;
        let world = with(&world, certified.config()).await;
        let (mut browser, visitor) = (Browser::new(&world), Visitor::new());
        let ways = browser.get("/session/ways").await;
        let ways: Value = serde_json::from_str(&ways.text).unwrap();
        assert_eq!((&ways["provider"]["zh"], &ways["owed"]), (&json!("统一身份认证"), &json!([])));

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
        for shown in ["还没有关联", "not linked", ">wang.li@street<", "安全管理员"] {
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
        for kind in ["identity_unknown", "provider"] {
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
