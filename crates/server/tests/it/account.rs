//! The system administrator opens accounts in the own unit and below, the security administrator grants posts.

use huisheng_domain::id::UnitId;
use huisheng_store::account::{self, AccountRow};
use huisheng_store::book::example;
use huisheng_store::post::{self, PostRow};
use serde_json::{Value, json};

use crate::world::{PEOPLE, World, account_of, nobody, post_of, story};

fn wang() -> Value {
    json!({ "login": "wang.li", "name": "王丽", "unit": example::URBAN })
}

async fn sign_in(world: &World, login: &str, password: &str) -> crate::world::Answer {
    world.resident().post("/session", json!({ "login": login, "password": password })).await
}

/// Moves an account and its post to another unit behind everybody's back.
async fn put_under(world: &World, login: &str, unit: UnitId) {
    let id = account_of(login);
    let write = world.app.store().write().await.unwrap();
    let row = account::find_held(&write, id.uuid()).await.unwrap();
    account::upsert(&write, vec![AccountRow { unit: unit.uuid(), ..row }]).await.unwrap();
    let mut row: PostRow = post::find_held(&write, post_of(login)).await.unwrap();
    row.post.unit = unit;
    post::put(&write, vec![row]).await.unwrap();
    write.commit().await.unwrap();
    world.app.sessions().read_again(id);
}

#[test]
fn a_new_account_changes_its_password_before_anything_else() {
    story(|world| async move {
        let admin = world.sign_in("admin").await;
        let made = admin.post("/accounts", wang()).await.ok();
        let password = made["one_time_password"].as_str().unwrap();
        assert_eq!(made["account"]["unit_name"], "城市管理办公室");
        assert_eq!(made["account"]["must_change_password"], true);
        assert_eq!(made["account"]["posts"], json!([]));
        let me = sign_in(&world, "wang.li", password).await.ok();
        let wang = world.with_token(me["token"].as_str().unwrap());
        for path in ["/matters", "/units", "/reports", "/accounts"] {
            wang.get(path).await.refused(403, "password_change_needed");
        }
        assert_eq!(wang.get("/session").await.ok()["must_change_password"], true);
        let own = json!({ "old": password, "new": "a better password" });
        assert_eq!(wang.put("/session/password", own).await.status, 204);
        sign_in(&world, "wang.li", password).await.refused(401, "wrong_password");
        let me = sign_in(&world, "wang.li", "a better password").await.ok();
        let wang = world.with_token(me["token"].as_str().unwrap());
        // It may do nothing yet, but look after its own account.
        wang.post("/matters", crate::world::report()).await.refused(403, "no_post");
        wang.get("/sessions").await.ok();
        let posts = format!("/accounts/{}/posts", made["account"]["id"].as_str().unwrap());
        let post = json!({ "unit": example::URBAN, "roles": ["clerk"] });
        admin.post(&posts, post.clone()).await.refused(403, "forbidden");
        world.sign_in("security").await.post(&posts, post).await.ok();
        wang.post("/matters", crate::world::report()).await.ok();
    });
}

#[test]
fn an_account_is_made_with_a_name_of_its_own_in_a_unit_within_reach() {
    story(|world| async move {
        let admin = world.sign_in("admin").await;
        admin.post("/accounts", wang()).await.ok();
        admin.post("/accounts", wang()).await.refused(409, "login_taken");
        for (field, value) in [
            ("login", json!("w")),
            ("login", json!("wang li")),
            ("login", json!("路".repeat(65))),
            ("name", json!(" ")),
            ("name", json!("王\n丽")),
            ("unit", json!(example::COUNTY_DESK)),
            ("unit", json!(nobody())),
        ] {
            let mut body = wang();
            body["login"] = json!("wang.er");
            body[field] = value;
            let refused = admin.post("/accounts", body).await.refused(422, "invalid");
            assert_eq!(refused["field"], field);
        }
        for body in [json!({}), json!([]), json!({ "roles": ["clerk"] })] {
            admin.post("/accounts", body).await.refused(400, "bad_body");
        }
        for other in ["clerk", "security", "audit"] {
            let other = world.sign_in(other).await;
            other.post("/accounts", wang()).await.refused(403, "forbidden");
        }
    });
}

