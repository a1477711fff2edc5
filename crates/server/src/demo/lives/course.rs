//! The course of one matter, from the first words until it leaves intake.

use huisheng_domain::clock::Clock;
use huisheng_domain::id::AccountId;
use huisheng_domain::limit::{Limit, LimitUnit};
use huisheng_domain::matter::{Channel, ExitReason, Kind, Severity};
use jiff::Timestamp;

use super::cast::Route;
use super::{About, By, Scene, Step, World};
use crate::demo::dice::Dice;
use crate::demo::land::Spot;
use crate::demo::words::{self, Blanks};

/// Channels and their shares in a thousand, near those DOMAIN §4.2 cites.
const CHANNELS: [(Channel, u32); 18] = [
    (Channel::Phone12345, 470),
    (Channel::Streetline, 110),
    (Channel::Grid, 190),
    (Channel::Patrol, 50),
    (Channel::Dcg, 40),
    (Channel::Wechat, 60),
    (Channel::Web, 12),
    (Channel::App, 14),
    (Channel::Video, 8),
    (Channel::P110, 9),
    (Channel::Prov, 18),
    (Channel::Rating, 4),
    (Channel::Leader, 4),
    (Channel::Visit, 6),
    (Channel::Letter, 3),
    (Channel::Media, 2),
    (Channel::Mail, 3),
    (Channel::Dispute, 5),
];

/// None: the rest lies beyond the end of the year, or everybody has forgotten it.
pub(super) type Told = Option<()>;

/// One matter on its way.
pub(super) struct Course<'w> {
    pub(super) world: &'w World<'w>,
    pub(super) dice: &'w mut Dice,
    pub(super) about: About,
    pub(super) route: Route,
    /// The desk in charge, a position in the list of desks.
    pub(super) desk: usize,
    pub(super) at: i64,
    pub(super) accepted: i64,
    /// When a lead office last got it.
    pub(super) given: i64,
    pub(super) matter: u8,
    /// Voices of this matter that can be called.
    pub(super) voices: Vec<u8>,
    pub(super) heard: u8,
    pub(super) channel: Channel,
    pub(super) procedure: &'static str,
    pub(super) urgent: bool,
    pub(super) severity: Severity,
    pub(super) questions: u8,
    pub(super) instructions: u8,
    pub(super) urged: i64,
    pub(super) reopens: u8,
    /// The result at hand says lawfully not solved.
    pub(super) unsolved: bool,
    /// A dispatcher writes what everybody may read of it.
    pub(super) released: bool,
    /// The lead office has called the reporter.
    pub(super) contacted: bool,
    /// The reporter has rated this round.
    pub(super) rated: bool,
    pub(super) scenes: Vec<Scene>,
    /// Steps until everybody forgets it.
    patience: Option<i64>,
}

pub(super) fn life(world: &World<'_>, about: About, at: i64, dice: &mut Dice) -> Vec<Scene> {
    let spot = &world.area.land.spots[about.spot];
    let route = world.cast.route(spot.community, about.leaf);
    let recent = at > world.rhythm.end - 100 * 86_400;
    let patience = dice.chance(if recent { 9.0 } else { 0.7 }).then(|| dice.between(1, 9));
    let mut course = Course {
        world,
        dice,
        about,
        route,
        desk: 0,
        at,
        accepted: at,
        given: at,
        matter: 0,
        voices: Vec::new(),
        heard: 0,
        channel: Channel::Phone12345,
        procedure: "13710",
        urgent: false,
        severity: Severity::General,
        questions: 0,
        instructions: 0,
        urged: 0,
        reopens: 0,
        unsolved: false,
        released: false,
        contacted: false,
        rated: false,
        scenes: Vec::with_capacity(16),
        patience,
    };
    let _told = course.tell();
    let mut scenes = course.scenes;
    scenes.sort_by_key(|scene| scene.at);
    scenes
}

