//! The HTTP API, `/api/v1`.

pub mod account;
pub mod archive;
pub mod area;
pub(crate) mod audit;
pub mod bulletin;
pub mod calendar;
pub mod call;
pub mod caller;
pub mod errand_item;
pub mod event;
pub(crate) mod example;
pub mod exchange;
pub mod extract;
pub mod file;
pub mod form;
pub mod knowledge;
pub mod list;
pub mod look;
pub mod map;
pub mod matter;
pub mod named;
pub mod notice;
pub mod notification;
pub mod past;
pub mod pasted;
pub mod policy;
pub mod post;
pub mod procedure;
pub mod public;
pub mod record_template;
pub mod register;
pub mod report;
pub mod responsibility;
pub mod roster;
pub mod rules;
pub mod session;
mod sheet;
pub mod staffing;
pub mod suggestion;
pub mod territory;
pub(crate) mod texts;
pub mod token;
mod unchanged;
mod unit_list;
pub mod upstream;
mod written;

pub use written::Written;
pub(crate) use written::{KEY, PAGE_KEY, bytes_of, retry_key};

use axum::extract::FromRequestParts;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::http::request::Parts;
use huisheng_domain::personal::{Stays, starred};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use crate::app::App;
use crate::error::Problem;

/// A query string; what cannot be read is a problem that names the field.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        // What is not a query at all is told by the second reading, with its reason.
        let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        for (field, text) in pairs.iter().flat_map(|pairs| pairs.iter()) {
            texts::check_one(field, text)?;
        }
        let query = axum::extract::Query::from_request_parts(parts, app).await;
        query.map(|axum::extract::Query(value)| Self(value)).map_err(|error: QueryRejection| {
            let reason = error.body_text();
            // "…: limit: invalid digit", where one parameter is to blame.
            let named = |name: &&str| reason.contains(&format!(": {name}: "));
            let mut names =
                pairs.iter().flat_map(|pairs| pairs.iter()).map(|(name, _)| name.as_str());
            let mut problem = Problem::invalid(names.find(named).unwrap_or("query"));
            problem.en.reason = reason;
            problem
        })
    }
}

/// Of which area.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct AreaQuery {
    /// Area code; the first within reach if left out.
    pub area: Option<String>,
}

/// A reason that says something, numbers in it starred, or a problem with `field`.
pub(crate) fn reason_in(text: &str, field: &'static str) -> Result<String, Problem> {
    let said = whole_reason_in(text, field)?;
    Ok(starred(&said, &[""; 0], Stays::Part).unwrap_or(said))
}

/// The same as it was written, for a command: the ledger stars and seals it with the words of the matter.
pub(crate) fn whole_reason_in(text: &str, field: &'static str) -> Result<String, Problem> {
    let said = huisheng_domain::reason::reason(text);
    said.map(str::to_owned).ok_or_else(|| Problem::reason_needed(field))
}

/// A path; what cannot be read does not exist.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let path = axum::extract::Path::from_request_parts(parts, app).await;
        path.map(|axum::extract::Path(value)| Self(value))
            .map_err(|_: PathRejection| Problem::not_found())
    }
}
