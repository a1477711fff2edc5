//! Accepting a matter: through the ledger, by hand, and over HTTP.

use std::time::{Duration, Instant};

use futures::StreamExt;
use huisheng_store::ledger::{Outcome, Submission};
use huisheng_store::{Book, Engine, Ledger, Numbers, Store};
use jiff::SignedDuration;

use super::bare::{Bare, Recording};
use super::cast::Cast;
use super::client::Client;
use super::database::Database;
use super::figure::Figures;
use super::load::{self, quantile};
use super::served::{Served, own_cpu};
use super::{At, CLIENTS, Line};
use crate::clock::{Clock, random};
use crate::config::Config;
use crate::demo::COUNTY;

/// Reports for each second the measurement is given.
const PER_SECOND: u64 = 1_600;
/// Microseconds between reports that are made beforehand.
const EACH: i64 = 400;
/// Ledger and hand take turns, so that a busy machine hurts both.
const TURNS: usize = 4;

/// Through the ledger and by hand, the same rows into two databases. Returns what the hand does
/// in a second.
pub async fn run(
    figures: &mut Figures,
    line: &Line,
    cast: &Cast,
    engine: Engine,
) -> anyhow::Result<f64> {
    let count = usize::try_from(PER_SECOND * line.seconds.max(1))?;
    let recording = Recording::default();
    let recorded = Database::new(engine, &line.folder, "recorded").await?;
    let ours = Ours::open(&recorded, cast, Some(&recording)).await?;
    ours.take(ours.reports(cast, count).await?).await?;
    ours.store.close().await?;
    recorded.remove().await?;

    let through = Database::new(engine, &line.folder, "ledger").await?;
    let by_hand = Database::new(engine, &line.folder, "hand").await?;
    let ours = Ours::open(&through, cast, None).await?;
    by_hand.set_up(cast).await?;
    let mut bare = Bare::open(&by_hand).await?;
    let groups = recording.groups(engine, count, CLIENTS);
    let (mut hand, mut ledger) = (Duration::ZERO, Duration::ZERO);
    let turn = groups.len().div_ceil(TURNS);
    let mut groups = groups.into_iter();
    for _ in 0..TURNS {
        let reports = ours.reports(cast, count / TURNS).await?;
        let began = Instant::now();
        ours.take(reports).await?;
        ledger += began.elapsed();
        let began = Instant::now();
        for group in groups.by_ref().take(turn) {
            bare.write(group).await?;
        }
        hand += began.elapsed();
    }
    drop(bare);
    ours.store.close().await?;
    through.remove().await?;
    by_hand.remove().await?;
    let hand = count as f64 / hand.as_secs_f64();
    let ledger = (count / TURNS * TURNS) as f64 / ledger.as_secs_f64();
    figures.put("accept through the ledger", engine, 0, ledger, "matters/s", Some(hand));
    Ok(hand)
}

struct Ours {
    store: Store,
    ledger: Ledger,
    numbers: Numbers,
}

impl Ours {
    async fn open(
        database: &Database,
        cast: &Cast,
        recording: Option<&Recording>,
    ) -> anyhow::Result<Self> {
        let book: Book = database.set_up(cast).await?;
        let store = database.open(recording.map(Recording::observer)).await?;
        let lanes = Config::read(None, &serde_json::json!({}))?.lanes;
        let ledger = Ledger::start(&store, book, lanes);
        Ok(Self { numbers: Numbers::new(&store), ledger, store })
    }

    async fn reports(&self, cast: &Cast, count: usize) -> anyhow::Result<Vec<Submission>> {
        let now = Clock::default().now();
        let day = now.to_zoned(self.ledger.book().calendar.zone().clone()).date();
        let mut reports = Vec::with_capacity(count);
        for nth in 0..count {
            let number = self.numbers.next(COUNTY, day).await?.to_string();
            // One after the other, as requests come: ids of one instant would lie all over the
            // indexes, and the hand would write more pages than the ledger.
            let at = now + SignedDuration::from_micros(EACH * i64::try_from(nth)?);
            reports.push(cast.report(nth, number, false, at));
        }
        Ok(reports)
    }

    /// Hands them in, each of 64 clients one after the other.
    async fn take(&self, reports: Vec<Submission>) -> anyhow::Result<()> {
        let mut answers = futures::stream::iter(reports)
            .map(|report| self.ledger.submit(report))
            .buffer_unordered(CLIENTS);
        while let Some(answer) = answers.next().await {
            match answer? {
                Outcome::Done(_) => {}
                other => anyhow::bail!("a report was not taken: {other:?}"),
            }
        }
        Ok(())
    }
}

/// As intake enters it, signed in, with a retry key.
pub fn over_http(
    figures: &mut Figures,
    line: &Line,
    cast: &Cast,
    served: &Served,
    At { engine, size, .. }: At,
    limit: f64,
) -> anyhow::Result<()> {
    let token = Client::new(served.address)?.sign_in(&cast.intake.login)?;
    let (own, theirs) = (own_cpu()?, served.cpu()?);
    let done = load::run(
        line.span(),
        || Client::new(served.address),
        |client, nth| {
            let key = format!("{:032x}", u128::from_be_bytes(random()));
            let headers = [("authorization", token.as_str()), ("idempotency-key", key.as_str())];
            client.post("/matters", &headers, &cast.body(nth, "PHONE12345"))?;
            Ok(())
        },
    )?;
    let took = done.took.as_secs_f64();
    let mut put = |name, value, unit, limit| figures.put(name, engine, size, value, unit, limit);
    put("accept over HTTP", done.rate(), "matters/s", Some(limit));
    put("accept over HTTP, p50", quantile(&done.each, 0.5) * 1e3, "ms", None);
    put("accept over HTTP, p99", quantile(&done.each, 0.99) * 1e3, "ms", None);
    put("accept over HTTP, CPU of the server", (served.cpu()? - theirs) / took, "cores", None);
    put("accept over HTTP, CPU of the load", (own_cpu()? - own) / took, "cores", None);
    Ok(())
}
