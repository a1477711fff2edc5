//! `huisheng responsibility`.

mod told;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use huisheng_domain::area::Area;
use huisheng_domain::matter::Place;
use huisheng_store::responsibility;
use jiff::civil::Date;

use super::Common;
use super::out::say;
use crate::app::{App, By};
use crate::trial;
use told::Told;

/// Versions of the responsibility list 权责清单.
#[derive(Args)]
pub struct Responsibility {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Every version; drafts are those without a day of publication.
    List,
    /// What a version would make of the matters of the last year: gaps, overlaps, who gains load.
    DryRun {
        /// The version; the newest if left out.
        #[arg(value_name = "VERSION")]
        tried: Option<u32>,
        /// The day it is to count from; today if left out.
        #[arg(long)]
        from: Option<Date>,
        /// Only matters of this area, six digits.
        #[arg(long)]
        area: Option<Area>,
    },
    /// Publish a draft.
    Publish {
        /// The version of the draft.
        #[arg(value_name = "VERSION")]
        draft: u32,
        /// The day it counts from, the list before it until the eve. If left out, its rows count
        /// on their own days, and the list before it no more.
        #[arg(long)]
        from: Option<Date>,
    },
}

impl Responsibility {
    /// Runs it.
    pub async fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        let config = common.read(&[])?;
        let app = match &self.what {
            What::Publish { .. } => App::open(config).await?,
            What::List | What::DryRun { .. } => App::look(config).await?,
        };
        match self.what {
            What::List => {
                let versions = trial::versions(&app).await?;
                if common.json {
                    say!("{}", serde_json::to_string(&versions)?)?;
                }
                for one in versions.iter().filter(|_| !common.json) {
                    let at =
                        one.published_at.map_or_else(|| "draft".to_owned(), |at| at.to_string());
                    let mark = if one.in_force { "  in force" } else { "" };
                    say!("{}  {}  {at}{mark}", one.version, one.name)?;
                }
            }
            What::DryRun { tried, from, area } => {
                let newest = trial::versions(&app).await?.last().map(|one| one.version);
                let version = tried.or(newest).unwrap_or_default();
                let starts = from.unwrap_or_else(|| app.day(&Place::default(), app.now()));
                let areas = area.map_or_else(|| app.book().areas(), |area| vec![area]);
                let tried = trial::try_out(&app, &areas, version, starts, app.now()).await?;
                if common.json {
                    say!("{}", serde_json::to_string(&tried)?)?;
                } else {
                    let rows = responsibility::of_version(app.store().read(), version).await?;
                    Told::of(&app.book(), &rows).tell(&tried)?;
                }
            }
            What::Publish { draft, from } => {
                let done = trial::publish(&app, draft, from, &By::CommandLine, app.now()).await?;
                if common.json {
                    say!("{}", serde_json::to_string(&done)?)?;
                } else {
                    say!("version {} is in force", done.version)?;
                }
            }
        }
        app.store().close().await?;
        Ok(ExitCode::SUCCESS)
    }
}
