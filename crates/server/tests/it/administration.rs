//! An administrator keeps the lists, procedures, grids and the calendar through the API.

use huisheng_store::book::example;
use serde_json::{Value, json};

use crate::world::{Person, World, nobody, story};

const UNITS: &str = "单位编码,单位名称,单位类型,上级单位\nU900,园林管理所,department,\n";

async fn units(person: &Person) -> Vec<Value> {
    person.get("/units").await.ok().as_array().unwrap().clone()
}

fn has(units: &[Value], code: &str) -> bool {
    units.iter().any(|unit| unit["code"] == code)
}

#[test]
fn a_list_is_looked_at_then_taken_and_given_out() {
    story(|world| async move {
        let county = world.sign_in("county").await;
        let seen =
            county.upload("/imports/units?dry_run=true", "单位.csv", UNITS.as_bytes()).await.ok();
        assert_eq!([&seen["rows"], &seen["bad_rows"], &seen["written"]], [1, 0, 0], "{seen}");
        assert!(!has(&units(&county).await, "U900"));

        let bad = format!("{UNITS}U901,测绘所,没有这种,\n");
        let refused = county.upload("/imports/units", "单位.csv", bad.as_bytes()).await.ok();
        assert_eq!([&refused["bad_rows"], &refused["written"]], [1, 0]);
        let row = &refused["bad"][0];
        assert_eq!(row["line"], 3, "{row}");
        assert!(row["zh"].as_str().unwrap().len() > 5 && row["en"].as_str().unwrap().len() > 5);
        assert!(!has(&units(&county).await, "U900"), "one bad row keeps the file out");
        let right = "/imports/units?only_right_rows=true";
        let taken = county.upload(right, "单位.csv", bad.as_bytes()).await.ok();
        assert_eq!([&taken["bad_rows"], &taken["written"]], [1, 1]);
        let again = county.upload("/imports/units", "单位.csv", UNITS.as_bytes()).await.ok();
        assert_eq!([&again["written"], &again["unchanged"]], [0, 1]);
        assert!(has(&units(&county).await, "U900"));

        // What goes out comes in again and changes nothing.
        for list in ["divisions", "places", "grids", "units", "categories", "responsibilities"] {
            let (parts, bytes) = county.fetch(&format!("/exports/{list}"), &[]).await;
            assert_eq!(parts.status, 200, "{list}");
            assert!(bytes.starts_with(b"PK"), "{list} is no workbook");
            if list != "grids" {
                let back = county
                    .upload(&format!("/imports/{list}?dry_run=true"), "list.xlsx", &bytes)
                    .await
                    .ok();
                assert_eq!(back["bad_rows"], 0, "{list}: {back}");
            }
        }
        let (_, csv) = county.fetch("/exports/units?format=csv", &[]).await;
        assert!(String::from_utf8_lossy(&csv).contains("园林管理所"));
        county.get("/exports/units?format=geojson").await.refused(422, "invalid");
        let left = std::fs::read_dir(&world.app.config().data_dir).unwrap().flatten();
        let left: Vec<_> = left.map(|entry| entry.file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("export-")), "{left:?}");

        let refused = county.upload("/imports/units", "u.csv", b"%PDF-1.7 nothing").await;
        assert_eq!(refused.refused(422, "import_refused")["field"], "file");
        county
            .upload("/imports/accounts", "u.csv", UNITS.as_bytes())
            .await
            .refused(404, "not_found");
        // A part of the installation neither changes nor takes the lists of all.
        for login in ["admin", "community", "dispatcher"] {
            let other = world.sign_in(login).await;
            other
                .upload("/imports/units", "u.csv", UNITS.as_bytes())
                .await
                .refused(403, "forbidden");
            other.get("/exports/units").await.refused(403, "forbidden");
        }
    });
}

#[test]
fn a_responsibility_list_comes_in_as_a_draft() {
    story(|world| async move {
        let county = world.sign_in("county").await;
        let (_, csv) = county.fetch("/exports/responsibilities?format=csv", &[]).await;
        let text = String::from_utf8(csv).unwrap();
        let short = text.lines().take(2).collect::<Vec<_>>().join("\n");
        let taken = county
            .upload("/imports/responsibilities?draft=true", "新清单.csv", short.as_bytes())
            .await
            .ok();
        assert_eq!([&taken["version"], &taken["written"]], [4, 1], "{taken}");
        let versions = county.get("/responsibilities/versions").await.ok();
        assert_eq!(versions[1]["name"], "新清单.csv");
        assert!(versions[1]["published_at"].is_null());
        assert_eq!(versions[0]["in_force"], true);
    });
}

