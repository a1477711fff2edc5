//! 消息提醒: who is told what, what leaves the house, and what becomes of it when nobody takes it.

mod gate;
mod mailbox;
mod nodes;

use huisheng_domain::notification::{ATTEMPTS, Channel};
use huisheng_server::notification::{Follower, Sender, WAYS};
use huisheng_server::timer;
use huisheng_store::book::example::{HOUSING, STREET_OFFICE, URBAN};
use huisheng_store::notification;
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Person, World, account_of, report, story};
use gate::Gate;
use mailbox::Mailbox;

/// Tells what happened.
async fn follow(world: &World) {
    Follower::new(&world.app).round(world.app.now()).await.unwrap();
}

/// Sends what is due.
async fn send(world: &World) -> usize {
    let mut sent = 0;
    for way in WAYS {
        sent += Sender::new(&world.app, way).round().await.unwrap();
    }
    sent
}

fn wait(world: &World, seconds: i64) {
    world.app.clock().advance(SignedDuration::from_secs(seconds));
}

/// Sets the time forward to a working day at nine: nobody rests.
fn until_morning(world: &World) {
    let book = world.app.book();
    loop {
        let now = book.calendar.zone().to_datetime(world.app.now());
        if now.hour() == 9 && book.calendar.is_working(now.date()) {
            return;
        }
        world.wait_hours(1);
    }
}

/// What somebody was told, the latest first.
async fn told(person: &Person) -> Vec<String> {
    let page = person.get("/notifications").await.ok();
    let all = page["notifications"].as_array().unwrap().iter();
    all.map(|one| one["topic"].as_str().unwrap().to_owned()).collect()
}

async fn unread(person: &Person) -> u64 {
    person.get("/notifications").await.ok()["unread"].as_u64().unwrap()
}

/// A house that sends, followed from now on.
async fn with_ways(world: &World) -> (World, Gate, Gate) {
    until_morning(world);
    let (sms, webhook) = (Gate::open().await, Gate::open().await);
    let world = world
        .with(json!({
            "public_url": "https://12345.example.gov.cn",
            "sms": { "url": sms.url, "key": "secret", "notifications": true },
            "webhook": { "url": webhook.url, "secret": gate::SECRET },
        }))
        .await;
    follow(&world).await;
    (world, sms, webhook)
}

async fn entered(world: &World) -> String {
    let intake = world.sign_in("intake").await;
    intake.post("/matters", report()).await.ok()["number"].as_str().unwrap().to_owned()
}

/// Accepted and given to the urban office.
async fn assigned(world: &World) -> String {
    let (desk, number) = (world.sign_in("dispatcher").await, entered(world).await);
    desk.act(&number, "accept", json!({})).await.ok();
    desk.act(&number, "assign", json!({ "lead": URBAN })).await.ok();
    number
}

async fn sign_in_for(person: &Person, number: &str) -> Value {
    let seen = person.get(&format!("/matters/{number}")).await.ok();
    let share = json!({ "assignment": seen["assignments"][0]["id"] });
    person.act(number, "sign-in", share.clone()).await.ok();
    share
}

