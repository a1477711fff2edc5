//! Who tries too often waits; which passwords will do.

use huisheng_store::sign_in_try;
use serde_json::{Value, json};

use crate::world::{Answer, Person, World, account_of, story};

const RIGHT: &str = "lantern trolley teapot";

async fn enter(person: &Person, login: &str, password: &str) -> Answer {
    person.post("/session", json!({ "login": login, "password": password })).await
}

async fn fail(person: &Person, login: &str, times: usize) {
    for _ in 0..times {
        enter(person, login, "wrong").await.refused(401, "wrong_password");
    }
}

fn wait(world: &World, minutes: i64) {
    world.app.clock().advance(jiff::SignedDuration::from_mins(minutes));
}

#[test]
fn after_five_failures_also_the_right_password_waits_longer_each_time() {
    story(|world| async move {
        world.set_password("clerk", RIGHT).await;
        let anyone = world.resident();
        fail(&anyone, "clerk", 4).await;
        enter(&anyone, "clerk", RIGHT).await.ok();
        for minutes in [10, 20, 30, 30] {
            fail(&anyone, "clerk", 5).await;
            let locked = enter(&anyone, "clerk", RIGHT).await;
            assert!(!locked.headers.contains_key("retry-after"), "the instant is told");
            let locked = locked.refused(429, "sign_in_locked");
            let until: jiff::Timestamp =
                locked["facts"]["until"].as_str().unwrap().parse().unwrap();
            let left = until.duration_since(world.app.now()).as_secs();
            assert!((minutes * 60 - 5..=minutes * 60).contains(&left), "{left}");
            // Another node knows, and so does the same after a restart.
            let other = world.another_node().await.resident();
            enter(&other, "clerk", RIGHT).await.refused(429, "sign_in_locked");
            wait(&world, minutes);
        }
        enter(&anyone, "clerk", RIGHT).await.ok();
        // What is right is forgotten, also how often it was locked.
        fail(&anyone, "clerk", 5).await;
        wait(&world, 10);
        enter(&anyone, "clerk", RIGHT).await.ok();
    });
}

#[test]
fn the_door_tells_nobody_which_names_exist() {
    story(|world| async move {
        world.set_password("clerk", RIGHT).await;
        let anyone = world.resident();
        let mut told = Vec::new();
        for login in ["clerk", "head", "nobody-at-all"] {
            let mut answers: Vec<(u16, Value)> = Vec::new();
            for _ in 0..6 {
                let answer = enter(&anyone, login, "wrong").await;
                let mut body = answer.body;
                body["facts"] = json!(body["facts"].is_object());
                answers.push((answer.status.as_u16(), body));
            }
            told.push(answers);
        }
        assert_eq!(told[0], told[1], "an account without a password");
        assert_eq!(told[0], told[2], "no account");
        assert_eq!(told[0][5].0, 429);
    });
}

#[test]
fn many_guesses_at_once_are_worth_five() {
    story(|world| async move {
        world.set_password("clerk", RIGHT).await;
        let anyone = world.resident();
        let guesses = (0..30).map(|_| enter(&anyone, "clerk", "wrong"));
        let answers = futures::future::join_all(guesses).await;
        let told = answers.iter().filter(|answer| answer.status == 401).count();
        assert_eq!(told, 5, "the others learn nothing");
    });
}

#[test]
fn an_address_is_locked_over_all_names_and_no_other_is() {
    story(|world| async move {
        world.set_password("clerk", RIGHT).await;
        let bad = world.at_address("10.0.0.66");
        for n in 0..20 {
            fail(&bad, &format!("name{n}"), 1).await;
        }
        enter(&bad, "clerk", RIGHT).await.refused(429, "sign_in_locked");
        enter(&world.at_address("10.0.0.67"), "clerk", RIGHT).await.ok();
        // A header that no proxy was configured for is anybody's word.
        let forwarded = [("x-forwarded-for", "10.0.0.99")];
        let body = json!({ "login": "clerk", "password": RIGHT });
        let answer = bad.post_with("/session", &forwarded, body.clone()).await;
        answer.refused(429, "sign_in_locked");
        let behind = world.with(json!({ "address_header": "x-forwarded-for" })).await;
        let proxy = behind.at_address("10.0.0.66");
        proxy.post_with("/session", &forwarded, body.clone()).await.ok();
        let forged = [("x-forwarded-for", "10.0.0.99, 10.0.0.66")];
        proxy.post_with("/session", &forged, body).await.refused(429, "sign_in_locked");
    });
}

