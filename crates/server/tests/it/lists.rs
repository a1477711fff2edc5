//! Lists in: drafts, findings, procedures, and a house that serves meanwhile.

use axum::http::Method;
use huisheng_server::app::App;
use huisheng_server::import::{ImportError, Options, Report, What, run};
use huisheng_server::table::{Source, TableError};
use huisheng_server::timer;
use huisheng_store::book::example;
use serde_json::{Value, json};

use crate::world::{report, story};

async fn import(app: &App, what: What, text: &str, options: &Options) -> Report {
    let source = Source::from(text.as_bytes().to_vec());
    run(app, what, source, "file", options, &|_| {}).await.expect("a file that can be read")
}

#[test]
fn a_house_that_serves_notices_lists_of_another_process() {
    story(|world| async move {
        let other = world.another_node().await.app;
        let count = |app: &App| app.book().units.iter().count();
        let before = count(&world.app);
        let units = "单位编码,单位名称,类型,上级单位,区划\nnew,新单位,部门,,\n";
        import(&other, What::Units, units, &Options::new("file")).await;
        assert_eq!((count(&other), count(&world.app)), (before + 1, before));
        let now = world.app.now();
        timer::turn_page(&world.app, now).await.expect("the lists");
        assert_eq!(count(&world.app), before + 1);
        // Nothing has changed: the book stays the one it is.
        let held = world.app.book();
        timer::turn_page(&world.app, now).await.expect("the lists");
        assert!(std::sync::Arc::ptr_eq(&held, &world.app.book()));
    });
}

/// Of every importer: a column that is not asked for is no reason to let it in.
#[test]
fn lists_of_people_by_group_are_refused_by_every_importer() {
    story(|world| async move {
        for (what, header) in [
            (What::Levels, "级别编码,级别名称"),
            (What::Divisions, "代码,名称"),
            (What::Grids, "网格名称,所属社区"),
            (What::Places, "名称,所属区划"),
            (What::Units, "单位编码,单位名称"),
            (What::Categories, "编码,名称"),
            (What::Responsibilities, "分类,主办单位"),
            (What::Calendar, "日期,类型"),
            (What::Matters, "留言时间,留言详情"),
        ] {
            let text = format!("{header},是否重点人员\na,b,c\n");
            let source = Source::from(text.into_bytes());
            let refused = run(&world.app, what, source, "x", &Options::new("x"), &|_| {}).await;
            let refused = refused.err().unwrap_or_else(|| panic!("{what:?}"));
            let forbidden =
                matches!(refused, ImportError::Table(TableError::ForbiddenColumn { .. }));
            assert!(forbidden, "{what:?}: {refused}");
            let told = refused.to_string();
            assert!(told.contains("第二十八条") && told.contains("替代做法"), "{told}");
        }
        let outlines = json!({ "type": "FeatureCollection", "features": [
            { "type": "Feature", "geometry": null, "properties": { "name": "一网格", "吸毒人员": "张三" } },
        ] });
        let source = Source::from(outlines.to_string().into_bytes());
        let options = Options::new("x");
        let refused = run(&world.app, What::Grids, source, "x.geojson", &options, &|_| {}).await;
        assert!(refused.is_err_and(|error| error.to_string().contains("戒毒条例")));
        // Also through the desk, which says what to do instead.
        let county = world.sign_in("county").await;
        let sent = county.upload(
            "/imports/units",
            "x.csv",
            "单位编码,单位名称,邪教人员\na,b,c\n".as_bytes(),
        );
        let problem = sent.await.refused(422, "import_refused");
        assert!(problem["zh"].to_string().contains("替代做法"), "{problem}");
    });
}

/// What was decided under an old name keeps it.
#[test]
fn the_code_of_a_division_that_is_gone_is_not_given_again() {
    story(|world| async move {
        let import = async |row: &str| {
            let text = format!("代码,名称,启用日期,停用日期\n{row}\n");
            import(&world.app, What::Divisions, &text, &Options::new("file")).await
        };
        let told = import("370213003,旧街道,2000-01-01,2010-01-01").await;
        assert_eq!((told.written, told.bad.len()), (1, 0), "{told:?}");
        for row in ["370213003,新街道,2010-01-01,", "370213003,新街道,,"] {
            let told = import(row).await;
            assert_eq!((told.written, told.bad[0].code), (0, "code_used_before"), "{told:?}");
        }
        // The same one, put right.
        for row in
            ["370213003,旧街道,2000-01-01,2011-01-01", "370213003,老街道,2000-01-01,2011-01-01"]
        {
            assert_eq!(import(row).await.written, 1, "{row}");
        }
    });
}

