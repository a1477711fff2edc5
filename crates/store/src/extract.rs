//! 导出申请: lists with contact data that were asked for. What such a list holds is asked anew when it is taken.

use huisheng_domain::area::Area;
use huisheng_domain::extract::{Decision, Extract, WAITS};
use huisheng_domain::id::{AccountId, ExtractId, Id};
use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect};

use crate::ledger::area_of;
use crate::{Micros, StoreError, Write};

/// A list that was asked for.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "extract")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub area: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who asked.
    pub account: Uuid,
    /// The unit it acted for.
    pub unit: Uuid,
    pub asked_at: Micros,
    /// Which matters, as JSON: what the list of matters is asked by.
    pub asked: String,
    /// The form of the file.
    pub format: String,
    /// Why, in the words of who asked.
    pub reason: String,
    /// Voices in it when it was asked for.
    pub voices: i64,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<Micros>,
    pub agreed: Option<bool>,
    /// Why, in the words of who decided.
    pub words: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `extract`.
pub type ExtractRow = Model;

impl Model {
    /// As the rules see it.
    pub fn rules(&self) -> Extract {
        // An instant that is none lies long ago: nothing is taken out by it.
        let at = |at: Micros| at.timestamp().unwrap_or_default();
        let decision = self.decided_by.zip(self.decided_at).zip(self.agreed);
        Extract {
            account: Id::from_uuid(self.account),
            asked: at(self.asked_at),
            decision: decision.map(|((account, decided), agreed)| Decision {
                account: Id::from_uuid(account),
                at: at(decided),
                agreed,
            }),
        }
    }
}

/// The area as the table keeps it.
pub fn code_of(area: Area) -> i32 {
    area_of(area)
}

/// Writes down what is asked for.
pub async fn ask(write: &Write, row: ExtractRow) -> Result<(), StoreError> {
    Entity::insert(ActiveModel::from(row)).exec_without_returning(write).await?;
    Ok(())
}

/// One.
pub async fn find(
    connection: &impl ConnectionTrait,
    area: Area,
    id: ExtractId,
) -> Result<ExtractRow, StoreError> {
    let found = Entity::find_by_id((area_of(area), id.uuid())).one(connection).await?;
    found.ok_or(StoreError::NotFound)
}

/// What an account asked for, the latest first.
pub async fn of_account(
    connection: &impl ConnectionTrait,
    area: Area,
    account: AccountId,
    limit: u64,
) -> Result<Vec<ExtractRow>, StoreError> {
    let of = Entity::find()
        .filter(Column::Area.eq(area_of(area)))
        .filter(Column::Account.eq(account.uuid()))
        .order_by_desc(Column::AskedAt)
        .limit(limit);
    Ok(of.all(connection).await?)
}

/// What waits for a second person, the oldest first.
pub async fn waiting(
    connection: &impl ConnectionTrait,
    area: Area,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<ExtractRow>, StoreError> {
    let of = Entity::find()
        .filter(Column::Area.eq(area_of(area)))
        .filter(Column::DecidedAt.is_null())
        .filter(Column::AskedAt.gt(Micros::from(now - WAITS)))
        .order_by_asc(Column::AskedAt)
        .limit(limit);
    Ok(of.all(connection).await?)
}

/// Writes a decision down. Returns whether nobody has decided before.
pub async fn decide(
    write: &Write,
    area: Area,
    id: ExtractId,
    decision: &Decision,
    words: &str,
) -> Result<bool, StoreError> {
    let of = Entity::update_many()
        .col_expr(Column::DecidedBy, Expr::value(decision.account.uuid()))
        .col_expr(Column::DecidedAt, Expr::value(Micros::from(decision.at)))
        .col_expr(Column::Agreed, Expr::value(decision.agreed))
        .col_expr(Column::Words, Expr::value(words))
        .filter(Column::Area.eq(area_of(area)))
        .filter(Column::Id.eq(id.uuid()))
        .filter(Column::DecidedAt.is_null());
    Ok(of.exec(write).await?.rows_affected == 1)
}

/// Forgets requests that were made before then.
pub async fn forget(write: &Write, area: Area, before: Timestamp) -> Result<u64, StoreError> {
    let done = Entity::delete_many()
        .filter(Column::Area.eq(area_of(area)))
        .filter(Column::AskedAt.lt(Micros::from(before)));
    Ok(done.exec(write).await?.rows_affected)
}
