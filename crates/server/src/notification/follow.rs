//! The follower of the history: whom each event tells, people and partners of an exchange, and each clock that turns yellow or
//! red.

use std::collections::{BTreeMap, BTreeSet};

use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use huisheng_domain::matter::{Event, Happening, Matter, MatterClock, Place};
use huisheng_domain::notification::{Channel, Telling, Topic, Whom, not_before, of_clocks, told};
use huisheng_store::exchange::{self, Touch};
use huisheng_store::feed::{self, Mark};
use huisheng_store::notification::{self, Notification, Recipient};
use huisheng_store::{Book, matter};
use jiff::{SignedDuration, Timestamp};

use super::duty::{self, Night};
use super::people::People;
use crate::app::App;
use crate::exchange::{partners, touched};

/// An event may be written later than something recorded after it. How far back is looked for those, and every how many
/// rounds: soon for what another node was about to write, and now and then for what a database that stood still wrote.
const BACK: [(u32, SignedDuration); 2] =
    [(300, SignedDuration::from_mins(5)), (10, SignedDuration::from_secs(30))];
/// When something that cannot wait is looked at again where nobody is on duty.
const NOBODY: SignedDuration = SignedDuration::from_mins(5);
/// Events or alarms at once.
const PAGE: u32 = 500;
/// Open matters at once, when an area is followed for the first time.
const FIRST: u32 = 500;

/// One follower.
pub struct Follower {
    app: App,
    rounds: u32,
    /// Events that this one has told, as far back as it looks.
    seen: BTreeMap<Area, BTreeSet<Mark>>,
}

/// What is to be written down.
#[derive(Default)]
struct Page {
    told: Vec<(Notification, Vec<(Channel, Timestamp)>)>,
    taken_back: Vec<(MatterId, u32, u32)>,
    alarms: Vec<(Timestamp, MatterId)>,
    /// What there is to tell partners of an exchange.
    touched: Vec<Touch>,
}

impl Follower {
    /// One that begins where the area was followed to.
    pub fn new(app: &App) -> Self {
        Self { app: app.clone(), rounds: 0, seen: BTreeMap::new() }
    }

    /// Tells what happened since the round before, and what is due by `now`.
    pub async fn round(&mut self, now: Timestamp) -> anyhow::Result<()> {
        let back = BACK.iter().find(|(every, _)| self.rounds.is_multiple_of(*every));
        self.rounds = self.rounds.wrapping_add(1);
        let mut outcome = Ok(());
        for area in self.app.book().areas() {
            // What goes wrong in one area keeps no other waiting.
            outcome = outcome.and(self.area(area, back.map(|(_, back)| *back), now).await);
        }
        outcome
    }

    async fn area(
        &mut self,
        area: Area,
        back: Option<SignedDuration>,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        match notification::mark(self.app.store().read(), area).await? {
            Some(mark) => {
                let from = back.and_then(|back| mark.recorded.checked_sub(back).ok());
                self.events(area, from.map_or(mark, Mark::before), now).await?;
            }
            None => self.begin(area, now).await?,
        }
        self.alarms(area, now).await
    }

    /// What happened before the first round is told to nobody; the clocks that run are followed.
    async fn begin(&self, area: Area, now: Timestamp) -> anyhow::Result<()> {
        let (store, mut after) = (self.app.store(), None);
        loop {
            let (page, next) = matter::open_matters(store.read(), area, after, FIRST).await?;
            let clocks = page.iter().flat_map(|matter| {
                matter.open_clocks().filter_map(|clock| Some((rings(clock, now)?, matter.id)))
            });
            let alarms: Vec<_> = clocks.collect();
            let write = store.write().await?;
            notification::set_alarms(&write, area, &alarms).await?;
            write.commit().await?;
            if next.is_none() {
                break;
            }
            after = next;
        }
        let write = store.write().await?;
        notification::keep_mark(&write, area, Mark::before(now)).await?;
        Ok(write.commit().await?)
    }

