//! Two thousand lives, decided by the domain step by step.

mod posts;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use huisheng_domain::calendar::Calendar;
use huisheng_domain::id::{CategoryId, FileId, Id, MatterId, ReportId};
use huisheng_domain::light::Light;
use huisheng_domain::matter::{
    Actor, Command, Context, EndingKind, Event, Kind, Lists, Matter, PartyLink, Place, RoutedBy,
    Solved, Stage, decide,
};
use huisheng_domain::procedure::{AtOnce, Procedure};
use huisheng_domain::unit::Units;
use jiff::Timestamp;
use uuid::Uuid;

use super::{By, Life, Names, Person, Step, command, plan};
use crate::demo::{COUNTY, DemoArea};

const YEAR_END: &str = "2025-12-31T23:00:00+08:00";
const KINDS: [Kind; 12] = [
    Kind::Request,
    Kind::Consultation,
    Kind::Complaint,
    Kind::WrongdoingReport,
    Kind::Suggestion,
    Kind::Thanks,
    Kind::Dispute,
    Kind::Petition,
    Kind::Hazard,
    Kind::Wish,
    Kind::Errand,
    Kind::ServiceRecord,
];

/// No routing: the plan names its units.
struct NoLists;

impl Lists for NoLists {
    fn route(&self, _: Option<CategoryId>, _: &Place, _: Timestamp) -> Option<RoutedBy> {
        None
    }
    fn runs_urgent(&self, _: Option<CategoryId>) -> bool {
        false
    }
    fn serves(&self, _: huisheng_domain::id::UnitId, _: &Place) -> bool {
        true
    }
    fn is_public_space(&self, _: Option<CategoryId>) -> bool {
        true
    }
    fn point_of(&self, place: &Place) -> Option<[f64; 2]> {
        place.point
    }
}

/// Numbers made of the life and a count.
struct Counted {
    life: u32,
    voices: u8,
    matters: u8,
    files: u32,
}

impl Counted {
    fn id<K>(&self, what: &str, number: u32) -> Id<K> {
        Id::of_code(what, &format!("{}/{number}", self.life))
    }
}

impl Names for Counted {
    fn matter(&mut self, number: u8) -> MatterId {
        self.id("matter", number.into())
    }
    fn voice(&mut self, number: u8) -> ReportId {
        self.id("voice", number.into())
    }
    fn next_voice(&mut self) -> u8 {
        self.voices += 1;
        self.voices - 1
    }
    fn next_matter(&mut self) -> u8 {
        self.matters += 1;
        self.matters - 1
    }
    fn number(&mut self) -> String {
        format!("{}-{}", self.life, self.matters)
    }
    fn person(&mut self, person: &Person) -> PartyLink {
        let party = Id::of_code("party", &person.key.to_string());
        PartyLink { party, contactable: true, confidential: person.confidential }
    }
    fn photos(&mut self, count: u8) -> Vec<FileId> {
        (0..count)
            .map(|_| {
                self.files += 1;
                self.id("file", self.files)
            })
            .collect()
    }
    fn fresh(&mut self) -> Uuid {
        self.files += 1;
        self.id::<()>("fresh", self.files).uuid()
    }
}

/// The procedures the plan names; those this checkout has not are like 13710 but for what differs.
fn procedures() -> HashMap<&'static str, Procedure> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../procedures");
    let read = |code: &str| std::fs::read_to_string(format!("{folder}/{code}.toml")).ok();
    let usual = Procedure::read(&read("13710").expect("13710.toml")).expect("13710");
    ["13710", "12345", "consultation", "suggestion", "service_record", "errand", "upstream"]
        .into_iter()
        .map(|code| {
            let procedure = match read(code) {
                Some(text) => Procedure::read(&text).expect(code),
                None => {
                    let mut like = usual.clone();
                    like.kinds = KINDS.to_vec();
                    like.result.sign_off = matches!(code, "12345" | "suggestion" | "upstream");
                    like.result.contacted = matches!(code, "12345" | "upstream");
                    if code == "service_record" {
                        (like.intake.at_once, like.result.evidence) = (AtOnce::Always, 0);
                    }
                    like
                }
            };
            (code, procedure)
        })
        .collect()
}

/// Hears of each state of a matter, with its history, its procedure and when.
type Seen<'s> = &'s mut dyn FnMut(&Matter, &[Event], &Procedure, Timestamp);

