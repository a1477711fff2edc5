//! Tells partners that are called what there is to tell, and each day what is held of them.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::StreamExt;
use huisheng_domain::area::Area;
use huisheng_domain::exchange::Way;
use huisheng_domain::notification::again;
use huisheng_store::exchange::{self, Link, Outcome, PartnerRow, State};
use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use uuid::Uuid;

use super::make::{self, Made};
use super::take::{Envelope, Taken};
use super::{Signed, list, partners};
use crate::app::{App, Sessions, Staff};
use crate::sms::client;

/// Orders taken at once.
const BATCH: u32 = 64;
/// Messages under way at once.
const AT_ONCE: usize = 8;
/// How long a partner may take for one message.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often it is told what is held of it, and how long after a try that failed.
const LIST: SignedDuration = SignedDuration::from_hours(24);
const LIST_AGAIN: SignedDuration = SignedDuration::from_mins(10);

/// One who tells partners.
pub struct Sender {
    app: App,
    /// What hinders which partner, as it was said.
    troubles: BTreeMap<Uuid, String>,
    /// When which partner was told last what is held of it, or was to be.
    listed: BTreeMap<Uuid, Timestamp>,
}

/// What became of a message.
enum Posted {
    Taken(Box<Taken>),
    /// It may be taken another time.
    Failed(String),
    /// It will never be taken as it is.
    Refused(String),
}

/// A partner that is called, and in whose name.
struct Called<'c> {
    app: &'c App,
    area: Area,
    row: &'c PartnerRow,
    staff: &'c Staff,
    url: &'c str,
    client: &'c reqwest::Client,
}

impl Sender {
    /// One who tells the partners of this house.
    pub fn new(app: &App) -> Self {
        Self { app: app.clone(), troubles: BTreeMap::new(), listed: BTreeMap::new() }
    }

    /// Tells what is due now, until nothing is; how much was tried.
    pub async fn round(&mut self) -> anyhow::Result<usize> {
        let mut tried = 0;
        for area in self.app.book().areas() {
            for row in partners(&self.app, area).await? {
                let Way::Link { url } = &row.partner.way else { continue };
                // One that hinders itself hinders no other.
                match self.partner(area, &row, url).await {
                    Ok(count) => {
                        tried += count;
                        self.troubles.remove(&row.id);
                    }
                    Err(error) => {
                        let error = error.to_string();
                        // It is tried every second, and said once.
                        if self.troubles.insert(row.id, error.clone()).as_ref() != Some(&error) {
                            tracing::warn!(error, partner = %row.id, "an exchange");
                        }
                    }
                }
            }
        }
        Ok(tried)
    }

    async fn partner(&mut self, area: Area, row: &PartnerRow, url: &str) -> anyhow::Result<usize> {
        let app = self.app.clone();
        let (store, now) = (app.store(), app.now());
        let past = |at: Option<Timestamp>, long| at.is_none_or(|at| now.duration_since(at) >= long);
        let tried = self.listed.get(&row.id).copied();
        let lists = past(row.listed, LIST) && past(tried, LIST_AGAIN);
        if !lists && !exchange::is_due(store.read(), area, row.id, now).await? {
            return Ok(0);
        }
        // What the configuration has come to forbid since waits until it is allowed.
        anyhow::ensure!(app.config().exchange.allows(url), "the host is not allowed");
        let staff = Sessions::of_partner(&app, row.partner.account, now).await;
        let staff = staff.map_err(|problem| anyhow::anyhow!("{}", problem.code))?;
        let client = client(url)?;
        let called = Called { app: &app, area, row, staff: &staff, url, client: &client };
        let mut tried = 0;
        loop {
            let write = store.write().await?;
            let claimed = exchange::claim(&write, area, row.id, app.now(), BATCH).await?;
            write.commit().await?;
            tried += claimed.len();
            let full = claimed.len() >= BATCH as usize;
            let each: Vec<_> = claimed.iter().map(|link| called.tell_or_later(link)).collect();
            let told: Vec<anyhow::Result<()>> =
                futures::stream::iter(each).buffer_unordered(AT_ONCE).collect().await;
            told.into_iter().collect::<anyhow::Result<()>>()?;
            if !full {
                break;
            }
        }
        if lists {
            self.listed.insert(row.id, now);
            called.list(now).await?;
        }
        Ok(tried)
    }
}

