//! The rows of one group, and the one statement a table that writes them.

use std::collections::{BTreeSet, HashMap};

use huisheng_domain::area::Area;
use huisheng_domain::id::{FileId, MatterId, ReportId, UnitId};
use huisheng_domain::matter::{
    Decided, Draft, Event, Happening, Matter, ReportMatter, Split, Word, Words,
};
use huisheng_domain::personal::{self, Stays};
use huisheng_domain::procedure::Procedure;
use huisheng_domain::tally::{self, Sums};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rand::Rng;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::chain::{event_hash, words_hash};
use super::erase::{self, Silenced};
use super::group::Fault;
use super::lane::Loaded;
use super::mark::Marked;
use super::{IdempotencyKey, Receipt, Voice};
use crate::apart::{self, Apart};
use crate::cipher::Cipher;
use crate::handled::{self, Handled};
use crate::matter::words;
use crate::opening::{self, Opening};
use crate::rows::insert;
use crate::{Engine, Micros, StoreError, Write, file, matter, search, voice};

const EVENT: [&str; 8] =
    ["area", "matter", "seq", "kind", "recorded_at", "body", "words_hash", "hash"];
const WORDS: [&str; 6] = ["area", "matter", "seq", "salt", "body", "sealed"];
const SHARE: [&str; 10] =
    ["area", "id", "matter", "unit", "role", "state", "signed_in", "key", "due", "warn"];
const ANSWER: [&str; 6] = ["area", "principal", "key", "body_hash", "outcome", "answered_at"];
const DELTA: [&str; 10] =
    ["area", "id", "day", "measure", "division", "unit", "category", "channel", "kind", "n"];

/// How much of a name may be read below its stars: where a voice is sealed, nothing.
fn stays(matter: &Matter) -> Stays {
    if matter.sealed_voices().next().is_some() { Stays::Nothing } else { Stays::Part }
}

/// What one group writes.
pub(super) struct Rows {
    area: i32,
    cipher: Cipher,
    matters: Vec<Value>,
    events: Vec<Value>,
    words: Vec<Value>,
    voices: Vec<Value>,
    shares: Vec<Value>,
    answers: Vec<Value>,
    pub openings: Vec<Opening>,
    handled: Handled,
    apart: Apart,
    copies: Vec<Copied>,
    marks: Vec<Marked>,
    documents: Vec<search::Document>,
    erased: Vec<(MatterId, i64)>,
    silenced: Vec<Silenced>,
    gone: Vec<Value>,
    files: Vec<(MatterId, FileId)>,
    bases: HashMap<MatterId, u32>,
    titles: HashMap<MatterId, String>,
    sums: Sums,
}

