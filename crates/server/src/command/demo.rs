//! `huisheng demo`.

use std::process::ExitCode;

use clap::Args;
use huisheng_store::{FileStore, matter};
use jiff::Timestamp;

use super::Common;
use super::out::say;
use crate::app::App;
use crate::config::Config;
use crate::demo::fill::{self, Filled, Size};
use crate::demo::mark::{self, Found};
use crate::demo::{COUNTY, DemoArea, accounts};

/// Writes a fictional area with a year of matters, only into an empty or demo database. Into a demo
/// database another seed writes another year, of the same area.
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
        let years = match mark::found(app.store()).await? {
            Found::Nothing => Vec::new(),
            Found::Demo(_) if is_empty(&app).await? => Vec::new(),
            Found::Demo(years) => years,
            Found::Accounts => {
                common.tell_error(&anyhow::anyhow!(fill::HAS_ACCOUNTS));
                return Ok(ExitCode::from(2));
            }
            Found::Real => {
                common.tell_error(&anyhow::anyhow!(
                    "the database holds real lists; the demo goes only into an empty or demo \
                     database. Name another: --database-url sqlite://demo.db"
                ));
                return Ok(ExitCode::from(2));
            }
        };
        if years.contains(&self.seed) {
            common.tell_error(&anyhow::anyhow!(
                "the year of seed {} is there already. Another seed adds another year to the same \
                 area: --seed {}",
                self.seed,
                (1..).find(|seed| !years.contains(seed)).unwrap_or_default()
            ));
            return Ok(ExitCode::from(2));
        }
        let filled = if years.is_empty() {
            run(&app, &config, size).await?
        } else {
            add(&app, &config, size, years).await?
        };
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
    fill::templates(app.store(), &area).await?;
    fill::calls(app.store(), &area, now).await?;
    fill::answers(app.store(), &area, app.today(now), now).await?;
    fill::rosters(app.store(), &area, now).await?;
    app.turn_page().await?;
    let filled = lives(app, config, &area, size, now).await?;
    fill::bulletins(app.store(), &app.book(), &area, now).await?;
    fill::forms(app.store(), &app.book(), &area, now).await?;
    Ok(filled)
}

/// Writes lives beside those of `years`, and leaves lists and accounts as they stand.
async fn add(
    app: &App,
    config: &Config,
    size: Size,
    mut years: Vec<u64>,
) -> anyhow::Result<Filled> {
    let area = DemoArea::new(years.first().copied().unwrap_or(size.seed));
    years.push(size.seed);
    mark::another_year(app.store(), &years).await?;
    lives(app, config, &area, size, app.now()).await
}

async fn lives(
    app: &App,
    config: &Config,
    area: &DemoArea,
    size: Size,
    now: Timestamp,
) -> anyhow::Result<Filled> {
    let files = FileStore::scratch(config.data_dir.join("files"))?;
    let bar = super::progress("demo matters");
    let told = |matters| bar.set_position(matters);
    let filled = fill::lives(app.store(), &files, area, size, now, told).await?;
    bar.finish_and_clear();
    Ok(filled)
}
