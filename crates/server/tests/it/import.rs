//! Files in, on both engines: what they change, and what they must not.

use huisheng_domain::area::Area;
use huisheng_domain::matter::Origin;
use huisheng_domain::responsibility::Scope;
use huisheng_domain::territory::Shape;
use huisheng_server::app::App;
use huisheng_server::clock::Clock;
use huisheng_server::config::Config;
use huisheng_server::import::{ImportError, Options, Report, What, matters, run};
use huisheng_server::table::Source;
use huisheng_store::testing::both;
use huisheng_store::{Store, import_batch, matter};
use jiff::tz::TimeZone;
use sea_orm::ConnectionTrait;

const AREA: Area = match Area::new(990_301) {
    Ok(area) => area,
    Err(_) => panic!("six digits"),
};

const DIVISIONS: &str = "区划代码,名称\n990000,某省\n990301,某县\n990301001,东街道\n990301001001,一社区\n990301001200,二村\n";
const UNITS: &str =
    "单位编码,单位名称,类型,上级单位,区划\nxian,某县,政府,,990301\ncg,城管局,部门,xian,某县\n";
const MATTERS: &str = "编号,标题,内容,受理时间,答复意见,答复时间,诉求人,渠道\n\
    A1,路灯不亮,门口路灯不亮,2026-03-02 09:00,已修复,2026-03-04 10:00,张某,微信\n\
    A2,井盖松动,,2026-03-02 09:30,已联系,,李某,信鸽\n\
    A3,漏水,楼道漏水,2026-03-03 09:00,已修复,2026-03-02 10:00,,12345\n";

async fn app(store: Store) -> App {
    let config = Config::read(None, &serde_json::json!({})).expect("the defaults");
    App::start(config, store, Clock::default()).await.expect("start")
}

async fn try_import(
    app: &App,
    what: What,
    text: &str,
    options: &Options,
) -> Result<Report, ImportError> {
    let source = Source::from(text.as_bytes().to_vec());
    run(app, what, source, "file", options, &|_| {}).await
}

async fn import(app: &App, what: What, text: &str, options: &Options) -> Report {
    try_import(app, what, text, options).await.expect("a file that can be read")
}

fn options() -> Options {
    Options {
        as_of: Some("2026-04-01T00:00:00Z".parse().expect("an instant")),
        zone: TimeZone::get("Asia/Shanghai").expect("a zone"),
        ..Options::new("old")
    }
}

/// An app with a county and two units.
async fn county(store: Store) -> App {
    let app = app(store).await;
    for (what, text) in [(What::Divisions, DIVISIONS), (What::Units, UNITS)] {
        let report = import(&app, what, text, &options()).await;
        assert!(report.ok(), "{:?}", report.bad);
    }
    app
}

async fn found(app: &App, number: &str) -> Option<huisheng_domain::matter::Matter> {
    let id = matters::matter_id(AREA, "old", number);
    matter::find(app.store().read(), AREA, id).await.ok()
}

#[test]
fn a_tree_of_codes_finds_its_parents_and_levels() {
    both(|store| async move {
        let app = county(store).await;
        let book = app.book();
        let told: Vec<(String, String, Option<String>)> = book
            .divisions
            .iter()
            .map(|one| {
                let parent = one.parent.and_then(|id| book.divisions.get(id));
                (one.name.clone(), one.level.clone(), parent.map(|one| one.name.clone()))
            })
            .collect();
        for (name, level, parent) in [
            ("某省", "province", None),
            ("某县", "county", Some("某省")),
            ("东街道", "street", Some("某县")),
            ("一社区", "community", Some("东街道")),
            ("二村", "village", Some("东街道")),
        ] {
            let row = (name.to_owned(), level.to_owned(), parent.map(str::to_owned));
            assert!(told.contains(&row), "{row:?} in {told:?}");
        }
        assert_eq!(book.areas(), [AREA]);
    });
}

const LEVELS: &str = "级别编码,级别名称\nprovince,自治区级\nleague,盟市级\ncounty,旗县级\nstreet,苏木（乡镇、街道）\ncommunity,社区\nvillage,嘎查\ngroup,独贵龙\n";

