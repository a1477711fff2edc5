//! Passkeys: registered, shown at the door and once more, removed, taken away.

pub mod device;
mod lies;

use huisheng_store::trail;
use jiff::SignedDuration;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::identity::browser::{Browser, Page};
use crate::world::{World, account_of, story};
use device::Device;

/// Where people reach the house.
const PUBLIC: &str = "http://localhost:9";
const RIGHT: &str = "lantern trolley teapot";
const SESSION: &str = "huisheng_session";
const PASSKEY: &str = "huisheng_passkey";

/// The house with passkeys.
async fn with(world: &World, sign_in: Value) -> World {
    let mut all = json!({ "idle_minutes": 129_600, "idle_minutes_telephone": 129_600 });
    all.as_object_mut().unwrap().extend(sign_in.as_object().unwrap().clone());
    world.with(json!({ "public_url": PUBLIC, "sign_in": all })).await
}

/// Signs in by the password.
pub async fn entered(world: &World, login: &str) -> Browser {
    world.set_password(login, RIGHT).await;
    let mut browser = Browser::new(world);
    browser.post("/session", json!({ "login": login, "password": RIGHT })).await.ok();
    browser
}

/// Registers a passkey, with what is given once more besides the password.
pub async fn registers(browser: &mut Browser, device: &mut Device, more: Value) -> Value {
    let asked = browser.post("/session/passkeys", once_more(more)).await.ok();
    let credential = device.makes(&asked);
    let made = json!({ "name": " 办公电脑 ", "credential": credential });
    browser.put("/session/passkeys", made).await.ok()
}

fn once_more(more: Value) -> Value {
    let mut all = json!({ "password": RIGHT });
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    all
}

/// Shows a passkey at the door.
pub async fn shows(browser: &mut Browser, device: &mut Device) -> Page {
    let asked = browser.post("/session/passkey", json!({})).await.ok();
    let credential = device.shows(&asked);
    browser.put("/session/passkey", json!({ "credential": credential })).await
}

/// Shows a passkey once more, in a session.
async fn proof(browser: &mut Browser, device: &mut Device) -> Value {
    let asked = browser.post("/session/passkeys/proof", json!({})).await.ok();
    json!({ "passkey": device.shows(&asked) })
}

async fn factor(browser: &mut Browser) -> Value {
    browser.get("/session/second-factor").await.ok()
}

/// The code that an app shows.
fn code(world: &World, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let app = Builder::new().with_secret(secret).with_account_name("x").build().unwrap();
    app.generate(u64::try_from(world.app.now().as_second()).unwrap()).to_string()
}

/// Sets up an app; its secret.
async fn set_up(world: &World, browser: &mut Browser, more: Value) -> String {
    let begun = browser.post("/session/second-factor", once_more(more)).await.ok();
    let secret = begun["secret"].as_str().unwrap().to_owned();
    let first = json!({ "code": code(world, &secret) });
    browser.put("/session/second-factor", first).await.ok();
    // The next step: that code is used.
    let left = 30 - world.app.now().as_second() % 30;
    world.app.clock().advance(SignedDuration::from_secs(left));
    secret
}

async fn told(world: &World) -> String {
    let all = trail::Filter::default();
    let page = trail::find(world.app.store().read(), &[trail::HOUSE], &all, None, 100).await;
    format!("{:?}", page.unwrap())
}

