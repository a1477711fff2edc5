//! Support for tests: one body on both engines, and a record of the SQL it executed.

mod database;
mod raw;
mod record;

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use crate::cipher::{Algorithm, KeyFile, Keys};
use crate::{Engine, Micros, Options, Store, migrate};

pub use database::Temporary;
pub use raw::{files_of, found_in};
pub use record::{Recorded, recorded, recorded_by_others};

/// Names a PostgreSQL server whose user may create databases.
pub const POSTGRES: &str = "HUISHENG_TEST_POSTGRES";

/// Runs `body` on a fresh SQLite file and on a fresh PostgreSQL database with all tables set up,
/// one after the other. Both are removed afterwards, also if it panics.
///
/// # Panics
/// If `body` does, or if [`POSTGRES`] is not set: an engine is never skipped.
pub fn both<F, Fut>(body: F)
where
    F: Fn(Store) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    both_empty(|store| {
        let test = body(store.clone());
        async move {
            let never = async |_| unreachable!("an empty database needs no backup");
            migrate::migrate(&store, never, Micros(0)).await.expect("set up the tables");
            test.await;
        }
    });
}

/// The file of the master key of every test of this machine.
pub fn key_file() -> PathBuf {
    std::env::temp_dir().join("huisheng_test_master.key")
}

/// As a store is opened, with keys.
pub fn options() -> Options {
    let algorithm = Algorithm::default();
    let keeper = Arc::new(KeyFile::new(key_file(), algorithm));
    Options { keys: Some(Keys { keeper, algorithm }), ..Options::default() }
}

/// As [`both`], without any tables.
pub fn both_empty<F, Fut>(body: F)
where
    F: Fn(Store) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("start a runtime").block_on(async {
        // PostgreSQL is made first: if it is missing, nothing is left behind.
        let postgres = Temporary::postgres().await;
        for database in [Temporary::sqlite(), postgres] {
            let options =
                Options { connections: 4, observer: Some(record::observer()), ..options() };
            let store = Store::open(database.url(), options).await.expect("open the database");
            let outcome = tokio::spawn(body(store.clone())).await;
            store.close().await.expect("close the database");
            let url = database.url().to_owned();
            database.remove().await;
            if let Err(failure) = outcome {
                eprintln!("this happened on {url}");
                std::panic::resume_unwind(failure.into_panic());
            }
        }
    });
}

/// The tables of schema 6, with nothing sealed: what the seventh and later steps made is taken back.
pub fn schema_six(engine: Engine) -> String {
    let text = match engine {
        Engine::Sqlite => "TEXT",
        Engine::Postgres => "text COLLATE \"C\"",
    };
    format!(
        "{} DROP TABLE apart; DROP INDEX matter_unsealing_idx; ALTER TABLE matter DROP COLUMN unsealing; \
         DROP TABLE sign_in_try; DROP TABLE password_past; DROP TABLE second_factor; DROP TABLE recovery_code; \
         DROP TABLE api_token; DROP TABLE data_key; DROP INDEX voice_contact_idx; \
         ALTER TABLE voice DROP COLUMN sealed_name; ALTER TABLE voice DROP COLUMN sealed_contact; \
         ALTER TABLE voice DROP COLUMN contact_index; ALTER TABLE words DROP COLUMN sealed; \
         ALTER TABLE voice ADD COLUMN name {text}; ALTER TABLE voice ADD COLUMN contact {text}; \
         CREATE INDEX voice_contact_idx ON voice (area, contact, created_at) WHERE contact IS NOT NULL; {} \
         DELETE FROM schema_version WHERE version > 6;",
        before_posts(engine),
        before_the_trail(engine)
    )
}

/// What the twenty-seventh step made, taken back.
pub const EXCHANGE: &str =
    "DROP TABLE exchange_partner; DROP TABLE exchange_order; DROP TABLE exchange_file;";
/// What the twenty-sixth step made, taken back.
const ARCHIVE: &str = "DROP INDEX matter_archived_idx; DROP INDEX matter_to_archive_idx; \
    ALTER TABLE matter DROP COLUMN archived_at; ALTER TABLE matter DROP COLUMN to_archive;";
