//! One group: load, decide each in turn, write together.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use huisheng_domain::area::Area;
use huisheng_domain::id::{MatterId, ReportId};
use huisheng_domain::matter::{Command, Context, Decided, Event, Matter, decide};
use rand::Rng;
use sea_orm::ConnectionTrait;

use super::lane::{Lane, Loaded};
use super::load::{confirm, load};
use super::rows::Rows;
use super::{Change, LedgerError, Outcome, Receipt, Submission};
use crate::book::Book;
use crate::cipher::Cipher;
use crate::opening::{self, Opening};
use crate::{StoreError, idempotency, matter, voice};

/// Why a group was not written.
pub(super) enum Fault {
    /// Another node changed one of the matters first.
    Outrun,
    /// The database.
    Store(StoreError),
    /// A panic on the way: a defect of ours.
    Defect,
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<sea_orm::DbErr> for Fault {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

/// A group that was written.
pub(super) struct Done {
    pub outcomes: Vec<Result<Outcome, LedgerError>>,
    pub states: Vec<((Area, MatterId), Loaded)>,
    pub changes: Vec<Change>,
}

/// How the matters of a group are come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    /// Remembered or read; the version guard tells if another node was quicker.
    Nothing,
    /// Read and locked before the decision: whoever lost once does not lose again.
    Matters,
}

/// What is written together.
#[derive(Clone, Copy)]
pub(super) struct Group<'a> {
    pub area: Area,
    pub submissions: &'a [Submission],
    pub openings: &'a [Opening],
}

/// Reads and locks, decides and writes in one transaction: whoever lost once does not lose again.
pub(super) async fn held(lane: &mut Lane, group: &Group<'_>, book: &Book) -> Result<Done, Fault> {
    // Reads go through the same connection: lanes that hold one and wait for another would wait for
    // each other.
    let write = lane.store.clone().write().await?;
    let (rows, done) = decide_all(lane, &write, group, book, Hold::Matters).await?;
    match rows.is_empty() {
        true => write.rollback().await?,
        false => rows.write(write, &mut lane.random).await?,
    }
    Ok(done)
}

/// What a group writes, and what is told of it once it is written.
pub(super) async fn decide_all(
    lane: &mut Lane,
    connection: &impl ConnectionTrait,
    &Group { area, submissions, openings }: &Group<'_>,
    book: &Book,
    hold: Hold,
) -> Result<(Rows, Done), Fault> {
    let mut answered = idempotency::find(connection, area, submissions).await?;
    let (mut states, remembered) = load(lane, connection, area, submissions, hold).await?;
    let cipher = lane.store.cipher().map_err(StoreError::from)?.clone();
    let sealed = sealed_people(connection, &cipher, area, &states).await?;
    let mut rows = Rows::new(area, cipher);
    rows.openings.extend_from_slice(openings);
    let mut group =
        Deciding { area, book, rows, sealed, changed: BTreeSet::new(), changes: Vec::new() };
    let mut outcomes = Vec::with_capacity(submissions.len());
    let mut doubtful = Vec::new();
    for submission in submissions {
        let known = submission
            .key
            .as_ref()
            .and_then(|key| answered.get(&(key.principal.clone(), key.key.clone())));
        let outcome = match (known, &submission.key) {
            (Some((hash, receipt)), Some(key)) if *hash == key.body_hash => {
                Ok(Outcome::Repeated(receipt.clone()))
            }
            (Some(_), _) => Ok(Outcome::KeyReused),
            _ => group.take(lane, connection, &mut states, submission).await?,
        };
        match (&outcome, &submission.key) {
            (Ok(Outcome::Done(receipt)), Some(key)) => {
                group.rows.answer(key, receipt, submission.now);
                answered.insert(
                    (key.principal.clone(), key.key.clone()),
                    (key.body_hash, receipt.clone()),
                );
            }
            (Ok(Outcome::Refused(_) | Outcome::Stale { .. }), _) => {
                doubtful.extend(std::iter::once(submission.matter).chain(submission.other));
            }
            _ => {}
        }
        outcomes.push(outcome);
    }
    confirm(connection, area, doubtful, &remembered).await?;
    // In the order of their ids: two groups never wait for each other's rows in a circle.
    for id in &group.changed {
        if let Some(loaded) = states.get(id) {
            let procedure = book.procedure(&loaded.matter.procedure.1);
            group.rows.matter(loaded, procedure);
        }
    }
    let states = group
        .changed
        .iter()
        .filter_map(|id| states.remove(id).map(|state| ((area, *id), state)))
        .collect();
    Ok((group.rows, Done { outcomes, states, changes: group.changes }))
}

/// Who the sealed voices of these matters are, and how they are reached: no words of a step may tell, whoever says them.
async fn sealed_people(
    connection: &impl ConnectionTrait,
    cipher: &Cipher,
    area: Area,
    states: &HashMap<MatterId, Loaded>,
) -> Result<HashMap<ReportId, Vec<String>>, StoreError> {
    let matters = states.values().map(|loaded| &loaded.matter);
    let sealed = matters.flat_map(|matter| matter.sealed_voices());
    let sealed: Vec<ReportId> = sealed.map(|voice| voice.id).collect();
    let people = voice::of_reports(connection, cipher, area, &sealed).await?;
    let told = people.into_iter().map(|one| (one.report, [one.name, one.contact]));
    Ok(told.map(|(report, told)| (report, told.into_iter().flatten().collect())).collect())
}

