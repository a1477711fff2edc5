//! One history: each event against its columns, its hash, its words and the event before.

use std::collections::{BTreeMap, BTreeSet};

use huisheng_domain::matter::{Actor, Event, Happening, Word, Words};
use huisheng_domain::personal::agrees;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Fault;
use super::page::{EventRow, WordsRow};
use super::projection::micros;
use super::report::Finder;

/// What the events of a matter say, as far as they can be trusted.
pub(super) struct History {
    /// All of them; empty if one cannot be read or stands at a wrong place.
    pub events: Vec<Event>,
    /// The event that erased the words.
    pub erased: Option<u32>,
    /// The title, unless its words are missing.
    pub title: Option<String>,
    /// Texts that people search by.
    pub searched: Vec<String>,
}

/// Words by which people find a matter.
const SEARCHED: [Word; 6] =
    [Word::Title, Word::Text, Word::Address, Word::Process, Word::Result, Word::Answer];
/// Later events have no room in the key of a document.
const SEARCHED_BEFORE: u32 = 256;

pub(super) fn check(rows: &[EventRow], words: &[WordsRow], finder: &mut Finder<'_>) -> History {
    let events = chain(rows, finder);
    let erased = events
        .iter()
        .flatten()
        .find(|event| matches!(event.what, Happening::Erased))
        .map(|event| event.seq);
    let silenced: BTreeSet<u32> = events.iter().flatten().flat_map(silenced).copied().collect();
    let gone = Gone { erased, silenced };
    let said = said(rows, words, &gone, finder);
    let title = said.get(&1).map(|words| words.get(Word::Title).unwrap_or_default().to_owned());
    let searched = said
        .iter()
        .filter(|(seq, _)| **seq < SEARCHED_BEFORE && erased.is_none_or(|erased| **seq > erased))
        .map(|(_, words)| {
            SEARCHED.iter().filter_map(|word| words.get(*word)).collect::<Vec<_>>().join("\n")
        })
        .filter(|text| !text.is_empty())
        .collect();
    let title = if gone.is(1) { Some(String::new()) } else { title };
    let whole =
        (1..).zip(&events).all(|(seq, event)| event.as_ref().is_some_and(|event| event.seq == seq));
    let events = if whole { events.into_iter().flatten().collect() } else { Vec::new() };
    History { events, erased, title, searched }
}

/// The rows of who did a step, against the steps.
pub(super) fn check_handled(history: &History, handled: &[(Uuid, i64)], finder: &mut Finder<'_>) {
    let mut last = BTreeMap::new();
    for event in &history.events {
        if let Actor::Staff { account, .. } = &event.actor {
            last.insert(account.uuid(), micros(event.recorded));
        }
    }
    let kept: BTreeMap<Uuid, i64> = handled.iter().copied().collect();
    let differ = |account: &&Uuid| last.get(*account) != kept.get(*account);
    let accounts: BTreeSet<&Uuid> = last.keys().chain(kept.keys()).collect();
    for account in accounts.into_iter().filter(differ) {
        finder.found(Fault::HandledDiffers, account.to_string());
    }
}

/// The chain: seq without gaps, columns equal to the text, hashes over the text.
fn chain(rows: &[EventRow], finder: &mut Finder<'_>) -> Vec<Option<Event>> {
    let mut before: &[u8] = &[0; 32];
    let mut expected = 1;
    let mut events = Vec::with_capacity(rows.len());
    for row in rows {
        let seq = row.seq;
        if seq != expected {
            finder.found(Fault::EventGap, format!("event {expected}"));
        } else if hash(before, row) != row.hash {
            // After a gap the hash before is unknown; the gap is told already.
            finder.found(Fault::EventHash, format!("event {seq}"));
        }
        before = &row.hash;
        expected = seq.saturating_add(1);
        let event: Option<Event> = serde_json::from_str(&row.body).ok();
        match &event {
            None => finder.found(Fault::EventUnreadable, format!("event {seq}")),
            Some(event) if i32::try_from(event.seq) != Ok(seq) => {
                finder.found(Fault::EventOrder, format!("event {seq}: {} by its text", event.seq));
            }
            Some(event) => {
                if event.what.code() != row.kind {
                    finder.found(Fault::EventColumn, format!("event {seq}: kind"));
                }
                if micros(event.recorded) != row.recorded {
                    finder.found(Fault::EventColumn, format!("event {seq}: recorded_at"));
                }
            }
        }
        events.push(event);
    }
    events
}

