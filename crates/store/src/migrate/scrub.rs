//! What stood in clear before an upgrade is sealed, but the pages it stood in still hold it.

use sea_orm::ConnectionTrait;

use crate::setting::{self, SettingRow};
use crate::{Store, StoreError, Write};

/// Stands among the settings until nothing is left in clear.
const OPEN: &str = "scrub";

/// To be done after the commit, also if the program stops in between.
pub(super) async fn wanted(write: &Write) -> Result<(), StoreError> {
    let row = SettingRow { name: OPEN.to_owned(), value: "1".to_owned() };
    setting::upsert(write, vec![row]).await
}

/// Writes the tables anew if an upgrade asked for it.
pub(super) async fn run(store: &Store) -> Result<(), StoreError> {
    if setting::find(store.read(), OPEN).await?.is_none() {
        return Ok(());
    }
    tracing::warn!(
        "personal data was sealed: writing the tables anew, so that nothing stays in clear"
    );
    for statement in store.engine().scrub() {
        store.by_itself(statement).await?;
    }
    let write = store.write().await?;
    let sql = "DELETE FROM setting WHERE name = ?";
    write.execute_raw(store.engine().statement(sql, vec![OPEN.into()])).await?;
    write.commit().await
}
