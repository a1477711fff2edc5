//! Posts: granted by the security administrator, held for a time, acted in one at a time, stood in for.

use huisheng_store::book::example;
use jiff::ToSpan;
use serde_json::{Value, json};

use crate::world::{Person, World, account_of, post_of, report, story};

/// The day so many days from today.
fn day(world: &World, days: i64) -> String {
    world.app.today(world.app.now()).checked_add(days.days()).unwrap().to_string()
}

fn posts(login: &str) -> String {
    format!("/accounts/{}/posts", account_of(login))
}

fn stand_in(login: &str) -> String {
    format!("/posts/{}/stand-in", post_of(login))
}

async fn entered(who: &Person, address: &str) -> String {
    let mut said = report();
    said["address"] = json!(address);
    who.post("/matters", said).await.ok()["number"].as_str().unwrap().to_owned()
}

async fn listed(who: &Person) -> usize {
    who.get("/matters").await.ok()["matters"].as_array().unwrap().len()
}

/// What the trail tells of a kind, the latest first.
async fn told(world: &World, kind: &str) -> Vec<Value> {
    let audit = world.sign_in("county_audit").await;
    let page = audit.get(&format!("/audit/entries?kind={kind}")).await.ok();
    page["entries"].as_array().unwrap().clone()
}

#[test]
fn somebody_with_two_posts_acts_in_one_at_a_time() {
    story(|world| async move {
        let security = world.sign_in("security").await;
        let second = json!({ "unit": example::STREET_OFFICE, "roles": ["dispatcher"], "title": " 值班派单 " });
        let made = security.post(&posts("clerk"), second).await.ok();
        assert_eq!((&made["title"], &made["held"]), (&json!("值班派单"), &json!(true)));
        let number = entered(&world.sign_in("intake").await, "和美小区3号楼").await;
        let clerk = world.sign_in("clerk").await;
        let me = clerk.get("/session").await.ok();
        assert_eq!(me["posts"].as_array().unwrap().len(), 2);
        assert_eq!((&me["acting"], &me["roles"]), (&json!(post_of("clerk")), &json!(["clerk"])));
        // What the other post may do, this one may not: neither see it nor do it.
        assert_eq!(listed(&clerk).await, 0);
        clerk.act(&number, "accept", json!({})).await.refused(404, "not_found");
        let other = json!({ "post": made["id"] });
        let me = clerk.put("/session/post", other.clone()).await.ok();
        assert_eq!((&me["acting"], &me["unit"]), (&made["id"], &json!(example::STREET_OFFICE)));
        assert_eq!(listed(&clerk).await, 1);
        clerk.act(&number, "accept", json!({})).await.ok();
        // The next sign-in begins in it; a session that runs stays where it is.
        let again = world.sign_in("clerk").await;
        assert_eq!(again.get("/session").await.ok()["acting"], made["id"]);
        let own = json!({ "post": post_of("clerk") });
        again.put("/session/post", own).await.ok();
        assert_eq!(clerk.get("/session").await.ok()["acting"], made["id"]);
        let of_another = json!({ "post": post_of("head") });
        clerk.put("/session/post", of_another).await.refused(404, "not_found");
        // A program acts in the post in which its token was made, and changes none.
        let token = json!({ "name": "大屏", "scopes": ["read", "act"], "days": 9 });
        let token = clerk.post("/tokens", token).await.ok();
        let program = world.with_token(token["token"].as_str().unwrap());
        clerk.put("/session/post", json!({ "post": post_of("clerk") })).await.ok();
        assert_eq!((listed(&program).await, listed(&clerk).await), (1, 0));
        program.put("/session/post", other).await.refused(403, "beyond_token");
        program.get(&stand_in("clerk")).await.refused(403, "beyond_token");
        assert_eq!(told(&world, "post_taken").await.len(), 3);
    });
}

