//! A form of all matters there are, filled as a workbook and as lines, and what the server holds meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use huisheng_domain::id::Id;
use jiff::ToSpan;
use serde_json::{Value, json};

use super::At;
use super::cast::Cast;
use super::client::Client;
use super::figure::Figures;
use super::served::Served;
use crate::clock::Clock;

/// What filling 100,000 rows may take, in seconds; of more or fewer, as much more or less.
const FILL: f64 = 20.0;
/// What filling may add to the memory of the server, in MiB, however many rows there are.
const MEMORY: f64 = 64.0;
/// How often the memory is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// Fills a form whose columns need the state of each matter.
pub fn run(
    figures: &mut Figures,
    cast: &Cast,
    served: &Served,
    At { engine, size, .. }: At,
) -> anyhow::Result<()> {
    let zone = huisheng_domain::calendar::Calendar::china().zone().clone();
    let today = Clock::default().now().to_zoned(zone).date();
    let first = today.saturating_sub(365.days());
    let mut client = Client::new(served.address)?;
    let token = client.sign_in(&cast.dispatch.login)?;
    let signed_in = [("authorization", token.as_str())];
    let id = Id::<()>::of_code("bench form", &size.to_string()).uuid();
    let path = format!("/forms/{id}");
    client.put(&path, &signed_in, &form())?;
    for format in ["xlsx", "csv"] {
        let body = json!({ "day": first, "last": today, "format": format });
        let before = served.memory_mib()?;
        let (took, peak) = watched(served, || {
            let began = Instant::now();
            client.post(&format!("{path}/fill"), &signed_in, &body)?;
            Ok(began.elapsed().as_secs_f64())
        })?;
        let filings = client.get(&format!("{path}/filings"), &signed_in)?;
        let rows = filings["filings"][0]["rows"].as_u64().unwrap_or_default();
        anyhow::ensure!(rows > 0, "the form has no rows");
        #[expect(clippy::cast_precision_loss, reason = "far fewer than a float counts")]
        let most = FILL * (rows as f64 / 100_000.0).max(0.1);
        let name = format!("form of {rows} rows, {format}");
        figures.put(&name, engine, size, took, "s", Some(most));
        let name = format!("{name}, memory added at most");
        figures.put(&name, engine, size, (peak - before).max(0.0), "MiB", Some(MEMORY));
    }
    Ok(())
}

/// What `work` says, and the most memory the server held meanwhile.
fn watched<T>(
    served: &Served,
    work: impl FnOnce() -> anyhow::Result<T>,
) -> anyhow::Result<(T, f64)> {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watching = scope.spawn(|| -> anyhow::Result<f64> {
            let mut peak = 0.0_f64;
            while !done.load(Ordering::Relaxed) {
                peak = peak.max(served.memory_mib()?);
                std::thread::sleep(LOOK);
            }
            Ok(peak)
        });
        let said = work();
        done.store(true, Ordering::Relaxed);
        let peak = watching.join().map_err(|_| anyhow::anyhow!("nobody watched"))??;
        Ok((said?, peak))
    })
}

/// A ledger of fifteen columns, all kinds.
fn form() -> Value {
    let columns: Vec<Value> = [
        "running",
        "number",
        "upstream_number",
        "title",
        "kind",
        "channel",
        "category_first",
        "category",
        "division",
        "lead",
        "received",
        "due",
        "answered",
        "kept",
        "ending",
    ]
    .iter()
    .map(|holds| json!({ "heading": holds, "width": 16, "holds": holds, "date": "minute" }))
    .collect();
    json!({ "name": "bench", "title": "{单位}{期间}", "period": "chosen", "columns": columns, "foot": { "sums": true } })
}
