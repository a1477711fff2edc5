//! Files: uploaded, named by a command, fetched through their matter, taken away.

use axum::body::Body;
use axum::http::Method;
use huisheng_domain::id::FileId;
use huisheng_server::timer;
use huisheng_store::book::example;
use huisheng_store::{file, verify};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::camera::{MAKER, heic, photo};
use crate::world::{World, nobody, report, story};

fn id(answer: &Value) -> String {
    answer["id"].as_str().unwrap().to_owned()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

async fn agrees(world: &World) {
    let book = world.app.book();
    let zone = book.calendar.zone();
    let files = Some(world.app.files());
    let report =
        verify::run(world.app.store(), files, world.app.secret(), zone, |_| {}).await.unwrap();
    assert!(report.ok(), "{:?}", report.problems);
}

/// Rows of files, waiting or given.
async fn rows(world: &World, ids: &[&str]) -> usize {
    let ids: Vec<FileId> =
        ids.iter().map(|id| serde_json::from_value(json!(id)).unwrap()).collect();
    file::find(world.app.store().read(), example::area(), &ids).await.unwrap().len()
}

#[test]
fn a_photo_gives_up_its_place_and_belongs_to_one_matter() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        assert!(holds(&photo(), MAKER));
        let taken = intake.upload("/files", "IMG_1.jpg", &photo()).await.ok();
        assert_eq!((&taken["kind"], &taken["mime"]), (&json!("photo"), &json!("image/jpeg")));
        assert_eq!((&taken["width"], &taken["height"]), (&json!(640), &json!(400)));
        let gps: Vec<f64> = serde_json::from_value(taken["gps"].clone()).unwrap();
        assert!((gps[0] - 120.3825).abs() < 1e-6 && (gps[1] - 36.0675).abs() < 1e-6, "{gps:?}");

        let mut said = report();
        said["files"] = json!([taken["id"]]);
        let key = [("idempotency-key", "with-a-photo")];
        let first = intake.post_with("/matters", &key, said.clone()).await.ok();
        let again = intake.post_with("/matters", &key, said.clone()).await.ok();
        assert_eq!((&again["number"], &again["repeated"]), (&first["number"], &json!(true)));
        let number = first["number"].as_str().unwrap();
        let path = format!("/matters/{number}/files/{}", id(&taken));
        let (head, bytes) = intake.fetch(&path, &[]).await;
        assert_eq!(head.status, 200);
        assert_eq!(head.headers["content-type"], "image/jpeg");
        assert_eq!(head.headers["cache-control"], "private, no-store");
        assert_eq!(head.headers["x-content-type-options"], "nosniff");
        assert!(!holds(&bytes, MAKER) && !holds(&bytes, b"Exif"));
        assert_eq!(taken["size"], bytes.len());
        let (head, small) = intake.fetch(&format!("{path}/thumbnail"), &[]).await;
        assert_eq!((head.status.as_u16(), &small[..2]), (200, &[0xff, 0xd8][..]));
        let small = image::load_from_memory(&small).unwrap();
        assert_eq!((small.width(), small.height()), (320, 200));

        let files = intake.get(&format!("/matters/{number}/files")).await.ok();
        let mut listed = files.as_array().unwrap().iter().map(|file| (&file["id"], &file["mime"]));
        assert_eq!(listed.next(), Some((&taken["id"], &json!("image/jpeg"))));
        assert_eq!(listed.next(), None);

        // A picture that needs no smaller one is its own.
        let sql = "UPDATE file SET thumbnail = FALSE, width = 320, height = 200 WHERE area = ?";
        let values = vec![i32::try_from(example::AREA_CODE).unwrap().into()];
        let own = world.app.store().engine().statement(sql, values);
        let write = world.app.store().write().await.unwrap();
        write.execute_raw(own).await.unwrap();
        write.commit().await.unwrap();
        let (head, small) = intake.fetch(&format!("{path}/thumbnail"), &[]).await;
        assert_eq!((head.status.as_u16(), small), (200, bytes));

        // Another office, a stranger, and the same id under another matter: nothing here.
        let housing = world.sign_in("housing").await;
        housing.get(&path).await.refused(404, "not_found");
        housing.get(&format!("{path}/thumbnail")).await.refused(404, "not_found");
        world.resident().get(&path).await.refused(401, "not_signed_in_here");
        let other = intake.post("/matters", report()).await.ok();
        let other = other["number"].as_str().unwrap();
        let elsewhere = format!("/matters/{other}/files/{}", id(&taken));
        intake.get(&elsewhere).await.refused(404, "not_found");
        // Nor does another matter get it by naming it.
        let add = json!({ "text": "补充照片", "files": [taken["id"]] });
        let problem = intake.act(other, "supplement", add).await.refused(422, "invalid");
        assert_eq!(problem["field"], "files");
        intake.post("/matters", said).await.refused(422, "invalid");
        let none = json!({ "text": "补充照片", "files": [nobody()] });
        intake.act(other, "supplement", none).await.refused(422, "invalid");
        agrees(&world).await;
    });
}

