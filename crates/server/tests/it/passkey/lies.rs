//! What a device, a page, or somebody between may try.

use serde_json::{Value, json};

use super::device::{Device, Says};
use super::{PASSKEY, RIGHT, SESSION, entered, once_more, proof, registers, shows, told, with};
use crate::identity::browser::{Browser, Page};
use crate::world::{World, account_of, story};

/// Somebody shows a passkey at the door, lying.
async fn lies(world: &World, device: &mut Device, says: Says) -> (Browser, Page) {
    let mut browser = Browser::new(world);
    let asked = browser.post("/session/passkey", json!({})).await.ok();
    let credential = device.shows_saying(&asked, &says);
    let page = browser.put("/session/passkey", json!({ "credential": credential })).await;
    (browser, page)
}

fn truth() -> Says {
    Says::default()
}

#[test]
fn a_passkey_that_proves_nothing_opens_nothing() {
    story(|world| async move {
        let world = with(&world, json!({})).await;
        let mut device = Device::new();
        registers(&mut entered(&world, "clerk").await, &mut device, json!({})).await;
        let head = account_of("head").uuid().as_bytes().to_vec();
        for (says, why) in [
            (Says { origin: "https://12345.example.com".into(), ..truth() }, "origin"),
            (Says { origin: "http://localhost:90".into(), ..truth() }, "origin"),
            (Says { origin: "https://localhost:9".into(), ..truth() }, "origin"),
            (Says { origin: "http://localhost:9.example.com".into(), ..truth() }, "origin"),
            (Says { framed: true, ..truth() }, "origin"),
            (Says { domain: "example.com".into(), ..truth() }, "domain"),
            (Says { challenge: Some("AAAAAAAAAAAAAAAAAAAAAA".into()), ..truth() }, "challenge"),
            (Says { verified: false, ..truth() }, "not_verified"),
            (Says { present: false, ..truth() }, "proof"),
            (Says { user: Some(head), ..truth() }, "account"),
            (Says { kind: Some("webauthn.create"), ..truth() }, "proof"),
            (Says { bent: true, ..truth() }, "proof"),
        ] {
            let (browser, page) = lies(&world, &mut device, says).await;
            page.refused(401, "passkey_wrong");
            assert!(browser.cookie(SESSION).is_none(), "{why}");
            let told = told(&world).await;
            assert!(told.contains(&format!("\"disagrees\": String(\"{why}\")")), "{why}: {told}");
            // Who comes in is forgiven what failed before.
            lies(&world, &mut device, truth()).await.1.ok();
        }
        // The key of another device, under the name of this one.
        let mut forger = Device::new();
        forger.id.clone_from(&device.id);
        let user = Some(account_of("clerk").uuid().as_bytes().to_vec());
        let (_, page) = lies(&world, &mut forger, Says { user, ..truth() }).await;
        page.refused(401, "passkey_wrong");
        let mut stranger = Device::new();
        shows(&mut Browser::new(&world), &mut stranger).await.refused(401, "passkey_unknown");
    });
}

#[test]
fn a_copy_of_a_passkey_is_found_by_its_counter() {
    story(|world| async move {
        let world = with(&world, json!({})).await;
        let mut device = Device::new();
        registers(&mut entered(&world, "clerk").await, &mut device, json!({})).await;
        lies(&world, &mut device, Says { counter: Some(40), ..truth() }).await.1.ok();
        for behind in [40, 39, 1, 0] {
            let (_, page) =
                lies(&world, &mut device, Says { counter: Some(behind), ..truth() }).await;
            page.refused(401, "passkey_wrong");
        }
        assert!(told(&world).await.contains("\"disagrees\": String(\"counter\")"));
        lies(&world, &mut device, Says { counter: Some(41), ..truth() }).await.1.ok();
        // Those that are copied among a person's devices do not count.
        let mut synced = Device::synced();
        let mut head = entered(&world, "head").await;
        let asked = head.post("/session/passkeys", once_more(json!({}))).await.ok();
        let none = Says { counter: Some(0), ..truth() };
        let made = json!({ "name": "手机", "credential": synced.makes_saying(&asked, &none) });
        head.put("/session/passkeys", made).await.ok();
        for _ in 0..2 {
            lies(&world, &mut synced, none.clone()).await.1.ok();
        }
    });
}

