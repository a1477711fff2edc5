//! What a handler makes of the ledger's answer.

use huisheng_domain::matter::Matter;
use huisheng_domain::number::MatterNumber;
use huisheng_store::ledger::{IdempotencyKey, Outcome};
use huisheng_store::{idempotency, matter};
use serde_json::json;

use super::verb::Done;
use crate::app::App;
use crate::error::Problem;

/// Steps a stale answer tells, at most; the latest.
const MOST: usize = 50;

/// The answer that the same request was given before, under the same key.
pub async fn answered(
    app: &App,
    number: &str,
    key: Option<&IdempotencyKey>,
) -> Result<Option<Done>, Problem> {
    let (Ok(number), Some(key)) = (number.parse::<MatterNumber>(), key) else { return Ok(None) };
    let kept = idempotency::answer(app.store().read(), number.area(), key).await?;
    Ok(kept.map(|receipt| Done::of(receipt, true)))
}

/// The answer to a write; to who saw version `seen`, a stale one says what changed since.
pub async fn answer(
    app: &App,
    matter: &Matter,
    seen: Option<u32>,
    outcome: Outcome,
) -> Result<Done, Problem> {
    match outcome {
        Outcome::Done(receipt) => Ok(Done::of(receipt, false)),
        Outcome::Repeated(receipt) => Ok(Done::of(receipt, true)),
        Outcome::Refused(refusal) => Err(refusal.into()),
        Outcome::KeyReused => Err(Problem::key_reused()),
        Outcome::NotFound => Err(Problem::not_found()),
        Outcome::Stale { version } => {
            let reader = app.store().read();
            let mut since = matter::history(reader, matter.area, matter.id).await?;
            since.retain(|event| event.seq > seen.unwrap_or_default());
            let latest = since.iter().skip(since.len().saturating_sub(MOST));
            let changed = latest.map(
                |event| json!({ "version": event.seq, "kind": event.what.code(), "at": event.at }),
            );
            Err(Problem::stale(version, changed.collect()))
        }
    }
}