#[test]
fn nobody_changes_the_own_account_or_one_of_a_unit_above() {
    story(|world| async move {
        let (admin, security) = (world.sign_in("admin").await, world.sign_in("security").await);
        for (who, login) in [(&admin, "admin"), (&security, "security")] {
            let own = format!("/accounts/{}", account_of(login));
            for body in [
                json!({ "unit": example::URBAN }),
                json!({ "active": false }),
                json!({ "reset_password": true }),
                json!({ "name": "赵管" }),
            ] {
                who.put(&own, body).await.refused(403, "own_account");
            }
        }
        let above = format!("/accounts/{}", account_of("supervisor"));
        security.put(&above, json!({ "unlock": true })).await.refused(404, "not_found");
        admin.put(&above, json!({ "active": false })).await.refused(404, "not_found");
        let clerk = format!("/accounts/{}", account_of("clerk"));
        let up = json!({ "unit": example::COUNTY_DESK });
        admin.put(&clerk, up).await.refused(422, "invalid");
        security.put("/accounts/not-an-id", json!({})).await.refused(404, "not_found");
        // Neither does what is for the other, and a third does neither.
        for body in [json!({ "unlock": true }), json!({ "reset_password": true })] {
            admin.put(&clerk, body).await.refused(403, "forbidden");
        }
        for body in [
            json!({ "active": false }),
            json!({ "name": "赵管" }),
            json!({ "unit": example::URBAN }),
        ] {
            security.put(&clerk, body).await.refused(403, "forbidden");
        }
        let audit = world.sign_in("audit").await;
        audit.put(&clerk, json!({ "unlock": true })).await.refused(403, "forbidden");
        put_under(&world, "security", example::URBAN).await;
        security.put(&clerk, json!({ "unlock": true })).await.ok();
        let housing = format!("/accounts/{}", account_of("housing"));
        security.put(&housing, json!({ "unlock": true })).await.refused(404, "not_found");
        let seen = security.get("/accounts").await.ok();
        let logins: Vec<&str> = seen["accounts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|account| account["login"].as_str().unwrap())
            .collect();
        assert_eq!(logins, ["clerk", "head", "security"]);
    });
}

#[test]
fn a_change_holds_from_the_next_request_on() {
    story(|world| async move {
        let (admin, clerk) = (world.sign_in("admin").await, world.sign_in("clerk").await);
        let security = world.sign_in("security").await;
        let account = format!("/accounts/{}", account_of("clerk"));
        let change = json!({ "name": "王丽" });
        admin.put(&account, change).await.ok();
        assert_eq!(clerk.get("/session").await.ok()["name"], "王丽");
        let reset = security.put(&account, json!({ "reset_password": true })).await.ok();
        clerk.get("/session").await.refused(401, "not_signed_in_here");
        let password = reset["one_time_password"].as_str().unwrap();
        let me = sign_in(&world, "clerk", password).await.ok();
        assert_eq!(me["must_change_password"], true);
        admin.put(&account, json!({ "active": false })).await.ok();
        let clerk = world.with_token(me["token"].as_str().unwrap());
        clerk.get("/session").await.refused(401, "not_signed_in_here");
        sign_in(&world, "clerk", password).await.refused(401, "wrong_password");
        admin.put(&account, json!({ "active": true })).await.ok();
        sign_in(&world, "clerk", password).await.ok();
    });
}

#[test]
fn accounts_come_page_by_page() {
    story(|world| async move {
        let admin = world.sign_in("admin").await;
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = admin.get(&format!("/accounts?limit=2{after}")).await.ok();
            for account in page["accounts"].as_array().unwrap() {
                seen.push(account["login"].as_str().unwrap().to_owned());
            }
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        // All but those of the county's desk above.
        let above = |unit| unit == example::COUNTY_DESK;
        let mut all: Vec<&str> =
            PEOPLE.iter().filter(|(_, unit, _)| !above(*unit)).map(|(login, ..)| *login).collect();
        all.sort_unstable();
        assert_eq!(seen, all);
        let below = admin.get(&format!("/accounts?unit={}", example::URBAN)).await.ok();
        assert_eq!(below["accounts"].as_array().unwrap().len(), 2);
        admin.get("/accounts?limit=0").await.refused(422, "invalid");
    });
}