#[test]
fn who_owes_something_is_told_once_and_the_reporter_gets_a_link_that_opens() {
    story(|world| async move {
        let (world, sms, webhook) = with_ways(&world).await;
        let (clerk, head) = (world.sign_in("clerk").await, world.sign_in("head").await);
        let number = assigned(&world).await;
        follow(&world).await;
        assert_eq!(told(&clerk).await, ["assigned"]);
        assert_eq!(told(&head).await, ["assigned"]);
        for other in ["dispatcher", "housing", "street_clerk"] {
            assert_eq!(told(&world.sign_in(other).await).await, [""; 0], "{other}");
        }
        // What can be taken back stays in the house for a minute.
        assert_eq!(send(&world).await, 0);
        wait(&world, 61);
        // Another round, and another node that knows nothing of the first: nobody is told twice.
        follow(&world).await;
        follow(&world.another_node().await).await;
        assert_eq!(send(&world).await, 3);
        assert_eq!(send(&world).await, 0);

        let logins: Vec<Value> =
            webhook.taken().iter().map(|one| one.body["data"]["login"].clone()).collect();
        assert_eq!(logins.len(), 2);
        assert!(logins.contains(&json!("clerk")) && logins.contains(&json!("head")));
        let data = &webhook.taken()[0].body["data"];
        assert_eq!((&data["topic"], &data["number"]), (&json!("assigned"), &json!(number)));
        assert_eq!(data["link"], format!("https://12345.example.gov.cn/desk/matters/{number}"));

        let [message] = sms.taken().try_into().unwrap_or_else(|all| panic!("{all:?}"));
        assert_eq!(message.body["to"], "13900000001");
        let text = message.body["text"].as_str().unwrap();
        assert!(text.contains("已受理") && !text.contains("路灯"), "{text}");
        let link = text.rsplit('。').next().unwrap();
        let (page, code) = link.split_once('#').unwrap();
        assert_eq!(page, format!("https://12345.example.gov.cn/portal/matters/{number}"));
        let followed = world
            .resident()
            .send(
                axum::http::Method::GET,
                &format!("/public/matters/{number}"),
                &[("x-follow-code", code)],
                None,
            )
            .await
            .ok();
        assert_eq!(
            (&followed["number"], &followed["answer_only"]),
            (&json!(number), &json!(false))
        );

        // Read by matter, and by instant.
        assert_eq!((unread(&clerk).await, unread(&head).await), (1, 1));
        let read = json!({ "number": number });
        assert_eq!(clerk.post("/notifications/read", read).await.status, 204);
        assert_eq!((unread(&clerk).await, unread(&head).await), (0, 1));
        let up_to = json!({ "up_to": world.app.now() });
        assert_eq!(head.post("/notifications/read", up_to).await.status, 204);
        assert_eq!(unread(&head).await, 0);
        assert_eq!(head.get("/notifications?unread=true").await.ok()["notifications"], json!([]));
        clerk.post("/notifications/read", json!({})).await.refused(422, "invalid");
        let both = json!({ "number": number, "up_to": world.app.now() });
        clerk.post("/notifications/read", both).await.refused(422, "invalid");

        // From here on who works on it is told, and nobody of what was done by oneself.
        let share = sign_in_for(&clerk, &number).await;
        let mut ask = share.clone();
        ask["request"] = json!({ "kind": "extension", "by": "1wd" });
        ask["opinion"] = json!("等灯具到货");
        clerk.act(&number, "request", ask).await.ok();
        let mut grant = share;
        grant["granted"] = json!(true);
        grant["opinion"] = json!("同意");
        world.sign_in("dispatcher").await.act(&number, "decide", grant).await.ok();
        follow(&world).await;
        assert_eq!(told(&clerk).await, ["decided", "assigned"]);
        assert_eq!(told(&head).await, ["assigned"]);
        send(&world).await;
        assert!(sms.taken().last().unwrap().body["text"].as_str().unwrap().contains("期限"));
    });
}

#[test]
fn what_its_author_took_back_was_never_told_and_what_left_the_house_stands() {
    story(|world| async move {
        let (world, sms, webhook) = with_ways(&world).await;
        let (desk, clerk) = (world.sign_in("dispatcher").await, world.sign_in("clerk").await);
        let number = assigned(&world).await;
        follow(&world).await;
        assert_eq!(told(&clerk).await, ["assigned"]);
        desk.act(&number, "undo", json!({})).await.ok();
        follow(&world).await;
        assert_eq!(told(&clerk).await, [""; 0]);
        wait(&world, 61);
        assert_eq!(send(&world).await, 1, "that it was accepted stands");
        assert_eq!((sms.taken().len(), webhook.taken().len()), (1, 0));
        desk.act(&number, "undo", json!({})).await.refused(409, "seen_since");

        desk.act(&number, "assign", json!({ "lead": HOUSING })).await.ok();
        follow(&world).await;
        wait(&world, 61);
        assert_eq!(send(&world).await, 1);
        desk.act(&number, "undo", json!({})).await.refused(409, "seen_since");
    });
}

