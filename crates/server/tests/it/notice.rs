//! A notice is written at the desk, read by everybody, changed and ended; who did what stays.

use axum::http::Method;
use huisheng_store::book::example;
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Answer, Person, World, story};

fn id(nth: u128) -> String {
    Uuid::from_u128(nth).to_string()
}

/// A notice that stands from an hour ago for a day.
fn body(world: &World, title: &str) -> Value {
    let now = world.app.now();
    let at = |hours: i64| (now + SignedDuration::from_hours(hours)).to_string();
    json!({
        "kind": "outage", "title": title, "text": "检修管道。\n\n请提前储水。",
        "page": "grid", "from": at(-1), "until": at(24),
    })
}

async fn put(person: &Person, id: &str, version: Option<i64>, body: Value) -> Answer {
    let tag = version.map(|version| format!("\"{version}\""));
    let headers: Vec<_> = tag.iter().map(|tag| ("if-match", tag.as_str())).collect();
    person.send(Method::PUT, &format!("/notices/{id}"), &headers, Some(body)).await
}

async fn read(world: &World, query: &str) -> Vec<String> {
    let told = world.resident().get(&format!("/public/notices{query}")).await.ok();
    let title = |one: &Value| one["title"].as_str().unwrap().to_owned();
    told.as_array().unwrap().iter().map(title).collect()
}

#[test]
fn a_notice_is_published_read_changed_and_ended() {
    story(|world| async move {
        let county = world.sign_in("county_dispatcher").await;
        let first = body(&world, "停水检修");
        let made = put(&county, &id(1), None, first.clone()).await.ok();
        assert_eq!((&made["version"], &made["may_change"]), (&json!(1), &json!(true)), "{made}");
        assert_eq!(read(&world, "").await, ["停水检修"]);
        let told = &world.resident().get("/public/notices").await.ok()[0];
        assert_eq!((&told["kind"], &told["page"]), (&json!("outage"), &json!("grid")));
        assert!(!told["unit"].as_str().unwrap().is_empty() && told.get("account").is_none());

        // The answer was lost, and it is sent again.
        assert_eq!(put(&county, &id(1), None, first).await.ok(), made);
        let changed = body(&world, "停水改期");
        let blind = put(&county, &id(1), None, changed.clone()).await.refused(412, "stale");
        assert_eq!(blind["facts"]["version"], 1);
        let after = put(&county, &id(1), Some(1), changed.clone()).await.ok();
        assert_eq!(after["version"], 2);
        let late = put(&county, &id(1), Some(1), body(&world, "又改")).await;
        assert_eq!(late.refused(412, "stale")["facts"]["changed"][0]["version"], 2);
        assert_eq!(read(&world, "").await, ["停水改期"]);

        let ended = county.post(&format!("/notices/{}/end", id(1)), json!({})).await.ok();
        assert_eq!(ended["version"], 3);
        let again = county.post(&format!("/notices/{}/end", id(1)), json!({})).await.ok();
        assert_eq!(again["version"], 3, "it is over");
        assert_eq!(read(&world, "").await, Vec::<String>::new());
        let list = county.get("/notices").await.ok();
        assert_eq!(list["notices"], json!([]));
        let over = county.get("/notices?over=true").await.ok();
        assert_eq!(over["notices"][0]["id"], json!(id(1)));

        let all = county.get(&format!("/notices/{}/versions", id(1))).await.ok();
        let told: Vec<_> =
            all.as_array().unwrap().iter().map(|one| (&one["version"], &one["by"])).collect();
        let by = json!("county_dispatcher");
        assert_eq!(told, [(&json!(1), &by), (&json!(2), &by), (&json!(3), &by)]);
        assert_eq!(all[0]["notice"]["title"], "停水检修");
        county.get(&format!("/notices/{}/versions", id(9))).await.refused(404, "not_found");
    });
}

#[test]
fn what_cannot_be_published_is_named() {
    story(|world| async move {
        let county = world.sign_in("county_dispatcher").await;
        let long_ago = world.app.now() - SignedDuration::from_hours(1);
        for (field, value) in [
            ("title", json!(" ")),
            ("title", json!("长".repeat(61))),
            ("text", json!("")),
            ("until", json!(long_ago)),
            ("division", json!(id(77))),
        ] {
            let mut wrong = body(&world, "停水检修");
            wrong[field] = value;
            let refused = put(&county, &id(2), None, wrong).await.refused(422, "invalid");
            assert_eq!(refused["field"], field);
        }
        assert_eq!(read(&world, "").await, Vec::<String>::new());
        world.resident().get("/public/notices?area=12").await.refused(422, "invalid");
    });
}

#[test]
fn a_street_writes_for_its_own_and_is_read_there() {
    story(|world| async move {
        let (county, street) =
            (world.sign_in("county_dispatcher").await, world.sign_in("admin").await);
        let whole = body(&world, "全区通知");
        put(&street, &id(1), None, whole.clone()).await.refused(403, "forbidden");
        put(&county, &id(1), None, whole).await.ok();
        let mut own = body(&world, "街道通知");
        own["division"] = json!(example::STREET);
        own["from"] = json!(world.app.now());
        put(&street, &id(2), None, own.clone()).await.ok();
        let mut community = own.clone();
        community["title"] = json!("社区通知");
        community["division"] = json!(example::COMMUNITY_A);
        let desk = world.sign_in("community_desk").await;
        put(&desk, &id(3), None, own).await.refused(403, "forbidden");
        put(&desk, &id(3), None, community).await.ok();
        // The newest first; what is for a place, around it or in it.
        assert_eq!(read(&world, "").await.len(), 3);
        let at = |division| {
            format!("?division={}", serde_json::to_value(division).unwrap().as_str().unwrap())
        };
        assert_eq!(read(&world, &at(example::COMMUNITY_A)).await.len(), 3);
        let other = read(&world, &at(example::COMMUNITY_B)).await;
        assert_eq!(other, ["街道通知", "全区通知"]);
        // The street sees the community's, and the county's without changing it.
        let seen = street.get("/notices").await.ok();
        let seen: Vec<_> = seen["notices"].as_array().unwrap().iter().collect();
        let may = |title: &str| {
            let one = seen.iter().find(|one| one["notice"]["title"] == title).unwrap();
            one["may_change"].as_bool().unwrap()
        };
        assert_eq!([may("社区通知"), may("街道通知"), may("全区通知")], [true, true, false]);
        street.post(&format!("/notices/{}/end", id(1)), json!({})).await.refused(403, "forbidden");
        for login in ["clerk", "intake", "callback"] {
            let other = world.sign_in(login).await;
            other.get("/notices").await.refused(403, "forbidden");
            put(&other, &id(4), None, body(&world, "不行")).await.refused(403, "forbidden");
        }
    });
}

#[test]
fn it_stands_from_its_day_to_its_end() {
    story(|world| async move {
        let county = world.sign_in("county").await;
        let mut coming = body(&world, "明天停电");
        let now = world.app.now();
        coming["from"] = json!(now + SignedDuration::from_hours(5));
        put(&county, &id(1), None, coming).await.ok();
        assert_eq!(read(&world, "").await, Vec::<String>::new());
        world.wait_hours(6);
        assert_eq!(read(&world, "").await, ["明天停电"]);
        world.wait_hours(20);
        assert_eq!(read(&world, "").await, Vec::<String>::new());
    });
}
