//! The state of a matter.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Asked, Assignment, Attempt, Channel, ClockKey, Ending, Errand, Exclusion, Instruction, Kind,
    MatterClock, Origin, Question, Released, Report, Severity, Subjects, SubmittedResult,
    Unsealing, Upstream, Urgency, VoiceAnswer,
};
use crate::area::Area;
use crate::id::{
    AccountId, AssignmentId, CategoryId, DivisionId, FileId, GridId, MatterId, PlaceId, ReportId,
    ResponsibilityId, UnitId,
};
use crate::limit::Limit;
use crate::procedure::ProcedureHash;
use crate::responsibility::Reason;

/// Where it is. Words about the place stand with the words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Place {
    /// The smallest division that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<DivisionId>,
    /// The grid valid when it was reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid: Option<GridId>,
    /// The quarter or building of the gazetteer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceId>,
    /// WGS-84 longitude and latitude in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<[f64; 2]>,
}

/// The row of the responsibility list that routed it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RoutedBy {
    /// The row; none when no row matched and the dispatcher decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<ResponsibilityId>,
    /// The version of the list.
    pub version: String,
    /// The lead unit it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<UnitId>,
    /// The support units it names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supports: Vec<UnitId>,
    /// Limits of its own, by clock name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, String>)]
    pub limits: BTreeMap<String, Limit>,
    /// The row's legal basis 法律依据.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// Why this row, or why none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Reason>,
}

/// How two matters hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// This one came from it by a split.
    SplitFrom,
    /// It came from this one by a split.
    SplitInto,
    /// It was merged into this one.
    MergedFrom,
    /// This one was merged into it.
    MergedInto,
    /// The same again after an end, with new facts.
    Recurring,
    /// A petition about how that matter was handled.
    PetitionOf,
    /// 由记录转来: more has to be done of what that matter recorded.
    RaisedFrom,
    /// 转为诉求: it was raised from this one. Told of the earlier matter, and never in its history.
    RaisedInto,
    /// Asks what becomes of the data that matter holds of a person.
    RightOf,
}

/// A tie to another matter of the area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Link {
    /// How.
    pub kind: LinkKind,
    /// To which.
    pub matter: MatterId,
}

/// The state of a matter: what its history adds up to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Matter {
    /// Its id.
    pub id: MatterId,
    /// Its cell.
    pub area: Area,
    /// Its public number.
    pub number: String,
    /// What sort.
    pub kind: Kind,
    /// Code and hash of the procedure it began with.
    pub procedure: (String, ProcedureHash),
    /// How the first voice came in.
    pub channel: Channel,
    /// Category, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
    /// General or major.
    pub severity: Severity,
    /// How urgent.
    pub urgency: Urgency,
    /// Where.
    pub place: Place,
    /// Live, entered late, or imported.
    pub origin: Origin,
    /// What the importer found odd, as stable codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// When it was said.
    pub received: Timestamp,
    /// The account that took it in, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_by: Option<AccountId>,
    /// The unit that took it in, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<UnitId>,
    /// The voices.
    pub reports: Vec<Report>,
    /// Files, all but evidence of a result.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
    /// The order above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<Upstream>,
    /// When it was accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Timestamp>,
    /// How it was routed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routed: Option<RoutedBy>,
    /// The tree of shares.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assignments: Vec<Assignment>,
    /// Every clock that ever ran.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<MatterClock>,
    /// Granted returns.
    #[serde(default)]
    pub returns: u8,
    /// Granted extensions.
    #[serde(default)]
    pub extensions: u8,
    /// Milestone feedbacks given.
    #[serde(default)]
    pub milestones: u8,
    /// Instructions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instructions: Vec<Instruction>,
    /// Questions to the reporter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// 帮办代办: the item, the authority, the papers.
    #[serde(default, skip_serializing_if = "Errand::is_empty")]
    pub errand: Errand,
    /// The result in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<SubmittedResult>,
    /// Tries to reach the reporter since the result.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    /// What the voices said about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<VoiceAnswer>,
    /// How often it was handled again.
    #[serde(default)]
    pub reworks: u8,
    /// How often it was reopened.
    #[serde(default)]
    pub reopens: u8,
    /// Suspended until the review date of its clocks.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub suspended: bool,
    /// The end, while it is ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<Ending>,
    /// Who settled it, and for which unit, while it is self-settled; neither confirms it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_by: Option<(AccountId, UnitId)>,
    /// The clocks that its result or its merge stopped; they run on as if it had not been, once the
    /// result is sent back or the merge undone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub halted: Vec<ClockKey>,
    /// A self-settled matter drawn in the sample was confirmed by somebody outside.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirmed: bool,
    /// When the rating window closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Timestamp>,
    /// When it was archived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<Timestamp>,
    /// What a clerk released of it: see [`Matter::shown`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<Released>,
    /// Whom it complains of.
    #[serde(default, skip_serializing_if = "Subjects::is_empty")]
    pub subjects: Subjects,
    /// Who has stepped back from it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recused: Vec<AccountId>,
    /// Who asked to see who reported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unsealings: Vec<Unsealing>,
    /// What offices asked to be left out of their figures 剔除.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<Exclusion>,
    /// What is asked of the data that another matter holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// Ties to other matters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// The last step, for undo: account, first event, and whether anything left the house.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_step: Option<LastStep>,
    /// When anything last happened.
    pub changed: Timestamp,
    /// Events so far; the guard of every write.
    pub version: u32,
}

