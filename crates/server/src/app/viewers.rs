//! Who has a matter open just now, so that two people do not write the same answer.
//!
//! Kept in memory and for a moment only: each node knows those whose pages it serves, and nothing of it
//! is a record of anybody.

use std::collections::HashMap;
use std::sync::Mutex;

use huisheng_domain::id::{AccountId, MatterId};
use jiff::{SignedDuration, Timestamp};

/// A page that is open says so every twenty seconds; one that was silent for longer is closed.
const SILENT: SignedDuration = SignedDuration::from_secs(45);

/// The matters that are open, and who has them open.
#[derive(Default)]
pub struct Viewers {
    open: Mutex<HashMap<MatterId, Vec<Viewer>>>,
}

#[derive(Clone)]
struct Viewer {
    account: AccountId,
    name: String,
    last: Timestamp,
}

impl Viewers {
    /// Somebody has a matter open. Answers the names of the others who have.
    pub fn view(
        &self,
        matter: MatterId,
        account: AccountId,
        name: &str,
        now: Timestamp,
    ) -> Vec<String> {
        let Ok(mut open) = self.open.lock() else { return Vec::new() };
        for viewers in open.values_mut() {
            viewers.retain(|viewer| now.duration_since(viewer.last) < SILENT);
        }
        open.retain(|_, viewers| !viewers.is_empty());
        let viewers = open.entry(matter).or_default();
        viewers.retain(|viewer| viewer.account != account);
        let others = viewers.iter().map(|viewer| viewer.name.clone()).collect();
        viewers.push(Viewer { account, name: name.to_owned(), last: now });
        others
    }

    /// Somebody has closed it.
    pub fn leave(&self, matter: MatterId, account: AccountId) {
        if let Ok(mut open) = self.open.lock()
            && let Some(viewers) = open.get_mut(&matter)
        {
            viewers.retain(|viewer| viewer.account != account);
        }
    }
}
