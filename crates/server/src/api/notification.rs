//! 消息提醒: what a member of staff was told, what is sent out of the house, and what was given up.

mod choice;
mod delivery;
mod list;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::App;

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::notifications))
        .routes(routes!(list::read))
        .routes(routes!(choice::choice, choice::keep_choice))
        .routes(routes!(delivery::deliveries))
        .routes(routes!(delivery::replay))
}
