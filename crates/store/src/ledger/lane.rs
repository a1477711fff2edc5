//! A lane: takes what is waiting, group by group.

use std::num::NonZeroUsize;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, RwLock};

use futures::FutureExt;
use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use huisheng_domain::matter::Matter;
use lru::LruCache;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::sync::{broadcast, mpsc};

use super::group::{self, Fault, Group, Hold};
use super::{Change, Job, LedgerError, Outcome, Submission};
use crate::book::Book;
use crate::{Store, StoreError};

/// Commands of one group, at most.
const GROUP: usize = 256;
/// States a lane remembers; the version guard tells when one is old.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(4_096).expect("not zero");
/// How often a lone command is tried while the database is busy.
const TRIES: usize = 8;

/// A state with the hash of its last event.
#[derive(Clone)]
pub(super) struct Loaded {
    pub matter: Arc<Matter>,
    pub head: [u8; 32],
}

pub(super) struct Lane {
    pub store: Store,
    book: Arc<RwLock<Arc<Book>>>,
    feed: broadcast::Sender<Arc<[Change]>>,
    pub remembered: LruCache<(Area, MatterId), Loaded>,
    pub random: StdRng,
}

impl Lane {
    pub fn new(
        store: Store,
        book: Arc<RwLock<Arc<Book>>>,
        feed: broadcast::Sender<Arc<[Change]>>,
    ) -> Self {
        Self {
            store,
            book,
            feed,
            remembered: LruCache::new(REMEMBERED),
            random: StdRng::from_rng(&mut rand::rng()),
        }
    }

    pub async fn run(mut self, mut waiting: mpsc::Receiver<Job>) {
        let mut jobs = Vec::with_capacity(GROUP);
        while waiting.recv_many(&mut jobs, GROUP).await > 0 {
            let mut by_area: Vec<(Area, Vec<Job>)> = Vec::new();
            for job in jobs.drain(..) {
                let area = job.area();
                match by_area.iter_mut().find(|(other, _)| *other == area) {
                    Some((_, group)) => group.push(job),
                    None => by_area.push((area, vec![job])),
                }
            }
            for (area, group) in by_area {
                self.take(area, group).await;
            }
        }
    }

    async fn take(&mut self, area: Area, jobs: Vec<Job>) {
        let book = self
            .book
            .read()
            .map_or_else(|poisoned| poisoned.into_inner().clone(), |book| book.clone());
        let (mut submissions, mut answers) = (Vec::new(), Vec::new());
        let (mut openings, mut told) = (Vec::new(), Vec::new());
        for job in jobs {
            match job {
                Job::Command(submission, answer) => {
                    submissions.push(*submission);
                    answers.push(answer);
                }
                Job::Opening(_, opening, answer) => {
                    openings.push(opening);
                    told.push(answer);
                }
            }
        }
        let group = Group { area, submissions: &submissions, openings: &openings };
        let (outcomes, opened) = match self.attempt(&group, &book, Hold::Nothing).await {
            Ok(outcomes) => (outcomes, Ok(())),
            Err(_) => {
                let outcomes = self.one_by_one(area, &submissions, &book).await;
                let group = Group { submissions: &[], ..group };
                let opened = match self.attempt(&group, &book, Hold::Nothing).await {
                    Ok(_) => Ok(()),
                    Err(Fault::Store(error)) => Err(error.into()),
                    Err(Fault::Outrun) => Err(LedgerError::Contended),
                    Err(Fault::Defect) => Err(LedgerError::Defect),
                };
                (outcomes, opened)
            }
        };
        // Where nobody waits any more, the write stands; a retry finds it by its key.
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            let _ = answer.send(outcome);
        }
        for answer in told {
            let _ = answer.send(opened.clone());
        }
    }

    /// The group was rejected, or another node was quicker: one bad row must not hurt the others.
    async fn one_by_one(
        &mut self,
        area: Area,
        submissions: &[Submission],
        book: &Book,
    ) -> Vec<Result<Outcome, LedgerError>> {
        let mut outcomes: Vec<Result<Outcome, LedgerError>> = Vec::with_capacity(submissions.len());
        for submission in submissions {
            // Each would wait for the same lost database in vain.
            let lost = match outcomes.last() {
                Some(Err(LedgerError::Store(StoreError::Unavailable(why)))) => Some(why.clone()),
                _ => None,
            };
            outcomes.push(match lost {
                Some(why) => Err(StoreError::Unavailable(why).into()),
                None => self.alone(area, submission, book).await,
            });
        }
        outcomes
    }

    async fn alone(
        &mut self,
        area: Area,
        submission: &Submission,
        book: &Book,
    ) -> Result<Outcome, LedgerError> {
        for _ in 0..TRIES {
            let submissions = std::slice::from_ref(submission);
            let one = Group { area, submissions, openings: &[] };
            match self.attempt(&one, book, Hold::Matters).await {
                Ok(mut one) => return one.pop().unwrap_or(Err(LedgerError::Closed)),
                // What is held cannot be outrun: a new matter met another of its id.
                Err(Fault::Outrun) => {
                    return Err(StoreError::Conflict("matter_pkey".to_owned()).into());
                }
                Err(Fault::Store(StoreError::Busy)) => {}
                // Another lane answered under this key in between: its answer is there now.
                Err(Fault::Store(StoreError::Conflict(name))) if name == "idempotency_pkey" => {}
                Err(Fault::Store(error)) => return Err(error.into()),
                Err(Fault::Defect) => return Err(LedgerError::Defect),
            }
        }
        Err(LedgerError::Contended)
    }

    async fn attempt(
        &mut self,
        group: &Group<'_>,
        book: &Book,
        hold: Hold,
    ) -> Result<Vec<Result<Outcome, LedgerError>>, Fault> {
        // A defect in a rule must not end all writing. What the lane remembers changes only below.
        let attempt = AssertUnwindSafe(group::attempt(self, group, book, hold)).catch_unwind();
        match attempt.await.unwrap_or(Err(Fault::Defect)) {
            Ok(done) => {
                for (key, loaded) in done.states {
                    self.remembered.put(key, loaded);
                }
                if !done.changes.is_empty() {
                    // Without followers there is nobody to tell.
                    let _ = self.feed.send(done.changes.into());
                }
                Ok(done.outcomes)
            }
            Err(fault) => {
                for submission in group.submissions {
                    self.remembered.pop(&(group.area, submission.matter));
                    if let Some(other) = submission.other {
                        self.remembered.pop(&(group.area, other));
                    }
                }
                Err(fault)
            }
        }
    }
}
