//! What a step says besides its words: to whom, until when, with which outcome.

use huisheng_domain::id::UnitId;
use huisheng_domain::letter::line;
use huisheng_domain::matter::{Assignment, Document, Happening, Request, Verdict};
use jiff::Timestamp;
use serde::Serialize;

use super::Filed;
use crate::api::named::unit_name;
use crate::naming::{self, Names};

/// The name of what serialises as a plain code.
fn named(names: Names, value: &impl Serialize) -> String {
    let code = serde_json::to_value(value).unwrap_or_default();
    naming::of(names, code.as_str().unwrap_or_default()).to_owned()
}

impl Filed<'_> {
    /// A line, or none where the name of the step says it all.
    pub(super) fn said(&self, what: &Happening) -> Option<String> {
        use Happening as H;
        let share = |id| self.matter.assignment(id).map(|share| self.share(share));
        Some(match what {
            H::Accepted { severity, .. } => named(naming::DEGREES, severity),
            H::SeverityChanged { to } => named(naming::DEGREES, to),
            H::Assigned { assignment } => self.share(assignment),
            H::ShareClosed { assignment, state } => {
                format!("{}（{}）", share(*assignment)?, named(naming::SHARES, state))
            }
            H::SignedIn { assignment } | H::RequestTakenBack { assignment } => share(*assignment)?,
            H::Requested { request, .. } => self.request(&request.request),
            H::Decided { granted, .. } => agreed(*granted),
            H::Extended { by, .. } => naming::limit(*by),
            H::Suspended { review } => format!("复核日期 {}", self.last_day(*review)),
            H::Planned { due } | H::UpstreamMoved { due } => {
                format!("期限 {}", self.last_day(*due))
            }
            H::UpstreamHeard { state } => line(state.as_deref()?),
            H::UpstreamAnswered { granted } => agreed(*granted),
            H::Instructed(instruction) => self.unit_of(instruction.to),
            H::Authorised { until } => format!("有效期至 {}", self.last_day(*until)),
            H::DocumentsTaken { documents } => {
                let documents: Vec<String> = documents.iter().map(document).collect();
                documents.join("、")
            }
            H::DocumentsReturned { documents } => {
                let held = &self.matter.errand.documents;
                let of = |number: &u16| held.get(usize::from(*number).checked_sub(1)?);
                let back = documents.iter().filter_map(of).map(|held| document(&held.document));
                back.collect::<Vec<_>>().join("、")
            }
            H::Submitted(result) => {
                format!("未解决：{}", named(naming::UNSOLVED, result.unsolved.as_ref()?))
            }
            H::CalledBack(attempt) => {
                attempt.verdict.as_ref().map_or_else(|| "未接通".to_owned(), verdict)
            }
            H::Checked { confirmed } => (if *confirmed { "属实" } else { "不属实" }).to_owned(),
            H::Rated { rating, .. } => {
                let solved = rating.solved.map(|solved| naming::of(naming::SOLVED, solved.code()));
                let stars = format!("{} 星", rating.stars);
                solved.map_or(stars.clone(), |solved| format!("{stars}，{solved}"))
            }
            H::Ended(ending) => {
                let how = naming::of(naming::ENDINGS, ending.kind.code()).to_owned();
                let solved = ending.solved.map(|solved| naming::of(naming::SOLVED, solved.code()));
                let exit = ending.exit.map(|exit| named(naming::EXITS, &exit));
                let why = solved.map(str::to_owned).or(exit);
                why.map_or(how.clone(), |why| format!("{how}（{why}）"))
            }
            H::VoiceErased { ground, .. } => naming::of(naming::ERASED, ground.code()).to_owned(),
            H::ExclusionDecided { decided, .. } => agreed(decided.granted),
            _ => return None,
        })
        .filter(|said| !said.is_empty())
    }

    fn unit_of(&self, unit: UnitId) -> String {
        unit_name(self.book, unit)
    }

    fn share(&self, share: &Assignment) -> String {
        format!("{}：{}", named(naming::SHARES, &share.role), self.unit_of(share.unit))
    }

    fn request(&self, request: &Request) -> String {
        let what = named(naming::REQUESTS, &request.kind());
        match request {
            Request::Return { propose } => format!("{what}，建议 {}", self.unit_of(*propose)),
            Request::Extension { by } => format!("{what} {}", naming::limit(*by)),
            Request::Suspension { review, .. } => {
                format!("{what}，复核日期 {}", self.last_day(*review))
            }
            Request::Severity { to } => format!("{what}：{}", named(naming::DEGREES, to)),
            Request::Termination { .. } => what,
        }
    }

    /// The last day before an exclusive end.
    pub(super) fn last_day(&self, end: Timestamp) -> String {
        let last = end.checked_sub(jiff::SignedDuration::from_secs(1)).unwrap_or(end);
        self.day(last).to_string()
    }
}

fn agreed(granted: bool) -> String {
    (if granted { "同意" } else { "不同意" }).to_owned()
}

fn document(document: &Document) -> String {
    let original = if document.original { "（原件）" } else { "" };
    format!("{}{original} {} 份", document.name, document.count)
}

fn verdict(verdict: &Verdict) -> String {
    let satisfied = verdict.satisfied.to_string();
    format!(
        "{}，{}",
        naming::of(naming::SOLVED, verdict.solved.code()),
        naming::of(naming::SATISFIED, &satisfied)
    )
}
