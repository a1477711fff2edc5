//! Importers under generated input: valid files with cells, lines and bytes spoiled at random. An
//! importer never panics and never fails for a reason of ours, and of a file it refuses it writes
//! nothing.

use std::io::Write;

use encoding_rs::GB18030;
use huisheng_server::app::App;
use huisheng_server::clock::Clock;
use huisheng_server::config::Config;
use huisheng_server::import::{ImportError, Options, Report, What, run};
use huisheng_server::table::Source;
use huisheng_store::testing::both;
use huisheng_store::{Store, verify};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rust_xlsxwriter::Workbook;
use sea_orm::ConnectionTrait;

use crate::served::long;

/// A valid file of each kind.
const FILES: [(What, &str); 9] = [
    (
        What::Levels,
        "级别编码,级别名称,顺序\nprovince,省,1\ncounty,县,2\nstreet,街道,3\ncommunity,社区,4\n",
    ),
    (
        What::Divisions,
        "区划代码,名称,启用日期\n990000,某省,\n990301,某县,2001-01-01\n990301001,东街道,\n990301001001,一社区,\n",
    ),
    (
        What::Units,
        "单位编码,单位名称,类型,上级单位,区划,启用\nxian,某县,政府,,990301,是\ncg,城管局,部门,xian,某县,是\n",
    ),
    (What::Categories, "一级分类,二级分类,三级分类\n城建,市政,路灯\n城建,市政,井盖\n"),
    (What::Places, "小区名称,别名,所属社区,经度,纬度\n幸福小区,幸福里;一号院,一社区,120.1,36.1\n"),
    (
        What::Grids,
        "网格编码,网格名称,所属社区,包含小区,户数,级别\n990301001001001,第一网格,一社区,幸福小区,120,1\n",
    ),
    (
        What::Responsibilities,
        "分类,主办单位,协办单位,办结时限,依据,生效日期\n路灯,城管局,社区@community,5个工作日,条例,2024-01-01\n市政,cg,,,,\n",
    ),
    (
        What::Calendar,
        "日期,类型,名称,区划\n2026-07-01,地方休息日,县庆,990301\n2026-07-04,工作日,,990301\n",
    ),
    (
        What::Matters,
        "编号,标题,内容,受理时间,答复意见,答复时间,诉求人,渠道\nA1,路灯不亮,门口路灯不亮,2026-03-02 09:00,已修复,2026-03-04 10:00,张某,微信\nA2,井盖松动,,2026-03-02 09:30,已联系,,李某,信鸽\n",
    ),
];

const GEOJSON: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"网格编码":"990301001001002","网格名称":"第二网格","所属社区":"一社区","户数":88},"geometry":{"type":"Polygon","coordinates":[[[120.1,36.1],[120.2,36.1],[120.2,36.2],[120.1,36.2],[120.1,36.1]]]}}]}"#;

/// What people, programs and strangers put into cells.
const CELLS: [&str; 34] = [
    "",
    " ",
    "\0",
    "路\0灯",
    "\u{feff}",
    "\u{202e}abc",
    "👩‍👩‍👧‍👦",
    "\"",
    "\"\"\"",
    "'; DROP TABLE matter; --",
    "=1+1",
    "-1",
    "0",
    "1e309",
    "NaN",
    "99999999999999999999",
    "3.5",
    "2026-02-30",
    "2026/13/1",
    "0000-00-00",
    "9999-12-31",
    "+999999-01-01",
    "44927.5",
    "2026-03-02T09:00:00+99:99",
    "990301",
    "990301001001",
    "120.1",
    "181",
    "a,b",
    "a\nb",
    "是",
    "xian",
    "社区@nowhere",
    "0个工作日",
];

/// One way to spoil a file.
#[derive(Clone, Debug)]
enum Spoil {
    Cell(usize, usize, String),
    Drop(usize),
    Repeat(usize),
    Column(usize),
    Byte(usize, u8),
    Cut(usize),
}

fn spoils() -> impl Strategy<Value = Vec<Spoil>> {
    let cell = prop_oneof![
        4 => prop::sample::select(CELLS.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[0-9]{1,30}",
        1 => "[路灯甲乙]{400,600}",
    ];
    let one = prop_oneof![
        6 => (1..6_usize, 0..8_usize, cell).prop_map(|(row, column, text)| Spoil::Cell(row, column, text)),
        1 => (0..6_usize).prop_map(Spoil::Drop),
        1 => (0..6_usize).prop_map(Spoil::Repeat),
        1 => (0..8_usize).prop_map(Spoil::Column),
        1 => (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Spoil::Byte(at, byte)),
        1 => any::<usize>().prop_map(Spoil::Cut),
    ];
    prop::collection::vec(one, 0..4)
}

/// How a table is written down.
#[derive(Clone, Copy, Debug)]
enum Form {
    Csv,
    Gb18030,
    Gzip,
    Xlsx,
}

fn table(text: &str, spoils: &[Spoil]) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> =
        text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    for spoil in spoils {
        match spoil {
            Spoil::Cell(row, column, text) => {
                if let Some(cell) = rows.get_mut(*row).and_then(|row| row.get_mut(*column)) {
                    cell.clone_from(text);
                }
            }
            Spoil::Drop(row) if *row < rows.len() => drop(rows.remove(*row)),
            Spoil::Repeat(row) if *row < rows.len() => rows.push(rows[*row].clone()),
            Spoil::Column(column) => {
                for row in rows.iter_mut().filter(|row| *column < row.len()) {
                    row.remove(*column);
                }
            }
            _ => {}
        }
    }
    rows
}

