//! Who stands apart from a matter: whom it complains of, who stepped back from it, and who may know its reporter.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Actor, Matter, Report};
use crate::id::{AccountId, ReportId, UnitId};
use crate::unit::Units;

/// How long somebody may look at who reported, once a second person agreed. The field names no time: a day
/// is enough to call, and too short to be forgotten.
const OPEN_FOR: SignedDuration = SignedDuration::from_hours(24);

/// 被反映对象: whom a matter complains of. They and everybody below such a unit neither see nor handle it
/// (信访工作条例 art. 30; 济南条例 art. 32).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Subjects {
    /// Units.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitId>,
    /// Members of staff.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountId>,
}

impl Subjects {
    /// Nobody is complained of.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty() && self.accounts.is_empty()
    }

    /// Whether that unit, or one above it, is complained of.
    pub fn holds(&self, unit: UnitId, units: &Units) -> bool {
        self.units.iter().any(|of| units.is_within(unit, *of))
    }

    /// Whether nobody of `before` is left out.
    pub(super) fn name_all_of(&self, before: &Self) -> bool {
        before.units.iter().all(|unit| self.units.contains(unit))
            && before.accounts.iter().all(|account| self.accounts.contains(account))
    }

    /// In one order, and each once.
    #[must_use]
    pub(super) fn sorted(mut self) -> Self {
        self.units.sort_unstable();
        self.units.dedup();
        self.accounts.sort_unstable();
        self.accounts.dedup();
        self
    }
}

/// 申请查看: somebody asks to see who reported, where that is sealed 封存.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unsealing {
    /// Its id.
    pub id: Uuid,
    /// Which voice.
    pub report: ReportId,
    /// Who asks; the same person never decides.
    pub by: AccountId,
    /// For which unit.
    pub unit: UnitId,
    /// When.
    pub at: Timestamp,
    /// What a second person said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<UnsealingDecided>,
}

/// What a second person said to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnsealingDecided {
    /// Granted or not.
    pub granted: bool,
    /// When.
    pub at: Timestamp,
}

impl Unsealing {
    /// Until when the one who asked may look; none if nobody agreed.
    pub fn until(&self) -> Option<Timestamp> {
        let granted = self.decided.filter(|decided| decided.granted)?;
        granted.at.checked_add(OPEN_FOR).ok()
    }
}

impl Matter {
    /// 封存: who is behind this voice is not for the handling offices to know, and for nobody without a second
    /// person. So it is with complaints, with reports of wrongdoing, and with whoever asks for it.
    pub fn is_sealed(&self, voice: &Report) -> bool {
        voice.confidential() || self.kind.is_sealed()
    }

    /// The voices whose person nobody may see without a second person.
    pub fn sealed_voices(&self) -> impl Iterator<Item = &Report> {
        self.reports.iter().filter(|voice| self.is_sealed(voice))
    }

    /// Until when this account may look at that voice, as a second person agreed.
    pub fn unsealed_until(&self, account: AccountId, report: ReportId) -> Option<Timestamp> {
        let own = |unsealing: &&Unsealing| unsealing.by == account && unsealing.report == report;
        self.unsealings.iter().filter(own).filter_map(Unsealing::until).max()
    }

    /// Whether it still may.
    pub fn is_unsealed_for(&self, account: AccountId, report: ReportId, now: Timestamp) -> bool {
        self.unsealed_until(account, report).is_some_and(|until| now < until)
    }

    /// Whether it is kept from whoever acts: complained of, or stepped back.
    pub fn is_kept_from(&self, actor: &Actor, units: &Units) -> bool {
        let Some(account) = actor.account() else { return false };
        let named = self.apart().any(|id| id == account.uuid());
        named || actor.units().any(|unit| self.subjects.holds(unit, units))
    }

    /// Accounts and units it is kept from; also from what stands below such a unit.
    pub fn apart(&self) -> impl Iterator<Item = Uuid> {
        let accounts = self.subjects.accounts.iter().chain(&self.recused).map(|id| id.uuid());
        accounts.chain(self.subjects.units.iter().map(|id| id.uuid()))
    }
}
