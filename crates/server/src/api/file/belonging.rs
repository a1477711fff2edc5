//! Which files of a matter its reporter sees.

use huisheng_domain::id::FileId;
use huisheng_domain::matter::{EndingKind, Event, Happening, LinkKind, Matter};
use huisheng_store::file::named;
use huisheng_store::{Book, matter};

use crate::api::public::{Opened, Station};
use crate::app::App;
use crate::error::Problem;

/// What came with this voice on its whole way, and the evidence of the result in force. Files of other
/// voices and of work under way stay in the house, and so do those of steps that were taken back.
pub(in crate::api) async fn for_reporter(
    app: &App,
    opened: &Opened,
) -> Result<Vec<FileId>, Problem> {
    let (mut files, mut gone) = (Vec::new(), Vec::new());
    for station in opened.way() {
        let Station { matter, .. } = station;
        let events = matter::history(app.store().read(), matter.area, matter.id).await?;
        files.extend(own(station, &events));
        gone.extend(events.into_iter().flat_map(|event| match event.what {
            Happening::VoiceErased { files, .. } => files,
            _ => Vec::new(),
        }));
    }
    files.retain(|file| !gone.contains(file));
    files.extend(evidence(&app.book(), &opened.now().matter));
    Ok(files)
}

/// The evidence of the result in force, once whoever looks at it in the house has passed it.
pub(in crate::api) fn evidence<'m>(book: &Book, matter: &'m Matter) -> &'m [FileId] {
    let procedure = book.procedure(&matter.procedure.1);
    let passed = procedure.and_then(|procedure| matter.passed_result(procedure));
    passed.map_or(&[], |result| &result.evidence)
}

/// What came with a voice in one matter.
fn own(station: &Station, events: &[Event]) -> Vec<FileId> {
    let Station { matter, voice } = station;
    // A part begins with all files of the whole, whoever they came from.
    let part = matter.links.iter().any(|link| link.kind == LinkKind::SplitFrom);
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
        Happening::Reported(reported) => !part && reported.report.id == *voice,
        // Evidence of what was settled on the spot is a supplement of the same step.
        Happening::Supplemented { report, .. } => match report {
            Some(by) => by == voice,
            None => settling(event),
        },
        _ => false,
    });
    own.flat_map(|event| named(&event.what)).copied().collect()
}
