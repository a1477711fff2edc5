//! Personal data: starred where people read, whole only by a recorded look, and in no file in the clear.

use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use huisheng_domain::matter::Role;
use huisheng_server::app::App;
use huisheng_server::command::backup::take;
use huisheng_server::command::export::{Only, Wanted, What, run};
use huisheng_server::config::Config;
use huisheng_store::book::example;
use huisheng_store::setting;
use huisheng_store::testing::{self, Temporary, files_of, found_in};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::camera::photo;
use crate::world::{Person, World, account_of, opened, report, story};

/// People that are planted.
const PEOPLE: usize = 1_000;

async fn entered(intake: &Person, said: Value) -> String {
    intake.post("/matters", said).await.ok()["number"].as_str().unwrap().to_owned()
}

#[test]
fn words_have_stars_for_who_reads_them_and_are_whole_by_a_recorded_look() {
    story(|world| async move {
        let (intake, clerk) = (world.sign_in("intake").await, world.sign_in("clerk").await);
        let (dispatcher, auditor) =
            (world.sign_in("dispatcher").await, world.sign_in("audit").await);
        let mut said = report();
        said["title"] = json!("王丽家门口路灯不亮");
        said["text"] = json!("王丽说邻居赵小明知道，他的电话13912345678，身份证11010519491231002X");
        said["personal"] = json!(["赵小明"]);
        let number = entered(&intake, said).await;
        let path = format!("/matters/{number}");
        let seen = dispatcher.get(&path).await.ok();
        let first = &seen["history"][0];
        assert_eq!(first["starred"], true);
        assert_eq!(first["words"]["title"], "王*家门口路灯不亮");
        assert_eq!(
            first["words"]["text"],
            "王*说邻居赵**知道，他的电话139****5678，身份证110105********002X"
        );
        let listed = dispatcher.get("/matters").await.ok();
        assert_eq!(listed["matters"][0]["title"], "王*家门口路灯不亮");
        for hidden in ["13912345678", "赵小明", "11010519491231002X"] {
            let found = dispatcher.get(&format!("/matters?q={hidden}")).await;
            assert_eq!(found.ok()["matters"], json!([]), "{hidden}");
        }
        let look = format!("{path}/steps/1/look");
        // Who has nothing to do with it does not look, and nobody looks without a reason.
        assert!(!clerk.post(&look, json!({ "reason": "核实" })).await.status.is_success());
        dispatcher.post(&look, json!({ "reason": "" })).await.refused(422, "reason_needed");
        let whole = dispatcher.post(&look, json!({ "reason": "回电13912345678核实" })).await.ok();
        assert_eq!(
            whole["words"]["text"],
            "王丽说邻居赵小明知道，他的电话13912345678，身份证11010519491231002X"
        );
        let looks = auditor.get("/looks").await.ok();
        assert_eq!(looks["looks"][0]["reason"], "回电139****5678核实");
        assert_eq!(looks["looks"].as_array().unwrap().len(), 1);
        dispatcher
            .post(&format!("{path}/steps/9/look"), json!({ "reason": "核实" }))
            .await
            .refused(404, "not_found");
    });
}

#[test]
fn what_was_written_without_a_mark_is_marked_later() {
    story(|world| async move {
        let (intake, clerk) = (world.sign_in("intake").await, world.sign_in("clerk").await);
        let mut said = report();
        said["text"] = json!("邻居赵小明知道");
        let number = entered(&intake, said).await;
        let path = format!("/matters/{number}");
        let seen = intake.get(&path).await.ok();
        assert_eq!(
            (&seen["history"][0]["starred"], &seen["history"][0]["words"]["text"]),
            (&json!(false), &json!("邻居赵小明知道"))
        );
        for (step, pieces, field) in [
            (9, json!(["赵小明"]), "step"),
            (0, json!(["赵小明"]), "step"),
            (1, json!(["赵"]), "pieces"),
        ] {
            let wrong = json!({ "step": step, "pieces": pieces });
            assert_eq!(
                intake.act(&number, "mark", wrong).await.refused(422, "invalid")["field"],
                field
            );
        }
        let none = json!({ "step": 1, "pieces": [] });
        assert_eq!(
            intake.act(&number, "mark", none).await.refused(422, "missing")["field"],
            "pieces"
        );
        let mark = json!({ "step": 1, "pieces": ["赵小明"] });
        // Whom it does not concern does not reach it.
        assert!(!clerk.act(&number, "mark", mark.clone()).await.status.is_success());
        intake.act(&number, "mark", mark).await.ok();
        let seen = intake.get(&path).await.ok();
        assert_eq!(seen["history"][0]["words"]["text"], "邻居赵**知道");
        assert_eq!(
            (&seen["history"][1]["kind"], &seen["history"][0]["starred"]),
            (&json!("marked"), &json!(true))
        );
        assert_eq!(intake.get("/matters?q=赵小明").await.ok()["matters"], json!([]));
        assert!(!seen.to_string().contains("赵小明"));
    });
}