#[test]
fn levels_are_a_list_of_the_house() {
    both(|store| async move {
        let app = county(store).await;
        let trial = Options { dry_run: true, ..options() };
        let report = import(&app, What::Levels, LEVELS, &trial).await;
        assert!(report.ok(), "{:?}", report.bad);
        assert_eq!(app.book().divisions.levels().get("league"), None);
        // Its own words are none before the list is there.
        let below = "区划代码,名称,级别,上级\n,东独贵龙,独贵龙,二村\n";
        let report = import(&app, What::Divisions, below, &options()).await;
        assert_eq!((report.bad[0].field.as_str(), report.bad[0].code), ("level", "unknown"));
        assert!(report.bad[0].zh.contains("小区") && report.bad[0].en.contains("import levels"));

        let report = import(&app, What::Levels, LEVELS, &options()).await;
        assert!(report.ok(), "{:?}", report.bad);
        assert_eq!((report.rows, report.written), (7, 7));
        assert_eq!(app.book().divisions.levels().depth("group"), Some(6));
        let again = import(&app, What::Levels, LEVELS, &options()).await;
        assert_eq!((again.written, again.unchanged), (0, 7));
        for level in ["独贵龙", "group"] {
            let text = below.replace("独贵龙,二村", &format!("{level},二村"));
            let report = import(&app, What::Divisions, &text, &options()).await;
            assert!(report.ok(), "{level}: {:?}", report.bad);
        }
        let book = app.book();
        let mut own = book.divisions.iter().filter(|one| one.level == "group");
        assert_eq!(own.next().map(|one| one.name.as_str()), Some("东独贵龙"));
        // The responsibility list speaks of levels by the same words.
        import(&app, What::Categories, "一级分类\n城建\n", &options()).await;
        let row =
            |level: &str, lead: &str| format!("分类,适用级别,主办单位\n城建,{level},{lead}\n");
        let report =
            import(&app, What::Responsibilities, &row("独贵龙", "社区@嘎查"), &options()).await;
        assert!(report.ok(), "{:?}", report.bad);
        let list = app.book();
        let scopes: Vec<_> = list.responsibilities.rows().iter().map(|row| &row.scope).collect();
        assert_eq!(scopes, [&Scope::Level { level: "group".to_owned() }]);
        for (text, field) in [(row("小区", "城管局"), "level"), (row("", "社区@小区"), "lead")]
        {
            let report = import(&app, What::Responsibilities, &text, &options()).await;
            assert_eq!((report.bad[0].field.as_str(), report.bad[0].code), (field, "unknown"));
        }
        // A usual word for a level that the house does not have is none.
        let text = below.replace("独贵龙,二村", "楼,二村");
        let report = import(&app, What::Divisions, &text, &options()).await;
        assert!(report.bad[0].zh.contains("嘎查") && !report.bad[0].zh.contains("楼栋"));
    });
}

#[test]
fn levels_that_order_no_tree_are_told_by_row() {
    both(|store| async move {
        let app = county(store).await;
        let text = "编码,名称,顺序\nstreet,街道,3\nCounty,区县,2\nprovince,,1\nstreet,乡镇,4\ncity,街道,5\nvillage,村,三\ngroup,组,\nquarter,小区,3\n";
        let report = import(&app, What::Levels, text, &options()).await;
        let told: Vec<_> =
            report.bad.iter().map(|bad| (bad.line, bad.field.as_str(), bad.code)).collect();
        let expected = [
            (3, "code", "form"),
            (4, "name", "missing"),
            (5, "code", "repeated"),
            (6, "name", "repeated"),
            (7, "order", "form"),
            (8, "order", "missing"),
            (9, "order", "repeated"),
        ];
        assert_eq!((told, report.written), (expected.to_vec(), 0));
        // One that divisions stand on cannot go, nor sink below those it holds.
        for text in [LEVELS.replace("village,嘎查\n", ""), by_number(LEVELS)] {
            let report = import(&app, What::Levels, &text, &options()).await;
            assert_eq!((report.bad.len(), report.bad[0].code), (1, "list_contradicts"), "{text}");
        }
        let usual: Vec<String> =
            app.book().divisions.levels().iter().map(|level| level.code.clone()).collect();
        assert_eq!(usual[2..4], ["county", "street"]);
    });
}

