//! Sends what is due: each message to one person by one way, at least once, under one id.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures::StreamExt;
use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, Id, MatterId, ReportId};
use huisheng_domain::matter::{Event, Matter, Place, Stage};
use huisheng_domain::notification::{
    Channel, QUIET, Telling, Whom, again, not_before, of_clocks, told,
};
use huisheng_domain::one_time_code::Mobile;
use huisheng_store::account::AccountRow;
use huisheng_store::feed::{self, Mark};
use huisheng_store::notification::{
    self, ChoiceRow, Delivery, Notification, Outcome, Recipient, State,
};
use huisheng_store::{account, matter, voice};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::mail::MailError;
use super::people::People;
use super::webhook::{Data, Payload};
use super::wording::{link_of_matter, link_of_reporter, said};
use crate::api::public::code_of;
use crate::app::App;

/// Messages taken at once: as many as are sent within the time that they are lent for, also where nobody answers in time.
const BATCH: u32 = 256;
/// Messages under way at once.
const AT_ONCE: usize = 64;

/// The ways, each with a sender of its own: one that is slow keeps no other waiting.
pub const WAYS: [Channel; 3] = [Channel::Webhook, Channel::Mail, Channel::Sms];

/// One who sends by one way.
pub struct Sender {
    app: App,
    way: Channel,
}

