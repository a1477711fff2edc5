//! A week's bulletin, drawn up from the tallies, and the first page of the list behind its largest number.

use std::time::Instant;

use anyhow::Context as _;
use huisheng_domain::id::Id;
use jiff::ToSpan;
use serde_json::{Value, json};

use super::At;
use super::cast::Cast;
use super::client::Client;
use super::figure::Figures;
use super::served::Served;
use crate::clock::Clock;

/// Weeks that are drawn up, back from this one.
const WEEKS: i64 = 30;
/// What drawing one up may take, in seconds.
const DRAW: f64 = 1.0;

/// Draws bulletins up, and looks behind a number of the fullest.
pub fn run(
    figures: &mut Figures,
    cast: &Cast,
    served: &Served,
    At { engine, size, .. }: At,
) -> anyhow::Result<()> {
    let zone = huisheng_domain::calendar::Calendar::china().zone().clone();
    let today = Clock::default().now().to_zoned(zone).date();
    let mut client = Client::new(served.address)?;
    let token = client.sign_in(&cast.dispatch.login)?;
    let signed_in = [("authorization", token.as_str())];
    let (mut slowest, mut fullest) = (0.0_f64, (0, String::new(), String::new()));
    for week in 0..WEEKS {
        let day = today.saturating_sub((7 * week).days());
        let id = Id::<()>::of_code("bench bulletin", &format!("{size} {day}")).uuid();
        let began = Instant::now();
        let path = format!("/bulletins/{id}");
        let drawn = client.put(&path, &signed_in, &json!({ "span": "week", "day": day }))?;
        slowest = slowest.max(began.elapsed().as_secs_f64());
        for line in drawn["bulletin"]["lines"].as_array().into_iter().flatten() {
            let assigned = line["figures"]["assigned"].as_i64().unwrap_or_default();
            if assigned > fullest.0 {
                let unit = line["unit"].as_str().context("a unit")?;
                fullest = (assigned, path.clone(), unit.to_owned());
            }
        }
    }
    figures.put("a week's bulletin, slowest", engine, size, slowest, "s", Some(DRAW));
    let (assigned, path, unit) = fullest;
    anyhow::ensure!(assigned > 0, "no week of {WEEKS} has a matter");
    let began = Instant::now();
    let behind = format!("{path}/matters?unit={unit}&figure=assigned");
    let page: Value = client.get(&behind, &signed_in)?;
    let listed = page["matters"].as_array().map_or(0, Vec::len);
    anyhow::ensure!(listed > 0, "nothing behind a number of {assigned}");
    let name = format!("list behind a number of {assigned}, first page");
    figures.put(&name, engine, size, began.elapsed().as_secs_f64() * 1e3, "ms", None);
    Ok(())
}
