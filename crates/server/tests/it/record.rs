//! 居民服务记录: recorded on the spot, from a template, found again by day, turned into a request, with photos taken just then.

use axum::body::Body;
use axum::http::Method;
use http_body_util::BodyExt;
use huisheng_store::book::example;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::world::{Person, World, nobody, report, story};

/// What a grid worker sends.
fn record(title: &str) -> Value {
    json!({
        "kind": "service_record", "channel": "GRID", "title": title, "text": "独居老人腿脚不便",
        "place": example::QUARTER_A, "name": "王丽", "contact": "13900000001",
        "at_once": { "as": "settled", "result": "已送到家中", "evidence": [] },
    })
}

fn number(done: &Value) -> String {
    done["number"].as_str().expect("a number").to_owned()
}

/// A photo with what the page says of it.
async fn photo(person: &Person, path: &str, taken: Option<&str>) -> (u16, Value) {
    let mut form = Vec::new();
    if let Some(taken) = taken {
        form.extend(
            format!("--part\r\nContent-Disposition: form-data; name=\"taken\"\r\n\r\n{taken}\r\n")
                .bytes(),
        );
    }
    form.extend(
        b"--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n",
    );
    form.extend(crate::camera::photo());
    form.extend(b"\r\n--part--\r\n");
    let kind = [("content-type", "multipart/form-data; boundary=part")];
    let response = person.raw(Method::POST, path, &kind, Body::from(form)).await;
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes();
    (parts.status.as_u16(), serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

fn titles(page: &Value) -> Vec<&str> {
    let lines = page["matters"].as_array().expect("lines").iter();
    lines.map(|line| line["title"].as_str().expect("a title")).collect()
}

#[test]
fn a_days_records_are_found_again_and_counted() {
    story(|world| async move {
        let grid = world.sign_in("grid").await;
        let begun = world.app.now();
        grid.post("/matters", record("送药上门")).await.ok();
        grid.post("/matters", record("代缴水费")).await.ok();
        grid.post(
            "/matters",
            json!({ "kind": "hazard", "channel": "GRID", "title": "井盖松动", "text": "门口" }),
        )
        .await
        .ok();
        let day = |from: Timestamp, more: &str| {
            let until = from + SignedDuration::from_hours(24);
            format!("/matters?by_me=true&kind=service_record&from={from}&until={until}{more}")
        };
        let today = grid.get(&day(begun, "")).await.ok();
        assert_eq!(
            titles(&today),
            ["代缴水费", "送药上门"],
            "the newest first, though they have ended"
        );
        let found = grid.get(&day(begun, "&q=水费")).await.ok();
        assert_eq!(titles(&found), ["代缴水费"]);
        let before = grid.get(&day(begun - SignedDuration::from_hours(48), "")).await.ok();
        assert_eq!(titles(&before), Vec::<&str>::new());
        let others = world.sign_in("dispatcher").await;
        assert_eq!(titles(&others.get(&day(begun, "")).await.ok()), Vec::<&str>::new());
        grid.get(&day(begun, "&sort=changed")).await.refused(422, "invalid");

        // Counted as any matter: by kind and place. No office leads a record, so by office it stands under none.
        let leader = world.sign_in("leader").await;
        let line = |seen: &Value, code: &str| {
            let mut lines = seen["lines"].as_array().expect("lines").iter();
            lines.find(|line| line["code"] == code).cloned().unwrap_or_default()
        };
        let kinds = line(&leader.get("/reports?by=kind").await.ok(), "service_record");
        assert_eq!(kinds["name"], "居民服务记录");
        assert_eq!((&kinds["received"], &kinds["self_settled"]), (&json!(2), &json!(2)));
        let offices = line(&leader.get("/reports?by=unit").await.ok(), "");
        assert_eq!((&offices["name"], &offices["self_settled"]), (&json!("未派单"), &json!(2)));
        let places = line(&leader.get("/reports?by=division").await.ok(), "370213002001");
        assert_eq!(places["self_settled"], 2);
    });
}

fn template(name: &str) -> Value {
    json!({ "name": name, "title": "为老人送药上门", "words": "", "result": "已送到。" })
}

#[test]
fn templates_are_kept_by_those_who_record_in_the_unit() {
    story(|world| async move {
        let (grid, above) = (world.sign_in("grid").await, world.sign_in("street_clerk").await);
        let path = |n: u32| format!("/record-templates/00000000-0000-7000-8000-{n:012}");
        let kept = grid.put(&path(1), template(" 送药上门 ")).await.ok();
        assert_eq!((&kept["version"], &kept["template"]["name"]), (&json!(1), &json!("送药上门")));
        assert_eq!(kept["may_change"], true);
        assert_eq!(
            grid.put(&path(1), template("送药上门")).await.ok()["version"],
            1,
            "the same twice"
        );
        grid.put(&path(1), template("送药")).await.refused(412, "stale");
        let seen = [("if-match", "\"1\"")];
        let changed = grid.send(Method::PUT, &path(1), &seen, Some(template("送药"))).await.ok();
        assert_eq!(changed["version"], 2);
        for (field, text) in
            [("name", "字".repeat(21)), ("title", String::new()), ("result", " ".to_owned())]
        {
            let mut wrong = template("送药");
            wrong[field] = json!(text);
            assert_eq!(grid.put(&path(2), wrong).await.refused(422, "invalid")["field"], field);
        }
        let mut wrong = template("送药");
        wrong["category"] = json!(nobody());
        assert_eq!(grid.put(&path(2), wrong).await.refused(422, "invalid")["field"], "category");

        // The unit above keeps some for all below it, which do not change them.
        above.put(&path(3), template("代缴水费")).await.ok();
        let all = grid.get("/record-templates").await.ok();
        let names = |all: &Value| -> Vec<(String, bool)> {
            let all = all.as_array().expect("templates").iter();
            all.map(|one| {
                (one["template"]["name"].as_str().unwrap().to_owned(), one["may_change"] == true)
            })
            .collect()
        };
        assert_eq!(names(&all), [("送药".to_owned(), true), ("代缴水费".to_owned(), false)]);
        assert_eq!(
            names(&above.get("/record-templates").await.ok()),
            [("代缴水费".to_owned(), true)]
        );
        let gone = grid.send(Method::DELETE, &path(3), &[], None).await;
        assert_eq!(gone.status, 204, "of the own unit there is none of that id");
        assert_eq!(above.get("/record-templates").await.ok().as_array().unwrap().len(), 1);

        // Removed and put back.
        assert_eq!(grid.send(Method::DELETE, &path(1), &[], None).await.status, 204);
        assert_eq!(grid.get("/record-templates").await.ok().as_array().unwrap().len(), 1);
        grid.put(&path(1), template("送药")).await.ok();

        for n in 0..39 {
            grid.put(&path(100 + n), template(&format!("第{n}"))).await.ok();
        }
        let full = grid.put(&path(200), template("第四十一")).await.refused(409, "templates_full");
        assert!(full["zh"]["reason"].as_str().unwrap().contains("40"));
        let dispatcher = world.sign_in("dispatcher").await;
        dispatcher.get("/record-templates").await.refused(403, "forbidden");
        grid.get("/record-templates?area=110101").await.refused(404, "not_found");
    });
}

/// A record of the grid worker, and what is raised from it without naming anybody.
async fn raise(world: &World) -> (String, String) {
    let grid = world.sign_in("grid").await;
    let first = number(&grid.post("/matters", record("送药上门")).await.ok());
    let raised = json!({
        "kind": "request", "channel": "GRID", "title": "楼道要装扶手", "text": "老人上下楼没有扶手",
        "place": example::QUARTER_A, "follows": { "number": first, "how": "raised_from" },
    });
    (first, number(&grid.post("/matters", raised).await.ok()))
}

#[test]
fn a_record_is_turned_into_a_request_of_the_same_person() {
    story(|world| async move {
        let (first, second) = raise(&world).await;
        let grid = world.sign_in("grid").await;
        let seen = grid.get(&format!("/matters/{second}")).await.ok();
        assert_eq!(seen["links"], json!([{ "kind": "raised_from", "number": first }]));
        let voice = &seen["reports"][0];
        assert_eq!((&voice["name"], &voice["contact"]), (&json!("王*"), &json!("139****0001")));
        let earlier = grid.get(&format!("/matters/{first}")).await.ok();
        assert_eq!(earlier["links"], json!([{ "kind": "raised_into", "number": second }]));
        // While it is open, it is no record yet.
        let open = number(
            &grid
                .post(
                    "/matters",
                    json!({ "kind": "hazard", "channel": "GRID", "title": "井盖", "text": "松动" }),
                )
                .await
                .ok(),
        );
        let mut early = report();
        early["follows"] = json!({ "number": open, "how": "raised_from" });
        world.sign_in("intake").await.post("/matters", early).await.refused(409, "not_ended");
        let mut named = report();
        named["follows"] = json!({ "number": first, "how": "raised_from" });
        named["name"] = json!("李强");
        let third = number(&grid.post("/matters", named).await.ok());
        let seen = grid.get(&format!("/matters/{third}")).await.ok();
        assert_eq!(seen["reports"][0]["name"], "李*", "somebody else was named");
    });
}

#[test]
fn a_photo_taken_now_says_when_and_where() {
    story(|world| async move {
        let grid = world.sign_in("grid").await;
        let taken = |minutes: i64| {
            let at = world.app.now() - SignedDuration::from_mins(minutes);
            let [lon, lat] = example::POINT;
            json!({ "at": at, "lon": lon, "lat": lat, "accuracy": 12.0 }).to_string()
        };
        let (_, now) = photo(&grid, "/files", Some(&taken(1))).await;
        assert_eq!(now["taken"]["accuracy"], 12.0, "to whoever took it");
        let (_, old) = photo(&grid, "/files", Some(&taken(11))).await;
        let (_, gallery) = photo(&grid, "/files", None).await;
        assert_eq!((&old["taken"], &gallery["taken"]), (&Value::Null, &Value::Null));
        let (status, wrong) = photo(&grid, "/files", Some("yesterday")).await;
        assert_eq!((status, &wrong["field"]), (422, &json!("taken")));
        let (status, _) = photo(&world.resident(), "/public/files", Some(&taken(1))).await;
        assert_eq!(status, 400, "residents send no evidence");

        // From before and from after, by the command that each goes with.
        let mut said = record("清理楼道");
        said["point"] = json!({ "lon": example::POINT[0], "lat": example::POINT[1] + 0.001 });
        said["files"] = json!([now["id"], old["id"]]);
        said["at_once"]["evidence"] = json!([gallery["id"]]);
        let made = number(&grid.post("/matters", said).await.ok());
        let files = grid.get(&format!("/matters/{made}/files")).await.ok();
        let of = |id: &Value| {
            files.as_array().unwrap().iter().find(|one| one["id"] == *id).cloned().unwrap()
        };
        let shown = of(&now["id"])["taken"].clone();
        assert_eq!(shown.get("lon"), None, "nobody is told where the photographer stood");
        let metres = shown["metres"].as_u64().unwrap();
        assert!((105..=117).contains(&metres), "{metres}");
        assert_eq!(of(&old["id"]).get("taken"), None, "unverified");
        assert_eq!(of(&gallery["id"]).get("taken"), None);
        let mut stranger = record("清理楼道");
        stranger["files"] = json!([photo(&grid, "/files", None).await.1["id"]]);
        stranger["at_once"]["evidence"] = json!([nobody()]);
        let refused = grid.post("/matters", stranger).await.refused(422, "invalid");
        assert_eq!(refused["field"], "evidence", "both are looked at");
    });
}
