//! 值班: a roster kept by hand and by turns, a rest night on which something cannot wait, and the morning after.

use axum::http::Method;
use huisheng_store::book::example::{HOUSING, LEAKS, STREET_OFFICE, UNIT_B, URBAN};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::world::{Answer, Person, World, account_of, report, story};

/// The local date and hour.
fn local(world: &World) -> (Date, i8) {
    let now = world.app.book().calendar.zone().to_datetime(world.app.now());
    (now.date(), now.hour())
}

/// Sets the time forward to that hour of a day that is a rest day, and so is the next.
fn until_rest_day(world: &World, hour: i8) -> Date {
    let book = world.app.book();
    loop {
        let (date, now) = local(world);
        let rests = |date: Date| !book.calendar.is_working(date);
        if now == hour && rests(date) && rests(date.tomorrow().unwrap()) {
            return date;
        }
        world.wait_hours(1);
    }
}

async fn with_version(person: &Person, path: &str, version: &Value, body: Value) -> Answer {
    let version = format!("\"{version}\"");
    person.send(Method::PUT, path, &[("if-match", version.as_str())], Some(body)).await
}

/// An hour of that day by the local clock.
fn at(world: &World, date: Date, hour: i8) -> Timestamp {
    let zone = world.app.book().calendar.zone().clone();
    date.at(hour, 0, 0, 0).to_zoned(zone).unwrap().timestamp()
}

/// The counter of the queue of who is on duty; none where it is not shown.
async fn on_duty(person: &Person) -> Option<u64> {
    let queues = person.get("/queues").await.ok();
    let queues = queues["queues"].as_array().unwrap();
    let count = queues.iter().find(|queue| queue["code"] == "on_duty")?["count"].as_u64();
    let listed = person.get("/matters?queue=on_duty&sort=due").await.ok();
    let listed = listed["matters"].as_array().unwrap().len() as u64;
    assert_eq!(count, Some(listed), "the counter is that of the list");
    count
}

/// Since when the leader sees what waits.
async fn escalated(person: &Person) -> Value {
    person.get("/matters?queue=on_duty").await.ok()["matters"][0]["escalated"].clone()
}

async fn shifts(person: &Person, unit: &str, from: Date, through: Date) -> Value {
    person.get(&format!("/roster?{unit}from={from}&through={through}")).await.ok()
}