/// A leak of peers: who left a post goes on in it as long as nobody signs in anew.
#[test]
fn permission_by_stale_post() {
    story(|world| async move {
        let security = world.sign_in("security").await;
        let number = entered(&world.sign_in("intake").await, "和美小区3号楼").await;
        let dispatcher = world.sign_in("dispatcher").await;
        let token = json!({ "name": "大屏", "scopes": ["read"], "days": 9 });
        let token = dispatcher.post("/tokens", token).await.ok();
        let program = world.with_token(token["token"].as_str().unwrap());
        let path = format!("/posts/{}", post_of("dispatcher"));
        let term = |ends: String| json!({ "begins": "2020-01-01", "ends": ends });
        let kept = security.put(&path, term(day(&world, 1))).await.ok();
        assert_eq!((&kept["held"], &kept["ends"]), (&json!(true), &json!(day(&world, 1))));
        assert_eq!((listed(&dispatcher).await, listed(&program).await), (1, 1));
        // Midnight passes.
        world.wait_hours(24);
        let matter = format!("/matters/{number}");
        for path in ["/matters", "/queues", "/reports", "/events", "/units", matter.as_str()] {
            for who in [&dispatcher, &program] {
                let refused = who.get(path).await.refused(403, "no_post");
                assert!(refused["zh"]["remedy"].as_str().unwrap().contains("安全管理员"));
            }
        }
        dispatcher.act(&number, "accept", json!({})).await.refused(403, "no_post");
        let me = dispatcher.get("/session").await.ok();
        assert_eq!((&me["posts"], &me["roles"]), (&json!([]), &json!([])));
        // Another post does not open by itself where one was in use: it is chosen.
        let clerk = json!({ "unit": example::STREET_OFFICE, "roles": ["clerk"] });
        let clerk = security.post(&posts("dispatcher"), clerk).await.ok();
        dispatcher.get("/matters").await.refused(403, "post_over");
        dispatcher.put("/session/post", json!({ "post": clerk["id"] })).await.ok();
        assert_eq!(listed(&dispatcher).await, 1);
        dispatcher.act(&number, "accept", json!({})).await.refused(403, "not_allowed");
        program.get("/matters").await.refused(403, "post_over");
        // Ended today, it is over at once, on the node that was told and within ten seconds on others.
        let path = format!("/posts/{}", clerk["id"].as_str().unwrap());
        let now = json!({ "begins": day(&world, 0), "ends": day(&world, 0) });
        security.put(&path, now).await.ok();
        dispatcher.get("/matters").await.refused(403, "no_post");
        // What begins later opens on its day.
        let later = json!({ "unit": example::STREET_OFFICE, "roles": ["dispatcher"], "begins": day(&world, 2) });
        security.post(&posts("dispatcher"), later).await.ok();
        let fresh = world.sign_in("dispatcher").await;
        fresh.get("/matters").await.refused(403, "no_post");
        world.wait_hours(48);
        assert_eq!(listed(&fresh).await, 1);
    });
}

#[test]
fn what_is_not_granted() {
    story(|world| async move {
        let security = world.sign_in("security").await;
        let new = |roles: Value| json!({ "unit": example::URBAN, "roles": roles });
        for (change, status, code, field) in [
            (new(json!(["audit_administrator"])), 422, "posts_apart", "roles"),
            (new(json!(["clerk"])), 422, "post_overlaps", "begins"),
            (new(json!([])), 422, "post_empty", "roles"),
            (json!({ "unit": example::COUNTY_DESK, "roles": ["head"] }), 422, "invalid", "unit"),
        ] {
            let refused = security.post(&posts("clerk"), change).await.refused(status, code);
            assert_eq!(refused["field"], field);
        }
        let with = |key: &str, value: Value| {
            let mut new = new(json!(["head"]));
            new[key] = value;
            new
        };
        for (change, code, field) in [
            (with("ends", json!("2020-01-01")), "post_ends_before_begins", "ends"),
            (with("title", json!("长".repeat(41))), "invalid", "title"),
            (with("places", json!([example::COUNTY])), "invalid", "places"),
            (with("grids", json!([crate::world::nobody()])), "invalid", "grids"),
        ] {
            let refused = security.post(&posts("clerk"), change).await.refused(422, code);
            assert_eq!(refused["field"], field);
        }
        security
            .post(&posts("clerk"), with("begins", json!("morgen")))
            .await
            .refused(400, "bad_body");
        // Not to oneself, not above, not by another administrator.
        security.post(&posts("security"), new(json!(["head"]))).await.refused(403, "own_account");
        let own = json!({ "begins": "2020-01-01" });
        security
            .put(&format!("/posts/{}", post_of("security")), own)
            .await
            .refused(403, "own_account");
        security.post(&posts("supervisor"), new(json!(["head"]))).await.refused(404, "not_found");
        security.get(&posts("supervisor")).await.refused(404, "not_found");
        let admin = world.sign_in("admin").await;
        admin.post(&posts("clerk"), new(json!(["head"]))).await.refused(403, "forbidden");
        assert_eq!(admin.get(&posts("clerk")).await.ok().as_array().unwrap().len(), 1);
        world.sign_in("clerk").await.get(&posts("clerk")).await.refused(403, "forbidden");
        // What was granted shows with the account, and in the trail.
        security.post(&posts("clerk"), new(json!(["head"]))).await.ok();
        let page = security.get(&format!("/accounts?unit={}", example::URBAN)).await.ok();
        assert_eq!(page["accounts"][0]["posts"].as_array().unwrap().len(), 2);
        let granted = told(&world, "post_granted").await;
        assert_eq!((granted.len(), &granted[0]["details"]["login"]), (1, &json!("clerk")));
    });
}

