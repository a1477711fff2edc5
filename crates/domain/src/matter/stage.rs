//! The stage of a matter and who has to act next: projections, computed by one function each.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Matter, RequestKind};
use crate::id::UnitId;
use crate::light::Light;
use crate::procedure::Procedure;

/// 收交办结评: where a matter stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 收: received, until accepted.
    Received,
    /// 交: accepted, until the lead unit signs in.
    Assigning,
    /// 办: signed in, until a result is submitted.
    Handling,
    /// 结: result submitted, until the matter ends.
    Verifying,
    /// 评: ended, until the rating window closes.
    Rating,
    /// Closed.
    Closed,
}

impl Stage {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Assigning => "assigning",
            Self::Handling => "handling",
            Self::Verifying => "verifying",
            Self::Rating => "rating",
            Self::Closed => "closed",
        }
    }
}

/// Who has to act next on an open matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "desk", content = "unit")]
pub enum Owner {
    /// 待受理.
    Intake,
    /// 待派, or a return or another request to judge.
    Dispatch,
    /// 待批准: a suspension, which a leader approves.
    Leader,
    /// Arbitration one level up.
    Arbitration,
    /// 待签收、办理中: this unit.
    Unit(UnitId),
    /// 待审签: the head of this unit.
    SignOff(UnitId),
    /// 待审核.
    Review,
    /// 待回访.
    Callback,
    /// 待核查: a second person from outside.
    Check,
}

impl Owner {
    /// The stable code of the desk.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Dispatch => "dispatch",
            Self::Leader => "leader",
            Self::Arbitration => "arbitration",
            Self::Unit(_) => "unit",
            Self::SignOff(_) => "sign_off",
            Self::Review => "review",
            Self::Callback => "callback",
            Self::Check => "check",
        }
    }
}

impl Matter {
    /// The stage.
    pub fn stage(&self) -> Stage {
        if self.closed.is_some() {
            Stage::Closed
        } else if let Some(ending) = &self.ending {
            if ending.rate_until.is_some() { Stage::Rating } else { Stage::Closed }
        } else if self.result.is_some() {
            Stage::Verifying
        } else if self.lead().is_some_and(|lead| lead.signed_in.is_some()) {
            Stage::Handling
        } else if self.accepted.is_some() {
            Stage::Assigning
        } else {
            Stage::Received
        }
    }

    /// Who has to act next; `None` once it has ended.
    pub fn owner(&self, procedure: &Procedure) -> Option<Owner> {
        if self.ending.is_some() {
            return None;
        }
        if self.accepted.is_none() {
            return Some(Owner::Intake);
        }
        let Some(lead) = self.lead() else { return Some(Owner::Dispatch) };
        let Some(result) = &self.result else {
            // The lead's request goes first. Once there is a result, nobody waits for a request.
            let others = self.assignments.iter();
            let pending = std::iter::once(lead).chain(others).find_map(|s| s.pending.as_ref());
            return Some(match pending {
                Some(pending) if pending.arbitration => Owner::Arbitration,
                Some(pending) if pending.request.kind() == RequestKind::Suspension => Owner::Leader,
                Some(_) => Owner::Dispatch,
                None => Owner::Unit(lead.unit),
            });
        };
        Some(if procedure.result.sign_off && result.signed_off.is_none() {
            Owner::SignOff(lead.unit)
        } else if procedure.result.review && result.reviewed.is_none() {
            Owner::Review
        } else if result.rejected {
            Owner::Dispatch
        } else if self.awaited(procedure).next().is_some() {
            Owner::Callback
        } else {
            Owner::Check
        })
    }

    /// The light of the matter: the worst of its open clocks; once ended, green or late for ever.
    pub fn light(&self, now: Timestamp) -> Light {
        // What a leader asked runs on after the end.
        let running = self.open_clocks().map(|clock| clock.clock.light(now));
        let over = || match &self.ending {
            Some(_) if self.is_late(now) => Light::Late,
            Some(_) => Light::Green,
            None => Light::Grey,
        };
        running.max_by_key(|light| light.urgency()).unwrap_or_else(over)
    }
}
