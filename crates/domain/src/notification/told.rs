//! Whom an event, or a clock, tells.

use jiff::{SignedDuration, Timestamp};

use uuid::Uuid;

use super::Topic;
use crate::id::{AccountId, AssignmentId, ReportId, UnitId};
use crate::matter::{
    Actor, Assignment, AssignmentState, EndingKind, Event, Happening, Matter, MatterClock, Origin,
    Report,
};

/// What happened longer ago than this when it was recorded is history, and wakes nobody.
const LATE: SignedDuration = SignedDuration::from_hours(24);

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Whom {
    /// A reporter.
    Reporter(ReportId),
    /// Those who handle the matter in a unit; before anybody does, those who may.
    Unit(UnitId),
    /// One member of staff.
    Account(AccountId),
}

/// Somebody is told of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Telling {
    /// Of what.
    pub topic: Topic,
    /// Who.
    pub whom: Whom,
}

/// Whom an event tells. `matter` is as it stands by now: who has lost a share since is not told of it, and nobody of an answer
/// that was taken back.
pub fn told(matter: &Matter, event: &Event) -> Vec<Telling> {
    if event.recorded.duration_since(event.at) > LATE || matter.origin == Origin::Imported {
        return Vec::new();
    }
    let by_reporter = matches!(event.actor, Actor::Reporter { .. });
    let lead = |topic| one(topic, matter.lead().map(|lead| Whom::Unit(lead.unit)));
    let share = |topic, id| one(topic, open_share(matter, id).map(|share| Whom::Unit(share.unit)));
    match &event.what {
        Happening::Accepted { .. } if matter.is_open() => reporters(matter, Topic::Accepted),
        Happening::Assigned { assignment } => share(Topic::Assigned, assignment.id),
        Happening::Urged { .. } => lead(Topic::Urged),
        Happening::Supplemented { .. } if by_reporter => lead(Topic::Supplemented),
        Happening::QuestionAnswered { .. } => lead(Topic::Replied),
        Happening::Decided { assignment, .. } => share(Topic::Decided, *assignment),
        Happening::ExclusionDecided { exclusion, .. } => {
            let asked = matter.exclusions.iter().find(|asked| asked.id == *exclusion);
            one(Topic::Decided, asked.map(|asked| Whom::Account(asked.by)))
        }
        Happening::SentBack => lead(Topic::SentBack),
        Happening::Reworked { assignment } => share(Topic::Reworked, *assignment),
        Happening::Reopened { .. } => lead(Topic::Reopened),
        Happening::Instructed(instruction) => {
            one(Topic::Instructed, Some(Whom::Unit(instruction.to)))
        }
        Happening::ReportedBack { instruction } => {
            let asked = matter.instructions.iter().find(|asked| asked.id == *instruction);
            one(Topic::ReportedBack, asked.map(|asked| Whom::Account(asked.by)))
        }
        Happening::Asked(question) if is_awaited(matter, question.id) => match question.report {
            Some(report) => {
                let voice = matter.report(report).filter(|voice| is_told(matter, voice));
                one(Topic::Asked, voice.map(|voice| Whom::Reporter(voice.id)))
            }
            None => reporters(matter, Topic::Asked),
        },
        Happening::Extended { .. }
        | Happening::Suspended { .. }
        | Happening::Resumed
        | Happening::Planned { .. }
            if matter.is_open() && moves_the_answer(event) =>
        {
            reporters(matter, Topic::Moved)
        }
        Happening::UnsealingDecided { unsealing, decided } if decided.granted => {
            let asked = matter.unsealings.iter().find(|asked| asked.id == *unsealing);
            let voice = asked.and_then(|asked| matter.report(asked.report));
            let voice = voice.filter(|voice| is_told(matter, voice));
            one(Topic::Unsealed, voice.map(|voice| Whom::Reporter(voice.id)))
        }
        Happening::Ended(ending) if answers(ending.kind) && !matter.is_open() => {
            reporters(matter, Topic::Answered)
        }
        _ => Vec::new(),
    }
}

fn one(topic: Topic, whom: Option<Whom>) -> Vec<Telling> {
    whom.into_iter().map(|whom| Telling { topic, whom }).collect()
}

fn open_share(matter: &Matter, id: AssignmentId) -> Option<&Assignment> {
    matter.assignment(id).filter(|share| share.is_open())
}

fn reporters(matter: &Matter, topic: Topic) -> Vec<Telling> {
    let voices = matter.reports.iter().filter(|voice| is_told(matter, voice));
    voices.map(|voice| Telling { topic, whom: Whom::Reporter(voice.id) }).collect()
}

/// The reply to a question is still awaited.
fn is_awaited(matter: &Matter, question: Uuid) -> bool {
    matter.questions.iter().any(|asked| asked.id == question && asked.answered.is_none())
}

/// Who can be reached, and knows of this house: whoever turned to a platform above hears from that.
fn is_told(matter: &Matter, voice: &Report) -> bool {
    let reached = voice.person.as_ref().is_some_and(|person| person.contactable);
    reached && voice.withdrawn.is_none() && voice.erased.is_none() && matter.upstream.is_none()
}

/// Whether it gives the answer itself another day, and not only a share.
fn moves_the_answer(event: &Event) -> bool {
    event.clocks.iter().any(|clock| clock.key.of.is_none() && clock.decides_late && clock.is_open())
}

/// Whether an ending says something that the reporter was not told by mouth and did not do.
const fn answers(kind: EndingKind) -> bool {
    matches!(
        kind,
        EndingKind::Verified
            | EndingKind::Explained
            | EndingKind::Unreachable
            | EndingKind::NotNeeded
            | EndingKind::Exit
            | EndingKind::Terminated
    )
}

/// The units whose clocks turn yellow or red within the time from `after`, exclusive, to `until`, each with the instant.
pub fn of_clocks(matter: &Matter, after: Timestamp, until: Timestamp) -> Vec<(Telling, Timestamp)> {
    let now = |at: &Timestamp| *at > after && *at <= until;
    let mut told: Vec<(Telling, Timestamp)> = Vec::new();
    for clock in matter.open_clocks().filter(|clock| !clock.clock.is_suspended()) {
        let Some(unit) = owed_by(matter, clock) else { continue };
        let whom = Whom::Unit(unit);
        let due = Some(clock.clock.due).filter(now);
        let due = due.map(|at| (Telling { topic: Topic::Overdue, whom }, at));
        let warn = Some(clock.clock.warn).filter(now);
        let warn = warn.map(|at| (Telling { topic: Topic::DueSoon, whom }, at));
        // Red goes before yellow.
        told.extend(due.or(warn));
    }
    // Several clocks of a unit run out together: it is told once.
    told.sort_unstable();
    told.dedup_by_key(|(telling, _)| *telling);
    told
}

/// The unit that a clock presses: whose share or instruction it is; of the clocks of the whole matter, the lead as long as
/// the result is with it.
fn owed_by(matter: &Matter, clock: &MatterClock) -> Option<UnitId> {
    let Some(of) = clock.key.of else {
        return matter
            .lead()
            .filter(|lead| lead.state == AssignmentState::Open)
            .map(|lead| lead.unit);
    };
    let share = matter.assignments.iter().find(|share| share.id.uuid() == of && share.is_open());
    let asked = || matter.instructions.iter().find(|asked| asked.id == of);
    share.map(|share| share.unit).or_else(|| asked().map(|asked| asked.to))
}
