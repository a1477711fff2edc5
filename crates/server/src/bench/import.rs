//! `import matters`, and its rows by hand.

use std::time::{Duration, Instant};

use huisheng_store::Engine;
use jiff::{SignedDuration, Timestamp};

use super::Line;
use super::bare::{Bare, Recording};
use super::cast::Cast;
use super::database::Database;
use super::figure::Figures;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::import::{Options, What, run as import};
use crate::table::Source;

/// Rows of one file: what a street keeps in a year.
const ROWS: usize = 5_000;
/// Matters of one group of the hand: as many as the ledger takes at most.
const GROUP: usize = 256;
/// Import and hand take turns, so that a busy machine hurts both.
const TURNS: usize = 4;

/// A ledger of past matters with their replies, imported and written by hand into two databases. The
/// import reads the file twice, decides each row and makes its history; the hand is given the rows.
pub async fn run(
    figures: &mut Figures,
    line: &Line,
    cast: &Cast,
    engine: Engine,
) -> anyhow::Result<()> {
    let parts = (0..TURNS).map(|nth| ledger(cast, nth * ROWS));
    let parts: Vec<Source> = parts.collect::<anyhow::Result<_>>()?;
    let recording = Recording::default();
    let recorded = Database::new(engine, &line.folder, "recorded").await?;
    let app = open(&recorded, cast, Some(&recording)).await?;
    for part in &parts {
        take(&app, part).await?;
    }
    app.store().close().await?;
    recorded.remove().await?;

    let through = Database::new(engine, &line.folder, "import").await?;
    let by_hand = Database::new(engine, &line.folder, "hand").await?;
    let app = open(&through, cast, None).await?;
    by_hand.set_up(cast).await?;
    let mut bare = Bare::open(&by_hand).await?;
    let groups = recording.groups(engine, ROWS * TURNS, GROUP);
    let turn = groups.len().div_ceil(TURNS);
    let mut groups = groups.into_iter();
    let (mut hand, mut ours) = (Duration::ZERO, Duration::ZERO);
    for part in &parts {
        let began = Instant::now();
        take(&app, part).await?;
        ours += began.elapsed();
        let began = Instant::now();
        for group in groups.by_ref().take(turn) {
            bare.write(group).await?;
        }
        hand += began.elapsed();
    }
    drop(bare);
    app.store().close().await?;
    through.remove().await?;
    by_hand.remove().await?;
    let rate = |took: Duration| (ROWS * TURNS) as f64 / took.as_secs_f64();
    figures.put("import matters", engine, 0, rate(ours), "rows/s", Some(rate(hand)));
    Ok(())
}

async fn open(
    database: &Database,
    cast: &Cast,
    recording: Option<&Recording>,
) -> anyhow::Result<App> {
    database.set_up(cast).await?;
    let flags = serde_json::json!({
        "database_url": database.url(),
        "data_dir": database.folder(),
    });
    let store = database.open(recording.map(Recording::observer)).await?;
    Ok(App::start(Config::read(None, &flags)?, store, Clock::default()).await?)
}

async fn take(app: &App, part: &Source) -> anyhow::Result<()> {
    let options = Options::new("bench");
    let report = import(app, What::Matters, part.clone(), "ledger.csv", &options, &|_| {}).await?;
    anyhow::ensure!(report.written == ROWS as u64, "rows were left out: {:?}", report.bad.first());
    Ok(())
}

/// [`ROWS`] rows from the `first` on, as an office keeps them.
fn ledger(cast: &Cast, first: usize) -> anyhow::Result<Source> {
    let begin = Clock::default().now() - SignedDuration::from_hours(365 * 24);
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record([
        "工单编号",
        "标题",
        "内容",
        "受理时间",
        "办理结果",
        "办结时间",
        "地址",
        "姓名",
        "电话",
    ])?;
    let zone = Options::new("bench").zone;
    let time = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string();
    for nth in first..first + ROWS {
        let said = cast.said(nth);
        let received = begin + SignedDuration::from_mins(i64::try_from(nth)? % (300 * 24 * 60));
        csv.write_record([
            &format!("GD{nth:09}"),
            &said.title,
            &said.text,
            &time(received),
            "已派人到现场处理，恢复正常，并向您电话说明。",
            &time(received + SignedDuration::from_hours(30)),
            &said.spot.said,
            "王女士",
            &format!("1390000{:04}", nth % 10_000),
        ])?;
    }
    Ok(csv.into_inner()?.into())
}