#[test]
fn a_reporter_sees_own_files_and_the_result_only() {
    story(|world| async move {
        let resident = world.resident();
        let own = resident.upload("/public/files", "a.jpg", &photo()).await.ok();
        let mut said = report();
        said["channel"] = json!("WECHAT");
        said["files"] = json!([own["id"]]);
        let reported = resident.post("/public/matters", said).await.ok();
        let (number, code) =
            (reported["number"].as_str().unwrap(), reported["code"].as_str().unwrap());
        let with = [("x-follow-code", code)];
        let path = format!("/public/matters/{number}");
        let more = resident.upload("/public/files", "b.jpg", &photo()).await.ok();
        let add = json!({ "text": "晚上拍的", "files": [more["id"]] });
        resident.post_with(&format!("{path}/supplement"), &with, add).await.ok();

        let (dispatcher, clerk) = (world.sign_in("dispatcher").await, world.sign_in("clerk").await);
        dispatcher.act(number, "accept", json!({})).await.ok();
        dispatcher.act(number, "assign", json!({ "lead": example::URBAN })).await.ok();
        let seen = clerk.get(&format!("/matters/{number}")).await.ok();
        let share = &seen["assignments"][0]["id"];
        clerk.act(number, "sign-in", json!({ "assignment": share })).await.ok();
        clerk.act(number, "contact", json!({ "assignment": share })).await.ok();
        let under_way = clerk.upload("/files", "c.jpg", &photo()).await.ok();
        let progress =
            json!({ "assignment": share, "text": "已到现场", "files": [under_way["id"]] });
        clerk.act(number, "progress", progress).await.ok();
        let evidence = clerk.upload("/files", "d.jpg", &photo()).await.ok();
        let result = json!({
            "assignment": share, "process": "更换灯具", "result": "路灯已亮", "evidence": [evidence["id"]],
        });
        clerk.act(number, "submit", result).await.ok();
        // What nobody has passed is a draft of the office.
        let followed = resident.send(Method::GET, &path, &with, None).await.ok();
        assert_eq!(followed["files"], json!([own["id"], more["id"]]));
        assert!(!followed.to_string().contains("路灯已亮"));
        let (head, _) = resident.fetch(&format!("{path}/files/{}", id(&evidence)), &with).await;
        assert_eq!(head.status, 404);
        dispatcher.act(number, "review", json!({ "pass": true })).await.ok();

        let followed = resident.send(Method::GET, &path, &with, None).await.ok();
        assert_eq!(followed["files"], json!([own["id"], more["id"], evidence["id"]]));
        for (file, status) in [(&own, 200), (&more, 200), (&evidence, 200), (&under_way, 404)] {
            let (head, _) = resident.fetch(&format!("{path}/files/{}", id(file)), &with).await;
            assert_eq!(head.status, status);
        }
        // The number alone opens nothing, and no file of the house can be named to see it.
        resident.get(&format!("{path}/files/{}", id(&own))).await.refused(404, "not_found");
        let peek = json!({ "text": "看看", "files": [under_way["id"]] });
        let answer = resident.post_with(&format!("{path}/supplement"), &with, peek).await;
        answer.refused(422, "invalid");
        agrees(&world).await;
    });
}

