//! Which post does what stands twice: in the policies, for an auditor, and in the life of a matter. Here each verb is asked of
//! both, for each post, over the states of many lives; no third list says what they should answer.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, CategoryId, DivisionId, Id, MatterId, UnitId};
use huisheng_domain::matter::{
    Actor, AskAbove, AskExclusion, AskUnsealing, AskUpstream, Command, Context, Event, Instruct,
    Lists, Matter, Note, Place, Role, RoutedBy, Shortfall, Verb, decide, offers,
};
use huisheng_domain::procedure::Procedure;
use huisheng_policy::{Policies, Staff, Thing};
use jiff::Timestamp;

use super::{COUNTY, Run, plan, run, world};

/// States that look the same to the posts are tried so often.
const ENOUGH: usize = 1;

/// What each post was seen to do.
type Done = BTreeMap<&'static str, BTreeSet<Role>>;

fn actor(role: Role, unit: UnitId) -> Actor {
    let account = AccountId::of_code("post", &format!("{role:?} {unit}"));
    Actor::Staff { account, unit, home: None, roles: [role].into() }
}

/// The list gives everything to one unit.
struct GivenTo(UnitId);

impl Lists for GivenTo {
    fn route(&self, _: Option<CategoryId>, _: &Place, _: Timestamp) -> Option<RoutedBy> {
        Some(RoutedBy { lead: Some(self.0), ..RoutedBy::default() })
    }
    fn runs_urgent(&self, _: Option<CategoryId>) -> bool {
        false
    }
    fn serves(&self, _: UnitId, _: &Place) -> bool {
        true
    }
    fn is_public_space(&self, _: Option<CategoryId>) -> bool {
        true
    }
    fn point_of(&self, place: &Place) -> Option<[f64; 2]> {
        place.point
    }
}

/// A state, and those next to it that few lives come to.
struct Ground<'a> {
    world: &'a Run,
    procedure: &'a Procedure,
    units: Vec<UnitId>,
    now: Timestamp,
}

impl<'a> Ground<'a> {
    fn of(world: &'a Run, matter: &Matter, procedure: &'a Procedure, now: Timestamp) -> Self {
        let roots = world.area.offices.units.iter().filter(|unit| unit.parent.is_none());
        let of = matter.units().chain(roots.map(|unit| unit.id));
        let all: BTreeSet<UnitId> = of
            .flat_map(|unit| {
                let above = world.units.ancestors(unit).map(|above| above.id);
                above.chain([unit]).collect::<Vec<_>>()
            })
            .collect();
        Self { world, procedure, units: all.into_iter().collect(), now }
    }

    fn context<'c>(
        &'c self,
        actor: &'c Actor,
        lists: &'c GivenTo,
        history: &'c [Event],
    ) -> Context<'c> {
        Context {
            actor,
            procedure: self.procedure,
            calendar: &self.world.calendar,
            units: &self.world.units,
            lists,
            seen_since: false,
            history,
            seed: [9; 16],
        }
    }

    /// Somebody with each post in each of these units, to which the list gives what it is about.
    fn actors(&self) -> impl Iterator<Item = (Role, Actor, GivenTo)> {
        let of =
            |role| self.units.iter().map(move |unit| (role, actor(role, *unit), GivenTo(*unit)));
        Role::ALL.into_iter().flat_map(of)
    }

    /// Adds who could do what here.
    fn see(&self, matter: &Matter, history: &[Event], done: &mut Done) {
        for (role, actor, own) in self.actors() {
            for offer in offers(matter, &self.context(&actor, &own, history), self.now) {
                if offer.refusal.is_none() {
                    done.entry(offer.verb.code()).or_default().insert(role);
                }
            }
            // Only whoever did the last step takes it back.
            let undo = Verb::Undo.code();
            if done.get(undo).is_some_and(|all| all.contains(&role)) {
                continue;
            }
            let note = Command::Note(Note { text: "记一笔".into() });
            let Some((next, history)) = self.after(matter, history, &note, (&actor, &own)) else {
                continue;
            };
            let context = self.context(&actor, &own, &history);
            let offered = offers(&next, &context, self.now);
            if offered.iter().any(|one| one.verb == Verb::Undo && one.refusal.is_none()) {
                done.entry(undo).or_default().insert(role);
            }
        }
    }

    fn after(
        &self,
        matter: &Matter,
        history: &[Event],
        command: &Command,
        (actor, own): (&Actor, &GivenTo),
    ) -> Option<(Matter, Vec<Event>)> {
        let context = self.context(actor, own, history);
        let decided = decide(COUNTY, Some(matter), None, command, &context, self.now).ok()?;
        let one = decided.into_iter().next()?;
        let more = one.drafts.into_iter().map(|draft| draft.event);
        Some((one.after, history.iter().cloned().chain(more).collect()))
    }

    /// What somebody makes of it who asks who reported, instructs an office, or asks for an exclusion.
    fn next(&self, matter: &Matter, history: &[Event]) -> Vec<(Matter, Vec<Event>)> {
        let Some(voice) = matter.reports.first().map(|voice| voice.id) else { return Vec::new() };
        let id = voice.uuid();
        let ask =
            Command::AskUnsealing(AskUnsealing { id, report: voice, reason: "核实".into() });
        let to = matter.lead().map(|lead| lead.unit).or(matter.taken_at);
        let instruct = to.map(|to| {
            Command::Instruct(Instruct {
                id,
                to,
                also: Vec::new(),
                text: "速办".into(),
                files: Vec::new(),
            })
        });
        let exclude = |shortfall| {
            let (reason, text) = ("policy".into(), "已解释".into());
            let evidence = vec![Id::from_uuid(id)];
            Command::AskExclusion(AskExclusion { id, shortfall, reason, text, evidence })
        };
        let step = |command: Command| {
            let mut actors = self.actors();
            actors.find_map(|(_, actor, own)| self.after(matter, history, &command, (&actor, &own)))
        };
        let exclusions = Shortfall::ALL.into_iter().map(exclude);
        let above =
            AskUpstream { ask: AskAbove::Return, until: None, reason: "不属本辖区".into() };
        [Some(ask), instruct, Some(Command::AskUpstream(above))]
            .into_iter()
            .flatten()
            .chain(exclusions)
            .filter_map(step)
            .collect()
    }
}

