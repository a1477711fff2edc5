//! How grids are staffed, by the template that their area follows.

use huisheng_store::book::example;
use serde_json::{Value, json};

use crate::world::{account_of, post_of, story};

const PATH: &str = "/areas/370213/staffing";

/// Of each need of a grid what is missing.
fn missing(seen: &Value, grid: &str) -> Vec<u64> {
    let grids = seen["grids"].as_array().unwrap();
    let found = grids.iter().find(|one| one["name"] == grid).unwrap();
    let needs = found["needs"].as_array().unwrap();
    needs.iter().map(|need| need["missing"].as_u64().unwrap()).collect()
}

#[test]
fn what_a_grid_has_is_counted_from_posts() {
    story(|world| async move {
        let (county, security) = (world.sign_in("county").await, world.sign_in("security").await);
        let seen = county.get(PATH).await.ok();
        assert_eq!(
            (&seen["template"]["code"], &seen["may_choose"]),
            (&json!("1+1+N"), &json!(true))
        );
        assert_eq!(missing(&seen, "和美第一网格"), [1, 1, 1]);
        let works =
            json!({ "begins": "2020-01-01", "grids": [example::GRID_A], "force": "grid_worker" });
        security.put(&format!("/posts/{}", post_of("grid")), works).await.ok();
        let head = json!({
            "unit": example::UNIT_A, "roles": ["clerk"], "title": "网格长", "grids": [example::GRID_A],
        });
        security.post(&format!("/accounts/{}/posts", account_of("grid")), head).await.ok();
        let elsewhere = json!({ "begins": "2020-01-01", "grids": [example::GRID_B] });
        let refused = security.put(&format!("/posts/{}", post_of("grid")), elsewhere).await;
        assert_eq!(refused.refused(422, "invalid")["field"], "grids");
        let seen = county.get(PATH).await.ok();
        assert_eq!(missing(&seen, "和美第一网格"), [0, 0, 1]);
        assert_eq!(missing(&seen, "海景第一网格"), [1, 1, 1]);
        // A street sees its own, a community its own; a clerk sees none of it.
        let leader = world.sign_in("leader").await;
        assert_eq!(leader.get(PATH).await.ok()["grids"].as_array().unwrap().len(), 2);
        let of_b = format!("{PATH}?division={}", example::COMMUNITY_B);
        assert_eq!(leader.get(&of_b).await.ok()["grids"].as_array().unwrap().len(), 1);
        let community = world.sign_in("community").await;
        let seen = community.get(PATH).await.ok();
        assert_eq!(
            (seen["grids"].as_array().unwrap().len(), &seen["may_choose"]),
            (1, &json!(false))
        );
        world.sign_in("clerk").await.get(PATH).await.refused(403, "forbidden");
        county.get("/areas/999999/staffing").await.refused(404, "not_found");
        // Another template for the area.
        let other = json!({ "template": "1+3+N" });
        community.put(PATH, other.clone()).await.refused(403, "forbidden");
        county.put(PATH, json!({ "template": "1+2" })).await.refused(422, "invalid");
        assert_eq!(county.put(PATH, other).await.status, 204);
        let seen = county.get(PATH).await.ok();
        assert_eq!(missing(&seen, "和美第一网格")[..4], [0, 1, 1, 1]);
    });
}