/// What the twenty-fifth step made, taken back.
const FORM: &str = "DROP INDEX matter_received_idx; DROP TABLE form; DROP TABLE filing;";
/// What the twenty-third step made, taken back.
const BULLETIN: &str = "DROP TABLE bulletin; DROP INDEX matter_excluding_idx; ALTER TABLE matter DROP COLUMN excluding;";
/// What the twenty-second step made, taken back.
const CALL: &str = "DROP TABLE call; DROP TABLE call_matter;";
/// What the twenty-first step made, taken back.
const KNOWLEDGE: &str = "DROP TABLE knowledge; DROP TABLE knowledge_version; DROP TABLE knowledge_pair; DROP TABLE knowledge_use;";
/// What the twentieth step made, taken back.
const ERRAND: &str = "DROP TABLE errand_item;";
/// What the nineteenth step made, taken back.
const NOTIFICATION: &str = "DROP TABLE notification; DROP TABLE delivery; DROP TABLE notification_mark; DROP TABLE alarm; \
    DROP TABLE notification_choice; DROP TABLE answer_only;";
/// What the eighteenth step made, taken back.
const ROSTER: &str = "DROP TABLE shift; DROP TABLE shift_duty; DROP TABLE shift_hand_over; DROP TABLE roster_setting; \
    DROP INDEX matter_unsigned_idx;";
/// What the seventeenth step made, taken back.
const RECORD: &str = "DROP TABLE record_template; ALTER TABLE file DROP COLUMN taken; DROP INDEX matter_raised_from_idx; \
                      ALTER TABLE matter DROP COLUMN raised_from;";
/// What the sixteenth step made, taken back.
const UPSTREAM: &str = "DROP TABLE upstream_source; DROP INDEX matter_owed_above_idx; ALTER TABLE matter DROP COLUMN owed_above;";
/// What the fifteenth step made, taken back.
const RIGHTS: &str = "DROP TABLE erasure; DROP TABLE deletion; DROP TABLE register_entry; DROP INDEX matter_ended_idx;";

/// What the eleventh and later steps made, taken back: what an account may do is its own again.
pub fn before_posts(engine: Engine) -> String {
    let text = match engine {
        Engine::Sqlite => "TEXT",
        Engine::Postgres => "text COLLATE \"C\"",
    };
    format!(
        "{} DROP TABLE extract; DROP TABLE identity; DROP TABLE provider_return; ALTER TABLE session DROP COLUMN by_provider; \
         ALTER TABLE session DROP COLUMN twice_elsewhere; \
         ALTER TABLE account ADD COLUMN roles {text} NOT NULL DEFAULT '[]'; \
         UPDATE account SET roles = COALESCE((SELECT MIN(p.roles) FROM post p WHERE p.account = account.id), '[]'); \
         DROP TABLE post; ALTER TABLE handled DROP COLUMN handed_by; ALTER TABLE session DROP COLUMN post; ALTER TABLE api_token DROP COLUMN post;",
        before_passkeys(engine)
    )
}

/// What the fourteenth and later steps made, taken back.
pub fn before_passkeys(engine: Engine) -> String {
    let sql = include_str!("../migrations/0012_identity.sql");
    let (_, returns) = sql.split_once("-- Returns from the provider").unwrap_or_default();
    let (returns, _) = returns.split_once("-- By which way").unwrap_or_default();
    format!(
        "{EXCHANGE} {ARCHIVE} {FORM} {BULLETIN} {CALL} {KNOWLEDGE} {ERRAND} {NOTIFICATION} {ROSTER} {RECORD} {UPSTREAM} {RIGHTS} DROP TABLE passkey; DROP TABLE challenge; {}",
        in_words(engine, returns)
    )
}

/// A piece of a migration that begins within a comment.
fn in_words(engine: Engine, sql: &str) -> String {
    let words = engine.words().iter();
    words.fold(format!("-- {sql}"), |sql, (word, meaning)| sql.replace(word, meaning))
}

/// What the seventh step made, taken back: the tables of looks again, and none of the trail.
fn before_the_trail(engine: Engine) -> String {
    let sql = include_str!("../migrations/0002_matter.sql");
    let (_, look) = sql.split_once("-- Every look at contact data").unwrap_or_default();
    let (look, _) = look.split_once("-- Files, content").unwrap_or_default();
    let look = in_words(engine, look);
    format!(
        "DROP TABLE trail; DROP TABLE trail_head; DROP TABLE trail_removed; {look} \
         ALTER TABLE checkpoint DROP COLUMN trail_seq; ALTER TABLE checkpoint DROP COLUMN trail_hash;"
    )
}
