//! The trail: every entry hashed again, from what was removed to the head, and where checkpoints say it was.

use std::collections::BTreeMap;

use huisheng_domain::matter::{Event, Happening};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Fault, Report};
use crate::checkpoint::Checkpoint;
use crate::{Engine, StoreError, trail};

/// Entries of one statement.
const PAGE: i64 = 1_000;

const ENTRIES: &str = "SELECT seq, recorded_at, account, unit, matter, report, kind, outcome, subject, details, \
    reason, salt, reason_hash, hash FROM trail WHERE area = ? AND seq > ? ORDER BY seq LIMIT ?";

/// One entry, as far as it was walked.
struct Walk<'a> {
    area: i32,
    /// Number and hash of the entry before.
    before: (i64, Vec<u8>),
    /// What checkpoints say of entries that are still to come.
    signed: BTreeMap<i64, Vec<u8>>,
    /// Entries without the reason they had, their matters and voices.
    erased: Vec<(i64, Option<Uuid>, Option<Uuid>)>,
    report: &'a mut Report,
}

/// Checks one area. `genuine` are its checkpoints whose signature is right.
pub(super) async fn check(
    db: &impl ConnectionTrait,
    area: i32,
    secret: &[u8],
    genuine: &[Checkpoint],
    report: &mut Report,
) -> Result<(), StoreError> {
    let signed = genuine.iter().filter_map(|one| one.trail.clone()).collect();
    let before = (0, trail::BEGINNING.to_vec());
    let mut walk = Walk { area, before, signed, erased: Vec::new(), report };
    for removed in trail::all_removed(db, area).await? {
        if !removed.is_signed(secret, area) {
            walk.found(Fault::TrailRemovalForged, removed.seq);
        }
        walk.signed.retain(|seq, _| *seq >= removed.seq);
        walk.before = (removed.seq, removed.hash);
        walk.compare();
    }
    let mut after = walk.before.0;
    // What is older than what was removed does not belong there.
    let early = "SELECT seq FROM trail WHERE area = ? AND seq <= ? ORDER BY seq LIMIT 1";
    let early = Engine::of(db).statement(early, vec![area.into(), after.into()]);
    if let Some(row) = db.query_one_raw(early).await? {
        walk.found(Fault::TrailOrder, row.try_get_by_index(0)?);
    }
    loop {
        let values = vec![area.into(), after.into(), PAGE.into()];
        let rows = db.query_all_raw(Engine::of(db).statement(ENTRIES, values)).await?;
        for row in &rows {
            after = row.try_get_by_index(0)?;
            walk.entry(after, row);
        }
        if rows.len() < PAGE as usize {
            break;
        }
    }
    walk.erasures(db).await?;
    let head = trail::head(db, area).await?;
    walk.finish(&head);
    Ok(())
}