fn written(rows: &[Vec<String>], form: Form) -> Vec<u8> {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n";
    let text: String = rows.iter().map(line).collect();
    match form {
        Form::Csv => text.into_bytes(),
        Form::Gb18030 => GB18030.encode(&text).0.into_owned(),
        Form::Gzip => {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            out.write_all(text.as_bytes()).expect("write");
            out.finish().expect("finish")
        }
        Form::Xlsx => {
            let mut book = Workbook::new();
            let sheet = book.add_worksheet();
            for (y, row) in (0_u32..).zip(rows) {
                for (x, cell) in (0_u16..).zip(row) {
                    sheet.write(y, x, cell.as_str()).expect("a cell");
                }
            }
            book.save_to_buffer().expect("a workbook")
        }
    }
}

/// Bytes go wrong after everything else.
fn torn(mut bytes: Vec<u8>, spoils: &[Spoil]) -> Vec<u8> {
    for spoil in spoils {
        match spoil {
            Spoil::Byte(at, byte) if !bytes.is_empty() => {
                let at = at % bytes.len();
                bytes[at] = *byte;
            }
            Spoil::Cut(at) => bytes.truncate(at % (bytes.len() + 1)),
            _ => {}
        }
    }
    bytes
}

fn options() -> Options {
    Options { as_of: "2026-04-01T00:00:00Z".parse().ok(), ..Options::new("old") }
}

async fn try_import(
    app: &App,
    what: What,
    bytes: Vec<u8>,
    options: Options,
) -> Result<Report, ImportError> {
    let app = app.clone();
    let told = tokio::spawn(async move {
        run(&app, what, Source::from(bytes), "file", &options, &|_| {}).await
    });
    told.await.unwrap_or_else(|panic| panic!("an importer panicked: {panic}"))
}

/// How many rows every table has that an import may write.
async fn counts(store: &Store) -> Vec<i64> {
    let tables = [
        "division",
        "grid",
        "place",
        "unit",
        "category",
        "responsibility_list",
        "responsibility",
        "calendar_day",
        "matter",
        "event",
        "words",
        "voice",
        "tally_delta",
        "import_batch",
    ];
    let mut counts = Vec::new();
    for table in tables {
        let sql = store.engine().statement(&format!("SELECT count(*) FROM {table}"), vec![]);
        let row = store.read().query_one_raw(sql).await.expect("count").expect("a row");
        counts.push(row.try_get_by_index(0).expect("a number"));
    }
    counts
}

/// Whether it is the file, and not the house, that was at fault.
fn is_told(error: &ImportError) -> bool {
    matches!(
        error,
        ImportError::Table(_)
            | ImportError::GeoJson(_)
            | ImportError::NoArea(_)
            | ImportError::NoUnit(_)
    )
}

async fn tried(app: &App, what: What, bytes: Vec<u8>, skip_bad: bool, from: &str) {
    let before = counts(app.store()).await;
    let options = Options { skip_bad, ..options() };
    let refused = match try_import(app, what, bytes, options).await {
        Ok(report) if report.written > 0 => {
            assert!(skip_bad || report.bad.is_empty(), "{from}: written and refused at once");
            return;
        }
        Ok(_) => "nothing was written".to_owned(),
        Err(error) => {
            assert!(is_told(&error), "{from}: {error:?}");
            error.to_string()
        }
    };
    assert_eq!(counts(app.store()).await, before, "{from}: {refused}");
}

#[test]
fn spoiled_files_are_refused_whole_and_never_break_an_importer() {
    both(|store| async move {
        let config = Config::read(None, &serde_json::json!({})).expect("the defaults");
        let app = App::start(config, store, Clock::default()).await.expect("start");
        for (what, text) in FILES {
            let report =
                try_import(&app, what, text.into(), options()).await.expect("a valid file");
            assert!(report.ok() && report.written > 0, "{what:?}: {:?}", report.bad);
        }
        let mut runner = TestRunner::deterministic();
        let forms = [Form::Csv, Form::Csv, Form::Gb18030, Form::Gzip, Form::Xlsx];
        let case = (prop::sample::select(forms.to_vec()), spoils(), any::<bool>());
        for round in 0..if long() { 600 } else { 20 } {
            for (what, text) in FILES {
                let (form, spoils, skip) = case.new_tree(&mut runner).expect("a case").current();
                let bytes = torn(written(&table(text, &spoils), form), &spoils);
                let from = format!("{round} {what:?} {form:?} {spoils:?}");
                tried(&app, what, bytes, skip, &from).await;
            }
            let (_, spoils, skip) = case.new_tree(&mut runner).expect("a case").current();
            let cell = spoils.iter().find_map(|spoil| match spoil {
                Spoil::Cell(_, _, text) => serde_json::to_string(text).ok(),
                _ => None,
            });
            let text = cell.map_or_else(
                || GEOJSON.to_owned(),
                |cell| GEOJSON.replacen("\"一社区\"", &cell, 1),
            );
            let from = format!("{round} GeoJSON {spoils:?}");
            tried(&app, What::Grids, torn(text.into_bytes(), &spoils), skip, &from).await;
        }
        let (zone, secret) = (app.book().calendar.zone().clone(), app.secret());
        let told = verify::run(app.store(), None, secret, &zone, |_| {}).await.expect("it runs");
        assert!(told.ok(), "{:?}", told.problems);
    });
}