#[test]
fn who_asked_to_stay_hidden_is_not_found_in_the_words() {
    story(|world| async move {
        let (intake, clerk) = (world.sign_in("intake").await, world.sign_in("clerk").await);
        let (dispatcher, callback) =
            (world.sign_in("dispatcher").await, world.sign_in("callback").await);
        let mut said = report();
        said["confidential"] = json!(true);
        said["text"] = json!("我是王丽，电话13900000001");
        let number = entered(&intake, said).await;
        dispatcher.act(&number, "accept", json!({})).await.ok();
        dispatcher.act(&number, "assign", json!({ "lead": example::URBAN })).await.ok();
        let look = format!("/matters/{number}/steps/1/look");
        let why = json!({ "reason": "联系上门时间" });
        for hidden in [&clerk, &callback] {
            hidden.post(&look, why.clone()).await.refused(403, "sealed");
        }
        opened(&callback, &dispatcher, &number).await;
        assert_eq!(
            callback.post(&look, why).await.ok()["words"]["text"],
            "我是王丽，电话13900000001"
        );
    });
}

#[test]
fn a_masked_value_sent_back_never_overwrites_the_real_one() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let number = entered(&intake, report()).await;
        let path = format!("/matters/{number}");
        let voice = intake.get(&path).await.ok()["reports"][0].clone();
        let (id, name) = (voice["id"].as_str().unwrap(), voice["name"].clone());
        let masked = voice["contact"].clone();
        assert_eq!((&name, &masked), (&json!("王*"), &json!("139****0001")));
        let amend = |mut body: Value| {
            body["report"] = json!(id);
            body["reason"] = json!("核对");
            body
        };
        let look = format!("{path}/reports/{id}/look");
        let why = json!({ "reason": "核对姓名" });
        // A form that sends back what it was shown, with one thing put right.
        let sent = amend(json!({ "name": "王莉", "contact": masked }));
        intake.act(&number, "amend", sent).await.ok();
        let whole = json!({ "name": "王莉", "contact": "13900000001" });
        assert_eq!(intake.post(&look, why.clone()).await.ok(), whole);
        let sent = amend(json!({ "name": "王＊", "contact": masked, "confidential": true }));
        intake.act(&number, "amend", sent).await.ok();
        opened(&intake, &world.sign_in("dispatcher").await, &number).await;
        assert_eq!(intake.post(&look, why.clone()).await.ok(), whole);
        // Nothing else was said: that is a mistake, and changes nothing.
        let nothing = amend(json!({ "name": name, "contact": masked }));
        intake.act(&number, "amend", nothing).await.refused(422, "missing");
        // A new voice is reached by no mask.
        let mut said = report();
        said["contact"] = masked.clone();
        assert_eq!(intake.post("/matters", said).await.refused(422, "invalid")["field"], "contact");
        let join = json!({ "channel": "PHONE12345", "text": "我也是", "name": "王*" });
        assert_eq!(
            intake.act(&number, "join", join).await.refused(422, "invalid")["field"],
            "name"
        );
        assert_eq!(intake.post(&look, why).await.ok(), whole);
    });
}