#[test]
fn what_cannot_wait_on_a_rest_night_is_seen_by_who_is_on_duty_and_then_by_the_leader() {
    story(|world| async move {
        let rest = until_rest_day(&world, 21);
        let through = rest.tomorrow().unwrap();
        let (desk, intake) = (world.sign_in("dispatcher").await, world.sign_in("intake").await);
        let fill = |unit, who: &str, leader: &str| {
            json!({
                "unit": unit, "from": rest, "through": through, "people": [account_of(who)],
                "leaders": [account_of(leader)],
            })
        };
        for (unit, who, leader) in
            [(URBAN, "clerk", "head"), (STREET_OFFICE, "street_clerk", "leader")]
        {
            let filled = desk.post("/roster/fill", fill(unit, who, leader)).await.ok();
            assert_eq!(filled["shifts"].as_array().unwrap().len(), 2, "a rest day is one shift");
            let again = desk.post("/roster/fill", fill(unit, who, leader)).await.ok();
            assert_eq!((again["shifts"].as_array().unwrap().len(), &again["kept"]), (0, &json!(2)));
        }
        let (clerk, head) = (world.sign_in("clerk").await, world.sign_in("head").await);
        let (street, leader) = (world.sign_in("street_clerk").await, world.sign_in("leader").await);
        let housing = world.sign_in("housing").await;
        assert_eq!(on_duty(&clerk).await, Some(0));
        assert_eq!(on_duty(&housing).await, None, "nobody of it is on duty");

        // Who is on duty is told to everybody, the own unit first.
        let now = clerk.get("/roster/now").await.ok();
        assert_eq!(now["units"][0]["on_duty"][0]["name"], "clerk");
        assert_eq!(now["units"][1]["leaders"][0]["name"], "leader");
        assert_eq!((&now["mine"]["unit"], &now["mine"]["leads"]), (&json!(URBAN), &json!(false)));
        assert_eq!(head.get("/roster/now").await.ok()["mine"]["leads"], true);
        let told = world.sign_in("audit").await.get("/roster/now").await.ok();
        assert_eq!(
            (&told["units"][0]["unit"], &told["mine"]),
            (&json!(STREET_OFFICE), &Value::Null)
        );

        // A power cut, and a lamp that can wait.
        intake.post("/matters", report()).await.ok();
        let mut cut = report();
        cut["urgency"] = json!("urgent");
        let cut = intake.post("/matters", cut).await.ok()["number"].as_str().unwrap().to_owned();
        assert_eq!(
            on_duty(&street).await,
            Some(1),
            "the office of its place, until it is assigned"
        );
        assert_eq!(on_duty(&clerk).await, Some(0));
        let words = |q: &str| format!("/matters?queue=on_duty&q={q}");
        let found = street.get(&words("%E8%B7%AF%E7%81%AF")).await.ok();
        assert_eq!(found["matters"].as_array().unwrap().len(), 1, "路灯 is found among them alone");
        let none = street.get(&words("%E4%BA%95%E7%9B%96")).await.ok();
        assert_eq!(none["matters"], json!([]), "井盖 is not");
        desk.act(&cut, "accept", json!({})).await.ok();
        desk.act(&cut, "assign", json!({ "lead": URBAN })).await.ok();
        assert_eq!((on_duty(&clerk).await, on_duty(&street).await), (Some(1), Some(0)));
        assert_eq!(escalated(&clerk).await, Value::Null);
        assert_eq!((on_duty(&head).await, on_duty(&leader).await), (Some(0), Some(0)));
        let seen = clerk.get(&format!("/matters/{cut}")).await.ok();
        let share = seen["assignments"][0]["id"].clone();
        clerk.act(&cut, "sign-in", json!({ "assignment": share })).await.ok();
        assert_eq!(on_duty(&clerk).await, Some(0), "signed in");

        // A burst pipe of an office with nobody on duty climbs to the street, and then to its leader.
        let mut pipe = report();
        pipe["category"] = json!(LEAKS);
        let pipe = intake.post("/matters", pipe).await.ok()["number"].as_str().unwrap().to_owned();
        desk.act(&pipe, "accept", json!({})).await.ok();
        desk.act(&pipe, "assign", json!({ "lead": HOUSING })).await.ok();
        assert_eq!(on_duty(&street).await, Some(1), "its category runs around the clock");
        assert_eq!((on_duty(&clerk).await, on_duty(&leader).await), (Some(0), Some(0)));
        world.app.clock().advance(SignedDuration::from_mins(29));
        assert_eq!(on_duty(&leader).await, Some(0));
        world.app.clock().advance(SignedDuration::from_mins(2));
        assert_eq!(on_duty(&leader).await, Some(1));
        assert!(escalated(&leader).await.is_string() && escalated(&street).await.is_string());
        assert_eq!(on_duty(&head).await, Some(0), "another office's");

        // The area gives more time.
        let longer = json!({ "minutes": 60 });
        desk.put("/roster/escalation", longer.clone()).await.refused(403, "forbidden");
        let county = world.sign_in("county_dispatcher").await;
        county.put("/roster/escalation", json!({ "minutes": 1 })).await.refused(422, "invalid");
        county.put("/roster/escalation", longer).await.ok();
        assert_eq!(desk.get("/roster/escalation").await.ok()["minutes"], 60);
        assert_eq!(on_duty(&leader).await, Some(0));
    });
}

#[test]
fn by_day_nothing_is_on_duty_but_what_came_at_night() {
    story(|world| async move {
        let book = world.app.book();
        while !(book.calendar.is_working(local(&world).0) && local(&world).1 == 9) {
            world.wait_hours(1);
        }
        let (today, _) = local(&world);
        let (desk, intake) = (world.sign_in("dispatcher").await, world.sign_in("intake").await);
        let fill = json!({ "from": today, "through": today, "people": [account_of("dispatcher")] });
        desk.post("/roster/fill", fill).await.ok();
        let mut urgent = report();
        urgent["urgency"] = json!("critical");
        intake.post("/matters", urgent.clone()).await.ok();
        assert_eq!(on_duty(&desk).await, Some(0), "the office is open");
        urgent["occurred"] = json!(world.app.now() - SignedDuration::from_hours(5));
        intake.post("/matters", urgent).await.ok();
        assert_eq!(on_duty(&desk).await, Some(1), "entered late, it came in at night");
    });
}

