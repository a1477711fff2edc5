//! Open311 GeoReport v2, under `/open311/v2`: what public space looks like to other cities' programs.
//!
//! Only what everybody may know of a matter leaves by this door: category, status, dates, a place to about a
//! hundred metres, and what a clerk released. The description of the standard is
//! <https://wiki.open311.org/GeoReport_v2/>, not `openapi.json`.

mod answer;
mod asked;
mod discovery;
mod fault;
mod report;
mod request;
mod service;
mod update;

use axum::Router;
use axum::routing::get;

use crate::app::App;

/// The routes, each as JSON and as XML.
pub fn routes() -> Router<App> {
    let mut routes = Router::new()
        .route("/services/{file}", get(service::definition))
        .route("/requests/{file}", get(request::show))
        .route("/request/{file}", get(request::show))
        .route("/tokens/{file}", get(request::token));
    for format in ["json", "xml"] {
        routes = routes
            .route(&format!("/discovery.{format}"), get(discovery::discovery))
            .route(&format!("/services.{format}"), get(service::list))
            .route(&format!("/requests.{format}"), get(request::list).post(report::report))
            .route(&format!("/servicerequestupdates.{format}"), get(update::list));
    }
    routes
}
