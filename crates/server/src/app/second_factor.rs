//! The second factor of an account: an app set up, asked at the door, taken away; and passkeys, which stand for one
//! (`crate::passkey`).

use std::collections::BTreeSet;

use huisheng_domain::id::AccountId;
use huisheng_domain::sign_in::{RECOVERY_CODES, is_fresh, is_of_app, plain_code, recovery_code};
use huisheng_store::second_factor::{self as rows, SecondFactorRow};
use huisheng_store::{Micros, StoreError, Write, passkey};
use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use totp_rs::{Builder, Secret, Totp};
use utoipa::ToSchema;
use uuid::Uuid;

use super::App;
use crate::clock::random;

/// Under which name an app lists it.
const ISSUER: &str = "回声";

/// What an account can show besides its password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactorKind {
    /// The digits of an app, or a recovery code.
    Code,
    /// A passkey.
    Passkey,
}

/// What an account can show; nothing: it has no second factor.
pub async fn kinds(
    connection: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Vec<FactorKind>, StoreError> {
    let app = rows::find(connection, account).await?.is_some_and(|row| since(&row).is_some());
    let passkey = !passkey::holders(connection, &[account]).await?.is_empty();
    let both = [(FactorKind::Code, app), (FactorKind::Passkey, passkey)];
    Ok(both.into_iter().filter_map(|(kind, has)| has.then_some(kind)).collect())
}

/// Which of these accounts have a second factor.
pub async fn holders(
    connection: &impl ConnectionTrait,
    accounts: &[Uuid],
) -> Result<BTreeSet<Uuid>, StoreError> {
    let mut all = rows::confirmed(connection, accounts).await?;
    all.extend(passkey::holders(connection, accounts).await?);
    Ok(all)
}

/// What an app has to know.
pub struct Fresh {
    /// For a QR code.
    pub uri: String,
    /// The secret, for typing.
    pub secret: String,
}

/// A new secret in place of one that was not confirmed. It is no factor until a code was given.
pub async fn begin(
    app: &App,
    write: &Write,
    account: AccountId,
    login: &str,
    now: Timestamp,
) -> Result<Fresh, StoreError> {
    let secret = random::<20>();
    let sealed = write_sealed(app, account, &secret)?;
    let totp = totp(secret.into(), login)?;
    let row = SecondFactorRow {
        account: account.uuid(),
        secret: sealed,
        used_step: None,
        made_at: now.into(),
        confirmed_at: None,
    };
    rows::upsert(write, vec![row]).await?;
    let uri = totp.to_url().map_err(|_| unfit())?;
    Ok(Fresh { uri, secret: totp.secret().to_base32() })
}

/// The first code was right: from now on it is asked for. Returns the recovery codes, this once; `None`:
/// the code was not right.
pub async fn confirm(
    app: &App,
    write: &Write,
    mut row: SecondFactorRow,
    code: &str,
    now: Timestamp,
) -> Result<Option<Vec<String>>, StoreError> {
    let Some(step) = step(app, &row, &plain_code(code), now)? else { return Ok(None) };
    row.confirmed_at = Some(now.into());
    row.used_step = Some(step);
    let account = row.account;
    rows::upsert(write, vec![row]).await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code(random())).collect();
    let hashes: Vec<[u8; 32]> = codes.iter().map(|code| hash(app, &plain_code(code))).collect();
    rows::put_codes(write, account, &hashes).await?;
    Ok(Some(codes))
}

/// Whether a code is right, of the app or a recovery code. It is used up by that.
pub async fn prove(
    app: &App,
    write: &Write,
    mut row: SecondFactorRow,
    code: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let plain = plain_code(code);
    if !is_of_app(&plain) {
        return rows::use_code(write, row.account, hash(app, &plain)).await;
    }
    let Some(step) = step(app, &row, &plain, now)? else { return Ok(false) };
    row.used_step = Some(step);
    rows::upsert(write, vec![row]).await?;
    Ok(true)
}

/// The step of time whose code this is, if it may still be used.
fn step(
    app: &App,
    row: &SecondFactorRow,
    plain: &str,
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    let sealed = app.store().cipher()?.open(&rows::place(row.account), &row.secret)?;
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let found = totp(sealed.into(), "-")?.check(plain, seconds);
    let step = found.and_then(|step| i64::try_from(step).ok());
    Ok(step.filter(|step| is_fresh(*step, row.used_step)))
}

fn write_sealed(app: &App, account: AccountId, secret: &[u8]) -> Result<Vec<u8>, StoreError> {
    Ok(app.store().cipher()?.seal(&rows::place(account.uuid()), secret))
}

/// Six digits by SHA-1, a new code each thirty seconds, the one before and the one after are taken, too: what
/// every app can.
fn totp(secret: Secret, login: &str) -> Result<Totp, StoreError> {
    // A sign-in name has no colon, which would part it from the name of the house.
    let built =
        Builder::new().with_secret(secret).with_account_name(login).with_issuer(Some(ISSUER));
    built.build().map_err(|_| unfit())
}

fn unfit() -> StoreError {
    StoreError::Unreadable("a second factor".to_owned())
}

fn hash(app: &App, plain: &str) -> [u8; 32] {
    app.keyed_hash(b"recovery code", &[plain.as_bytes()])
}

/// When a row was confirmed, if it was.
pub fn since(row: &SecondFactorRow) -> Option<Timestamp> {
    row.confirmed_at.and_then(Micros::timestamp)
}
