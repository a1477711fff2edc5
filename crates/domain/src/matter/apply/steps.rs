//! The steps of which changes are made.

use crate::matter::{Assignment, AssignmentState, Event, Matter, Solved, VoiceAnswer};

impl Matter {
    pub(super) fn share(
        &mut self,
        id: crate::id::AssignmentId,
    ) -> Option<&mut crate::matter::Assignment> {
        self.assignments.iter_mut().find(|share| share.id == id)
    }

    pub(super) fn worked(&mut self, id: crate::id::AssignmentId, event: &Event) {
        if let (Some(share), Some(account)) = (self.share(id), event.actor.account())
            && !share.workers.contains(&account)
        {
            share.workers.push(account);
        }
    }

    pub(super) fn replace_voice(&mut self, report: &crate::matter::Report) {
        if let Some(voice) = self.reports.iter_mut().find(|voice| voice.id == report.id) {
            *voice = report.clone();
        }
    }

    pub(super) fn decided(&mut self, id: crate::id::AssignmentId, binds: bool) {
        if let Some(share) = self.share(id) {
            share.pending = None;
            share.bound |= binds;
        }
    }

    pub(super) fn urged(&mut self, report: crate::id::ReportId, at: jiff::Timestamp) {
        if let Some(voice) = self.reports.iter_mut().find(|voice| voice.id == report) {
            let times = voice.urged.map_or(0, |(_, times)| times);
            voice.urged = Some((at, times.saturating_add(1)));
        }
    }

    pub(super) fn rated(
        &mut self,
        report: crate::id::ReportId,
        rating: &crate::matter::RatingGiven,
    ) {
        if let Some(voice) = self.reports.iter_mut().find(|voice| voice.id == report) {
            voice.rating = Some(rating.clone());
        }
        if let Some(solved) = rating.solved.filter(|_| self.ending.is_none()) {
            self.answered(report, solved);
        }
    }

    /// What a voice says about the result in force. One "not" rejects it, unless the result itself
    /// says so, with a lawful reason.
    pub(super) fn answered(&mut self, report: crate::id::ReportId, solved: Solved) {
        let Some(result) = &mut self.result else { return };
        result.rejected |= solved == Solved::Not && result.unsolved.is_none();
        self.answers.retain(|answer| answer.report != report);
        self.answers.push(VoiceAnswer { report, solved });
    }

    /// The share and all shares below it.
    pub(super) fn close_share(&mut self, id: crate::id::AssignmentId, state: AssignmentState) {
        // A support unit's return is its own affair.
        let main = self.assignment(id).is_some_and(Assignment::is_main);
        if main && state == AssignmentState::Returned {
            self.returns = self.returns.saturating_add(1);
        }
        for below in self.shares_within(id) {
            if let Some(share) = self.share(below).filter(|share| share.id == id || share.is_open())
            {
                share.state = state;
                share.pending = None;
            }
        }
    }

    /// Another answer holds, or will: the platform above does not have it.
    pub(super) fn owes_anew(&mut self) {
        if let Some(order) = &mut self.upstream {
            order.entered = None;
        }
    }

    pub(super) fn back_to_handling(&mut self) {
        self.halted.clear();
        self.answers.clear();
        self.owes_anew();
        let share = self.result.take().map(|result| result.assignment);
        let share =
            share.or_else(|| self.assignments.iter().rev().find(|a| a.is_main()).map(|a| a.id));
        if let Some(share) =
            share.and_then(|id| self.share(id)).filter(|a| a.state == AssignmentState::Done)
        {
            share.state = AssignmentState::Open;
        }
    }
}
