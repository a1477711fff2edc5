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
use huisheng_store::trail::Kind;
use huisheng_store::{Engine, FileStore, Options, Store, StoreError, migrate};
use indicatif::ProgressBar;
use jiff::Timestamp;
use serde_json::json;

pub use manifest::{Files, Manifest, Part};
pub use refusal::Refusal;

use super::Common;
use super::out::say;
use crate::app::{By, note_if_possible};
use crate::clock::Clock;
use crate::config::Config;

/// Copies the whole house, files included, also while it serves. What is written meanwhile is not in
/// the copy. The copy holds what people said and the secret of the installation: keep it as safe as the
/// database. Names and telephones in it are sealed; the master key is not in it, keep that apart. Exit code 1 if a file could not be copied as it was, 2 if nothing was done.
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
            say!("{}", serde_json::to_string(&manifest)?)?;
        } else {
            let rows: u64 = manifest.tables.iter().map(|part| part.rows).sum();
            let files = &manifest.files;
            say!(
                "{}: {rows} rows, {} files ({} bytes)",
                self.folder.display(),
                files.count,
                files.bytes
            )?;
            for id in &files.faults {
                say!(
                    "附件 {id} 缺失或已改变：请运行 huisheng verify；如备份期间被清除，请重新备份\n  file {id} \
                     is missing or changed: run huisheng verify; if it was erased meanwhile, take the backup again"
                )?;
            }
        }
        Ok(if manifest.files.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

async fn take_from(config: &Config, folder: &Path, bar: &ProgressBar) -> anyhow::Result<Manifest> {
    let store = existing(config).await?;
    let files = FileStore::local(config.data_dir.join("files"))?;
    let now = Clock::default().now();
    let taken = take(&store, &files, folder, now, bar).await;
    if let Ok(manifest) = &taken {
        let rows: u64 = manifest.tables.iter().map(|part| part.rows).sum();
        let made = By::CommandLine.entry(Kind::BackupMade);
        let made = made.with(json!({ "rows": rows, "files": manifest.files.count }));
        note_if_possible(&store, &made, now).await?;
    }
    store.close().await?;
    taken
}

/// Opens the database, but never makes one.
pub(super) async fn existing(config: &Config) -> anyhow::Result<Store> {
    let missing = || Refusal::NoDatabase { url: config.shown_url() };
    if config.sqlite_file().is_some_and(|file| !file.exists()) {
        return Err(missing().into());
    }
    let keys = Some(config.keys());
    let options = Options { connections: 2, keys, ..Options::default() };
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
    let dump = Dump::begin(store).await?;
    let tables = copy_tables(dump, backup::tables(), folder, bar).await?;
    bar.set_message("files");
    let files = copy_files(files, folder, bar).await?;
    let manifest = Manifest::new(store.engine(), migrate::wanted(), tables, files, now);
    manifest.write(folder).with_context(|| format!("cannot write {}", folder.display()))?;
    Ok(manifest)
}

async fn copy_tables(
    dump: Dump,
    all: Vec<backup::Table>,
    folder: &Path,
    bar: &ProgressBar,
) -> anyhow::Result<Vec<Part>> {
    let unwritable = || format!("cannot write {}", folder.display());
    // Nobody else may read it: it holds what people said and their telephone numbers.
    let mut private = DirBuilder::new();
    let private = private.recursive(true).mode(0o700);
    private.create(folder.join(part::TABLES)).with_context(unwritable)?;
    let (mut tables, mut before) = (Vec::new(), 0);
    for table in all {
        let mut out =
            part::Writer::create(&part::of(folder, table.name)).with_context(unwritable)?;
        let told = |rows| bar.set_position(before + rows);
        let rows = dump.table(&table, &mut out, told).await?;
        let (bytes, sha256) = out.finish().with_context(unwritable)?;
        tables.push(Part { table: table.name.to_owned(), rows, bytes, sha256 });
        before += rows;
    }
    dump.finish().await?;
    Ok(tables)
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

/// A copy before an upgrade of the schema, beside the data and named after its first new step: on SQLite
/// the database as one file, on PostgreSQL a backup that the older version restores. Always anew: what
/// stands there from an earlier attempt may be older than the database.
pub async fn before_upgrade(
    config: &Config,
    store: &Store,
    from: i32,
    now: Timestamp,
) -> Result<(), StoreError> {
    let name = format!("before-schema-{}", from + 1);
    match store.engine() {
        Engine::Sqlite => store.copy(&config.data_dir.join(format!("{name}.db"))).await,
        Engine::Postgres => {
            let copied = take_older(config, store, from, &name, now).await;
            copied.map_err(|error| StoreError::Copy(format!("{error:#}")))
        }
    }
}

async fn take_older(
    config: &Config,
    store: &Store,
    schema: i32,
    name: &str,
    now: Timestamp,
) -> anyhow::Result<()> {
    let (whole, half) = (config.data_dir.join(name), config.data_dir.join(format!("{name}.part")));
    remove(&half)?;
    tracing::warn!(schema, folder = %whole.display(), "copying the database before its upgrade");
    let dump = Dump::begin_older(store, schema).await?;
    let tables =
        copy_tables(dump, backup::tables_of(schema), &half, &ProgressBar::hidden()).await?;
    // The bytes of an attachment never change, so a second name for them is a copy that costs nothing.
    let mut files = Files::default();
    link(&config.data_dir.join(part::FILES), &half.join(part::FILES), &mut files)?;
    Manifest::new(store.engine(), schema, tables, files, now).write(&half)?;
    remove(&whole)?;
    Ok(std::fs::rename(&half, &whole)?)
}

fn remove(folder: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Gives every file below a folder a second name.
fn link(from: &Path, to: &Path, files: &mut Files) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    let entries = match std::fs::read_dir(from) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let (path, name) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            link(&path, &name, files)?;
        } else {
            std::fs::hard_link(&path, &name)?;
            files.count += 1;
            files.bytes += entry.metadata()?.len();
        }
    }
    Ok(())
}
