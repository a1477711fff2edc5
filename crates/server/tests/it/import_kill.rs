//! An import that is killed on its way is begun again: everything is in, nothing twice.

use std::process::Stdio;
use std::time::Duration;

use huisheng_store::testing::Temporary;

use crate::kill::matters;
use crate::served::{huisheng, runs};

/// More than two flights of the importer.
const ROWS: usize = 2_600;
/// It is killed once so many are in: behind the first flight it has noted.
const KILLED_AT: usize = 1_100;

fn ledger() -> String {
    let row = |n| {
        let (day, hour) = (1 + n % 28, 8 + n % 10);
        format!("K{n},2026-03-{day:02} {hour:02}:10,{n}号楼路灯不亮,已修复{n},2026-04-02 09:00\n")
    };
    let head = "编号,受理时间,内容,答复意见,答复时间\n".to_owned();
    (0..ROWS).map(row).fold(head, |text, row| text + &row)
}

async fn killed(database: Temporary) {
    let (url, folder) = (database.url().to_owned(), tempfile::tempdir().expect("a folder"));
    runs(huisheng(&url, folder.path()).args(["demo", "--matters", "5", "--records", "5"]));
    let before = matters(&url).await;
    let file = folder.path().join("ledger.csv");
    std::fs::write(&file, ledger()).expect("write the file");
    let import = || {
        let mut import = huisheng(&url, folder.path());
        import.args(["import", "matters"]).arg(&file);
        import
    };
    let mut child = import().stdout(Stdio::null()).spawn().expect("start it");
    while matters(&url).await < before + KILLED_AT {
        assert!(child.try_wait().expect("it runs").is_none(), "it ended before it was killed");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    child.kill().expect("kill it");
    child.wait().expect("it is gone");
    assert!(matters(&url).await < before + ROWS, "it was killed on its way");
    runs(&mut import());
    assert_eq!(matters(&url).await, before + ROWS);
    runs(&mut import());
    assert_eq!(matters(&url).await, before + ROWS, "once more changes nothing");
    runs(huisheng(&url, folder.path()).arg("verify"));
    database.remove().await;
}

#[tokio::test]
async fn an_import_killed_on_sqlite_goes_on() {
    killed(Temporary::sqlite()).await;
}

#[tokio::test]
async fn an_import_killed_on_postgres_goes_on() {
    killed(Temporary::postgres().await).await;
}
