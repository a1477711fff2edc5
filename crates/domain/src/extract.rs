//! 导出申请: a list with names and telephones in it leaves the house only if a second person agrees (PIPL art. 51, DOMAIN
//! §12.1). What it holds is asked anew when it is taken, so it never shows more than its asker sees on that day.

use jiff::{SignedDuration, Timestamp};

use crate::id::AccountId;

/// How long somebody may be asked to agree.
pub const WAITS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long it may be taken once somebody agreed.
pub const GOOD_FOR: SignedDuration = SignedDuration::from_hours(3 * 24);
/// Voices of one list, at most: an office telephones round with it, it does not copy the house.
pub const MOST: usize = 2_000;

/// A list that somebody asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extract {
    /// Who asked.
    pub account: AccountId,
    /// When.
    pub asked: Timestamp,
    /// What a second person said.
    pub decision: Option<Decision>,
}

/// What a second person said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Who.
    pub account: AccountId,
    /// When.
    pub at: Timestamp,
    /// Whether it may be taken.
    pub agreed: bool,
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExtractState {
    /// 待审批: for a second person to decide.
    Waiting,
    /// 可下载: it may be taken.
    Agreed,
    /// 未批准: it may not.
    Refused,
    /// 已过期: nobody decided in time, or it was good until then.
    Over,
}

/// Why it is not decided, or not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExtractRefusal {
    /// Who asked decides nothing about it.
    #[error("who asked for it cannot agree to it")]
    SamePerson,
    /// It was decided before.
    #[error("it was decided already")]
    Decided,
    /// Nobody has agreed to it.
    #[error("nobody has agreed to it")]
    NotAgreed,
    /// Its time is over.
    #[error("its time is over")]
    Over,
}

impl Extract {
    /// Where it stands.
    pub fn state(&self, now: Timestamp) -> ExtractState {
        match self.decision {
            None if now < self.asked + WAITS => ExtractState::Waiting,
            Some(decision) if !decision.agreed => ExtractState::Refused,
            Some(decision) if now < decision.at + GOOD_FOR => ExtractState::Agreed,
            _ => ExtractState::Over,
        }
    }

    /// Until when it waits, or may be taken; none where neither is so.
    pub fn until(&self, now: Timestamp) -> Option<Timestamp> {
        match (self.state(now), self.decision) {
            (ExtractState::Waiting, _) => Some(self.asked + WAITS),
            (ExtractState::Agreed, Some(decision)) => Some(decision.at + GOOD_FOR),
            _ => None,
        }
    }

    /// What `account` decides.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn decide(
        &self,
        account: AccountId,
        agreed: bool,
        now: Timestamp,
    ) -> Result<Decision, ExtractRefusal> {
        if account == self.account {
            return Err(ExtractRefusal::SamePerson);
        }
        match self.state(now) {
            ExtractState::Waiting => Ok(Decision { account, at: now, agreed }),
            ExtractState::Over if self.decision.is_none() => Err(ExtractRefusal::Over),
            _ => Err(ExtractRefusal::Decided),
        }
    }

    /// Whether it may be taken now.
    ///
    /// # Errors
    /// Why not.
    pub fn take(&self, now: Timestamp) -> Result<(), ExtractRefusal> {
        match self.state(now) {
            ExtractState::Agreed => Ok(()),
            ExtractState::Over => Err(ExtractRefusal::Over),
            ExtractState::Waiting | ExtractState::Refused => Err(ExtractRefusal::NotAgreed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;
    use ExtractState::{Agreed, Over, Refused, Waiting};

    const ASKER: AccountId = Id::from_uuid(uuid::Uuid::from_u128(1));
    const OTHER: AccountId = Id::from_uuid(uuid::Uuid::from_u128(2));

    fn hour(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    fn asked() -> Extract {
        Extract { account: ASKER, asked: hour(0), decision: None }
    }

    /// By somebody else, after ten hours.
    fn decided(agreed: bool) -> Extract {
        let decision = asked().decide(OTHER, agreed, hour(10)).unwrap();
        Extract { decision: Some(decision), ..asked() }
    }

    #[test]
    fn where_it_stands_by_the_hour() {
        let (yes, no) = (decided(true), decided(false));
        // (list, hour, state, may be taken)
        for (list, at, state, taken) in [
            (asked(), 0, Waiting, Err(ExtractRefusal::NotAgreed)),
            (asked(), 167, Waiting, Err(ExtractRefusal::NotAgreed)),
            (asked(), 168, Over, Err(ExtractRefusal::Over)),
            (yes, 10, Agreed, Ok(())),
            (yes, 81, Agreed, Ok(())),
            (yes, 82, Over, Err(ExtractRefusal::Over)),
            (no, 10, Refused, Err(ExtractRefusal::NotAgreed)),
            (no, 1_000, Refused, Err(ExtractRefusal::NotAgreed)),
        ] {
            assert_eq!((list.state(hour(at)), list.take(hour(at))), (state, taken), "hour {at}");
        }
        assert_eq!(asked().until(hour(1)), Some(hour(168)));
        assert_eq!(yes.until(hour(11)), Some(hour(82)));
        assert_eq!((yes.until(hour(82)), no.until(hour(11))), (None, None));
    }

    #[test]
    fn a_second_person_decides_once_and_in_time() {
        let decided = decided(true);
        assert_eq!(asked().decide(ASKER, true, hour(1)), Err(ExtractRefusal::SamePerson));
        assert_eq!(asked().decide(ASKER, false, hour(1)), Err(ExtractRefusal::SamePerson));
        assert_eq!(decided.decide(OTHER, false, hour(11)), Err(ExtractRefusal::Decided));
        assert_eq!(decided.decide(OTHER, false, hour(500)), Err(ExtractRefusal::Decided));
        assert_eq!(asked().decide(OTHER, true, hour(168)), Err(ExtractRefusal::Over));
    }
}