#[test]
fn what_nobody_takes_is_tried_again_under_one_id_given_up_and_sent_anew() {
    story(|world| async move {
        let (world, sms, _webhook) = with_ways(&world).await;
        let admin = world.sign_in("county").await;
        let (desk, number) = (world.sign_in("dispatcher").await, entered(&world).await);
        desk.act(&number, "accept", json!({})).await.ok();
        follow(&world).await;
        wait(&world, 61);
        sms.shut(true);
        for _ in 0..ATTEMPTS {
            send(&world).await;
            wait(&world, 48 * 3_600);
        }
        assert_eq!(sms.refused().len(), ATTEMPTS as usize);
        let ids: Vec<Value> = sms.refused().iter().map(|one| one.body["id"].clone()).collect();
        assert!(ids.iter().all(|id| *id == ids[0] && id.is_string()), "{ids:?}");

        let seen = admin.get("/deliveries").await.ok();
        let dead = &seen["dead"][0];
        assert_eq!((&dead["id"], &dead["number"]), (&ids[0], &json!(number)));
        assert_eq!((&dead["problem"], &dead["attempts"]), (&json!("refused"), &json!(ATTEMPTS)));
        assert_eq!((&seen["waiting"], &seen["ways"]), (&json!(0), &json!(["sms", "webhook"])));
        desk.get("/deliveries").await.refused(403, "forbidden");
        desk.post("/deliveries/replay", json!({})).await.refused(403, "forbidden");
        admin.post("/deliveries/replay", json!({ "ids": [] })).await.refused(422, "invalid");
        let none = json!({ "ids": [Uuid::nil()] });
        assert_eq!(admin.post("/deliveries/replay", none).await.ok()["count"], 0);

        sms.shut(false);
        until_morning(&world);
        let named = json!({ "ids": [dead["id"]] });
        assert_eq!(admin.post("/deliveries/replay", named).await.ok()["count"], 1);
        send(&world).await;
        assert_eq!(sms.taken()[0].body["id"], ids[0]);
        assert_eq!(admin.get("/deliveries").await.ok()["dead"], json!([]));
    });
}

/// Two nodes on one database; the one dies with what it took.
#[test]
fn what_a_node_died_with_is_sent_by_another_under_the_same_id() {
    story(|world| async move {
        let (world, _sms, webhook) = with_ways(&world).await;
        let other = world.another_node().await;
        for _ in 0..20 {
            assigned(&world).await;
        }
        let (one, two) = (world.app.now(), other.app.now());
        let (mut left, mut right) = (Follower::new(&world.app), Follower::new(&other.app));
        let (left, right) = tokio::join!(left.round(one), right.round(two));
        // On SQLite one may have waited for the other, on PostgreSQL both wrote.
        left.unwrap();
        right.unwrap();
        wait(&world, 61);
        let (area, write) = (world.app.book().areas()[0], world.app.store().write().await.unwrap());
        let taken =
            notification::claim(&write, area, Channel::Webhook, world.app.now(), 25).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(taken.len(), 25);
        // Some of them went out before it died, and nobody knows which.
        let sent = send(&other).await;
        assert_eq!(sent, 60 - 25);
        assert_eq!(send(&other).await, 0, "they are still lent");
        wait(&world, 61);
        send(&other).await;
        let mut ids: Vec<Value> =
            webhook.taken().iter().map(|one| one.id.clone().unwrap().into()).collect();
        assert_eq!(ids.len(), 40);
        ids.sort_by_key(Value::to_string);
        ids.dedup();
        assert_eq!(ids.len(), 40, "each once");
        for one in &taken {
            assert!(ids.contains(&json!(one.id)), "under the id it had");
        }
    });
}

#[test]
fn a_clock_that_turns_yellow_and_red_tells_who_works_on_it_and_then_the_head() {
    story(|world| async move {
        let (world, _sms, webhook) = with_ways(&world).await;
        let (clerk, head) = (world.sign_in("clerk").await, world.sign_in("head").await);
        let number = assigned(&world).await;
        sign_in_for(&clerk, &number).await;
        follow(&world).await;
        let before = told(&head).await.len();
        for _ in 0..24 * 12 {
            world.wait_hours(1);
            follow(&world).await;
        }
        let all = told(&clerk).await;
        assert!(all.contains(&"due_soon".to_owned()), "{all:?}");
        assert!(all.contains(&"overdue".to_owned()), "{all:?}");
        let of_head = told(&head).await;
        let new = &of_head[..of_head.len() - before];
        assert!(!new.is_empty() && new.iter().all(|topic| topic == "overdue"), "{new:?}");
        send(&world).await;
        let sent = webhook.taken();
        let overdue = sent.iter().filter(|one| one.body["data"]["topic"] == "overdue");
        assert!(overdue.count() >= 2);
        // Handed in, it presses nobody.
        let count = told(&clerk).await.len();
        follow(&world.another_node().await).await;
        assert_eq!(told(&clerk).await.len(), count, "another node tells nothing twice");
    });
}

