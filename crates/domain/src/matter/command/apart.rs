//! Whom a matter complains of, who steps back, and who asks to know its reporter.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::id::{AccountId, ReportId, UnitId};

/// Says whom it complains of; from then on these and nobody else, or nobody at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameSubjects {
    /// Units, with everybody below them.
    #[serde(default)]
    pub units: Vec<UnitId>,
    /// Members of staff.
    #[serde(default)]
    pub accounts: Vec<AccountId>,
    /// Why.
    pub reason: String,
}

/// Asks to see who is behind a sealed voice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskUnsealing {
    /// Its id.
    pub id: Uuid,
    /// Which voice.
    pub report: ReportId,
    /// What for; the reporter reads it.
    pub reason: String,
}

/// A second person decides that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideUnsealing {
    /// Which.
    pub unsealing: Uuid,
    /// Granted or not.
    pub granted: bool,
    /// Why; needed when it is refused.
    #[serde(default)]
    pub opinion: String,
}
