//! Who accounts are at the identity provider of the office.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use crate::{Micros, StoreError, Write};

/// An identity that is linked to an account.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "identity")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub issuer: String,
    /// As the issuer names the person, for ever and for nobody else.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    pub account: Uuid,
    /// As people know it, when it was linked; may be empty. Nothing is decided by it.
    pub name: String,
    pub linked_at: Micros,
    /// When somebody signed in with it last.
    pub used_at: Option<Micros>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `identity`.
pub type IdentityRow = Model;

/// Links an identity.
///
/// # Errors
/// [`StoreError::Conflict`]: it is linked already, or the account to another one of the issuer.
pub async fn link(write: &Write, row: IdentityRow) -> Result<(), StoreError> {
    Entity::insert(ActiveModel::from(row)).exec_without_returning(write).await?;
    Ok(())
}

/// Whose an identity is.
pub async fn find(
    connection: &impl ConnectionTrait,
    issuer: &str,
    subject: &str,
) -> Result<Option<IdentityRow>, StoreError> {
    let key = (issuer.to_owned(), subject.to_owned());
    Ok(Entity::find_by_id(key).one(connection).await?)
}

/// The identity of an account.
pub async fn of_account(
    connection: &impl ConnectionTrait,
    issuer: &str,
    account: Uuid,
) -> Result<Option<IdentityRow>, StoreError> {
    let of = Entity::find().filter(Column::Account.eq(account)).filter(Column::Issuer.eq(issuer));
    Ok(of.one(connection).await?)
}

/// Takes the link of an account away. Returns whether there was one.
pub async fn unlink(write: &Write, issuer: &str, account: Uuid) -> Result<bool, StoreError> {
    let of =
        Entity::delete_many().filter(Column::Account.eq(account)).filter(Column::Issuer.eq(issuer));
    Ok(of.exec(write).await?.rows_affected == 1)
}

/// Somebody signs in with it.
pub async fn used(write: &Write, row: &IdentityRow, now: Micros) -> Result<(), StoreError> {
    let of = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::Issuer.eq(&row.issuer))
        .filter(Column::Subject.eq(&row.subject));
    of.exec(write).await?;
    Ok(())
}
