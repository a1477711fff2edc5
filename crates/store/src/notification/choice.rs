//! What people want to be sent, and where.

use std::collections::{BTreeMap, BTreeSet};

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, Id, ReportId};
use huisheng_domain::notification::Choice;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;

use super::unreadable;
use crate::ledger::area_of;
use crate::rows::padded;
use crate::{Cipher, Engine, Store, StoreError, Write, cipher, rows};

/// The choice of an account, as it is kept.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_choice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account: Uuid,
    pub body: String,
    pub sealed_mail: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a member of staff chose. Not printable: the address must not get into a log.
#[derive(Clone, Default)]
pub struct ChoiceRow {
    /// What is sent, and when.
    pub choice: Choice,
    /// The e-mail address it is sent to.
    pub mail: Option<String>,
}

fn place(account: Uuid) -> Vec<u8> {
    cipher::place("notification_choice.sealed_mail", 0, account, 0)
}

/// What an account chose; nothing said, everything is sent.
pub async fn choice(
    connection: &impl ConnectionTrait,
    cipher: &Cipher,
    account: AccountId,
) -> Result<ChoiceRow, StoreError> {
    let mut found = choices(connection, cipher, [account]).await?;
    Ok(found.remove(&account).unwrap_or_default())
}

/// What these accounts chose; who chose nothing is left out.
pub async fn choices(
    connection: &impl ConnectionTrait,
    cipher: &Cipher,
    accounts: impl IntoIterator<Item = AccountId>,
) -> Result<BTreeMap<AccountId, ChoiceRow>, StoreError> {
    let accounts: BTreeSet<Uuid> = accounts.into_iter().map(AccountId::uuid).collect();
    if accounts.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = Entity::find().filter(Column::Account.is_in(accounts)).all(connection).await?;
    let read = |row: Model| {
        let opened = |sealed: Vec<u8>| cipher.open_text(&place(row.account), &sealed);
        let mail = row.sealed_mail.map(opened).transpose()?;
        let choice = serde_json::from_str(&row.body).map_err(|_| unreadable())?;
        Ok((Id::from_uuid(row.account), ChoiceRow { choice, mail }))
    };
    rows.into_iter().map(read).collect()
}

/// Keeps what an account chose.
pub async fn put_choice(
    write: &Write,
    cipher: &Cipher,
    account: AccountId,
    row: &ChoiceRow,
) -> Result<(), StoreError> {
    let account = account.uuid();
    let sealed = |mail: &String| cipher.seal(&place(account), mail.as_bytes());
    let body = serde_json::to_string(&row.choice).map_err(|_| unreadable())?;
    let row = Model { account, body, sealed_mail: row.mail.as_ref().map(sealed) };
    rows::upsert::<Entity, _>(write, vec![row]).await
}

/// Seals anew what an older key sealed; how many.
pub(crate) async fn seal_anew(store: &Store, cipher: &Cipher) -> Result<u64, StoreError> {
    let write = store.write().await?;
    let all = Entity::find().filter(Column::SealedMail.is_not_null()).lock_exclusive();
    let mut changed = Vec::new();
    for mut row in all.all(&write).await? {
        let Some(sealed) = row.sealed_mail.take() else { continue };
        if cipher::key_of(&sealed) != Some(cipher.current()) {
            let what = place(row.account);
            row.sealed_mail = Some(cipher.seal(&what, &cipher.open(&what, &sealed)?));
            changed.push(row);
        }
    }
    let count = changed.len() as u64;
    rows::upsert::<Entity, _>(&write, changed).await?;
    write.commit().await?;
    Ok(count)
}

/// Which of these reporters want the answer and nothing else.
pub async fn is_answer_only(
    connection: &impl ConnectionTrait,
    area: Area,
    reports: &[ReportId],
) -> Result<BTreeSet<ReportId>, StoreError> {
    let ids: Vec<Value> = padded(reports.iter().map(|id| id.uuid().into()).collect());
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let marks = vec!["?"; ids.len()].join(",");
    let sql = format!("SELECT report FROM answer_only WHERE area = ? AND report IN ({marks})");
    let values = std::iter::once(area_of(area).into()).chain(ids).collect();
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(|row| Ok(Id::from_uuid(row.try_get_by_index(0)?))).collect()
}

/// Keeps what a reporter wants.
pub async fn keep_answer_only(
    write: &Write,
    area: Area,
    report: ReportId,
    answer_only: bool,
) -> Result<(), StoreError> {
    let sql = if answer_only {
        "INSERT INTO answer_only (area, report) VALUES (?, ?) ON CONFLICT (area, report) DO NOTHING"
    } else {
        "DELETE FROM answer_only WHERE area = ? AND report = ?"
    };
    let values = vec![area_of(area).into(), report.uuid().into()];
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(())
}
