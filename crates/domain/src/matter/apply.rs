//! Events to state: the only way a matter changes.

mod steps;

use super::{
    AnsweredAbove, AssignmentState, ClockKey, EndingKind, Erased, Errand, Event, Happening,
    LastStep, Link, LinkKind, Matter, Released, Reported, Undone,
};
use crate::area::Area;
use crate::id::MatterId;

/// A history that is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenHistory {
    /// It does not begin with a report.
    #[error("the history does not begin with a report")]
    NoBeginning,
    /// Event numbers have a gap, or go back.
    #[error("event {found} stands where event {expected} should")]
    Gap {
        /// The number that should come.
        expected: u32,
        /// The number that came.
        found: u32,
    },
}

impl Matter {
    /// The state a history adds up to. Steps that were taken back do not count, but their numbers do.
    pub fn replay(area: Area, id: MatterId, events: &[Event]) -> Result<Self, BrokenHistory> {
        for (expected, event) in (1..).zip(events) {
            if event.seq != expected {
                return Err(BrokenHistory::Gap { expected, found: event.seq });
            }
        }
        let undone = Undone::of(events);
        let mut matter: Option<Self> = None;
        for event in events.iter().filter(|event| !undone.holds(event.seq)) {
            matter = Some(match (matter, &event.what) {
                (None, Happening::Reported(reported)) => Self::begin(area, id, reported, event),
                (None, _) => return Err(BrokenHistory::NoBeginning),
                (Some(mut matter), _) => {
                    matter.apply(event);
                    matter
                }
            });
        }
        matter.ok_or(BrokenHistory::NoBeginning)
    }

    /// The state after the first event.
    pub fn begin(area: Area, id: MatterId, reported: &Reported, event: &Event) -> Self {
        let mut reports = vec![reported.report.clone()];
        reports.extend(reported.more.iter().cloned());
        let mut matter = Self {
            id,
            area,
            number: reported.number.clone(),
            kind: reported.kind,
            procedure: reported.procedure.clone(),
            channel: reported.report.channel,
            category: reported.category,
            severity: super::Severity::General,
            urgency: reported.urgency,
            place: reported.place.clone(),
            origin: reported.origin,
            flags: reported.flags.clone(),
            received: event.at,
            taken_by: event.actor.account(),
            taken_at: event.actor.unit(),
            reports,
            files: reported.files.clone(),
            upstream: reported.upstream.clone(),
            accepted: None,
            routed: None,
            assignments: Vec::new(),
            clocks: Vec::new(),
            returns: reported.spent.returns,
            extensions: reported.spent.extensions,
            milestones: 0,
            instructions: Vec::new(),
            questions: Vec::new(),
            errand: Errand { item: reported.item.clone(), ..Errand::default() },
            result: None,
            attempts: Vec::new(),
            answers: Vec::new(),
            reworks: reported.spent.reworks,
            reopens: reported.spent.reopens,
            suspended: false,
            ending: None,
            settled_by: None,
            halted: Vec::new(),
            confirmed: false,
            closed: None,
            archived: None,
            released: None,
            subjects: reported.subjects.clone(),
            asked: reported.asked,
            recused: reported.recused.clone(),
            unsealings: Vec::new(),
            exclusions: Vec::new(),
            links: reported.links.clone(),
            last_step: None,
            changed: event.recorded,
            version: 0,
        };
        matter.finish(event);
        matter
    }

    /// The state after one more event. `Undone` needs the whole history: see [`Matter::replay`].
    pub fn apply(&mut self, event: &Event) {
        self.change(event);
        self.finish(event);
    }

    fn finish(&mut self, event: &Event) {
        for changed in &event.clocks {
            match self.clocks.iter_mut().find(|clock| clock.key == changed.key) {
                Some(clock) => *clock = changed.clone(),
                None => self.clocks.push(changed.clone()),
            }
        }
        self.changed = event.recorded;
        self.version = event.seq;
        self.last_step = Some(LastStep {
            by: event.actor.account(),
            from: event.step,
            undoable: event.undoable,
        });
    }

