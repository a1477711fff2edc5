//! What everybody may read of a matter of public space: a dispatcher writes it, and what came of it.

use huisheng_domain::matter::Kind;

use super::course::{Course, Told, blanks_of};
use super::{Said, Step};
use crate::demo::words::{self, Blanks};

impl Course<'_> {
    /// In public space, about nobody in person, and not by somebody who asked to stay hidden.
    pub(super) fn is_for_all(&self, kind: Kind) -> bool {
        let hidden = |said: &Said| said.person.as_ref().is_some_and(|person| person.confidential);
        let hides = self.scenes.iter().any(|scene| match &scene.step {
            Step::Report(said) => hidden(said),
            _ => false,
        });
        self.world.area.classes.leaves[self.about.leaf].public && kind.is_of_things() && !hides
    }

    /// Words without a door: the community stands for the place.
    pub(super) fn say_to_all(&mut self, rule: &str) -> String {
        let area = self.world.area;
        let spot = &area.land.spots[self.about.spot];
        let blanks = Blanks {
            place: area.land.communities[spot.community].name,
            office: &area.offices.offices[self.route.lead].name,
            ..blanks_of(spot, area.classes.leaves[self.about.leaf].name)
        };
        words::say(self.world.themes[self.about.leaf], rule, &blanks, self.dice)
    }

    /// Released, or released once more with the answer.
    pub(super) fn release(&mut self, answer: Option<String>) -> Told {
        if !self.released {
            return Some(());
        }
        let area = self.world.area;
        let spot = &area.land.spots[self.about.spot];
        let place = area.land.communities[spot.community].name;
        let title = format!("{place}：{}", area.classes.leaves[self.about.leaf].name);
        // What is in hand, at once with its assignment: no clock waits for it.
        if answer.is_some() {
            self.minutes(5, 60);
        }
        let by = self.staff(|desk| &desk.dispatch);
        self.put(by, Step::Release { title, answer })
    }
}
