//! Passkeys 通行密钥: WebAuthn, the part of the house. What a device shows is believed if a key signed it that the account has
//! registered, for this house, on its own pages, in answer to a challenge of a moment ago, after the device made sure who
//! holds it. Where devices come from is not asked (attestation): no list of makers is kept.

mod begun;

use huisheng_domain::id::AccountId;
use huisheng_store::passkey::PasskeyRow;
use serde_json::Value;
use thiserror::Error;
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::{
    AuthenticationVerificationOptions, DiscoverableCredentialRequestOptions,
};
use webauthn_rp::request::register::{
    Extension, Nickname, PublicKeyCredentialUserEntity, RegistrationVerificationOptions,
    UserHandle16, Username,
};
use webauthn_rp::request::{AsciiDomain, PublicKeyCredentialDescriptor, RpId};
use webauthn_rp::response::auth::error::AuthCeremonyErr;
use webauthn_rp::response::register::error::RegCeremonyErr;
use webauthn_rp::response::register::{DynamicState, StaticState};
use webauthn_rp::response::{AuthTransports, AuthenticatorAttachment, Backup, CredentialId};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication16, DiscoverableAuthenticationServerState,
    PublicKeyCredentialCreationOptions, Registration, RegistrationServerState,
};

use crate::config::Config;
pub use begun::{Begun, Purpose, Session};

/// Why what a device sent is not believed.
#[derive(Debug, Error)]
pub enum PasskeyError {
    /// It is nothing that a device sends.
    #[error("it cannot be read: {0}")]
    Malformed(String),
    /// It proves nothing.
    #[error("it proves nothing: {1}")]
    Refused(&'static str, String),
    /// What was kept of it, or is asked of a device, cannot be put together.
    #[error("what is kept of it cannot be used: {0}")]
    Kept(String),
}

impl PasskeyError {
    /// What did not agree, as a stable code for the trail.
    pub const fn why(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Refused(why, _) => why,
            Self::Kept(_) => "kept",
        }
    }
}

/// This house, as devices know it.
pub struct House {
    domain: RpId,
    /// Where its pages come from.
    origin: String,
}

/// A question to a device: what to keep until it answers, and what the page hands to the browser.
pub struct Asked {
    /// Hexadecimal.
    pub state: String,
    /// `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON` of WebAuthn.
    pub options: Value,
}

/// A passkey that a device has made.
pub struct Made {
    /// By which the device names it.
    pub credential_id: Vec<u8>,
    /// What its signatures are looked at with.
    pub public_key: Vec<u8>,
    /// How often it has signed, as the device says.
    pub counter: i64,
    /// The device may copy it to others of the same person.
    pub synced: bool,
}

/// What a device shows.
pub struct Shown(DiscoverableAuthentication16);

impl Shown {
    /// Reads an `AuthenticationResponseJSON` of WebAuthn. Nothing is believed by that.
    ///
    /// # Errors
    /// It is none.
    pub fn read(credential: &Value) -> Result<Self, PasskeyError> {
        DiscoverableAuthentication16::from_json_relaxed(&bytes(credential))
            .map(Self)
            .map_err(malformed)
    }

    /// By which the device names the passkey.
    pub fn credential_id(&self) -> Vec<u8> {
        self.0.raw_id().inner().to_vec()
    }
}

impl House {
    /// The house, if people come to it by the name of a domain over https.
    pub fn of(config: &Config) -> Option<Self> {
        let domain = AsciiDomain::try_from(config.passkey_domain()?).ok()?;
        Some(Self { domain: RpId::Domain(domain), origin: config.public_url.clone() })
    }

    /// Asks a device to make a passkey, unless it holds one of `there`.
    ///
    /// # Errors
    /// What is kept cannot be read.
    pub fn ask_for_new(
        &self,
        account: AccountId,
        (login, name): (&str, &str),
        there: &[PasskeyRow],
    ) -> Result<Asked, PasskeyError> {
        let id = handle(account.uuid().as_bytes());
        let there = there.iter().map(|row| {
            let id = CredentialId::<Vec<u8>>::decode(row.credential_id.clone()).map_err(kept)?;
            let transports = AuthTransports::decode(0).map_err(kept)?;
            Ok(PublicKeyCredentialDescriptor { id, transports })
        });
        let mut user = PublicKeyCredentialUserEntity::from(&id);
        // What the device shows beside it. A name that this form of names does not take is left out.
        user.name = Username::try_from(login).unwrap_or(user.name);
        user.display_name = Nickname::try_from(name).ok();
        let there = there.collect::<Result<_, PasskeyError>>()?;
        let mut options = PublicKeyCredentialCreationOptions::passkey(&self.domain, user, there);
        // That the device makes sure who holds it is looked at here, each time.
        options.extensions = Extension::default();
        let (state, options) = options.start_ceremony().map_err(kept)?;
        let state = hex::encode(state.encode().map_err(kept)?);
        Ok(Asked { state, options: serde_json::to_value(&options).map_err(kept)? })
    }

