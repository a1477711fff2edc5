//! What stands beside a history: persons and attachments.

use std::collections::{BTreeSet, HashMap, HashSet};

use huisheng_domain::matter::{Event, Happening, LinkKind, Matter, Reported};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::page::{self, VoiceRow};
use super::report::Finder;
use super::{Fault, Report};
use crate::cipher::Cipher;
use crate::file::FileError;
use crate::{Engine, FileStore, StoreError};

/// What a matter refers to, asked for the whole page at once.
pub(super) struct Wanted {
    pub matter: Uuid,
    pub number: String,
    /// Report and person; the person may have been put right since, then none.
    voices: Vec<(Uuid, Option<Uuid>)>,
    files: BTreeSet<Uuid>,
    /// Those it shares with the matter it is a part of.
    shared: BTreeSet<Uuid>,
    /// Voices of which nothing may be left.
    silenced: HashSet<Uuid>,
    erased: bool,
}

impl Wanted {
    pub fn of(matter: &Matter, events: &[Event], erased: bool) -> Self {
        let amended: HashSet<Uuid> = events.iter().filter_map(amended).collect();
        // Voices of a merged matter stand with it and are looked at there.
        let voices =
            matter.reports.iter().filter(|report| report.from.is_none()).filter_map(|report| {
                let party = report.person.as_ref()?.party.uuid();
                let id = report.id.uuid();
                Some((id, (!amended.contains(&id)).then_some(party)))
            });
        let gone: HashSet<Uuid> = events.iter().flat_map(gone).collect();
        let silenced = matter.reports.iter().filter(|report| report.erased.is_some());
        Self {
            matter: matter.id.uuid(),
            number: matter.number.clone(),
            voices: voices.collect(),
            files: events.iter().flat_map(files).filter(|id| !gone.contains(id)).collect(),
            shared: events.iter().flat_map(shared).collect(),
            silenced: silenced.map(|report| report.id.uuid()).collect(),
            erased,
        }
    }
}

fn amended(event: &Event) -> Option<Uuid> {
    match &event.what {
        Happening::ContactAmended { report } => Some(report.id.uuid()),
        _ => None,
    }
}

fn is_part(reported: &Reported) -> bool {
    reported.links.iter().any(|link| link.kind == LinkKind::SplitFrom)
}

/// The attachments a part of a split begins with. What came with one voice of the whole may be gone.
fn shared(event: &Event) -> Vec<Uuid> {
    match &event.what {
        Happening::Reported(reported) if is_part(reported) => {
            reported.files.iter().map(|id| id.uuid()).collect()
        }
        _ => Vec::new(),
    }
}

/// The attachments that went with a voice.
fn gone(event: &Event) -> Vec<Uuid> {
    match &event.what {
        Happening::VoiceErased { files, .. } => files.iter().map(|id| id.uuid()).collect(),
        _ => Vec::new(),
    }
}

/// The attachments an event names, also those of steps that were taken back.
fn files(event: &Event) -> Vec<Uuid> {
    let ids = match &event.what {
        // Those of the whole, which it looks after.
        Happening::Reported(reported) if is_part(reported) => return Vec::new(),
        Happening::Reported(reported) => &reported.files,
        Happening::Supplemented { files, .. } | Happening::Progressed { files, .. } => files,
        Happening::SupportDone { evidence, .. } => evidence,
        Happening::Submitted(result) => &result.evidence,
        Happening::Instructed(instruction) => &instruction.files,
        Happening::ExclusionAsked(exclusion) => &exclusion.evidence,
        // Each by name, so that the next one that brings files is not forgotten.
        Happening::Accepted { .. }
        | Happening::Amended { .. }
        | Happening::ContactAmended { .. }
        | Happening::SeverityChanged { .. }
        | Happening::Joined { .. }
        | Happening::Urged { .. }
        | Happening::Assigned { .. }
        | Happening::ShareClosed { .. }
        | Happening::SignedIn { .. }
        | Happening::Contacted { .. }
        | Happening::Noted
        | Happening::Marked { .. }
        | Happening::SubjectsNamed { .. }
        | Happening::Recused { .. }
        | Happening::UnsealingAsked(_)
        | Happening::UnsealingDecided { .. }
        | Happening::Requested { .. }
        | Happening::RequestTakenBack { .. }
        | Happening::Decided { .. }
        | Happening::Extended { .. }
        | Happening::Suspended { .. }
        | Happening::Resumed
        | Happening::Planned { .. }
        | Happening::UpstreamMoved { .. }
        | Happening::UpstreamHeard { .. }
        | Happening::UpstreamEntered
        | Happening::UpstreamAsked(_)
        | Happening::UpstreamAnswered { .. }
        | Happening::UpstreamRated { .. }
        | Happening::ReportedBack { .. }
        | Happening::Asked(_)
        | Happening::QuestionAnswered { .. }
        | Happening::Milestone { .. }
        | Happening::Authorised { .. }
        | Happening::DocumentsTaken { .. }
        | Happening::DocumentsReturned { .. }
        | Happening::SignedOff
        | Happening::Reviewed
        | Happening::SentBack
        | Happening::CalledBack(_)
        | Happening::Checked { .. }
        | Happening::Rated { .. }
        | Happening::Reworked { .. }
        | Happening::Reopened { .. }
        | Happening::Ended(_)
        | Happening::VoiceWithdrawn { .. }
        | Happening::SplitInto { .. }
        | Happening::MergedIn { .. }
        | Happening::GaveBack { .. }
        | Happening::Unmerged { .. }
        | Happening::ExclusionDecided { .. }
        | Happening::Released { .. }
        | Happening::Withheld
        | Happening::VoiceErased { .. }
        | Happening::Erased
        | Happening::Closed
        | Happening::Archived
        | Happening::CalendarMoved
        | Happening::Undone { .. } => return Vec::new(),
    };
    ids.iter().map(|id| id.uuid()).collect()
}