#[test]
fn a_leader_sees_the_communities_that_the_post_is_assigned_to() {
    story(|world| async move {
        let (security, intake) =
            (world.sign_in("security").await, world.sign_in("county_intake").await);
        let here = entered(&intake, "和美小区3号楼").await;
        let there = entered(&intake, "海景小区1号楼").await;
        let leader = world.sign_in("leader").await;
        assert_eq!(listed(&leader).await, 2);
        let path = format!("/posts/{}", post_of("leader"));
        let assigned = |places: Value| json!({ "begins": "2020-01-01", "places": places });
        let kept = security.put(&path, assigned(json!([example::COMMUNITY_A]))).await.ok();
        assert_eq!(kept["place_names"], json!(["和美社区"]));
        assert_eq!(listed(&leader).await, 1);
        leader.get(&format!("/matters/{here}")).await.ok();
        leader.get(&format!("/matters/{there}")).await.refused(404, "not_found");
        assert_eq!(leader.get("/reports").await.ok()["total"]["received"], 1);
        let both = json!([example::COMMUNITY_A, example::COMMUNITY_B]);
        security.put(&path, assigned(both)).await.ok();
        assert_eq!(listed(&leader).await, 2);
        assert_eq!(leader.get("/reports").await.ok()["total"]["received"], 2);
    });
}