#[test]
fn a_clock_that_an_undo_sets_going_again_turns_red() {
    story(|world| async move {
        let (world, _sms, _webhook) = with_ways(&world).await;
        let (clerk, desk) = (world.sign_in("clerk").await, world.sign_in("dispatcher").await);
        let number = entered(&world).await;
        desk.act(&number, "accept", json!({})).await.ok();
        desk.act(&number, "assign", json!({ "lead": URBAN })).await.ok();
        follow(&world).await;
        assert_eq!(told(&clerk).await, ["assigned"]);
        // Signed in, and taken back once the clock of the sign-in has turned yellow.
        sign_in_for(&clerk, &number).await;
        for _ in 0..24 * 3 {
            world.wait_hours(1);
            follow(&world).await;
        }
        let before = told(&clerk).await.iter().filter(|topic| *topic == "overdue").count();
        clerk.act(&number, "undo", json!({})).await.ok();
        follow(&world).await;
        for _ in 0..24 * 6 {
            world.wait_hours(1);
            follow(&world).await;
        }
        let after = told(&clerk).await.iter().filter(|topic| *topic == "overdue").count();
        assert!(after > before, "{before} and {after}");
    });
}

#[test]
fn a_power_cut_on_a_rest_night_wakes_who_is_on_duty_and_then_the_leader() {
    story(|world| async move {
        let (world, sms, webhook) = with_ways(&world).await;
        let book = world.app.book();
        let rest = loop {
            let now = book.calendar.zone().to_datetime(world.app.now());
            if now.hour() == 22 && !book.calendar.is_working(now.date()) {
                break now.date();
            }
            world.wait_hours(1);
        };
        let desk = world.sign_in("dispatcher").await;
        let fill = json!({
            "unit": STREET_OFFICE, "from": rest, "through": rest,
            "people": [account_of("street_clerk")], "leaders": [account_of("leader")],
        });
        desk.post("/roster/fill", fill).await.ok();
        let (street, leader) = (world.sign_in("street_clerk").await, world.sign_in("leader").await);
        // Hours of rest hold for everything else.
        let choice = json!({ "choice": {
            "off": ["on_duty"], "quiet": { "from": "21:00:00", "until": "08:00:00" },
        } });
        street.put("/notifications/choice", choice).await.ok();
        entered(&world).await;
        let mut cut = report();
        cut["urgency"] = json!("urgent");
        let intake = world.sign_in("intake").await;
        let cut = intake.post("/matters", cut).await.ok()["number"].as_str().unwrap().to_owned();
        follow(&world).await;
        assert_eq!(
            (told(&street).await, told(&leader).await),
            (vec!["on_duty".to_owned()], vec![])
        );
        assert_eq!(send(&world).await, 1);
        assert_eq!(webhook.taken()[0].body["data"]["login"], "street_clerk");

        desk.act(&cut, "accept", json!({})).await.ok();
        follow(&world).await;
        wait(&world, 31 * 60);
        follow(&world).await;
        assert_eq!(told(&leader).await, ["escalated"]);
        send(&world).await;
        assert_eq!(webhook.taken().last().unwrap().body["data"]["topic"], "escalated");
        assert_eq!(sms.taken().len(), 0, "the reporter sleeps");
        world.wait_hours(12);
        send(&world).await;
        assert_eq!(sms.taken().len(), 1);
        let count = told(&street).await.len();
        follow(&world).await;
        assert_eq!(told(&street).await.len(), count, "called once");
    });
}

#[test]
fn one_chooses_what_is_sent_and_an_address_with_stars_overwrites_nothing() {
    story(|world| async move {
        let (world, _sms, webhook) = with_ways(&world).await;
        let clerk = world.sign_in("clerk").await;
        let none = clerk.get("/notifications/choice").await.ok();
        assert_eq!((&none["mail"], &none["choice"]), (&Value::Null, &json!({})));
        assert_eq!((&none["sends_mail"], &none["sends_webhook"]), (&json!(false), &json!(true)));
        for (field, body) in [
            ("mail", json!({ "choice": {}, "mail": "nowhere" })),
            ("mail", json!({ "choice": {}, "mail": "a@b.cn\r\nBcc: c@d.cn" })),
            (
                "quiet",
                json!({ "choice": { "quiet": { "from": "08:00:00", "until": "08:00:00" } } }),
            ),
        ] {
            let refused = clerk.put("/notifications/choice", body).await.refused(422, "invalid");
            assert_eq!(refused["field"], field);
        }
        let kept = json!({ "choice": { "off": ["assigned"] }, "mail": "lihua@office.example" });
        let kept = clerk.put("/notifications/choice", kept).await.ok();
        assert_eq!(kept["mail"], "l***@office.example");
        let same = json!({ "choice": { "off": ["assigned"] }, "mail": kept["mail"] });
        clerk.put("/notifications/choice", same).await.ok();
        let row = notification::choice(
            world.app.store().read(),
            world.app.cipher().unwrap(),
            account_of("clerk"),
        )
        .await
        .unwrap();
        assert_eq!(row.mail.as_deref(), Some("lihua@office.example"));
        assigned(&world).await;
        follow(&world).await;
        assert_eq!(told(&clerk).await, ["assigned"], "in the house everything is told");
        wait(&world, 61);
        send(&world).await;
        let logins: Vec<Value> =
            webhook.taken().iter().map(|one| one.body["data"]["login"].clone()).collect();
        assert_eq!(logins, [json!("head")]);
    });
}