#[tokio::test]
async fn a_house_without_its_master_key_does_not_open_and_writes_nothing() {
    for database in [Temporary::sqlite(), Temporary::postgres().await] {
        let (house, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let config = |extra: Value| {
            let mut flags = json!({ "data_dir": house.path(), "database_url": database.url() });
            flags.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            Config::read(None, &flags).unwrap()
        };
        let key = house.path().join("master.key");
        let app = App::open(config(json!({}))).await.unwrap();
        let settings = setting::all(app.store().read()).await.unwrap();
        app.store().close().await.unwrap();
        assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
        let kept = std::fs::read(&key).unwrap();
        let refused = async |extra: Value, why: &str| {
            for opened in [App::open(config(extra.clone())).await, App::look(config(extra)).await] {
                let error = opened.err().expect("a refusal").to_string();
                assert!(error.contains(why) && error.contains("key file "), "{error}");
            }
        };
        // Gone: it is not made anew.
        std::fs::remove_file(&key).unwrap();
        refused(json!({}), "put it back").await;
        assert!(!key.exists());
        // That of another house.
        let other = elsewhere.path().join("master.key");
        let flags = json!({
            "data_dir": elsewhere.path(),
            "database_url": format!("sqlite://{}", elsewhere.path().join("other.db").display()),
        });
        let app = App::open(Config::read(None, &flags).unwrap()).await.unwrap();
        app.store().close().await.unwrap();
        refused(json!({ "key_file": other }), "put back that master key").await;
        // Put back: everything is as it was.
        std::fs::write(&key, kept).unwrap();
        let app = App::open(config(json!({}))).await.unwrap();
        assert_eq!(setting::all(app.store().read()).await.unwrap(), settings);
        app.store().close().await.unwrap();
        database.remove().await;
    }
}

/// Somebody who is planted.
struct Planted {
    name: String,
    phone: String,
    identity: String,
}

impl Planted {
    fn new(n: usize) -> Self {
        let surname = ["欧", "龚", "瞿", "鄢", "蒯"][n % 5];
        let given = |at: usize| char::from_u32(0x6f00 + u32::try_from(at).unwrap()).unwrap();
        let name = format!("{surname}{}{}", given(n / 40), given(200 + n % 40));
        let phone = format!("1{}{:09}", 3 + n % 6, 204_060_000 + n * 7);
        let (day, month, serial) = (1 + n % 28, 1 + n / 28 % 12, n % 1_000);
        let digits = format!("370215{}{month:02}{day:02}{serial:03}", 1950 + n / 336);
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 =
            digits.chars().zip(weights).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
        let check = b"10X98765432"[usize::try_from(sum % 11).unwrap()] as char;
        Self { name, phone, identity: format!("{digits}{check}") }
    }

    fn texts(all: &[Self]) -> Vec<&str> {
        all.iter().flat_map(|one| [&*one.name, &*one.phone, &*one.identity]).collect()
    }
}

/// Everything that the house writes to its log, with everything the libraries under it write.
fn log(file: &Path) {
    let file = std::fs::File::create(file).unwrap();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(std::sync::Mutex::new(file))
        .with_ansi(false)
        .init();
}

fn unpacked(folder: &Path, into: &Path) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            unpacked(&path, into);
        } else if path.extension().is_some_and(|end| end == "gz") {
            let mut text = Vec::new();
            let file = std::fs::File::open(&path).unwrap();
            flate2::read::GzDecoder::new(file).read_to_end(&mut text).unwrap();
            std::fs::write(into.join(path.file_stem().unwrap()), text).unwrap();
        }
    }
}

