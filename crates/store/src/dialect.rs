//! Everything that differs between SQLite and PostgreSQL.

use sea_orm::{DbBackend, IsolationLevel, Statement, Value};
use serde::{Deserialize, Serialize};

/// Texts to find matters by; the row id is the document's key (see `search`), and holds the area.
const FTS5: &str = "CREATE VIRTUAL TABLE search USING fts5 (doc, content='', contentless_delete=1, tokenize='ascii');";
/// What was written last waits in a list that every search reads through: it is kept short (KB).
const TSVECTOR: &str = "CREATE TABLE search (
    area integer NOT NULL, key bigint NOT NULL, part integer NOT NULL, doc tsvector NOT NULL,
    PRIMARY KEY (area, key, part));
CREATE INDEX search_doc_idx ON search USING gin (doc) WITH (gin_pending_list_limit = 512);";

/// The account of an event by its text, as an id is kept: of staff only.
const EVENT_ACCOUNT: [&str; 2] = [
    "unhex(replace(json_extract(body, '$.actor.account'), '-', ''))",
    "(body::json -> 'actor' ->> 'account')::uuid",
];
/// Whether a matter was opened anew, by its state.
const STATE_REOPENED: [&str; 2] = [
    "coalesce(json_extract(state, '$.reopens'), 0) > 0",
    "coalesce((state::json ->> 'reopens')::integer, 0) > 0",
];

/// The state of a matter is longer than PostgreSQL keeps in a row as it is, and is written anew by each
/// command: LZ4 takes a fraction of the time of the usual method. Where the server was built without it, the
/// usual one stays.
const QUICK_STATE: &str = "DO $$ BEGIN ALTER TABLE matter ALTER COLUMN state SET COMPRESSION lz4; \
     EXCEPTION WHEN feature_not_supported THEN NULL; END $$;";

/// The day in China of the instant `created_at`.
const CREATED_DAY: [&str; 2] = [
    "date(created_at / 1000000 + 28800, 'unixepoch')",
    "to_char(to_timestamp(created_at / 1000000 + 28800) AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
];