#[test]
fn nobody_answers_twice_late_or_to_the_question_of_another() {
    story(|world| async move {
        let world = with(&world, json!({})).await;
        let mut device = Device::new();
        let mut clerk = entered(&world, "clerk").await;
        registers(&mut clerk, &mut device, json!({})).await;
        let mut browser = Browser::new(&world);
        let asked = browser.post("/session/passkey", json!({})).await.ok();
        let answer = json!({ "credential": device.shows(&asked) });
        // In another browser, that was asked nothing, or something else.
        Browser::new(&world)
            .put("/session/passkey", answer.clone())
            .await
            .refused(403, "passkey_over");
        let mut other = Browser::new(&world);
        other.post("/session/passkey", json!({})).await.ok();
        other.put("/session/passkey", answer.clone()).await.refused(401, "passkey_wrong");
        let mut forged = Browser::new(&world);
        let sealed = browser.cookie(PASSKEY).unwrap().to_owned();
        forged.plant(PASSKEY, &format!("{}00", &sealed[..sealed.len() - 2]));
        forged.put("/session/passkey", answer.clone()).await.refused(403, "passkey_over");
        // What was sealed for another way is no question.
        forged.plant(PASSKEY, browser.cookie(PASSKEY).unwrap());
        forged.plant("huisheng_half", &sealed);
        assert_eq!(forged.get("/session/ways").await.ok()["owed"], json!([]));

        // Both at once: one comes in. Nobody does again.
        let mut same = browser.clone();
        let mut later = browser.clone();
        let (one, two) = tokio::join!(
            browser.put("/session/passkey", answer.clone()),
            same.put("/session/passkey", answer.clone())
        );
        let mut answers = [one.status.as_u16(), two.status.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers, [200, 403]);
        later.put("/session/passkey", answer).await.refused(403, "passkey_over");

        let mut late = Browser::new(&world);
        let asked = late.post("/session/passkey", json!({})).await.ok();
        let answer = json!({ "credential": device.shows(&asked) });
        world.app.clock().advance(jiff::SignedDuration::from_mins(5));
        late.put("/session/passkey", answer).await.refused(403, "passkey_over");
    });
}

#[test]
fn a_question_is_good_for_what_it_was_asked_for_and_in_its_session() {
    story(|world| async move {
        let world = with(&world, json!({})).await;
        let (mut device, mut others) = (Device::new(), Device::new());
        let mut clerk = entered(&world, "clerk").await;
        registers(&mut clerk, &mut device, json!({})).await;
        let mut head = entered(&world, "head").await;
        registers(&mut head, &mut others, json!({})).await;
        // To sign in is not to prove, nor to register.
        let asked = clerk.post("/session/passkey", json!({})).await.ok();
        let shown = json!({ "passkey": device.shows(&asked) });
        clerk.post("/session/passkeys", once_more(shown)).await.refused(403, "passkey_over");
        let made = json!({ "name": "a", "credential": Device::new().makes(&asked_like(&asked)) });
        clerk.put("/session/passkeys", made).await.refused(403, "passkey_over");
        let proven = proof(&mut clerk, &mut device).await;
        let shown = json!({ "credential": proven["passkey"] });
        clerk.put("/session/passkey", shown).await.refused(403, "passkey_over");
        // Nor is a colleague's passkey, or what a colleague was asked in his session.
        let proven = proof(&mut clerk, &mut others).await;
        clerk.post("/session/passkeys", once_more(proven)).await.refused(422, "passkey_wrong");
        let proven = proof(&mut head, &mut device).await;
        clerk.plant(PASSKEY, head.cookie(PASSKEY).unwrap());
        clerk.post("/session/passkeys", once_more(proven)).await.refused(403, "passkey_over");
        // What was begun in a session is not ended in the next.
        let proven = proof(&mut clerk, &mut device).await;
        let asked = clerk.post("/session/passkeys", once_more(proven)).await.ok();
        let mut next = Browser::new(&world);
        shows(&mut next, &mut device).await.ok();
        next.plant(PASSKEY, clerk.cookie(PASSKEY).unwrap());
        let made = json!({ "name": "a", "credential": Device::new().makes(&asked) });
        next.put("/session/passkeys", made.clone()).await.refused(403, "passkey_over");
        // Where it began it ends, once: an answer without a signature could be anybody's.
        clerk.clone().put("/session/passkeys", made).await.ok();
        let again = json!({ "name": "b", "credential": Device::new().makes(&asked) });
        clerk.put("/session/passkeys", again).await.refused(403, "passkey_over");
    });
}

/// A question to sign in, as if a passkey was to be made.
fn asked_like(asked: &Value) -> Value {
    json!({ "options": { "challenge": asked["options"]["challenge"], "user": { "id": "AAAAAAAAAAAAAAAAAAAAAA" } } })
}