#[test]
fn a_reporter_who_wants_the_answer_alone_gets_that() {
    story(|world| async move {
        let (world, sms, _webhook) = with_ways(&world).await;
        let (desk, clerk) = (world.sign_in("dispatcher").await, world.sign_in("clerk").await);
        let intake = world.sign_in("intake").await;
        let entered = intake.post("/matters", report()).await.ok();
        let (number, code) =
            (entered["number"].as_str().unwrap(), entered["code"].as_str().unwrap());
        let resident = world.resident();
        let path = format!("/public/matters/{number}/messages");
        let wrong = [("x-follow-code", "0000-0000-0000-0000")];
        let body = || Some(json!({ "answer_only": true }));
        let put = axum::http::Method::PUT;
        resident.send(put.clone(), &path, &wrong, body()).await.refused(404, "not_found");
        let right = [("x-follow-code", code)];
        assert_eq!(resident.send(put, &path, &right, body()).await.status, 204);

        desk.act(number, "accept", json!({})).await.ok();
        desk.act(number, "assign", json!({ "lead": URBAN })).await.ok();
        sign_in_for(&clerk, number).await;
        follow(&world).await;
        wait(&world, 61);
        send(&world).await;
        assert_eq!(sms.taken().len(), 0);
        let question = json!({ "question": "几号楼？" });
        clerk.act(number, "ask-reporter", question).await.ok();
        follow(&world).await;
        send(&world).await;
        assert_eq!(sms.taken().len(), 1, "the answer waits for it");
    });
}

#[test]
fn what_failed_in_the_evening_waits_for_the_morning_and_what_is_no_longer_so_is_not_told() {
    story(|world| async move {
        let (world, sms, _webhook) = with_ways(&world).await;
        let clerk = world.sign_in("clerk").await;
        let intake = world.sign_in("intake").await;
        let made = intake.post("/matters", report()).await.ok();
        let number = made["number"].as_str().unwrap();
        let desk = world.sign_in("dispatcher").await;
        desk.act(number, "accept", json!({})).await.ok();
        desk.act(number, "assign", json!({ "lead": URBAN })).await.ok();
        sign_in_for(&clerk, number).await;
        follow(&world).await;
        wait(&world, 61);
        send(&world).await;
        assert_eq!(sms.taken().len(), 1);

        let zone = world.app.book().calendar.zone().clone();
        let evening = zone.to_datetime(world.app.now()).date().at(20, 59, 57, 0);
        let evening = zone.to_timestamp(evening).unwrap();
        world.app.clock().advance(evening.duration_since(world.app.now()));
        sms.shut(true);
        clerk.act(number, "ask-reporter", json!({ "question": "几号楼？" })).await.ok();
        follow(&world).await;
        send(&world).await;
        assert_eq!(sms.refused().len(), 1);
        sms.shut(false);
        wait(&world, 6);
        send(&world).await;
        wait(&world, 3_600);
        send(&world).await;
        assert_eq!(sms.taken().len(), 1, "it is night");
        let seen = world.sign_in("county").await.get("/deliveries").await.ok();
        assert_eq!(seen["waiting"], 1);

        // Answered in the night: in the morning nobody is asked any more.
        let right = [("x-follow-code", made["code"].as_str().unwrap())];
        let path = format!("/public/matters/{number}");
        let get = axum::http::Method::GET;
        let resident = world.resident();
        let followed = resident.send(get, &path, &right, None).await.ok();
        let reply = json!({ "question": followed["question"]["id"], "answer": "三号楼" });
        resident.post_with(&format!("{path}/reply"), &right, reply).await.ok();
        world.wait_hours(12);
        send(&world).await;
        assert_eq!(sms.taken().len(), 1);
        let seen = world.sign_in("county").await.get("/deliveries").await.ok();
        assert_eq!((&seen["waiting"], &seen["dead"]), (&json!(0), &json!([])));
    });
}

