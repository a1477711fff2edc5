//! 归档: what may be archived, the file of a matter as it leaves the house, and the transfer list.

use std::io::{Cursor, Read};

use axum::body::Body;
use axum::http::{Method, header};
use http_body_util::BodyExt;
use huisheng_server::timer;
use huisheng_store::book::example::URBAN;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use crate::camera::photo;
use crate::letter::{Script, program};
use crate::world::{Person, World, report, story};

/// Gives back what it was given to lay out, so that every word of a file can be looked at.
const ECHO: &str = "printf '%%PDF-1.7\\n'; cat";

async fn with_program(world: &World, program: &std::path::Path) -> World {
    world.with(json!({ "letter": { "program": program } })).await
}

/// A complaint that is not accepted and closed; there is nothing to rate.
async fn closed(world: &World) -> String {
    let (intake, desk) = (world.sign_in("intake").await, world.sign_in("dispatcher").await);
    let mut said = report();
    (said["kind"], said["name"], said["contact"]) =
        (json!("complaint"), json!("孙梅"), json!("13900003333"));
    let file = intake.upload("/files", "孙梅家门口.jpg", &photo()).await.ok()["id"].clone();
    said["files"] = json!([file]);
    let number = intake.post("/matters", said).await.ok()["number"].as_str().unwrap().to_owned();
    desk.act(&number, "note", json!({ "text": "孙梅昨天也来过，情绪激动" })).await.ok();
    let exit = json!({ "reason": "legal_route", "told": "请依法向法院起诉" });
    intake.act(&number, "exit", exit).await.ok();
    desk.act(&number, "close", json!({})).await.ok();
    number
}

async fn archived(world: &World) -> String {
    let number = closed(world).await;
    world.sign_in("dispatcher").await.act(&number, "archive", json!({})).await.ok();
    number
}

/// The bytes of a file that is taken.
async fn taken(who: &Person, number: &str) -> Vec<u8> {
    let path = format!("/matters/{number}/dossier");
    let response = who.raw(Method::GET, &path, &[], Body::empty()).await;
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes().to_vec();
    assert_eq!(parts.status, 200, "{}", String::from_utf8_lossy(&bytes));
    assert_eq!(parts.headers[header::CONTENT_TYPE], "application/zip");
    assert_eq!(parts.headers[header::CONTENT_LENGTH], bytes.len().to_string());
    bytes
}

/// Name and content of each file in it.
fn unpacked(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(zip)).unwrap();
    let count = zip.len();
    let one = |nth| {
        let mut file = zip.by_index(nth).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes)
    };
    (0..count).map(one).collect()
}

fn of<'f>(files: &'f [(String, Vec<u8>)], name: &str) -> &'f [u8] {
    &files.iter().find(|(known, _)| known == name).unwrap().1
}

fn text(files: &[(String, Vec<u8>)], name: &str) -> String {
    String::from_utf8(of(files, name).to_vec()).unwrap()
}

async fn seen(who: &Person, number: &str) -> Value {
    who.get(&format!("/matters/{number}")).await.ok()
}

#[test]
fn the_file_of_a_matter_is_whole_masked_and_always_the_same() {
    let echo = Script::new(ECHO);
    let program = echo.path();
    story(move |world| {
        let program = program.clone();
        async move {
            let world = with_program(&world, &program).await;
            let number = archived(&world).await;
            let desk = world.sign_in("dispatcher").await;
            let zip = taken(&desk, &number).await;
            let files = unpacked(&zip);
            let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
            let expected =
                ["manifest.sha256", "metadata.xml", "dossier.pdf", "attachments/001.jpeg"];
            assert_eq!(names, expected);
            // The hashes, counted again.
            let manifest = text(&files, "manifest.sha256");
            assert_eq!(manifest.lines().count(), 3);
            for line in manifest.lines() {
                let (hash, name) = line.split_once("  ").unwrap();
                assert_eq!(hash, hex::encode(Sha256::digest(of(&files, name))), "{name}");
            }
            let metadata = text(&files, "metadata.xml");
            for (name, _) in &files[2..] {
                let hash = hex::encode(Sha256::digest(of(&files, name)));
                assert!(metadata.contains(&hash), "{name} is not in {metadata}");
            }
            for said in [
                format!("<电子文件号>{number}</电子文件号>"),
                "<保管期限>10年</保管期限>".into(),
                "<题名>门口路灯不亮</题名>".into(),
                "<业务行为>归档</业务行为>".into(),
            ] {
                assert!(metadata.contains(&said), "{said} is not in {metadata}");
            }
            let paper = text(&files, "dossier.pdf");
            for said in
                ["老人晚上出门不方便", "已封存", "请依法向法院起诉", "不予受理", "10年", &number]
            {
                assert!(paper.contains(said), "{said} is not in {paper}");
            }
            // Neither the sealed reporter, nor the mask, nor a note inside the house.
            for hidden in ["孙梅", "孙*", "13900003333", "139****", "情绪激动", "内部备注"]
            {
                assert!(!paper.contains(hidden), "{hidden} is in {paper}");
                assert!(!metadata.contains(hidden), "{hidden} is in {metadata}");
            }
            // Whoever takes it, and whenever.
            world.wait_hours(24 * 40);
            let supervisor = world.sign_in("supervisor").await;
            assert!(taken(&supervisor, &number).await == zip, "the same bytes");
            let auditor = world.sign_in("county_audit").await;
            let told = auditor.get("/audit/entries?limit=200&kind=exported").await.ok();
            let told = told["entries"].as_array().unwrap().clone();
            assert_eq!(told.len(), 2);
            assert!(told.iter().all(|entry| entry["details"]["files"] == 1), "{told:?}");
            assert!(told.iter().all(|entry| entry["number"] == number.as_str()), "{told:?}");
        }
    });
}

