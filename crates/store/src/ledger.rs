//! The only door for commands, the same on both engines.
//!
//! A matter hashes to a lane. A lane takes what is waiting (a lone command waits for nobody), loads
//! the matters concerned, lets the rules decide each in turn, and writes the group in one
//! transaction with one multi-row statement a table. A refusal touches nobody else; if the database
//! rejects the group, or a rule panics, it is replayed one by one. Several nodes may serve one area:
//! the version guard decides, the loser loads again and decides again.

mod bulk;
mod chain;
mod erase;
mod group;
mod lane;
mod load;
mod mark;
mod rows;

use std::hash::{Hash, Hasher};
use std::sync::{Arc, RwLock};

use huisheng_domain::area::Area;
use huisheng_domain::id::{MatterId, PartyId, ReportId};
use huisheng_domain::matter::{Actor, Command, Refusal};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::task::{JoinError, JoinHandle};

pub use bulk::Bulk;
pub use chain::{event_hash, words_hash};
pub(crate) use rows::{area_of, micros};

use crate::book::Book;
use crate::opening::Opening;
use crate::{Engine, Store, StoreError};

/// Commands that may wait in a lane before callers are held back.
const WAITING: usize = 4_096;
/// Changes a slow follower may fall behind before it has to read the history.
const FEED: usize = 4_096;

/// A retry of the same write finds its first answer. Kept 30 days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Whose key: an account, or the random key a page made.
    pub principal: String,
    /// The key.
    pub key: String,
    /// SHA-256 of the request: the same key with another body is refused.
    pub body_hash: [u8; 32],
}

/// The person behind a voice, stored beside the history.
#[derive(Clone, PartialEq, Eq)]
pub struct Voice {
    /// The voice.
    pub report: ReportId,
    /// The person.
    pub party: PartyId,
    /// Name.
    pub name: Option<String>,
    /// Telephone or another way to reach the person.
    pub contact: Option<String>,
}

impl std::fmt::Debug for Voice {
    /// Contact data is never written to a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Voice").field("report", &self.report).finish_non_exhaustive()
    }
}

/// One command on its way in.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The cell.
    pub area: Area,
    /// The matter; for a report the id it will have.
    pub matter: MatterId,
    /// The second matter of a merge.
    pub other: Option<MatterId>,
    /// What is wanted.
    pub command: Command,
    /// By whom.
    pub actor: Actor,
    /// When.
    pub now: Timestamp,
    /// The retry key.
    pub key: Option<IdempotencyKey>,
    /// The version the caller saw.
    pub if_version: Option<u32>,
    /// Contact data to keep beside the history.
    pub voices: Vec<Voice>,
    /// Pieces of its words that are marked personal 标为个人信息.
    pub personal: Vec<String>,
}

impl Submission {
    /// What is starred in its words besides numbers: what was marked, who speaks, and how the person is reached.
    fn marks(&self) -> Vec<&str> {
        let own = self.voices.iter().flat_map(|voice| [&voice.name, &voice.contact]);
        let own = own.filter_map(Option::as_deref);
        own.chain(self.personal.iter().map(String::as_str)).collect()
    }

    /// Begins its matter if there is none.
    fn begins(&self) -> bool {
        matches!(self.command, Command::Report(_) | Command::Import(_))
    }

    /// The matter to be loaded; a report has a fresh id.
    fn existing(&self) -> Option<MatterId> {
        (!matches!(self.command, Command::Report(_))).then_some(self.matter)
    }
}

/// What a command left behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The matter.
    pub matter: MatterId,
    /// Its public number.
    pub number: String,
    /// Its version now.
    pub version: u32,
    /// Other matters that changed with it: the parts of a split, the other side of a merge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<(MatterId, String)>,
}

/// The answer to a submission. Answered means durable.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Written.
    Done(Receipt),
    /// Written before, under the same key.
    Repeated(Receipt),
    /// Refused by the rules: nothing changed.
    Refused(Refusal),
    /// The caller saw an older version: nothing changed.
    Stale {
        /// The version now.
        version: u32,
    },
    /// The key was used for another request: nothing changed.
    KeyReused,
    /// No such matter.
    NotFound,
}

