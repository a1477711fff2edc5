//! What may be asked for, beside more time and a return: suspension and termination.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Choice;
use crate::limit::{Limit, LimitUnit};

/// Suspension 挂账: for listed reasons, looked at again before long (DOMAIN §5.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = SuspensionRule)]
pub struct Suspension {
    /// The farthest review date, counted from when it is asked for.
    pub review: Limit,
    /// The reasons.
    pub reasons: Vec<Choice>,
}

impl Default for Suspension {
    fn default() -> Self {
        Self {
            review: Limit::new(3, LimitUnit::Month),
            reasons: vec![
                Choice::of("legacy", "历史遗留", "inherited from long ago"),
                Choice::of("policy_or_funds", "需政策或资金", "needs a policy or funds"),
                Choice::of("season", "季节性施工", "can only be built in season"),
                Choice::of("proceedings", "诉讼或规划中", "before a court, or being planned"),
                Choice::of("ownership", "权属争议", "ownership is disputed"),
            ],
        }
    }
}

/// Exclusion 剔除 from the figures of an office: DOMAIN §5.4.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ExclusionRule)]
pub struct Exclusion {
    /// How long after it counted an office may ask; a deadline counts anew until it is met.
    pub within: Limit,
    /// Pieces of evidence.
    pub evidence: u8,
    /// The reasons.
    pub reasons: Vec<Choice>,
}

impl Default for Exclusion {
    fn default() -> Self {
        Self {
            within: Limit::new(3, LimitUnit::WorkDay),
            evidence: 1,
            reasons: vec![
                Choice::of("unreasonable", "诉求明显不合理", "what is asked for cannot be had"),
                Choice::of("not_its_duty", "非职责且已协助", "not its duty, and it has helped"),
                Choice::of(
                    "policy",
                    "政策限制且已解释",
                    "no rule allows it, and that was explained",
                ),
                Choice::of("duplicate", "重复诉求", "the same matter again"),
                Choice::of("misrated", "误评", "rated by mistake"),
                Choice::of("force_majeure", "不可抗力", "force majeure"),
            ],
        }
    }
}

/// Termination 终止, decided one level up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = TerminationRule)]
pub struct Termination {
    /// The reasons.
    pub reasons: Vec<Choice>,
}

impl Default for Termination {
    fn default() -> Self {
        Self {
            reasons: vec![
                Choice::of("moot", "事由消失", "what it was about is gone"),
                Choice::of("legal_route", "已进入法定程序", "it has gone to a legal procedure"),
                Choice::of(
                    "no_cooperation",
                    "诉求人不配合",
                    "it cannot go on without the reporter",
                ),
                Choice::of("beyond_duty", "超出职责", "it is beyond the duty of all units"),
            ],
        }
    }
}