    fn change(&mut self, event: &Event) {
        let at = event.at;
        match &event.what {
            Happening::Reported(_)
            | Happening::Noted
            | Happening::Marked { .. }
            | Happening::CalendarMoved
            | Happening::Undone { .. } => {}
            Happening::Accepted { category, severity, routed } => {
                self.accepted = Some(at);
                self.category = category.or(self.category);
                self.severity = *severity;
                self.routed.clone_from(routed);
            }
            Happening::Amended { category, place, routed } => {
                self.category = category.or(self.category);
                if let Some(place) = place {
                    self.place = place.clone();
                }
                // Words that were written for another place or class are looked at again.
                if category.is_some() || place.is_some() {
                    self.released = None;
                }
                if routed.is_some() {
                    self.routed.clone_from(routed);
                }
            }
            Happening::ContactAmended { report } => self.replace_voice(report),
            Happening::SubjectsNamed { subjects } => self.subjects.clone_from(subjects),
            Happening::Recused { account } => self.recused.push(*account),
            Happening::UnsealingAsked(unsealing) => self.unsealings.push(unsealing.clone()),
            Happening::UnsealingDecided { unsealing, decided } => {
                if let Some(asked) = self.unsealings.iter_mut().find(|asked| asked.id == *unsealing)
                {
                    asked.decided = Some(*decided);
                }
            }
            Happening::ExclusionAsked(exclusion) => self.exclusions.push((**exclusion).clone()),
            Happening::ExclusionDecided { exclusion, decided } => {
                if let Some(asked) = self.exclusions.iter_mut().find(|asked| asked.id == *exclusion)
                {
                    asked.decided = Some(*decided);
                }
            }
            Happening::SeverityChanged { to } => self.severity = *to,
            Happening::Joined { report } => self.reports.push(report.clone()),
            Happening::Supplemented { files, .. } => self.files.extend(files),
            Happening::Urged { report } => self.urged(*report, at),
            Happening::Assigned { assignment } => self.assignments.push(assignment.clone()),
            Happening::ShareClosed { assignment, state } => {
                self.close_share(*assignment, *state);
                if let Some(share) = self.share(*assignment)
                    && *state == AssignmentState::Returned
                {
                    share.returned_by = event.actor.account();
                }
            }
            Happening::SignedIn { assignment } => {
                self.worked(*assignment, event);
                if let Some(share) = self.share(*assignment) {
                    share.signed_in = Some(at);
                }
            }
            Happening::Contacted { assignment } => {
                self.worked(*assignment, event);
                if let Some(share) = self.share(*assignment) {
                    // How soon the reporter was reached is the first time.
                    share.contacted.get_or_insert(at);
                }
            }
            Happening::Progressed { assignment, files } => {
                self.worked(*assignment, event);
                self.files.extend(files);
            }
            Happening::Requested { assignment, request } => {
                self.worked(*assignment, event);
                if let Some(share) = self.share(*assignment) {
                    share.pending = Some(request.clone());
                }
            }
            Happening::RequestTakenBack { assignment } => self.decided(*assignment, false),
            Happening::Decided { assignment, arbitration, .. } => {
                self.decided(*assignment, *arbitration)
            }
            Happening::Extended { assignment, .. } => {
                // A support unit's extension is its own affair.
                if self.assignment(*assignment).is_some_and(super::Assignment::is_main) {
                    self.extensions = self.extensions.saturating_add(1);
                }
            }
            Happening::Suspended { .. } => self.suspended = true,
            Happening::Resumed => self.suspended = false,
            Happening::Planned { .. } => {
                self.suspended = false;
                self.back_to_handling();
            }
            Happening::UpstreamMoved { due } => {
                if let Some(order) = &mut self.upstream {
                    order.due = Some(*due);
                }
            }
            Happening::UpstreamHeard { state } => {
                if let (Some(order), Some(state)) = (&mut self.upstream, state) {
                    order.state = Some(state.clone());
                }
            }
            Happening::UpstreamEntered => {
                if let Some(order) = &mut self.upstream {
                    order.entered = Some(at);
                }
            }
            Happening::UpstreamAsked(asked) => {
                if let Some(order) = &mut self.upstream {
                    order.asked.push(asked.clone());
                }
            }
            Happening::UpstreamAnswered { granted } => {
                let asked = self.upstream.as_mut().and_then(|order| order.asked.last_mut());
                if let Some(asked) = asked {
                    asked.answered = Some(AnsweredAbove { granted: *granted, at });
                }
            }
            Happening::UpstreamRated { report, rating } => {
                if let Some(order) = &mut self.upstream {
                    order.rating = Some(rating.clone());
                }
                if let Some(solved) = rating.solved.filter(|_| self.ending.is_none()) {
                    self.answered(*report, solved);
                }
            }
            Happening::Instructed(instruction) => self.instructions.push(instruction.clone()),
            Happening::ReportedBack { instruction } => {
                if let Some(open) =
                    self.instructions.iter_mut().find(|open| open.id == *instruction)
                {
                    open.reported_back = Some(at);
                }
            }
            Happening::Asked(question) => self.questions.push(question.clone()),
            Happening::QuestionAnswered { question } => {
                if let Some(open) = self.questions.iter_mut().find(|open| open.id == *question) {
                    open.answered = Some(at);
                }
            }
            Happening::Milestone { assignment } => {
                self.worked(*assignment, event);
                self.milestones = self.milestones.saturating_add(1);
            }
            Happening::Authorised { until } => self.errand.authority = Some(*until),
            Happening::DocumentsTaken { documents } => {
                self.take(documents, at, event.actor.account());
            }
            Happening::DocumentsReturned { documents } => self.give_back(documents, at),
            Happening::SupportDone { assignment, evidence } => {
                self.worked(*assignment, event);
                self.files.extend(evidence);
                if let Some(share) = self.share(*assignment) {
                    share.state = AssignmentState::Done;
                }
            }
            Happening::Submitted(result) => {
                self.worked(result.assignment, event);
                if let Some(share) = self.share(result.assignment) {
                    share.state = AssignmentState::Done;
                }
                self.result = Some(result.clone());
                self.halted = halted(event);
                self.attempts.clear();
                self.answers.clear();
            }
            Happening::SignedOff => {
                if let Some(result) = &mut self.result {
                    result.signed_off = Some(at);
                }
                if let Some(share) = self.result.as_ref().map(|result| result.assignment) {
                    self.worked(share, event);
                }
            }
            Happening::Reviewed => {
                if let Some(result) = &mut self.result {
                    result.reviewed = Some(at);
                }
            }
            Happening::SentBack => self.back_to_handling(),
            Happening::CalledBack(attempt) => {
                if let Some(verdict) = &attempt.verdict {
                    self.answered(attempt.report, verdict.solved);
                }
                self.attempts.push(attempt.clone());
            }
            Happening::Checked { confirmed } => match (&mut self.result, confirmed) {
                (Some(result), false) => result.rejected = true,
                (None, true) => self.confirmed = true,
                _ => {}
            },
            Happening::Rated { report, rating } => self.rated(*report, rating),
            Happening::Reworked { .. } => {
                self.reworks = self.reworks.saturating_add(1);
                self.back_to_handling();
            }
            Happening::Reopened { .. } => {
                self.reopens = self.reopens.saturating_add(1);
                if let Some(released) = &mut self.released {
                    released.answered = false;
                }
                self.ending = None;
                self.closed = None;
                self.settled_by = None;
                self.confirmed = false;
                self.back_to_handling();
            }
            Happening::Ended(ending) => {
                if ending.kind == EndingKind::Terminated {
                    self.owes_anew();
                }
                self.ending = Some(ending.clone());
                self.suspended = false;
                // A merge may be undone: then what was asked still waits.
                if ending.kind != EndingKind::Merged {
                    self.assignments.iter_mut().for_each(|share| share.pending = None);
                }
                self.settled_by = match (ending.kind, event.actor.account(), event.actor.unit()) {
                    (EndingKind::SelfSettled, Some(account), Some(unit)) => Some((account, unit)),
                    _ => None,
                };
                if let Some(into) = ending.into {
                    self.links.push(Link { kind: LinkKind::MergedInto, matter: into });
                    self.halted = halted(event);
                }
            }
            Happening::VoiceWithdrawn { report } => {
                if let Some(voice) = self.reports.iter_mut().find(|voice| voice.id == *report) {
                    voice.withdrawn = Some(at);
                }
            }
            Happening::SplitInto { parts } => {
                self.links.extend(
                    parts.iter().map(|part| Link { kind: LinkKind::SplitInto, matter: *part }),
                );
            }
            Happening::MergedIn { from, reports, recused } => {
                let new = recused.iter().filter(|id| !self.recused.contains(id));
                let new: Vec<_> = new.copied().collect();
                self.recused.extend(new);
                self.links.push(Link { kind: LinkKind::MergedFrom, matter: *from });
                self.reports.extend(reports.iter().cloned());
            }
            Happening::Unmerged { reports, .. } => {
                self.owes_anew();
                self.ending = None;
                self.closed = None;
                self.halted.clear();
                self.links.retain(|link| link.kind != LinkKind::MergedInto);
                self.reports.clone_from(reports);
            }
            Happening::GaveBack { to } => {
                self.reports.retain(|report| report.from != Some(*to));
                let theirs = self.clocks.iter().filter(|clock| clock.from == Some(*to));
                let theirs: Vec<_> = theirs.map(|clock| &clock.key).collect();
                self.halted.retain(|key| !theirs.contains(&key));
                let left = &self.reports;
                self.answers.retain(|answer| left.iter().any(|voice| voice.id == answer.report));
                self.links
                    .retain(|link| !(link.kind == LinkKind::MergedFrom && link.matter == *to));
            }
            Happening::Released { point, answered } => {
                self.released =
                    Some(Released { event: event.seq, at, point: *point, answered: *answered });
            }
            Happening::Withheld => self.released = None,
            Happening::VoiceErased { report, ground, files, .. } => {
                self.files.retain(|file| !files.contains(file));
                if let Some(voice) = self.reports.iter_mut().find(|voice| voice.id == *report) {
                    voice.erase(Erased { at, ground: *ground });
                }
            }
            Happening::Erased => {
                self.files.clear();
                self.released = None;
                if let Some(result) = &mut self.result {
                    result.evidence.clear();
                }
            }
            Happening::Closed => self.closed = Some(at),
            Happening::Archived => self.archived = Some(at),
        }
    }
}

/// The clocks an event stops.
fn halted(event: &Event) -> Vec<ClockKey> {
    let stopped = event.clocks.iter().filter(|clock| clock.clock.stopped.is_some());
    stopped.map(|clock| clock.key.clone()).collect()
}
