//! What a handler makes of the ledger's answer.

use huisheng_domain::matter::Matter;
use huisheng_store::ledger::Outcome;
use huisheng_store::matter;
use serde_json::json;

use super::verb::Done;
use crate::app::App;
use crate::error::Problem;

/// The answer to a write; a stale one says what changed since.
pub async fn answer(app: &App, seen: &Matter, outcome: Outcome) -> Result<Done, Problem> {
    match outcome {
        Outcome::Done(receipt) => Ok(Done::of(receipt, false)),
        Outcome::Repeated(receipt) => Ok(Done::of(receipt, true)),
        Outcome::Refused(refusal) => Err(refusal.into()),
        Outcome::KeyReused => Err(Problem::key_reused()),
        Outcome::NotFound => Err(Problem::not_found()),
        Outcome::Stale { version } => {
            let events = matter::history(app.store().read(), seen.area, seen.id).await?;
            let recent = events.iter().rev().take(10).rev();
            let changed = recent.map(
                |event| json!({ "version": event.seq, "kind": event.what.code(), "at": event.at }),
            );
            Err(Problem::stale(version, changed.collect()))
        }
    }
}