#[test]
fn a_device_that_lies_is_not_registered() {
    story(|world| async move {
        let world = with(&world, json!({})).await;
        let mut clerk = entered(&world, "clerk").await;
        for (says, why) in [
            (Says { origin: "https://12345.example.com".into(), ..truth() }, "origin"),
            (Says { framed: true, ..truth() }, "origin"),
            (Says { domain: "example.com".into(), ..truth() }, "domain"),
            (Says { challenge: Some("AAAAAAAAAAAAAAAAAAAAAA".into()), ..truth() }, "challenge"),
            (Says { verified: false, ..truth() }, "not_verified"),
            (Says { kind: Some("webauthn.get"), ..truth() }, "proof"),
        ] {
            let asked = clerk.post("/session/passkeys", once_more(json!({}))).await.ok();
            let made = Device::new().makes_saying(&asked, &says);
            let made = json!({ "name": "a", "credential": made });
            clerk.put("/session/passkeys", made).await.refused(422, "passkey_wrong");
            let told = told(&world).await;
            assert!(told.contains(&format!("\"disagrees\": String(\"{why}\")")), "{why}: {told}");
        }
        for credential in [json!({}), json!("x"), json!({ "id": "a", "response": {} }), Value::Null]
        {
            let asked = clerk.post("/session/passkeys", once_more(json!({}))).await.ok();
            assert!(asked["options"]["challenge"].is_string());
            let made = json!({ "name": "a", "credential": credential });
            clerk.put("/session/passkeys", made).await.refused(422, "invalid");
            let mut browser = Browser::new(&world);
            browser.post("/session/passkey", json!({})).await.ok();
            let shown = json!({ "credential": credential });
            browser.put("/session/passkey", shown).await.refused(422, "invalid");
        }
        for name in ["", "  ", "a\u{7}"] {
            clerk.post("/session/passkeys", once_more(json!({}))).await.ok();
            let made = json!({ "name": name, "credential": {} });
            clerk.put("/session/passkeys", made).await.refused(422, "invalid");
        }
        assert_eq!(super::factor(&mut clerk).await["passkeys"], json!([]));
    });
}

#[test]
fn what_fails_counts_at_the_door_and_a_lock_holds_for_passkeys_too() {
    story(|world| async move {
        let world = with(&world, json!({})).await;
        let mut device = Device::new();
        let mut clerk = entered(&world, "clerk").await;
        registers(&mut clerk, &mut device, json!({})).await;
        for _ in 0..5 {
            let (_, page) = lies(&world, &mut device, Says { bent: true, ..truth() }).await;
            page.refused(401, "passkey_wrong");
        }
        lies(&world, &mut device, truth()).await.1.refused(429, "sign_in_locked");
        let given = json!({ "login": "clerk", "password": RIGHT });
        Browser::new(&world).post("/session", given).await.refused(429, "sign_in_locked");
        let proven = proof(&mut clerk, &mut device).await;
        clerk.post("/session/passkeys", once_more(proven)).await.refused(429, "sign_in_locked");
        world.wait_hours(1);
        lies(&world, &mut device, truth()).await.1.ok();
        // Nor are they guessed in a session that was left open.
        for _ in 0..5 {
            let asked = clerk.post("/session/passkeys/proof", json!({})).await.ok();
            let bent = device.shows_saying(&asked, &Says { bent: true, ..truth() });
            let given = once_more(json!({ "passkey": bent }));
            clerk.post("/session/passkeys", given).await.refused(422, "passkey_wrong");
        }
        lies(&world, &mut device, truth()).await.1.refused(429, "sign_in_locked");
        world.wait_hours(1);
        // Passkeys of nobody lock the address, and no name.
        let mut last = 0;
        for _ in 0..21 {
            let mut stranger = Device::new();
            let bad = world.at_address("10.0.0.66");
            let asked = bad.post("/session/passkey", json!({})).await;
            let cookie = asked.headers["set-cookie"].to_str().unwrap().to_owned();
            let cookie = cookie.split(';').next().unwrap().to_owned();
            let given = json!({ "credential": stranger.shows(&asked.ok()) });
            let headers = [("cookie", cookie.as_str())];
            let answer =
                bad.send(axum::http::Method::PUT, "/session/passkey", &headers, Some(given));
            last = answer.await.status.as_u16();
        }
        assert_eq!(last, 429);
        lies(&world, &mut device, truth()).await.1.ok();
    });
}

#[test]
fn an_account_that_was_closed_or_a_session_that_was_planted_gains_nothing() {
    story(|world| async move {
        let world = with(&world, json!({})).await;
        let mut device = Device::new();
        registers(&mut entered(&world, "clerk").await, &mut device, json!({})).await;
        let mut planted = Browser::new(&world);
        planted.plant(SESSION, &"0".repeat(64));
        shows(&mut planted, &mut device).await.ok();
        assert_ne!(planted.cookie(SESSION).unwrap(), "0".repeat(64));
        let before = planted.cookie(SESSION).unwrap().to_owned();
        shows(&mut planted, &mut device).await.ok();
        let mut old = Browser::new(&world);
        old.plant(SESSION, &before);
        old.get("/session").await.refused(401, "not_signed_in_here");
        let admin = world.sign_in("admin").await;
        let path = format!("/accounts/{}", account_of("clerk"));
        admin.put(&path, json!({ "active": false })).await.ok();
        shows(&mut Browser::new(&world), &mut device).await.refused(403, "account_closed");
    });
}
