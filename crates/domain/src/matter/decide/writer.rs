//! What a decision writes: events, one after the other, and the state they add up to.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{Context, Decided, Draft};
use crate::area::Area;
use crate::clock::Clock;
use crate::id::{AssignmentId, Id, MatterId};
use crate::limit::Limit;
use crate::matter::{
    Assignment, Ending, EndingKind, Event, Happening, Matter, Refusal, Reported, Role, Words,
    clocks,
};

/// Collects events on one matter and keeps the state they add up to.
pub(super) struct Writer<'a> {
    pub(super) area: Area,
    pub(super) before: Option<Matter>,
    /// `None` only until the first event of a new matter.
    pub(super) state: Option<Matter>,
    pub(super) context: &'a Context<'a>,
    pub(super) now: Timestamp,
    pub(super) drafts: Vec<Draft>,
    pub(super) step: u32,
    pub(super) undoable: bool,
    pub(super) erase: bool,
    pub(super) made: u32,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        area: Area,
        matter: Option<Matter>,
        context: &'a Context<'a>,
        now: Timestamp,
    ) -> Self {
        let step = matter.as_ref().map_or(1, |matter| matter.version + 1);
        Self {
            area,
            before: matter.clone(),
            state: matter,
            context,
            now,
            drafts: Vec::new(),
            step,
            undoable: false,
            erase: false,
            made: 0,
        }
    }

    /// The state so far. Every caller but [`Writer::begin`] has one.
    pub(super) fn matter(&self) -> Result<&Matter, Refusal> {
        self.state.as_ref().ok_or(Refusal::OtherMatter)
    }

    /// The matter, if it has not ended.
    pub(super) fn open(&self) -> Result<&Matter, Refusal> {
        let matter = self.matter()?;
        match &matter.ending {
            Some(ending) => Err(Refusal::Ended { kind: ending.kind }),
            None => Ok(matter),
        }
    }

    /// The open share, within the actor's reach and roles.
    pub(super) fn share(
        &self,
        id: AssignmentId,
        roles: &'static [Role],
    ) -> Result<Assignment, Refusal> {
        self.context.need(roles)?;
        let share = self
            .open()?
            .assignment(id)
            .filter(|share| share.is_open())
            .ok_or(Refusal::NoAssignment)?;
        if self.context.reaches(share.unit) { Ok(share.clone()) } else { Err(Refusal::OutOfReach) }
    }

    /// The open share, signed in.
    pub(super) fn signed_in_share(
        &self,
        id: AssignmentId,
        roles: &'static [Role],
    ) -> Result<Assignment, Refusal> {
        let share = self.share(id, roles)?;
        if share.signed_in.is_some() { Ok(share) } else { Err(Refusal::NotSignedIn) }
    }

    /// This command can be taken back by its author while nobody else has seen it.
    pub(super) fn undoable(&mut self) -> &mut Self {
        self.undoable = true;
        self
    }

    /// A new id that nobody can guess.
    pub(super) fn fresh<K>(&mut self) -> Id<K> {
        self.made += 1;
        let digest = Sha256::new()
            .chain_update(self.context.seed)
            .chain_update(self.made.to_be_bytes())
            .finalize();
        let mut random = [0; 10];
        random.copy_from_slice(&digest[..10]);
        Id::at(self.now, random)
    }

    /// The first event of a new matter, said at `at`.
    pub(super) fn begin(&mut self, id: MatterId, reported: Reported, words: Words, at: Timestamp) {
        let what = Happening::Reported(Box::new(reported.clone()));
        let mut event = self.event(1, what, at);
        let mut matter = Matter::begin(self.area, id, &reported, &event);
        event.clocks = clocks::changes(&matter, &event.what, self.context, at);
        matter.clocks.clone_from(&event.clocks);
        self.state = Some(matter);
        self.drafts.push(Draft { event, words });
    }

    /// One more event, now.
    pub(super) fn emit(&mut self, what: Happening, words: Words) {
        self.emit_at(what, words, self.now);
    }

    /// One more event that happened at `at`.
    pub(super) fn emit_at(&mut self, what: Happening, words: Words, at: Timestamp) {
        let Some(mut matter) = self.state.take() else { return };
        let mut event = self.event(matter.version + 1, what, at);
        event.clocks = clocks::changes(&matter, &event.what, self.context, at);
        matter.apply(&event);
        self.state = Some(matter);
        self.drafts.push(Draft { event, words });
    }

    pub(super) fn event(&self, seq: u32, what: Happening, at: Timestamp) -> Event {
        Event {
            v: Event::VERSION,
            seq,
            at,
            recorded: self.now,
            actor: self.context.actor.clone(),
            what,
            clocks: Vec::new(),
            step: self.step,
            undoable: self.undoable,
        }
    }

    /// The end, with the windows for rating and reopening.
    pub(super) fn end(&mut self, ending: Ending, words: Words) {
        let at = ending.at;
        let rated = !matches!(
            ending.kind,
            EndingKind::Exit
                | EndingKind::Withdrawn
                | EndingKind::Merged
                | EndingKind::Split
                | EndingKind::HandedOver
                | EndingKind::Quarantined
        );
        let rules = &self.context.procedure;
        let reopened = rules.reopening.endings.contains(&ending.kind);
        let ending = Ending {
            rate_until: rated.then(|| self.until(at, rules.rating.window)),
            reopen_until: reopened.then(|| self.until(at, rules.reopening.window)),
            ..ending
        };
        self.emit_at(Happening::Ended(ending), words, at);
    }

    /// An ending of `kind`, now.
    pub(super) fn ending(&self, kind: EndingKind) -> Ending {
        Ending {
            kind,
            at: self.now,
            solved: None,
            exit: None,
            ground: None,
            into: None,
            rate_until: None,
            reopen_until: None,
        }
    }

    pub(super) fn until(&self, at: Timestamp, window: Limit) -> Timestamp {
        Clock::start(at, window, self.context.calendar).due
    }

    pub(super) fn done(mut self) -> Result<Decided, Refusal> {
        self.part_from_subjects();
        let after = self.state.ok_or(Refusal::OtherMatter)?;
        Ok(Decided { before: self.before, after, drafts: self.drafts, erase: self.erase })
    }
}
