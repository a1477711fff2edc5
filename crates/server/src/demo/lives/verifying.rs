//! From the first result to the close: review, callback, rework, rating, reopening.

use huisheng_domain::matter::{Channel, Solved, UnsolvedReason, Verdict};

use super::course::{Course, Told, instant};
use super::{By, Step};

/// How a round of verification went.
enum Round {
    Ended,
    Rejected,
}

impl Course<'_> {
    /// Rounds of result and verification until it ends.
    pub(super) fn results(&mut self) -> Told {
        if self.procedure != "consultation" && self.chance(0.4) {
            return self.terminate();
        }
        let reworks = if self.procedure == "suggestion" { 1 } else { 2 };
        for round in 0..=reworks + 1 {
            let last = round > reworks;
            self.submit(round, last)?;
            match self.verify(round, last)? {
                Round::Ended => return self.after_the_end(false),
                Round::Rejected if round < reworks => {
                    self.minutes(20, 400);
                    let (by, reason) = (self.staff(|desk| &desk.dispatch), self.say("rework"));
                    self.put(by, Step::Rework { reason })?;
                }
                Round::Rejected => {
                    self.days(1, 2);
                    let due = instant(self.at + self.dice.between(25, 80) * 86_400);
                    let (by, plan) = (self.staff(|desk| &desk.supervise), self.say("consult"));
                    self.put(by, Step::Consult { due, plan })?;
                    self.days(5, 18);
                }
            }
            self.days(1, 3);
            let (by, text) = (self.worker(self.route.lead), self.say("progress"));
            self.put(by, Step::Progress { of: self.lead(), text, photos: 0 })?;
            self.days(0, 2);
        }
        Some(())
    }

    fn lead(&self) -> huisheng_domain::id::UnitId {
        super::cast::unit(self.world.area, self.route.lead)
    }

    fn terminate(&mut self) -> Told {
        let (by, opinion) = (self.worker(self.route.lead), self.say("termination"));
        self.put(by, Step::Ask { of: self.lead(), asked: super::Asked::Termination, opinion })?;
        self.minutes(30, 300);
        let (by, opinion) = (self.staff(|desk| &desk.dispatch), self.say("termination.yes"));
        self.put(by, Step::Judge { of: self.lead(), granted: true, opinion, unit: None })?;
        self.after_the_end(true)
    }

    fn submit(&mut self, round: i32, lawful: bool) -> Told {
        let unsolved = (lawful || self.chance(if round == 0 { 13.0 } else { 46.0 })).then(|| {
            *self.dice.pick(&[
                (UnsolvedReason::Conditions, "unsolved.conditions"),
                (UnsolvedReason::NoLegalBasis, "unsolved.no_legal_basis"),
                (UnsolvedReason::Unreasonable, "unsolved.unreasonable"),
            ])
        });
        self.unsolved = unsolved.is_some();
        // somebody may have joined since the office called
        self.reach()?;
        self.send(unsolved)?;
        if self.chance(5.0) {
            self.minutes(30, 300);
            self.sign_off()?;
            let (by, opinion) = (self.staff(|desk| &desk.dispatch), self.say("review.no"));
            self.put(by, Step::Review { pass: false, opinion })?;
            self.days(0, 2);
            self.send(unsolved)?;
        }
        self.sign_off()?;
        if self.chance(12.0) {
            self.days(1, 2)
        } else {
            self.minutes(20, 300)
        }
        let (by, opinion) = (self.staff(|desk| &desk.dispatch), self.say("review.yes"));
        self.put(by, Step::Review { pass: true, opinion })?;
        self.enter_above()
    }

    /// The answer to an order goes into the page of the platform above, soon or, once in a while, not yet.
    fn enter_above(&mut self) -> Told {
        if self.procedure != "upstream" || self.chance(6.0) {
            return Some(());
        }
        self.minutes(10, 200);
        let by = self.staff(|desk| &desk.dispatch);
        self.put(by, Step::EnterUpstream)
    }

    fn send(&mut self, unsolved: Option<(UnsolvedReason, &str)>) -> Told {
        let (process, plan) = (self.say("process"), self.say("plan"));
        let result = self.say(unsolved.map_or("result", |(_, words)| words));
        let of = self.lead();
        let conditions = unsolved.is_some_and(|(why, _)| why == UnsolvedReason::Conditions);
        let plan_by = conditions.then(|| instant(self.at + self.dice.between(40, 300) * 86_400));
        let by =
            By::Staff(*self.dice.pick(&self.world.area.offices.offices[self.route.lead].clerks));
        self.put(
            by,
            Step::Submit {
                of,
                process,
                result,
                plan: unsolved.is_some().then_some(plan),
                plan_by,
                unsolved: unsolved.map(|(reason, _)| reason),
                photos: 1,
            },
        )
    }

    /// Where the procedure wants the head of the office.
    fn sign_off(&mut self) -> Told {
        if !matches!(self.procedure, "12345" | "suggestion" | "upstream") {
            return Some(());
        }
        self.minutes(10, 240);
        let by =
            By::Staff(*self.dice.pick(&self.world.area.offices.offices[self.route.lead].heads));
        let opinion = self.say("sign_off.yes");
        self.put(by, Step::SignOff { pass: true, opinion })
    }

    fn verify(&mut self, round: i32, last: bool) -> Option<Round> {
        if self.voices.is_empty() {
            return self.look(round);
        }
        let online = matches!(self.channel, Channel::Wechat | Channel::App | Channel::Web);
        let mut voices = self.voices.clone();
        if online && self.chance(22.0) {
            self.confirm()?;
            voices.remove(0);
        }
        if voices.is_empty() {
            return Some(Round::Ended);
        }
        self.days(0, 2);
        for voice in voices {
            if let Round::Rejected = self.call(voice, round, last)? {
                return Some(Round::Rejected);
            }
            self.minutes(2, 40);
        }
        Some(Round::Ended)
    }

    /// One voice is called, up to three times.
    fn call(&mut self, voice: u8, round: i32, last: bool) -> Option<Round> {
        for attempt in 0..3 {
            let by = self.staff(|desk| &desk.callback);
            if !self.chance([24.0, 38.0, 55.0][attempt]) {
                return self.answer(by, voice, round, last);
            }
            let reason = self.say("callback.none");
            self.put(by, Step::Callback { voice, verdict: None, reason })?;
            self.minutes(135, 1_600);
        }
        Some(Round::Ended)
    }

    /// Somebody picks up.
    fn answer(&mut self, by: By, voice: u8, round: i32, last: bool) -> Option<Round> {
        let not = if self.unsolved {
            80.0
        } else {
            [42.0, 34.0, 28.0][usize::try_from(round.clamp(0, 2)).unwrap_or(0)]
        };
        let solved = match () {
            () if self.chance(not) => Solved::Not,
            () if self.chance(12.0) => Solved::Basically,
            () => Solved::Solved,
        };
        let (levels, words): (&[u8], _) = match solved {
            Solved::Solved => (&[5, 5, 5, 4, 4, 4, 3, 3, 2], "callback.good"),
            Solved::Basically => (&[4, 4, 3, 3, 3, 2], "callback.basic"),
            Solved::Not if self.unsolved => (&[4, 3, 3, 2, 1], "callback.unfair"),
            Solved::Not => (&[3, 2, 2, 1, 1], "callback.bad"),
        };
        let satisfied = *self.dice.pick(levels);
        let verdict = Verdict {
            contacted: self.dice.chance(98.5),
            solved,
            satisfied,
            manner: self.dice.chance(70.0).then(|| (satisfied + 1).min(5)),
            answers: std::collections::BTreeMap::new(),
        };
        let reason = self.say(words);
        self.put(by, Step::Callback { voice, verdict: Some(verdict), reason })?;
        let ended = solved != Solved::Not || self.unsolved || last;
        Some(if ended { Round::Ended } else { Round::Rejected })
    }

    /// The reporter says so before anybody asks.
    fn confirm(&mut self) -> Told {
        self.anytime(20, 2_000);
        let voice = self.voices[0];
        let (stars, tags, text) = self.rating(true);
        self.rated = true;
        let solved = Some(Solved::Solved);
        self.put(By::Voice(voice), Step::Rate { voice, stars, solved, tags, text })
    }

    /// Nobody to ask: a second person from outside looks.
    fn look(&mut self, round: i32) -> Option<Round> {
        self.days(0, 2);
        let there = self.world.area.classes.leaves[self.about.leaf].public && self.chance(80.0);
        let bad = round < 2 && self.chance(9.0);
        let words = match (bad, there) {
            (true, _) => "check.no",
            (false, true) => "check.yes",
            (false, false) => "check.paper",
        };
        let (by, opinion) = (self.staff(|desk| &desk.supervise), self.say(words));
        let solved = if bad { Solved::Not } else { Solved::Solved };
        self.put(by, Step::Check { at_the_place: there, solved, opinion })?;
        Some(if bad && !self.unsolved { Round::Rejected } else { Round::Ended })
    }

    fn rating(&mut self, good: bool) -> (u8, Vec<String>, String) {
        let (stars, tag, text): (&[u8], &[&str], _) = if good {
            let tags = &["quick", "friendly", "thorough", "clear", "at_one_go"];
            (&[5, 5, 5, 4, 4, 3], tags, "rate.good")
        } else {
            let tags = &["slow", "rude", "unsolved", "passed_on", "empty"];
            (&[1, 1, 2, 2], tags, "rate.bad")
        };
        let stars = *self.dice.pick(stars);
        let count = self.dice.between(0, 2);
        let mut tags: Vec<String> = (0..count).map(|_| (*self.dice.pick(tag)).to_owned()).collect();
        tags.dedup();
        (stars, tags, self.say(text))
    }

    /// Rating, reopening and the close when the window is over. `settled`: what has no lead office
    /// or no way back.
    pub(super) fn after_the_end(&mut self, settled: bool) -> Told {
        let ended = self.at;
        let rates = if matches!(self.channel, Channel::Wechat | Channel::App | Channel::Web) {
            42.0
        } else {
            13.0
        };
        let handled =
            !settled && self.scenes.iter().any(|scene| matches!(scene.step, Step::Submit { .. }));
        if handled && !self.unsolved {
            let answer = self.say_to_all("d");
            self.release(Some(answer))?;
        }
        if !self.voices.is_empty() && !self.rated && self.chance(rates) {
            self.anytime(30, 9 * 1_440);
            let good = self.chance(78.0);
            let again = !good && handled && self.reopens == 0 && self.chance(45.0);
            let (stars, tags, text) = self.rating(good);
            let voice = self.voices[0];
            let solved = if again { Some(Solved::Not) } else { good.then_some(Solved::Solved) };
            self.put(By::Voice(voice), Step::Rate { voice, stars, solved, tags, text })?;
            if again {
                return self.again();
            }
        } else if handled && self.reopens == 0 && self.chance(0.8) {
            self.days(1, 8);
            let (by, reason) = (self.staff(|desk| &desk.dispatch), self.say("reopen"));
            self.put(by, Step::Reopen { reason })?;
            return self.again();
        }
        self.at = self.at.max(self.window(ended)) + self.dice.between(60, 600);
        self.put(By::House, Step::Close)
    }

    /// Opened again: the same office once more.
    fn again(&mut self) -> Told {
        self.reopens += 1;
        self.rated = false;
        self.days(1, 2);
        let (by, text) = (self.worker(self.route.lead), self.say("progress"));
        self.put(by, Step::Progress { of: self.lead(), text, photos: 1 })?;
        self.days(1, 3);
        self.submit(1, false)?;
        match self.verify(2, false)? {
            Round::Ended => self.after_the_end(false),
            // told again, and it stays as it is until somebody decides
            Round::Rejected => Some(()),
        }
    }
}
