//! What SQL the tests executed, so that a later test can look at all of it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::Statement;
use serde::{Deserialize, Serialize};

use crate::{Engine, store::Observer};

/// Names a folder to which every process appends its statements, one [`Recorded`] a line.
const FOLDER: &str = "HUISHENG_TEST_SQL";

static SEEN: Mutex<BTreeMap<(Engine, String), String>> = Mutex::new(BTreeMap::new());

/// One statement of the suite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    pub engine: Engine,
    /// With placeholders; rows after the first of a long VALUES are left out.
    pub sql: String,
    /// As first executed, its values written out: can be given to EXPLAIN.
    pub example: String,
}

/// Every distinct statement that this process executed so far under [`super::both`].
pub fn recorded() -> Vec<Recorded> {
    let seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let one = |((engine, sql), example): (&(Engine, String), &String)| Recorded {
        engine: *engine,
        sql: sql.clone(),
        example: example.clone(),
    };
    seen.iter().map(one).collect()
}

/// Every distinct statement that other processes wrote down: all tests that ran before this one.
pub fn recorded_by_others() -> Vec<Recorded> {
    let folder = std::env::var_os(FOLDER).unwrap_or_else(|| panic!("{FOLDER} names no folder"));
    let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{FOLDER}: {error}"));
    let mut seen = BTreeMap::new();
    for file in files {
        let text = file.and_then(|file| std::fs::read_to_string(file.path()));
        for line in text.unwrap_or_else(|error| panic!("{FOLDER}: {error}")).lines() {
            let one: Recorded =
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            seen.entry((one.engine, one.sql.clone())).or_insert(one);
        }
    }
    seen.into_values().collect()
}

pub(super) fn observer() -> Observer {
    Arc::new(|engine, statement: &Statement| {
        let key = (engine, first_row(&statement.sql));
        let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Vacant(unseen) = seen.entry(key) {
            let example = statement.to_string();
            append(&Recorded { engine, sql: unseen.key().1.clone(), example: example.clone() });
            unseen.insert(example);
        }
    })
}

fn append(one: &Recorded) {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let path = std::path::Path::new(&folder).join(format!("{}.jsonl", std::process::id()));
    let line = serde_json::to_string(one).unwrap_or_else(|error| panic!("{error}"));
    let file = std::fs::OpenOptions::new().create(true).append(true).open(&path);
    let written = file.and_then(|mut file| writeln!(file, "{line}"));
    written.unwrap_or_else(|error| panic!("{FOLDER}: {}: {error}", path.display()));
}

/// Cuts `(…), (…), (…)` after VALUES to its first row, as long as rows hold placeholders only.
fn first_row(sql: &str) -> String {
    let Some(start) = sql.find("VALUES (").map(|at| at + "VALUES ".len()) else {
        return sql.to_owned();
    };
    let is_row = |row: &str| row.chars().all(|c| matches!(c, '?' | '$' | ',' | ' ' | '0'..='9'));
    let mut rest = &sql[start..];
    let mut first = None;
    while let Some((row, after)) = rest.strip_prefix('(').and_then(|row| row.split_once(')')) {
        if !is_row(row) {
            return sql.to_owned();
        }
        first.get_or_insert(row);
        rest = after;
        match after.trim_start_matches([',', ' ']) {
            next if next.starts_with('(') && after.starts_with(',') => rest = next,
            _ => break,
        }
    }
    format!("{}({}){rest}", &sql[..start], first.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::first_row;

    #[test]
    fn long_values_are_one_statement() {
        for (sql, cut) in [
            (
                "INSERT INTO t (a,b) VALUES (?,?),(?,?),(?,?) RETURNING a",
                "INSERT INTO t (a,b) VALUES (?,?) RETURNING a",
            ),
            (
                "INSERT INTO t (a) VALUES ($1), ($2) ON CONFLICT (a) DO NOTHING",
                "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO NOTHING",
            ),
            ("INSERT INTO t (a) VALUES (max(?,1))", "INSERT INTO t (a) VALUES (max(?,1))"),
            ("SELECT a FROM t WHERE b = ?", "SELECT a FROM t WHERE b = ?"),
        ] {
            assert_eq!(first_row(sql), cut);
        }
    }
}
