//! Errands 帮办代办: taken in at the door, done at the counter, the papers given back, the resident called.

use std::collections::BTreeMap;

use huisheng_domain::clock::Clock;
use huisheng_domain::limit::{Limit, LimitUnit};
use huisheng_domain::matter::{
    Channel, Document, Kind, NewErrand, Solved, TakeDocuments, Urgency, Verdict,
};

use super::cast::person;
use super::course::{blanks_of, instant};
use super::{By, Said, Scene, Step, World};
use crate::demo::dice::Dice;
use crate::demo::errands::of_street;
use crate::demo::words::{self, Voice};

const DAY: i64 = 86_400;

/// `at` the door of a home, of the leaf of errands.
pub(super) fn life(world: &World<'_>, leaf_at: usize, at: i64, dice: &mut Dice) -> Vec<Scene> {
    let area = world.area;
    let leaf = &area.classes.leaves[leaf_at];
    let spot = &area.land.spots[world.spot(0, dice)];
    let blanks = blanks_of(spot, leaf.name);
    let office = &area.offices.offices
        [area.offices.position(&format!("c{:02}", spot.community + 1)).unwrap_or(0)];
    let worker =
        By::Staff(*dice.pick(if office.grid.is_empty() { &office.clerks } else { &office.grid }));
    let items = of_street(area, area.land.communities[spot.community].street);
    let item = dice.pick(&items).clone();
    let paper = |material: &huisheng_domain::errand::Material| Document {
        name: material.name.clone(),
        original: material.original,
        count: 1,
    };
    let documents: Vec<Document> = item.materials.iter().map(paper).collect();
    let originals: Vec<u16> =
        (1..).zip(&documents).filter(|(_, one)| one.original).map(|(number, _)| number).collect();
    let taken = TakeDocuments { until: Some(instant(at + dice.between(30, 120) * DAY)), documents };
    let title = format!("代办{}", item.name);
    let who = u32::try_from(dice.between(61, 9_999)).unwrap_or(0);
    let said = Said {
        procedure: "errand",
        kind: Kind::Errand,
        channel: Channel::Grid,
        title,
        text: words::report(world.themes[leaf_at], Voice::Record, &blanks, dice),
        address: spot.address.clone(),
        place: spot.place.clone(),
        category: leaf.id,
        urgency: Urgency::Normal,
        person: Some(person(who, dice)),
        on_behalf: dice.chance(30.0),
        occurred: None,
        photos: 0,
        upstream: None,
        errand: NewErrand { item: Some(item), taken: Some(taken) },
        settled: None,
    };
    let mut scenes = Vec::new();
    let mut put = |at: i64, by: By, step: Step| {
        let there = at < world.rhythm.end;
        if there {
            scenes.push(Scene { at: instant(at), by, matter: 0, step });
        }
        there
    };
    put(at, worker, Step::Report(Box::new(said)));
    let done = world.rhythm.working_days(at, dice.between(1, 4), dice);
    if !originals.is_empty() {
        put(done, worker, Step::ReturnDocuments { documents: originals });
    }
    let handed_in = done + dice.between(2, 40) * 60;
    let submit = Step::Submit {
        of: office.unit,
        process: "已到窗口代为办理，材料当场审核。".to_owned(),
        result: "已办好，证件原件退还本人。".to_owned(),
        unsolved: None,
        plan: None,
        plan_by: None,
        photos: 0,
    };
    put(handed_in, worker, submit);
    let called = world.rhythm.working_days(handed_in, dice.between(1, 2), dice);
    let verdict = Verdict {
        contacted: true,
        solved: Solved::Solved,
        satisfied: *dice.pick(&[5, 5, 5, 4]),
        manner: Some(5),
        answers: BTreeMap::new(),
    };
    let caller = By::Staff(*dice.pick(&area.offices.desks[0].callback));
    let reason = "办好了，不用自己跑，谢谢。".to_owned();
    put(called, caller, Step::Callback { voice: 0, verdict: Some(verdict), reason });
    let window = Limit::new(15, LimitUnit::Day);
    let closed =
        Clock::start(instant(called), window, world.rhythm.calendar()).due.as_second() + 90;
    put(closed, By::House, Step::Close);
    scenes
}
