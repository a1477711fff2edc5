//! The door: failed tries are counted by name and by address, and too many shut it for a while.
//!
//! A name is counted whether or not somebody has it, so the door tells nobody which names exist. It is
//! looked at twice: before the password is compared, and when it was. Who sent many tries at once learns
//! nothing from those that were under way when the door shut.

use axum::http::StatusCode;
use huisheng_domain::sign_in::{OF_AN_ACCOUNT, OF_AN_ADDRESS, Tries};
use huisheng_store::{StoreError, Write, sign_in_try};
use jiff::Timestamp;

use super::{Address, App};
use crate::error::{Problem, text};

/// The key of a sign-in name among the tries.
pub fn key_of_name(app: &App, login: &str) -> [u8; 32] {
    app.keyed_hash(b"sign-in name", &[login.as_bytes()])
}

/// Somebody at the door.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    name: Option<[u8; 32]>,
    address: Option<[u8; 32]>,
}

/// What somebody gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// All that is asked for, and right.
    Right,
    /// The right password, without the second factor: nothing is counted, and nothing forgotten either.
    Half,
    /// Something that is not right.
    Wrong,
}

/// What came of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// Right.
    In,
    /// The second factor is missing.
    Half,
    /// Wrong, and counted.
    Wrong {
        /// Until when it is shut from now on, if this was one too many.
        until: Option<Timestamp>,
    },
    /// It is shut, whether right or wrong.
    Shut {
        /// Until when.
        until: Timestamp,
    },
}

impl Door {
    /// Somebody gives the sign-in name `login`.
    pub fn at(app: &App, login: &str, address: Address) -> Self {
        Self { name: Some(key_of_name(app, login)), ..Self::of_nobody(app, address) }
    }

    /// Somebody shows what stands for no sign-in name: only the address counts.
    pub fn of_nobody(app: &App, address: Address) -> Self {
        let from = |address: [u8; 16]| app.keyed_hash(b"sign-in address", &[&address]);
        Self { name: None, address: address.counted().map(from) }
    }

    /// Is refused while it is shut.
    pub async fn look(&self, app: &App, now: Timestamp) -> Result<(), Problem> {
        let keys: Vec<[u8; 32]> = [self.name, self.address].into_iter().flatten().collect();
        let tries = sign_in_try::of(app.store().read(), &keys).await?;
        let until = tries.values().filter_map(|tries| tries.locked(now)).max();
        until.map_or(Ok(()), |until| Err(shut(until)))
    }

    /// Counts a try, in the transaction in which it takes effect: commit it also when it was wrong, not when
    /// the door is shut.
    pub async fn judge(
        &self,
        write: &Write,
        tried: Tried,
        now: Timestamp,
    ) -> Result<Judged, StoreError> {
        let of_name = begin(write, self.name).await?;
        let of_address = begin(write, self.address).await?;
        let until = [of_name, of_address].iter().filter_map(|tries| tries.locked(now)).max();
        if let Some(until) = until {
            return Ok(Judged::Shut { until });
        }
        match tried {
            Tried::Right => {
                // Not the address: who has one right password tries others from there.
                if let Some(name) = self.name {
                    sign_in_try::clear(write, name).await?;
                }
                return Ok(Judged::In);
            }
            Tried::Half => return Ok(Judged::Half),
            Tried::Wrong => {}
        }
        let of_name = of_name.failed(OF_AN_ACCOUNT, now);
        let of_address = of_address.failed(OF_AN_ADDRESS, now);
        let of_both = [(self.name, of_name), (self.address, of_address)];
        let counted = of_both.into_iter().filter_map(|(key, tries)| Some((key?, tries)));
        let mut until = None;
        for (key, tries) in counted {
            sign_in_try::put(write, key, &tries).await?;
            until = until.or(tries.locked(now));
        }
        Ok(Judged::Wrong { until })
    }
}

async fn begin(write: &Write, key: Option<[u8; 32]>) -> Result<Tries, StoreError> {
    match key {
        Some(key) => sign_in_try::begin(write, key).await,
        None => Ok(Tries::NONE),
    }
}

/// Why nobody comes in.
pub fn shut(until: Timestamp) -> Problem {
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "sign_in_locked", text::SIGN_IN_LOCKED)
        .facts(serde_json::json!({ "until": until }))
}
