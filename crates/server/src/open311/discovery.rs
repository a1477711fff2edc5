//! Where the endpoint is, and how one comes by a key.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use serde::Serialize;

use super::answer::Answer;
use super::asked::Asked;
use super::fault::Fault;
use super::service;
use crate::app::App;

#[derive(Serialize)]
struct Discovery {
    changeset: String,
    contact: &'static str,
    key_service: &'static str,
    endpoints: [Endpoint; 1],
}

#[derive(Serialize)]
struct Endpoint {
    specification: &'static str,
    url: String,
    changeset: String,
    #[serde(rename = "type")]
    kind: &'static str,
    formats: [&'static str; 2],
}

/// `discovery.{json,xml}`
pub async fn discovery(State(app): State<App>, asked: Asked, headers: HeaderMap) -> Response {
    asked.format.reply(discovered(&app, &headers))
}

fn discovered(app: &App, headers: &HeaderMap) -> Result<Answer, Fault> {
    // What is on offer changes with the list of categories.
    let newest = service::services(app).into_iter().map(|service| service.valid_from).max();
    let changeset = newest.map(|day| format!("{day} 00:00")).unwrap_or_default();
    let key_service = match app.config().open311_keys.trim() {
        "" => "本站不接受 Open311 上报，请使用居民端 / Reports are taken on the portal only",
        "*" => "无需密钥 / No key is needed",
        _ => "请向本系统管理员申请 / Ask the administrator of this installation",
    };
    Answer::one(
        "discovery",
        &Discovery {
            changeset: changeset.clone(),
            contact: "请拨打 12345 / Call 12345",
            key_service,
            endpoints: [Endpoint {
                specification: "http://wiki.open311.org/GeoReport_v2",
                url: here(headers),
                changeset,
                kind: "production",
                formats: ["text/xml", "application/json"],
            }],
        },
    )
}

/// The address by which the caller came, as the caller or the proxy says it.
fn here(headers: &HeaderMap) -> String {
    let said = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = said(header::HOST.as_str()).unwrap_or("localhost");
    let scheme = said("x-forwarded-proto").filter(|scheme| *scheme == "https").unwrap_or("http");
    format!("{scheme}://{host}/open311/v2")
}