#[test]
fn a_roster_is_kept_by_hand() {
    story(|world| async move {
        let (today, _) = local(&world);
        let (desk, head) = (world.sign_in("dispatcher").await, world.sign_in("head").await);
        let id = |n: u128| uuid::Uuid::from_u128(n).to_string();
        let path = |n| format!("/roster/shifts/{}", id(n));
        let body = |from: i8, to: i8, who: &str| {
            json!({
                "unit": URBAN, "begins": at(&world, today, from), "ends": at(&world, today, to),
                "on_duty": [account_of(who)], "leader": account_of("head"), "phone": "0532-5550123",
            })
        };
        let made = head.put(&path(1), body(8, 16, "clerk")).await.ok();
        assert_eq!((&made["version"], &made["on_duty"][0]["name"]), (&json!(1), &json!("clerk")));
        assert_eq!(head.put(&path(1), body(8, 16, "clerk")).await.ok()["version"], 1, "twice");
        head.put(&path(1), body(8, 18, "clerk")).await.refused(412, "stale");
        let changed = with_version(&head, &path(1), &json!(1), body(8, 18, "clerk")).await.ok();
        assert_eq!(changed["version"], 2);
        desk.put(&path(2), body(16, 23, "clerk")).await.ok();
        desk.put(&path(3), body(18, 23, "street_clerk")).await.ok();

        // What cannot stand, and who cannot.
        let mut bad = body(1, 2, "clerk");
        bad["phone"] = json!("13800000000");
        assert_eq!(
            desk.put(&path(4), bad).await.refused(422, "shift_personal_phone")["field"],
            "phone"
        );
        desk.put(&path(4), body(9, 8, "clerk")).await.refused(422, "shift_ends");
        let nobody = desk.put(&path(4), body(1, 2, "community")).await.refused(422, "invalid");
        assert_eq!(nobody["field"], "on_duty", "of another community, neither above nor below");
        let clerk = world.sign_in("clerk").await;
        clerk.put(&path(4), body(1, 2, "clerk")).await.refused(403, "forbidden");
        let mut of_street = body(1, 2, "clerk");
        of_street["unit"] = json!(STREET_OFFICE);
        head.put(&path(4), of_street).await.refused(403, "forbidden");
        head.post("/roster/remove", json!({ "shifts": [] })).await.refused(422, "invalid");

        // Gaps, and somebody in two places at once.
        let seen = shifts(&clerk, &format!("unit={URBAN}&"), today, today).await;
        assert_eq!(seen["shifts"].as_array().unwrap().len(), 3);
        assert_eq!(seen["may_change"], false);
        let gaps = seen["gaps"].as_array().unwrap();
        assert_eq!(gaps.len(), 2, "before the first and after the last: {gaps:?}");
        assert_eq!(seen["doubles"][0]["person"]["name"], "clerk");
        assert_eq!(seen["days"][0]["date"], json!(today));

        // 换班, and back.
        let swap = |one: u64, other: u64| json!({ "one": id(1), "one_version": one, "other": id(3), "other_version": other });
        desk.post("/roster/swap", swap(1, 1)).await.refused(412, "stale");
        let swapped = desk.post("/roster/swap", swap(2, 1)).await.ok();
        assert_eq!(swapped[0]["on_duty"][0]["name"], "street_clerk");
        assert_eq!(swapped[1]["on_duty"][0]["name"], "clerk");
        clerk.post("/roster/swap", swap(3, 2)).await.refused(403, "forbidden");
        desk.post("/roster/swap", swap(3, 2)).await.ok();

        // Removed, and put back as it was.
        let gone = desk.post("/roster/remove", json!({ "shifts": [id(2)] })).await;
        assert_eq!(gone.status, 204);
        let again = desk.post("/roster/remove", json!({ "shifts": [id(2)] })).await;
        assert_eq!(again.status, 204, "twice");
        let seen = [("if-match", "\"1\"")];
        let removed = desk.send(Method::PUT, &path(2), &seen, Some(body(16, 23, "clerk"))).await;
        removed.refused(412, "stale");
        desk.put(&path(2), body(16, 23, "clerk")).await.ok();

        let sheet = json!({ "unit": URBAN, "from": today, "through": today, "format": "csv" });
        let sheet = clerk.take("/roster/sheet", sheet).await;
        assert!(sheet.contains("值班员") && sheet.contains("street_clerk"), "{sheet}");

        // How it is kept: while the office is open, nobody need be on duty.
        let settings = json!({
            "hours": { "begins": "09:00:00", "ends": "17:00:00" }, "phone": "12345", "off_hours_only": true,
        });
        let query = format!("/roster/settings?unit={URBAN}");
        clerk.put(&query, settings.clone()).await.refused(403, "forbidden");
        assert_eq!(head.put(&query, settings.clone()).await.ok(), settings);
        let turned = json!({ "hours": { "begins": "17:00:00", "ends": "09:00:00" } });
        assert_eq!(head.put(&query, turned).await.refused(422, "shift_hours")["field"], "hours");

        // Another area, another unit.
        head.get(&format!("/roster?area=990101&from={today}&through={today}"))
            .await
            .refused(404, "not_found");
        let far = world.sign_in("community").await;
        assert_eq!(shifts(&far, "", today, today).await["unit"], json!(UNIT_B));
    });
}

