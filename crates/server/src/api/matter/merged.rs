//! What was merged into a matter is kept from the same people as the matter itself: its number still opens it.

use huisheng_domain::matter::{Command, LinkKind, Matter, Refusal};
use huisheng_store::ledger::{Outcome, Submission};
use huisheng_store::matter;

use crate::app::App;
use crate::error::Problem;

/// The same command for all that was merged into `matter`, if it says from whom that is kept.
pub(super) fn also(submission: &Submission) -> Option<Submission> {
    match submission.command {
        Command::NameSubjects(_) | Command::Recuse(_) => {
            Some(Submission { key: None, if_version: None, ..submission.clone() })
        }
        _ => None,
    }
}

/// Does it, after the matter itself; also where that was so already, should the house have stopped in between.
pub(super) async fn keep_apart(
    app: &App,
    matter: &Matter,
    also: Submission,
    outcome: &Outcome,
) -> Result<(), Problem> {
    if !matches!(
        outcome,
        Outcome::Done(_) | Outcome::Repeated(_) | Outcome::Refused(Refusal::AlreadyDone)
    ) {
        return Ok(());
    }
    let mut into = vec![matter.clone()];
    while let Some(target) = into.pop() {
        let from = target.links.iter().filter(|link| link.kind == LinkKind::MergedFrom);
        let from: Vec<_> = from.map(|link| link.matter).collect();
        for (id, _, merged) in matter::states(app.store().read(), target.area, &from).await? {
            let done = app.ledger().submit(Submission { matter: id, ..also.clone() }).await?;
            match done {
                // Who never saw it has nothing to step back from.
                Outcome::Done(_)
                | Outcome::Refused(
                    Refusal::AlreadyDone | Refusal::KeptFrom | Refusal::OutOfReach,
                ) => into.push(merged),
                Outcome::Refused(refusal) => return Err(refusal.into()),
                _ => return Err(Problem::not_found()),
            }
        }
    }
    Ok(())
}
