//! A draft of the responsibility list, tried on what came in.

use huisheng_domain::responsibility::UnitRef;
use huisheng_store::book::example;
use huisheng_store::responsibility::{self, list};
use serde_json::{Value, json};

use crate::world::{World, report, story};

/// Version 4: lamps go to housing, leaks to nobody.
async fn draft(world: &World) {
    let (_, mut rows) = example::contents().responsibilities;
    rows.retain(|row| row.id != example::ROW_LEAKS && row.id != example::ROW_HOMES);
    for row in &mut rows {
        row.lead = UnitRef::Unit { unit: example::HOUSING };
    }
    let version = list::ResponsibilityListRow {
        version: 4,
        name: "征求意见稿".to_owned(),
        published_at: None,
    };
    let write = world.app.store().write().await.unwrap();
    list::upsert(&write, vec![version]).await.unwrap();
    responsibility::put(&write, 4, &rows).await.unwrap();
    write.commit().await.unwrap();
}

async fn assigned(world: &World, category: Value, lead: Value) {
    let (intake, dispatcher) = (world.sign_in("intake").await, world.sign_in("dispatcher").await);
    let mut said = report();
    said["category"] = category;
    let number = intake.post("/matters", said).await.ok()["number"].as_str().unwrap().to_owned();
    dispatcher.act(&number, "accept", json!({})).await.ok();
    dispatcher.act(&number, "assign", json!({ "lead": lead })).await.ok();
}

#[test]
fn a_draft_shows_gaps_and_who_gains_load_before_it_counts() {
    story(|world| async move {
        draft(&world).await;
        for _ in 0..2 {
            assigned(&world, json!(example::LAMPS), json!(example::URBAN)).await;
        }
        assigned(&world, json!(example::LEAKS), json!(example::HOUSING)).await;
        // Never assigned: nobody led it.
        world.sign_in("intake").await.post("/matters", report()).await.ok();
        let admin = world.sign_in("admin").await;
        let seen = admin.post("/responsibilities/dry-run", json!({ "version": 4 })).await.ok();
        assert_eq!([&seen["version"], &seen["current"]], [&json!(4), &json!(3)]);
        assert_eq!([&seen["matters"], &seen["passed_over"]], [&json!(3), &json!(1)]);
        assert_eq!(seen["more"], false);
        assert_eq!(
            (&seen["gaps"][0]["category"], &seen["gaps"][0]["matters"]),
            (&json!("漏水"), &json!(1))
        );
        let change = json!({
            "category": "路灯", "from": "城市管理办公室", "to": "房屋管理办公室", "matters": 2,
        });
        assert_eq!(seen["changed"][0], change);
        assert_eq!(seen["load"][0]["unit"], "房屋管理办公室");
        let same = admin.post("/responsibilities/dry-run", json!({ "version": 3 })).await.ok();
        assert_eq!((&same["changed"], &same["gaps"]), (&json!([]), &json!([])));
        for (body, field) in
            [(json!({ "version": 9 }), "version"), (json!({ "version": 4, "area": "37" }), "area")]
        {
            let refused =
                admin.post("/responsibilities/dry-run", body).await.refused(422, "invalid");
            assert_eq!(refused["field"], field);
        }
        world.wait_hours(370 * 24);
        let admin = world.sign_in("admin").await;
        let later = admin.post("/responsibilities/dry-run", json!({ "version": 4 })).await.ok();
        assert_eq!(later["matters"], 0);
    });
}