#[test]
fn neither_names_nor_addresses_are_kept_and_all_goes_after_a_day() {
    story(|world| async move {
        fail(&world.at_address("10.0.0.66"), "clerk", 5).await;
        let store = world.app.store();
        huisheng_server::timer::forget(&world.app, world.app.now()).await.unwrap();
        let count = async || {
            use sea_orm::ConnectionTrait;
            let sql = "SELECT CAST(count(*) AS BIGINT) FROM sign_in_try";
            let row = store.read().query_one_raw(store.engine().statement(sql, vec![])).await;
            row.unwrap().unwrap().try_get_by_index::<i64>(0).unwrap()
        };
        assert_eq!(count().await, 2);
        world.wait_hours(25);
        huisheng_server::timer::forget(&world.app, world.app.now()).await.unwrap();
        assert_eq!(count().await, 0);
        assert!(sign_in_try::of(store.read(), &[]).await.unwrap().is_empty());
    });
}

#[test]
fn an_administrator_sees_the_lock_and_opens_it() {
    story(|world| async move {
        world.set_password("clerk", RIGHT).await;
        let (admin, anyone) = (world.sign_in("security").await, world.resident());
        fail(&anyone, "clerk", 5).await;
        let page = admin.get("/accounts").await.ok();
        let locked = |page: &Value, login: &str| {
            let accounts = page["accounts"].as_array().unwrap();
            let account = accounts.iter().find(|account| account["login"] == login).unwrap();
            account["locked_until"].is_string()
        };
        assert!(locked(&page, "clerk") && !locked(&page, "head"));
        let path = format!("/accounts/{}", account_of("clerk"));
        let system = world.sign_in("admin").await;
        system.put(&path, json!({ "unlock": true })).await.refused(403, "forbidden");
        let named = system.put(&path, json!({ "name": "王丽" })).await.ok();
        assert!(named["account"]["locked_until"].is_string(), "a name unlocks nothing");
        let opened = admin.put(&path, json!({ "unlock": true })).await.ok();
        assert!(opened["account"]["locked_until"].is_null());
        enter(&anyone, "clerk", RIGHT).await.ok();
        // Nobody unlocks the own account, and nobody else's from elsewhere.
        let own = format!("/accounts/{}", account_of("security"));
        admin.put(&own, json!({ "unlock": true })).await.refused(403, "own_account");
        let community = world.sign_in("community").await;
        community.put(&path, json!({ "active": true })).await.refused(404, "not_found");
        // A new password unlocks, too.
        fail(&anyone, "clerk", 5).await;
        let reset = admin.put(&path, json!({ "reset_password": true })).await.ok();
        enter(&anyone, "clerk", reset["one_time_password"].as_str().unwrap()).await.ok();
    });
}

#[test]
fn a_new_password_is_none_that_is_guessed_or_was_used() {
    story(|world| async move {
        world.set_password("clerk", RIGHT).await;
        let change = async |old: &str, new: &str| {
            let clerk = world.sign_in("clerk").await;
            clerk.put("/session/password", json!({ "old": old, "new": new })).await
        };
        for (new, said) in [
            ("short", "太短"),
            ("password123", "常见"),
            ("qwertyuiop[]", "键盘"),
            ("clerk-clerk-1", "登录名"),
            (RIGHT, "最近用过"),
        ] {
            let refused = change(RIGHT, new).await.refused(422, "password_refused");
            assert_eq!(refused["field"], "new");
            let reason = refused["zh"]["reason"].as_str().unwrap();
            assert!(reason.contains(said), "{new}: {reason}");
        }
        let next = |n: usize| format!("{RIGHT} number {n}");
        let mut old = RIGHT.to_owned();
        for n in 1..=5 {
            assert_eq!(change(&old, &next(n)).await.status, 204, "{n}");
            old = next(n);
        }
        for n in 1..=4 {
            change(&old, &next(n)).await.refused(422, "password_refused");
        }
        assert_eq!(change(&old, RIGHT).await.status, 204, "the sixth may come again");
    });
}

#[test]
fn who_found_an_open_session_does_not_guess_the_password_in_it() {
    story(|world| async move {
        world.set_password("clerk", RIGHT).await;
        let clerk = world.sign_in("clerk").await;
        let guess = json!({ "old": "wrong", "new": "another trolley here" });
        for _ in 0..5 {
            let refused = clerk.put("/session/password", guess.clone()).await;
            assert_eq!(refused.refused(422, "wrong_password")["field"], "old");
        }
        let right = json!({ "old": RIGHT, "new": "another trolley here" });
        clerk.put("/session/password", right).await.refused(429, "sign_in_locked");
        enter(&world.resident(), "clerk", RIGHT).await.refused(429, "sign_in_locked");
    });
}