/// The same levels, numbered the wrong way round.
fn by_number(text: &str) -> String {
    let lines = text.lines().enumerate();
    let numbered = lines.map(|(at, line)| match at {
        0 => format!("{line},顺序\n"),
        _ => format!("{line},{}\n", 20 - at),
    });
    numbered.collect()
}

#[test]
fn a_bad_row_keeps_the_whole_file_out_unless_skipped() {
    both(|store| async move {
        let app = county(store).await;
        let text = format!("{UNITS}zj,住建局,衙门,xian,某县\nsw,水务局,部门,无此单位,某县\n");
        let report = import(&app, What::Units, &text, &options()).await;
        let told: Vec<_> =
            report.bad.iter().map(|bad| (bad.line, bad.field.as_str(), bad.code)).collect();
        assert_eq!(told, [(4, "kind", "unknown"), (5, "parent", "unknown")]);
        assert_eq!((report.written, app.book().units.iter().count()), (0, 2));

        let bad = MATTERS.replace("2026-03-03 09:00", "三月三").replace("A2", "A1");
        let report = import(&app, What::Matters, &bad, &options()).await;
        let told: Vec<_> =
            report.bad.iter().map(|bad| (bad.line, bad.field.as_str(), bad.code)).collect();
        assert_eq!(told, [(3, "number", "repeated"), (4, "received", "form")]);
        assert!(found(&app, "A1").await.is_none());

        let mistyped = MATTERS.replace("2026-03-03 09:00", "1926-03-03 09:00");
        let report = import(&app, What::Matters, &mistyped, &options()).await;
        let told: Vec<_> =
            report.bad.iter().map(|bad| (bad.line, bad.field.as_str(), bad.code)).collect();
        assert_eq!((told, report.written), (vec![(4, "received", "too_early")], 0));

        let skip = Options { skip_bad: true, ..options() };
        let report = import(&app, What::Matters, &bad, &skip).await;
        assert_eq!((report.written, report.bad.len()), (1, 2));
        assert!(found(&app, "A1").await.is_some() && found(&app, "A3").await.is_none());
    });
}

#[test]
fn a_list_that_contradicts_itself_is_refused_as_a_whole() {
    both(|store| async move {
        let app = county(store).await;
        let circle = "code,name,parent\na,甲,b\nb,乙,a\n";
        for skip_bad in [false, true] {
            let options = Options { skip_bad, ..options() };
            let report = import(&app, What::Units, circle, &options).await;
            assert_eq!(
                report.bad.iter().map(|bad| bad.code).collect::<Vec<_>>(),
                ["list_contradicts"]
            );
            assert_eq!(app.book().units.iter().count(), 2);
        }
    });
}

#[test]
fn twice_is_once_and_a_dry_run_is_nothing() {
    both(|store| async move {
        let app = county(store).await;
        for (what, text, rows) in [(What::Divisions, DIVISIONS, 5), (What::Units, UNITS, 2)] {
            let report = import(&app, what, text, &options()).await;
            assert_eq!((report.written, report.unchanged), (0, rows), "{what:?}");
        }
        let dry = Options { dry_run: true, ..options() };
        let report = import(&app, What::Matters, MATTERS, &dry).await;
        assert_eq!((report.rows, report.written, report.bad.len()), (3, 0, 0));
        assert_eq!((report.would_write, report.would_add), (3, 0));
        assert!(found(&app, "A1").await.is_none());
        let report = import(&app, What::Matters, MATTERS, &options()).await;
        assert_eq!((report.written, report.unchanged), (3, 0));
        let before = found(&app, "A1").await;
        let report = import(&app, What::Matters, MATTERS, &options()).await;
        assert_eq!((report.written, report.unchanged), (0, 3));
        assert_eq!(found(&app, "A1").await, before);
        // Another source may use the same numbers.
        let other = Options { source: "other".to_owned(), ..options() };
        assert_eq!(import(&app, What::Matters, MATTERS, &other).await.written, 3);
    });
}

