//! What stands in the files, byte by byte.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;
use sea_orm::ConnectionTrait;

use crate::{Engine, Store};

/// The files in which a database keeps its rows and its log, everything written out.
pub async fn files_of(store: &Store) -> Vec<PathBuf> {
    let text = async |sql: &str, at: usize| -> String {
        let row = store.read().query_one_raw(store.engine().statement(sql, vec![])).await;
        row.expect(sql).expect("a row").try_get_by_index(at).expect("a text")
    };
    match store.engine() {
        Engine::Sqlite => {
            let file = text("PRAGMA database_list", 2).await;
            let beside = ["", "-wal", "-shm"].map(|end| PathBuf::from(format!("{file}{end}")));
            beside.into_iter().filter(|file| file.exists()).collect()
        }
        Engine::Postgres => {
            let write = store.write().await.expect("begin");
            write.rollback().await.expect("roll back");
            store
                .by_itself("CHECKPOINT")
                .await
                .expect("the tests run as a superuser of the server");
            let home = PathBuf::from(text("SELECT current_setting('data_directory')", 0).await);
            let own =
                "SELECT CAST(oid AS text) FROM pg_database WHERE datname = current_database()";
            let own = text(own, 0).await;
            let mut files = Vec::new();
            all_below(&home.join("base").join(own), &mut files);
            all_below(&home.join("pg_wal"), &mut files);
            files
        }
    }
}

fn all_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.expect("an entry").path();
        if path.is_dir() { all_below(&path, files) } else { files.push(path) }
    }
}

/// Which of these texts stand somewhere in these files or in the files below these folders, and in which file.
pub fn found_in(places: &[PathBuf], texts: &[impl AsRef<str>]) -> BTreeSet<(String, PathBuf)> {
    let patterns = texts.iter().map(|text| text.as_ref().as_bytes());
    let search = AhoCorasick::new(patterns).expect("texts to look for");
    let longest = texts.iter().map(|text| text.as_ref().len()).max().unwrap_or_default();
    let mut files = Vec::new();
    for place in places {
        if place.is_dir() { all_below(place, &mut files) } else { files.push(place.clone()) }
    }
    let mut found = BTreeSet::new();
    for path in files {
        // A log of the server may be put away while it is read.
        let Ok(mut file) = std::fs::File::open(&path) else { continue };
        let (mut window, mut piece) = (Vec::new(), vec![0; 1 << 20]);
        while let Ok(read) = file.read(&mut piece) {
            if read == 0 {
                break;
            }
            window.extend_from_slice(&piece[..read]);
            for hit in search.find_overlapping_iter(&window) {
                found.insert((texts[hit.pattern().as_usize()].as_ref().to_owned(), path.clone()));
            }
            // What stands across two pieces is found in the next.
            let keep = window.len().saturating_sub(longest.saturating_sub(1));
            window.drain(..keep);
        }
    }
    found
}