#[test]
fn what_waits_when_short_messages_are_switched_off_is_not_sent() {
    story(|world| async move {
        let (world, sms, _webhook) = with_ways(&world).await;
        let (desk, number) = (world.sign_in("dispatcher").await, entered(&world).await);
        desk.act(&number, "accept", json!({})).await.ok();
        follow(&world).await;
        wait(&world, 61);
        let off = world.with(json!({ "sms": { "url": sms.url, "key": "secret" } })).await;
        send(&off).await;
        assert_eq!(sms.taken().len(), 0);
    });
}

#[test]
fn who_may_not_see_a_matter_is_not_told_of_it_and_loses_what_was_told() {
    story(|world| async move {
        let (world, _sms, webhook) = with_ways(&world).await;
        let (desk, clerk) = (world.sign_in("dispatcher").await, world.sign_in("clerk").await);
        let number = assigned(&world).await;
        follow(&world).await;
        assert_eq!((told(&clerk).await.len(), unread(&clerk).await), (1, 1));
        let subjects = json!({ "accounts": [account_of("clerk")], "reason": "反映的就是他" });
        desk.act(&number, "name-subjects", subjects).await.ok();
        assert_eq!((told(&clerk).await.len(), unread(&clerk).await), (0, 0));
        wait(&world, 61);
        send(&world).await;
        let told_of: Vec<Value> =
            webhook.taken().iter().map(|one| one.body["data"]["login"].clone()).collect();
        assert!(!told_of.contains(&json!("clerk")), "{told_of:?}");
    });
}

#[test]
fn what_was_told_is_forgotten_after_its_time_and_an_order_from_above_tells_no_reporter() {
    story(|world| async move {
        let (world, sms, _webhook) = with_ways(&world).await;
        let (desk, clerk) = (world.sign_in("dispatcher").await, world.sign_in("clerk").await);
        let mut order = report();
        order["upstream"] = json!({ "source": "city", "number": "A1" });
        let intake = world.sign_in("intake").await;
        let order = intake.post("/matters", order).await.ok();
        let order = order["number"].as_str().unwrap();
        desk.act(order, "accept", json!({})).await.ok();
        desk.act(order, "assign", json!({ "lead": URBAN })).await.ok();
        follow(&world).await;
        wait(&world, 61);
        send(&world).await;
        assert_eq!((sms.taken().len(), told(&clerk).await.len()), (0, 1));
        world.wait_hours(24 * 91);
        timer::forget(&world.app, world.app.now()).await.unwrap();
        assert_eq!(told(&world.sign_in("clerk").await).await, [""; 0]);
    });
}

#[test]
fn mail_goes_out_by_a_real_server() {
    story(|world| async move {
        until_morning(&world);
        let mut mailbox = Mailbox::start().await;
        let mail = json!({ "url": mailbox.url, "from": "回声 <huisheng@office.example>" });
        let world = world.with(json!({ "mail": mail })).await;
        follow(&world).await;
        for (login, mail) in [("clerk", "lihua@office.example"), ("head", "nobody@office.example")]
        {
            let choice = json!({ "choice": {}, "mail": mail });
            world.sign_in(login).await.put("/notifications/choice", choice).await.ok();
        }
        let number = assigned(&world).await;
        follow(&world).await;
        wait(&world, 61);
        send(&world).await;
        let message = mailbox.next().await;
        assert_eq!(message["to"], json!(["lihua@office.example"]));
        let text = message["text"].as_str().unwrap();
        assert!(text.contains("Message-ID: <") && text.contains("@office.example>"), "{text}");
        assert!(text.contains("Content-Type: text/plain; charset=utf-8"), "{text}");
        let seen = world.sign_in("county").await.get("/deliveries").await.ok();
        let dead = &seen["dead"];
        assert_eq!(dead.as_array().unwrap().len(), 1, "nobody is there: it is not tried again");
        assert_eq!((&dead[0]["channel"], &dead[0]["number"]), (&json!("mail"), &json!(number)));
        assert_eq!(seen["ways"], json!(["mail"]));
    });
}