/// Runs a life and returns its matters.
fn run(life: &Life, world: &Run, seen: Seen<'_>) -> Result<BTreeMap<MatterId, Matter>, String> {
    let mut histories: HashMap<MatterId, Vec<Event>> = HashMap::new();
    let mut names = Counted { life: life.number, voices: 0, matters: 0, files: 0 };
    let mut matters: BTreeMap<MatterId, Matter> = BTreeMap::new();
    let mut begun: HashMap<MatterId, &'static str> = HashMap::new();
    let mut last = None;
    for scene in &life.scenes {
        let fail = |why: &dyn std::fmt::Debug| {
            format!("life {} at {} {:?}: {why:?}", life.number, scene.at, scene.step)
        };
        if last.is_some_and(|last| scene.at < last) || scene.at > world.end {
            return Err(fail(&"out of order"));
        }
        last = Some(scene.at);
        let actor = match scene.by {
            By::Staff(id) => world.actors[&id].clone(),
            By::Somebody => Actor::Reporter { report: None },
            By::Voice(voice) => Actor::Reporter { report: Some(names.voice(voice)) },
            By::House => Actor::House,
        };
        let id = names.matter(scene.matter);
        let code = match &scene.step {
            Step::Report(said) => said.procedure,
            _ => begun.get(&id).copied().unwrap_or("13710"),
        };
        begun.insert(id, code);
        let state = matters.get(&id);
        let command = command(&scene.step, state, &mut names)
            .ok_or_else(|| fail(&"a symbol without meaning"))?;
        let other = match &command {
            Command::Merge(merge) => matters.get(&merge.into),
            _ => None,
        };
        let context = Context {
            actor: &actor,
            procedure: &world.procedures[code],
            calendar: &world.calendar,
            units: &world.units,
            lists: &NoLists,
            seen_since: false,
            history: &[],
            seed: [7; 16],
        };
        let decided = decide(COUNTY, state, other, &command, &context, scene.at);
        for one in decided.map_err(|refusal| fail(&refusal))? {
            let history = histories.entry(one.after.id).or_default();
            history.extend(one.drafts.into_iter().map(|draft| draft.event));
            seen(&one.after, history, &world.procedures[code], scene.at);
            matters.insert(one.after.id, one.after);
        }
    }
    Ok(matters)
}

struct Run {
    area: DemoArea,
    actors: HashMap<huisheng_domain::id::AccountId, Actor>,
    procedures: HashMap<&'static str, Procedure>,
    calendar: Calendar,
    units: Units,
    end: Timestamp,
}

fn world() -> Run {
    let area = DemoArea::new(7);
    let actors =
        area.offices.accounts.iter().map(|account| (account.id, account.actor())).collect();
    let units = Units::new(area.offices.units.clone()).expect("units");
    let end = YEAR_END.parse().expect("an instant");
    Run { area, actors, procedures: procedures(), calendar: Calendar::china(), units, end }
}

#[test]
fn every_life_is_lawful_and_the_year_looks_like_a_year() {
    let world = world();
    let (mut all, mut refused): (Vec<Matter>, Vec<String>) = (Vec::new(), Vec::new());
    for life in plan(&world.area, 42, 2_000, 300, world.end) {
        assert!(!life.scenes.is_empty(), "life {} has no scene", life.number);
        match run(&life, &world, &mut |_, _, _, _| {}) {
            Ok(matters) => all.extend(matters.into_values()),
            Err(why) => refused.push(why),
        }
    }
    assert!(
        refused.is_empty(),
        "{} lives refused: {:#?}",
        refused.len(),
        &refused[..refused.len().min(12)]
    );
    let handled: Vec<&Matter> =
        all.iter().filter(|matter| matter.kind != Kind::ServiceRecord).collect();
    let percent = |count: usize, of: usize| count * 100 / of.max(1);
    let open: Vec<&&Matter> = handled.iter().filter(|matter| matter.is_open()).collect();
    let open_share = percent(open.len(), handled.len());
    assert!((6..=14).contains(&open_share), "{open_share} % open");
    let stages: BTreeSet<Stage> = all.iter().map(Matter::stage).collect();
    assert_eq!(stages.len(), 6, "{stages:?}");
    let lights: Vec<Light> = open.iter().map(|matter| matter.light(world.end)).collect();
    assert!(lights.contains(&Light::Yellow) && lights.contains(&Light::Red), "{lights:?}");
    let asked: Vec<_> =
        handled.iter().filter_map(|m| m.attempts.iter().find_map(|a| a.verdict.as_ref())).collect();
    let solved = percent(asked.iter().filter(|v| v.solved != Solved::Not).count(), asked.len());
    let satisfied = percent(asked.iter().filter(|v| v.satisfied >= 3).count(), asked.len());
    assert!(
        (60..=82).contains(&solved) && (65..=88).contains(&satisfied),
        "{solved} % solved, {satisfied} % satisfied"
    );
    let ended =
        |kind| handled.iter().filter(|m| m.ending.as_ref().is_some_and(|e| e.kind == kind)).count();
    for kind in [
        EndingKind::Verified,
        EndingKind::AnsweredAtOnce,
        EndingKind::SelfSettled,
        EndingKind::Explained,
        EndingKind::Unreachable,
        EndingKind::NotNeeded,
        EndingKind::Exit,
        EndingKind::Withdrawn,
        EndingKind::Merged,
        EndingKind::Split,
    ] {
        assert!(ended(kind) > 0, "none ended as {kind:?}");
    }
    let late = handled.iter().filter(|matter| matter.is_late(world.end)).count();
    assert!((2..=20).contains(&percent(late, handled.len())), "{late} late");
    assert!(handled.iter().any(|m| m.returns > 0) && handled.iter().any(|m| m.extensions > 0));
    let errands = || all.iter().filter(|m| m.kind == Kind::Errand);
    assert!(errands().any(|m| m.ending.is_some()) && errands().all(|m| m.errand.item.is_some()));
    assert!(handled.iter().any(|m| m.reopens > 0) && handled.iter().any(|m| m.reworks > 1));
}

#[test]
fn a_seed_gives_the_same_year() {
    let (area, end) = (DemoArea::new(7), YEAR_END.parse().expect("an instant"));
    let say = |seed| format!("{:?}", plan(&area, seed, 60, 20, end).collect::<Vec<_>>());
    assert_eq!(say(1), say(1));
    assert_ne!(say(1), say(2));
}