#[test]
fn a_colleague_stands_in_for_who_is_away() {
    story(|world| async move {
        let (clerk, head) = (world.sign_in("clerk").await, world.sign_in("head").await);
        let away = |world: &World, who: &str, days: i64| json!({ "account": account_of(who), "ends": day(world, days) });
        let seen = head.get(&stand_in("head")).await.ok();
        let named = |list: &Value| {
            let names = list.as_array().unwrap().iter();
            names.map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let colleagues = named(&seen["colleagues"]);
        assert!(
            colleagues.contains(&"clerk".to_owned()) && colleagues.contains(&"leader".to_owned())
        );
        assert!(
            !colleagues.contains(&"head".to_owned()) && !colleagues.contains(&"housing".to_owned())
        );
        let ask =
            async |who: &str, days| head.post(&stand_in("head"), away(&world, who, days)).await;
        ask("head", 7).await.refused(422, "stand_in_oneself");
        ask("housing", 7).await.refused(422, "stand_in_out_of_line");
        ask("clerk", 91).await.refused(422, "stand_in_too_long");
        ask("clerk", 0).await.refused(422, "post_ends_before_begins");
        ask("admin", 7).await.refused(422, "posts_apart");
        ask("nobody", 7).await.refused(422, "invalid");
        let made = ask("clerk", 7).await.ok();
        assert_eq!(made["stands_in_for"]["name"], "head");
        assert_eq!((&made["roles"], &made["unit"]), (&json!(["head"]), &json!(example::URBAN)));
        ask("clerk", 7).await.refused(422, "post_overlaps");
        let me = clerk.get("/session").await.ok();
        assert_eq!(me["posts"][1]["stands_in_for"]["name"], "head");
        // Neither does a stand-in name one, nor anybody else.
        let id = made["id"].as_str().unwrap();
        let again = format!("/posts/{id}/stand-in");
        clerk
            .post(&again, away(&world, "street_clerk", 5))
            .await
            .refused(422, "stand_in_of_stand_in");
        clerk.put("/session/post", json!({ "post": id })).await.ok();
        clerk
            .post(&stand_in("head"), away(&world, "street_clerk", 5))
            .await
            .refused(404, "not_found");
        assert_eq!(clerk.get("/session").await.ok()["roles"], json!(["head"]));
        assert_eq!(named(&head.get(&stand_in("head")).await.ok()["stand_ins"]), ["clerk"]);
        // Back early.
        let end = async |who: &Person, login: &str| {
            who.send(axum::http::Method::DELETE, &stand_in(login), &[], None).await
        };
        assert_eq!(end(&head, "head").await.status, 204);
        clerk.get("/matters").await.refused(403, "post_over");
        assert_eq!(told(&world, "stand_in_named").await.len(), 1);
        assert_eq!(told(&world, "stand_in_ended").await.len(), 1);
        // Nobody stands in for a post longer than it is held.
        let security = world.sign_in("security").await;
        security.post(&stand_in("head"), away(&world, "street_clerk", 30)).await.ok();
        let over = json!({ "begins": "2020-01-01", "ends": day(&world, 3) });
        security.put(&format!("/posts/{}", post_of("head")), over).await.ok();
        let street = security.get(&posts("street_clerk")).await.ok();
        assert_eq!(street[1]["ends"], json!(day(&world, 3)));
        // Of an administrator's post it is granted, never by the holder, and to who holds nothing else.
        let admin = world.sign_in("admin").await;
        admin.post(&stand_in("admin"), away(&world, "clerk", 7)).await.refused(403, "forbidden");
        security
            .post(&stand_in("admin"), away(&world, "clerk", 7))
            .await
            .refused(422, "posts_apart");
        security
            .post(&stand_in("security"), away(&world, "clerk", 7))
            .await
            .refused(403, "forbidden");
    });
}

/// Nobody of another office stands in at a desk, and who does acts under the own name: whoever may not do two steps of a matter may not do them this way either.
#[test]
fn a_stand_in_is_no_second_person() {
    story(|world| async move {
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let clerk = world.sign_in("clerk").await;
        let number = entered(&intake, "和美小区3号楼").await;
        dispatcher.act(&number, "accept", json!({})).await.ok();
        dispatcher.act(&number, "assign", json!({ "lead": example::URBAN })).await.ok();
        let seen = clerk.get(&format!("/matters/{number}")).await.ok();
        let lead = seen["assignments"][0]["id"].clone();
        clerk.act(&number, "sign-in", json!({ "assignment": lead })).await.ok();
        let request = json!({ "kind": "extension", "by": "2wd" });
        let asked = json!({ "assignment": lead, "request": request, "opinion": "备件在途" });
        clerk.act(&number, "request", asked).await.ok();
        let away = json!({ "account": account_of("clerk"), "ends": day(&world, 7) });
        let refused = dispatcher.post(&stand_in("dispatcher"), away).await;
        refused.refused(422, "stand_in_out_of_line");
        // Not by a post that is granted either.
        let desk = json!({
            "unit": example::STREET_OFFICE, "roles": ["dispatcher"], "begins": day(&world, 0),
        });
        let made = world.sign_in("security").await.post(&posts("clerk"), desk).await.ok();
        clerk.put("/session/post", json!({ "post": made["id"] })).await.ok();
        let granted = json!({ "assignment": lead, "granted": true, "opinion": "同意" });
        clerk.act(&number, "decide", granted.clone()).await.refused(403, "own_request");
        dispatcher.act(&number, "decide", granted).await.ok();
    });
}

#[test]
fn the_staff_of_a_unit_are_who_is_at_home_there_and_who_holds_a_post_there() {
    story(|world| async move {
        let (intake, security) = (world.sign_in("intake").await, world.sign_in("security").await);
        let path = format!("/units/{}/staff", example::URBAN);
        let names = async || {
            let all = intake.get(&path).await.ok();
            let all = all.as_array().unwrap().iter();
            all.map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names().await, ["clerk", "head"]);
        let later = json!({ "unit": example::URBAN, "roles": ["clerk"], "begins": day(&world, 1) });
        security.post(&posts("housing"), later).await.ok();
        assert_eq!(names().await, ["clerk", "head"], "it begins tomorrow");
        world.wait_hours(24);
        assert_eq!(names().await, ["clerk", "head", "housing"]);
        // At home and in a post: once.
        let second = json!({ "unit": example::URBAN, "roles": ["head"] });
        security.post(&posts("clerk"), second).await.ok();
        assert_eq!(names().await.len(), 3);
    });
}
