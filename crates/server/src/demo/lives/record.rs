//! Service records 居民服务记录: settled on the spot, recorded, no flow.

use huisheng_domain::clock::Clock;
use huisheng_domain::limit::{Limit, LimitUnit};
use huisheng_domain::matter::{Channel, Kind, NewErrand, Solved, Urgency};
use jiff::Timestamp;

use super::course::{blanks_of, instant};
use super::{By, Said, Scene, Step, World};
use crate::demo::dice::Dice;
use crate::demo::words::{self, Voice};

pub(super) fn life(world: &World<'_>, at: i64, dice: &mut Dice) -> Vec<Scene> {
    let area = world.area;
    let leaf_at = *dice.pick(&world.services);
    let leaf = &area.classes.leaves[leaf_at];
    let theme = world.themes[leaf_at];
    // Now and then it is not done with one visit; some of the last days are still in hand.
    let share = if at > world.rhythm.end - 6 * 86_400 { 60.0 } else { 20.0 };
    if leaf.theme == "errand" && dice.chance(share) {
        return super::errand::life(world, leaf_at, at, dice);
    }
    let spot = &area.land.spots[world.spot(dice.weighted([70, 20, 2, 8]), dice)];
    let blanks = blanks_of(spot, leaf.name);
    let office = &area.offices.offices
        [area.offices.position(&format!("c{:02}", spot.community + 1)).unwrap_or(0)];
    let worker = *dice.pick(if office.grid.is_empty() { &office.clerks } else { &office.grid });
    let late = dice.chance(18.0);
    let recorded = if late { (at + dice.between(1, 9) * 3_600).min(world.rhythm.end) } else { at };
    let said = Said {
        procedure: "service_record",
        kind: Kind::ServiceRecord,
        channel: if leaf.theme == "visit" { Channel::Visit } else { Channel::Grid },
        title: words::title(theme, &blanks, dice),
        text: words::report(theme, Voice::Record, &blanks, dice),
        address: spot.address.clone(),
        place: spot.place.clone(),
        category: leaf.id,
        urgency: Urgency::Normal,
        person: None,
        on_behalf: false,
        occurred: (recorded > at).then(|| instant(at)),
        photos: u8::from(dice.chance(35.0)),
        upstream: None,
        errand: NewErrand::default(),
        settled: Some(words::say(theme, "d", &blanks, dice)),
    };
    let scene = |at: Timestamp, by: By, step: Step| Scene { at, by, matter: 0, step };
    let mut scenes =
        vec![scene(instant(recorded), By::Staff(worker), Step::Report(Box::new(said)))];
    // one in a hundred is drawn and looked at by somebody from outside
    let checked = world.rhythm.working_days(recorded, dice.between(1, 5), dice);
    if dice.chance(1.2) && checked < world.rhythm.end {
        let opinion = words::say(theme, "check.yes", &blanks, dice);
        let by = By::Staff(*dice.pick(&area.offices.desks[0].supervise));
        scenes.push(scene(
            instant(checked),
            by,
            Step::Check { at_the_place: true, solved: Solved::Solved, opinion },
        ));
    }
    let window =
        Clock::start(instant(at), Limit::new(15, LimitUnit::Day), world.rhythm.calendar()).due;
    if window.as_second() + 120 < world.rhythm.end {
        scenes.push(scene(instant(window.as_second() + 90), By::House, Step::Close));
    }
    scenes
}
