//! What a browser keeps while somebody is at the provider, sealed: nobody reads, changes or makes it, and only the
//! browser that began comes back with it.

use huisheng_domain::id::AccountId;
use huisheng_domain::sign_in::RETURNS_WITHIN;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::clock::random;

/// Somebody was sent to the provider.
#[derive(Serialize, Deserialize)]
pub struct Begun {
    /// Comes back in the address.
    pub state: String,
    /// Comes back in the token.
    pub nonce: String,
    /// Goes to the provider with the code, and to nobody else.
    pub verifier: String,
    at: Timestamp,
    /// What for.
    pub purpose: Purpose,
}

/// What somebody was sent for.
#[derive(Serialize, Deserialize)]
pub enum Purpose {
    /// To sign in.
    SignIn {
        /// The session that this browser had, which ends with it: the hash of its token, in hexadecimal.
        before: Option<String>,
    },
    /// To link an account to the identity.
    Link {
        /// Which.
        account: AccountId,
        /// The session that asked for it, which has to be there still.
        session: String,
    },
}

/// Somebody came back from the provider, and owes the second factor.
#[derive(Serialize, Deserialize)]
pub struct Half {
    /// Who.
    pub account: AccountId,
    at: Timestamp,
    /// The session that this browser had.
    pub before: Option<String>,
}

impl Begun {
    /// Somebody goes now. Nobody guesses what has to come back.
    pub fn new(purpose: Purpose, now: Timestamp) -> Self {
        let secret = || hex::encode(random::<32>());
        Self { state: secret(), nonce: secret(), verifier: secret(), at: now, purpose }
    }

    /// Whether it is this that somebody comes back to, in time.
    pub fn is_of(&self, state: &str, now: Timestamp) -> bool {
        // Of hashes nobody learns by the time it takes how far they agree.
        let agrees = Sha256::digest(state) == Sha256::digest(&self.state);
        agrees && is_in_time(self.at, now)
    }
}

impl Half {
    /// Of an account, from now.
    pub const fn new(account: AccountId, before: Option<String>, now: Timestamp) -> Self {
        Self { account, at: now, before }
    }

    /// Whether it still counts.
    pub fn is_good(&self, now: Timestamp) -> bool {
        is_in_time(self.at, now)
    }
}

fn is_in_time(at: Timestamp, now: Timestamp) -> bool {
    (SignedDuration::ZERO..RETURNS_WITHIN).contains(&now.duration_since(at))
}