/// The last command that changed a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastStep {
    /// Who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AccountId>,
    /// Its first event.
    pub from: u32,
    /// It can be taken back: nothing was told to anyone outside, no other matter changed with it.
    pub undoable: bool,
}

impl Matter {
    /// The share with this id.
    pub fn assignment(&self, id: AssignmentId) -> Option<&Assignment> {
        self.assignments.iter().find(|share| share.id == id)
    }

    /// A share and all that were divided from it.
    pub(super) fn shares_within(&self, id: AssignmentId) -> Vec<AssignmentId> {
        let mut all = vec![id];
        // A part is always given after the share it is part of.
        for share in &self.assignments {
            if share.parent.is_some_and(|parent| all.contains(&parent)) {
                all.push(share.id);
            }
        }
        all
    }

    /// The open share that answers for the result.
    pub fn lead(&self) -> Option<&Assignment> {
        self.assignments.iter().find(|share| {
            share.is_main()
                && matches!(
                    share.state,
                    super::AssignmentState::Open | super::AssignmentState::Done
                )
        })
    }

    /// The voice with this id.
    pub fn report(&self, id: ReportId) -> Option<&Report> {
        self.reports.iter().find(|report| report.id == id)
    }

    /// Has not ended.
    pub fn is_open(&self) -> bool {
        self.ending.is_none()
    }

    /// The earliest due instant over its open clocks; the review date while suspended.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.open_clocks().filter_map(|c| c.clock.next_due()).min()
    }

    /// The earliest instant at which a light turns yellow.
    pub fn next_warn(&self) -> Option<Timestamp> {
        self.open_clocks().filter_map(|c| c.clock.next_warn()).min()
    }

    /// The units it concerns: those that ever had a share of it, took it in, or were to report back.
    pub fn units(&self) -> impl Iterator<Item = UnitId> {
        let shares = self.assignments.iter().map(|share| share.unit);
        let instructed = self.instructions.iter().map(|instruction| instruction.to);
        shares.chain(instructed).chain(self.taken_at)
    }

    /// The clocks that run or are suspended.
    pub fn open_clocks(&self) -> impl Iterator<Item = &MatterClock> {
        self.clocks.iter().filter(|c| c.is_open())
    }

    /// A deciding clock was overrun, for ever: suspending it afterwards does not heal it.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.clocks.iter().any(|c| c.decides_late && c.clock.stop(now).was_late())
    }
}
