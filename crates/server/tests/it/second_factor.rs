//! A second factor: set up, asked at the door, used once, lost and taken away.

use huisheng_store::trail;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use totp_rs::{Builder, Secret};

use crate::world::{Answer, Person, World, account_of, story};

const RIGHT: &str = "lantern trolley teapot";

/// The code that an app shows so many steps of thirty seconds from now.
fn code(world: &World, secret: &str, steps: i64) -> String {
    code_at(world.app.now(), secret, steps)
}

fn code_at(now: Timestamp, secret: &str, steps: i64) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let app = Builder::new().with_secret(secret).with_account_name("x").build().unwrap();
    let at = now + SignedDuration::from_secs(steps * 30);
    app.generate(u64::try_from(at.as_second()).unwrap()).to_string()
}

async fn enter(world: &World, login: &str, code: Option<&str>) -> Answer {
    let body = json!({ "login": login, "password": RIGHT, "code": code });
    world.resident().post("/session", body).await
}

/// To the beginning of the next thirty seconds: on a slow machine the hand goes on while a test asks.
async fn step(world: &World) {
    let left = 30 - world.app.now().as_second() % 30;
    world.app.clock().advance(SignedDuration::from_secs(left));
}

/// Sets one up; its secret and recovery codes.
async fn set_up(world: &World, person: &Person) -> (String, Vec<String>) {
    let begun = person.post("/session/second-factor", json!({ "password": RIGHT })).await.ok();
    let secret = begun["secret"].as_str().unwrap().to_owned();
    let uri = begun["uri"].as_str().unwrap();
    assert!(uri.starts_with("otpauth://totp/") && uri.contains(&secret), "{uri}");
    let first = json!({ "code": code(world, &secret, 0) });
    let codes = person.put("/session/second-factor", first).await.ok();
    let codes = codes["codes"].as_array().unwrap().iter();
    (secret, codes.map(|code| code.as_str().unwrap().to_owned()).collect())
}

#[test]
fn whoever_has_one_is_asked_for_it_and_a_code_is_good_once() {
    story(|world| async move {
        world.set_password("clerk", RIGHT).await;
        let (clerk, elsewhere) = (world.sign_in("clerk").await, world.sign_in("clerk").await);
        let none = clerk.get("/session/second-factor").await.ok();
        let (passkeys, off) = (json!([]), true);
        let wanted = json!({
            "since": null, "recovery_codes": 0, "needed": false, "passkeys": passkeys, "passkeys_off": off,
        });
        assert_eq!(none, wanted);
        // A session alone sets nothing up, and what was not confirmed is asked of nobody.
        let wrong = clerk.post("/session/second-factor", json!({ "password": "wrong" })).await;
        assert_eq!(wrong.refused(422, "wrong_password")["field"], "password");
        clerk.post("/session/second-factor", json!({ "password": RIGHT })).await.ok();
        enter(&world, "clerk", None).await.ok();
        let wrong = clerk.put("/session/second-factor", json!({ "code": "000000" })).await;
        wrong.refused(422, "second_factor_wrong");
        let before = world.app.now();
        let (secret, recovery) = set_up(&world, &clerk).await;
        assert_eq!(recovery.len(), 10);
        elsewhere.get("/session").await.refused(401, "not_signed_in_here");
        assert_eq!(clerk.get("/session/second-factor").await.ok()["recovery_codes"], 10);
        let again = clerk.post("/session/second-factor", json!({ "password": RIGHT })).await;
        again.refused(409, "second_factor_there");

        let asked = enter(&world, "clerk", None).await.refused(401, "second_factor_needed");
        assert_eq!(asked["field"], "code");
        // The code that set it up was used, and so is everything before it.
        for used in [0, -1] {
            let used = code_at(before, &secret, used);
            enter(&world, "clerk", Some(&used)).await.refused(401, "second_factor_wrong");
        }
        step(&world).await;
        let fresh = code(&world, &secret, 0);
        let spaced = format!(" {} {} ", &fresh[..3], &fresh[3..]);
        enter(&world, "clerk", Some(&spaced)).await.ok();
        enter(&world, "clerk", Some(&fresh)).await.refused(401, "second_factor_wrong");
        // A clock may be half a minute off, no more.
        step(&world).await;
        enter(&world, "clerk", Some(&code(&world, &secret, 2)))
            .await
            .refused(401, "second_factor_wrong");
        enter(&world, "clerk", Some(&code(&world, &secret, 1))).await.ok();
        for once in [200, 401] {
            assert_eq!(enter(&world, "clerk", Some(&recovery[0])).await.status, once);
        }
        enter(&world, "clerk", Some(&recovery[1].to_uppercase())).await.ok();
        assert_eq!(clerk.get("/session/second-factor").await.ok()["recovery_codes"], 8);
        // Two at once with the same code: one comes in.
        for _ in 0..4 {
            step(&world).await;
        }
        let same = code(&world, &secret, 0);
        let (one, two) =
            tokio::join!(enter(&world, "clerk", Some(&same)), enter(&world, "clerk", Some(&same)));
        let mut answers = [one.status.as_u16(), two.status.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers, [200, 401]);
    });
}

