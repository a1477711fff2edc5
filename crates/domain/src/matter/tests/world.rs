//! A small county to act in: units, one actor a role, a clock that only moves forward.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::DateTime};

use crate::area::Area;
use crate::calendar::Calendar;
use crate::id::{AccountId, AssignmentId, CategoryId, Id, MatterId, ReportId, UnitId};
use crate::matter::*;
use crate::procedure::Procedure;
use crate::tally::{self, Sums};
use crate::unit::{Unit, UnitKind, Units};

/// How a request about personal data runs.
pub(super) const RIGHTS: &str = include_str!("../../../../../procedures/privacy_request.toml");
pub(super) const P13710: &str = include_str!("../../../../../procedures/13710.toml");

/// What the day's lists say: nothing, or one row for every category; one category runs urgent.
#[derive(Clone, Default)]
pub(super) struct FakeLists {
    pub(super) row: Option<RoutedBy>,
    /// Whose division the place does not lie in.
    pub(super) elsewhere: Vec<UnitId>,
}

impl Lists for FakeLists {
    fn route(&self, _: Option<CategoryId>, _: &Place, _: Timestamp) -> Option<RoutedBy> {
        self.row.clone()
    }
    fn runs_urgent(&self, category: Option<CategoryId>) -> bool {
        category == Some(category_of("gas"))
    }
    fn serves(&self, unit: UnitId, _: &Place) -> bool {
        !self.elsewhere.contains(&unit)
    }
    fn is_public_space(&self, category: Option<CategoryId>) -> bool {
        category != Some(category_of("home"))
    }
    fn point_of(&self, place: &Place) -> Option<[f64; 2]> {
        place.point
    }
}

#[derive(Clone)]
pub(super) struct World {
    pub(super) units: Units,
    pub(super) procedure: Procedure,
    pub(super) calendar: Calendar,
    pub(super) lists: FakeLists,
    pub(super) now: Timestamp,
    pub(super) seen: bool,
    pub(super) matters: BTreeMap<MatterId, (Matter, Vec<Event>)>,
    pub(super) words: Vec<Words>,
    pub(super) erased: bool,
    pub(super) sums: Sums,
    made: u64,
}

/// An instant in Shanghai, `2026-03-02T09:00`.
pub(super) fn at(local: &str) -> Timestamp {
    let local: DateTime = local.parse().expect("a local time");
    Calendar::china().zone().to_timestamp(local).expect("an instant")
}

pub(super) fn id<K>(name: &str) -> Id<K> {
    Id::of_code("test", name)
}

pub(super) fn unit(code: &str) -> UnitId {
    id(code)
}

pub(super) fn category_of(code: &str) -> CategoryId {
    id(code)
}

/// `dispatcher@street`, `clerk@urban`; a second account of the same post is `clerk@urban#2`.
pub(super) fn staff(name: &str) -> Actor {
    let post = name.split('#').next().unwrap_or(name);
    let (roles, unit) = post.split_once('@').expect("role@unit");
    let role = |role: &str| -> Role { serde_json::from_value(role.into()).expect("a role") };
    let roles = roles.split('+').map(role).collect();
    Actor::Staff { account: account(name), unit: id(unit), roles }
}

pub(super) fn account(name: &str) -> AccountId {
    id(name)
}

pub(super) fn reporter(voice: &str) -> Actor {
    Actor::Reporter { report: Some(id(voice)) }
}

pub(super) fn area() -> Area {
    Area::new(370_283).expect("an area")
}

fn units() -> Units {
    let tree = [
        ("county", None),
        ("street", Some("county")),
        ("urban", Some("street")),
        ("housing", Some("street")),
        ("community", Some("street")),
        ("grid", Some("community")),
        ("dissolved", Some("street")),
    ];
    let unit = |(code, parent): (&str, Option<&str>)| Unit {
        id: id(code),
        code: code.into(),
        name: code.into(),
        kind: UnitKind::Department,
        parent: parent.map(id),
        division: None,
        phone: None,
        active: code != "dissolved",
    };
    Units::new(tree.into_iter().map(unit).collect()).expect("a tree")
}

impl World {
    /// On Monday 2 March 2026 at nine; no holiday for a month.
    pub(super) fn new(procedure: &str) -> Self {
        Self {
            units: units(),
            procedure: Procedure::read(procedure).expect("a procedure"),
            calendar: Calendar::china(),
            lists: FakeLists::default(),
            now: at("2026-03-02T09:00"),
            seen: false,
            matters: BTreeMap::new(),
            words: Vec::new(),
            erased: false,
            sums: Sums::new(),
            made: 0,
        }
    }

    /// What happens under another procedure.
    pub(super) fn by(&mut self, procedure: &str, then: impl FnOnce(&mut Self)) {
        let other = Procedure::read(procedure).expect("a procedure");
        let own = std::mem::replace(&mut self.procedure, other);
        then(self);
        self.procedure = own;
    }

    pub(super) fn go(&mut self, local: &str) {
        assert!(self.now <= at(local), "time only goes forward");
        self.now = at(local);
    }