/// What is planted, driven through the house.
async fn drive(world: &World, people: &[Planted], out: &Path) {
    let (intake, clerk) = (world.sign_in("intake").await, world.sign_in("clerk").await);
    let (dispatcher, callback) =
        (world.sign_in("dispatcher").await, world.sign_in("callback").await);
    let mut numbers = Vec::new();
    for (n, one) in people.iter().enumerate() {
        let next = &people[(n + 1) % people.len()];
        let mut said = report();
        said["name"] = json!(one.name);
        said["contact"] = json!(one.phone);
        said["title"] = json!(format!("{}家门口路灯不亮", one.name));
        said["text"] = json!(format!(
            "{}，电话{}，证件{}；证人{} {}",
            one.name, one.phone, one.identity, next.name, next.phone
        ));
        said["address"] = json!(format!("和美小区3号楼{}家", next.name));
        said["personal"] = json!([next.name]);
        numbers.push(entered(&intake, said).await);
    }
    let resident = world.resident();
    let of_page = [("Idempotency-Key", "0123456789abcdef0123456789abcdef")];
    let own = json!({
        "kind": "request", "channel": "WECHAT", "title": "路灯", "name": people[0].name,
        "text": format!("我是{}，{}", people[0].name, people[0].phone), "contact": people[0].phone,
        "address": "和美小区3号楼",
    });
    resident.post_with("/public/matters", &of_page, own).await.ok();
    // Merge and un-merge.
    for number in &numbers[..4] {
        dispatcher.act(number, "accept", json!({})).await.ok();
    }
    let into = json!({ "into": numbers[1], "reason": format!("同一件事，{}", people[2].phone) });
    dispatcher.act(&numbers[0], "merge", into).await.ok();
    let from = json!({ "from": numbers[1], "reason": format!("不是，{}", people[2].phone) });
    dispatcher.act(&numbers[0], "unmerge", from).await.ok();
    // Amend.
    let seen = intake.get(&format!("/matters/{}", numbers[2])).await.ok();
    let voice = seen["reports"][0]["id"].as_str().unwrap();
    let (name, phone) = (&people[5].name, &people[5].phone);
    let right = json!({ "report": voice, "name": name, "contact": phone, "reason": format!("应为{phone}") });
    intake.act(&numbers[2], "amend", right).await.ok();
    let look = format!("/matters/{}/reports/{voice}/look", numbers[2]);
    let why = json!({ "reason": format!("回电{phone}") });
    assert_eq!(intake.post(&look, why).await.ok()["contact"], json!(phone));
    // A whole life up to the callback.
    let number = &numbers[3];
    dispatcher.act(number, "assign", json!({ "lead": example::URBAN })).await.ok();
    let seen = clerk.get(&format!("/matters/{number}")).await.ok();
    let share = seen["assignments"][0]["id"].clone();
    clerk.act(number, "sign-in", json!({ "assignment": share })).await.ok();
    let told = json!({ "assignment": share, "text": format!("已致电{}", people[3].phone) });
    clerk.act(number, "contact", told).await.ok();
    let result = json!({
        "assignment": share, "process": format!("联系{}", people[3].phone), "result": format!("答复{}", people[3].phone),
        "unsolved": "no_legal_basis", "plan": "可申请列入明年改造",
    });
    clerk.act(number, "submit", result).await.ok();
    dispatcher.act(number, "review", json!({ "pass": true })).await.ok();
    let voice = seen["reports"][0]["id"].clone();
    let verdict = json!({ "contacted": true, "solved": "not", "satisfied": 1 });
    let reason = format!("本人{}", people[3].phone);
    let called = json!({ "report": voice, "verdict": verdict, "reason": reason });
    callback.act(number, "callback", called).await.ok();
    let words = |n: usize| format!("联系{}，证件{}", people[n].phone, people[n].identity);
    in_matters(world, &numbers, &words).await;
    beside_matters(world, &words, &people[20].phone).await;
    // Error texts, with and without a body that can be read.
    let (name, phone) = (&people[7].name, &people[7].phone);
    for wrong in [
        json!({ "kind": phone, "channel": name, "title": phone, "text": phone }),
        json!({ "kind": "request", "channel": "PHONE12345", "title": phone, "text": [phone] }),
        json!({ "personal": phone, phone: name }),
        json!({ phone: name }),
    ] {
        assert!(intake.post("/matters", wrong).await.status.is_client_error());
    }
    // Search, and the caller's earlier matters.
    for text in [phone, name] {
        intake.get(&format!("/matters?q={text}")).await.ok();
    }
    let asked = json!({ "contact": phone, "reason": format!("来电{phone}") });
    let earlier = intake.post("/callers", asked).await.ok();
    assert_eq!(earlier["matters"].as_array().unwrap().len(), 1, "{earlier}");
    for (what, name) in [
        (What::Matters, "matters.csv"),
        (What::Histories, "histories.jsonl"),
        (What::Looks, "looks.csv"),
    ] {
        let only = Only::default();
        let out = Some(out.join(name));
        let wanted = Wanted { what, area: None, format: None, out, force: false, only };
        run(&world.app, &wanted, |_| {}).await.unwrap();
    }
}

