//! Copies of the database.

use huisheng_store::{Engine, Store, StoreError};
use sea_orm::ConnectionTrait;

use crate::config::Config;

/// A copy before an upgrade of the schema: beside the data, named after the schema it had. For
/// PostgreSQL the operator makes it: the file would be as large as the database.
pub async fn before_upgrade(config: &Config, store: &Store, from: i32) -> Result<(), StoreError> {
    if store.engine() == Engine::Postgres {
        tracing::warn!(from, "upgrading the schema: keep a pg_dump of before");
        return Ok(());
    }
    let path = config.data_dir.join(format!("before-schema-{}.db", from + 1));
    if path.exists() {
        return Ok(());
    }
    let sql = store.engine().statement("VACUUM INTO ?", vec![path.display().to_string().into()]);
    store.read().execute_raw(sql).await?;
    Ok(())
}