/// Why there is no outcome.
#[derive(Clone, Debug, Error)]
pub enum LedgerError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The house is closing.
    #[error("the ledger is closed")]
    Closed,
    /// Others kept changing the matter in between.
    #[error("the matter changes too quickly, try again")]
    Contended,
    /// A rule or a row panicked: a defect of ours, written to the log where it happened.
    #[error("a defect of ours: see the log of the server")]
    Defect,
    /// The procedure a matter began with is not loaded.
    #[error("procedure {0} is not loaded")]
    NoProcedure(String),
}

/// A change, for those who follow. Carries nobody's data.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// The cell.
    pub area: Area,
    /// The matter.
    pub matter: MatterId,
    /// Its public number.
    pub number: String,
    /// The event.
    pub seq: u32,
    /// What happened, as a stable code.
    pub kind: &'static str,
    /// When it was recorded.
    pub recorded: Timestamp,
}

/// What a lane is handed.
enum Job {
    Command(Box<Submission>, oneshot::Sender<Result<Outcome, LedgerError>>),
    Opening(Area, Opening, oneshot::Sender<Result<(), LedgerError>>),
}

impl Job {
    fn area(&self) -> Area {
        match self {
            Self::Command(submission, _) => submission.area,
            Self::Opening(area, ..) => *area,
        }
    }
}

/// The ledger of a store. A clone is another handle to the same.
#[derive(Clone)]
pub struct Ledger {
    lanes: Arc<[mpsc::Sender<Job>]>,
    book: Arc<RwLock<Arc<Book>>>,
    feed: broadcast::Sender<Arc<[Change]>>,
}

impl Ledger {
    /// Starts the lanes: one on SQLite, `lanes` on PostgreSQL.
    pub fn start(store: &Store, book: Book, lanes: usize) -> Self {
        let count = if store.engine() == Engine::Sqlite { 1 } else { lanes.max(1) };
        let (feed, _) = broadcast::channel(FEED);
        let book = Arc::new(RwLock::new(Arc::new(book)));
        let lanes = (0..count)
            .map(|_| {
                let (sender, receiver) = mpsc::channel(WAITING);
                let lane = lane::Lane::new(store.clone(), book.clone(), feed.clone());
                tokio::spawn(lane.run(receiver));
                sender
            })
            .collect();
        Self { lanes, book, feed }
    }

    /// Hands in a command and waits until it is durable, or refused.
    pub async fn submit(&self, submission: Submission) -> Result<Outcome, LedgerError> {
        let (answer, answered) = oneshot::channel();
        let matter = submission.matter;
        self.hand_in(matter, Job::Command(Box::new(submission), answer)).await?;
        answered.await.map_err(|_| LedgerError::Closed)?
    }

    /// Writes down that somebody opened a matter, together with the commands under way.
    pub async fn opened(&self, area: Area, opening: Opening) -> Result<(), LedgerError> {
        let (answer, answered) = oneshot::channel();
        self.hand_in(opening.matter, Job::Opening(area, opening, answer)).await?;
        answered.await.map_err(|_| LedgerError::Closed)?
    }

    async fn hand_in(&self, matter: MatterId, job: Job) -> Result<(), LedgerError> {
        let lane = self.lanes.get(lane_of(matter, self.lanes.len())).ok_or(LedgerError::Closed)?;
        lane.send(job).await.map_err(|_| LedgerError::Closed)
    }

    /// The lists and procedures of the day.
    pub fn book(&self) -> Arc<Book> {
        self.book.read().map_or_else(|poisoned| poisoned.into_inner().clone(), |book| book.clone())
    }

    /// Other lists from now on.
    pub fn turn_page(&self, book: Book) {
        let mut held = self.book.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        *held = Arc::new(book);
    }

    /// Follows the changes of this node, from now on.
    pub fn follow(&self) -> broadcast::Receiver<Arc<[Change]>> {
        self.feed.subscribe()
    }
}

/// What a task that hands something in came to. Where it panicked, so does whoever waits for it.
pub async fn landed<T>(task: JoinHandle<Result<T, LedgerError>>) -> Result<T, LedgerError> {
    match task.await.map_err(JoinError::try_into_panic) {
        Ok(done) => done,
        Err(Ok(panic)) => std::panic::resume_unwind(panic),
        Err(Err(_)) => Err(LedgerError::Closed),
    }
}

fn lane_of(matter: MatterId, lanes: usize) -> usize {
    let mut hasher = std::hash::DefaultHasher::new();
    matter.hash(&mut hasher);
    usize::try_from(hasher.finish() % lanes.max(1) as u64).unwrap_or(0)
}