#[test]
fn a_shift_is_handed_over_and_taken_over() {
    story(|world| async move {
        let rest = until_rest_day(&world, 21);
        let (desk, intake) = (world.sign_in("dispatcher").await, world.sign_in("intake").await);
        let tomorrow = rest.tomorrow().unwrap();
        let fill = json!({
            "unit": URBAN, "from": rest, "through": tomorrow,
            "people": [account_of("clerk"), account_of("head")],
        });
        let filled = desk.post("/roster/fill", fill).await.ok();
        let shift = filled["shifts"][0]["id"].as_str().unwrap().to_owned();
        let mut urgent = report();
        urgent["urgency"] = json!("urgent");
        let number = intake.post("/matters", urgent).await.ok()["number"].clone();
        let path = number.as_str().unwrap();
        desk.act(path, "accept", json!({})).await.ok();
        desk.act(path, "assign", json!({ "lead": URBAN })).await.ok();

        let (clerk, head) = (world.sign_in("clerk").await, world.sign_in("head").await);
        let (write, take) = (
            format!("/roster/shifts/{shift}/hand-over"),
            format!("/roster/shifts/{shift}/take-over"),
        );
        let remarks = |text: &str| json!({ "remarks": text });
        let after = |seen: &Value, text: &str| json!({ "remarks": text, "seen": seen["at"] });
        clerk.put(&write, remarks("无")).await.refused(409, "hand_over_too_early");
        assert_eq!(clerk.get("/roster/hand-overs").await.ok()["ends"], Value::Null);
        world.wait_hours(10);
        let room = clerk.get("/roster/hand-overs").await.ok();
        assert_eq!((&room["ends"]["id"], &room["urgent"][0]["number"]), (&json!(shift), &number));
        head.put(&write, remarks("无")).await.refused(403, "hand_over_not_yours");
        let seen = |seen: &Value| json!({ "seen": seen["at"] });
        let none = json!({ "seen": world.app.now() });
        head.post(&take, none).await.refused(404, "not_found");
        let told = clerk.put(&write, remarks("抢修电话 13812345678，已到现场")).await.ok();
        let starred = told["remarks"].as_str().unwrap();
        assert!(!starred.contains("13812345678") && starred.contains("已到现场"), "{starred}");
        assert_eq!((&told["count"], &told["may_take_over"]), (&json!(1), &json!(false)));

        // Until somebody takes over, it can be written anew.
        clerk.put(&write, remarks("没看见")).await.refused(412, "stale");
        let anew = clerk.put(&write, after(&told, "已恢复供电")).await.ok();
        let waits = head.get("/roster/hand-overs").await.ok();
        assert_eq!(waits["hand_overs"][0]["may_take_over"], true);
        assert_eq!(waits["hand_overs"][0]["matters"][0]["number"], number);
        clerk.post(&take, seen(&anew)).await.refused(403, "hand_over_not_next");
        head.post(&take, seen(&told)).await.refused(412, "stale");
        let taken = head.post(&take, seen(&anew)).await.ok();
        assert_eq!(taken["confirmed_by"]["name"], "head");
        let twice = head.post(&take, seen(&anew)).await.ok();
        assert_eq!(twice["confirmed_at"], taken["confirmed_at"]);
        clerk.put(&write, after(&anew, "再改")).await.refused(409, "hand_over_confirmed");

        // Read above, not elsewhere.
        let query = format!("/roster/hand-overs?unit={URBAN}");
        let above = desk.get(&query).await.ok();
        assert_eq!(above["hand_overs"][0]["remarks"], "已恢复供电");
        world.sign_in("housing").await.get(&query).await.refused(403, "forbidden");

        // Kept for a year, the roster for three; how much went is told.
        let left = async || {
            let forget = huisheng_server::timer::forget(&world.app, world.app.now());
            forget.await.unwrap();
            let (head, audit) = (world.sign_in("head").await, world.sign_in("county_audit").await);
            let told = head.get("/roster/hand-overs").await.ok();
            let shown = shifts(&head, "", rest, tomorrow).await;
            let gone = audit.get("/audit/deletions").await.ok().to_string();
            let gone = ["hand_over", "shift"].map(|one| gone.contains(&format!("\"{one}\"")));
            (
                told["hand_overs"].as_array().unwrap().len(),
                shown["shifts"].as_array().unwrap().len(),
                gone,
            )
        };
        assert_eq!(left().await, (1, 2, [false, false]));
        world.wait_hours(24 * 367);
        assert_eq!(left().await, (0, 2, [true, false]));
        world.wait_hours(24 * 366 * 2);
        assert_eq!(left().await, (0, 0, [true, true]));
    });
}