/// What is written about matters: an exclusion, an instruction, a platform above, later words of the reporter, an errand.
async fn in_matters(world: &World, numbers: &[String], words: &impl Fn(usize) -> String) {
    let (clerk, leader) = (world.sign_in("clerk").await, world.sign_in("leader").await);
    let (intake, desk) = (world.sign_in("intake").await, world.sign_in("dispatcher").await);
    let file = clerk.upload("/files", "photo.jpg", &photo()).await.ok()["id"].clone();
    let ask = json!({ "shortfall": "not_solved", "reason": "policy", "text": words(30), "evidence": [file] });
    clerk.act(&numbers[3], "ask-exclusion", ask).await.ok();
    let seen = clerk.get(&format!("/matters/{}", numbers[3])).await.ok();
    let asked = seen["exclusions"][0]["id"].clone();
    let decided = json!({ "exclusion": asked, "granted": false, "opinion": words(31) });
    world.sign_in("supervisor").await.act(&numbers[3], "decide-exclusion", decided).await.ok();
    desk.act(&numbers[2], "assign", json!({ "lead": example::URBAN })).await.ok();
    let order = json!({ "to": example::HOUSING, "text": words(32) });
    leader.act(&numbers[2], "instruct", order).await.ok();
    let housing = world.sign_in("housing").await;
    let seen = housing.get(&format!("/matters/{}", numbers[2])).await.ok();
    let answer = json!({ "instruction": seen["instructions"][0]["id"], "text": words(33) });
    housing.act(&numbers[2], "report-back", answer).await.ok();
    let mut above = report();
    (above["text"], above["upstream"]) =
        (json!(words(34)), json!({ "source": "市级平台", "number": "SJ-1" }));
    let above = entered(&intake, above).await;
    desk.act(&above, "hear-upstream", json!({ "text": words(35) })).await.ok();
    let resident = world.resident();
    let of_page = [("Idempotency-Key", "0123456789abcdef0123456789abcdee")];
    let own = json!({
        "kind": "request", "channel": "WECHAT", "title": "路灯", "text": "不亮", "address": "和美小区3号楼",
    });
    let own = resident.post_with("/public/matters", &of_page, own).await.ok();
    let with = [("x-follow-code", own["code"].as_str().unwrap())];
    let path = format!("/public/matters/{}/supplement", own["number"].as_str().unwrap());
    resident.post_with(&path, &with, json!({ "text": words(36) })).await.ok();
    let office = world.sign_in("street_clerk").await;
    let item = json!({ "name": "代取药品", "counter": "street", "limit": "3wd", "public": true, "materials": [] });
    let item = office.put("/errand-items/00000000-0000-7000-8000-000000000001", item).await.ok();
    let until = world.app.now() + SignedDuration::from_hours(24 * 30);
    let errand = json!({
        "kind": "errand", "channel": "GRID", "title": "代取药品", "text": words(37), "place": example::QUARTER_A,
        "errand": { "item": item["id"], "taken": { "until": until, "documents": [] } },
    });
    world.sign_in("grid").await.post("/matters", errand).await.ok();
}

