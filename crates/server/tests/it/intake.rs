//! What the desk is told while somebody speaks.

use huisheng_store::book::example::{HOUSING, LAMPS, URBAN};
use serde_json::{Value, json};

use crate::world::{Person, report, story};

async fn suggested(desk: &Person, body: Value) -> Value {
    desk.post("/suggestions", body).await.ok()
}

fn numbers(matters: &Value, of: impl Fn(&Value) -> Value) -> Vec<Value> {
    matters.as_array().unwrap().iter().map(of).collect()
}

#[test]
fn category_and_office_are_suggested_with_their_reason() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let told = suggested(
            &intake,
            json!({ "text": "和美小区3号楼的路灯坏了", "address": "和美小区3号楼" }),
        )
        .await;
        assert_eq!(told["categories"][0]["id"], json!(LAMPS));
        assert!(told["categories"][0]["because"].to_string().contains("路灯"));
        assert_eq!(told["lead"]["unit"], json!(URBAN));
        assert!(!told["because"].as_array().unwrap().is_empty());
        assert_eq!(told["similar"], json!([]));
        // A category that was chosen goes before what the words speak of.
        let chosen = suggested(
            &intake,
            json!({ "text": "房子漏水", "category": LAMPS, "address": "和美小区" }),
        )
        .await;
        assert_eq!(chosen["lead"]["unit"], json!(URBAN));
        let nothing = suggested(&intake, json!({ "text": "你好" })).await;
        assert_eq!((&nothing["categories"], &nothing["lead"]), (&json!([]), &Value::Null));
        let unknown = json!({ "text": "路灯", "category": crate::world::nobody() });
        intake.post("/suggestions", unknown).await.refused(422, "invalid");
        let elsewhere = json!({ "text": "路灯", "area": "110101" });
        intake.post("/suggestions", elsewhere).await.refused(404, "not_found");
    });
}

#[test]
fn what_is_open_nearby_and_speaks_of_the_same_is_found() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let lamp = intake.post("/matters", report()).await.ok()["number"].clone();
        let other = json!({ "kind": "request", "channel": "PHONE12345", "title": "和美小区3号楼垃圾没人清", "text": "垃圾没人清", "address": "和美小区3号楼" });
        intake.post("/matters", other).await.ok();
        let far = json!({ "kind": "request", "channel": "PHONE12345", "title": "路灯不亮", "text": "路灯不亮", "address": "海景小区" });
        intake.post("/matters", far).await.ok();
        let said =
            json!({ "text": "3号楼门口的路灯不亮了，晚上看不见", "address": "和美小区3号楼" });
        let told = suggested(&intake, said.clone()).await;
        assert_eq!(
            numbers(&told["similar"], |one| one["matter"]["number"].clone()),
            std::slice::from_ref(&lamp)
        );
        assert_eq!(told["similar"][0]["same_category"], true);
        assert!(told["similar"][0]["because"].to_string().contains("路灯不亮"));
        // What has ended is not joined any more, and another office is told of nothing.
        let number = lamp.as_str().unwrap();
        let office = world.sign_in("housing").await;
        assert_eq!(suggested(&office, said.clone()).await["similar"], json!([]));
        intake
            .act(number, "exit", json!({ "reason": "legal_route", "told": "请依法诉讼" }))
            .await
            .ok();
        assert_eq!(suggested(&intake, said).await["similar"], json!([]));
    });
}

#[test]
fn a_caller_s_earlier_matters_are_found_by_the_whole_number_and_each_look_is_kept() {
    story(|world| async move {
        let (intake, audit) = (world.sign_in("intake").await, world.sign_in("audit").await);
        let first = intake.post("/matters", report()).await.ok()["number"].clone();
        let second = intake.post("/matters", report()).await.ok()["number"].clone();
        let mut hidden = report();
        hidden["confidential"] = json!(true);
        intake.post("/matters", hidden).await.ok();
        let of = |contact: &str| json!({ "contact": contact, "reason": "来电人询问进度" });
        let told = intake.post("/callers", of(" 13900000001 ")).await.ok();
        let of_line = |line: &Value| line["number"].clone();
        assert_eq!(numbers(&told["matters"], of_line), [second, first.clone()]);
        let looks = audit.get("/looks").await.ok()["looks"].clone();
        assert_eq!(looks.as_array().unwrap().len(), 2);
        assert_eq!(looks[0]["reason"], "来电人询问进度");
        for part in ["1390000000", "13900000002"] {
            assert_eq!(intake.post("/callers", of(part)).await.ok()["matters"], json!([]));
        }
        intake.post("/callers", of("139")).await.refused(422, "invalid");
        intake
            .post("/callers", json!({ "contact": "13900000001", "reason": " " }))
            .await
            .refused(422, "reason_needed");

        // Who handles it, and who has no desk, looks in the matter itself, one voice at a time.
        let (desk, clerk) = (world.sign_in("dispatcher").await, world.sign_in("clerk").await);
        clerk.post("/callers", of("13900000001")).await.refused(403, "forbidden");
        let number = first.as_str().unwrap();
        desk.act(number, "accept", json!({})).await.ok();
        desk.act(number, "assign", json!({ "lead": HOUSING })).await.ok();
        let part = world.sign_in("community_desk").await;
        assert_eq!(
            part.post("/callers", of("13900000001")).await.ok()["matters"]
                .as_array()
                .unwrap()
                .len(),
            2
        );
    });
}

#[test]
fn a_complaint_from_a_chat_group_is_read_into_the_fields_of_a_report() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let read = async |text: &str| intake.post("/pasted", json!({ "text": text })).await.ok();
        let chat =
            "3号楼王姐 2026/11/30 08:12\n[图片]\n和美小区3号楼门口路灯不亮，李女士13900000021";
        let told = read(chat).await;
        assert_eq!(told["name"], "李女士");
        assert_eq!(told["contact"], "13900000021");
        assert_eq!(told["text"], "和美小区3号楼门口路灯不亮，李女士13900000021");
        assert_eq!((&told["address"], &told["files_left"]), (&json!("和美小区3号楼"), &json!(1)));
        assert_eq!(told["upstream"], Value::Null);

        // The form that a group is asked to fill in.
        let form = "路灯不亮三天了\n姓名：李女士\n电话：139 0000 0021\n地址：和美小区西门";
        let told = read(form).await;
        assert_eq!((&told["name"], &told["contact"]), (&json!("李女士"), &json!("13900000021")));
        assert_eq!((&told["address"], &told["text"]), (&json!("和美小区西门"), &json!(form)));

        // An order out of the city's page, whose platform is the only one there is.
        let source = json!({ "name": "city", "channel": "PHONE12345" });
        world.sign_in("dispatcher").await.put("/upstream/sources", source).await.ok();
        let order = "工单编号：GD-7\n工单类型：投诉\n来电人：李*\n联系电话：139****0021\n是否保密：是\n截止时间：2027-03-04 17:00\n诉求内容：垃圾没人清";
        let told = read(order).await;
        assert_eq!(told["upstream"]["number"], "GD-7");
        assert_eq!(told["upstream"]["source"], "city");
        assert_eq!((&told["kind"], &told["confidential"]), (&json!("complaint"), &json!(true)));
        assert_eq!((&told["name"], &told["contact"]), (&Value::Null, &Value::Null), "starred");
        assert_eq!(told["text"], "垃圾没人清");

        intake.post("/pasted", json!({ "text": "  " })).await.refused(422, "missing");
        let elsewhere = json!({ "text": "路灯", "area": "110101" });
        intake.post("/pasted", elsewhere).await.refused(404, "not_found");
    });
}