/// The engine a store runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// The engine as SeaORM calls it.
    pub const fn backend(self) -> DbBackend {
        match self {
            Self::Sqlite => DbBackend::Sqlite,
            Self::Postgres => DbBackend::Postgres,
        }
    }

    /// The engine behind a connection.
    pub fn of(connection: &impl sea_orm::ConnectionTrait) -> Self {
        match connection.get_database_backend() {
            DbBackend::Postgres => Self::Postgres,
            _ => Self::Sqlite,
        }
    }

    /// What the words in braces of a migration stand for.
    ///
    /// Text compares byte by byte on both engines, whatever the locale of the database. SQLite's
    /// tables are strict, so a value of the wrong type is refused there too; `{clustered}` keeps
    /// the row inside the primary key, for narrow tables read by that key.
    pub const fn words(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Sqlite => &[
                ("{uuid}", "BLOB"),
                ("{i32}", "INTEGER"),
                ("{i64}", "INTEGER"),
                ("{f64}", "REAL"),
                ("{bool}", "INTEGER"),
                ("{text}", "TEXT"),
                ("{blob}", "BLOB"),
                ("{strict}", "STRICT"),
                ("{clustered}", "STRICT, WITHOUT ROWID"),
                ("{false}", "0"),
                ("{event_account}", EVENT_ACCOUNT[0]),
                ("{state_reopened}", STATE_REOPENED[0]),
                ("{created_day}", CREATED_DAY[0]),
                ("{quick_state}", ""),
                ("{search}", FTS5),
            ],
            Self::Postgres => &[
                ("{uuid}", "uuid"),
                ("{i32}", "integer"),
                ("{i64}", "bigint"),
                ("{f64}", "double precision"),
                ("{bool}", "boolean"),
                ("{text}", "text COLLATE \"C\""),
                ("{blob}", "bytea"),
                ("{strict}", ""),
                ("{clustered}", ""),
                ("{false}", "false"),
                ("{event_account}", EVENT_ACCOUNT[1]),
                ("{state_reopened}", STATE_REOPENED[1]),
                ("{created_day}", CREATED_DAY[1]),
                ("{quick_state}", QUICK_STATE),
                ("{search}", TSVECTOR),
            ],
        }
    }

    /// How many values one statement may bind.
    pub const fn max_values(self) -> usize {
        match self {
            Self::Sqlite => 32_766,
            Self::Postgres => 65_535,
        }
    }

    /// The larger of two values, as a function name.
    pub const fn greatest(self) -> &'static str {
        match self {
            Self::Sqlite => "max",
            Self::Postgres => "greatest",
        }
    }

    /// The smaller of two values, as a function name.
    pub const fn least(self) -> &'static str {
        match self {
            Self::Sqlite => "min",
            Self::Postgres => "least",
        }
    }

    /// End of the inner SELECT of a claim: `UPDATE … WHERE id IN (SELECT … LIMIT n {claim})
    /// RETURNING …`. SQLite has one writer, so nobody else can claim at the same time.
    pub const fn claim(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => "FOR UPDATE SKIP LOCKED",
        }
    }

    /// What a transaction needs to read one state throughout; SQLite's always do.
    pub(crate) const fn snapshot(self) -> Option<IsolationLevel> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(IsolationLevel::RepeatableRead),
        }
    }

    /// End of a SELECT whose rows nobody else may change until the transaction ends. SQLite's one
    /// writer holds all of them.
    pub const fn hold(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => "FOR UPDATE",
        }
    }

    /// Keeps other nodes from a migration or a checkpoint until the transaction ends; SQLite's write
    /// lock already does.
    pub(crate) const fn alone(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("SELECT pg_advisory_xact_lock(7018226513)"),
        }
    }

    /// One row of two numbers: of the oldest change that is still open, and what the next will have. Once the first has
    /// reached what the second was, every change begun before has ended. SQLite has one writer at a time: whoever
    /// may write has seen the end of all before.
    pub(crate) const fn open_changes(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(
                "SELECT pg_snapshot_xmin(now)::text::bigint, pg_snapshot_xmax(now)::text::bigint \
                 FROM pg_current_snapshot() AS now",
            ),
        }
    }

    /// What leaves nothing of rows that were changed or removed in the files of the database, one statement after the
    /// other and each by itself. It takes as long as writing the tables anew.
    pub(crate) const fn scrub(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &[
                "INSERT INTO search (search) VALUES ('optimize')",
                "VACUUM",
                "PRAGMA wal_checkpoint(TRUNCATE)",
            ],
            Self::Postgres => &[
                // VACUUM FULL would carry on what any older snapshot may still see.
                "ALTER TABLE voice ALTER COLUMN area TYPE integer USING area + 0",
                "ALTER TABLE words ALTER COLUMN area TYPE integer USING area + 0",
                "ALTER TABLE matter ALTER COLUMN area TYPE integer USING area + 0",
                "ALTER TABLE search ALTER COLUMN area TYPE integer USING area + 0",
            ],
        }
    }

    /// Before and after a statement whose rows must leave nothing in the pages they stood in, also where whole pages
    /// become free. PostgreSQL's autovacuum reuses the room in time.
    pub(crate) const fn wiping(self) -> Option<[&'static str; 2]> {
        match self {
            Self::Sqlite => Some(["PRAGMA secure_delete = ON", "PRAGMA secure_delete = FAST"]),
            Self::Postgres => None,
        }
    }

    /// The version of the engine, as one row of text.
    pub const fn version(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT sqlite_version()",
            Self::Postgres => "SELECT current_setting('server_version')",
        }
    }

    /// Whether a table exists: one row or none, the name is the only value.
    pub(crate) const fn table_exists(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?",
            Self::Postgres => {
                "SELECT 1 FROM pg_class WHERE oid = to_regclass(?) AND relkind IN ('r', 'p')"
            }
        }
    }

    /// A statement written with `?` for each value. SQLite takes it as it is (numbered
    /// placeholders are looked up one by one there); PostgreSQL gets `$1, $2, …`.
    /// A `?` inside single quotes is left alone.
    pub fn statement(self, sql: &str, values: Vec<Value>) -> Statement {
        let sql = match self {
            Self::Sqlite => sql.to_owned(),
            Self::Postgres => numbered(sql),
        };
        Statement::from_sql_and_values(self.backend(), sql, values)
    }
}

fn numbered(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 64);
    let (mut count, mut quoted) = (0, false);
    for c in sql.chars() {
        quoted ^= c == '\'';
        if c == '?' && !quoted {
            count += 1;
            out.push_str(&format!("${count}"));
        } else {
            out.push(c);
        }
    }
    out
}