/// The text in force of a procedure.
async fn text(person: &Person, code: &str) -> (String, String) {
    let versions = person.get("/procedures/versions").await.ok();
    let all = versions.as_array().unwrap();
    let one = all.iter().find(|one| one["code"] == code && one["in_force"] == true).unwrap();
    let version = one["version"].as_str().unwrap().to_owned();
    let rules = person.get(&format!("/procedures/{version}/rules")).await.ok();
    assert_eq!(rules["procedure"]["code"], code);
    (version, rules["text"].as_str().unwrap().to_owned())
}

#[test]
fn a_procedure_is_validated_then_taken() {
    story(|world| async move {
        let county = world.sign_in("county").await;
        let (version, source) = text(&county, "12345").await;
        let same = county.post("/procedures/validate", json!({ "text": source })).await.ok();
        assert_eq!([&same["unchanged"], &same["replaces"]], [&json!(true), &Value::Null]);

        let broken = source.replacen("[[clocks]]", "[[clock]]", 1);
        for path in ["/procedures/validate", "/procedures"] {
            let refused = county.post(path, json!({ "text": broken })).await;
            assert_eq!(refused.refused(422, "procedure_refused")["field"], "text");
        }
        let longer = source.replacen("general = \"1wd\"", "general = \"2wd\"", 1);
        let seen = county.post("/procedures/validate", json!({ "text": longer })).await.ok();
        assert_eq!(seen["replaces"], version);
        assert_eq!(seen["rules"]["procedure"]["clocks"][0]["limit"]["general"], "2wd");
        assert_eq!(text(&county, "12345").await.0, version, "validating takes nothing");

        let taken = county.post("/procedures", json!({ "text": longer })).await.ok();
        assert_eq!(taken["replaces"], version);
        assert_eq!(
            text(&county, "12345").await,
            (taken["rules"]["version"].as_str().unwrap().to_owned(), longer.clone())
        );
        let again = county.post("/procedures", json!({ "text": longer })).await.ok();
        assert_eq!(again["unchanged"], true);
        // Who keeps a part of the installation may look and validate, and no more.
        let street = world.sign_in("admin").await;
        street.post("/procedures/validate", json!({ "text": source })).await.ok();
        street.post("/procedures", json!({ "text": source })).await.refused(403, "forbidden");
        county.get("/procedures/0000/rules").await.refused(404, "not_found");
        world.sign_in("clerk").await.get("/procedures/versions").await.refused(403, "forbidden");
    });
}

async fn community(world: &World) -> Value {
    let divisions = world.sign_in("county").await.get("/divisions").await.ok();
    let all = divisions.as_array().unwrap();
    all.iter().find(|one| one["grids"].as_u64() > Some(0)).expect("a community")["id"].clone()
}

#[test]
fn divisions_grids_and_the_year_are_shown() {
    story(|world| async move {
        let county = world.sign_in("county").await;
        let id = community(&world).await;
        let grids = county.get(&format!("/grids?division={}", id.as_str().unwrap())).await.ok();
        let grid = &grids[0];
        assert!(grid["name"].as_str().is_some() && grid["valid_from"].as_str().is_some(), "{grid}");
        assert!(grid["square_metres"].as_f64() > Some(0.0) || grid["places"].as_u64() > Some(0));
        assert!(county.get("/grids/problems").await.ok().is_array());
        let nowhere = format!("/grids?division={}", nobody());
        county.get(&nowhere).await.refused(404, "not_found");

        let year = county.get("/calendar/days?year=2026").await.ok();
        assert_eq!(
            [&year["published"], &year["days"][0]["kind"]],
            [&json!(true), &json!("holiday")]
        );
        assert_eq!(year["days"].as_array().unwrap().len(), 365);
        let here = format!("/calendar/days?year=2026&division={}", example::COMMUNITY_A);
        assert_eq!(county.get(&here).await.ok()["year"], 2026);
        county.get("/calendar/days?year=99").await.refused(422, "invalid");
        for path in ["/divisions", "/grids/problems", "/calendar/days?year=2026"] {
            world.sign_in("clerk").await.get(path).await.refused(403, "forbidden");
        }
    });
}

#[test]
fn what_a_reporter_may_expect_is_told_by_the_procedure_that_a_kind_begins_under() {
    story(|world| async move {
        let all = world.resident().get("/procedures").await.ok();
        let of = |kind: &str| -> Vec<&Value> {
            let begins = |one: &&Value| one["begins"].as_array().unwrap().contains(&json!(kind));
            all.as_array().unwrap().iter().filter(begins).collect()
        };
        for (kind, accept, answer) in [
            ("request", json!("1wd"), json!("7wd")),
            ("wrongdoing_report", json!("1wd"), json!("5wd")),
            ("consultation", json!("1wd"), json!("2wd")),
            ("service_record", Value::Null, Value::Null),
        ] {
            let [one] = of(kind)[..] else { panic!("{kind} begins under one procedure") };
            assert_eq!(
                (&one["expected"]["accept"], &one["expected"]["answer"]),
                (&accept, &answer)
            );
        }
    });
}