struct Deciding<'a> {
    area: Area,
    book: &'a Book,
    rows: Rows,
    sealed: HashMap<ReportId, Vec<String>>,
    changed: BTreeSet<MatterId>,
    changes: Vec<Change>,
}

impl Deciding<'_> {
    async fn take(
        &mut self,
        lane: &mut Lane,
        connection: &impl ConnectionTrait,
        states: &mut HashMap<MatterId, Loaded>,
        submission: &Submission,
    ) -> Result<Result<Outcome, LedgerError>, Fault> {
        let matter = submission.existing().and_then(|id| states.get(&id));
        let matter = matter.map(|loaded| loaded.matter.clone());
        if matter.is_none() && !submission.begins() {
            return Ok(Ok(Outcome::NotFound));
        }
        if let (Some(seen), Some(matter)) = (submission.if_version, &matter)
            && seen != matter.version
        {
            return Ok(Ok(Outcome::Stale { version: matter.version }));
        }
        let other =
            submission.other.and_then(|id| states.get(&id)).map(|loaded| loaded.matter.clone());
        let (history, seen_since) = match (&submission.command, &matter) {
            // Its last step is not written yet, so no history has it: alone, after the group.
            (Command::Undo | Command::EraseVoice(_) | Command::AskExclusion(_), Some(matter))
                if self.changed.contains(&matter.id) =>
            {
                return Err(Fault::Outrun);
            }
            (Command::Undo, Some(matter)) => {
                let history = matter::history(connection, self.area, matter.id).await?;
                let account = submission.actor.account();
                let seen = opening::by_others_since(
                    connection,
                    self.area,
                    matter.id,
                    account,
                    matter.changed,
                )
                .await?;
                (history, seen)
            }
            (Command::EraseVoice(_) | Command::AskExclusion(_), Some(matter)) => {
                (matter::history(connection, self.area, matter.id).await?, false)
            }
            _ => (Vec::new(), false),
        };
        let Submission { command, actor, .. } = submission;
        let mut seed = [0; 16];
        lane.random.fill_bytes(&mut seed);
        let Some(context) = self.book.context(command, matter.as_deref(), actor, seed) else {
            let hash = matter.map(|matter| matter.procedure.1.0.clone()).unwrap_or_default();
            return Ok(Err(LedgerError::NoProcedure(hash)));
        };
        let context = Context { seen_since, history: &history, ..context };
        let decided = decide(
            self.area,
            matter.as_deref(),
            other.as_deref(),
            command,
            &context,
            submission.now,
        );
        let decided = match decided {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Ok(Outcome::Refused(refusal))),
        };
        let receipt = receipt(&decided, submission.matter);
        let sealed: Vec<String> =
            matter.iter().chain(&other).flat_map(|m| self.told_by(m)).collect();
        let mut marks = submission.marks();
        marks.extend(sealed.iter().map(String::as_str));
        for one in decided {
            self.keep(lane, states, one, &history, &marks);
        }
        if let (Command::Split(split), Some(whole)) = (&submission.command, &matter) {
            self.rows.split_voices(whole, split, submission.now);
        }
        if let Command::Report(report) = &submission.command
            && let Some(same) = other.as_ref().and_then(|earlier| report.same_as(earlier))
        {
            self.rows.same_voice(same, report, submission.now);
        }
        if let (Command::Mark(mark), Some(matter)) = (&submission.command, &matter) {
            self.rows.mark(matter, mark.step, &mark.pieces);
        }
        for voice in &submission.voices {
            self.rows.voice(submission.matter, voice, submission.now);
        }
        Ok(Ok(Outcome::Done(receipt)))
    }

    fn told_by<'m>(&'m self, matter: &'m Matter) -> impl Iterator<Item = String> + 'm {
        let voices = matter.sealed_voices();
        voices.filter_map(|voice| self.sealed.get(&voice.id)).flatten().cloned()
    }

    fn keep(
        &mut self,
        lane: &mut Lane,
        states: &mut HashMap<MatterId, Loaded>,
        decided: Decided,
        history: &[Event],
        marks: &[&str],
    ) {
        let id = decided.after.id;
        let before = states.get(&id).map_or([0; 32], |loaded| loaded.head);
        let zone = self.book.zone(&decided.after);
        let head = self.rows.keep(&decided, before, history, marks, zone, &mut lane.random);
        self.changes.extend(decided.drafts.iter().map(|draft| Change {
            area: self.area,
            matter: id,
            number: decided.after.number.clone(),
            seq: draft.event.seq,
            kind: draft.event.what.code(),
            recorded: draft.event.recorded,
        }));
        states.insert(id, Loaded { matter: Arc::new(decided.after), head });
        self.changed.insert(id);
    }
}

fn receipt(decided: &[Decided], matter: MatterId) -> Receipt {
    let of = |one: &Decided| (one.after.id, one.after.number.clone());
    let main = decided.iter().find(|one| one.after.id == matter).or(decided.first());
    Receipt {
        matter,
        number: main.map(|one| one.after.number.clone()).unwrap_or_default(),
        version: main.map_or(0, |one| one.after.version),
        with: decided.iter().filter(|one| one.after.id != matter).map(of).collect(),
    }
}
