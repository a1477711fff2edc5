//! 对接: the systems that orders are exchanged with, by those who keep them, and the door by which they come in.

mod ferry;
mod messages;
mod order;
mod partner;

use huisheng_domain::area::Area;
use huisheng_store::exchange::{self, PartnerRow};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::App;
use crate::error::Problem;

/// What of the policies these routes ask.
const KEEP: &str = "keep-exchange";
const READ: &str = "read-exchange";

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(partner::partners, partner::keep))
        .routes(routes!(partner::mappings))
        .routes(routes!(order::orders))
        .routes(routes!(order::again))
        .routes(routes!(ferry::take_out))
        .routes(routes!(ferry::bring_in))
        .merge(messages::routes())
}

/// A partner that is kept.
async fn named(app: &App, area: Area, name: &str) -> Result<PartnerRow, Problem> {
    let found = exchange::partner(app.store().read(), app.cipher()?, area, name).await?;
    found.ok_or_else(|| Problem::invalid("partner"))
}
