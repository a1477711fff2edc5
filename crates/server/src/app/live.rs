//! What happens in the house, as it happens, for everyone who watches.
//!
//! One reader follows the ledger and looks up once which units a matter concerns, however many
//! screens are open. What other nodes and programs write it finds in the history, a little later.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, MatterId};
use huisheng_store::feed::{self, Concerned, Entry, Mark};
use huisheng_store::ledger::Change;
use huisheng_store::{Ledger, Store, StoreError, call};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::{MissedTickBehavior, interval};

use crate::clock::Clock;

/// How often the history is read for what others wrote, while anybody follows.
const OTHERS: Duration = Duration::from_secs(2);
/// What may be written later than something recorded after it.
const OVERLAP: SignedDuration = SignedDuration::from_secs(10);
/// Events of a page.
const PAGE: u32 = 500;
/// Groups a slow follower may fall behind before it has to read the history.
const BEHIND: usize = 1_024;

/// One event, and whom it concerns.
#[derive(Clone, Debug)]
pub struct Told {
    /// The cell.
    pub area: Area,
    /// The event.
    pub entry: Entry,
    /// Where the matter is, and the units that took it in or had a share of it.
    pub concerned: Concerned,
}

/// News for followers.
#[derive(Clone, Debug)]
pub enum News {
    /// This happened.
    Told(Arc<[Told]>),
    /// A call of this account rings, was taken, or has ended.
    Call(AccountId),
    /// Something was missed: the history has it.
    Missed,
    /// The house closes.
    End,
}

/// Where followers listen. A clone is the same.
#[derive(Clone, Debug)]
pub struct Live {
    news: broadcast::Sender<News>,
}

impl Live {
    /// Follows the ledger from now on, as long as it lives.
    pub fn start(store: &Store, ledger: &Ledger, clock: Clock) -> Self {
        let (news, _) = broadcast::channel(BEHIND);
        let since = clock.now();
        let reader = Reader {
            store: store.clone(),
            clock,
            since,
            seen: BTreeMap::new(),
            calls: BTreeSet::new(),
            news: news.clone(),
        };
        tokio::spawn(reader.run(ledger.follow()));
        Self { news }
    }

    /// Listens from now on.
    pub fn follow(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }

    /// A call of an account has changed. Other nodes read it in the database, a little later.
    pub fn call(&self, account: AccountId) {
        let _ = self.news.send(News::Call(account));
    }

    /// Tells every follower to go.
    pub fn close(&self) {
        // Without followers there is nobody to tell.
        let _ = self.news.send(News::End);
    }
}

/// The one reader.
struct Reader {
    store: Store,
    clock: Clock,
    /// Up to here the history was read.
    since: Timestamp,
    /// The events of the last moments that were told, or happened while nobody listened.
    seen: BTreeMap<(MatterId, u32), Timestamp>,
    /// The changes of calls of the last moments that were told.
    calls: BTreeSet<(Timestamp, AccountId)>,
    news: broadcast::Sender<News>,
}

impl Reader {
    async fn run(mut self, mut changes: broadcast::Receiver<Arc<[Change]>>) {
        let mut others = interval(OTHERS);
        others.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                batch = changes.recv() => match batch {
                    Ok(batch) => self.own(&batch).await,
                    Err(RecvError::Lagged(_)) => self.tell(News::Missed),
                    Err(RecvError::Closed) => return,
                },
                _ = others.tick() => self.others().await,
            }
        }
    }

    /// What this node wrote.
    async fn own(&mut self, batch: &[Change]) {
        for change in batch {
            self.seen.insert((change.matter, change.seq), change.recorded);
        }
        // Whoever begins to listen after this reads the history, which has it already. A lane writes
        // one area at a time.
        if let Some(first) = batch.first().filter(|_| self.news.receiver_count() > 0) {
            let entries = batch.iter().map(Entry::from).collect();
            self.concerned(first.area, entries).await;
        }
    }

    /// What others wrote.
    async fn others(&mut self) {
        let now = self.clock.now();
        if self.news.receiver_count() > 0 {
            let from = self.since.checked_sub(OVERLAP).unwrap_or(self.since);
            if let Err(error) = self.read_all(Mark::before(from)).await {
                // The next round reads from here again.
                return tracing::warn!(%error, "live");
            }
            if let Err(error) = self.read_calls(from).await {
                return tracing::warn!(%error, "live");
            }
        }
        self.since = now;
        let old = now.checked_sub(OVERLAP * 2).unwrap_or(now);
        self.seen.retain(|_, recorded| *recorded >= old);
        self.calls.retain(|(changed, _)| *changed >= old);
    }

    async fn read_calls(&mut self, since: Timestamp) -> Result<(), StoreError> {
        for (account, changed) in call::changed(self.store.read(), since, PAGE).await? {
            if self.calls.insert((changed, account)) {
                self.tell(News::Call(account));
            }
        }
        Ok(())
    }

    async fn read_all(&mut self, after: Mark) -> Result<(), StoreError> {
        for area in feed::areas(self.store.read()).await? {
            self.read(area, after).await?;
        }
        Ok(())
    }

    async fn read(&mut self, area: Area, mut after: Mark) -> Result<(), StoreError> {
        loop {
            let page = feed::after(self.store.read(), area, after, PAGE).await?;
            let (full, last) = (page.len() >= PAGE as usize, page.last().map(|last| last.mark));
            let new = |entry: &Entry| {
                let Mark { matter, seq, recorded } = entry.mark;
                self.seen.insert((matter, seq), recorded).is_none()
            };
            let entries: Vec<Entry> = page.into_iter().filter(new).collect();
            if !entries.is_empty() {
                self.concerned(area, entries).await;
            }
            match last {
                Some(last) if full => after = last,
                _ => return Ok(()),
            }
        }
    }

    /// Tells events of one area with the units they concern.
    async fn concerned(&self, area: Area, entries: Vec<Entry>) {
        let matters: BTreeSet<MatterId> = entries.iter().map(|entry| entry.mark.matter).collect();
        let matters: Vec<MatterId> = matters.into_iter().collect();
        let told = match feed::concerned(self.store.read(), area, &matters).await {
            Ok(known) => {
                let told = entries.into_iter().map(|entry| {
                    let concerned = known.get(&entry.mark.matter).cloned().unwrap_or_default();
                    Told { area, entry, concerned }
                });
                News::Told(told.collect())
            }
            Err(error) => {
                tracing::warn!(%error, "live");
                News::Missed
            }
        };
        self.tell(told);
    }

    fn tell(&self, news: News) {
        // Without followers there is nobody to tell.
        let _ = self.news.send(news);
    }
}
