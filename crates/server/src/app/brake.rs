//! 限速: how often an account may look at what is personal within an hour, and search within a minute. Whoever works stays
//! far below; whoever copies the house meets it. It is counted in memory: each node counts for itself, and a start forgets.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use huisheng_domain::id::AccountId;
use huisheng_store::trail::{Entry, Kind, Outcome};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{App, Staff};
use crate::error::Problem;

/// Accounts that are counted before those whose time is over are forgotten.
const HELD: usize = 10_000;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Braked {
    /// A look at contact data or starred words.
    Look,
    /// A question who calls.
    Caller,
    /// A search by words.
    Search,
    /// A list behind a number: by many of them, what is out of reach could be told apart.
    Behind,
}

impl Braked {
    const fn within(self) -> SignedDuration {
        match self {
            Self::Look | Self::Caller | Self::Behind => SignedDuration::from_hours(1),
            Self::Search => SignedDuration::from_mins(1),
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Caller => "caller",
            Self::Search => "search",
            Self::Behind => "behind",
        }
    }
}

/// Since when, and how often.
type Count = (Timestamp, u32);

/// What was counted.
#[derive(Default)]
pub(super) struct Brake(Mutex<HashMap<(AccountId, Braked), Count>>);

/// It was too often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct TooOften {
    until: Timestamp,
    /// For the first time: the auditor is told once.
    first: bool,
}

impl Brake {
    fn count(
        &self,
        account: AccountId,
        what: Braked,
        most: u32,
        now: Timestamp,
    ) -> Result<(), TooOften> {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.len() >= HELD {
            counted.retain(|(_, what), (since, _)| now < *since + what.within());
        }
        let (since, count) = counted.entry((account, what)).or_insert((now, 0));
        if now >= *since + what.within() {
            (*since, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        if *count <= most {
            return Ok(());
        }
        Err(TooOften { until: *since + what.within(), first: *count == most.saturating_add(1) })
    }
}

impl Staff {
    /// Counts one; too many are refused, and the auditor reads of it.
    ///
    /// # Errors
    /// It was too often; the database.
    pub async fn brake(&self, app: &App, what: Braked) -> Result<(), Problem> {
        let limits = &app.config().brake;
        let most = match what {
            Braked::Look | Braked::Behind => limits.looks_an_hour,
            Braked::Caller => limits.callers_an_hour,
            Braked::Search => limits.searches_a_minute,
        };
        let now = app.now();
        let Err(TooOften { until, first }) = app.inner.brake.count(self.account, what, most, now)
        else {
            return Ok(());
        };
        if first {
            let told = json!({ "what": what.code(), "most": most });
            let entry = Entry { outcome: Outcome::Refused, ..self.entry(Kind::Braked).with(told) };
            app.note(&entry, now).await?;
        }
        Err(Problem::too_often(until))
    }
}

#[cfg(test)]
mod tests {
    use huisheng_domain::id::Id;

    use super::*;

    #[test]
    fn so_many_pass_and_the_first_beyond_is_told_once() {
        let (brake, account) = (Brake::default(), Id::from_uuid(uuid::Uuid::from_u128(1)));
        let other = Id::from_uuid(uuid::Uuid::from_u128(2));
        let at = |minutes| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        let look = |account, minutes| brake.count(account, Braked::Look, 2, at(minutes));
        assert_eq!((look(account, 0), look(account, 30)), (Ok(()), Ok(())));
        assert_eq!(look(account, 31), Err(TooOften { until: at(60), first: true }));
        assert_eq!(look(account, 59), Err(TooOften { until: at(60), first: false }));
        // Each account and each thing for itself, and the next hour anew.
        assert_eq!(look(other, 59), Ok(()));
        assert_eq!(brake.count(account, Braked::Caller, 1, at(59)), Ok(()));
        assert_eq!(look(account, 60), Ok(()));
    }
}
