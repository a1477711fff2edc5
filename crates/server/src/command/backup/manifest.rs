//! What a copy says about itself: written last, so a copy without it is unfinished.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use huisheng_store::backup::{self, tables};
use huisheng_store::{Engine, FileStore, migrate};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Refusal, part};

const NAME: &str = "manifest.json";
/// How copies are laid out.
const FORMAT: u32 = 1;

/// The whole copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The layout of the copy.
    pub format: u32,
    /// The version of Huisheng that made it.
    pub version: String,
    /// The schema of its rows.
    pub schema: i32,
    /// Where it came from; it goes back into either.
    pub engine: String,
    /// When.
    pub made_at: Timestamp,
    /// One part a table.
    pub tables: Vec<Part>,
    /// The attachments.
    pub files: Files,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name.
    pub table: String,
    /// Lines.
    pub rows: u64,
    /// Size of the compressed part.
    pub bytes: u64,
    /// SHA-256 of the compressed part.
    pub sha256: String,
}

/// The attachments; the hash of each stands in the table `file`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Files {
    /// How many.
    pub count: u64,
    /// All of them together.
    pub bytes: u64,
    /// Those that were missing or changed already when the copy was made.
    pub faults: Vec<Uuid>,
}

impl Manifest {
    pub(super) fn new(
        engine: Engine,
        schema: i32,
        tables: Vec<Part>,
        files: Files,
        now: Timestamp,
    ) -> Self {
        Self {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            schema,
            engine: format!("{engine:?}").to_lowercase(),
            made_at: now,
            tables,
            files,
        }
    }

    /// Writes it at once or not at all.
    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        let unfinished = folder.join("manifest.unfinished");
        let mut file = File::create(&unfinished)?;
        serde_json::to_writer_pretty(&mut file, self)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        std::fs::rename(unfinished, folder.join(NAME))?;
        File::open(folder)?.sync_all()
    }

    /// Reads it, and refuses a copy this version cannot take back.
    pub fn read(folder: &Path) -> Result<Self, Refusal> {
        let text = match std::fs::read_to_string(folder.join(NAME)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Refusal::NoManifest { folder: folder.to_owned() });
            }
            Err(error) => return Err(Refusal::Manifest { reason: error.to_string() }),
        };
        let manifest: Self = serde_json::from_str(&text)
            .map_err(|error| Refusal::Manifest { reason: error.to_string() })?;
        if (manifest.format, manifest.schema) != (FORMAT, migrate::wanted()) {
            let Self { version, schema, .. } = manifest;
            return Err(Refusal::Version { version, schema, wanted: migrate::wanted() });
        }
        for table in tables() {
            if manifest.part(table.name).is_none() {
                return Err(Refusal::Manifest { reason: format!("no table {}", table.name) });
            }
        }
        Ok(manifest)
    }

    /// The part of a table.
    pub fn part(&self, table: &str) -> Option<&Part> {
        self.tables.iter().find(|part| part.table == table)
    }

    /// Whether an attachment was missing or changed already when the copy was made.
    pub fn was_whole(&self, file: Uuid) -> bool {
        !self.files.faults.contains(&file)
    }

    /// Hashes every part and every attachment of the copy, and names what is not as it was written.
    pub async fn check(&self, folder: &Path, mut progress: impl FnMut(u64)) -> anyhow::Result<()> {
        let (mut damaged, mut done) = (Vec::new(), 0);
        for table in tables() {
            let path = part::of(folder, table.name);
            let found = part::digest(&path).ok();
            let wanted = self.part(table.name).map(|part| (part.bytes, part.sha256.clone()));
            if found.is_none() || found != wanted {
                damaged.push(part::name(table.name));
            }
            done += 1;
            progress(done);
        }
        let list = part::name("file");
        if !damaged.contains(&list) {
            let files = FileStore::local(folder.join(part::FILES))?;
            for row in backup::rows_of(part::open(&folder.join(list))?) {
                let row = row?;
                if self.was_whole(row.id.uuid()) && !backup::verify(&row, &files).await? {
                    damaged.push(format!("{}/{}/{}", part::FILES, row.area.code(), row.id.uuid()));
                }
                done += 1;
                progress(done);
            }
        }
        match damaged.is_empty() {
            true => Ok(()),
            false => Err(Refusal::Damaged { parts: damaged }.into()),
        }
    }
}