#[test]
fn two_rows_that_nothing_parts_are_told_by_their_lines() {
    story(|world| async move {
        let list = "分类,属地,主办单位,办结时限,生效日期\n\
            路灯,,房屋管理办公室,5wd,2026-01-01\n\
            路灯,,城市管理办公室,5wd,2026-01-01\n\
            路灯,,房屋管理办公室,7wd,2026-07-01\n\
            路灯,,房屋管理办公室,7wd,2026-01-01\n";
        let told = import(&world.app, What::Responsibilities, list, &Options::new("file")).await;
        assert_eq!((told.written, told.bad.len()), (0, 1), "{:?}", told.bad);
        let bad = &told.bad[0];
        assert_eq!((bad.line, bad.field.as_str(), bad.code), (5, "category", "repeated"));
        assert!(bad.zh.contains("第 2 行") && bad.zh.contains("请合并"), "{}", bad.zh);
        assert!(bad.en.contains("line 2") && bad.en.contains("join the rows"), "{}", bad.en);
        let only_right = Options { skip_bad: true, ..Options::new("file") };
        let told = import(&world.app, What::Responsibilities, list, &only_right).await;
        assert_eq!((told.written, told.version), (3, Some(4)));
    });
}

/// Lamps go to housing; nothing else is in the list.
const DRAFT: &str = "分类,主办单位\n路灯,房屋管理办公室\n路灯,城市管理办公室\n";

#[test]
fn a_draft_is_tried_and_published_from_a_day_on() {
    story(|world| async move {
        let draft = Options { draft: true, ..Options::new("file") };
        let told = import(&world.app, What::Responsibilities, DRAFT, &draft).await;
        // The highest version there was is 3.
        assert_eq!((told.version, told.written), (Some(4), 2));
        assert_eq!(told.found.get("overlap"), Some(&1), "{:?}", told.findings);
        let overlap = told.findings.iter().find(|one| one.code == "overlap").expect("told");
        assert_eq!(overlap.line, 3);
        assert!(overlap.zh.contains("第 2 行"), "{}", overlap.zh);
        assert!(told.found.get("gap").is_some_and(|gaps| *gaps > 0), "{:?}", told.found);
        assert_eq!(world.app.book().responsibilities.version(), 3);

        let admin = world.sign_in("county").await;
        let seen = admin.post("/responsibilities/dry-run", json!({ "version": 4 })).await.ok();
        assert_eq!((&seen["version"], &seen["current"]), (&json!(4), &json!(3)));
        let versions = admin.get("/responsibilities/versions").await.ok();
        assert_eq!(versions[1]["in_force"], false);
        assert_eq!(versions[1]["published_at"], json!(null));

        let today = world.app.day(&huisheng_domain::matter::Place::default(), world.app.now());
        let start = today.checked_add(jiff::Span::new().days(10)).expect("a day");
        let asked = json!({ "version": 4, "from": start });
        world
            .sign_in("dispatcher")
            .await
            .post("/responsibilities/publish", asked.clone())
            .await
            .refused(403, "forbidden");
        let done = admin.post("/responsibilities/publish", asked.clone()).await.ok();
        assert_eq!(done["version"], 4);
        admin.post("/responsibilities/publish", asked).await.refused(409, "list_published");
        admin
            .post("/responsibilities/publish", json!({ "version": 9 }))
            .await
            .refused(422, "invalid");
        // Until the eve the list before it answers.
        use huisheng_domain::matter::Lists;
        use huisheng_domain::responsibility::Reason;
        let book = world.app.book();
        let lead = |days: i64| {
            let at = world.app.now() + jiff::SignedDuration::from_hours(24 * days);
            let division = Some(example::COMMUNITY_A);
            let place = huisheng_domain::matter::Place { division, ..Default::default() };
            book.route(Some(example::LAMPS), &place, at).map(|found| (found.lead, found.because))
        };
        assert_eq!(lead(0).expect("routed").0, Some(example::URBAN));
        assert_eq!(lead(9).expect("routed").0, Some(example::URBAN));
        // Two rows of the draft contradict each other.
        let because = lead(10).expect("told").1;
        let two = |reason: &Reason| matches!(reason, Reason::Ambiguous { rows } if rows.len() == 2);
        assert!(because.len() == 1 && two(&because[0]), "{because:?}");
    });
}

/// Two squares that share a quarter, with more households than the norm.
const GRIDS: &str = r#"{"type":"FeatureCollection","features":[
 {"type":"Feature","properties":{"网格名称":"甲","户数":500},"geometry":{"type":"Polygon","coordinates":[[[100.0,30.0],[100.002,30.0],[100.002,30.002],[100.0,30.002],[100.0,30.0]]]}},
 {"type":"Feature","properties":{"网格名称":"乙","人数":1500},"geometry":{"type":"Polygon","coordinates":[[[100.001,30.001],[100.003,30.001],[100.003,30.003],[100.001,30.003],[100.001,30.001]]]}}
]}"#;