#[test]
fn a_player_fetches_a_file_in_parts() {
    story(|world| async move {
        let resident = world.resident();
        let own = resident.upload("/public/files", "a.jpg", &photo()).await.ok();
        let mut said = report();
        said["channel"] = json!("WECHAT");
        said["files"] = json!([own["id"]]);
        let reported = resident.post("/public/matters", said).await.ok();
        let (number, code) =
            (reported["number"].as_str().unwrap(), reported["code"].as_str().unwrap());
        let path = format!("/public/matters/{number}/files/{}", id(&own));
        let (head, whole) = resident.fetch(&path, &[("x-follow-code", code)]).await;
        assert_eq!(
            (head.status.as_u16(), &head.headers["accept-ranges"]),
            (200, &"bytes".parse().unwrap())
        );
        let (tag, size) = (head.headers["etag"].to_str().unwrap().to_owned(), whole.len());

        for (range, wanted) in [
            ("bytes=0-1", 0..2),
            ("bytes=100-", 100..size),
            ("bytes=-7", size - 7..size),
            ("bytes=10-999999999", 10..size),
        ] {
            let (head, part) =
                resident.fetch(&path, &[("x-follow-code", code), ("range", range)]).await;
            assert_eq!(head.status, 206, "{range}");
            assert_eq!(part, whole[wanted.clone()], "{range}");
            let told = format!("bytes {}-{}/{size}", wanted.start, wanted.end - 1);
            assert_eq!(head.headers["content-range"], told);
            assert_eq!(head.headers["content-length"], wanted.len().to_string());
        }
        // Several parts, an odd range, more than there is from the end: the whole.
        for range in ["bytes=0-1,5-6", "bytes=9-3", "lines=1-2", "bytes=-999999999", "bytes=x-"] {
            let with = [("x-follow-code", code), ("range", range)];
            let (head, bytes) = resident.fetch(&path, &with).await;
            assert_eq!((head.status.as_u16(), bytes.len()), (200, size), "{range}");
        }
        // Who began with other bytes is given these from the start.
        for (known, status) in [(tag.as_str(), 206), ("\"other\"", 200)] {
            let with = [("x-follow-code", code), ("range", "bytes=5-9"), ("if-range", known)];
            assert_eq!(resident.fetch(&path, &with).await.0.status, status, "{known}");
        }
        let behind = format!("bytes={size}-");
        let with = [("x-follow-code", code), ("range", behind.as_str())];
        let (head, _) = resident.fetch(&path, &with).await;
        assert_eq!(
            (head.status.as_u16(), &head.headers["content-range"]),
            (416, &format!("bytes */{size}").parse().unwrap())
        );
        let answer = resident.send(Method::GET, &path, &with, None).await;
        answer.refused(416, "no_such_part");

        // Staff fetch parts by the same rule.
        let staff = world.sign_in("intake").await;
        let path = format!("/matters/{number}/files/{}", id(&own));
        let (head, part) = staff.fetch(&path, &[("range", "bytes=0-1")]).await;
        assert_eq!((head.status.as_u16(), part.as_slice()), (206, &whole[..2]));
    });
}

#[test]
fn what_is_not_taken_is_refused_with_a_remedy() {
    story(|world| async move {
        let (intake, resident) = (world.sign_in("intake").await, world.resident());
        let problem = resident.upload("/public/files", "IMG_2.HEIC", &heic()).await;
        let problem = problem.refused(415, "media_heif");
        assert_eq!(problem["field"], "file");
        assert!(problem["zh"]["remedy"].as_str().unwrap().contains("兼容性最佳"), "{problem}");
        resident.upload("/public/files", "a.jpg", b"").await.refused(422, "media_empty");
        let page = b"<!DOCTYPE html><html><script>alert(1)</script></html>";
        intake.upload("/files", "a.jpg", page).await.refused(415, "media_active_content");
        let pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
        resident.upload("/public/files", "a.pdf", pdf).await.refused(415, "media_staff_only");
        // A sound frame with spoilt pixels.
        let mut torn = photo();
        torn.truncate(torn.len() / 2);
        let answer = intake.upload("/files", "a.jpg", &torn).await;
        answer.refused(422, "media_broken");
        // Beyond what residents may send: cut off while it comes.
        let large = vec![0x55; 61 << 20];
        resident.upload("/public/files", "a.mp4", &large).await.refused(413, "too_large");
        let plain = resident.raw(Method::POST, "/public/files", &[], Body::from("x")).await;
        assert_eq!(plain.status(), 415);
        let away = intake.upload("/files?area=100000", "a.jpg", &photo()).await;
        away.refused(404, "not_found");
        intake.upload("/files?area=x", "a.jpg", &photo()).await.refused(422, "invalid");
    });
}

