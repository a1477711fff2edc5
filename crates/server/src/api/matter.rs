//! Matters: report, list, look, act.

pub mod act;
mod action;
pub(super) mod contact;
pub(super) mod cursor;
mod dossier;
mod hold;
pub(super) mod list;
mod merged;
mod own;
mod place;
mod queue;
pub mod report;
mod show;
pub mod verb;
mod verbs;
pub mod view;
mod viewing;

use huisheng_domain::id::AccountId;
use huisheng_domain::matter::Matter;
use huisheng_domain::number::MatterNumber;
use huisheng_store::{account, matter};
use utoipa_axum::router::OpenApiRouter;

pub(crate) use show::{load, opened};

use crate::app::{App, Staff, access, steadily_refused};
use crate::error::Problem;

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(list::routes())
        .merge(report::routes())
        .merge(show::routes())
        .merge(own::routes())
        .merge(place::routes())
        .merge(dossier::routes())
        .merge(action::routes())
        .merge(queue::routes())
        .merge(viewing::routes())
        .merge(hold::routes())
        .merge(contact::routes())
        .merge(verbs::routes())
}

/// The matter behind a number, if it is within reach. What is out of reach does not exist.
pub(crate) async fn within_reach(
    app: &App,
    staff: &Staff,
    number: &str,
) -> Result<Matter, Problem> {
    steadily_refused(async {
        let matter = of_number(app, number).await?;
        let thing = access::matter(&app.book(), &matter);
        if staff.can(app, "see", &thing) { Ok(matter) } else { Err(Problem::not_found()) }
    })
    .await
}

/// The matter behind a number, whoever asks.
pub(crate) async fn of_number(app: &App, number: &str) -> Result<Matter, Problem> {
    let number: MatterNumber = number.parse().map_err(|_| Problem::not_found())?;
    Ok(matter::by_number(app.store().read(), number).await?)
}

/// All of these accounts are there.
async fn known_accounts(app: &App, named: &[AccountId]) -> Result<(), Problem> {
    let known = account::names(app.store().read(), named.iter().copied()).await?;
    if named.iter().all(|id| known.contains_key(id)) {
        Ok(())
    } else {
        Err(Problem::invalid("accounts"))
    }
}