#[test]
fn grids_that_overlap_or_are_too_large_are_told_and_taken() {
    story(|world| async move {
        let area = Some(example::area());
        let options = Options { area, ..Options::new("file") };
        let told = import(&world.app, What::Grids, GRIDS, &options).await;
        assert_eq!((told.written, told.bad.len()), (2, 0), "{:?}", told.bad);
        let count = |code| told.found.get(code).copied().unwrap_or_default();
        assert_eq!(
            (
                count("grid_overlap"),
                count("grid_too_many_households"),
                count("grid_too_many_persons"),
                count("grid_gap")
            ),
            (1, 1, 1, 0),
            "{:?}",
            told.findings
        );
    });
}

#[test]
fn a_procedure_is_checked_kept_and_used_by_new_matters() {
    story(|world| async move {
        let (_, shipped) = huisheng_domain::procedure::Procedure::shipped()
            .iter()
            .find(|(code, _)| *code == "13710")
            .expect("shipped");
        let first = |app: &App| {
            let kind = huisheng_domain::matter::Kind::Request;
            app.book().first(kind, false).cloned().expect("a procedure")
        };
        let before = first(&world.app);
        let options = Options::new("file");
        let told = import(&world.app, What::Procedures, shipped, &options).await;
        assert_eq!((told.written, told.unchanged), (0, 1));
        for wrong in ["no = toml at all [", "code = \"x\"\n"] {
            let told = import(&world.app, What::Procedures, wrong, &options).await;
            assert_eq!(
                told.bad.iter().map(|bad| bad.code).collect::<Vec<_>>(),
                ["procedure_refused"]
            );
        }
        // A later instant than that of the shipped texts.
        world.wait_hours(1);
        let own = format!("{shipped}\n# ours\n");
        let dry = Options { dry_run: true, ..options.clone() };
        assert_eq!(import(&world.app, What::Procedures, &own, &dry).await.written, 0);
        assert_eq!(first(&world.app), before);
        assert_eq!(import(&world.app, What::Procedures, &own, &options).await.written, 1);
        let after = first(&world.app);
        assert_ne!(after, before);
        // What runs keeps its text.
        assert!(world.app.book().procedure(&before).is_some());
        // Back to the text before.
        world.wait_hours(1);
        assert_eq!(import(&world.app, What::Procedures, shipped, &options).await.written, 1);
        assert_eq!(first(&world.app), before);
    });
}

#[test]
fn what_can_be_chosen_is_told_by_the_version_a_matter_began_with() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let begun = intake.post("/matters", report()).await.ok();
        let number = begun["number"].as_str().expect("a number");
        let codes = |procedure: &Value, list: &str| -> Vec<String> {
            let all = procedure[list].as_array().expect(list).iter();
            all.map(|one| one["code"].as_str().expect("a code").to_owned()).collect()
        };
        let shipped = huisheng_domain::procedure::Procedure::shipped().iter();
        let (_, text) = shipped.into_iter().find(|(code, _)| *code == "13710").expect("shipped");
        let own =
            format!("{text}\n[[rating.tags]]\ncode = \"warm\"\nzh = \"暖心\"\nen = \"warm\"\n");
        world.wait_hours(1);
        import(&world.app, What::Procedures, &own, &Options::new("file")).await;

        // Who rates is not signed in.
        let visitor = world.resident();
        let all = visitor.get("/procedures").await.ok();
        let mut all = all.as_array().expect("a list").iter();
        let now = all.find(|one| one["code"] == "13710").expect("in force");
        assert_eq!(codes(now, "rating_tags"), ["warm"]);
        let matter = intake.get(&format!("/matters/{number}")).await.ok();
        let version = matter["procedure_version"].as_str().expect("a version");
        let then = visitor.get(&format!("/procedures/{version}")).await.ok();
        assert!(codes(&then, "rating_tags").contains(&"quick".to_owned()));
        assert_eq!(codes(&then, "questions")[..3], ["contacted", "solved", "satisfied"]);
        assert!(codes(&then, "suspension_reasons").contains(&"season".to_owned()));
        assert!(codes(&then, "termination_reasons").contains(&"moot".to_owned()));
        let code = begun["code"].as_str().expect("a code");
        let path = format!("/public/matters/{number}");
        let followed =
            visitor.send(Method::GET, &path, &[("x-follow-code", code)], None).await.ok();
        assert_eq!(followed["procedure_version"], version);
        visitor.get("/procedures/no-version").await.refused(404, "not_found");
    });
}