    /// What a device has made in answer to that.
    ///
    /// # Errors
    /// It is none, or was not made for this house, here and now, by who holds the device.
    pub fn made(&self, state: &str, credential: &Value) -> Result<Made, PasskeyError> {
        let state = hex::decode(state).map_err(kept)?;
        let state = RegistrationServerState::<16>::decode(&state).map_err(kept)?;
        let made = Registration::from_json_relaxed(&bytes(credential)).map_err(malformed)?;
        let options = RegistrationVerificationOptions::<'_, '_, &str, &str> {
            allowed_origins: &[&self.origin],
            error_on_unsolicited_extensions: false,
            ..Default::default()
        };
        let made = state
            .verify(&self.domain, &made, &options)
            .map_err(|error| PasskeyError::Refused(why_not_made(&error), error.to_string()))?;
        let Ok(public_key) = made.static_state().encode();
        Ok(Made {
            credential_id: made.id().inner().to_vec(),
            public_key,
            counter: made.dynamic_state().sign_count.into(),
            synced: !matches!(made.dynamic_state().backup, Backup::NotEligible),
        })
    }

    /// Asks for any passkey that a device holds for this house.
    ///
    /// # Errors
    /// The clock of the machine cannot be used.
    pub fn ask(&self) -> Result<Asked, PasskeyError> {
        let options = DiscoverableCredentialRequestOptions::passkey(&self.domain);
        let (state, options) = options.start_ceremony().map_err(kept)?;
        let state = hex::encode(state.encode().map_err(kept)?);
        Ok(Asked { state, options: serde_json::to_value(&options).map_err(kept)? })
    }

    /// Whether a device has shown this passkey, in answer to that. Returns how often it has signed by now.
    ///
    /// # Errors
    /// It is not believed.
    pub fn shown(&self, state: &str, shown: &Shown, row: &PasskeyRow) -> Result<i64, PasskeyError> {
        let state = hex::decode(state).map_err(kept)?;
        let state = DiscoverableAuthenticationServerState::decode(&state).map_err(kept)?;
        let key = StaticState::decode(row.public_key.as_slice()).map_err(kept)?;
        let user = handle(row.account.as_bytes());
        let id = CredentialId::<&[u8]>::decode(&row.credential_id).map_err(kept)?;
        let before = DynamicState {
            // No other is taken at registration.
            user_verified: true,
            backup: if row.synced { Backup::Eligible } else { Backup::NotEligible },
            sign_count: row.counter.try_into().map_err(kept)?,
            authenticator_attachment: AuthenticatorAttachment::None,
        };
        let mut held = AuthenticatedCredential::new(id, &user, key, before).map_err(kept)?;
        let options = AuthenticationVerificationOptions::<'_, '_, &str, &str> {
            allowed_origins: &[&self.origin],
            error_on_unsolicited_extensions: false,
            ..Default::default()
        };
        state
            .verify(&self.domain, &shown.0, &mut held, &options)
            .map_err(|error| PasskeyError::Refused(why_not_shown(&error), error.to_string()))?;
        Ok(held.dynamic_state().sign_count.into())
    }
}

/// An account, as devices name it: its id, which says nothing of the person.
fn handle(account: &[u8; 16]) -> UserHandle16 {
    let Ok(handle) = UserHandle16::decode(*account);
    handle
}

/// What did not agree, as a stable code.
const fn why_not_made(error: &RegCeremonyErr) -> &'static str {
    match error {
        RegCeremonyErr::Timeout => "late",
        RegCeremonyErr::OriginMismatch
        | RegCeremonyErr::CrossOrigin
        | RegCeremonyErr::TopOriginMismatch => "origin",
        RegCeremonyErr::ChallengeMismatch => "challenge",
        RegCeremonyErr::RpIdHashMismatch => "domain",
        RegCeremonyErr::UserNotPresent | RegCeremonyErr::UserNotVerified => "not_verified",
        _ => "proof",
    }
}

/// The same of one that was shown.
const fn why_not_shown(error: &AuthCeremonyErr) -> &'static str {
    match error {
        AuthCeremonyErr::Timeout => "late",
        AuthCeremonyErr::OriginMismatch
        | AuthCeremonyErr::CrossOrigin
        | AuthCeremonyErr::TopOriginMismatch => "origin",
        AuthCeremonyErr::ChallengeMismatch => "challenge",
        AuthCeremonyErr::RpIdHashMismatch => "domain",
        AuthCeremonyErr::UserNotVerified => "not_verified",
        AuthCeremonyErr::SignatureCounter => "counter",
        AuthCeremonyErr::UserHandleMismatch => "account",
        _ => "proof",
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn malformed(error: impl ToString) -> PasskeyError {
    PasskeyError::Malformed(error.to_string())
}

fn kept(error: impl ToString) -> PasskeyError {
    PasskeyError::Kept(error.to_string())
}
