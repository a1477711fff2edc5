//! `huisheng verify`: is what is stored what was written, and does it add up?
//!
//! Reads the whole database in one snapshot, page by page, and shares neither the writer's rows nor
//! its hashes. What it cannot prove: contact data (it is meant to be erasable without a trace),
//! answers kept under idempotency keys, and what happened after the newest checkpoint to somebody who
//! rewrites every row of a matter in agreement.

mod beside;
mod count;
mod history;
mod page;
mod problem;
mod projection;
mod report;
mod sign;
mod state;
mod trail;

use std::collections::HashMap;

use huisheng_domain::area::Area;
use huisheng_domain::id::Id;
use huisheng_domain::matter::Matter;
use huisheng_domain::procedure::Procedure;
use huisheng_domain::tally::{self, Sums};
use jiff::tz::TimeZone;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

pub use problem::{Fault, Problem};
pub use report::Report;

use crate::trail::HOUSE;
use crate::{Cipher, Engine, FileStore, Store, StoreError, procedure, rows, search};
use page::MatterRow;
use report::Finder;
use sign::Running;

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The cell.
    pub area: i32,
    /// Matters so far, over all cells.
    pub matters: u64,
    /// Attachments so far.
    pub files: u64,
}

/// Looks at everything. `files` is where the bytes of attachments are; without it they are not
/// hashed. `secret` is what checkpoints are signed with, `zone` where tallies count their days.
/// An error is the database that cannot be read; what is wrong in it is in the report.
pub async fn run(
    store: &Store,
    files: Option<&FileStore>,
    secret: &[u8],
    zone: &TimeZone,
    mut progress: impl FnMut(Progress),
) -> Result<Report, StoreError> {
    let db = store.snapshot().await?;
    let mut report = Report::default();
    let procedures = procedures(&db, &mut report).await?;
    let cells = areas(&db, &CELLS).await?;
    let mut all = areas(&db, &SIGNED).await?;
    all.extend(&cells);
    all.sort_unstable();
    all.dedup();
    for area in all {
        report.areas += u64::from(area != HOUSE);
        // Of the house itself there is only the trail.
        let house = area == HOUSE && !cells.contains(&HOUSE);
        if !house && u32::try_from(area).ok().and_then(|code| Area::new(code).ok()).is_none() {
            report.of_area(area, Fault::AreaInvalid, String::new());
            continue;
        }
        let genuine = sign::genuine(&db, area, secret, &mut report).await?;
        trail::check(&db, area, secret, &genuine, &mut report).await?;
        if house {
            continue;
        }
        let mut walk = Walk {
            db: &db,
            cipher: store.cipher()?,
            area,
            procedures: &procedures,
            zone,
            report: &mut report,
            sums: Sums::new(),
            documents: 0,
            checkpoints: Running::start(genuine),
        };
        walk.matters(&mut progress).await?;
        walk.finish().await?;
        if let Some(files) = files {
            let matters = report.matters;
            let told = |files| progress(Progress { area, matters, files });
            beside::hash_files(&db, area, files, &mut report, told).await?;
        }
    }
    db.rollback().await?;
    Ok(report)
}

/// Every procedure text under the hash of its content, recounted.
async fn procedures(
    db: &DatabaseTransaction,
    report: &mut Report,
) -> Result<HashMap<String, Procedure>, StoreError> {
    let mut all = HashMap::new();
    for row in procedure::all(db).await? {
        match Procedure::read(&row.source) {
            Ok(procedure) if procedure.hash.0 == row.hash => drop(all.insert(row.hash, procedure)),
            _ => report.of_area(0, Fault::ProcedureDiffers, row.hash),
        }
    }
    Ok(all)
}

/// Where matters and what belongs to them stand.
const CELLS: [&str; 10] = [
    "matter",
    "event",
    "words",
    "voice",
    "share",
    "handled",
    "apart",
    "file",
    "tally",
    "tally_delta",
];
/// What the house itself has too.
const SIGNED: [&str; 4] = ["checkpoint", "trail", "trail_head", "trail_removed"];

/// The trail alone, with the signatures of the checkpoints.
pub async fn trail(store: &Store, secret: &[u8]) -> Result<Report, StoreError> {
    let db = store.snapshot().await?;
    let mut report = Report::default();
    for area in areas(&db, &SIGNED).await? {
        report.areas += u64::from(area != HOUSE);
        let genuine = sign::genuine(&db, area, secret, &mut report).await?;
        trail::check(&db, area, secret, &genuine, &mut report).await?;
    }
    db.rollback().await?;
    Ok(report)
}

/// Every area under which anything stands, from the index of each table.
async fn areas(db: &DatabaseTransaction, tables: &[&str]) -> Result<Vec<i32>, StoreError> {
    let mut areas = Vec::new();
    for table in tables {
        let mut last = i32::MIN;
        while let Some(next) = rows::next_area(db, table, last).await? {
            areas.push(next);
            last = next;
        }
    }
    areas.sort_unstable();
    areas.dedup();
    Ok(areas)
}

