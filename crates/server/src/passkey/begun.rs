//! What a browser keeps while a device is asked, sealed: only the browser that began comes back with it.

use huisheng_domain::id::AccountId;
use huisheng_domain::sign_in::SHOWN_WITHIN;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A device was asked.
#[derive(Serialize, Deserialize)]
pub struct Begun {
    /// The question, of which the challenge is a part.
    pub state: String,
    at: Timestamp,
    /// What for.
    purpose: Purpose,
}

/// What a device was asked for.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
pub enum Purpose {
    /// To sign in.
    SignIn,
    /// To be registered, by who is signed in here.
    Add(Session),
    /// To show once more who is signed in here.
    Prove(Session),
}

/// Who asked, and in which session: another one answers nothing.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub account: AccountId,
    /// The hash of its token, in hexadecimal.
    pub session: String,
}

impl Begun {
    /// A device is asked now.
    pub const fn new(state: String, purpose: Purpose, now: Timestamp) -> Self {
        Self { state, at: now, purpose }
    }

    /// Whether it was asked for this, a moment ago.
    pub fn is_for(&self, purpose: &Purpose, now: Timestamp) -> bool {
        let in_time = SignedDuration::ZERO..SHOWN_WITHIN;
        self.purpose == *purpose && in_time.contains(&now.duration_since(self.at))
    }
}