#[test]
fn past_matters_are_history_with_their_oddities_and_never_verified() {
    both(|store| async move {
        let app = county(store).await;
        let report = import(&app, What::Matters, MATTERS, &options()).await;
        assert!(report.ok(), "{:?}", report.bad);
        let first = found(&app, "A1").await.expect("imported");
        assert_eq!(first.origin, Origin::Imported);
        assert_eq!(first.procedure.0, "13710");
        assert_eq!(first.received, "2026-03-02T09:00:00+08:00".parse().expect("an instant"));
        let result = first.result.as_ref().expect("a result");
        assert_eq!(result.at, "2026-03-04T10:00:00+08:00".parse().expect("an instant"));
        assert!(first.ending.is_none() && first.flags.is_empty());
        assert!(first.number.starts_with("990301"), "{}", first.number);
        assert!(first.reports.iter().all(huisheng_domain::matter::Report::contactable));
        let second = found(&app, "A2").await.expect("imported");
        assert!(second.result.is_none());
        assert_eq!(second.flags, ["reply_without_time", "channel_unknown"]);
        let third = found(&app, "A3").await.expect("imported");
        assert_eq!(third.flags, ["closed_before_opened", "no_user"]);
        let (files, zone) = (None, app.book().calendar.zone().clone());
        let told =
            huisheng_store::verify::run(app.store(), files, app.secret(), &zone, |_| {}).await;
        let told = told.expect("a database that can be read");
        assert!(told.ok(), "{:?}", told.problems);
    });
}

#[test]
fn a_broken_import_goes_on_where_it_was() {
    both(|store| async move {
        let app = county(store).await;
        let dry = Options { dry_run: true, ..options() };
        let id = import(&app, What::Matters, MATTERS, &dry).await.id;
        let write = app.store().write().await.expect("a transaction");
        import_batch::note(&write, AREA, &id, 2, app.now()).await.expect("a note");
        write.commit().await.expect("a commit");
        assert_eq!(import(&app, What::Matters, MATTERS, &options()).await.written, 1);
        // Finished: the next run looks at every row again.
        assert_eq!(import(&app, What::Matters, MATTERS, &options()).await.written, 2);
    });
}

#[test]
fn a_row_that_comes_again_adds_its_result_and_nothing_else() {
    both(|store| async move {
        let app = county(store).await;
        import(&app, What::Matters, MATTERS, &options()).await;
        let noted = words(&app, "A2").await;
        assert!(noted.contains(&"已联系".to_owned()), "{noted:?}");
        // A1 says another thing, A2 has its time now, A3 is as it was.
        let later = MATTERS
            .replace("门口路灯不亮", "门口路灯全灭")
            .replace("已联系,,李某", "已联系,2026-03-05 16:00,李某");
        let dry = Options { dry_run: true, ..options() };
        let trial = import(&app, What::Matters, &later, &dry).await;
        assert_eq!((trial.would_write, trial.would_add, trial.unchanged), (0, 1, 1));
        assert_eq!((trial.results_added, &trial.changed_lines[..]), (0, &[2][..]));
        let report = import(&app, What::Matters, &later, &options()).await;
        assert!(report.ok(), "{:?}", report.bad);
        assert_eq!((report.written, report.results_added, report.unchanged), (0, 1, 1));
        assert_eq!((report.changed_not_taken, report.changed_lines), (1, vec![2]));
        let second = found(&app, "A2").await.expect("imported");
        let result = second.result.as_ref().expect("a result");
        assert_eq!(result.at, "2026-03-05T16:00:00+08:00".parse().expect("an instant"));
        assert!(second.ending.is_none() && second.origin == Origin::Imported);
        assert!(!words(&app, "A1").await.contains(&"门口路灯全灭".to_owned()));
        // The same again changes nothing, whenever it is recorded.
        let earlier: Option<jiff::Timestamp> = "2026-03-20T00:00:00Z".parse().ok();
        let report =
            import(&app, What::Matters, &later, &Options { as_of: earlier, ..options() }).await;
        assert_eq!((report.results_added, report.unchanged), (0, 2));
        let report = import(&app, What::Matters, &later, &options()).await;
        assert_eq!((report.results_added, report.unchanged, report.changed_not_taken), (0, 2, 1));
        // Told also of a row that brings a result together with other words.
        let open = "编号,标题,内容,受理时间,答复意见,答复时间\nB1,路灯不亮,门口路灯不亮,2026-03-02 09:00,,\n";
        import(&app, What::Matters, open, &options()).await;
        let both = open.replace(
            "门口路灯不亮,2026-03-02 09:00,,",
            "门口路灯全灭,2026-03-02 09:00,已修复,2026-03-05 10:00",
        );
        let trial = import(&app, What::Matters, &both, &dry).await;
        assert_eq!((trial.would_add, trial.changed_lines), (1, vec![2]));
        let report = import(&app, What::Matters, &both, &options()).await;
        assert_eq!((report.results_added, report.changed_not_taken), (1, 1));
        assert_eq!(report.changed_lines, [2]);
        assert!(!words(&app, "B1").await.contains(&"门口路灯全灭".to_owned()));
        let (files, zone) = (None, app.book().calendar.zone().clone());
        let told =
            huisheng_store::verify::run(app.store(), files, app.secret(), &zone, |_| {}).await;
        let told = told.expect("a database that can be read");
        assert!(told.ok(), "{:?}", told.problems);
    });
}