    /// Decides and, unless refused, writes. Everything that must hold after any command is
    /// checked by `laws`.
    pub(super) fn run(
        &mut self,
        who: &Actor,
        matter: &str,
        command: &Command,
    ) -> Result<(), Refusal> {
        let matter = id(matter);
        let kept = self.matters.get(&matter);
        let other = match command {
            Command::Merge(merge) => Some(merge.into),
            Command::Unmerge(unmerge) => Some(unmerge.from),
            Command::EraseVoice(erase) => erase.request,
            Command::Report(report) => report.follows.as_ref().map(|link| link.matter),
            _ => None,
        };
        let other = other.and_then(|id| self.matters.get(&id));
        self.made += 1;
        let mut seed = [0; 16];
        seed[..8].copy_from_slice(&self.made.to_be_bytes());
        let context = Context { seed, ..self.context(who, kept) };
        let (state, other) = (kept.map(|k| &k.0), other.map(|k| &k.0));
        let all = decide(area(), state, other, command, &context, self.now)?;
        for decided in all {
            self.count(&decided);
            let after = decided.after;
            let (kept, events) =
                self.matters.entry(after.id).or_insert_with(|| (after.clone(), Vec::new()));
            *kept = after;
            self.erased |= decided.erase;
            for draft in decided.drafts {
                self.words.push(draft.words);
                events.push(draft.event);
            }
            super::lawful::laws(kept, events, &self.procedure, self.now);
            super::apart::no_share_of_subjects(kept, &self.units);
        }
        super::tallies::agree(self);
        Ok(())
    }

    fn context<'a>(
        &'a self,
        actor: &'a Actor,
        kept: Option<&'a (Matter, Vec<Event>)>,
    ) -> Context<'a> {
        Context {
            actor,
            procedure: &self.procedure,
            calendar: &self.calendar,
            units: &self.units,
            lists: &self.lists,
            seen_since: self.seen,
            history: kept.map_or(&[], |(_, events)| events),
            seed: [0; 16],
        }
    }

    pub(super) fn offers(&self, who: &Actor, matter: &str) -> Vec<Offer> {
        let kept = &self.matters[&id(matter)];
        offers(&kept.0, &self.context(who, Some(kept)), self.now)
    }

    /// As the ledger counts.
    fn count(&mut self, decided: &Decided) {
        let zone = self.calendar.zone().clone();
        let events: Vec<&Event> = decided.drafts.iter().map(|draft| &draft.event).collect();
        if let (Happening::Undone { from }, Some(before)) = (&events[0].what, &decided.before) {
            let history = &self.matters[&before.id].1;
            let undone: Vec<&Event> = history.iter().filter(|event| event.seq >= *from).collect();
            tally::take_back(&mut self.sums, before, &undone, &zone);
        }
        tally::count(&mut self.sums, decided.before.as_ref(), &decided.after, &events, &zone);
    }

    /// Must be allowed.
    #[track_caller]
    pub(super) fn ok(&mut self, who: &str, matter: &str, command: Command) {
        let actor = actor(who);
        if let Err(refusal) = self.run(&actor, matter, &command) {
            panic!("{who} {command:?}: {refusal}");
        }
    }

    /// Must be refused, and leave everything as it was; the code.
    #[track_caller]
    pub(super) fn no(&mut self, who: &str, matter: &str, command: Command) -> &'static str {
        let before = self.matters.clone();
        match self.run(&actor(who), matter, &command) {
            Ok(()) => panic!("{who} {command:?} was allowed"),
            Err(refusal) => {
                assert!(before == self.matters, "a refusal changes nothing");
                refusal.code()
            }
        }
    }

    pub(super) fn state(&self, matter: &str) -> &Matter {
        &self.matters[&id(matter)].0
    }

    pub(super) fn history(&self, matter: &str) -> &[Event] {
        &self.matters[&id(matter)].1
    }

    /// The open or done share of a unit, the latest first.
    #[track_caller]
    pub(super) fn share(&self, matter: &str, unit: &str) -> AssignmentId {
        let shares = self.state(matter).assignments.iter().rev();
        let found = shares.filter(|share| share.unit == id(unit)).map(|share| share.id).next();
        found.unwrap_or_else(|| id("no share"))
    }

    /// The due instants of the matter's own clocks of this name, in order.
    pub(super) fn due(&self, matter: &str, clock: &str) -> Vec<Timestamp> {
        let named = self.state(matter).clocks.iter().filter(|c| c.key.name == clock);
        named.map(|c| c.clock.due).collect()
    }

    /// Open clocks by name, with how many.
    pub(super) fn running(&self, matter: &str) -> Vec<&str> {
        let mut names: Vec<_> =
            self.state(matter).open_clocks().map(|c| c.key.name.as_str()).collect();
        names.sort_unstable();
        names
    }

    pub(super) fn ending(&self, matter: &str) -> Option<EndingKind> {
        self.state(matter).ending.as_ref().map(|ending| ending.kind)
    }
}

/// `house`, `voice:a`, `reporting`, or a post.
pub(super) fn actor(who: &str) -> Actor {
    match (who, who.strip_prefix("voice:")) {
        ("house", _) => Actor::House,
        ("reporting", _) => Actor::Reporter { report: None },
        (_, Some(voice)) => reporter(voice),
        _ => staff(who),
    }
}

pub(super) fn voice(name: &str) -> ReportId {
    id(name)
}