/// One cell.
struct Walk<'a> {
    db: &'a DatabaseTransaction,
    cipher: &'a Cipher,
    area: i32,
    procedures: &'a HashMap<String, Procedure>,
    zone: &'a TimeZone,
    report: &'a mut Report,
    sums: Sums,
    documents: u64,
    checkpoints: Running,
}

impl Walk<'_> {
    async fn matters(&mut self, progress: &mut impl FnMut(Progress)) -> Result<(), StoreError> {
        let mut from = Some(Uuid::nil());
        while let Some(first) = from {
            let page = page::read(self.db, self.cipher, self.area, first, self.report).await?;
            let wanted: Vec<_> =
                page.matters.iter().filter_map(|row| self.matter(row, &page)).collect();
            beside::check(self.db, self.cipher, self.area, &wanted, &page, self.report).await?;
            self.orphans(&page);
            progress(Progress {
                area: self.area,
                matters: self.report.matters,
                files: self.report.files,
            });
            from = page.next;
        }
        Ok(())
    }

    /// One matter. Returns what it refers to, if its history can be replayed.
    fn matter(&mut self, row: &MatterRow, page: &page::Page) -> Option<beside::Wanted> {
        let of = |rows: usize| u64::try_from(rows).unwrap_or_default();
        let events = page.events.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let words = page.words.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let shares = page.shares.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        self.report.matters += 1;
        self.report.events += of(events.len());
        self.report.words += of(words.len());
        self.checkpoints.add(row.id, events);
        let area = self.area;
        let mut finder = Finder { report: self.report, area, matter: row.id, number: row.number() };
        state::tail(row, events, &mut finder);
        let history = history::check(events, words, &mut finder);
        let searched = history.searched.iter();
        self.documents +=
            of(searched.filter(|text| search::leaves_document(Engine::of(self.db), text)).count());
        if history.events.is_empty() {
            return None;
        }
        let cell = u32::try_from(area).ok().and_then(|code| Area::new(code).ok())?;
        let replayed = match Matter::replay(cell, Id::from_uuid(row.id), &history.events) {
            Ok(replayed) => replayed,
            Err(broken) => {
                finder.found(Fault::HistoryBroken, broken.to_string());
                return None;
            }
        };
        let procedure = self.procedures.get(&replayed.procedure.1.0);
        state::check(row, &replayed, &history, shares, procedure, &mut finder);
        let handled = page.handled.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        history::check_handled(&history, handled, &mut finder);
        let apart = page.apart.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        state::check_apart(&replayed, apart, &mut finder);
        tally::count_history(&mut self.sums, &replayed, &history.events, self.zone);
        Some(beside::Wanted::of(&replayed, &history.events, history.erased.is_some()))
    }

    /// Rows beside a matter that does not exist.
    fn orphans(&mut self, page: &page::Page) {
        let known: std::collections::HashSet<Uuid> =
            page.matters.iter().map(|row| row.id).collect();
        let beside: [(Fault, Vec<&Uuid>); 7] = [
            (Fault::EventOrphan, page.events.keys().collect()),
            (Fault::WordsOrphan, page.words.keys().collect()),
            (Fault::ShareOrphan, page.shares.keys().collect()),
            (Fault::HandledOrphan, page.handled.keys().collect()),
            (Fault::ApartOrphan, page.apart.keys().collect()),
            (Fault::VoiceOrphan, page.voices.keys().collect()),
            (Fault::FileOrphan, page.files.keys().collect()),
        ];
        for (fault, matters) in beside {
            for matter in matters.into_iter().filter(|matter| !known.contains(*matter)) {
                Finder { report: self.report, area: self.area, matter: *matter, number: None }
                    .found(fault, "");
            }
        }
    }

    /// What only the whole cell tells.
    async fn finish(self) -> Result<(), StoreError> {
        let Self { db, area, report, sums, documents, checkpoints, .. } = self;
        checkpoints.finish(area, report);
        count::compare(db, area, &sums, report).await?;
        let row = db.query_one_raw(search::count(Engine::of(db), area)).await?;
        let kept: i64 = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
        if u64::try_from(kept) != Ok(documents) {
            report.of_area(
                area,
                Fault::SearchDiffers,
                format!("{documents} by history, {kept} kept"),
            );
        }
        // The constraint says so too; an index that lost its order would not.
        const TWICE: &str = "SELECT number FROM matter WHERE area = ? GROUP BY number HAVING count(*) > 1 LIMIT 100";
        for row in db.query_all_raw(Engine::of(db).statement(TWICE, vec![area.into()])).await? {
            report.of_area(area, Fault::NumberTwice, row.try_get_by_index(0)?);
        }
        Ok(())
    }
}
