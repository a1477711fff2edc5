//! Setting up and upgrading the tables.

mod archive;
mod scrub;
mod seal;

use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::error::SchemaError;
use crate::trail::{Entry, Kind};
use crate::{Engine, Micros, Store, StoreError, cipher, trail};

/// Every step, in order; the number of a step is its place, from 1. A step that was released is
/// never edited.
const STEPS: &[(&str, &str)] = &[
    ("reference", include_str!("../migrations/0001_reference.sql")),
    ("matter", include_str!("../migrations/0002_matter.sql")),
    ("one_time_code", include_str!("../migrations/0003_one_time_code.sql")),
    ("notice", include_str!("../migrations/0004_notice.sql")),
    ("desk", include_str!("../migrations/0005_desk.sql")),
    ("counters", include_str!("../migrations/0006_counters.sql")),
    ("trail", include_str!("../migrations/0007_trail.sql")),
    ("sealed", include_str!("../migrations/0008_sealed.sql")),
    ("sign_in", include_str!("../migrations/0009_sign_in.sql")),
    ("apart", include_str!("../migrations/0010_apart.sql")),
    ("post", include_str!("../migrations/0011_post.sql")),
    ("identity", include_str!("../migrations/0012_identity.sql")),
    ("extract", include_str!("../migrations/0013_extract.sql")),
    ("passkey", include_str!("../migrations/0014_passkey.sql")),
    ("rights", include_str!("../migrations/0015_rights.sql")),
    ("upstream", include_str!("../migrations/0016_upstream.sql")),
    ("record", include_str!("../migrations/0017_record.sql")),
    ("roster", include_str!("../migrations/0018_roster.sql")),
    ("notification", include_str!("../migrations/0019_notification.sql")),
    ("errand", include_str!("../migrations/0020_errand.sql")),
    ("knowledge", include_str!("../migrations/0021_knowledge.sql")),
    ("call", include_str!("../migrations/0022_call.sql")),
    ("bulletin", include_str!("../migrations/0023_bulletin.sql")),
    ("call_unit", include_str!("../migrations/0024_call_unit.sql")),
    ("form", include_str!("../migrations/0025_form.sql")),
    ("archive", include_str!("../migrations/0026_archive.sql")),
    ("exchange", include_str!("../migrations/0027_exchange.sql")),
];

/// The step with which personal data is sealed.
const SEALED: i32 = 8;
/// Where in a step the program takes over: looks go into the trail, what stands in the clear is sealed, what may be archived is
/// found out.
const LOOKS: &str = "{looks}";
const SEAL: &str = "{seal}";
const ARCHIVE: &str = "{archive}";

/// The schema before and after a migration; 0 is an empty database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applied {
    pub from: i32,
    pub to: i32,
}

/// The text of every step, in order.
pub(crate) fn sources() -> impl Iterator<Item = &'static str> {
    STEPS.iter().map(|(_, sql)| *sql)
}

/// The schema this version works with.
pub const fn wanted() -> i32 {
    STEPS.len() as i32
}

/// The schema of the database, 0 if it has none of our tables.
pub async fn found(connection: &impl ConnectionTrait) -> Result<i32, StoreError> {
    let engine = Engine::of(connection);
    let table = engine.statement(engine.table_exists(), vec!["schema_version".into()]);
    if connection.query_one_raw(table).await?.is_none() {
        return Ok(0);
    }
    let version = engine
        .statement("SELECT version FROM schema_version ORDER BY version DESC LIMIT 1", vec![]);
    let row = connection.query_one_raw(version).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get_by_index(0))?)
}

/// Refuses any schema but the one this version works with.
pub async fn check(store: &Store) -> Result<(), StoreError> {
    match (found(store.read()).await?, wanted()) {
        (0, _) => Err(SchemaError::Empty.into()),
        (found, wanted) if found < wanted => Err(SchemaError::Older { found, wanted }.into()),
        (found, wanted) if found > wanted => Err(SchemaError::Newer { found, wanted }.into()),
        _ => Ok(()),
    }
}

/// Brings the tables up to this version, in one transaction. A newer schema is refused.
///
/// `backup` runs first if there is something to lose (the schema is older and not empty); its error
/// stops the migration. If two nodes start together, one waits and finds the work done.
pub async fn migrate(
    store: &Store,
    backup: impl AsyncFnOnce(i32) -> Result<(), StoreError>,
    now: Micros,
) -> Result<Applied, StoreError> {
    let wanted = wanted();
    let before = found(store.read()).await?;
    if before > wanted {
        return Err(SchemaError::Newer { found: before, wanted }.into());
    }
    if before >= SEALED && store.keys().is_ok() {
        // A missing master key is told before anything is written.
        store.unlock().await?;
    }
    if before > 0 && before < wanted {
        backup(before).await?;
    }
    let write = store.write().await?;
    if let Some(lock) = store.engine().alone() {
        write.execute_unprepared(lock).await?;
    }
    let from = found(&write).await?;
    if from > wanted {
        return Err(SchemaError::Newer { found: from, wanted }.into());
    }
    let mut cipher = None;
    for (number, (name, sql)) in (1..).zip(STEPS).skip_while(|(number, _)| *number <= from) {
        let sql = in_words(store.engine(), sql);
        let parted = |mark| sql.split_once(mark).map(|(before, after)| (before, mark, after));
        let (before, mark, after) =
            [LOOKS, SEAL, ARCHIVE].into_iter().find_map(parted).unwrap_or((&sql, "", ""));
        write.execute_unprepared(before).await?;
        match mark {
            LOOKS => trail::adopt_looks(&write).await?,
            SEAL if from > 0 => {
                let keys = cipher::ensure(store, &write, now).await?;
                seal::seal(&write, &keys).await?;
                cipher = Some(keys);
            }
            ARCHIVE if from > 0 => archive::fill(&write).await?,
            _ => {}
        }
        if !after.is_empty() {
            write.execute_unprepared(after).await?;
        }
        let row = vec![i32::into(number), (*name).into(), now.into()];
        let insert = "INSERT INTO schema_version (version, name, applied_at) VALUES (?, ?, ?)";
        write.execute_raw(store.engine().statement(insert, row)).await?;
    }
    if from > 0 && from < wanted {
        let upgraded = Entry::of(Kind::Upgraded).with(json!({ "from": from, "to": wanted }));
        trail::record(&write, &upgraded, now.timestamp().unwrap_or_default()).await?;
    }
    let cipher = match store.keys() {
        Ok(_) if cipher.is_some() => cipher,
        Ok(_) => Some(cipher::ensure(store, &write, now).await?),
        // A copy that is taken back brings its keys along.
        Err(_) if from == 0 => None,
        Err(error) => return Err(error.into()),
    };
    write.commit().await?;
    if let Some(cipher) = cipher {
        store.take_keys(&cipher);
    }
    scrub::run(store).await?;
    Ok(Applied { from, to: wanted })
}

fn in_words(engine: Engine, sql: &str) -> String {
    engine.words().iter().fold(sql.to_owned(), |sql, (word, meaning)| sql.replace(word, meaning))
}