/// What became of one try.
enum Tried {
    Sent,
    /// Nobody wants it any more.
    Dropped(&'static str),
    /// It may be taken another time.
    Failed(&'static str),
    /// It will never be taken.
    Dead(&'static str),
    /// Not at this hour.
    Later(Timestamp),
}

/// All that is needed to write a batch.
struct Batch {
    notifications: HashMap<Uuid, Notification>,
    matters: BTreeMap<MatterId, Matter>,
    events: HashMap<(MatterId, u32), Event>,
    /// Who may see which matter now.
    seen: BTreeSet<(AccountId, MatterId)>,
    contacts: HashMap<ReportId, Option<String>>,
    answer_only: BTreeSet<ReportId>,
    accounts: HashMap<AccountId, AccountRow>,
    choices: BTreeMap<AccountId, ChoiceRow>,
}

impl Sender {
    /// One who sends for this house.
    pub fn new(app: &App, way: Channel) -> Self {
        Self { app: app.clone(), way }
    }

    /// Sends what is due now, until nothing is; how much was taken.
    pub async fn round(&self) -> anyhow::Result<usize> {
        let mut sent = 0;
        for area in self.app.book().areas() {
            loop {
                let (store, now) = (self.app.store(), self.app.now());
                // Most rounds find nothing, and then nothing is written.
                if !notification::is_due(store.read(), area, self.way, now).await? {
                    break;
                }
                let write = store.write().await?;
                let taken = notification::claim(&write, area, self.way, now, BATCH).await?;
                write.commit().await?;
                if taken.is_empty() {
                    break;
                }
                sent += taken.iter().filter(|one| one.attempts == 1).count();
                let full = taken.len() >= BATCH as usize;
                self.send(area, taken, now).await?;
                if !full {
                    break;
                }
            }
        }
        Ok(sent)
    }

    async fn send(&self, area: Area, taken: Vec<Delivery>, now: Timestamp) -> anyhow::Result<()> {
        let outcomes: Vec<Outcome> = match self.batch(area, &taken, now).await {
            Ok(batch) => {
                let tries: Vec<_> = taken.iter().map(|one| self.tried(&batch, one, now)).collect();
                futures::stream::iter(tries).buffer_unordered(AT_ONCE).collect().await
            }
            // What cannot be read is given up at last, and stands where somebody sees it.
            Err(error) => {
                tracing::warn!(%error, "deliveries");
                taken.iter().map(|one| outcome(one, Tried::Failed("unreadable"), now)).collect()
            }
        };
        for one in outcomes.iter().filter(|one| one.state == State::Dead) {
            tracing::warn!(delivery = %one.id, problem = one.problem, "given up");
        }
        let write = self.app.store().write().await?;
        notification::outcomes(&write, area, &outcomes).await?;
        Ok(write.commit().await?)
    }

    async fn batch(&self, area: Area, taken: &[Delivery], now: Timestamp) -> anyhow::Result<Batch> {
        let (reader, cipher) = (self.app.store().read(), self.app.cipher()?);
        let ids: Vec<Uuid> = taken.iter().map(|one| one.notification).collect();
        let notifications = notification::of_ids(reader, area, &ids).await?;
        let (mut reports, mut accounts) = (Vec::new(), Vec::new());
        for one in &notifications {
            match one.recipient {
                Recipient::Staff(account) => accounts.push(account),
                Recipient::Reporter(report) => reports.push(report),
            }
        }
        let matters: BTreeSet<MatterId> = notifications.iter().map(|one| one.matter).collect();
        let matters: Vec<MatterId> = matters.into_iter().collect();
        let states = matter::states(reader, area, &matters).await?;
        let matters: BTreeMap<MatterId, Matter> =
            states.into_iter().map(|(id, _, matter)| (id, matter)).collect();
        let events = feed::events(reader, area, &marks(&notifications)).await?;
        let (book, mut people) = (self.app.book(), People::new(&self.app, now));
        let mut seen = BTreeSet::new();
        for one in &notifications {
            let Recipient::Staff(account) = one.recipient else { continue };
            let matter = matters.get(&one.matter);
            if let Some(matter) = matter
                && people.sees(&book, account, matter).await?
            {
                seen.insert((account, one.matter));
            }
        }
        let voices = voice::of_reports(reader, cipher, area, &reports).await?;
        let rows = account::of_ids(reader, accounts.iter().copied()).await?;
        Ok(Batch {
            events: events
                .into_iter()
                .map(|(mark, event)| ((mark.matter, mark.seq), event))
                .collect(),
            matters,
            seen,
            contacts: voices.into_iter().map(|row| (row.report, row.contact)).collect(),
            answer_only: notification::is_answer_only(reader, area, &reports).await?,
            accounts: rows.into_iter().map(|row| (Id::from_uuid(row.id), row)).collect(),
            choices: notification::choices(reader, cipher, accounts).await?,
            notifications: notifications.into_iter().map(|one| (one.id, one)).collect(),
        })
    }

    async fn tried(&self, batch: &Batch, delivery: &Delivery, now: Timestamp) -> Outcome {
        outcome(delivery, self.one(batch, delivery, now).await, now)
    }

    async fn one(&self, batch: &Batch, delivery: &Delivery, now: Timestamp) -> Tried {
        let Some(one) = batch.notifications.get(&delivery.notification) else {
            return Tried::Dropped("taken_back");
        };
        let Some(matter) = batch.matters.get(&one.matter) else { return Tried::Dropped("gone") };
        if !stands(matter, one, &batch.events) {
            return Tried::Dropped("no_longer");
        }
        let quiet = match one.recipient {
            Recipient::Reporter(_) => Some(QUIET),
            Recipient::Staff(account) => {
                batch.choices.get(&account).and_then(|row| row.choice.quiet)
            }
        };
        let book = self.app.book();
        let place = Place { division: matter.place.division, ..Place::default() };
        let due = not_before(one.topic, false, quiet, book.calendar(&place).zone(), now);
        if due > now {
            return Tried::Later(due);
        }
        let number = &matter.number;
        match one.recipient {
            Recipient::Reporter(report) => {
                self.reporter(batch, delivery, one, report, number).await
            }
            Recipient::Staff(account) => {
                self.staff(batch, delivery, one, account, number, now).await
            }
        }
    }

    async fn reporter(
        &self,
        batch: &Batch,
        delivery: &Delivery,
        one: &Notification,
        report: ReportId,
        number: &str,
    ) -> Tried {
        if batch.answer_only.contains(&report) && !one.topic.is_owed() {
            return Tried::Dropped("not_wanted");
        }
        let Some(gateway) = self.app.tells_reporters() else {
            return Tried::Failed("not_configured");
        };
        let contact = batch.contacts.get(&report).and_then(Option::as_deref).unwrap_or_default();
        let Ok(mobile) = contact.parse::<Mobile>() else { return Tried::Dropped("no_mobile") };
        let link = link_of_reporter(&self.app, number, &code_of(&self.app, report).to_string());
        let text = format!("您反映的事项（{number}）{}。{link}", said(one.topic)[0]);
        match gateway.send(Some(delivery.id), &mobile, &text).await {
            Ok(()) => Tried::Sent,
            Err(error) => Tried::Failed(error.code()),
        }
    }

    async fn staff(
        &self,
        batch: &Batch,
        delivery: &Delivery,
        one: &Notification,
        account: AccountId,
        number: &str,
        now: Timestamp,
    ) -> Tried {
        let Some(row) = batch.accounts.get(&account) else { return Tried::Dropped("gone") };
        // Whom it was kept from since is not told of it any more.
        if !batch.seen.contains(&(account, one.matter)) {
            return Tried::Dropped("not_seen");
        }
        let choice = batch.choices.get(&account);
        if choice.is_some_and(|row| !row.choice.sends(one.topic)) {
            return Tried::Dropped("not_wanted");
        }
        let [text, text_en] = said(one.topic);
        let link = link_of_matter(&self.app, number);
        if delivery.channel == Channel::Mail {
            let Some(mailer) = self.app.mailer() else { return Tried::Failed("not_configured") };
            let Some(mail) = choice.and_then(|row| row.mail.as_deref()) else {
                return Tried::Dropped("no_address");
            };
            let subject = format!("{text}（{number}）");
            let body = format!("{number} {text}。\n{number} {text_en}.\n\n{link}\n");
            return match mailer.send(delivery.id, mail, &subject, body).await {
                Ok(()) => Tried::Sent,
                Err(MailError::Address | MailError::Refused { permanent: true }) => {
                    Tried::Dead("refused")
                }
                Err(_) => Tried::Failed("no_answer"),
            };
        }
        let Some(webhook) = self.app.webhook() else { return Tried::Failed("not_configured") };
        let data = Data { topic: one.topic, login: &row.login, number, text, text_en, link: &link };
        let payload = Payload { kind: "notification", timestamp: one.told, data };
        match webhook.send(delivery.id, &payload, now).await {
            Ok(()) => Tried::Sent,
            Err(error) => Tried::Failed(error.code()),
        }
    }
}

/// The events that notifications tell of.
fn marks(all: &[Notification]) -> Vec<Mark> {
    let mark = |one: &Notification| {
        let seq = u32::try_from(one.occasion).ok()?;
        Some(Mark { recorded: one.told, matter: one.matter, seq })
    };
    all.iter().filter_map(mark).collect()
}

/// Whether it would be told now: the share is still there, the answer stands, the question is open, the clock runs.
fn stands(matter: &Matter, one: &Notification, events: &HashMap<(MatterId, u32), Event>) -> bool {
    let meant = |telling: &Telling| {
        let whom = match one.recipient {
            Recipient::Reporter(report) => telling.whom == Whom::Reporter(report),
            Recipient::Staff(_) => !matches!(telling.whom, Whom::Reporter(_)),
        };
        telling.topic == one.topic && whom
    };
    if one.topic.wakes() {
        return matches!(matter.stage(), Stage::Received | Stage::Assigning);
    }
    match u32::try_from(one.occasion) {
        Ok(seq) => events
            .get(&(one.matter, seq))
            .is_some_and(|event| told(matter, event).iter().any(meant)),
        Err(_) => {
            let at = Timestamp::from_microsecond(one.occasion).unwrap_or(Timestamp::MIN);
            let before = at.checked_sub(SignedDuration::from_micros(1)).unwrap_or(at);
            of_clocks(matter, before, at).iter().any(|(telling, _)| meant(telling))
        }
    }
}

/// What is written down of a try.
fn outcome(one: &Delivery, tried: Tried, now: Timestamp) -> Outcome {
    let (state, at, problem) = match tried {
        Tried::Sent => (State::Sent, now, None),
        Tried::Dropped(problem) => (State::Dropped, now, Some(problem)),
        Tried::Dead(problem) => (State::Dead, now, Some(problem)),
        Tried::Later(at) => (State::Waiting, at, None),
        Tried::Failed(problem) => match again(one.attempts, now) {
            Some(at) => (State::Waiting, at, Some(problem)),
            None => (State::Dead, now, Some(problem)),
        },
    };
    // Waiting for the morning is no try.
    let attempts = one.attempts - u32::from(matches!(tried, Tried::Later(_)));
    Outcome { id: one.id, tried: one.attempts, attempts, state, at, problem }
}
