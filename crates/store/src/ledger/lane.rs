//! A lane: takes what is waiting, group by group.

use std::collections::{HashSet, VecDeque};
use std::num::NonZeroUsize;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, RwLock};

use futures::FutureExt;
use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use huisheng_domain::matter::{Command, Matter};
use lru::LruCache;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::task::JoinHandle;

use super::group::{self, Done, Fault, Group, Hold};
use super::rows::Rows;
use super::{Change, Job, LedgerError, Outcome, Submission};
use crate::book::Book;
use crate::idempotency::KEY_TAKEN;
use crate::opening::Opening;
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
        let mut queue = VecDeque::new();
        // What was decided of the front of the queue while the group before it was written.
        let mut ahead = None;
        loop {
            if queue.is_empty() && !receive(&mut waiting, &mut queue).await {
                return;
            }
            let Some(taken) = queue.pop_front() else { continue };
            let book = self.book();
            let decided = match ahead.take() {
                Some(decided) => decided,
                None => self.decide(&taken.group(), &book).await,
            };
            let writing = decided.map(|(rows, done)| (self.writing(rows), done));
            // Few who wait are better written together, so only a full group is decided beforehand: many
            // come at once where matters are imported.
            if writing.is_ok() && queue.is_empty() && waiting.len() >= GROUP {
                receive(&mut waiting, &mut queue).await;
            }
            if let Some(next) = queue.front().filter(|next| next.stands_apart(&taken)) {
                ahead = Some(self.decide(&next.group(), &book).await);
            }
            let written = match writing {
                Ok((writing, done)) => landed(writing).await.map(|()| done),
                Err(fault) => Err(fault),
            };
            let whole = self.keep(&taken.group(), written);
            self.answer(taken, whole, &book).await;
        }
    }

    fn book(&self) -> Arc<Book> {
        self.book.read().map_or_else(|poisoned| poisoned.into_inner().clone(), |book| book.clone())
    }

    async fn answer(
        &mut self,
        taken: Taken,
        whole: Result<Vec<Result<Outcome, LedgerError>>, Fault>,
        book: &Book,
    ) {
        let (outcomes, opened) = match whole {
            Ok(outcomes) => (outcomes, Ok(())),
            Err(_) => {
                let outcomes = self.one_by_one(taken.area, &taken.submissions, book).await;
                let openings = Group { submissions: &[], ..taken.group() };
                let opened = match self.decide(&openings, book).await {
                    Ok((rows, _)) => landed(self.writing(rows)).await,
                    Err(fault) => Err(fault),
                };
                let opened = opened.map_err(|fault| match fault {
                    Fault::Store(error) => error.into(),
                    Fault::Outrun => LedgerError::Contended,
                    Fault::Defect => LedgerError::Defect,
                });
                (outcomes, opened)
            }
        };
        // Where nobody waits any more, the write stands; a retry finds it by its key.
        for (answer, outcome) in taken.answers.into_iter().zip(outcomes) {
            let _ = answer.send(outcome);
        }
        for answer in taken.told {
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
            match self.held(&one, book).await {
                Ok(mut one) => return one.pop().unwrap_or(Err(LedgerError::Closed)),
                // What is held cannot be outrun: a new matter met another of its id.
                Err(Fault::Outrun) => {
                    return Err(StoreError::Conflict("matter_pkey".to_owned()).into());
                }
                Err(Fault::Store(StoreError::Busy)) => {}
                // Another lane answered under this key in between: its answer is there now.
                Err(Fault::Store(StoreError::Conflict(name))) if name == KEY_TAKEN => {}
                Err(Fault::Store(error)) => return Err(error.into()),
                Err(Fault::Defect) => return Err(LedgerError::Defect),
            }
        }
        Err(LedgerError::Contended)
    }

    /// Decides a group of which nothing is held.
    async fn decide(&mut self, group: &Group<'_>, book: &Book) -> Result<(Rows, Done), Fault> {
        let store = self.store.clone();
        let decided = group::decide_all(self, store.read(), group, book, Hold::Nothing);
        // A defect in a rule must not end all writing. What the lane remembers changes in `keep`.
        AssertUnwindSafe(decided).catch_unwind().await.unwrap_or(Err(Fault::Defect))
    }

    /// Writes on its own, while the lane may decide the next group.
    fn writing(&mut self, rows: Rows) -> JoinHandle<Result<(), Fault>> {
        let (store, mut random) = (self.store.clone(), StdRng::from_rng(&mut self.random));
        tokio::spawn(async move {
            match rows.is_empty() {
                true => Ok(()),
                false => rows.write(store.write().await?, &mut random).await,
            }
        })
    }

    /// Decides and writes while what is concerned is held.
    async fn held(
        &mut self,
        group: &Group<'_>,
        book: &Book,
    ) -> Result<Vec<Result<Outcome, LedgerError>>, Fault> {
        let held = AssertUnwindSafe(group::held(self, group, book)).catch_unwind();
        let written = held.await.unwrap_or(Err(Fault::Defect));
        self.keep(group, written)
    }

    /// What the lane remembers of a group that was written, or was not.
    fn keep(
        &mut self,
        group: &Group<'_>,
        written: Result<Done, Fault>,
    ) -> Result<Vec<Result<Outcome, LedgerError>>, Fault> {
        match written {
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

/// Jobs of one area that were taken together, and who waits for their answers.
struct Taken {
    area: Area,
    submissions: Vec<Submission>,
    answers: Vec<oneshot::Sender<Result<Outcome, LedgerError>>>,
    openings: Vec<Opening>,
    told: Vec<oneshot::Sender<Result<(), LedgerError>>>,
}

impl Taken {
    fn group(&self) -> Group<'_> {
        let Self { area, submissions, openings, .. } = self;
        Group { area: *area, submissions, openings }
    }

    fn add(&mut self, job: Job) {
        match job {
            Job::Command(submission, answer) => {
                self.submissions.push(*submission);
                self.answers.push(answer);
            }
            Job::Opening(_, opening, answer) => {
                self.openings.push(opening);
                self.told.push(answer);
            }
        }
    }

    fn matters(&self) -> impl Iterator<Item = MatterId> {
        self.submissions.iter().flat_map(|one| std::iter::once(one.matter).chain(one.other))
    }

    /// Nothing of it depends on what `before` writes: other matters, no retry, whose answer `before` may
    /// bring, and no step back, which asks who has seen the last one.
    fn stands_apart(&self, before: &Self) -> bool {
        let theirs: HashSet<MatterId> = before.matters().collect();
        let plain = |one: &Submission| one.key.is_none() && !matches!(one.command, Command::Undo);
        self.submissions.iter().all(plain) && self.matters().all(|matter| !theirs.contains(&matter))
    }
}

/// The end of a write.
async fn landed(writing: JoinHandle<Result<(), Fault>>) -> Result<(), Fault> {
    writing.await.unwrap_or(Err(Fault::Defect))
}

/// Takes what waits, at most a group of it. Nothing comes any more if it returns false.
async fn receive(waiting: &mut mpsc::Receiver<Job>, queue: &mut VecDeque<Taken>) -> bool {
    let mut jobs = Vec::with_capacity(GROUP);
    waiting.recv_many(&mut jobs, GROUP).await;
    let any = !jobs.is_empty();
    for job in jobs {
        let area = job.area();
        match queue.iter_mut().find(|taken| taken.area == area) {
            Some(taken) => taken.add(job),
            None => {
                let mut taken = Taken {
                    area,
                    submissions: Vec::new(),
                    answers: Vec::new(),
                    openings: Vec::new(),
                    told: Vec::new(),
                };
                taken.add(job);
                queue.push_back(taken);
            }
        }
    }
    any
}
