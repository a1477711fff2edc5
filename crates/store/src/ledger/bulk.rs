//! Filling: histories that were decided elsewhere, as valid chains in large groups.
//!
//! For the demo area and for measuring. Nothing else may write the same matters meanwhile.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use huisheng_domain::matter::{Decided, Matter, Split};
use jiff::Timestamp;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::task::JoinHandle;

use super::group::Fault;
use super::lane::Loaded;
use super::rows::Rows;
use super::{LedgerError, Voice};
use crate::{Book, Store, StoreError};

/// Events of one transaction.
const GROUP: usize = 4_000;

/// A bulk writer of one area.
pub struct Bulk<'a> {
    store: &'a Store,
    book: &'a Book,
    area: Area,
    rows: Rows,
    events: usize,
    changed: BTreeMap<MatterId, Loaded>,
    heads: HashMap<MatterId, [u8; 32]>,
    random: StdRng,
    writing: Option<JoinHandle<Result<(), LedgerError>>>,
}

impl<'a> Bulk<'a> {
    /// Begins.
    ///
    /// # Errors
    /// The keys of personal data are not there.
    pub fn new(store: &'a Store, book: &'a Book, area: Area) -> Result<Self, StoreError> {
        Ok(Self {
            store,
            book,
            area,
            rows: Rows::new(area, store.cipher()?.clone()),
            events: 0,
            changed: BTreeMap::new(),
            heads: HashMap::new(),
            random: StdRng::from_rng(&mut rand::rng()),
            writing: None,
        })
    }

    /// One decision, in the order in which they were decided. Undo is not for here.
    pub fn add(&mut self, decided: Vec<Decided>) {
        for one in decided {
            let id = one.after.id;
            let before = self.heads.get(&id).copied().unwrap_or_default();
            let zone = self.book.zone(&one.after);
            let head = self.rows.keep(&one, before, &[], &[], zone, &mut self.random);
            self.events += one.drafts.len();
            self.heads.insert(id, head);
            self.changed.insert(id, Loaded { matter: Arc::new(one.after), head });
        }
    }

    /// Contact data of a voice.
    pub fn voice(&mut self, matter: MatterId, voice: &Voice, now: Timestamp) {
        self.rows.voice(matter, voice, now);
    }

    /// The voices of the parts of a split keep the contact data of the whole's.
    pub fn split_voices(&mut self, whole: &Matter, split: &Split, now: Timestamp) {
        self.rows.split_voices(whole, split, now);
    }

    /// The matters of a life are complete: they may be written, and are forgotten then.
    ///
    /// # Errors
    /// The group before could not be written.
    pub async fn whole(&mut self) -> Result<(), LedgerError> {
        if self.events >= GROUP { self.send().await } else { Ok(()) }
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn write(&mut self) -> Result<(), LedgerError> {
        self.send().await?;
        self.written().await
    }

    /// Sends a group on its way, behind the one before; the next is decided meanwhile.
    async fn send(&mut self) -> Result<(), LedgerError> {
        for loaded in std::mem::take(&mut self.changed).values() {
            let matter: &Matter = &loaded.matter;
            self.rows.matter(loaded, self.book.procedure(&matter.procedure.1));
        }
        let next = Rows::new(self.area, self.store.cipher().map_err(StoreError::from)?.clone());
        let rows = std::mem::replace(&mut self.rows, next);
        (self.events, self.heads) = (0, HashMap::new());
        self.written().await?;
        if !rows.is_empty() {
            let (store, random) = (self.store.clone(), StdRng::from_rng(&mut self.random));
            self.writing = Some(tokio::spawn(write(store, rows, random)));
        }
        Ok(())
    }

    /// Waits for the group on its way.
    async fn written(&mut self) -> Result<(), LedgerError> {
        match self.writing.take() {
            Some(writing) => super::landed(writing).await,
            None => Ok(()),
        }
    }
}

async fn write(store: Store, rows: Rows, mut random: StdRng) -> Result<(), LedgerError> {
    let write = store.write().await?;
    rows.write(write, &mut random).await.map_err(|fault| match fault {
        Fault::Outrun => LedgerError::Contended,
        Fault::Store(error) => error.into(),
        Fault::Defect => LedgerError::Defect,
    })
}
