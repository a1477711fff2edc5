//! `huisheng restore`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use huisheng_store::backup::{self, BackupError, Load};
use huisheng_store::trail::Kind;
use huisheng_store::{FileStore, Options, Store, migrate};
use indicatif::ProgressBar;
use jiff::Timestamp;
use serde_json::json;

use super::backup::{Manifest, Refusal, is_used, part, refused};
use super::out::say;
use super::{Common, verify};
use crate::app::{App, By};
use crate::clock::Clock;
use crate::config::Config;

/// Takes a backup back into an empty database of either engine and an empty data folder: all of it, or
/// nothing. Ends with a replay of every matter, as `verify` does. Exit code 1 if the backup is damaged
/// or the replay finds anything, 2 if nothing was done.
#[derive(Args)]
pub struct Restore {
    /// The folder of the backup.
    folder: PathBuf,
}

impl Restore {
    /// Runs it.
    pub async fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        let config = common.read(&[])?;
        let bar = super::progress("parts checked");
        let done = put_back(&config, &self.folder, Clock::default().now(), &bar).await;
        bar.finish_and_clear();
        let manifest = match done {
            Ok(manifest) => manifest,
            Err(error) => return refused(error, common.json),
        };
        let app = App::open(config).await?;
        let rows: u64 = manifest.tables.iter().map(|part| part.rows).sum();
        let restored = By::CommandLine.entry(Kind::Restored);
        let restored = restored.with(json!({
            "made_at": manifest.made_at, "rows": rows, "files": manifest.files.count,
        }));
        app.note(&restored, app.now()).await?;
        let report = verify::look(&app).await?;
        if common.json {
            let said = serde_json::json!({
                "restored": { "made_at": manifest.made_at, "version": manifest.version, "rows": rows,
                    "files": manifest.files.count },
                "verify": report,
            });
            say!("{said}")?;
        } else {
            say!(
                "{} of {}: {rows} rows, {} files",
                self.folder.display(),
                manifest.made_at,
                manifest.files.count
            )?;
            verify::tell(&report, &app)?;
        }
        app.store().close().await?;
        Ok(if report.ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Takes a copy back. It is checked whole before anything is written.
pub async fn put_back(
    config: &Config,
    folder: &Path,
    now: Timestamp,
    bar: &ProgressBar,
) -> anyhow::Result<Manifest> {
    let manifest = Manifest::read(folder)?;
    manifest.check(folder, |done| bar.set_position(done)).await?;
    let home = config.data_dir.join(part::FILES);
    if is_used(&home)? {
        return Err(Refusal::FilesUsed { folder: home }.into());
    }
    // The folder of `huisheng.db` is the one we are in.
    let beside = config.sqlite_file().and_then(Path::parent);
    let beside = beside.filter(|folder| !folder.as_os_str().is_empty());
    for folder in [config.data_dir.as_path()].into_iter().chain(beside) {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let store = Store::open(&config.database_url, Options::default()).await?;
    let filled = fill(&store, &manifest, folder, &home, now, bar).await;
    store.close().await?;
    if let Err(error) = filled {
        // They were copied just now: the folder was empty.
        if home.is_dir() {
            std::fs::remove_dir_all(&home)
                .with_context(|| format!("cannot remove {}", home.display()))?;
        }
        return Err(error);
    }
    Ok(manifest)
}

async fn fill(
    store: &Store,
    manifest: &Manifest,
    folder: &Path,
    home: &Path,
    now: Timestamp,
    bar: &ProgressBar,
) -> anyhow::Result<()> {
    if migrate::found(store.read()).await? == 0 {
        migrate::migrate(store, async |_| Ok(()), now.into()).await?;
    }
    let load = Load::begin(store).await.map_err(|error| match error {
        BackupError::NotEmpty(table) => Refusal::DatabaseUsed { table: table.to_owned() }.into(),
        other => anyhow::Error::from(other),
    })?;
    bar.set_message("files");
    copy_files(manifest, folder, home, bar).await?;
    bar.set_message("rows");
    let mut before = 0;
    for table in backup::tables() {
        let mut lines = part::open(&part::of(folder, table.name))?;
        let rows = load.table(&table, &mut lines, |rows| bar.set_position(before + rows)).await?;
        if manifest.part(table.name).is_none_or(|part| part.rows != rows) {
            return Err(Refusal::Damaged { parts: vec![part::name(table.name)] }.into());
        }
        before += rows;
    }
    bar.set_message("matters that can be found");
    Ok(load.commit(|matters| bar.set_position(matters)).await?)
}

async fn copy_files(
    manifest: &Manifest,
    folder: &Path,
    home: &Path,
    bar: &ProgressBar,
) -> anyhow::Result<()> {
    let from = FileStore::local(folder.join(part::FILES))?;
    let to = FileStore::local(home.to_owned())?;
    for (row, count) in backup::rows_of(part::open(&part::of(folder, "file"))?).zip(1..) {
        let row = row?;
        // What was harmed before the copy was made comes back harmed, and the replay names it.
        let copied = backup::copy(&row, &from, &to).await;
        if manifest.was_whole(row.id.uuid()) && !backup::is_whole(&row, &copied?) {
            let part = format!("{}/{}/{}", part::FILES, row.area.code(), row.id.uuid());
            return Err(Refusal::Damaged { parts: vec![part] }.into());
        }
        bar.set_position(count);
    }
    Ok(())
}
