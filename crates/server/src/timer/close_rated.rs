//! Closes matters whose rating window is over.

use huisheng_domain::matter::{Actor, Command};
use huisheng_store::ledger::Submission;
use huisheng_store::matter;
use jiff::Timestamp;

use crate::app::App;

/// Matters of one round.
const ROUND: u64 = 500;

/// Closes what is due, a round at a time. Twice does no harm: a closed one is refused.
pub async fn run(app: App, now: Timestamp) -> anyhow::Result<()> {
    for area in app.book().areas() {
        for id in matter::to_close(app.store().read(), area, ROUND, now).await? {
            let submission = Submission {
                area,
                matter: id,
                other: None,
                command: Command::Close,
                actor: Actor::House,
                now,
                key: None,
                if_version: None,
                voices: Vec::new(),
                personal: Vec::new(),
            };
            app.ledger().submit(submission).await?;
        }
    }
    Ok(())
}