impl Walk<'_> {
    fn entry(&mut self, seq: i64, row: &QueryResult) {
        self.report.entries += 1;
        if seq != self.before.0 + 1 {
            self.found(Fault::TrailGap, self.before.0 + 1);
        }
        match self.hashed(seq, row) {
            Ok((said, hash)) => {
                if said != hash {
                    self.found(Fault::TrailHash, seq);
                }
                // The next ones are held against what stands here: each fault is named once.
                self.before = (seq, hash);
            }
            Err(_) => {
                self.found(Fault::Unreadable, seq);
                self.before.0 = seq;
            }
        }
        self.compare();
    }

    /// What the entry hashes to, and the hash it has.
    fn hashed(&mut self, seq: i64, row: &QueryResult) -> Result<(Vec<u8>, Vec<u8>), DbErr> {
        let mut hasher = Sha256::new();
        hasher.update(b"huisheng trail 1");
        let recorded: i64 = row.try_get_by_index(1)?;
        said(&mut hasher, Some(&self.before.1));
        said(&mut hasher, Some(&self.area.to_be_bytes()));
        said(&mut hasher, Some(&seq.to_be_bytes()));
        said(&mut hasher, Some(&recorded.to_be_bytes()));
        for at in 2..=5 {
            let id: Option<Uuid> = row.try_get_by_index(at)?;
            said(&mut hasher, id.map(Uuid::into_bytes).as_ref().map(<[u8; 16]>::as_slice));
        }
        for at in 6..=9 {
            let text: Option<String> = row.try_get_by_index(at)?;
            said(&mut hasher, text.as_deref().map(str::as_bytes));
        }
        let (reason, salt): (Option<String>, Option<Vec<u8>>) =
            (row.try_get_by_index(10)?, row.try_get_by_index(11)?);
        let kept: Option<Vec<u8>> = row.try_get_by_index(12)?;
        said(&mut hasher, kept.as_deref());
        let again = reason.as_ref().map(|reason| {
            let salted = Sha256::new().chain_update(salt.unwrap_or_default());
            salted.chain_update(reason).finalize().to_vec()
        });
        if again.is_none() && kept.is_some() {
            self.erased.push((seq, row.try_get_by_index(4)?, row.try_get_by_index(5)?));
        } else if again != kept {
            self.found(Fault::TrailReason, seq);
        }
        Ok((hasher.finalize().to_vec(), row.try_get_by_index(13)?))
    }

    /// A reason goes with the words of a quarantined matter, or with the name of a voice that was erased, and with
    /// nothing else.
    async fn erasures(&mut self, db: &impl ConnectionTrait) -> Result<(), StoreError> {
        const QUARANTINED: &str =
            "SELECT 1 FROM matter WHERE area = ? AND id = ? AND ending = 'quarantined'";
        // The matters it went through say so a little later.
        const EMPTY: &str = "SELECT 1 FROM voice WHERE area = ? AND id = ? AND sealed_name IS NULL \
             AND sealed_contact IS NULL";
        const ERASED: &str =
            "SELECT body FROM event WHERE area = ? AND matter = ? AND kind = 'voice_erased'";
        let engine = Engine::of(db);
        for (seq, matter, report) in std::mem::take(&mut self.erased) {
            let of = |id: Option<Uuid>| vec![self.area.into(), id.into()];
            let there = async |sql, id| {
                Ok::<_, DbErr>(db.query_one_raw(engine.statement(sql, of(id))).await?.is_some())
            };
            if there(QUARANTINED, matter).await? || there(EMPTY, report).await? {
                continue;
            }
            let rows = db.query_all_raw(engine.statement(ERASED, of(matter))).await?;
            let named = |row: &QueryResult| {
                let body: Option<String> = row.try_get_by_index(0).ok();
                let event: Option<Event> = body.and_then(|body| serde_json::from_str(&body).ok());
                event.is_some_and(|event| match event.what {
                    Happening::VoiceErased { report: of, .. } => Some(of.uuid()) == report,
                    _ => false,
                })
            };
            if !rows.iter().any(named) {
                self.found(Fault::TrailReason, seq);
            }
        }
        Ok(())
    }

    /// Whether a checkpoint says otherwise of the entry just passed.
    fn compare(&mut self) {
        if let Some(hash) = self.signed.remove(&self.before.0)
            && hash != self.before.1
        {
            self.found(Fault::TrailRewritten, self.before.0);
        }
    }

    fn finish(mut self, head: &(i64, Vec<u8>)) {
        if self.before.0 < head.0 {
            self.found(Fault::TrailCut, head.0);
        } else if self.before != *head {
            self.found(Fault::TrailHead, head.0);
        }
        self.signed.remove(&0);
        let beyond: Vec<i64> =
            self.signed.keys().copied().filter(|seq| *seq > self.before.0).collect();
        for seq in beyond {
            self.found(Fault::TrailShort, seq);
        }
    }

    fn found(&mut self, fault: Fault, seq: i64) {
        self.report.of_area(self.area, fault, format!("entry {seq}"));
    }
}

/// A part with its length before it.
fn said(hasher: &mut Sha256, part: Option<&[u8]>) {
    match part {
        None => hasher.update([0]),
        Some(part) => {
            hasher.update([1]);
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
    }
}
