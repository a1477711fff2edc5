//! What goes out: matters, histories and lists, without contact data.

use std::path::Path;

use huisheng_domain::calendar::{CalendarDay, Close, DayKind};
use huisheng_domain::matter::{Channel, EndingKind, Stage};
use huisheng_server::app::App;
use huisheng_server::command::export::{Format, Only, Summary, Wanted, What, run};
use huisheng_server::config::Config;
use huisheng_server::import;
use huisheng_store::book::{LoadedHours, example};
use huisheng_store::calendar::{self, LoadedDay};
use huisheng_store::file::{self, FileRow};
use huisheng_store::{matter, setting};
use serde_json::{Value, json};

use crate::world::{World, report, story};

fn wanted(what: What, out: &Path) -> Wanted {
    Wanted {
        what,
        area: None,
        format: None,
        out: Some(out.to_owned()),
        force: false,
        only: Only::default(),
    }
}

async fn export(world: &World, wanted: &Wanted) -> anyhow::Result<Summary> {
    run(&world.app, wanted, |_| {}).await
}

fn lines(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The rows of a CSV file by the names of its header.
fn rows(file: &Path) -> Vec<std::collections::HashMap<String, String>> {
    let text = std::fs::read_to_string(file).unwrap();
    let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    rows.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn matters_and_histories_go_out_whole_and_without_contact_data() {
    story(|world| async move {
        let folder = tempfile::tempdir().unwrap();
        let intake = world.sign_in("intake").await;
        let dispatcher = world.sign_in("dispatcher").await;
        // More than a page of histories.
        let mut numbers = Vec::new();
        for _ in 0..203 {
            let entered = intake.post("/matters", report()).await.ok();
            numbers.push(entered["number"].as_str().unwrap().to_owned());
        }
        dispatcher.act(&numbers[0], "accept", json!({})).await.ok();
        dispatcher.act(&numbers[0], "assign", json!({ "lead": example::URBAN })).await.ok();

        let file = folder.path().join("matters.csv");
        let summary = export(&world, &wanted(What::Matters, &file)).await.unwrap();
        assert_eq!(summary.rows, 203);
        let matters = rows(&file);
        assert_eq!(matters.len(), 203);
        let first = matters.iter().find(|row| row["编号"] == numbers[0]).unwrap();
        assert_eq!(
            [&first["主办单位"], &first["分类"], &first["环节"], &first["诉求类型"]],
            ["城市管理办公室", "路灯", "交", "求助"]
        );
        assert!(!first["到期时间"].is_empty());

        let file = folder.path().join("histories.jsonl");
        export(&world, &wanted(What::Histories, &file)).await.unwrap();
        let histories = lines(&file);
        let mut seen: Vec<&str> =
            histories.iter().map(|line| line["number"].as_str().unwrap()).collect();
        seen.sort_unstable();
        numbers.sort_unstable();
        assert_eq!(seen, numbers);
        let longest = histories.iter().max_by_key(|line| line["events"].as_array().unwrap().len());
        let steps = longest.unwrap()["events"].as_array().unwrap();
        assert_eq!(steps.len(), 3);
        assert_eq!(steps[0]["words"]["title"], "门口路灯不亮");

        for name in ["matters.csv", "histories.jsonl"] {
            let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
            assert!(!text.contains("13900000001") && !text.contains("王丽"), "{name}");
        }
    });
}

#[test]
fn nothing_is_replaced_unasked_and_nothing_half_written_stands() {
    story(|world| async move {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("units.csv");
        std::fs::write(&file, "mine").unwrap();
        let mut units = wanted(What::Units, &file);
        let error = export(&world, &units).await.unwrap_err().to_string();
        assert!(error.contains("--force"), "{error}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
        units.force = true;
        export(&world, &units).await.unwrap();
        assert_eq!(rows(&file).len(), 6);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        for (what, format, area) in [
            (What::Histories, Some(Format::Geojson), None),
            (What::Units, Some(Format::Toml), None),
            (What::Units, Some(Format::Geojson), None),
            (What::Units, None, Some("110101".parse().unwrap())),
        ] {
            let wanted = Wanted { format, area, ..wanted(what, &folder.path().join("other")) };
            export(&world, &wanted).await.unwrap_err();
        }
        let to_terminal = Wanted { out: None, ..wanted(What::Files, folder.path()) };
        export(&world, &to_terminal).await.unwrap_err();
    });
}

#[test]
fn lists_come_in_the_columns_an_import_reads() {
    story(|world| async move {
        let folder = tempfile::tempdir().unwrap();
        let of = async |what, name: &str| {
            let file = folder.path().join(name);
            export(&world, &wanted(what, &file)).await.unwrap();
            rows(&file)
        };
        let divisions = of(What::Divisions, "divisions.csv").await;
        let street = divisions.iter().find(|row| row["区划代码"] == "370213002000").unwrap();
        assert_eq!([&street["级别"], &street["上级"]], ["街道（乡镇）", "370213000000"]);
        let units = of(What::Units, "units.csv").await;
        let urban = units.iter().find(|row| row["单位编码"] == "urban").unwrap();
        assert_eq!(
            [&urban["上级单位"], &urban["所属区划"], &urban["单位类型"], &urban["启用"]],
            ["street", "370213002000", "部门", "是"]
        );
        let responsibilities = of(What::Responsibilities, "responsibilities.csv").await;
        let leaks = responsibilities.iter().find(|row| row["分类"] == "020101").unwrap();
        assert_eq!([&leaks["主办单位"], &leaks["协办单位"]], ["housing", "社区@community"]);
        let lamps = responsibilities.iter().find(|row| row["分类"] == "010101").unwrap();
        assert_eq!(lamps["区划"], "370213002000");
        assert_eq!(of(What::Categories, "categories.csv").await.len(), 6);
        let places = of(What::Places, "places.csv").await;
        assert_eq!(places[0]["别名"], "老机床厂宿舍");
        let grids = of(What::Grids, "grids.csv").await;
        let listed: Vec<&str> = grids.iter().map(|row| row["包含小区"].as_str()).collect();
        assert_eq!(listed, ["", "海景小区"]);

        let file = folder.path().join("grids.geojson");
        let summary = export(&world, &wanted(What::Grids, &file)).await.unwrap();
        assert_eq!(summary.rows, 2);
        let collection: Value =
            serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let feature = &collection["features"][0];
        assert_eq!(collection["features"][1]["geometry"], Value::Null, "a grid by list");
        assert_eq!(feature["properties"]["网格名称"], "和美第一网格");
        assert_eq!(feature["geometry"]["coordinates"][0][0][0], json!([120.41, 36.14]));
        let filtered = Wanted {
            only: Only { flagged: true, ..Only::default() },
            ..wanted(What::Units, &folder.path().join("filtered.csv"))
        };
        export(&world, &filtered).await.unwrap_err();
        // An ending that is no form is a slip, not JSON lines.
        let slip = folder.path().join("calendar.cvs");
        export(&world, &wanted(What::Calendar, &slip)).await.unwrap_err();
        assert!(!slip.exists());
        let file = folder.path().join("calendar.jsonl");
        export(&world, &wanted(What::Calendar, &file)).await.unwrap();
        assert_eq!(lines(&file).len(), 0);
    });
}

#[test]
fn files_go_out_with_their_rows_and_a_swapped_one_is_named() {
    story(|world| async move {
        let folder = tempfile::tempdir().unwrap();
        let files = world.app.files();
        let intake = world.sign_in("intake").await;
        let number = intake.post("/matters", report()).await.ok()["number"].clone();
        let number = number.as_str().unwrap();
        let reader = world.app.store().read();
        let of = matter::by_number(reader, number.parse().unwrap()).await.unwrap().id;
        let mut given = Vec::new();
        for (bytes, matter) in [("lamp", Some(of)), ("dark", Some(of)), ("waiting", None)] {
            let id = world.app.fresh(world.app.now());
            let digested = files.put(example::area(), id, bytes.into()).await.unwrap();
            let row = FileRow {
                area: example::area(),
                id,
                matter,
                sha256: digested.sha256,
                mime: "image/jpeg".to_owned(),
                size: digested.size,
                width: Some(1),
                height: Some(1),
                thumbnail: false,
                uploaded: world.app.now(),
                taken: None,
            };
            let write = world.app.store().write().await.unwrap();
            file::insert(&write, std::slice::from_ref(&row)).await.unwrap();
            write.commit().await.unwrap();
            given.push(row);
        }
        let out = folder.path().join("out");
        let summary = run(&world.app, &wanted(What::Files, &out), |_| {}).await.unwrap();
        assert_eq!((summary.rows, summary.bytes), (2, 8));
        assert!(summary.faults.is_empty());
        for line in lines(&out.join("files.jsonl")) {
            let bytes = std::fs::read(out.join(line["file"].as_str().unwrap())).unwrap();
            assert_eq!(bytes.len(), 4);
            assert_eq!(line["number"], number);
        }
        let again = wanted(What::Files, &out);
        run(&world.app, &again, |_| {}).await.unwrap_err();
        files.delete(&given[0]).await.unwrap();
        let again = Wanted { force: true, ..again };
        let summary = run(&world.app, &again, |_| {}).await.unwrap();
        assert_eq!((summary.rows, summary.faults.len()), (2, 1));
        assert!(summary.faults[0].contains(&given[0].id.to_string()));
    });
}

/// The rows of a file in any order.
fn sorted(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn what_goes_out_comes_in_again_elsewhere() {
    story(|world| async move {
        let folder = tempfile::tempdir().unwrap();
        let day = CalendarDay {
            date: jiff::civil::date(2031, 5, 5),
            kind: DayKind::LocalRest,
            name: Some("渔祖节".to_owned()),
        };
        let write = world.app.store().write().await.unwrap();
        let day = LoadedDay { division: Some(example::STREET), day, source: "公告".to_owned() };
        calendar::put(&write, &[day]).await.unwrap();
        let hours = LoadedHours {
            division: Some(example::STREET),
            hours: Some("08:30-12:00 13:30-17:30".parse().unwrap()),
            close: Some(Close::CloseOfBusiness),
        };
        setting::upsert(&write, vec![hours.row()]).await.unwrap();
        write.commit().await.unwrap();
        world.app.turn_page().await.unwrap();
        let elsewhere = Config::read(
            None,
            &json!({
                "database_url": format!("sqlite://{}", folder.path().join("other.db").display()),
                "data_dir": folder.path().join("other"),
            }),
        );
        let elsewhere = App::open(elsewhere.unwrap()).await.unwrap();
        for (what, taken, name) in [
            (What::Levels, import::What::Levels, "levels.csv"),
            (What::Divisions, import::What::Divisions, "divisions.csv"),
            (What::Units, import::What::Units, "units.csv"),
            (What::Categories, import::What::Categories, "categories.csv"),
            (What::Places, import::What::Places, "places.csv"),
            (What::Grids, import::What::Grids, "grids.geojson"),
            (What::Responsibilities, import::What::Responsibilities, "responsibilities.csv"),
            (What::Calendar, import::What::Calendar, "calendar.csv"),
        ] {
            let here = folder.path().join(name);
            let there = folder.path().join(format!("there-{name}"));
            export(&world, &wanted(what, &here)).await.unwrap();
            let source = huisheng_server::table::Source::from(std::fs::read(&here).unwrap());
            let options = import::Options::new("elsewhere");
            let report = import::run(&elsewhere, taken, source, name, &options, &|_| {}).await;
            let report = report.unwrap();
            assert!(report.ok(), "{name}: {:?}", report.bad);
            run(&elsewhere, &wanted(what, &there), |_| {}).await.unwrap();
            assert_eq!(sorted(&there), sorted(&here), "{name}");
        }
    });
}

#[test]
fn matters_go_out_by_channel_stage_and_day_and_histories_as_tables() {
    story(|world| async move {
        let folder = tempfile::tempdir().unwrap();
        let intake = world.sign_in("intake").await;
        for channel in ["WECHAT", "PHONE12345", "WECHAT"] {
            let mut said = report();
            said["channel"] = json!(channel);
            intake.post("/matters", said).await.ok();
        }
        let today = world.app.day(&Default::default(), world.app.now());
        for (only, found) in [
            (Only::default(), 3),
            (Only { channel: Some(Channel::Wechat), ..Only::default() }, 2),
            (Only { stage: Some(Stage::Handling), ..Only::default() }, 0),
            (Only { ending: Some(EndingKind::Verified), ..Only::default() }, 0),
            (Only { flagged: true, ..Only::default() }, 0),
            (Only { from: Some(today), to: Some(today), ..Only::default() }, 3),
            (Only { from: Some(today.tomorrow().unwrap()), ..Only::default() }, 0),
            (Only { to: Some(today.yesterday().unwrap()), ..Only::default() }, 0),
        ] {
            for what in [What::Matters, What::Histories] {
                let file = folder.path().join("some.jsonl");
                let wanted = Wanted { only: only.clone(), force: true, ..wanted(what, &file) };
                assert_eq!(export(&world, &wanted).await.unwrap().rows, found, "{only:?}");
            }
        }
        let file = folder.path().join("histories.csv");
        export(&world, &wanted(What::Histories, &file)).await.unwrap();
        let steps = rows(&file);
        assert_eq!(steps.len(), 3);
        assert_eq!(
            [&steps[0]["步骤"], &steps[0]["事件"], &steps[0]["经办"]],
            ["1", "reported", "intake"]
        );
        assert!(steps[0]["文字"].contains("门口路灯不亮"), "{:?}", steps[0]);
        assert!(!std::fs::read_to_string(&file).unwrap().contains("13900000001"));
    });
}

#[test]
fn what_administrators_keep_goes_out_without_secrets() {
    story(|world| async move {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("accounts.csv");
        export(&world, &wanted(What::Accounts, &file)).await.unwrap();
        let accounts = rows(&file);
        assert_eq!(accounts.len(), crate::world::PEOPLE.len());
        let clerk = accounts.iter().find(|row| row["账号"] == "clerk").unwrap();
        let told = [&clerk["单位编码"], &clerk["岗位"], &clerk["启用"]];
        assert_eq!(told, ["urban", "城市管理办公室：经办", "是"]);
        assert!(!std::fs::read_to_string(&file).unwrap().contains("argon2"));

        let write = world.app.store().write().await.unwrap();
        let row = setting::SettingRow { name: "levels.note".into(), value: "\"x\"".into() };
        setting::upsert(&write, vec![row]).await.unwrap();
        write.commit().await.unwrap();
        let file = folder.path().join("settings.jsonl");
        export(&world, &wanted(What::Settings, &file)).await.unwrap();
        let names: Vec<String> =
            lines(&file).iter().map(|line| line["name"].as_str().unwrap().to_owned()).collect();
        assert!(names.contains(&"levels.note".to_owned()) && !names.contains(&"secret".to_owned()));

        let file = folder.path().join("procedures.jsonl");
        export(&world, &wanted(What::Procedures, &file)).await.unwrap();
        assert!(lines(&file).iter().any(|line| line["code"] == "13710"));
        let texts = folder.path().join("procedures");
        let toml = Wanted { format: Some(Format::Toml), ..wanted(What::Procedures, &texts) };
        export(&world, &toml).await.unwrap();
        let text = std::fs::read_to_string(texts.join("13710.toml")).unwrap();
        huisheng_domain::procedure::Procedure::read(&text).unwrap();
        export(&world, &toml).await.unwrap_err();
    });
}
