//! A copy of one engine goes back into either, and is what it was.

use huisheng_domain::calendar::Calendar;
use huisheng_domain::matter::{Command, Note, Role};
use huisheng_store::backup::{BackupError, Dump, Load, Table, tables};
use huisheng_store::testing::{self, Temporary, both};
use huisheng_store::{Engine, Micros, Options, Store, checkpoint, migrate, verify};
use jiff::SignedDuration;
use sea_orm::ConnectionTrait;

use crate::verify::house::{House, Life, SECRET, area, begin};

type Copy = Vec<(Table, Vec<u8>)>;

async fn dump(dump: Dump) -> Copy {
    let mut copy = Copy::new();
    for table in tables() {
        let mut lines = Vec::new();
        let rows = dump.table(&table, &mut lines, |_| {}).await.unwrap();
        assert_eq!(lines.iter().filter(|byte| **byte == b'\n').count() as u64, rows);
        copy.push((table, lines));
    }
    dump.finish().await.unwrap();
    copy
}

async fn load(store: &Store, copy: &Copy) -> Result<(), BackupError> {
    let load = Load::begin(store).await?;
    for (table, lines) in copy {
        load.table(table, &mut lines.as_slice(), |_| {}).await?;
    }
    load.commit(|_| {}).await?;
    // From here on it opens what the keys of the copy sealed.
    Ok(store.unlock().await?)
}

/// An empty database with its tables, of each engine.
async fn targets() -> Vec<(Temporary, Store)> {
    let mut targets = Vec::new();
    for database in [Temporary::postgres().await, Temporary::sqlite()] {
        let options = Options { connections: 2, ..testing::options() };
        let store = Store::open(database.url(), options).await.unwrap();
        migrate::migrate(&store, async |_| Ok(()), Micros(0)).await.unwrap();
        targets.push((database, store));
    }
    targets
}

async fn leave(targets: Vec<(Temporary, Store)>) {
    for (database, store) in targets {
        store.close().await.unwrap();
        database.remove().await;
    }
}

async fn passes(store: &Store, house: &House) -> verify::Report {
    let zone = Calendar::china().zone().clone();
    let report = verify::run(store, Some(&house.files), SECRET, &zone, |_| {}).await.unwrap();
    assert!(report.ok(), "{:?}: {:#?}", store.engine(), report.problems);
    report
}

#[test]
fn a_copy_goes_back_into_either_engine() {
    both(|store| async move {
        let house = House::new(store).await;
        house.fill().await;
        let later = begin() + SignedDuration::from_hours(24 * 90);
        checkpoint::make(&house.store, area(), SECRET, later).await.unwrap();
        let before = passes(&house.store, &house).await;
        let copy = dump(Dump::begin(&house.store).await.unwrap()).await;
        let targets = targets().await;
        for (_, target) in &targets {
            load(target, &copy).await.unwrap();
            let after = passes(target, &house).await;
            assert_eq!(
                (after.matters, after.events, after.words, after.files, after.checkpoints),
                (before.matters, before.events, before.words, before.files, 1)
            );
            let again = dump(Dump::begin(target).await.unwrap()).await;
            assert!(again == copy, "a copy of the copy is the same, byte for byte");
            let refused = load(target, &copy).await;
            assert!(matches!(refused, Err(BackupError::NotEmpty(_))), "{refused:?}");
        }
        leave(targets).await;
    });
}

#[test]
fn what_is_written_meanwhile_is_not_in_it() {
    both(|store| async move {
        let house = House::new(store).await;
        house.fill().await;
        let mut life = Life::new(&house, 9_001);
        life.reported().await;
        let before = passes(&house.store, &house).await;
        let began = Dump::begin(&house.store).await.unwrap();
        // A snapshot is taken by the first statement.
        let (first, mut lines) = (&tables()[0], Vec::new());
        began.table(first, &mut lines, |_| {}).await.unwrap();
        let writing = async {
            for _ in 0..20 {
                let note = Command::Note(Note { text: "又一条".into() });
                life.does(Role::Intake, "street", note).await;
            }
        };
        let (copy, ()) = futures::join!(dump(began), writing);
        let targets = targets().await;
        for (_, target) in &targets {
            load(target, &copy).await.unwrap();
            assert_eq!(passes(target, &house).await.events, before.events);
        }
        leave(targets).await;
    });
}

#[test]
fn a_wrong_line_is_named_and_nothing_is_kept() {
    both(|store| async move {
        let setting = tables().into_iter().find(|table| table.name == "setting").unwrap();
        for (lines, at) in [
            ("{\"name\":\"a\",\"value\":\"1\"}\n{\"name\":\"b\"}\n", 2),
            ("{\"name\":\"a\",\"value\":1}\n", 1),
            ("{\"name\":\"a\",\"value\":\"1\",\"other\":1}\n", 1),
            ("{\"name\":\"a\",\"val", 1),
            ("\n", 1),
        ] {
            let refused = load(&store, &vec![(setting.clone(), lines.into())]).await;
            let Err(BackupError::Line { table: "setting", line, .. }) = refused else {
                panic!("{lines}: {refused:?}")
            };
            assert_eq!(line, at, "{lines}");
        }
        let kept = huisheng_store::setting::all(store.read()).await.unwrap();
        assert!(kept.is_empty(), "{kept:?}");
    });
}

#[test]
fn no_table_and_no_column_is_forgotten() {
    both(|store| async move {
        let engine = store.engine();
        let catalog = match engine {
            Engine::Sqlite => {
                "SELECT t.name, c.name FROM pragma_table_list t, pragma_table_info(t.name) c
                 WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
            }
            Engine::Postgres => {
                "SELECT table_name::text, column_name::text FROM information_schema.columns
                 WHERE table_schema = 'public'"
            }
        };
        let mut there = Vec::new();
        for row in store.read().query_all_raw(engine.statement(catalog, vec![])).await.unwrap() {
            let (table, column): (String, String) =
                (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
            if table != "schema_version" && !table.starts_with("search") {
                there.push(format!("{table}.{column}"));
            }
        }
        let mut copied: Vec<String> = tables()
            .iter()
            .flat_map(|table| {
                let columns = table.columns().into_iter();
                columns.map(|column| format!("{}.{column}", table.name)).collect::<Vec<_>>()
            })
            .collect();
        there.sort();
        copied.sort();
        assert_eq!(there, copied);
    });
}
