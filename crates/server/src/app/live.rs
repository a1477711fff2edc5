//! What happens in the house, as it happens, for everyone who watches.
//!
//! One reader follows the ledger and looks up once which units a matter concerns, however many
//! screens are open. It hears the commands of this node; those of others are in the database, where a
//! follower that comes back reads them.

use std::collections::BTreeSet;
use std::sync::Arc;

use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use huisheng_store::feed::{self, Concerned, Entry};
use huisheng_store::ledger::Change;
use huisheng_store::{Ledger, Store, StoreError};
use tokio::sync::broadcast::{self, error::RecvError};

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
    pub fn start(store: &Store, ledger: &Ledger) -> Self {
        let (news, _) = broadcast::channel(BEHIND);
        tokio::spawn(run(store.clone(), ledger.follow(), news.clone()));
        Self { news }
    }

    /// Listens from now on.
    pub fn follow(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }

    /// Tells every follower to go.
    pub fn close(&self) {
        // Without followers there is nobody to tell.
        let _ = self.news.send(News::End);
    }
}

async fn run(
    store: Store,
    mut changes: broadcast::Receiver<Arc<[Change]>>,
    news: broadcast::Sender<News>,
) {
    loop {
        let told = match changes.recv().await {
            // Whoever begins to listen after this reads the history, which has it already.
            Ok(_) if news.receiver_count() == 0 => continue,
            Ok(batch) => concerned(&store, &batch).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "live");
                News::Missed
            }),
            Err(RecvError::Lagged(_)) => News::Missed,
            Err(RecvError::Closed) => return,
        };
        let _ = news.send(told);
    }
}

async fn concerned(store: &Store, batch: &[Change]) -> Result<News, StoreError> {
    // A lane writes one area at a time.
    let Some(area) = batch.first().map(|change| change.area) else {
        return Ok(News::Told(Arc::default()));
    };
    let matters: BTreeSet<MatterId> = batch.iter().map(|change| change.matter).collect();
    let matters: Vec<MatterId> = matters.into_iter().collect();
    let concerned = feed::concerned(store.read(), area, &matters).await?;
    let told = batch.iter().map(|change| Told {
        area: change.area,
        entry: change.into(),
        concerned: concerned.get(&change.matter).cloned().unwrap_or_default(),
    });
    Ok(News::Told(told.collect()))
}
