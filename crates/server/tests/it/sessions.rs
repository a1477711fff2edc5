//! Sessions are listed and ended one by one; they end without use, and at the end of the day.

use axum::http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::world::{Answer, Person, World, account_of, story};

const RIGHT: &str = "lantern trolley teapot";
const EDGE: &str =
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0";
const PHONE: &str =
    "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/99 Mobile Safari/537.36";

/// A house with the limits of a real one.
async fn strict(world: &World) -> World {
    world.set_password("clerk", RIGHT).await;
    let minutes = json!({ "idle_minutes": 15, "idle_minutes_telephone": 30 });
    world.with(json!({ "session_hours": 12, "sign_in": minutes })).await
}

async fn enter(world: &World, headers: &[(&str, &str)]) -> Answer {
    let body = json!({ "login": "clerk", "password": RIGHT });
    world.resident().post_with("/session", headers, body).await
}

/// What a browser sends back.
fn cookie(answer: &Answer) -> String {
    let set = answer.headers["set-cookie"].to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

fn wait(world: &World, seconds: i64) {
    world.app.clock().advance(SignedDuration::from_secs(seconds));
}

/// A browser that asks; `idle`: for how many seconds nobody has touched the page.
async fn asks(world: &World, cookie: &str, idle: Option<&str>) -> Answer {
    let mut headers = vec![("cookie", cookie)];
    headers.extend(idle.map(|idle| ("idle-seconds", idle)));
    world.resident().send(Method::GET, "/session", &headers, None).await
}

#[test]
fn asking_is_not_using() {
    story(|world| async move {
        let world = strict(&world).await;
        let cookie = cookie(&enter(&world, &[("user-agent", EDGE)]).await);
        let me = asks(&world, &cookie, Some("0")).await.ok();
        assert_eq!(me["idle_seconds"], 15 * 60);
        // Somebody works for half an hour.
        for _ in 0..30 {
            wait(&world, 60);
            asks(&world, &cookie, Some("20")).await.ok();
        }
        // Then the page asks alone, as often as it likes.
        for minute in 1..=14 {
            wait(&world, 60);
            let idle = (20 + minute * 60).to_string();
            let told = asks(&world, &cookie, Some(idle.as_str())).await.ok();
            let left = told["left_seconds"].as_i64().unwrap();
            assert!((left - (15 - minute) * 60).abs() <= 90, "{minute}: {left}");
            asks(&world, &cookie, None).await.ok();
        }
        wait(&world, 60);
        asks(&world, &cookie, Some("920")).await.refused(401, "not_signed_in_here");
        // Not even who comes back at once has it again.
        asks(&world, &cookie, Some("0")).await.refused(401, "not_signed_in_here");
    });
}

#[test]
fn whoever_comes_back_before_the_end_goes_on() {
    story(|world| async move {
        let world = strict(&world).await;
        let cookie = cookie(&enter(&world, &[]).await);
        wait(&world, 14 * 60);
        assert!(
            asks(&world, &cookie, Some("840")).await.ok()["left_seconds"].as_i64().unwrap() <= 60
        );
        let told = asks(&world, &cookie, Some("0")).await.ok();
        assert!(told["left_seconds"].as_i64().unwrap() > 14 * 60, "the page is told at once");
        wait(&world, 10 * 60);
        asks(&world, &cookie, Some("600")).await.ok();
        // Nobody says that they will have used it.
        asks(&world, &cookie, Some("-3000")).await.ok();
    });
}

#[test]
fn a_telephone_has_longer_and_nobody_has_more_than_a_day_of_work() {
    story(|world| async move {
        let world = strict(&world).await;
        let phone = cookie(&enter(&world, &[("user-agent", PHONE)]).await);
        wait(&world, 25 * 60);
        asks(&world, &phone, None).await.ok();
        wait(&world, 6 * 60);
        asks(&world, &phone, None).await.refused(401, "not_signed_in_here");
        let token = enter(&world, &[]).await.ok()["token"].as_str().unwrap().to_owned();
        let program = world.with_token(&token);
        for _ in 0..(12 * 6 - 1) {
            wait(&world, 10 * 60);
            program.get("/session").await.ok();
        }
        assert!(program.get("/session").await.ok()["left_seconds"].as_i64().unwrap() <= 600);
        wait(&world, 10 * 60);
        program.get("/session").await.refused(401, "not_signed_in_here");
    });
}

async fn listed(person: &Person) -> Vec<Value> {
    person.get("/sessions").await.ok().as_array().unwrap().clone()
}

#[test]
fn one_sees_what_one_is_signed_in_on_and_ends_it() {
    story(|world| async move {
        let world = strict(&world).await;
        let person = async |agent| {
            let answer = enter(&world, &[("user-agent", agent)]).await.ok();
            world.with_token(answer["token"].as_str().unwrap())
        };
        let (desk, phone, third) = (person(EDGE).await, person(PHONE).await, person("").await);
        let other = world.sign_in("head").await;
        let all = listed(&desk).await;
        let mut devices: Vec<&str> =
            all.iter().map(|one| one["device"].as_str().unwrap()).collect();
        devices.sort_unstable();
        assert_eq!(devices, ["", "Chrome · Android", "Edge · Windows"]);
        let this: Vec<&Value> = all.iter().filter(|one| one["this"] == true).collect();
        assert_eq!((this.len(), &this[0]["device"]), (1, &json!("Edge · Windows")));
        assert!(!all[0].to_string().contains("token"));

        let id = all.iter().find(|one| one["telephone"] == true).unwrap()["id"].as_str().unwrap();
        let path = format!("/sessions/{id}");
        // It is nobody else's.
        other.send(Method::DELETE, &path, &[], None).await.refused(404, "not_found");
        phone.get("/session").await.ok();
        assert_eq!(desk.send(Method::DELETE, &path, &[], None).await.status, 204);
        phone.get("/session").await.refused(401, "not_signed_in_here");
        desk.send(Method::DELETE, &path, &[], None).await.refused(404, "not_found");
        assert_eq!(desk.send(Method::DELETE, "/sessions", &[], None).await.status, 204);
        third.get("/session").await.refused(401, "not_signed_in_here");
        assert_eq!(listed(&desk).await.len(), 1);
        other.get("/session").await.ok();

        // An administrator ends all of somebody else's.
        let admin = world.sign_in("security").await;
        let account = format!("/accounts/{}", account_of("clerk"));
        admin.put(&account, json!({ "end_sessions": true })).await.ok();
        desk.get("/session").await.refused(401, "not_signed_in_here");
        other.get("/session").await.ok();
    });
}

#[test]
fn a_session_that_was_put_into_a_browser_is_not_the_one_that_signs_in() {
    story(|world| async move {
        let world = strict(&world).await;
        let planted =
            "huisheng_session=0000000000000000000000000000000000000000000000000000000000000000";
        let fresh = cookie(&enter(&world, &[("cookie", planted)]).await);
        assert_ne!(fresh, planted);
        asks(&world, planted, None).await.refused(401, "not_signed_in_here");
        // One that somebody had opened with the own name is over, and never becomes that of the victim.
        let theirs = cookie(&enter(&world, &[]).await);
        let again = cookie(&enter(&world, &[("cookie", &theirs)]).await);
        assert_ne!(theirs, again);
        asks(&world, &theirs, None).await.refused(401, "not_signed_in_here");
        asks(&world, &again, None).await.ok();
        asks(&world, &fresh, None).await.ok();
    });
}

#[test]
fn over_https_the_cookie_belongs_to_this_host_alone() {
    story(|world| async move {
        world.set_password("clerk", RIGHT).await;
        let world = world.with(json!({ "public_url": "https://desk.example.gov.cn" })).await;
        let answer = enter(&world, &[]).await;
        let set = answer.headers["set-cookie"].to_str().unwrap();
        assert!(set.starts_with("__Host-huisheng_session=") && set.contains("; Secure"), "{set}");
        assert!(set.contains("Path=/;") && !set.contains("Domain"), "{set}");
        let cookie = cookie(&answer);
        asks(&world, &cookie, None).await.ok();
        // What came by http, or from another host of the domain, is not seen.
        let plain = cookie.replace("__Host-", "");
        assert_eq!(asks(&world, &plain, None).await.status, 204);
        assert_eq!(answer.headers["strict-transport-security"], "max-age=31536000");
    });
}