    async fn events(&mut self, area: Area, mut after: Mark, now: Timestamp) -> anyhow::Result<()> {
        loop {
            let reader = self.app.store().read();
            let page = feed::marks(reader, area, after, PAGE).await?;
            let Some(last) = page.last().copied() else { return Ok(()) };
            let full = page.len() >= PAGE as usize;
            let seen = self.seen.entry(area).or_default();
            let new: Vec<Mark> = page.into_iter().filter(|mark| !seen.contains(mark)).collect();
            if !new.is_empty() {
                let new = feed::events(reader, area, &new).await?;
                let found = self.found(area, &new, now).await?;
                let write = self.app.store().write().await?;
                notification::record(&write, area, &found.told).await?;
                for (matter, from, until) in found.taken_back {
                    notification::take_back(&write, area, matter, from, until).await?;
                }
                notification::set_alarms(&write, area, &found.alarms).await?;
                exchange::touch(&write, area, &found.touched, now).await?;
                notification::keep_mark(&write, area, last).await?;
                write.commit().await?;
                let seen = self.seen.entry(area).or_default();
                seen.extend(new.iter().map(|(mark, _)| *mark));
                // As far back as it looks from the last that happened, whenever that was.
                let end = seen.last().map_or(now, |mark| mark.recorded);
                let old = end.checked_sub(BACK[0].1 * 2).unwrap_or(Timestamp::MIN);
                seen.retain(|mark| mark.recorded >= old);
            }
            if !full {
                return Ok(());
            }
            after = last;
        }
    }

    /// Whom a page of events tells.
    async fn found(
        &self,
        area: Area,
        page: &[(Mark, Event)],
        now: Timestamp,
    ) -> anyhow::Result<Page> {
        let book = self.app.book();
        let matters = self.matters(area, page.iter().map(|(mark, _)| mark.matter)).await?;
        let mut people = People::new(&self.app, now);
        let mut found = Page::default();
        let partners = partners(&self.app, area).await?;
        for (mark, event) in page {
            let Some(matter) = matters.get(&mark.matter) else { continue };
            found.touched.extend(touched(&partners, matter, event));
            if let Happening::Undone { from } = event.what {
                let undone = i64::from(from)..i64::from(event.seq);
                let of = |one: &Notification| {
                    one.matter == mark.matter && undone.contains(&one.occasion)
                };
                found.told.retain(|(one, _)| !of(one));
                found.taken_back.push((mark.matter, from, event.seq));
                // Clocks that the step had stopped run again.
                let clocks = matter.open_clocks();
                let rings = clocks.filter_map(|clock| Some((rings(clock, now)?, matter.id)));
                found.alarms.extend(rings);
            }
            for Telling { topic, whom } in told(matter, event) {
                let one =
                    Told { matter, occasion: event.seq.into(), topic, undoable: event.undoable };
                let all = people.of(&book, matter, topic, whom, event.actor.account()).await?;
                found.told.extend(self.tell(&book, &mut people, &one, all, now).await?);
            }
            let set = |clock: &&MatterClock| event.clocks.iter().any(|one| one.key == clock.key);
            let clocks = matter.open_clocks().filter(set);
            found.alarms.extend(
                clocks.filter_map(|clock| Some((rings(clock, event.recorded)?, matter.id))),
            );
            if matters_at_night(&event.what) {
                self.on_duty(&book, &mut people, matter, now, &mut found).await?;
            }
        }
        Ok(found)
    }

    /// Who is on duty is called for what came in while the office was closed and cannot wait; the leader in charge when it
    /// still waits.
    async fn on_duty(
        &self,
        book: &Book,
        people: &mut People,
        matter: &Matter,
        now: Timestamp,
        found: &mut Page,
    ) -> anyhow::Result<()> {
        let called = match duty::called(&self.app, matter, now).await? {
            Night::Nothing => return Ok(()),
            // Between two shifts, or before the roster is filled: it is looked at again.
            Night::Nobody => {
                found.alarms.push((now + NOBODY, matter.id));
                return Ok(());
            }
            Night::Called(called) => called,
        };
        found.alarms.push((called.escalates, matter.id));
        let mut calls = vec![(Topic::OnDuty, called.on_duty)];
        if called.escalates <= now {
            calls.push((Topic::Escalated, called.leaders));
        }
        for (topic, accounts) in calls {
            let occasion = matter.received.as_microsecond();
            let one = Told { matter, occasion, topic, undoable: false };
            for account in accounts {
                let all = people.of(book, matter, topic, Whom::Account(account), None).await?;
                found.told.extend(self.tell(book, people, &one, all, now).await?);
            }
        }
        Ok(())
    }