impl Rows {
    pub fn new(area: Area, cipher: Cipher) -> Self {
        Self {
            area: area_of(area),
            cipher,
            matters: Vec::new(),
            events: Vec::new(),
            words: Vec::new(),
            voices: Vec::new(),
            shares: Vec::new(),
            answers: Vec::new(),
            openings: Vec::new(),
            handled: Handled::new(),
            apart: Apart::new(),
            copies: Vec::new(),
            marks: Vec::new(),
            documents: Vec::new(),
            erased: Vec::new(),
            silenced: Vec::new(),
            gone: Vec::new(),
            files: Vec::new(),
            bases: HashMap::new(),
            titles: HashMap::new(),
            sums: Sums::new(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.events.is_empty() && self.openings.is_empty()
    }

    /// Everything a decision writes but the row of the matter, which is written once a group.
    /// Returns the hash of the last event; `before` is that of the one before.
    pub fn keep(
        &mut self,
        decided: &Decided,
        before: [u8; 32],
        history: &[Event],
        marks: &[&str],
        zone: &TimeZone,
        random: &mut impl Rng,
    ) -> [u8; 32] {
        let id = decided.after.id;
        let mut head = before;
        for draft in &decided.drafts {
            head = self.event(id, &decided.after, draft, head, marks, random);
        }
        self.silenced.extend(Silenced::all(decided, history));
        if self.silenced.iter().any(|one| one.matter == id && one.steps.contains(&1)) {
            self.titles.remove(&id);
        }
        if decided.erase {
            self.erase(id, &decided.after.number);
        }
        let stays = |id: &Uuid| concerns_of(&decided.after).any(|other| other == *id);
        let gone = decided.before.iter().flat_map(concerns_of).filter(|id| !stays(id));
        self.gone.extend(gone.map(Value::from));
        self.keep_apart(decided);
        self.count(decided, history, zone);
        let version = decided.before.as_ref().map_or(0, |before| before.version);
        self.bases.entry(id).or_insert(version);
        head
    }

    fn keep_apart(&mut self, decided: &Decided) {
        let of = |matter: &Matter| matter.apart().collect::<BTreeSet<Uuid>>();
        let (before, after) = (decided.before.as_ref().map(of), of(&decided.after));
        if before.unwrap_or_default() != after {
            self.apart.insert(decided.after.id, after);
        }
    }

    fn count(&mut self, decided: &Decided, history: &[Event], zone: &TimeZone) {
        let events: Vec<&Event> = decided.drafts.iter().map(|draft| &draft.event).collect();
        if let (Some(Happening::Undone { from }), Some(before)) =
            (events.first().map(|event| &event.what), &decided.before)
        {
            let undone: Vec<&Event> = history.iter().filter(|event| event.seq >= *from).collect();
            tally::take_back(&mut self.sums, before, &undone, zone);
        }
        tally::count(&mut self.sums, decided.before.as_ref(), &decided.after, &events, zone);
    }

    /// One event with its words. Returns its hash.
    fn event(
        &mut self,
        id: MatterId,
        after: &Matter,
        draft: &Draft,
        before: [u8; 32],
        marks: &[&str],
        random: &mut impl Rng,
    ) -> [u8; 32] {
        let event = &draft.event;
        if let Some(account) = event.actor.account() {
            self.handled.insert((id, account), event.recorded);
        }
        self.files.extend(file::named(&event.what).iter().map(|file| (id, *file)));
        // An event is plain data; nothing in it can fail to become text.
        let body = serde_json::to_string(event).unwrap_or_default();
        let starred = personal::starred_words(&draft.words, marks, stays(after));
        let shown = starred.as_ref().unwrap_or(&draft.words);
        let said = (!draft.words.is_empty())
            .then(|| self.said(id, event.seq, &draft.words, starred.as_ref(), random));
        let hash = event_hash(&before, &body, said.as_ref().map(<[u8; 32]>::as_slice));
        self.events.extend([
            self.area.into(),
            id.uuid().into(),
            number(event.seq),
            event.what.code().into(),
            micros(event.recorded),
            body.into(),
            said.map(|hash| hash.to_vec()).into(),
            hash.to_vec().into(),
        ]);
        if let Some(title) = shown.get(Word::Title) {
            self.titles.insert(id, title.to_owned());
        }
        if let Some(key) = matter::key_of(&after.number) {
            self.documents.extend(search::Document::of(key, event.seq, shown));
        }
        hash
    }

    /// Words beside their event: in the clear, or `starred` with what was said sealed beside. The hash is over
    /// what was said.
    fn said(
        &mut self,
        id: MatterId,
        seq: u32,
        words: &Words,
        starred: Option<&Words>,
        random: &mut impl Rng,
    ) -> [u8; 32] {
        let mut salt = [0; 16];
        random.fill_bytes(&mut salt);
        let body = serde_json::to_string(words).unwrap_or_default();
        let hash = words_hash(&salt, &body);
        let (body, sealed) = match starred {
            Some(starred) => {
                let what =
                    words::place_of(self.area, id.uuid(), i32::try_from(seq).unwrap_or(i32::MAX));
                let sealed = self.cipher.seal(&what, body.as_bytes());
                (serde_json::to_string(starred).unwrap_or_default(), Some(sealed))
            }
            None => (body, None),
        };
        self.words.extend([
            self.area.into(),
            id.uuid().into(),
            number(seq),
            salt.to_vec().into(),
            body.into(),
            sealed.into(),
        ]);
        hash
    }

    /// Contact data beside the history.
    pub fn voice(&mut self, id: MatterId, voice: &Voice, now: Timestamp) {
        let (name, contact) = (voice.name.as_deref(), voice.contact.as_deref());
        let of = voice.report.uuid();
        self.voices.extend([
            self.area.into(),
            of.into(),
            id.uuid().into(),
            voice.party.uuid().into(),
        ]);
        self.voices.extend(voice::sealed(&self.cipher, self.area, of, name, contact));
        self.voices.push(micros(now));
    }

    /// Pieces of words that were kept before are personal.
    pub fn mark(&mut self, of: &Matter, step: u32, pieces: &[String]) {
        let key = matter::key_of(&of.number).unwrap_or_default();
        let (pieces, stays) = (pieces.to_vec(), stays(of));
        self.marks.push(Marked { matter: of.id, key, step, pieces, stays });
    }

    /// Each voice of a part is a voice of the whole: the same person, copied beside.
    pub fn split_voices(&mut self, whole: &Matter, split: &Split, now: Timestamp) {
        for part in &split.parts {
            for (old, new) in whole.reports.iter().zip(&part.reports) {
                self.copies.push(Copied { from: old.id, to: *new, matter: part.id, at: now });
            }
        }
    }

    /// Who speaks here is the person of that voice, copied beside.
    pub fn same_voice(&mut self, from: ReportId, report: &ReportMatter, now: Timestamp) {
        let (to, matter) = (report.report, report.id);
        self.copies.push(Copied { from, to, matter, at: now });
    }

    /// The answer kept under an idempotency key.
    pub fn answer(&mut self, key: &IdempotencyKey, receipt: &Receipt, now: Timestamp) {
        self.answers.extend([
            self.area.into(),
            key.principal.clone().into(),
            key.key.clone().into(),
            key.body_hash.to_vec().into(),
            serde_json::to_string(receipt).unwrap_or_default().into(),
            micros(now),
        ]);
    }

    /// All words, contact data and search text of a matter go, also what this group said before.
    fn erase(&mut self, id: MatterId, number: &str) {
        let key = matter::key_of(number).unwrap_or_default();
        let own = Value::from(id.uuid());
        self.words = without(std::mem::take(&mut self.words), WORDS.len(), |row| row[1] == own);
        for row in self.voices.chunks_mut(voice::COLUMNS.len()).filter(|row| row[2] == own) {
            // The row stays, so that a history that names the person still has one.
            row[4..7].fill(Value::Bytes(None));
        }
        self.documents.retain(|document| document.key != key);
        self.titles.remove(&id);
        self.erased.push((id, key));
    }

    /// The row of a matter and those of the units it concerns, as the state projects them.
    pub fn matter(&mut self, loaded: &Loaded, procedure: Option<&Procedure>) {
        let state = &loaded.matter;
        let base = self.bases.get(&state.id).copied().unwrap_or_default();
        let title = self.titles.get(&state.id).map_or("", String::as_str);
        let row = matter::Titled { matter: state, title, head: &loaded.head, base };
        self.matters.extend(matter::columns(&row, procedure));
        let micros = |at: Option<Timestamp>| at.map(|at| Micros::from(at).0);
        let (due, warn) = (micros(state.next_due()), micros(state.next_warn()));
        let mut concerns =
            |id: Uuid, unit: UnitId, role, standing, signed_in: bool, ended: bool| {
                let at = |at: Option<i64>| at.filter(|_| !ended);
                self.shares.extend([
                    self.area.into(),
                    id.into(),
                    state.id.uuid().into(),
                    unit.uuid().into(),
                    role,
                    if ended { "ended".into() } else { standing },
                    signed_in.into(),
                    matter::key_of(&state.number).unwrap_or_default().into(),
                    at(due).into(),
                    at(warn).into(),
                ]);
            };
        // With the matter everything ends that was still open, but for what a leader asked.
        let ended = !state.is_open();
        if let Some(unit) = state.taken_at {
            concerns(state.id.uuid(), unit, "intake".into(), "taken".into(), false, ended);
        }
        for share in &state.assignments {
            let (role, standing) = (matter::word(&share.role), matter::word(&share.state));
            let signed_in = share.signed_in.is_some();
            concerns(share.id.uuid(), share.unit, role, standing, signed_in, ended);
        }
        for instruction in &state.instructions {
            let done = instruction.reported_back.is_some();
            let standing = if done { "done" } else { "open" }.into();
            let runs = state.open_clocks().any(|clock| clock.key.of == Some(instruction.id));
            let ended = ended && !runs;
            concerns(instruction.id, instruction.to, "instructed".into(), standing, false, ended);
        }
    }

    /// Writes everything and commits.
    pub async fn write(self, write: Write, random: &mut impl Rng) -> Result<(), Fault> {
        let engine = Engine::of(&write);
        let expected = self.matters.len() / matter::COLUMNS.len();
        let deltas = self.deltas(random);
        let mut written = 0;
        for statement in insert(engine, "matter", &matter::COLUMNS, self.matters, matter::GUARD) {
            written += write.execute_raw(statement).await?.rows_affected();
        }
        if usize::try_from(written) != Ok(expected) {
            write.rollback().await?;
            return Err(Fault::Outrun);
        }
        // Before anything is added: what is said after an erasure stays.
        let erases = !self.erased.is_empty() || !self.silenced.is_empty();
        let wiping = engine.wiping().filter(|_| erases);
        if let Some([begin, _]) = wiping {
            write.execute_unprepared(begin).await?;
        }
        for (id, key) in &self.erased {
            erase::matter(&write, engine, self.area, *id, *key).await?;
        }
        for one in &self.silenced {
            one.erase(&write, &self.cipher, self.area).await?;
        }
        if let Some([_, end]) = wiping {
            write.execute_unprepared(end).await?;
        }
        let tables: [(&str, &[&str], Vec<Value>, &str); 6] = [
            ("event", &EVENT, self.events, ""),
            ("words", &WORDS, self.words, ""),
            ("voice", &voice::COLUMNS, self.voices, VOICE_AGAIN),
            ("share", &SHARE, self.shares, SHARE_AGAIN),
            ("idempotency", &ANSWER, self.answers, ""),
            ("tally_delta", &DELTA, deltas, ""),
        ];
        for (table, columns, values, tail) in tables {
            for statement in insert(engine, table, columns, values, tail) {
                write.execute_raw(statement).await?;
            }
        }
        copy_voices(&write, &self.cipher, self.area, &self.copies).await?;
        let documents = search::add(engine, self.area, &self.documents);
        let openings = opening::record(engine, self.area, &self.openings);
        let handled = handled::record(engine, self.area, &self.handled);
        let apart = apart::record(engine, self.area, &self.apart);
        for statement in documents.into_iter().chain(openings).chain(handled).chain(apart) {
            write.execute_raw(statement).await?;
        }
        for mark in &self.marks {
            mark.star(&write, &self.cipher, self.area).await?;
        }
        if !self.gone.is_empty() {
            let marks = vec!["?"; self.gone.len()].join(",");
            let sql = format!("DELETE FROM share WHERE area = ? AND id IN ({marks})");
            let values = std::iter::once(self.area.into()).chain(self.gone).collect();
            write.execute_raw(engine.statement(&sql, values)).await?;
        }
        file::give(&write, self.area, &self.files).await?;
        Ok(write.commit().await?)
    }

    fn deltas(&self, random: &mut impl Rng) -> Vec<Value> {
        let known = |id: Option<Uuid>| Value::from(id.unwrap_or_default());
        let mut values = Vec::with_capacity(self.sums.len() * DELTA.len());
        for (key, n) in self.sums.iter().filter(|(_, n)| **n != 0) {
            let mut id = [0; 16];
            random.fill_bytes(&mut id);
            values.extend([
                self.area.into(),
                Uuid::from_bytes(id).into(),
                key.day.into(),
                key.measure.code().into(),
                known(key.division.map(huisheng_domain::id::Id::uuid)),
                known(key.unit.map(huisheng_domain::id::Id::uuid)),
                known(key.category.map(huisheng_domain::id::Id::uuid)),
                key.channel.code().into(),
                key.kind.code().into(),
                (*n).into(),
            ]);
        }
        values
    }
}

/// What was not said again stays as it is.
const VOICE_AGAIN: &str = "ON CONFLICT (area, id) DO UPDATE SET party = excluded.party, \
     sealed_name = coalesce(excluded.sealed_name, voice.sealed_name), \
     sealed_contact = coalesce(excluded.sealed_contact, voice.sealed_contact), \
     contact_index = coalesce(excluded.contact_index, voice.contact_index)";
const SHARE_AGAIN: &str = "ON CONFLICT (area, id) DO UPDATE SET state = excluded.state, \
     signed_in = excluded.signed_in, due = excluded.due, warn = excluded.warn";

/// A voice of a part: the person of a voice of the whole.
struct Copied {
    from: ReportId,
    to: ReportId,
    matter: MatterId,
    at: Timestamp,
}

/// What is sealed opens only in its own row, so a copy is sealed anew.
async fn copy_voices(
    write: &Write,
    cipher: &Cipher,
    area: i32,
    copies: &[Copied],
) -> Result<(), StoreError> {
    let Some(cell) = u32::try_from(area).ok().and_then(|code| Area::new(code).ok()) else {
        return Ok(());
    };
    let from: Vec<ReportId> = copies.iter().map(|copy| copy.from).collect();
    let people = voice::of_reports(write, cipher, cell, &from).await?;
    let mut values = Vec::new();
    for copy in copies {
        let Some(person) = people.iter().find(|person| person.report == copy.from) else {
            continue;
        };
        let to = copy.to.uuid();
        values.extend([
            area.into(),
            to.into(),
            copy.matter.uuid().into(),
            person.party.uuid().into(),
        ]);
        let (name, contact) = (person.name.as_deref(), person.contact.as_deref());
        values.extend(voice::sealed(cipher, area, to, name, contact));
        values.push(micros(copy.at));
    }
    for statement in insert(Engine::of(write), "voice", &voice::COLUMNS, values, "") {
        write.execute_raw(statement).await?;
    }
    Ok(())
}

/// The ids of the shares and instructions of a matter.
fn concerns_of(matter: &Matter) -> impl Iterator<Item = Uuid> {
    let shares = matter.assignments.iter().map(|share| share.id.uuid());
    shares.chain(matter.instructions.iter().map(|instruction| instruction.id))
}

/// The rows of `values` but those that `gone` names.
fn without(values: Vec<Value>, width: usize, gone: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    values.chunks(width).filter(|row| !gone(row)).flatten().cloned().collect()
}

pub(crate) fn area_of(area: Area) -> i32 {
    // Six digits always fit.
    i32::try_from(area.code()).unwrap_or(i32::MAX)
}

pub(crate) fn micros(at: Timestamp) -> Value {
    Micros::from(at).0.into()
}

fn number(n: u32) -> Value {
    i32::try_from(n).unwrap_or(i32::MAX).into()
}