#[test]
fn what_nobody_names_and_what_is_quarantined_goes() {
    story(|world| async move {
        let (intake, supervisor) =
            (world.sign_in("intake").await, world.sign_in("supervisor").await);
        let kept = intake.upload("/files", "a.jpg", &photo()).await.ok();
        let left = intake.upload("/files", "b.jpg", &photo()).await.ok();
        let mut said = report();
        said["files"] = json!([kept["id"]]);
        let number =
            intake.post("/matters", said).await.ok()["number"].as_str().unwrap().to_owned();
        world.wait_hours(23);
        let intake = world.sign_in("intake").await;
        let late = json!({ "text": "补充", "files": [left["id"]] });
        intake.act(&number, "supplement", late).await.refused(422, "invalid");
        timer::forget(&world.app, world.app.now()).await.unwrap();
        assert_eq!(rows(&world, &[&id(&kept), &id(&left)]).await, 2, "not yet");
        world.wait_hours(2);
        timer::forget(&world.app, world.app.now()).await.unwrap();
        assert_eq!(rows(&world, &[&id(&left)]).await, 0);
        assert_eq!(rows(&world, &[&id(&kept)]).await, 1);
        assert_eq!(bytes_of(&world), 2, "photo and small picture of the one that was named");
        agrees(&world).await;

        drop(supervisor);
        let supervisor = world.sign_in("supervisor").await;
        supervisor.act(&number, "quarantine", json!({ "ground": "mistake" })).await.ok();
        assert_eq!(rows(&world, &[&id(&kept)]).await, 0);
        assert_eq!(bytes_of(&world), 0);
        agrees(&world).await;
    });
}

/// Files in the folder of the bytes.
fn bytes_of(world: &World) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
    }
    count(&world.app.config().data_dir.join("files"))
}

#[test]
fn uploads_that_send_nothing_keep_nobody_from_uploading() {
    story(|world| async move {
        let (intake, anyone) = (world.sign_in("intake").await, world.resident());
        let form = [("content-type", "multipart/form-data; boundary=part")];
        let idle: Vec<_> = (0..600)
            .map(|_| {
                let anyone = anyone.clone();
                tokio::spawn(async move {
                    let silent = futures::stream::pending::<Result<Vec<u8>, std::io::Error>>();
                    anyone
                        .raw(Method::POST, "/public/files", &form, Body::from_stream(silent))
                        .await
                })
            })
            .collect();
        tokio::task::yield_now().await;
        anyone.upload("/public/files", "lamp.jpg", &photo()).await.ok();
        // Those who send a little and fall silent take the residents' memory, not that of staff. After a while they are
        // let go, so on a busy machine more of them come.
        let begin = || {
            let anyone = anyone.clone();
            let begin = "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc\r\nabc";
            tokio::spawn(async move {
                let first = futures::stream::iter([Ok::<_, std::io::Error>(begin)]);
                let slow = futures::StreamExt::chain(first, futures::stream::pending());
                anyone.raw(Method::POST, "/public/files", &form, Body::from_stream(slow)).await
            })
        };
        let mut begun = Vec::new();
        let full = async {
            loop {
                begun.extend((0..200).map(|_| begin()));
                tokio::task::yield_now().await;
                if anyone.upload("/public/files", "lamp.jpg", &photo()).await.status == 503 {
                    break;
                }
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(120), full).await.expect("full");
        intake.upload("/files", "lamp.jpg", &photo()).await.ok();
        for one in idle.into_iter().chain(begun) {
            one.abort();
        }
    });
}
