//! Measurements: the product and its limit in the same run, on the same database engine with the
//! same durability. The table goes to standard output, the figures to `target/bench.json`.

#![allow(clippy::print_stdout, reason = "a table for whoever measures")]

mod above;
mod accept;
mod bare;
mod bulletin;
mod cast;
mod client;
mod database;
mod figure;
mod fill;
mod form;
mod import;
mod life;
mod load;
mod memory;
mod notify;
mod pages;
mod pgbench;
mod policy;
mod pure;
mod sealed;
mod served;
mod spike;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use huisheng_store::Engine;

use cast::Cast;
use database::Database;
use figure::Figures;
use served::Served;

/// Clients at a time, everywhere.
const CLIENTS: usize = 64;

/// Measures speed and memory.
#[derive(Parser)]
#[command(name = "bench")]
struct Line {
    /// How many matters stand in the database, rising.
    #[arg(default_values_t = [10_000, 100_000])]
    sizes: Vec<usize>,
    /// Only these: above, accept, binary, bulletin, form, http, import, life, memory, notify, pages, policy, pure, sealed, short, spike.
    #[arg(long)]
    only: Vec<String>,
    /// Only this engine: sqlite or postgres.
    #[arg(long)]
    engine: Option<String>,
    /// Seconds a measurement runs.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// A fiftieth of the requests before memory is read: to try the program, not to measure.
    #[arg(long)]
    short: bool,
    /// Leaves the filled database bench_kept behind, and takes the one that was left: a million matters take
    /// twenty minutes. Its matter pages were looked at before, and what measurements wrote stays in it.
    #[arg(long)]
    keep: bool,
    /// Where databases stand while it runs; must be on the disk that is to be measured.
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// Where the figures go.
    #[arg(long, default_value = "target/bench.json")]
    json: PathBuf,
}

impl Line {
    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| name.contains(only.as_str()))
    }

    fn span(&self) -> Duration {
        Duration::from_secs(self.seconds.max(1))
    }

    fn engines(&self) -> Vec<Engine> {
        let wanted = |name: &str| self.engine.as_deref().is_none_or(|only| only == name);
        [("sqlite", Engine::Sqlite), ("postgres", Engine::Postgres)]
            .into_iter()
            .filter_map(|(name, engine)| wanted(name).then_some(engine))
            .collect()
    }
}

/// On which engine, with how many matters in it.
#[derive(Clone, Copy, Debug)]
struct At {
    engine: Engine,
    size: usize,
    /// The size that larger ones are held against.
    smallest: usize,
}

/// Runs what the command line asks for.
pub fn main() -> ExitCode {
    let line = Line::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("bench: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(&line)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(line: &Line) -> anyhow::Result<()> {
    let mut figures = Figures::default();
    figures.head();
    figures.pure("load of the machine before", served::machine_load()?, "processes", None);
    if line.wants("policy") {
        policy::run(&mut figures)?;
    }
    if line.wants("pure") {
        pure::run(&mut figures, line.span())?;
    }
    if line.wants("binary") {
        served::binary(&mut figures)?;
    }
    let cast = Cast::new()?;
    for engine in line.engines() {
        let bare = match line.wants("accept") || line.wants("http") || line.wants("life") {
            true => accept::run(&mut figures, line, &cast, engine).await?,
            false => 0.0,
        };
        if line.wants("sealed") {
            sealed::run(&mut figures, line, &cast, engine).await?;
        }
        if line.wants("import") {
            import::run(&mut figures, line, &cast, engine).await?;
        }
        let database = match line.keep {
            true => Database::kept(engine, &line.folder).await?,
            false => Database::new(engine, &line.folder, "sized").await?,
        };
        database.set_up(&cast).await?;
        let outcome = sized(&mut figures, line, &cast, &database, bare).await;
        if !line.keep {
            database.remove().await?;
        }
        outcome?;
    }
    figures.pure("load of the machine after", served::machine_load()?, "processes", None);
    figures.write(&line.json)
}

/// Everything that is measured on a database that already holds matters.
async fn sized(
    figures: &mut Figures,
    line: &Line,
    cast: &Cast,
    database: &Database,
    bare: f64,
) -> anyhow::Result<()> {
    let mut held = database.matters().await?;
    let mut sizes = line.sizes.clone();
    sizes.sort_unstable();
    let smallest = sizes.first().copied().unwrap_or_default();
    for size in sizes {
        anyhow::ensure!(
            held < 2 * size.max(1),
            "the database that was kept holds {held} matters: what is measured in it is not of {size}; remove bench_kept"
        );
        fill::run(database, cast, held, size).await?;
        held = held.max(size);
        let limit = match database.engine() {
            Engine::Postgres if line.wants("http") || line.wants("life") => {
                pgbench::run(figures, database, size, line.span()).await?
            }
            _ => bare,
        };
        let at = At { engine: database.engine(), size, smallest };
        if line.wants("notify") && size == smallest {
            notify::run(figures, cast, database, at).await?;
        }
        let served = Served::start(database)?;
        figures.put("ready", database.engine(), size, served.ready.as_secs_f64(), "s", Some(1.0));
        if line.wants("pages") {
            pages::run(figures, cast, &served, database, at).await?;
        }
        if line.wants("http") {
            accept::over_http(figures, line, cast, &served, at, limit)?;
        }
        if line.wants("life") {
            life::run(figures, line, cast, &served, at, limit)?;
        }
        if line.wants("short") {
            life::short(figures, line, cast, &served, at)?;
        }
        if line.wants("spike") {
            spike::run(figures, line, cast, &served, at)?;
        }
        if line.wants("bulletin") {
            bulletin::run(figures, cast, &served, at)?;
        }
        if line.wants("form") {
            form::run(figures, cast, &served, at)?;
        }
        if line.wants("above") && size == smallest {
            above::run(figures, cast, &served, database, at)?;
        }
        if line.wants("memory") && size == smallest {
            memory::run(figures, line, cast, &served, at)?;
        }
    }
    Ok(())
}