/// Everything that was said of a matter.
async fn words(app: &App, number: &str) -> Vec<String> {
    let id = matters::matter_id(AREA, "old", number);
    let words = matter::words(app.store().read(), AREA, id).await.expect("words");
    words.into_values().flat_map(|said| said.words.0.into_values()).collect()
}

#[test]
fn a_telephone_is_kept_beside_the_history_and_never_in_words() {
    both(|store| async move {
        let app = county(store).await;
        let text = "编号,标题,受理时间,诉求人,联系电话\n\
            B1,路灯不亮,2026-03-02 09:00,张某,13800138000\n\
            B2,井盖松动,2026-03-02 09:30,,0532-12345678\n\
            B3,漏水,2026-03-03 09:00,王某,138****8000\n";
        let report = import(&app, What::Matters, text, &options()).await;
        assert!(report.ok(), "{:?}", report.bad);
        for (number, contact) in
            [("B1", Some("13800138000")), ("B2", Some("053212345678")), ("B3", None)]
        {
            let report = found(&app, number).await.expect("imported").reports[0].id;
            let voice = huisheng_store::voice::find(
                app.store().read(),
                app.cipher().unwrap(),
                AREA,
                report,
            )
            .await;
            assert_eq!(voice.expect("a voice").contact.as_deref(), contact, "{number}");
            assert!(!words(&app, number).await.concat().contains("138"), "{number}");
        }
        let third = found(&app, "B3").await.expect("imported");
        assert_eq!(third.flags, ["phone_unreadable"]);
    });
}

#[test]
fn another_zone_or_day_of_record_is_another_import() {
    both(|store| async move {
        let app = county(store).await;
        let dry = |change: fn(&mut Options)| {
            let mut options = Options { dry_run: true, ..options() };
            change(&mut options);
            options
        };
        let mut ids = std::collections::BTreeSet::new();
        let others: [fn(&mut Options); 5] = [
            |_| {},
            |other| other.zone = TimeZone::UTC,
            |other| other.as_of = None,
            |other| other.map = Some("title = \"标题\"".to_owned()),
            |other| other.unit = Some("cg".to_owned()),
        ];
        for change in others {
            ids.insert(import(&app, What::Matters, MATTERS, &dry(change)).await.id);
        }
        assert_eq!(ids.len(), 5);
    });
}