#[test]
fn codes_are_not_guessed_by_who_knows_the_password() {
    story(|world| async move {
        world.set_password("clerk", RIGHT).await;
        let clerk = world.sign_in("clerk").await;
        let (secret, recovery) = set_up(&world, &clerk).await;
        step(&world).await;
        for n in 0..5 {
            // To be asked forgets nothing.
            enter(&world, "clerk", None).await.refused(401, "second_factor_needed");
            let guess = if n % 2 == 0 { "123456" } else { "aaaaa-aaaaa" };
            enter(&world, "clerk", Some(guess)).await.refused(401, "second_factor_wrong");
        }
        let right = code(&world, &secret, 0);
        enter(&world, "clerk", Some(&right)).await.refused(429, "sign_in_locked");
        enter(&world, "clerk", None).await.refused(429, "sign_in_locked");
        enter(&world, "clerk", Some(&recovery[0])).await.refused(429, "sign_in_locked");
        world.wait_hours(1);
        enter(&world, "clerk", Some(&recovery[0])).await.ok();
        // Nor in an open session.
        for _ in 0..5 {
            let guess = json!({ "password": RIGHT, "code": "123456" });
            let wrong = clerk.post("/session/second-factor/remove", guess).await;
            wrong.refused(422, "second_factor_wrong");
        }
        let right = json!({ "password": RIGHT, "code": code(&world, &secret, 0) });
        clerk.post("/session/second-factor/remove", right).await.refused(429, "sign_in_locked");
    });
}

#[test]
fn a_post_may_need_one() {
    story(|world| async move {
        world.set_password("clerk", RIGHT).await;
        world.set_password("admin", RIGHT).await;
        let world = world.with(json!({ "sign_in": {
            "second_factor": "administrator, leader",
            "idle_minutes": 129_600, "idle_minutes_telephone": 129_600,
        } }));
        let world = world.await;
        let me = enter(&world, "clerk", None).await.ok();
        assert_eq!(me["must_set_up_second_factor"], false);
        let me = enter(&world, "admin", None).await.ok();
        assert_eq!(me["must_set_up_second_factor"], true);
        let admin = world.with_token(me["token"].as_str().unwrap());
        for path in ["/accounts", "/matters", "/sessions"] {
            admin.get(path).await.refused(403, "second_factor_to_set_up");
        }
        assert_eq!(admin.get("/session/second-factor").await.ok()["needed"], true);
        let (secret, _) = set_up(&world, &admin).await;
        admin.get("/accounts").await.ok();
        // Another telephone: it goes, and nothing can be done until there is the next.
        step(&world).await;
        let remove = json!({ "password": RIGHT, "code": code(&world, &secret, 0) });
        assert_eq!(admin.post("/session/second-factor/remove", remove).await.status, 204);
        admin.get("/accounts").await.refused(403, "second_factor_to_set_up");
        set_up(&world, &admin).await;
        admin.get("/accounts").await.ok();
    });
}