impl Course<'_> {
    /// One step, if there is still time and anybody cares.
    pub(super) fn put(&mut self, by: By, step: Step) -> Told {
        if self.at >= self.world.rhythm.end {
            return None;
        }
        if let Some(left) = &mut self.patience {
            *left -= 1;
            if *left < 0 {
                return None;
            }
        }
        if matches!(step, Step::Assign { lead: Some(_), .. } | Step::Judge { unit: Some(_), .. }) {
            self.given = self.at;
        }
        self.scenes.push(Scene { at: instant(self.at), by, matter: self.matter, step });
        Some(())
    }

    pub(super) fn say(&mut self, rule: &str) -> String {
        let office = self.route.lead;
        self.say_of(rule, office, self.route.support.unwrap_or(office))
    }

    pub(super) fn say_of(&mut self, rule: &str, office: usize, other: usize) -> String {
        let area = self.world.area;
        let spot = &area.land.spots[self.about.spot];
        let blanks = Blanks {
            office: &area.offices.offices[office].name,
            other: &area.offices.offices[other].name,
            ..blanks_of(spot, area.classes.leaves[self.about.leaf].name)
        };
        words::say(self.world.themes[self.about.leaf], rule, &blanks, self.dice)
    }

    /// Some minutes later, within office hours unless it is urgent.
    pub(super) fn minutes(&mut self, lo: i64, hi: i64) {
        self.at += self.dice.between(lo * 60, hi * 60);
        if !self.urgent {
            self.at = self.world.rhythm.office(self.at, self.dice);
        }
    }

    /// Some working days later; hours where it is urgent.
    pub(super) fn days(&mut self, lo: i64, hi: i64) {
        if self.urgent {
            self.at += self.dice.between(lo.max(1) * 3_600, hi.max(1) * 2 * 3_600);
        } else {
            let count = self.dice.between(lo, hi);
            self.at = self.world.rhythm.working_days(self.at, count, self.dice);
        }
    }

    /// Any hour of day or night: people outside the offices.
    pub(super) fn anytime(&mut self, lo: i64, hi: i64) {
        self.at += self.dice.between(lo * 60, hi * 60);
    }

    pub(super) fn chance(&mut self, percent: f64) -> bool {
        self.dice.chance(percent)
    }

    pub(super) fn staff(&mut self, post: fn(&crate::demo::offices::Desk) -> &[AccountId]) -> By {
        By::Staff(*self.dice.pick(post(&self.world.area.offices.desks[self.desk])))
    }

    fn tell(&mut self) -> Told {
        let community = self.world.area.land.spots[self.about.spot].community;
        self.channel = CHANNELS[self.dice.weighted(CHANNELS.map(|(_, share)| share))].0;
        let street = self.world.area.land.communities[community].street;
        let kind = self.kind();
        self.procedure = self.procedure(kind);
        let leaf = &self.world.area.classes.leaves[self.about.leaf];
        self.urgent = leaf.urgent && self.chance(25.0) && self.procedure != "suggestion";
        if matches!(self.channel, Channel::Grid | Channel::Patrol | Channel::Video) {
            self.report_by_staff(kind, community, street)?;
        } else {
            self.report_by_somebody(kind, street)?;
        }
        self.released = self.is_for_all(kind) && self.chance(12.0);
        let to_one_street = self.route.street.is_some() && self.chance(75.0);
        self.desk = if to_one_street { street + 1 } else { 0 };
        if self.leaves_at_intake(kind)? {
            return Some(());
        }
        self.handle()
    }

    /// Answered, settled, let go: what never reaches an office.
    fn leaves_at_intake(&mut self, kind: Kind) -> Option<bool> {
        let upstream = self.procedure == "upstream";
        if !upstream && kind == Kind::Consultation && self.chance(72.0) {
            self.anytime(1, 12);
            let answer = self.say("answer");
            let by = self.staff(|desk| &desk.intake);
            self.put(by, Step::Answer { answer })?;
            return self.after_the_end(true).map(|()| true);
        }
        let complaint = matches!(kind, Kind::Complaint | Kind::WrongdoingReport);
        if !upstream && !complaint && self.channel == Channel::Grid && self.chance(38.0) {
            self.anytime(5, 160);
            let result = self.say("result");
            let by = self.scenes.last().map(|scene| scene.by)?;
            self.put(by, Step::Settle { result, photos: 1 })?;
            return self.after_the_end(false).map(|()| true);
        }
        let exit = match self.dice.between(0, 999) {
            0..=4 => (ExitReason::Emergency, "exit.emergency"),
            5..=12 => (ExitReason::LegalRoute, "exit.legal_route"),
            13..=23 => (ExitReason::NoNewFacts, "exit.no_new_facts"),
            24..=32 => (ExitReason::BeyondDuty, "exit.beyond"),
            33 => (ExitReason::Unlawful, "exit.unlawful"),
            34 => {
                self.minutes(10, 60);
                let by = self.staff(|desk| &desk.dispatch);
                return self.put(by, Step::Quarantine).map(|()| true);
            }
            35..=45 if !self.voices.is_empty() => {
                self.anytime(20, 300);
                let reason = self.say("withdraw");
                return self.put(By::Voice(0), Step::Withdraw { voice: 0, reason }).map(|()| true);
            }
            _ => return Some(false),
        };
        self.minutes(5, 90);
        let (told, by) = (self.say(exit.1), self.staff(|desk| &desk.intake));
        self.put(by, Step::Exit { reason: exit.0, told })?;
        Some(true)
    }

    /// When the window for rating is over.
    pub(super) fn window(&self, end: i64) -> i64 {
        let window = Limit::new(15, LimitUnit::Day);
        Clock::start(instant(end), window, self.world.rhythm.calendar()).due.as_second()
    }
}

pub(super) fn blanks_of<'a>(spot: &'a Spot, thing: &'a str) -> Blanks<'a> {
    Blanks { place: &spot.said, thing, office: "", other: "" }
}

pub(super) fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
}
