//! A write transaction that cannot pretend.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::prelude::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

use crate::StoreError;
use crate::idempotency::Claim;

/// A transaction that writes. On SQLite it is the only one at its time and holds the write lock
/// from its start. Dropped without [`Write::commit`], it is rolled back.
///
/// PostgreSQL answers COMMIT of a failed transaction with success and saves nothing, so a `Write`
/// remembers the first failed statement and refuses to commit.
#[derive(Debug)]
pub struct Write {
    transaction: DatabaseTransaction,
    failed: AtomicBool,
    claim: Option<Arc<Claim>>,
}

impl Write {
    pub(crate) const fn new(transaction: DatabaseTransaction) -> Self {
        Self { transaction, failed: AtomicBool::new(false), claim: None }
    }

    /// Under the key of a request, which becomes durable with the rest. Of a request that was done before nothing is kept:
    /// it is carried out to be answered anew, and rolled back.
    pub(crate) async fn under(mut self, claim: &Arc<Claim>) -> Result<Self, StoreError> {
        claim.take(&self).await?;
        self.claim = Some(claim.clone());
        Ok(self)
    }

    /// Makes everything durable. [`StoreError::Aborted`] if any statement failed before;
    /// [`StoreError::Unavailable`] leaves it unknown whether the database had saved.
    pub async fn commit(self) -> Result<(), StoreError> {
        if self.failed.load(Ordering::Relaxed) {
            self.rollback().await?;
            return Err(StoreError::Aborted);
        }
        if self.claim.as_ref().is_some_and(|claim| claim.is_again()) {
            return self.rollback().await;
        }
        self.transaction.commit().await?;
        if let Some(claim) = self.claim {
            claim.keep();
        }
        Ok(())
    }

    /// Gives everything up.
    pub async fn rollback(self) -> Result<(), StoreError> {
        Ok(self.transaction.rollback().await?)
    }

    fn seen<T>(&self, outcome: Result<T, DbErr>) -> Result<T, DbErr> {
        if outcome.is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        outcome
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Write {
    fn get_database_backend(&self) -> DbBackend {
        self.transaction.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.seen(self.transaction.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.seen(self.transaction.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.seen(self.transaction.query_one_raw(statement).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.seen(self.transaction.query_all_raw(statement).await)
    }
}