#[test]
fn an_administrator_takes_a_lost_one_away_and_gives_none() {
    story(|world| async move {
        world.set_password("clerk", RIGHT).await;
        let (admin, clerk) = (world.sign_in("security").await, world.sign_in("clerk").await);
        set_up(&world, &clerk).await;
        let path = format!("/accounts/{}", account_of("clerk"));
        let has = async || {
            let page = admin.get("/accounts").await.ok();
            let accounts = page["accounts"].as_array().unwrap();
            accounts.iter().find(|one| one["login"] == "clerk").unwrap()["second_factor"].clone()
        };
        assert_eq!(has().await, true);
        let own = format!("/accounts/{}", account_of("security"));
        let remove = json!({ "remove_second_factor": true });
        admin.put(&own, remove.clone()).await.refused(403, "own_account");
        world.sign_in("admin").await.put(&path, remove.clone()).await.refused(403, "forbidden");
        clerk.put(&path, remove.clone()).await.refused(403, "forbidden");
        assert_eq!(admin.put(&path, remove).await.ok()["account"]["second_factor"], false);
        assert_eq!(has().await, false);
        clerk.get("/session").await.refused(401, "not_signed_in_here");
        enter(&world, "clerk", None).await.ok();
    });
}

#[test]
fn the_trail_tells_who_signed_in_and_what_failed_and_no_secret() {
    story(|world| async move {
        world.set_password("clerk", RIGHT).await;
        let clerk = world.sign_in("clerk").await;
        let (secret, recovery) = set_up(&world, &clerk).await;
        step(&world).await;
        let right = code(&world, &secret, 0);
        let me = enter(&world, "clerk", Some(&right)).await.ok();
        enter(&world, "clerk", Some("123456")).await;
        for login in ["clerk", "13900000001"] {
            for _ in 0..4 {
                let body = json!({ "login": login, "password": "my other password" });
                world.resident().post("/session", body).await;
            }
        }
        let clerk = world.with_token(me["token"].as_str().unwrap());
        clerk.send(axum::http::Method::DELETE, "/session", &[], None).await;
        let all = trail::Filter::default();
        let page =
            trail::find(world.app.store().read(), &[trail::HOUSE], &all, None, 100).await.unwrap();
        let told = format!("{page:?}");
        for kind in ["signed_in", "signed_out", "second_factor_added", "refused", "locked_until"] {
            assert!(told.contains(kind), "{kind}: {told}");
        }
        for secret in [RIGHT, "my other password", "13900000001", &secret, &recovery[0], &right] {
            assert!(!told.contains(secret), "{secret}");
        }
        assert!(told.contains(&account_of("clerk").to_string()));
    });
}

#[test]
fn the_secret_stands_sealed_and_opens_for_its_account_alone() {
    story(|world| async move {
        world.set_password("clerk", RIGHT).await;
        let clerk = world.sign_in("clerk").await;
        let (secret, _) = set_up(&world, &clerk).await;
        let plain = Secret::try_from_base32(&secret).unwrap();
        let id = account_of("clerk").uuid();
        let row = huisheng_store::second_factor::find(world.app.store().read(), id).await.unwrap();
        let sealed = row.unwrap().secret;
        let holds = sealed.windows(20).any(|part| part == plain.as_bytes());
        assert!(!holds, "in clear");
        let place = huisheng_store::second_factor::place;
        let cipher = world.app.store().cipher().unwrap();
        assert_eq!(cipher.open(&place(id), &sealed).unwrap(), plain.as_bytes());
        assert!(cipher.open(&place(account_of("head").uuid()), &sealed).is_err());
    });
}