#[test]
fn matters_need_an_area_and_a_unit() {
    both(|store| async move {
        let app = app(store).await;
        let refused = try_import(&app, What::Matters, MATTERS, &options()).await;
        assert!(matches!(refused, Err(ImportError::NoArea(_))), "{refused:?}");
        import(&app, What::Divisions, DIVISIONS, &options()).await;
        let refused = try_import(&app, What::Matters, MATTERS, &options()).await;
        assert!(matches!(refused, Err(ImportError::NoUnit(_))), "{refused:?}");
    });
}

/// Beijing, as three maps give it: WGS-84 first.
const TIANANMEN: [(&str, f64, f64); 3] =
    [("", 116.391_23, 39.906_9), ("GCJ-02", 116.397_47, 39.908_3), ("BD-09", 116.403_86, 39.914_6)];

/// A kilometre is about 0.01 degrees; what is not converted lies 500 m off.
fn is_near(at: [f64; 2]) -> bool {
    let (_, lon, lat) = TIANANMEN[0];
    (at[0] - lon).abs() < 0.001 && (at[1] - lat).abs() < 0.001
}

#[test]
fn coordinates_of_other_maps_are_converted_wherever_they_come_in() {
    both(|store| async move {
        let app = county(store).await;
        for (at, (datum, lon, lat)) in TIANANMEN.into_iter().enumerate() {
            let grid = serde_json::json!({
                "type": "FeatureCollection",
                "features": [{
                    "type": "Feature",
                    "properties": { "网格名称": format!("第{at}网格"), "所属社区": "一社区", "坐标系": datum },
                    "geometry": { "type": "Polygon", "coordinates": [[
                        [lon, lat], [lon + 0.000_1, lat], [lon, lat + 0.000_1], [lon, lat],
                    ]] },
                }],
            });
            let report = import(&app, What::Grids, &grid.to_string(), &options()).await;
            assert!(report.ok(), "{:?}", report.bad);
            let book = app.book();
            let grid = book.grids.all().iter().find(|grid| grid.name == format!("第{at}网格"));
            let Shape::Polygon(outline) = &grid.expect("the grid").shape else {
                panic!("an outline")
            };
            let corners = outline.0.iter().flat_map(|one| one.exterior().points());
            for corner in corners {
                assert!(is_near([corner.x(), corner.y()]), "{datum}: {corner:?}");
            }
            let row = format!(
                "编号,标题,受理时间,经度,纬度,坐标系\nD{at},路灯,2026-03-02 09:00,{lon},{lat},{datum}\n"
            );
            for known in [0, 1] {
                let report = import(&app, What::Matters, &row, &options()).await;
                assert!(report.ok(), "{:?}", report.bad);
                assert_eq!((report.written, report.unchanged), (1 - known, known));
            }
            let matter = found(&app, &format!("D{at}")).await.expect("imported");
            assert!(is_near(matter.place.point.expect("a point")), "{datum}: {:?}", matter.place);
        }
    });
}

#[test]
fn the_gazetteer_is_asked_for_the_address_of_a_past_matter() {
    both(|store| async move {
        let app = county(store).await;
        let places = "小区名称,别名,所属社区\n幸福小区,幸福里,一社区\n和美小区,,二村\n";
        let grids = "网格编码,网格名称,所属社区,包含小区\n990301001001001,第一网格,一社区,幸福小区\n990301001200001,第二网格,二村,和美小区\n";
        for (what, text) in [(What::Places, places), (What::Grids, grids)] {
            let report = import(&app, what, text, &options()).await;
            assert!(report.ok(), "{:?}", report.bad);
        }
        let matters = "编号,标题,受理时间,地址,社区\n\
            G1,路灯,2026-03-02 09:00,幸福里3号门口,\n\
            G2,路灯,2026-03-02 09:00,幸福小区,东街道\n\
            G3,路灯,2026-03-02 09:00,幸福小区,二村\n\
            G4,路灯,2026-03-02 09:00,村口,\n";
        for known in [0, 4] {
            let report = import(&app, What::Matters, matters, &options()).await;
            assert!(report.ok(), "{:?}", report.bad);
            assert_eq!((report.written, report.unchanged), (4 - known, known));
        }
        let book = app.book();
        let named =
            |name: &str| book.divisions.iter().find(|one| one.name == name).map(|one| one.id);
        for (number, division, grid) in [
            ("G1", named("一社区"), Some("第一网格")),
            ("G2", named("东街道"), Some("第一网格")),
            // The row says another community than the words: the row counts.
            ("G3", named("二村"), None),
            ("G4", None, None),
        ] {
            let place = found(&app, number).await.expect("imported").place;
            let of = place.grid.and_then(|id| book.grids.get(id)).map(|grid| grid.name.as_str());
            assert_eq!((place.division, of), (division, grid), "{number}");
            assert_eq!(place.place.is_some(), grid.is_some(), "{number}");
        }
    });
}

