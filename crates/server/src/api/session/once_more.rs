//! What somebody who is signed in gives once more: whoever found an open session changes nothing of the door with it.

use axum::http::{HeaderMap, StatusCode};
use huisheng_store::account;
use huisheng_store::trail::{self, Kind, Outcome};
use huisheng_store::{StoreError, Write, passkey, second_factor as factors};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::passkey::Answer;
use super::sign_in::{Failed, needed};
use crate::app::door::{Door, Judged, Tried, shut};
use crate::app::{Address, App, Staff, password, second_factor};
use crate::error::{Problem, text};
use crate::passkey::Purpose;

/// The password in use, and the second factor if there is one: a session alone changes nothing here.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OnceMore {
    /// The password in use.
    #[schema(example = "huisheng-demo")]
    password: String,
    /// A code of the app, or a recovery code.
    #[serde(default)]
    #[schema(example = "123456")]
    code: Option<String>,
    /// Or what a passkey answers to `POST /session/passkeys/proof`: an `AuthenticationResponseJSON` of WebAuthn.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, Value>>)]
    passkey: Option<Value>,
}

impl OnceMore {
    /// Proves that it is the person. What is wrong counts as at the door.
    pub async fn prove(
        &self,
        app: &App,
        staff: &Staff,
        (address, headers): (Address, &HeaderMap),
        now: Timestamp,
    ) -> Result<(), Problem> {
        let answer = |credential| {
            let purpose = Purpose::Prove(super::passkeys::session(staff));
            Answer::read(app, headers, &purpose, credential, now)
        };
        let passkey = self.passkey.as_ref().map(answer).transpose()?;
        let factor = Factor { code: self.code.as_deref(), passkey };
        let proof = Proof { password: ("password", &self.password), factor: Some(factor) };
        once_more(app, staff, address, proof, now).await
    }
}

/// What somebody who is signed in gives once more.
pub(super) struct Proof<'a> {
    /// The password in use, and the field it stands in.
    pub password: (&'static str, &'a str),
    /// The second factor, if the account has one; none: it is not asked for.
    pub factor: Option<Factor<'a>>,
}

/// A code, or a passkey.
pub(super) struct Factor<'a> {
    code: Option<&'a str>,
    passkey: Option<Answer>,
}

impl Factor<'_> {
    /// Whether it is right, and what was not.
    async fn tried(
        self,
        app: &App,
        write: &Write,
        account: Uuid,
        now: Timestamp,
    ) -> Result<(Tried, Failed), Problem> {
        if second_factor::kinds(write, account).await?.is_empty() {
            return Ok((Tried::Right, Failed::Code));
        }
        if let Some(answer) = self.passkey {
            let row = passkey::find_held(write, &answer.credential_id()).await?;
            return match row.filter(|row| row.account == account) {
                Some(row) => answer.tried(app, write, &row, now).await,
                None => Ok((Tried::Wrong, Failed::Passkey("account"))),
            };
        }
        let Some(code) = self.code else { return Ok((Tried::Half, Failed::Code)) };
        let row = factors::find_held(write, account).await?;
        let right = match row.filter(|row| row.confirmed_at.is_some()) {
            Some(row) => second_factor::prove(app, write, row, code, now).await?,
            None => false,
        };
        Ok((if right { Tried::Right } else { Tried::Wrong }, Failed::Code))
    }
}

/// Proves that it is the person, of an account whose password is not at hand.
pub(super) async fn once_more(
    app: &App,
    staff: &Staff,
    address: Address,
    proof: Proof<'_>,
    now: Timestamp,
) -> Result<(), Problem> {
    let row = account::find(app.store().read(), staff.account.uuid()).await?;
    let stored = row.password_hash.ok_or_else(Problem::forbidden)?;
    prove(app, staff, address, proof, &stored, now).await
}

/// Compares what is given once more. Whoever found an open session must not find out the password in it, nor
/// a code: what is wrong counts as at the door.
pub(super) async fn prove(
    app: &App,
    staff: &Staff,
    address: Address,
    proof: Proof<'_>,
    stored: &str,
    now: Timestamp,
) -> Result<(), Problem> {
    let door = Door::at(app, &staff.login, address);
    door.look(app, now).await?;
    let (field, given) = proof.password;
    let knows = password::matches(given, Some(stored.to_owned())).await;
    let (write, account) = (app.store().write().await?, staff.account.uuid());
    let (tried, failed) = match proof.factor {
        _ if !knows => (Tried::Wrong, Failed::Password),
        Some(factor) => factor.tried(app, &write, account, now).await?,
        None => (Tried::Right, Failed::Password),
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    match door.judge(&write, tried, now).await? {
        Judged::Shut { until } => Err(shut(until)),
        Judged::Half => Err(needed(status, second_factor::kinds(&write, account).await?)),
        Judged::Wrong { until } => {
            let told = json!({ "in_a_session": true, "locked_until": until });
            note(&write, staff, failed, told, now).await?;
            write.commit().await?;
            Err(match failed {
                Failed::Password => {
                    Problem::new(status, "wrong_password", text::OLD_PASSWORD).field(field)
                }
                failed => failed.problem(status),
            })
        }
        Judged::In => Ok(write.commit().await?),
    }
}

async fn note(
    write: &Write,
    staff: &Staff,
    failed: Failed,
    told: Value,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut entry = staff.entry(Kind::SignedIn);
    entry.outcome = Outcome::Refused;
    trail::record(write, &entry.with(failed.told()).with(told), now).await
}