#[test]
fn one_registers_a_passkey_and_comes_in_by_it_alone() {
    story(|world| async move {
        let world = with(&world, json!({})).await;
        let mut clerk = entered(&world, "clerk").await;
        let mut elsewhere = entered(&world, "clerk").await;
        assert_eq!(factor(&mut clerk).await["passkeys"], json!([]));
        let wrong = clerk.post("/session/passkeys", json!({ "password": "wrong" })).await;
        wrong.refused(422, "wrong_password");
        let asked = clerk.post("/session/passkeys", once_more(json!({}))).await.ok();
        let options = &asked["options"];
        assert_eq!(options["rp"]["id"], "localhost");
        assert_eq!(options["user"]["name"], "clerk");
        assert_eq!(options["attestation"], "none");
        let chosen = &options["authenticatorSelection"];
        assert_eq!(
            (&chosen["residentKey"], &chosen["userVerification"]),
            (&json!("required"), &json!("required"))
        );

        let mut device = Device::new();
        let made = registers(&mut clerk, &mut device, json!({})).await;
        assert_eq!(
            (&made["name"], &made["synced"], &made["used"]),
            (&json!("办公电脑"), &json!(false), &Value::Null)
        );
        elsewhere.get("/session").await.refused(401, "not_signed_in_here");
        assert_eq!(factor(&mut clerk).await["passkeys"][0]["id"], made["id"]);

        let mut fresh = Browser::new(&world);
        let me = shows(&mut fresh, &mut device).await.ok();
        assert_eq!(me["login"], "clerk");
        assert!(me["token"].is_string());
        assert!(fresh.cookie(SESSION).is_some() && fresh.cookie(PASSKEY).is_none());
        assert!(factor(&mut fresh).await["passkeys"][0]["used"].is_string());
        // The same device again, and another of the person's own.
        shows(&mut fresh, &mut device).await.ok();
        let mut second = Device::synced();
        let proven = proof(&mut clerk, &mut device).await;
        assert_eq!(registers(&mut clerk, &mut second, proven).await["synced"], true);
        shows(&mut fresh, &mut second).await.ok();

        // The password alone is half of it.
        let mut third = Browser::new(&world);
        let given = json!({ "login": "clerk", "password": RIGHT });
        let half = third.post("/session", given).await;
        half.refused(401, "second_factor_needed");
        assert!(half.text.contains(r#""by":["passkey"]"#), "{}", half.text);
        let given = json!({ "login": "clerk", "password": RIGHT, "code": "123456" });
        third.post("/session", given).await.refused(401, "second_factor_wrong");

        let told = told(&world).await;
        for kind in ["passkey_added", "Bool(true)", "\"passkey\""] {
            assert!(told.contains(kind), "{kind}: {told}");
        }
    });
}

#[test]
fn the_password_and_what_is_there_already_are_asked_for_once_more() {
    story(|world| async move {
        let world = with(&world, json!({})).await;
        let mut clerk = entered(&world, "clerk").await;
        let mut device = Device::new();
        registers(&mut clerk, &mut device, json!({})).await;
        // Nobody who found the session, and knows the password, adds an app or another passkey.
        for path in ["/session/passkeys", "/session/second-factor"] {
            let needed = clerk.post(path, once_more(json!({}))).await;
            needed.refused(422, "second_factor_needed");
            let wrong = clerk.post(path, once_more(json!({ "code": "123456" }))).await;
            wrong.refused(422, "second_factor_wrong");
        }
        let proven = proof(&mut clerk, &mut device).await;
        let secret = set_up(&world, &mut clerk, proven).await;
        let by = clerk.post("/session/passkeys", once_more(json!({}))).await;
        assert!(by.text.contains(r#""by":["code","passkey"]"#), "{}", by.text);
        // Either will do from now on.
        let mut second = Device::new();
        let by_code = json!({ "code": code(&world, &secret) });
        let made = registers(&mut clerk, &mut second, by_code).await;
        let path = format!("/session/passkeys/{}/remove", made["id"].as_str().unwrap());
        clerk.post(&path, once_more(json!({}))).await.refused(422, "second_factor_needed");
        let proven = proof(&mut clerk, &mut device).await;
        assert_eq!(clerk.post(&path, once_more(proven.clone())).await.status, 204);
        // What was shown is used up, and what was removed opens nothing.
        clerk.post(&path, once_more(proven)).await.refused(403, "passkey_over");
        let proven = proof(&mut clerk, &mut device).await;
        clerk.post(&path, once_more(proven)).await.refused(404, "not_found");
        shows(&mut Browser::new(&world), &mut second).await.refused(401, "passkey_unknown");
        let proven = proof(&mut clerk, &mut device).await;
        let removed = clerk.post("/session/second-factor/remove", once_more(proven)).await;
        assert_eq!(removed.status, 204);
        let proven = proof(&mut clerk, &mut device).await;
        let none = clerk.post("/session/second-factor/remove", once_more(proven)).await;
        none.refused(404, "not_found");
        assert!(told(&world).await.contains("passkey_removed"));
    });
}

#[test]
fn a_post_that_needs_a_second_factor_is_content_with_a_passkey() {
    story(|world| async move {
        let world = with(&world, json!({ "second_factor": "administrator" })).await;
        let mut admin = entered(&world, "admin").await;
        admin.get("/accounts").await.refused(403, "second_factor_to_set_up");
        let mut device = Device::new();
        let made = registers(&mut admin, &mut device, json!({})).await;
        admin.get("/accounts").await.ok();
        let me = shows(&mut Browser::new(&world), &mut device).await.ok();
        assert_eq!(me["must_set_up_second_factor"], false);
        let path = format!("/session/passkeys/{}/remove", made["id"].as_str().unwrap());
        let proven = proof(&mut admin, &mut device).await;
        assert_eq!(admin.post(&path, once_more(proven)).await.status, 204);
        admin.get("/accounts").await.refused(403, "second_factor_to_set_up");
    });
}

#[test]
fn the_security_administrator_takes_lost_ones_away() {
    story(|world| async move {
        let world = with(&world, json!({})).await;
        let mut clerk = entered(&world, "clerk").await;
        let (mut one, mut two) = (Device::new(), Device::new());
        registers(&mut clerk, &mut one, json!({})).await;
        let proven = proof(&mut clerk, &mut one).await;
        registers(&mut clerk, &mut two, proven).await;
        let security = world.sign_in("security").await;
        let has = async || {
            let page = security.get("/accounts").await.ok();
            let accounts = page["accounts"].as_array().unwrap();
            accounts.iter().find(|one| one["login"] == "clerk").unwrap()["second_factor"].clone()
        };
        assert_eq!(has().await, true);
        let path = format!("/accounts/{}", account_of("clerk"));
        let kept = security.put(&path, json!({ "remove_second_factor": true })).await.ok();
        assert_eq!(kept["account"]["second_factor"], false);
        assert_eq!(has().await, false);
        clerk.get("/session").await.refused(401, "not_signed_in_here");
        for device in [&mut one, &mut two] {
            shows(&mut Browser::new(&world), device).await.refused(401, "passkey_unknown");
        }
        let given = json!({ "login": "clerk", "password": RIGHT });
        Browser::new(&world).post("/session", given).await.ok();
        assert!(told(&world).await.contains("passkey_removed"));
    });
}

#[test]
fn without_a_domain_over_https_there_are_none_and_the_page_is_told() {
    story(|world| async move {
        let mut clerk = entered(&world, "clerk").await;
        assert_eq!(factor(&mut clerk).await["passkeys_off"], true);
        let none = clerk.post("/session/passkeys", once_more(json!({}))).await;
        none.refused(409, "passkeys_off");
        for path in ["/session/passkey", "/session/passkeys/proof"] {
            clerk.post(path, json!({})).await.refused(409, "passkeys_off");
        }
        assert_eq!(clerk.get("/session/ways").await.ok()["passkeys"], false);
        let world = with(&world, json!({})).await;
        let mut clerk = entered(&world, "clerk").await;
        assert_eq!(factor(&mut clerk).await["passkeys_off"], false);
        assert_eq!(clerk.get("/session/ways").await.ok()["passkeys"], true);
    });
}

#[test]
fn ten_are_enough_and_each_is_registered_once() {
    story(|world| async move {
        let world = with(&world, json!({})).await;
        let mut clerk = entered(&world, "clerk").await;
        let mut device = Device::new();
        registers(&mut clerk, &mut device, json!({})).await;
        let mut head = entered(&world, "head").await;
        let asked = head.post("/session/passkeys", once_more(json!({}))).await.ok();
        let same = json!({ "name": "同一个", "credential": device.makes(&asked) });
        head.put("/session/passkeys", same).await.refused(409, "passkey_there");
        let mut device = Device::new();
        registers(&mut head, &mut device, json!({})).await;
        for _ in 1..10 {
            let proven = proof(&mut head, &mut device).await;
            registers(&mut head, &mut Device::new(), proven).await;
        }
        let proven = proof(&mut head, &mut device).await;
        let more = head.post("/session/passkeys", once_more(proven)).await;
        more.refused(409, "too_many_passkeys");
    });
}
