//! Every verb: address, one line of what it does, a body that works, and the command it becomes.

mod body;
mod desk;
mod office;
mod verify;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// All verbs.
pub fn routes() -> OpenApiRouter<App> {
    let router = OpenApiRouter::new();
    let router = desk::add(router);
    let router = office::add(router);
    verify::add(router)
}