/// What is written beside matters: a call, a request for a list, the withdrawal of a bulletin and of an answer, a hand-over, a
/// register.
async fn beside_matters(world: &World, words: &impl Fn(usize) -> String, phone: &str) {
    let (desk, leader) = (world.sign_in("dispatcher").await, world.sign_in("leader").await);
    let hotline = world.with(json!({ "hotline": { "enabled": true } })).await;
    let asked = json!({ "name": "热线交换机", "scopes": ["calls"], "days": 30 });
    let token = desk.post("/tokens", asked).await.ok()["token"].clone();
    let switch = hotline.with_token(token.as_str().unwrap());
    let call =
        json!({ "id": "a", "number": phone, "rang": world.app.now(), "ended": world.app.now() });
    let call = switch.post("/calls", call).await.ok();
    let open = format!("/calls/{}/open", call["id"].as_str().unwrap());
    let intake = hotline.sign_in("intake").await;
    assert_eq!(intake.post(&open, json!({})).await.ok()["number"], json!(phone));

    let ask = json!({ "asked": {}, "format": "csv", "reason": words(40) });
    let asked = world.sign_in("clerk").await.post("/extracts", ask).await.ok();
    let kept = asked["reason"].as_str().unwrap();
    assert!(kept.contains("****"), "{kept}");
    let decide = format!("/extracts/{}/decide", asked["id"].as_str().unwrap());
    let agreed = json!({ "agreed": true, "words": words(41) });
    world.sign_in("head").await.post(&decide, agreed).await.ok();

    let id = "00000000-0000-7000-8000-000000000048";
    let day = world.app.day(&Default::default(), world.app.now());
    desk.put(&format!("/bulletins/{id}"), json!({ "span": "day", "day": day })).await.ok();
    leader.post(&format!("/bulletins/{id}/issue"), json!({})).await.ok();
    let why = json!({ "reason": words(42) });
    let gone = leader.post(&format!("/bulletins/{id}/withdraw"), why).await.ok();
    assert!(gone["bulletin"]["withdrawn"].as_str().unwrap().contains("****"));

    let clerk = world.sign_in("clerk").await;
    let entry = json!({
        "question": "社保卡丢了怎么补办", "answer": "带身份证到街道便民服务大厅。", "unit": example::URBAN, "source": "办事指南",
        "until": world.app.today(world.app.now()).tomorrow().unwrap(), "public": true,
    });
    clerk.put(&format!("/knowledge/{id}"), entry).await.ok();
    let publish = json!({ "version": 1 });
    desk.post(&format!("/knowledge/{id}/publish"), publish).await.ok();
    let why = json!({ "reason": words(43) });
    desk.post(&format!("/knowledge/{id}/withdraw"), why).await.ok();

    let people = json!([account_of("clerk"), account_of("head")]);
    let fill = json!({ "unit": example::URBAN, "from": day, "through": day.saturating_add(10.days()), "people": people });
    let filled = desk.post("/roster/fill", fill).await.ok();
    let shift = filled["shifts"][0].clone();
    let write = format!("/roster/shifts/{}/hand-over", shift["id"].as_str().unwrap());
    let begins: Timestamp = shift["begins"].as_str().unwrap().parse().unwrap();
    world.app.clock().advance(begins.duration_since(world.app.now()).max(SignedDuration::ZERO));
    for _ in 0..48 {
        let clerk = world.sign_in("clerk").await;
        if clerk.put(&write, json!({ "remarks": words(44) })).await.status == 200 {
            break;
        }
        world.wait_hours(1);
    }
    let told = world.sign_in("head").await.get("/roster/hand-overs").await.ok();
    assert!(told["hand_overs"][0]["remarks"].as_str().unwrap().contains("****"));

    let of_all =
        crate::world::a_post("security", example::COUNTY_DESK, &[Role::SecurityAdministrator]);
    let write = world.app.store().write().await.unwrap();
    huisheng_store::post::put(&write, vec![of_all]).await.unwrap();
    write.commit().await.unwrap();
    let assessment = json!({
        "kind": "assessment", "processing": words(45), "risk": words(46), "measures": words(47), "conclusion": "may",
        "day": day,
    });
    world.sign_in("security").await.post("/registers", assessment).await.ok();
}

#[test]
fn a_thousand_names_telephones_and_identity_numbers_stand_in_no_file_in_the_clear() {
    let logged = tempfile::tempdir().unwrap();
    let file = logged.path().join("log");
    log(&file);
    story(move |world| {
        let file = file.clone();
        async move {
            let people: Vec<Planted> = (0..PEOPLE).map(Planted::new).collect();
            let texts = Planted::texts(&people);
            let folder = tempfile::tempdir().unwrap();
            let [out, copy, plain] = ["out", "copy", "plain"].map(|name| folder.path().join(name));
            std::fs::create_dir(&out).unwrap();
            std::fs::create_dir(&plain).unwrap();
            drive(&world, &people, &out).await;
            // The master key stands in none of them either.
            let key = std::fs::read_to_string(testing::key_file()).unwrap();
            let key = key.lines().last().unwrap();
            assert_eq!(key.len(), 64);
            let texts: Vec<&str> = texts.into_iter().chain([key]).collect();
            let bar = indicatif::ProgressBar::hidden();
            let (store, files) = (world.app.store(), world.app.files());
            take(store, files, &copy, world.app.now(), &bar).await.unwrap();
            unpacked(&copy, &plain);
            let database = files_of(store).await;
            let of_house = world.app.config().data_dir.clone();
            for (what, places) in [
                ("database and its log", database),
                ("files", vec![of_house]),
                ("exports", vec![out]),
                ("backup", vec![copy, plain.clone()]),
                ("log of the house", vec![file]),
            ] {
                assert_eq!(told(found_in(&places, &texts)), [""; 0], "{what}");
            }
            // What is not personal is found by the same means.
            let database = files_of(store).await;
            for places in [database, vec![plain]] {
                assert!(!found_in(&places, &["家门口路灯不亮"]).is_empty());
            }
        }
    });
}

fn told(found: std::collections::BTreeSet<(String, PathBuf)>) -> Vec<String> {
    let line = |(text, path): (String, PathBuf)| format!("{text} in {}", path.display());
    found.into_iter().take(20).map(line).collect()
}