/// Persons and attachments of a page.
pub(super) async fn check(
    db: &impl ConnectionTrait,
    cipher: &Cipher,
    area: i32,
    wanted: &[Wanted],
    page: &page::Page,
    report: &mut Report,
) -> Result<(), StoreError> {
    let mut voices: HashMap<Uuid, VoiceRow> =
        page.voices.values().flatten().map(|row| (row.id, *row)).collect();
    let elsewhere = |id: &Uuid| !voices.contains_key(id);
    let ids: Vec<Uuid> =
        wanted.iter().flat_map(|one| &one.voices).map(|(id, _)| *id).filter(elsewhere).collect();
    voices.extend(page::voices(db, cipher, area, &ids).await?.into_iter().map(|row| (row.id, row)));
    let mut files: HashSet<Uuid> = page.files.values().flatten().copied().collect();
    let open = wanted.iter().filter(|one| !one.erased);
    let ids: Vec<Uuid> =
        open.flat_map(|one| &one.files).filter(|id| !files.contains(*id)).copied().collect();
    files.extend(page::files(db, area, &ids).await?);
    for one in wanted {
        let mut finder = Finder { report, area, matter: one.matter, number: Some(&one.number) };
        check_voices(one, &voices, page, &mut finder);
        let given = page.files.get(&one.matter).map(Vec::as_slice).unwrap_or_default();
        check_files(one, &files, given, &mut finder);
    }
    Ok(())
}

fn check_voices(
    one: &Wanted,
    voices: &HashMap<Uuid, VoiceRow>,
    page: &page::Page,
    finder: &mut Finder<'_>,
) {
    for (id, party) in &one.voices {
        match voices.get(id) {
            None => finder.found(Fault::VoiceMissing, id.to_string()),
            Some(row) if party.is_some_and(|party| party != row.party) => {
                finder.found(Fault::VoiceParty, id.to_string());
            }
            Some(row) if one.silenced.contains(id) && !row.erased => {
                finder.found(Fault::VoiceNotErased, id.to_string());
            }
            Some(row) if !row.opens => finder.found(Fault::VoiceSealed, id.to_string()),
            Some(_) => {}
        }
    }
    let own = page.voices.get(&one.matter).into_iter().flatten();
    for row in own.filter(|row| one.erased && !row.erased) {
        finder.found(Fault::VoiceNotErased, row.id.to_string());
    }
}

fn check_files(one: &Wanted, known: &HashSet<Uuid>, given: &[Uuid], finder: &mut Finder<'_>) {
    if one.erased {
        return given.iter().for_each(|id| finder.found(Fault::FileNotErased, id.to_string()));
    }
    for id in one.files.iter().filter(|id| !known.contains(*id)) {
        finder.found(Fault::FileRowMissing, id.to_string());
    }
    // A part names what it shares with the whole, and may have been given it.
    for id in given.iter().filter(|id| !one.files.contains(*id) && !one.shared.contains(*id)) {
        finder.found(Fault::FileExtra, id.to_string());
    }
}

/// Every attachment of an area, hashed again from the object store.
pub(super) async fn hash_files(
    db: &impl ConnectionTrait,
    area: i32,
    files: &FileStore,
    report: &mut Report,
    mut progress: impl FnMut(u64),
) -> Result<(), StoreError> {
    const SQL: &str = "SELECT id, matter, sha256, size FROM file WHERE area = ? AND id >= ? ORDER BY id LIMIT 500";
    let mut from = Uuid::nil();
    loop {
        let rows =
            db.query_all_raw(Engine::of(db).statement(SQL, vec![area.into(), from.into()])).await?;
        let mut last = None;
        for row in &rows {
            let (id, matter): (Uuid, Option<Uuid>) =
                (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let (sha256, size): (Vec<u8>, i64) =
                (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
            last = Some(id);
            report.files += 1;
            let fault = match files.digest(area, id, &sha256).await {
                Ok(found)
                    if found.sha256[..] == sha256[..] && i64::try_from(found.size) == Ok(size) =>
                {
                    None
                }
                Ok(_) => Some(Fault::FileChanged),
                Err(FileError::Missing) => Some(Fault::FileMissing),
                Err(FileError::Unavailable(_)) => Some(Fault::FileUnavailable),
            };
            if let Some(fault) = fault {
                report.add(super::Problem {
                    area,
                    number: None,
                    matter,
                    fault,
                    detail: id.to_string(),
                });
            }
        }
        progress(report.files);
        let Some(next) = last.and_then(|last| last.as_u128().checked_add(1)) else { return Ok(()) };
        from = Uuid::from_u128(next);
    }
}