impl Called<'_> {
    /// One that cannot be told hinders no other, and is given up at last where somebody sees it.
    async fn tell_or_later(&self, link: &Link) -> anyhow::Result<()> {
        match self.tell(link).await {
            Ok(()) => Ok(()),
            Err(error) => {
                tracing::warn!(%error, partner = %self.row.id, "an order that cannot be told");
                self.again(link, "unreadable".to_owned(), self.app.now()).await
            }
        }
    }

    /// Tells how one order stands, and writes down what became of it.
    async fn tell(&self, link: &Link) -> anyhow::Result<()> {
        let (app, now) = (self.app, self.app.now());
        let Some(made) = make::made(app, self.area, (self.row, self.staff), link).await? else {
            return self.write(link, State::Sent, now, None, None).await;
        };
        make::write_down(app, &made.looks, now).await?;
        let posted = match self.files(link, &made).await? {
            None => self.post(&made.message, id_of(self.row, link, made.version)).await?,
            Some(failed) => failed,
        };
        let now = app.now();
        match posted {
            Posted::Taken(taken) if !taken.missing.is_empty() => {
                let write = app.store().write().await?;
                for sha256 in &taken.missing {
                    let key = (self.row.id, link.number.as_str(), sha256.as_str());
                    exchange::forget_sent(&write, self.area, key).await?;
                }
                write.commit().await?;
                self.again(link, "files_missing".to_owned(), now).await
            }
            Posted::Taken(taken) => {
                self.written_down(link, &made, &taken).await?;
                // What the rules there do not allow is for somebody here to look at.
                let problem = taken.refused.first().map(|one| format!("refused_{}", one.code));
                let state = if problem.is_some() { State::Dead } else { State::Sent };
                self.write(link, state, now, problem, Some(made.version)).await
            }
            Posted::Failed(problem) => self.again(link, problem, now).await,
            Posted::Refused(problem) => {
                self.write(link, State::Dead, now, Some(problem), None).await
            }
        }
    }

    /// What was told has left the house: the step before it stands. An answer that was told is entered above.
    async fn written_down(&self, link: &Link, made: &Made, taken: &Taken) -> anyhow::Result<()> {
        make::left(self.app, self.area, self.staff, link.matter, self.app.now()).await?;
        if made.answers && taken.refused.is_empty() {
            make::entered(self.app, self.staff, self.area, link.matter, made.version).await?;
        }
        Ok(())
    }

    /// Sends the files that did not go yet; what went wrong, if something did.
    async fn files(&self, link: &Link, made: &Made) -> anyhow::Result<Option<Posted>> {
        if made.files.is_empty() {
            return Ok(None);
        }
        let reader = self.app.store().read();
        let gone = exchange::went(reader, self.area, self.row.id, &link.number).await?;
        for row in &made.files {
            let sha256 = hex::encode(row.sha256);
            if gone.contains(&sha256) {
                continue;
            }
            let file = make::attached(self.app, &link.number, row).await?;
            let id = Uuid::from_bytes(row.sha256[..16].try_into()?);
            match self.post(&Envelope::File(file), id).await? {
                // What it cannot keep it does without: the order says that it is missing.
                Posted::Taken(_) | Posted::Refused(_) => {}
                failed @ Posted::Failed(_) => return Ok(Some(failed)),
            }
            let write = self.app.store().write().await?;
            let key = (self.row.id, link.number.as_str(), sha256.as_str());
            exchange::sent(&write, self.area, key, self.app.now()).await?;
            write.commit().await?;
        }
        Ok(None)
    }

    async fn list(&self, now: Timestamp) -> anyhow::Result<()> {
        let list = list(self.app, self.area, self.row, now).await?;
        let id = self.app.fresh::<()>(now).uuid();
        if let Posted::Failed(problem) | Posted::Refused(problem) =
            self.post(&Envelope::List(list), id).await?
        {
            tracing::warn!(partner = %self.row.id, problem, "a list was not taken");
            return Ok(());
        }
        let write = self.app.store().write().await?;
        exchange::listed(&write, self.area, self.row.id, now).await?;
        Ok(write.commit().await?)
    }

    async fn post(&self, envelope: &Envelope, id: Uuid) -> anyhow::Result<Posted> {
        let body = serde_json::to_vec(envelope)?;
        let Signed { id, at, signature } = Signed::by(&self.row.secret, id, &body, self.app.now())?;
        let request = self
            .client
            .post(self.url)
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .header(standardwebhooks::HEADER_WEBHOOK_ID, id)
            .header(standardwebhooks::HEADER_WEBHOOK_TIMESTAMP, at.to_string())
            .header(standardwebhooks::HEADER_WEBHOOK_SIGNATURE, signature)
            .body(body);
        let Ok(answer) = request.send().await else {
            return Ok(Posted::Failed("no_answer".to_owned()));
        };
        let status = answer.status();
        if status.is_success() {
            // A system that says nothing of its own has taken it all the same.
            return Ok(Posted::Taken(Box::new(answer.json().await.unwrap_or_default())));
        }
        let problem = format!("http_{}", status.as_u16());
        let never = [
            StatusCode::BAD_REQUEST,
            StatusCode::PAYLOAD_TOO_LARGE,
            StatusCode::UNPROCESSABLE_ENTITY,
        ];
        Ok(if never.contains(&status) { Posted::Refused(problem) } else { Posted::Failed(problem) })
    }

    async fn again(&self, link: &Link, problem: String, now: Timestamp) -> anyhow::Result<()> {
        let (state, at) = match again(link.attempts, now) {
            Some(at) => (State::Waiting, at),
            None => (State::Dead, now),
        };
        self.write(link, state, at, Some(problem), None).await
    }

    async fn write(
        &self,
        link: &Link,
        state: State,
        at: Timestamp,
        problem: Option<String>,
        sent: Option<u32>,
    ) -> anyhow::Result<()> {
        let write = self.app.store().write().await?;
        let outcome = Outcome { state, at, problem, sent };
        exchange::outcome(&write, self.area, self.row.id, link, &outcome).await?;
        Ok(write.commit().await?)
    }
}

/// The id of what is told of a version of an order: the same each time.
fn id_of(row: &PartnerRow, link: &Link, version: u32) -> Uuid {
    let name = format!("{}/{}/{version}", row.id, link.matter);
    Uuid::from_bytes(make::first_half(name.as_bytes()))
}