    /// What is to be looked at by `now`.
    async fn alarms(&self, area: Area, now: Timestamp) -> anyhow::Result<()> {
        loop {
            let due = notification::alarms(self.app.store().read(), area, now, PAGE).await?;
            if due.is_empty() {
                return Ok(());
            }
            let (book, mut people) = (self.app.book(), People::new(&self.app, now));
            let matters = self.matters(area, due.iter().map(|(_, matter)| *matter)).await?;
            let (mut found, mut next) = (Page::default(), Vec::new());
            for (at, id) in &due {
                let Some(matter) = matters.get(id) else { continue };
                let before = at.checked_sub(SignedDuration::from_micros(1)).unwrap_or(*at);
                for (Telling { topic, whom }, at) in of_clocks(matter, before, *at) {
                    let one =
                        Told { matter, occasion: at.as_microsecond(), topic, undoable: false };
                    let all = people.of(&book, matter, topic, whom, None).await?;
                    found.told.extend(self.tell(&book, &mut people, &one, all, now).await?);
                }
                let clocks = matter.open_clocks().filter(|clock| clock.clock.warn == *at);
                next.extend(clocks.filter_map(|clock| Some((rings(clock, *at)?, *id))));
                self.on_duty(&book, &mut people, matter, now, &mut found).await?;
            }
            let write = self.app.store().write().await?;
            notification::record(&write, area, &found.told).await?;
            notification::drop_alarms(&write, area, &due).await?;
            // Who leads was called already where that time is over.
            next.extend(found.alarms.into_iter().filter(|(at, _)| *at > now));
            notification::set_alarms(&write, area, &next).await?;
            write.commit().await?;
            if due.len() < PAGE as usize {
                return Ok(());
            }
        }
    }

    async fn matters(
        &self,
        area: Area,
        ids: impl Iterator<Item = MatterId>,
    ) -> anyhow::Result<BTreeMap<MatterId, Matter>> {
        let ids: BTreeSet<MatterId> = ids.collect();
        let ids: Vec<MatterId> = ids.into_iter().collect();
        let states = matter::states(self.app.store().read(), area, &ids).await?;
        Ok(states.into_iter().map(|(id, _, matter)| (id, matter)).collect())
    }

    /// The notifications of those who are told, and by which ways out of the house they go.
    async fn tell(
        &self,
        book: &Book,
        people: &mut People,
        one: &Told<'_>,
        all: Vec<Recipient>,
        now: Timestamp,
    ) -> anyhow::Result<Vec<(Notification, Vec<(Channel, Timestamp)>)>> {
        let place = Place { division: one.matter.place.division, ..Place::default() };
        let zone = book.calendar(&place).zone();
        let mut told = Vec::new();
        for recipient in all {
            let (ways, quiet) = people.ways(recipient, one.topic).await?;
            // A reporter has no list to find it in.
            if ways.is_empty() && matches!(recipient, Recipient::Reporter(_)) {
                continue;
            }
            let due = not_before(one.topic, one.undoable, quiet, zone, now);
            let notification = Notification {
                id: self.app.fresh::<()>(now).uuid(),
                matter: one.matter.id,
                occasion: one.occasion,
                topic: one.topic,
                recipient,
                told: now,
                read: None,
            };
            told.push((notification, ways.into_iter().map(|way| (way, due)).collect()));
        }
        Ok(told)
    }
}

/// What somebody is told of.
struct Told<'a> {
    matter: &'a Matter,
    occasion: i64,
    topic: Topic,
    undoable: bool,
}

/// When a clock is to be looked at next: as it turns yellow, and then as it turns red.
fn rings(clock: &MatterClock, after: Timestamp) -> Option<Timestamp> {
    [clock.clock.warn, clock.clock.due].into_iter().find(|at| *at > after)
}

/// Steps after which who is on duty may have it: it came in, or goes elsewhere.
const fn matters_at_night(what: &Happening) -> bool {
    matches!(
        what,
        Happening::Reported(_)
            | Happening::Accepted { .. }
            | Happening::Amended { .. }
            | Happening::Assigned { .. }
            | Happening::ShareClosed { .. }
    )
}
