//! The book from the database.

use huisheng_domain::procedure::Procedure;
use jiff::Timestamp;
use sea_orm::ConnectionTrait;

use super::{Book, BookError, Contents};
use crate::responsibility::list;
use crate::{
    Store, StoreError, calendar, category, division, grid, place, procedure, responsibility,
    setting, unit,
};

impl Book {
    /// Every list and procedure.
    ///
    /// # Errors
    /// The first row that cannot be used, and what to do about it.
    pub async fn load(store: &Store) -> Result<Self, BookError> {
        Self::of(Contents::read(store.read()).await?)
    }

    /// No lists and no procedures.
    pub fn empty() -> Self {
        // Nothing can be wrong with nothing.
        Self::of(Contents::default()).unwrap_or_else(|error| unreachable!("{error}"))
    }
}

impl Contents {
    /// As they are stored.
    pub async fn read(connection: &impl ConnectionTrait) -> Result<Self, BookError> {
        let responsibilities = match list::in_force(connection).await? {
            None => (0, Vec::new()),
            Some(row) => {
                let version = u32::try_from(row.version).unwrap_or_default();
                (version, responsibility::of_version(connection, version).await?)
            }
        };
        let procedures = procedure::all(connection).await?;
        let settings = setting::all(connection).await?;
        Ok(Self {
            divisions: division::all(connection).await?,
            grids: grid::all(connection).await?,
            places: place::all(connection).await?,
            units: unit::all(connection).await?,
            categories: category::all(connection).await?,
            responsibilities,
            procedures: procedures.into_iter().map(read).collect::<Result<_, _>>()?,
            days: calendar::all(connection).await?,
            settings: settings.into_iter().map(|row| (row.name, row.value)).collect(),
        })
    }
}

fn read(row: procedure::ProcedureRow) -> Result<Procedure, BookError> {
    Procedure::read(&row.source).map_err(|error| BookError::Procedure {
        code: row.code,
        hash: row.hash,
        why: error.to_string(),
    })
}

/// Puts the procedures that come with this version beside those that are there. One that was
/// loaded before keeps its place; a text that is new becomes the version in force of its code.
pub async fn install_shipped(
    connection: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<(), StoreError> {
    for (code, source) in Procedure::shipped() {
        let unreadable =
            |error| StoreError::Unreadable(format!("the shipped procedure {code} ({error})"));
        let procedure = Procedure::read(source).map_err(unreadable)?;
        procedure::put_new(connection, &procedure, source, now).await?;
    }
    Ok(())
}
