//! What can go wrong between us and the database, in words both engines share.

use sea_orm::sqlx::{self, error::DatabaseError};
use sea_orm::{DbErr, RuntimeErr};
use thiserror::Error;

use crate::cipher::{CipherError, KeyError};

/// The answer of a storage function that could not do its work.
#[derive(Clone, Debug, Error)]
pub enum StoreError {
    /// The row asked for does not exist.
    #[error("not found")]
    NotFound,
    /// A unique or primary key is taken. The name follows PostgreSQL's default on both engines:
    /// `{table}_pkey`, or `{table}_{columns}_key`.
    #[error("{0} is taken")]
    Conflict(String),
    /// A foreign key points to nothing, or something still points to the row.
    #[error("a row that is referred to does not exist or is still in use")]
    Reference,
    /// Another writer stood in the way (lock, deadlock, serialisation). Trying again is safe.
    #[error("the database is busy, try again")]
    Busy,
    /// The database cannot be reached. Answered by a commit, the outcome is unknown.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The disk, or the size allowed to the database, is full.
    #[error("the disk of the database is full: free some space and try again")]
    Full,
    /// The file or the server accepts no writes.
    #[error("the database is read-only: check the permissions of its file or its server")]
    ReadOnly,
    /// A text holds what the database cannot keep, such as the character NUL.
    #[error("a text holds a character that cannot be kept")]
    Text,
    /// No copy of the database could be made.
    #[error("no copy of the database could be made: {0}")]
    Copy(String),
    /// The database URL is not one we understand.
    #[error("database URL {0:?}: use sqlite://FILE or postgres://USER@HOST/DATABASE")]
    Url(String),
    /// The tables are not those of this version.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The keys of personal data cannot be had.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// A sealed value cannot be opened.
    #[error(transparent)]
    Sealed(#[from] CipherError),
    /// A statement of this transaction failed before, so committing would save nothing.
    #[error("the transaction failed before and was rolled back")]
    Aborted,
    /// Something stored is not what was written; `verify` tells more.
    #[error("{0} cannot be read: run `huisheng verify`")]
    Unreadable(String),
    /// Anything else; a defect of ours or of the database.
    #[error("database: {0}")]
    Database(DbErr),
}

/// Why this program does not work with these tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SchemaError {
    /// No table of ours yet.
    #[error("the database is empty: it has to be set up first")]
    Empty,
    /// Written by an older version.
    #[error(
        "the database has schema {found}, this version needs {wanted}: upgrade it first, by `huisheng serve` (a backup is made)"
    )]
    Older { found: i32, wanted: i32 },
    /// Written by a newer version.
    #[error(
        "the database has schema {found}, this version knows only {wanted}: use a newer version of Huisheng"
    )]
    Newer { found: i32, wanted: i32 },
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::RecordNotFound(_) => Self::NotFound,
            DbErr::ConnectionAcquire(cause) => Self::Unavailable(cause.to_string()),
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
                of_driver(cause).unwrap_or(Self::Database(error))
            }
            _ => Self::Database(error),
        }
    }
}

fn of_driver(error: &sqlx::Error) -> Option<StoreError> {
    use sqlx::Error as E;
    match error {
        E::Database(cause) if cause.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() => {
            of_sqlite(cause.as_ref())
        }
        E::Database(cause) => of_postgres(cause.as_ref()),
        E::Io(_) | E::Tls(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed => {
            Some(StoreError::Unavailable(error.to_string()))
        }
        _ => None,
    }
}

/// SQLSTATE, PostgreSQL's documentation, appendix A.
fn of_postgres(error: &dyn DatabaseError) -> Option<StoreError> {
    let code = error.code()?;
    Some(match code.as_ref() {
        "23505" => StoreError::Conflict(error.constraint().unwrap_or_default().to_owned()),
        "23503" => StoreError::Reference,
        "40001" | "40P01" | "55P03" => StoreError::Busy,
        "22021" | "22P05" => StoreError::Text,
        "53100" => StoreError::Full,
        "25006" => StoreError::ReadOnly,
        "53300" | "57P01" | "57P02" | "57P03" | "28000" | "28P01" | "3D000" => {
            StoreError::Unavailable(error.message().to_owned())
        }
        other if other.starts_with("08") => StoreError::Unavailable(error.message().to_owned()),
        _ => return None,
    })
}

/// Extended result codes of SQLite; the low byte is the primary code.
fn of_sqlite(error: &dyn DatabaseError) -> Option<StoreError> {
    let code: i32 = error.code()?.parse().ok()?;
    Some(match (code, code & 0xff) {
        (1555 | 2067, _) => StoreError::Conflict(constraint_of(error.message(), code == 1555)),
        (787, _) => StoreError::Reference,
        (_, 5 | 6) => StoreError::Busy,
        (_, 8) => StoreError::ReadOnly,
        (_, 13) => StoreError::Full,
        (_, 10 | 14 | 26) => StoreError::Unavailable(error.message().to_owned()),
        _ => return None,
    })
}

/// SQLite names columns (`UNIQUE constraint failed: unit.code`) or, for an index on an expression,
/// the index (`index 'name'`); PostgreSQL names the constraint.
fn constraint_of(message: &str, primary: bool) -> String {
    let named = message.rsplit_once(": ").map_or(message, |(_, rest)| rest);
    if let Some(index) = named.strip_prefix("index '") {
        return index.trim_end_matches('\'').to_owned();
    }
    let columns: Vec<_> = named.split(", ").filter_map(|column| column.split_once('.')).collect();
    let Some((table, _)) = columns.first() else { return named.to_owned() };
    if primary {
        return format!("{table}_pkey");
    }
    let names: Vec<_> = columns.iter().map(|(_, column)| *column).collect();
    format!("{table}_{}_key", names.join("_"))
}

#[cfg(test)]
mod tests {
    use super::constraint_of;

    #[test]
    fn sqlite_names_constraints_as_postgres_does() {
        for (message, primary, name) in [
            ("UNIQUE constraint failed: unit.code", false, "unit_code_key"),
            ("UNIQUE constraint failed: a.area, a.number", false, "a_area_number_key"),
            ("UNIQUE constraint failed: a.area, a.id", true, "a_pkey"),
            ("UNIQUE constraint failed: index 'a_lower_key'", false, "a_lower_key"),
            ("something else", false, "something else"),
        ] {
            assert_eq!(constraint_of(message, primary), name);
        }
    }
}