/// What of a state the posts go by.
fn kind_of_state(matter: &Matter) -> String {
    let asked = matter.assignments.iter().filter_map(|share| share.pending.as_ref());
    let asked: Vec<_> = asked.map(|one| (one.request.kind(), one.arbitration)).collect();
    let result = matter.result.as_ref();
    let result = result.map(|one| (one.signed_off.is_some(), one.reviewed.is_some(), one.rejected));
    let shares = matter.assignments.iter().filter(|share| share.is_open());
    let shares: BTreeSet<_> =
        shares.map(|one| (one.signed_in.is_some(), one.contacted.is_some())).collect();
    let waits = matter.questions.iter().any(|question| question.answered.is_none());
    let ended = matter.ending.as_ref().map(|ending| ending.kind);
    let (stage, sealed) = (matter.stage(), matter.kind.is_sealed());
    let errand = (!matter.errand.is_empty(), matter.errand.originals() > 0);
    let order = matter.upstream.as_ref();
    let above = order.map(|order| order.asked.last().map(|asked| asked.answered.is_none()));
    let more = (above, matter.suspended, matter.taken_by.is_some(), errand);
    format!("{stage:?} {sealed} {ended:?} {asked:?} {shares:?} {waits} {result:?} {more:?}")
}

/// What the policies let somebody with this post do to a matter in front of them.
fn permits(policies: &Policies, role: Role, verb: Verb) -> bool {
    let unit = UnitId::of_code("unit", "own");
    let area: Area = COUNTY;
    let who = Staff {
        account: AccountId::of_code("account", "own"),
        posts: [role].into(),
        unit,
        places: vec![DivisionId::of_code("division", "own")],
        areas: vec![area],
        whole: vec![area],
        apart: Vec::new(),
        everywhere: true,
        root: true,
    };
    let matter = Thing::Matter {
        id: MatterId::of_code("matter", "own"),
        area,
        divisions: vec![DivisionId::of_code("division", "own")],
        units: vec![unit],
        apart: Vec::new(),
    };
    policies.may(&who, verb.code(), &matter)
}

#[test]
fn policies_and_the_life_of_a_matter_name_the_same_posts() {
    let world = world();
    let policies = Policies::shipped().expect("the shipped policies");
    let (mut done, mut met): (Done, HashMap<String, usize>) = (Done::new(), HashMap::new());
    for life in plan(&world.area, 42, 2_000, 300, world.end) {
        let mut see =
            |matter: &Matter, history: &[Event], procedure: &Procedure, now: Timestamp| {
                let met = met.entry(kind_of_state(matter)).or_default();
                *met += 1;
                if *met > ENOUGH {
                    return;
                }
                let ground = Ground::of(&world, matter, procedure, now);
                ground.see(matter, history, &mut done);
                for (next, history) in ground.next(matter, history) {
                    ground.see(&next, &history, &mut done);
                }
            };
        run(&life, &world, &mut see).expect("a life");
    }
    let mut differ = Vec::new();
    for verb in Verb::ALL {
        let did = done.get(verb.code()).cloned().unwrap_or_default();
        let may: BTreeSet<Role> =
            Role::ALL.into_iter().filter(|role| permits(&policies, *role, verb)).collect();
        if did != may {
            differ.push(format!(
                "{}: the life of a matter {did:?}, the policies {may:?}",
                verb.code()
            ));
        }
    }
    differ.dedup();
    assert!(differ.is_empty(), "{} states\n{}", met.len(), differ.join("\n"));
}
