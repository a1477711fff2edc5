//! What an export gives, an import takes: into the same house it changes nothing, into an empty one it
//! makes the same lists.

use std::path::Path;

use huisheng_server::app::App;
use huisheng_server::clock::Clock;
use huisheng_server::command::export::{self, Only, Wanted};
use huisheng_server::config::Config;
use huisheng_server::demo::{DemoArea, fill};
use huisheng_server::import::{Options, Report, What, run};
use huisheng_server::table::Source;
use huisheng_store::{Micros, Store, migrate, testing};

const LISTS: [(export::What, What, &str); 7] = [
    (export::What::Levels, What::Levels, "levels.csv"),
    (export::What::Divisions, What::Divisions, "divisions.csv"),
    (export::What::Units, What::Units, "units.csv"),
    (export::What::Categories, What::Categories, "categories.csv"),
    (export::What::Places, What::Places, "places.csv"),
    (export::What::Grids, What::Grids, "grids.geojson"),
    (export::What::Responsibilities, What::Responsibilities, "responsibilities.csv"),
];

async fn house(store: Store) -> App {
    let config = Config::read(None, &serde_json::json!({})).expect("the defaults");
    App::start(config, store, Clock::default()).await.expect("start")
}

async fn write(app: &App, folder: &Path) {
    for (what, _, name) in LISTS {
        let out = Some(folder.join(name));
        let wanted =
            Wanted { what, area: None, format: None, out, force: false, only: Only::default() };
        export::run(app, &wanted, |_| {}).await.expect("an export");
    }
}

async fn read(app: &App, what: What, file: &Path, options: &Options) -> Report {
    let source = Source::from(file.to_owned());
    run(app, what, source, "file", options, &|_| {}).await.expect("a file that can be read")
}

/// The lines of a list in no order.
fn lines(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).expect("a file");
    let mut lines: Vec<String> = text
        .split_inclusive(['\n'])
        .map(|line| line.trim_matches([',', '\n']).to_owned())
        .collect();
    lines.sort_unstable();
    lines
}

#[test]
fn what_goes_out_comes_in_again() {
    testing::both(|store| async move {
        let area = DemoArea::new(3);
        let now = Clock::default().now();
        fill::lists(&store, &area, 3, now).await.expect("the lists of the demo");
        let folder = tempfile::tempdir().expect("a folder");
        let app = house(store).await;
        write(&app, folder.path()).await;
        for (_, what, name) in LISTS {
            let told = read(&app, what, &folder.path().join(name), &Options::new("file")).await;
            assert!(told.bad.is_empty(), "{name}: {:?}", told.bad);
            assert_eq!((told.written, told.unchanged), (0, told.rows), "{name}");
        }
        let table = folder.path().join("grids.csv");
        let what = export::What::Grids;
        let out = Some(table.clone());
        let wanted =
            Wanted { what, area: None, format: None, out, force: false, only: Only::default() };
        export::run(&app, &wanted, |_| {}).await.expect("an export");
        let told = read(&app, What::Grids, &table, &Options::new("file")).await;
        assert_eq!((told.bad.len(), told.written, told.unchanged), (0, 0, told.rows), "{told:?}");

        let database = testing::Temporary::sqlite();
        let empty = Store::open(database.url(), testing::options()).await;
        let empty = empty.expect("an empty database");
        let never = async |_| unreachable!("an empty database needs no backup");
        migrate::migrate(&empty, never, Micros(0)).await.expect("set up the tables");
        let other = house(empty.clone()).await;
        let some = Options { skip_bad: true, ..Options::new("file") };
        for (_, what, name) in LISTS {
            if what == What::Places {
                // Grids and places name each other: what can be taken of each comes first.
                for (what, name) in [(What::Grids, "grids.geojson"), (what, name)] {
                    let told = read(&other, what, &folder.path().join(name), &some).await;
                    assert!(told.written > 0 && !told.bad.is_empty(), "{told:?}");
                }
                let grids = folder.path().join("grids.geojson");
                let told = read(&other, What::Grids, &grids, &Options::new("file")).await;
                assert!(told.bad.is_empty(), "{:?}", told.bad);
            }
            let told = read(&other, what, &folder.path().join(name), &Options::new("file")).await;
            assert!(told.bad.is_empty(), "{name}: {:?}", told.bad);
        }
        let again = tempfile::tempdir().expect("a folder");
        write(&other, again.path()).await;
        for (_, _, name) in LISTS {
            assert_eq!(lines(&folder.path().join(name)), lines(&again.path().join(name)), "{name}");
        }
        empty.close().await.expect("close the database");
        database.remove().await;
    });
}

/// A platform above numbers anew in each community: 01 here is not 01 there, in whatever order the rows come.
#[test]
fn short_codes_belong_to_their_community() {
    testing::both(|store| async move {
        let area = DemoArea::new(3);
        fill::lists(&store, &area, 3, Clock::default().now()).await.expect("the lists of the demo");
        let app = house(store).await;
        let folder = tempfile::tempdir().expect("a folder");
        let mut communities = app
            .book()
            .divisions
            .iter()
            .filter(|one| one.level == "community")
            .map(|one| one.name.clone())
            .take(2)
            .collect::<Vec<_>>();
        let places = folder.path().join("places.csv");
        let file = folder.path().join("grids.csv");
        let text: String =
            communities.iter().map(|name| format!("{name}东园,小区,{name}\n")).collect();
        std::fs::write(&places, format!("名称,类型,所属区划\n{text}")).expect("a file");
        assert_eq!(read(&app, What::Places, &places, &Options::new("file")).await.written, 2);
        for expected in [2, 0] {
            let text: String = communities
                .iter()
                .map(|name| format!("{name}甲格,01,{name},{name}东园\n"))
                .collect();
            std::fs::write(&file, format!("网格名称,网格编码,所属社区,包含小区\n{text}"))
                .expect("a file");
            let report = read(&app, What::Grids, &file, &Options::new("file")).await;
            assert_eq!((report.written, report.bad.len()), (expected, 0), "{:?}", report.bad);
            communities.reverse();
        }
    });
}
