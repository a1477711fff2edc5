//! `huisheng demo`.

use std::process::ExitCode;

use clap::Args;
use huisheng_store::{FileStore, matter};

use super::Common;
use super::out::say;
use crate::app::App;
use crate::config::Config;
use crate::demo::fill::{self, Filled, Size};
use crate::demo::{COUNTY, DemoArea, accounts};

/// Writes a fictional area with a year of matters, only into an empty or demo database.
#[derive(Args)]
pub struct Demo {
    /// Matters that go their way.
    #[arg(long, default_value_t = 20_000)]
    matters: u32,
    /// Service records settled on the spot; five times the matters if left out.
    #[arg(long)]
    records: Option<u32>,
    /// The same seed gives the same year.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Demo {
    /// Runs it.
    pub async fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        let records = self.records.unwrap_or(self.matters.saturating_mul(5));
        let size = Size { matters: self.matters, records, seed: self.seed };
        let config = common.read(&[])?;
        let app = App::open(config.clone()).await?;
        if !fill::is_fit(app.store()).await? {
            common.tell_error(&anyhow::anyhow!(
                "the database holds real lists; the demo goes only into an empty or demo \
                 database. Name another: --database-url sqlite://demo.db"
            ));
            return Ok(ExitCode::from(2));
        }
        if !is_empty(&app).await? {
            common.tell_error(&anyhow::anyhow!(
                "the demo is there already. For another year name another database: \
                 --database-url sqlite://demo2.db"
            ));
            return Ok(ExitCode::from(2));
        }
        let filled = run(&app, &config, size).await?;
        if common.json {
            say!("{}", serde_json::to_string(&filled)?)?;
        } else {
            say!(
                "demo area: {} matters, {} events, {} pictures ({} steps refused by a rule)",
                filled.matters,
                filled.events,
                filled.files,
                filled.refused
            )?;
            say!("{}", accounts())?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn is_empty(app: &App) -> anyhow::Result<bool> {
    let filter = matter::Filter::default();
    let page = matter::list(app.store().read(), COUNTY, &filter, None, 1, app.now()).await?;
    Ok(page.matters.is_empty())
}

/// Writes lists, accounts and lives.
pub(super) async fn run(app: &App, config: &Config, size: Size) -> anyhow::Result<Filled> {
    let now = app.now();
    let area = DemoArea::new(size.seed);
    fill::lists(app.store(), &area, size.seed, now).await?;
    fill::notices(app.store(), &area, size.seed, now).await?;
    app.turn_page().await?;
    let files = FileStore::scratch(config.data_dir.join("files"))?;
    let bar = super::progress("demo matters");
    let told = |matters| bar.set_position(matters);
    let filled = fill::lives(app.store(), &files, &area, size, now, told).await?;
    bar.finish_and_clear();
    Ok(filled)
}
