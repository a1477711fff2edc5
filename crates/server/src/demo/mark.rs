//! The mark of a demo database: what tells it from one of a real office, and which years it holds.

use huisheng_store::setting::{self, SettingRow};
use huisheng_store::{Store, StoreError, account, checkpoint, division};
use sea_orm::ConnectionTrait;

use super::COUNTY;
use crate::first;

/// The setting that marks a demo database; its value are the seeds of its years, the first of them
/// that of the area.
const MARK: &str = "demo";

/// What stands in a database before a demo is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// No division; nobody, or the administrators that `serve` made and whose links were never used.
    Nothing,
    /// No division, but accounts that somebody signs in with.
    Accounts,
    /// A demo area, and the seeds of the years that were written: the first is that of the area too.
    Demo(Vec<u64>),
    /// Lists of a real office.
    Real,
}

/// What stands there.
///
/// # Errors
/// It cannot be read.
pub async fn found(store: &Store) -> Result<Found, StoreError> {
    if let Some(years) = years(store).await? {
        return Ok(Found::Demo(years));
    }
    if !division::all(store.read()).await?.is_empty() {
        return Ok(Found::Real);
    }
    let unused = account::all(store.read()).await?.iter().all(first::is_unused);
    Ok(if unused { Found::Nothing } else { Found::Accounts })
}

/// The seeds of the years of a demo; none if the database is no demo.
///
/// # Errors
/// They cannot be read.
pub async fn years(store: &Store) -> Result<Option<Vec<u64>>, StoreError> {
    let Some(mark) = setting::find(store.read(), MARK).await? else { return Ok(None) };
    // One seed alone stood there before years could be added.
    let one = serde_json::from_str(&mark).map(|seed| vec![seed]);
    let seeds = one.or_else(|_| serde_json::from_str(&mark));
    seeds.map(Some).map_err(|_| StoreError::Unreadable(MARK.to_owned()))
}

/// Marks the database as a demo with the years of these seeds.
pub(super) async fn write(write: &impl ConnectionTrait, seeds: &[u64]) -> anyhow::Result<()> {
    let mark = SettingRow { name: MARK.to_owned(), value: serde_json::to_string(seeds)? };
    Ok(setting::upsert(write, vec![mark]).await?)
}

/// Makes room for another year: `years` are the seeds of all, the new one among them. What is broken off
/// cannot be written again under the same ids, so the mark comes before its first matter. What was signed
/// says that nothing stood in these days but what stands there now: a demo begins to sign anew.
///
/// # Errors
/// It cannot be written.
pub async fn another_year(store: &Store, years: &[u64]) -> anyhow::Result<()> {
    let transaction = store.write().await?;
    write(&transaction, years).await?;
    checkpoint::forget(&transaction, COUNTY).await?;
    Ok(transaction.commit().await?)
}
