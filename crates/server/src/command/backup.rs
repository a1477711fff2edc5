//! Copies of the database.

mod manifest;
pub(super) mod part;
mod refusal;

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use huisheng_store::backup::{self, BackupError, Dump};
use huisheng_store::file::FileError;
use huisheng_store::{Engine, FileStore, Options, Store, StoreError, migrate};
use indicatif::ProgressBar;
use jiff::Timestamp;

pub use manifest::{Files, Manifest, Part};
pub use refusal::Refusal;

use super::Common;
use crate::clock::Clock;
use crate::config::Config;

/// Copies the whole house, files included, also while it serves. What is written meanwhile is not in
/// the copy. The copy holds personal data and the secret of the installation: keep it as safe as the
/// database. Exit code 1 if a file could not be copied as it was, 2 if nothing was done.
#[derive(Args)]
pub struct Backup {
    /// A new or empty folder.
    folder: PathBuf,
}

impl Backup {
    /// Runs it.
    pub async fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        let config = common.read(&[])?;
        let bar = super::progress("rows");
        let taken = take_from(&config, &self.folder, &bar).await;
        bar.finish_and_clear();
        let manifest = match taken {
            Ok(manifest) => manifest,
            Err(error) => return refusal::answer(error, common.json),
        };
        if common.json {
            println!("{}", serde_json::to_string(&manifest)?);
        } else {
            let rows: u64 = manifest.tables.iter().map(|part| part.rows).sum();
            let files = &manifest.files;
            println!(
                "{}: {rows} rows, {} files ({} bytes)",
                self.folder.display(),
                files.count,
                files.bytes
            );
            for id in &files.faults {
                println!(
                    "附件 {id} 缺失或已改变：请运行 huisheng verify；如备份期间被清除，请重新备份\n  file {id} \
                     is missing or changed: run huisheng verify; if it was erased meanwhile, take the backup again"
                );
            }
        }
        Ok(if manifest.files.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

async fn take_from(config: &Config, folder: &Path, bar: &ProgressBar) -> anyhow::Result<Manifest> {
    let store = existing(config).await?;
    let files = FileStore::local(config.data_dir.join("files"))?;
    let taken = take(&store, &files, folder, Clock::default().now(), bar).await;
    store.close().await?;
    taken
}

/// Opens the database, but never makes one.
pub(super) async fn existing(config: &Config) -> anyhow::Result<Store> {
    let missing = || Refusal::NoDatabase { url: config.shown_url() };
    if config.sqlite_file().is_some_and(|file| !file.exists()) {
        return Err(missing().into());
    }
    let options = Options { connections: 2, ..Options::default() };
    let store = Store::open(&config.database_url, options).await?;
    if migrate::found(store.read()).await? == 0 {
        return Err(missing().into());
    }
    Ok(store)
}

/// Copies `store` and `files` into a new or empty folder: all tables from one snapshot, then the files
/// they name, which were there before their rows; the manifest comes last.
pub async fn take(
    store: &Store,
    files: &FileStore,
    folder: &Path,
    now: Timestamp,
    bar: &ProgressBar,
) -> anyhow::Result<Manifest> {
    if is_used(folder)? {
        return Err(Refusal::FolderUsed { folder: folder.to_owned() }.into());
    }
    let unwritable = || format!("cannot write {}", folder.display());
    // Nobody else may read it: it holds what people said and their telephone numbers.
    let mut private = DirBuilder::new();
    let private = private.recursive(true).mode(0o700);
    private.create(folder.join(part::TABLES)).with_context(unwritable)?;
    let dump = Dump::begin(store).await?;
    let (mut tables, mut before) = (Vec::new(), 0);
    for table in backup::tables() {
        let mut out =
            part::Writer::create(&part::of(folder, table.name)).with_context(unwritable)?;
        let told = |rows| bar.set_position(before + rows);
        let rows = dump.table(&table, &mut out, told).await?;
        let (bytes, sha256) = out.finish().with_context(unwritable)?;
        tables.push(Part { table: table.name.to_owned(), rows, bytes, sha256 });
        before += rows;
    }
    dump.finish().await?;
    bar.set_message("files");
    let files = copy_files(files, folder, bar).await?;
    let manifest = Manifest::new(store.engine(), tables, files, now);
    manifest.write(folder).with_context(unwritable)?;
    Ok(manifest)
}

async fn copy_files(from: &FileStore, folder: &Path, bar: &ProgressBar) -> anyhow::Result<Files> {
    let to = FileStore::local(folder.join(part::FILES))?;
    let mut files = Files::default();
    for row in backup::rows_of(part::open(&part::of(folder, "file"))?) {
        let row = row?;
        match backup::copy(&row, from, &to).await {
            Ok(found) => {
                files.count += 1;
                files.bytes += found.size;
                if !backup::is_whole(&row, &found) {
                    files.faults.push(row.id.uuid());
                }
            }
            Err(BackupError::File(FileError::Missing)) => files.faults.push(row.id.uuid()),
            Err(error) => return Err(error.into()),
        }
        bar.set_position(files.count);
    }
    Ok(files)
}

/// Whether a folder is there and holds anything.
pub(super) fn is_used(folder: &Path) -> anyhow::Result<bool> {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", folder.display())),
    }
}

/// Answers a refusal in words or JSON; anything else stays an error.
pub(super) fn refused(error: anyhow::Error, json: bool) -> anyhow::Result<ExitCode> {
    refusal::answer(error, json)
}

/// A copy before an upgrade of the schema: beside the data, named after the schema it had. For
/// PostgreSQL the operator makes it: the file would be as large as the database.
pub async fn before_upgrade(config: &Config, store: &Store, from: i32) -> Result<(), StoreError> {
    if store.engine() == Engine::Postgres {
        tracing::warn!(from, "upgrading the schema: keep a pg_dump of before");
        return Ok(());
    }
    // Always anew: what stands there from an earlier attempt may be older than the database.
    store.copy(&config.data_dir.join(format!("before-schema-{}.db", from + 1))).await
}
