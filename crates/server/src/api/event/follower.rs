//! One open stream: first what was missed, then what happens.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::sse::Event;
use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use huisheng_store::StoreError;
use huisheng_store::feed::{self, Entry, Mark};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::sync::mpsc::Sender;
use tokio::time::interval;

use super::{ChangeView, id};
use crate::app::{App, News, Reach, Staff};
use crate::error::Problem;

/// Events read at a time from an area.
const PAGE: u32 = 500;
/// What may be written later than something recorded after it.
const OVERLAP: SignedDuration = SignedDuration::from_secs(10);
/// How far back a stream goes on; a page that slept longer loads anew.
const FAR: SignedDuration = SignedDuration::from_hours(24);
/// How often the session is looked at.
const LOOK: Duration = Duration::from_secs(15);

/// Why a stream ends. Its reader comes again and goes on where it was.
enum End {
    /// Nobody reads, the session ended, or the house closes.
    Gone,
    /// The database.
    Store(StoreError),
}

impl From<StoreError> for End {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Who reads, and how far.
pub(super) struct Follower {
    app: App,
    staff: Staff,
    reach: Arc<Reach>,
    news: Receiver<News>,
    tell: Sender<Event>,
    /// The latest recording that was told.
    told: Timestamp,
}

impl Follower {
    /// Listens from now on, so that nothing falls between the history and the news.
    pub fn new(app: &App, staff: Staff, tell: Sender<Event>) -> Result<Self, Problem> {
        let (reach, news) = (staff.reach(app)?, app.live().follow());
        Ok(Self { app: app.clone(), staff, reach, news, tell, told: app.now() })
    }

    /// Tells until it ends.
    pub async fn run(mut self, since: Option<Mark>) {
        if let Err(End::Store(error)) = self.follow(since).await {
            tracing::warn!(%error, "events");
        }
    }

    async fn follow(&mut self, since: Option<Mark>) -> Result<(), End> {
        let start = self.told;
        match since {
            Some(since) if start.duration_since(since.recorded) > FAR => {
                self.send(Event::default().event("reset").data("{}")).await?;
            }
            Some(since) => self.catch_up(since.recorded).await?,
            None => {}
        }
        let live = Event::default().event("live").id(id(Mark::before(start))).data("{}");
        self.send(live).await?;
        let mut look = interval(LOOK);
        loop {
            tokio::select! {
                () = self.tell.closed() => return Err(End::Gone),
                _ = look.tick() => self.look().await?,
                news = self.news.recv() => match news {
                    Ok(News::Told(batch)) => {
                        for one in batch.iter() {
                            self.told = self.told.max(one.entry.mark.recorded);
                            if self.reach.holds_any(&self.app.book(), one.area, &one.concerned) {
                                self.change(&one.entry).await?;
                            }
                        }
                    }
                    Ok(News::Call(account)) if account == self.staff.account => {
                        self.send(Event::default().event("call").data("{}")).await?;
                    }
                    Ok(News::Call(_)) => {}
                    Ok(News::Missed) | Err(RecvError::Lagged(_)) => {
                        self.catch_up(self.told).await?;
                    }
                    Ok(News::End) | Err(RecvError::Closed) => return Err(End::Gone),
                },
            }
        }
    }

    /// The session may have ended, the account may have other posts.
    async fn look(&mut self) -> Result<(), End> {
        match self.app.sessions().still(&self.app, &self.staff, self.app.now()).await {
            Ok(staff) => {
                if let Ok(reach) = staff.reach(&self.app) {
                    self.reach = reach;
                }
            }
            Err(problem) if problem.status == StatusCode::UNAUTHORIZED.as_u16() => {
                return Err(End::Gone);
            }
            // The database is away for a moment; commands wait for it too.
            Err(_) => {}
        }
        Ok(())
    }

    /// Tells what was recorded since shortly before `since`, over all areas in one order.
    async fn catch_up(&mut self, since: Timestamp) -> Result<(), End> {
        let mut mark = Mark::before(since.checked_sub(OVERLAP).unwrap_or(since));
        loop {
            let (mut entries, mut whole): (Vec<Entry>, Option<Mark>) = (Vec::new(), None);
            for area in self.reach.areas.clone() {
                let page = feed::after(self.app.store().read(), area, mark, PAGE).await?;
                if page.len() >= PAGE as usize {
                    // Beyond the end of a full page the other areas have to wait for it.
                    whole = whole.into_iter().chain(page.last().map(|last| last.mark)).min();
                }
                entries.extend(self.within(area, page).await?);
            }
            entries.retain(|entry| whole.is_none_or(|whole| entry.mark <= whole));
            entries.sort_by_key(|entry| entry.mark);
            for entry in &entries {
                self.change(entry).await?;
            }
            self.told = entries.last().map_or(self.told, |last| self.told.max(last.mark.recorded));
            match whole {
                Some(whole) => mark = whole,
                None => return Ok(()),
            }
        }
    }

    async fn within(&self, area: Area, page: Vec<Entry>) -> Result<Vec<Entry>, StoreError> {
        let mut matters: Vec<MatterId> = page.iter().map(|entry| entry.mark.matter).collect();
        matters.sort();
        matters.dedup();
        let (reader, book) = (self.app.store().read(), self.app.book());
        let held = self.reach.among(reader, &book, area, &matters).await?;
        Ok(page.into_iter().filter(|entry| held.contains(&entry.mark.matter)).collect())
    }

    async fn change(&mut self, entry: &Entry) -> Result<(), End> {
        let view = ChangeView {
            number: entry.number.clone(),
            kind: entry.kind.clone(),
            seq: entry.mark.seq,
            recorded: entry.mark.recorded,
        };
        let data = serde_json::to_string(&view).unwrap_or_default();
        self.send(Event::default().event("change").id(id(entry.mark)).data(data)).await
    }

    async fn send(&self, event: Event) -> Result<(), End> {
        self.tell.send(event).await.map_err(|_| End::Gone)
    }
}