#[test]
fn an_unknown_datum_keeps_the_row_out() {
    both(|store| async move {
        let app = county(store).await;
        let grid = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"网格名称":"一","所属社区":"一社区","datum":"北京54"},"geometry":{"type":"Polygon","coordinates":[[[120.1,36.1],[120.2,36.1],[120.2,36.2],[120.1,36.1]]]}}]}"#;
        let matter =
            "编号,标题,受理时间,经度,纬度,坐标系\nD1,路灯,2026-03-02 09:00,116.4,39.9,北京54\n";
        for (what, text) in [(What::Grids, grid), (What::Matters, matter)] {
            let report = import(&app, what, text, &options()).await;
            let told: Vec<_> =
                report.bad.iter().map(|bad| (bad.field.as_str(), bad.code)).collect();
            assert_eq!((told, report.written), (vec![("datum", "unknown")], 0), "{what:?}");
            assert!(report.bad[0].zh.contains("GCJ-02") && report.bad[0].en.contains("BD-09"));
        }
    });
}

#[test]
fn the_other_lists_are_read() {
    both(|store| async move {
        let app = county(store).await;
        let lists = [
            (What::Categories, "一级分类,二级分类,三级分类\n城建,市政,路灯\n城建,市政,井盖\n", 4),
            (
                What::Places,
                "小区名称,别名,所属社区,经度,纬度\n幸福小区,幸福里;一号院,一社区,120.1,36.1\n",
                1,
            ),
            (
                What::Grids,
                "网格编码,网格名称,所属社区,包含小区,户数\n990301001001001,第一网格,一社区,幸福小区,120\n",
                1,
            ),
            (
                What::Responsibilities,
                "分类,主办单位,协办单位,办结时限,依据\n路灯,城管局,社区@community,5个工作日,条例\n市政,cg,,,\n",
                2,
            ),
            (What::Calendar, "日期,类型,名称,区划\n2026-07-01,地方休息日,县庆,990301\n", 1),
        ];
        for (what, text, rows) in lists {
            let report = import(&app, what, text, &options()).await;
            assert!(report.ok(), "{what:?}: {:?}", report.bad);
            assert_eq!(report.written, rows, "{what:?}");
            let again = import(&app, what, text, &options()).await;
            assert_eq!((again.written, again.unchanged), (0, rows), "{what:?}");
        }
        let book = app.book();
        assert_eq!(book.responsibilities.version(), 1);
        assert_eq!(book.local_calendars.len(), 1);
        assert_eq!(book.grids.all().len(), 1);
    });
}

#[test]
fn an_order_that_was_entered_by_hand_is_one_bad_row() {
    both(|store| async move {
        let app = county(store).await;
        let (first, _) = MATTERS.split_once("A2").unwrap();
        assert_eq!(import(&app, What::Matters, first, &options()).await.written, 1);
        // As if intake had entered the order A2 before the file came.
        let write = app.store().write().await.unwrap();
        let sql = "UPDATE matter SET upstream_number = 'A2' WHERE area = 990301";
        write.execute_unprepared(sql).await.unwrap();
        write.commit().await.unwrap();
        let report = import(&app, What::Matters, MATTERS, &options()).await;
        assert_eq!((report.written, report.unchanged), (1, 1));
        let told: Vec<_> = report
            .bad
            .iter()
            .map(|bad| (bad.field.as_str(), bad.value.as_str(), bad.code))
            .collect();
        assert_eq!(told, [("number", "A2", "upstream_taken")]);
    });
}
