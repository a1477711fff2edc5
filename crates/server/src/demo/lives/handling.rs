//! Between acceptance and the first result: assign, sign in, contact, and all that comes between.

use huisheng_domain::limit::{Limit, LimitUnit};
use huisheng_domain::matter::Severity;

use super::cast;
use super::course::{Course, Told, instant};
use super::{Asked, By, Step};

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

    pub(super) fn go(&mut self, supported: bool, strayed: bool) -> Told {
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
        self.release(None)?;
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

    pub(super) fn unit(&self, office: usize) -> huisheng_domain::id::UnitId {
        cast::unit(self.world.area, office)
    }

    /// Somebody of the office.
    pub(super) fn worker(&mut self, office: usize) -> By {
        By::Staff(cast::worker(&self.world.area.offices.offices[office], self.dice))
    }

    pub(super) fn sign_in(&mut self, office: usize) -> Told {
        match self.dice.between(0, 99) {
            0..=3 => self.days(2, 4),
            4..=15 => self.days(1, 1),
            _ => self.minutes(8, 240),
        }
        let by = self.worker(office);
        self.put(by, Step::SignIn { of: self.unit(office) })
    }

    pub(super) fn ask(&mut self, office: usize, asked: Asked, words: &str) -> Told {
        self.minutes(10, 180);
        let (by, opinion) = (self.worker(office), self.say(words));
        self.put(by, Step::Ask { of: self.unit(office), asked, opinion })
    }

    pub(super) fn decide(&mut self, office: usize, granted: bool, words: &str) -> Told {
        if self.chance(10.0) {
            self.days(1, 2)
        } else {
            self.minutes(15, 300)
        }
        let (by, opinion) = (self.staff(|desk| &desk.dispatch), self.say(words));
        self.put(by, Step::Judge { of: self.unit(office), granted, opinion, unit: None })
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
                plan_by: None,
                photos: 1,
            },
        )
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
            self.decide(lead, true, "severity.yes")?;
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
        self.decide(lead, granted, if granted { "extension.yes" } else { "extension.no" })
    }

    fn suspend(&mut self, lead: usize) -> Told {
        let review = instant(self.at + self.dice.between(40, 85) * 86_400);
        let reason = *self.dice.pick(&["legacy", "policy_or_funds", "season", "ownership"]);
        self.ask(lead, Asked::Suspension { review, reason }, "suspension")?;
        self.minutes(15, 300);
        let (by, opinion) = (self.staff(|desk| &desk.leaders), self.say("suspension.yes"));
        self.put(by, Step::Judge { of: self.unit(lead), granted: true, opinion, unit: None })?;
        let count = self.dice.between(15, 70);
        self.at = self.world.rhythm.working_days(self.at, count, self.dice);
        let (by, reason) = (self.worker(lead), self.say("resume"));
        self.put(by, Step::Resume { reason })
    }
}
