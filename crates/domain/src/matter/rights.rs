//! Rights of the person 个人信息权利: what somebody asks of the data that is held, and what erasing leaves.
//! 个人信息保护法 art. 15, 44–48.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Actor, Event, Happening, Report};
use crate::id::{FileId, MatterId, ReportId};

/// The version of the notice on personal data 隐私告知 that the house shows. Whoever changes what it says
/// raises it, so that each consent names what was read.
pub const NOTICE: u16 = 2;

/// What a person may ask of the data that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DataRight {
    /// 查阅、复制: art. 45.
    Copy,
    /// 更正、补充: art. 46.
    Correct,
    /// 删除: art. 47.
    Delete,
    /// 解释说明: art. 48.
    Explain,
}

crate::codes! { DataRight:
    DataRight::Copy => "copy",
    DataRight::Correct => "correct",
    DataRight::Delete => "delete",
    DataRight::Explain => "explain",
}

/// What is asked of the data of one voice of another matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RightAsked)]
pub struct Asked {
    /// What.
    pub right: DataRight,
    /// The voice in the matter it concerns.
    pub report: ReportId,
}

/// Why the data of a voice is erased. Words could repeat what must go, so it is a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EraseGround {
    /// 依请求: the person asked, and somebody decided (art. 47).
    Requested,
    /// 撤回同意: the person took back the consent (art. 15); nobody decides.
    Withdrawn,
    /// 保存期限届满: it was kept as long as it may be (art. 19, 47).
    Retention,
}

crate::codes! { EraseGround:
    EraseGround::Requested => "requested",
    EraseGround::Withdrawn => "withdrawn",
    EraseGround::Retention => "retention",
}

/// That name and contact of a voice are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = VoiceErased)]
pub struct Erased {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub ground: EraseGround,
}

impl Report {
    /// As it stands without name and contact. Who was sealed stays so.
    pub(super) fn erase(&mut self, erased: Erased) {
        if let Some(person) = &mut self.person {
            person.contactable = false;
        }
        self.erased.get_or_insert(erased);
    }
}

/// The steps whose words are those of a voice, or were said for it.
pub fn said_by(history: &[Event], voice: ReportId) -> Vec<u32> {
    let voices: Vec<ReportId> = history.iter().flat_map(|event| voices_of(&event.what)).collect();
    let (first, alone) = (voices.first() == Some(&voice), voices.iter().all(|one| *one == voice));
    let own = |event: &&Event| match &event.what {
        Happening::Reported(reported) => reported.report.id == voice,
        Happening::Joined { report } => report.id == voice,
        Happening::Supplemented { report: Some(report), .. }
        | Happening::Reopened { report: Some(report) }
        | Happening::Urged { report }
        | Happening::Rated { report, .. }
        | Happening::VoiceWithdrawn { report } => *report == voice,
        // Added for a caller of whom nothing else is known.
        Happening::Supplemented { report: None, .. } => alone,
        Happening::CalledBack(attempt) => attempt.report == voice,
        // An address put right is what the first voice said, heard better; and a platform above speaks of the first.
        Happening::Amended { .. }
        | Happening::UpstreamHeard { .. }
        | Happening::UpstreamRated { .. } => first,
        Happening::QuestionAnswered { question } => {
            event.actor == Actor::Reporter { report: Some(voice) }
                || asked_of(history, *question) == Some(voice)
                || alone
        }
        _ => false,
    };
    history.iter().filter(own).map(|event| event.seq).collect()
}

fn voices_of(what: &Happening) -> Vec<ReportId> {
    match what {
        Happening::Reported(reported) => {
            std::iter::once(&reported.report).chain(&reported.more).map(|voice| voice.id).collect()
        }
        Happening::Joined { report } => vec![report.id],
        Happening::MergedIn { reports, .. } => reports.iter().map(|voice| voice.id).collect(),
        _ => Vec::new(),
    }
}

fn asked_of(history: &[Event], id: uuid::Uuid) -> Option<ReportId> {
    history.iter().find_map(|event| match &event.what {
        Happening::Asked(question) if question.id == id => question.report,
        _ => None,
    })
}

/// The steps whose words are erased already.
pub(super) fn erased_steps(history: &[Event]) -> Vec<u32> {
    let steps = history.iter().map(|event| match &event.what {
        Happening::VoiceErased { steps, .. } => steps.as_slice(),
        _ => &[],
    });
    steps.flatten().copied().collect()
}

/// The files that came with these steps and with no other.
pub(super) fn files_of(history: &[Event], steps: &[u32]) -> Vec<FileId> {
    let (own, others): (Vec<&Event>, Vec<&Event>) =
        history.iter().partition(|event| steps.contains(&event.seq));
    let kept: Vec<FileId> = others.iter().flat_map(|event| event.what.files()).copied().collect();
    let mut files: Vec<FileId> = own.iter().flat_map(|event| event.what.files()).copied().collect();
    files.retain(|file| !kept.contains(file));
    files
}

/// The other matters that the voices of a history went through, or were copied to. What is erased because its time is
/// over goes back along merges only: a part of a split is kept as long as its own time says, and so is what was raised from
/// a record. What was raised from this one stands in no history of its own: the store finds it.
pub fn other_matters(history: &[Event], ground: EraseGround) -> Vec<MatterId> {
    let on = ground != EraseGround::Retention;
    let mut all = Vec::new();
    for event in history {
        match &event.what {
            Happening::MergedIn { from, .. } => all.push(*from),
            Happening::Ended(ending) if on => all.extend(ending.into),
            Happening::SplitInto { parts } if on => all.extend(parts),
            Happening::Reported(reported) if on => {
                all.extend(reported.whole().into_iter().chain(reported.record()));
            }
            _ => {}
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}
