//! Whom the result still has to be told to. Each voice of a matter is asked, and none speaks for
//! another. DOMAIN §4.6.

use jiff::Timestamp;

use super::{Context, Matter, Report, Solved};
use crate::clock::Clock;
use crate::id::ReportId;
use crate::procedure::Procedure;

impl Matter {
    /// The voices that can be called and have not said whether the result in force put it right,
    /// nor been tried as often as the procedure wants.
    pub fn awaited<'a>(&'a self, procedure: &'a Procedure) -> impl Iterator<Item = &'a Report> {
        self.reports.iter().filter(move |voice| {
            let answered = self.answers.iter().any(|answer| answer.report == voice.id);
            voice.contactable() && !answered && !self.tried_enough(voice, procedure)
        })
    }

    fn tried_enough(&self, voice: &Report, procedure: &Procedure) -> bool {
        let silent = self.attempts.iter().filter(|a| a.report == voice.id && a.verdict.is_none());
        silent.count() >= usize::from(procedure.callback.attempts)
    }

    /// When an attempt to call this voice counts again; none if it was not called yet.
    pub(super) fn next_attempt(&self, voice: ReportId, context: &Context<'_>) -> Option<Timestamp> {
        let last = self.attempts.iter().rev().find(|attempt| attempt.report == voice)?;
        Some(Clock::start(last.at, context.procedure.callback.apart, context.calendar).due)
    }

    /// The worst answer to the result in force, of the voices that are still there.
    pub(super) fn worst_answer(&self) -> Option<Solved> {
        let there = |id| self.report(id).is_some_and(|voice| voice.withdrawn.is_none());
        self.answers.iter().filter(|answer| there(answer.report)).map(|answer| answer.solved).max()
    }
}
