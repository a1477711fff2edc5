//! What others do while an office works: joining, merging, splitting, asking, instructing.

use huisheng_domain::matter::{Channel, Kind};

use super::course::{Course, Told};
use super::{By, Step, cast};
use crate::demo::words::Voice;

impl Course<'_> {
    /// What others do in the meantime.
    pub(super) fn meanwhile(&mut self) -> Told {
        if self.chance(if self.urgent { 22.0 } else { 5.0 }) && self.procedure != "consultation" {
            for _ in 0..self.dice.between(1, if self.urgent { 6 } else { 2 }) {
                self.join()?;
            }
        }
        if self.chance(3.0) && matches!(self.procedure, "13710" | "12345") && self.heard < 8 {
            self.merge()?;
        }
        if self.chance(5.0) && !self.voices.is_empty() {
            self.anytime(60, 900);
            let text = self.say("supplement");
            let voice = self.voices[0];
            let photos = u8::from(self.chance(40.0));
            self.put(By::Voice(voice), Step::Supplement { voice, text, photos })?;
        }
        if self.chance(5.0) && !self.voices.is_empty() {
            self.question()?;
        }
        if self.chance(4.0) {
            self.minutes(10, 200);
            let (by, text) = (self.worker(self.route.lead), self.say("note"));
            self.put(by, Step::Note { text })?;
        }
        if self.chance(1.6) {
            self.instruct()?;
        }
        Some(())
    }

    fn join(&mut self) -> Told {
        if self.heard == u8::MAX {
            return Some(());
        }
        self.anytime(4, 200);
        let key = u32::try_from(self.dice.between(61, 9_999)).unwrap_or(61);
        let person = Some(cast::person(key, self.dice));
        let text = self.say("join");
        self.put(By::Somebody, Step::Join { channel: Channel::Wechat, person, text })?;
        self.voices.push(self.heard);
        self.heard += 1;
        Some(())
    }

    /// Somebody else reports the same; the dispatcher sees it.
    fn merge(&mut self) -> Told {
        self.anytime(30, 600);
        let key = u32::try_from(self.dice.between(61, 9_999)).unwrap_or(61);
        let person = Some(cast::person(key, self.dice));
        let voice = Voice::of_somebody(self.dice);
        let channel = std::mem::replace(&mut self.channel, Channel::Phone12345);
        let said = self.said(Kind::Request, voice, person);
        self.channel = channel;
        let intake = By::Staff(*self.dice.pick(&self.world.area.offices.desks[0].intake));
        self.matter = 1;
        self.put(intake, Step::Report(said))?;
        self.minutes(5, 120);
        let (by, reason) = (self.staff(|desk| &desk.dispatch), self.say("merge"));
        self.put(by, Step::Merge { into: 0, reason })?;
        self.matter = 0;
        self.voices.push(self.heard);
        self.heard += 1;
        Some(())
    }

    /// Two things in one report go on as two matters.
    pub(super) fn split(&mut self) -> Told {
        let (reason, by) = (self.say("split"), self.staff(|desk| &desk.dispatch));
        let other = self.dice.below(self.world.area.classes.leaves.len());
        let other = if self.world.services.contains(&other) { self.about.leaf } else { other };
        let mut parts = Vec::new();
        let leaves = [self.about.leaf, other];
        for leaf in leaves {
            self.about.leaf = leaf;
            let (title, text) = (self.say("t"), self.say("f"));
            parts.push((title, text, self.world.area.classes.leaves[leaf].id));
        }
        self.put(by, Step::Split { parts, reason })?;
        let begun = self.at;
        for (matter, leaf) in (1..).zip(leaves) {
            self.matter = matter;
            self.about.leaf = leaf;
            let community = self.world.area.land.spots[self.about.spot].community;
            self.route = self.world.cast.route(community, leaf);
            self.desk = 0;
            self.voices = vec![matter];
            // no more voices: both parts number on
            self.heard = u8::MAX;
            (self.contacted, self.released) = (false, false);
            (self.questions, self.instructions, self.urged, self.reopens) = (0, 0, 0, 0);
            self.at = begun;
            self.minutes(2, 60);
            let _told = self.go(false, false);
        }
        Some(())
    }

    fn question(&mut self) -> Told {
        self.minutes(10, 120);
        let (by, text) = (self.worker(self.route.lead), self.say("question"));
        self.put(by, Step::Question { text })?;
        let question = self.questions;
        self.questions += 1;
        if self.chance(85.0) {
            self.anytime(10, 1_200);
            let answer = self.say("reply");
            self.put(By::Voice(self.voices[0]), Step::Reply { question, answer })?;
        }
        Some(())
    }

    fn instruct(&mut self) -> Told {
        self.minutes(30, 500);
        let to = self.unit(self.route.lead);
        let (by, text) = (self.staff(|desk| &desk.leaders), self.say("instruct"));
        self.put(by, Step::Instruct { to, text })?;
        let instruction = self.instructions;
        self.instructions += 1;
        self.days(1, 3);
        let (by, text) = (self.worker(self.route.lead), self.say("report_back"));
        self.put(by, Step::ReportBack { instruction, text })
    }
}