/// Length of the words' hash, the hash before, the words' hash, the text.
fn hash(before: &[u8], row: &EventRow) -> Vec<u8> {
    let words = row.words_hash.as_deref().unwrap_or_default();
    let mut hasher = Sha256::new();
    hasher.update([u8::try_from(words.len()).unwrap_or(u8::MAX)]);
    hasher.update(before);
    hasher.update(words);
    hasher.update(row.body.as_bytes());
    hasher.finalize().to_vec()
}

/// Whether words are others, but for stars in the place of characters.
fn stars_of(starred: &Words, whole: &Words) -> bool {
    let piece = |((word, text), (other, said)): ((&Word, &String), (&Word, &String))| {
        word == other && agrees(text, said)
    };
    starred.0.len() == whole.0.len() && starred.0.iter().zip(&whole.0).all(piece)
}

/// The steps of a voice that was erased.
fn silenced(event: &Event) -> &[u32] {
    match &event.what {
        Happening::VoiceErased { steps, .. } => steps,
        _ => &[],
    }
}

/// The steps whose words must be gone.
struct Gone {
    /// All before this one.
    erased: Option<u32>,
    /// And these.
    silenced: BTreeSet<u32>,
}

impl Gone {
    fn is(&self, seq: u32) -> bool {
        self.erased.is_some_and(|erased| seq < erased) || self.silenced.contains(&seq)
    }
}

/// The words by event, each against the hash its event keeps of it.
fn said(
    rows: &[EventRow],
    words: &[WordsRow],
    gone: &Gone,
    finder: &mut Finder<'_>,
) -> BTreeMap<u32, Words> {
    let hashes: BTreeMap<i32, Option<&[u8]>> =
        rows.iter().map(|row| (row.seq, row.words_hash.as_deref())).collect();
    let mut beside: BTreeMap<i32, &WordsRow> = words.iter().map(|row| (row.seq, row)).collect();
    let is_erased = |seq: i32| u32::try_from(seq).is_ok_and(|seq| gone.is(seq));
    let mut said = BTreeMap::new();
    for (seq, hash) in hashes {
        let detail = format!("event {seq}");
        match (hash, beside.remove(&seq)) {
            (None, None) => {}
            (None, Some(_)) => finder.found(Fault::WordsOrphan, detail),
            (Some(_), None) if is_erased(seq) => {}
            (Some(_), None) => finder.found(Fault::WordsMissing, detail),
            (Some(hash), Some(row)) => {
                if is_erased(seq) {
                    finder.found(Fault::WordsNotErased, detail.clone());
                }
                let whole = row.whole.as_deref().filter(|whole| {
                    let mut hasher = Sha256::new();
                    hasher.update(&row.salt);
                    hasher.update(whole.as_bytes());
                    hasher.finalize().as_slice() == hash
                });
                let words: Option<Words> = serde_json::from_str(&row.body).ok();
                let whole: Option<Words> = whole.and_then(|whole| serde_json::from_str(whole).ok());
                match words.zip(whole) {
                    Some((words, whole)) if stars_of(&words, &whole) => {
                        said.insert(u32::try_from(seq).unwrap_or_default(), words);
                    }
                    _ => finder.found(Fault::WordsHash, detail),
                }
            }
        }
    }
    for seq in beside.keys() {
        finder.found(Fault::WordsOrphan, format!("event {seq}"));
    }
    said
}