#[test]
fn what_lacks_a_piece_is_refused_with_what_to_do() {
    story(|world| async move {
        let number = closed(&world).await;
        let desk = world.sign_in("dispatcher").await;
        assert_eq!(seen(&desk, &number).await["archive"]["missing"], json!([]));
        let path = format!("/matters/{number}/dossier");
        desk.get(&path).await.refused(409, "not_archived");
        // Another, of which a leader waits for a report.
        let intake = world.sign_in("intake").await;
        let other = intake.post("/matters", report()).await.ok()["number"].clone();
        let other = other.as_str().unwrap().to_owned();
        assert_eq!(seen(&desk, &other).await["archive"], Value::Null);
        let order = json!({ "to": URBAN, "text": "请三日内报结果" });
        world.sign_in("leader").await.act(&other, "instruct", order).await.ok();
        let exit = json!({ "reason": "legal_route", "told": "请依法起诉" });
        intake.act(&other, "exit", exit).await.ok();
        desk.act(&other, "close", json!({})).await.ok();
        let shown = seen(&desk, &other).await["archive"].clone();
        assert_eq!(
            (&shown["missing"], &shown["retention"], &shown["archived"]),
            (&json!(["instructions"]), &json!("permanent"), &Value::Null)
        );
        let refused = desk.act(&other, "archive", json!({})).await.refused(409, "pieces_missing");
        assert_eq!(refused["facts"]["missing"], json!(["instructions"]));
        assert!(refused["zh"]["reason"].as_str().unwrap().ends_with("批示反馈"), "{refused}");
        assert_eq!(refused["en"]["remedy"], "the unit that was instructed reports back");
        // Only what is whole waits.
        let listed = async || {
            let page = desk.get("/matters?queue=to_archive").await.ok();
            let numbers = page["matters"].as_array().unwrap().iter();
            numbers.map(|one| one["number"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let waits = async || {
            let queues = desk.get("/queues").await.ok();
            let queues = queues["queues"].as_array().unwrap().clone();
            let queue = queues.iter().find(|queue| queue["code"] == "to_archive").unwrap();
            queue["count"].as_u64().unwrap()
        };
        assert_eq!((listed().await, waits().await), (vec![number.clone()], 1));
        let instruction = seen(&desk, &other).await["instructions"][0]["id"].clone();
        let answer = json!({ "instruction": instruction, "text": "已告知诉求人" });
        world.sign_in("clerk").await.act(&other, "report-back", answer).await.ok();
        assert_eq!(waits().await, 2);
        for one in [&number, &other] {
            desk.act(one, "archive", json!({})).await.ok();
        }
        assert_eq!((listed().await, waits().await), (vec![], 0));
        desk.get("/matters?queue=to_archive&sort=due").await.refused(422, "invalid");
    });
}

#[test]
fn what_was_archived_is_handed_over_by_a_list() {
    story(|world| async move {
        let (one, other) = (archived(&world).await, archived(&world).await);
        let desk = world.sign_in("dispatcher").await;
        let day = world.app.today(world.app.now());
        let path = format!("/archive?first={day}&last={day}");
        let page = desk.get(&path).await.ok();
        let numbers: Vec<&str> = page["matters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line["number"].as_str().unwrap())
            .collect();
        assert_eq!(numbers, [&one, &other]);
        let line = &page["matters"][0];
        assert_eq!((&line["retention"], &line["ending"]), (&json!("10y"), &json!("exit")));
        assert_eq!(line["head"].as_str().unwrap().len(), 64);
        assert_eq!(page["next"], Value::Null);
        assert!(!page.to_string().contains("孙"), "nobody is in it");
        // Tomorrow nothing was archived yet.
        let tomorrow = day.tomorrow().unwrap();
        let path = format!("/archive?first={tomorrow}&last={tomorrow}");
        assert_eq!(desk.get(&path).await.ok()["matters"], json!([]));
        let backwards = format!("/archive?first={tomorrow}&last={day}");
        assert_eq!(desk.get(&backwards).await.refused(422, "invalid")["field"], "last");
        // As a table, signed by hand; and that it was taken.
        let asked = json!({ "first": day, "last": day, "format": "csv" });
        let table = desk.take("/archive/sheet", asked.clone()).await;
        let rows: Vec<&str> = table.lines().collect();
        assert!(rows[0].contains("序号,编号,题名,类型"), "{table}");
        assert!(rows[1].starts_with(&format!("1,{one},")) && rows[1].contains("10年"), "{table}");
        assert_eq!(rows.len(), 3);
        let auditor = world.sign_in("county_audit").await;
        let told = auditor.get("/audit/entries?kind=exported").await.ok();
        assert_eq!(told["entries"][0]["details"]["rows"], 2);
        // Who sees none of them, and whose post it is not.
        let elsewhere = world.sign_in("clerk").await;
        elsewhere.post("/archive/sheet", asked).await.refused(403, "forbidden");
        let place = world.sign_in("community_desk").await;
        let path = format!("/archive?first={day}&last={day}");
        let of_place = place.get(&path).await.ok();
        assert!(of_place["matters"].as_array().unwrap().len() <= 2);
    });
}

/// With the program beside this one: what lies in a matter that went the whole way.
#[test]
fn a_whole_life_becomes_a_pdf() {
    story(|world| async move {
        let world = with_program(&world, &program()).await;
        let (intake, desk) = (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let clerk = world.sign_in("clerk").await;
        let number = intake.post("/matters", report()).await.ok()["number"].clone();
        let number = number.as_str().unwrap().to_owned();
        desk.act(&number, "accept", json!({})).await.ok();
        desk.act(&number, "assign", json!({ "lead": URBAN })).await.ok();
        let share = seen(&clerk, &number).await["assignments"][0]["id"].clone();
        clerk.act(&number, "sign-in", json!({ "assignment": share })).await.ok();
        clerk.act(&number, "contact", json!({ "assignment": share })).await.ok();
        let file = clerk.upload("/files", "after.jpg", &photo()).await.ok()["id"].clone();
        let result = json!({
            "assignment": share, "process": "更换灯具\n现场试亮", "result": "路灯已恢复照明😀", "evidence": [file],
        });
        clerk.act(&number, "submit", result).await.ok();
        desk.act(&number, "review", json!({ "pass": true })).await.ok();
        let voice = seen(&desk, &number).await["reports"][0]["id"].clone();
        let verdict = json!({ "contacted": true, "solved": "solved", "satisfied": 5 });
        let body = json!({ "report": voice, "verdict": verdict, "reason": "回访记录" });
        world.sign_in("callback").await.act(&number, "callback", body).await.ok();
        world.wait_hours(24 * 40);
        let desk = world.sign_in("dispatcher").await;
        desk.act(&number, "close", json!({})).await.ok();
        assert_eq!(seen(&desk, &number).await["archive"]["retention"], "30y");
        desk.act(&number, "archive", json!({})).await.ok();
        let zip = taken(&desk, &number).await;
        let files = unpacked(&zip);
        assert!(of(&files, "dossier.pdf").starts_with(b"%PDF-"));
        assert!(of(&files, "dossier.pdf").len() > 10_000);
        assert!(text(&files, "metadata.xml").contains("<立档单位名称>"));
        assert_eq!(files.len(), 4);
        assert!(taken(&desk, &number).await == zip, "the same bytes");
    });
}

/// The words of what was archived are kept as an archive; name and telephone go as those of any other.
#[test]
fn words_of_the_archive_outlive_the_schedule() {
    story(|world| async move {
        let (kept, other) = (archived(&world).await, closed(&world).await);
        world.wait_hours(24 * 366 * 11);
        timer::retain(&world.app, world.app.now()).await.unwrap();
        let desk = world.sign_in("dispatcher").await;
        let (kept, other) = (seen(&desk, &kept).await, seen(&desk, &other).await);
        for matter in [&kept, &other] {
            assert_eq!(matter["reports"][0]["erased"]["ground"], "retention");
        }
        assert_eq!(kept["history"][0]["words"]["title"], "门口路灯不亮");
        assert_eq!(other["history"][0]["words"], json!({}));
    });
}
