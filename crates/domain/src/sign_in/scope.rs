//! What a program may do with the token of an account: never more than the account.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest life of a token.
pub const LONGEST_LIFE: SignedDuration = SignedDuration::from_hours(24 * 366);

/// A part of what an account may do.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Reads what the account sees.
    Read,
    /// Takes in matters and does with them what the account does.
    Act,
    /// Says what calls come in and go out 来电: for the telephone system, which may do nothing else.
    Calls,
    /// Keeps lists: divisions, units, responsibilities, calendars, procedures, notices, grids.
    Lists,
}

/// One's own affairs, those of other accounts, and names and telephones by the list: they need somebody who signed in.
const OF_PERSONS: [&str; 6] = ["session", "sessions", "accounts", "posts", "tokens", "extracts"];
/// Where matters are.
const OF_MATTERS: [&str; 6] = ["matters", "files", "callers", "calls", "events", "public"];

/// Whether a token of these scopes may send a request; `reads`: it changes nothing. `path` is the one below the
/// version of the API. What is not known to be of matters is of lists.
pub fn allows(scopes: &BTreeSet<Scope>, reads: bool, path: &str) -> bool {
    let path = path.trim_matches('/');
    let room = path.split('/').next().unwrap_or_default();
    let who_am_i = reads && path == "session";
    let needed = match room {
        _ if who_am_i => Scope::Read,
        room if OF_PERSONS.contains(&room) => return false,
        _ if reads => Scope::Read,
        _ if path == "calls" => Scope::Calls,
        room if OF_MATTERS.contains(&room) => Scope::Act,
        _ => Scope::Lists,
    };
    scopes.contains(&needed)
}
