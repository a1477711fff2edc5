//! Between acceptance and the first result: assign, sign in, contact, and all that comes between.

use huisheng_domain::limit::{Limit, LimitUnit};
use huisheng_domain::matter::{Channel, Kind, Severity};

use super::cast::{self, Route};
use super::course::{Course, Told, instant};
use super::{Asked, By, Step};
use crate::demo::words::Voice;

impl Course<'_> {
    pub(super) fn handle(&mut self) -> Told {
        let supported = self.route.support.is_some() && self.chance(26.0);
        let strayed = self.chance(6.5);
        if supported || strayed || self.procedure == "upstream" {
            self.desk = 0;
        }
        if self.chance(8.0) {
            self.days(1, 2)
        } else {
            self.minutes(6, 200)
        }
        if self.procedure == "13710" && !self.voices.is_empty() && self.chance(1.4) {
            return self.split();
        }
        if self.chance(1.5) {
            let (reason, by) = (self.say("amend"), self.staff(|desk| &desk.dispatch));
            let category = Some(self.world.area.classes.leaves[self.about.leaf].id);
            self.put(by, Step::Amend { category, reason })?;
            self.minutes(2, 10);
        }
        self.go(supported, strayed)
    }

    fn go(&mut self, supported: bool, strayed: bool) -> Told {
        self.severity =
            if !self.urgent && self.chance(4.0) { Severity::Major } else { Severity::General };
        let by = self.staff(|desk| &desk.dispatch);
        self.accepted = self.at;
        self.put(by, Step::Accept { severity: self.severity })?;
        if self.chance(5.0) {
            self.days(1, 2)
        } else {
            self.minutes(1, 90)
        }
        let first = if strayed { self.route.wrong } else { self.route.lead };
        let supports = self
            .route
            .support
            .filter(|unit| supported && *unit != first)
            .map(|unit| self.unit(unit));
        let opinion = self.say_of("opinion", first, first);
        let lead = Some(self.unit(first));
        self.put(by, Step::Assign { lead, supports: supports.into_iter().collect(), opinion })?;
        self.sign_in(first)?;
        if strayed {
            self.send_on(first)?;
        }
        self.reach()?;
        if let Some(unit) = self
            .route
            .support
            .filter(|unit| supported && *unit != first && *unit != self.route.lead)
        {
            self.help(unit)?;
        }
        self.meanwhile()?;
        self.work()?;
        self.results()
    }

    fn unit(&self, office: usize) -> huisheng_domain::id::UnitId {
        cast::unit(self.world.area, office)
    }

    /// Somebody of the office.
    pub(super) fn worker(&mut self, office: usize) -> By {
        By::Staff(cast::worker(&self.world.area.offices.offices[office], self.dice))
    }

    fn sign_in(&mut self, office: usize) -> Told {
        match self.dice.between(0, 99) {
            0..=3 => self.days(2, 4),
            4..=15 => self.days(1, 1),
            _ => self.minutes(8, 240),
        }
        let by = self.worker(office);
        self.put(by, Step::SignIn { of: self.unit(office) })
    }

    /// Sent to the wrong office: returned, kept, or fought over until somebody above decides.
    fn send_on(&mut self, first: usize) -> Told {
        let right = self.route.lead;
        let quarrel = self.chance(8.0);
        let mut holder = first;
        if quarrel {
            // two offices in turn send it back; the third time is arbitration, which binds
            for next in [right, first] {
                self.judged(holder, next, "return.yes")?;
                holder = next;
                self.sign_in(holder)?;
            }
        }
        let kept = !quarrel && self.chance(30.0);
        if kept {
            let asked = Asked::Return { propose: self.unit(right) };
            self.ask(holder, asked, "return.basis")?;
            self.decide(holder, false, "return.no", None)?;
            self.route = Route { lead: holder, below: None, ..self.route };
            return Some(());
        }
        self.judged(holder, right, if quarrel { "arbitrate" } else { "return.yes" })?;
        self.sign_in(right)
    }

    fn judged(&mut self, from: usize, to: usize, words: &str) -> Told {
        self.route.support = self.route.support.filter(|unit| *unit != to);
        let asked = Asked::Return { propose: self.unit(to) };
        self.minutes(15, 300);
        let opinion = self.say_of("return.basis", from, to);
        let by = self.worker(from);
        self.put(by, Step::Ask { of: self.unit(from), asked, opinion })?;
        if self.chance(12.0) {
            self.days(1, 2)
        } else {
            self.minutes(20, 260)
        }
        let opinion = self.say_of(words, from, to);
        let by = if words == "arbitrate" {
            self.staff(|desk| &desk.supervise)
        } else {
            self.staff(|desk| &desk.dispatch)
        };
        self.put(
            by,
            Step::Judge { of: self.unit(from), granted: true, opinion, unit: Some(self.unit(to)) },
        )
    }

    fn ask(&mut self, office: usize, asked: Asked, words: &str) -> Told {
        self.minutes(10, 180);
        let (by, opinion) = (self.worker(office), self.say(words));
        self.put(by, Step::Ask { of: self.unit(office), asked, opinion })
    }

    fn decide(
        &mut self,
        office: usize,
        granted: bool,
        words: &str,
        unit: Option<huisheng_domain::id::UnitId>,
    ) -> Told {
        if self.chance(10.0) {
            self.days(1, 2)
        } else {
            self.minutes(15, 300)
        }
        let (by, opinion) = (self.staff(|desk| &desk.dispatch), self.say(words));
        self.put(by, Step::Judge { of: self.unit(office), granted, opinion, unit })
    }

    /// The office calls the reporter.
    pub(super) fn reach(&mut self) -> Told {
        let lead = self.route.lead;
        if self.contacted || self.voices.is_empty() {
            return Some(());
        }
        self.minutes(10, 300);
        let (by, text) = (self.worker(lead), self.say("contact"));
        self.contacted = true;
        self.put(by, Step::Contact { of: self.unit(lead), text })
    }

    /// A support unit does its part.
    fn help(&mut self, office: usize) -> Told {
        self.sign_in(office)?;
        if self.chance(80.0) {
            self.days(1, 2);
            self.part_done(office)?;
        }
        Some(())
    }

    fn part_done(&mut self, office: usize) -> Told {
        let by = self.worker(office);
        let (process, result) = (self.say("process"), self.say("result"));
        self.put(
            by,
            Step::Submit {
                of: self.unit(office),
                process,
                result,
                unsolved: None,
                plan: None,
                photos: 1,
            },
        )
    }

    /// What others do in the meantime.
    fn meanwhile(&mut self) -> Told {
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
    fn split(&mut self) -> Told {
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
            self.contacted = false;
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

    /// The work itself.
    fn work(&mut self) -> Told {
        let lead = self.route.lead;
        if let Some(below) = self.route.below
            && self.chance(55.0)
        {
            self.minutes(10, 200);
            let (by, opinion) = (self.worker(lead), self.say("sub"));
            self.put(by, Step::SubAssign { of: self.unit(lead), to: self.unit(below), opinion })?;
            self.sign_in(below)?;
            self.days(0, 2);
            self.part_done(below)?;
        }
        let fresh = self.at - self.accepted < 30 * 3_600;
        let plain = matches!(self.procedure, "13710" | "12345")
            && !self.urgent
            && self.severity == Severity::General;
        if plain && fresh && self.chance(7.0) {
            self.extend(lead)?;
        }
        if self.procedure == "13710"
            && self.severity == Severity::General
            && !self.urgent
            && self.chance(0.8)
        {
            self.ask(lead, Asked::Severity { to: Severity::Major }, "severity")?;
            self.decide(lead, true, "severity.yes", None)?;
            self.severity = Severity::Major;
        }
        let mut lasts =
            if self.severity == Severity::Major { self.dice.between(5, 18) } else { self.lasts() };
        if self.procedure == "13710" && lasts >= 3 {
            self.days(1, 3);
            lasts -= 2;
            let (by, text) = (self.worker(lead), self.say("milestone"));
            self.put(by, Step::Milestone { of: self.unit(lead), text })?;
        }
        if self.chance(1.6) && matches!(self.procedure, "13710" | "12345") {
            self.suspend(lead)?;
        }
        if self.chance(45.0) {
            self.days(0, 1);
            let (by, text) = (self.worker(lead), self.say("progress"));
            let photos = u8::from(self.chance(40.0));
            self.put(by, Step::Progress { of: self.unit(lead), text, photos })?;
        }
        if lasts > 4
            && !self.voices.is_empty()
            && self.at - self.urged > 26 * 3_600
            && self.chance(40.0)
        {
            self.anytime(300, 1_900);
            let (voice, text) = (self.voices[0], self.say("urge"));
            self.urged = self.at;
            self.put(By::Voice(voice), Step::Urge { voice, text })?;
        }
        self.days(0, lasts.max(0));
        Some(())
    }

    /// Working days until there is a result: most in time, some not.
    fn lasts(&mut self) -> i64 {
        match self.dice.between(0, 99) {
            0..=54 => self.dice.between(0, 2),
            55..=84 => self.dice.between(3, 5),
            85..=95 => self.dice.between(5, 8),
            _ => self.dice.between(8, 22),
        }
    }

    fn extend(&mut self, lead: usize) -> Told {
        let by = Limit::new(2, LimitUnit::WorkDay);
        let granted = self.chance(86.0);
        // asked while the clock runs: right away, never over a week-end
        self.at += self.dice.between(60, 600);
        let (clerk, opinion) = (self.worker(lead), self.say("extension"));
        self.put(
            clerk,
            Step::Ask { of: self.unit(lead), asked: Asked::Extension { by }, opinion },
        )?;
        self.decide(lead, granted, if granted { "extension.yes" } else { "extension.no" }, None)
    }

    fn suspend(&mut self, lead: usize) -> Told {
        let review = instant(self.at + self.dice.between(45, 95) * 86_400);
        self.ask(lead, Asked::Suspension { review }, "suspension")?;
        self.decide(lead, true, "suspension.yes", None)?;
        let count = self.dice.between(15, 70);
        self.at = self.world.rhythm.working_days(self.at, count, self.dice);
        let (by, reason) = (self.worker(lead), self.say("resume"));
        self.put(by, Step::Resume { reason })
    }
}
