//! Which files of a matter its reporter sees.

use huisheng_domain::id::{FileId, ReportId};
use huisheng_domain::matter::{EndingKind, Event, Happening, Matter};
use huisheng_store::file::named;

/// What came with this voice, and the evidence of the result in force. Files of other voices and of
/// work under way stay in the house, and so do those of steps that were taken back.
pub(in crate::api) fn for_reporter(
    matter: &Matter,
    events: &[Event],
    voice: ReportId,
) -> Vec<FileId> {
    let undone = |event: &Event| {
        events.iter().any(|later| {
            matches!(later.what, Happening::Undone { from } if (from..later.seq).contains(&event.seq))
        })
    };
    let settled = matter.ending.as_ref().is_some_and(|end| end.kind == EndingKind::SelfSettled);
    let settling = |event: &Event| {
        settled
            && events.iter().any(|other| {
                other.step == event.step
                    && matches!(&other.what, Happening::Ended(end) if end.kind == EndingKind::SelfSettled)
            })
    };
    let own = events.iter().filter(|event| !undone(event)).filter(|event| match &event.what {
        Happening::Reported(reported) => reported.report.id == voice,
        // Evidence of what was settled on the spot is a supplement of the same step.
        Happening::Supplemented { report, .. } => match report {
            Some(by) => *by == voice,
            None => settling(event),
        },
        _ => false,
    });
    let mut files: Vec<FileId> = own.flat_map(|event| named(&event.what)).copied().collect();
    let result = matter.result.iter().flat_map(|result| &result.evidence);
    files.extend(result);
    files
}
