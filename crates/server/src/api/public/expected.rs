//! By when a report would be accepted and answered, told before it is sent.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::{CategoryId, PlaceId};
use huisheng_domain::matter::{Kind, Lists};
use huisheng_domain::procedure::Expected;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::Written;
use crate::api::matter::report::{PointBody, Where, known};
use crate::app::App;
use crate::error::Problem;

/// What a report would be about, and where. It stands in a body, so that no log of a proxy keeps it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectedBody {
    /// Kind.
    kind: Kind,
    /// Category, if known.
    category: Option<CategoryId>,
    /// The place in words; the gazetteer is asked.
    #[schema(example = "新安花园3号楼")]
    address: Option<String>,
    /// An entry of the gazetteer.
    place: Option<PlaceId>,
    /// A point.
    point: Option<PointBody>,
}

/// What a reporter may expect.
#[derive(Serialize, ToSchema)]
pub(super) struct ExpectedHere {
    /// The limits.
    #[serde(flatten)]
    limits: Expected,
    /// The answer's limit is that of the responsibility list for this category at this place. Otherwise these
    /// are the limits of most matters, and whoever accepts it may find others.
    by_list: bool,
}

/// The limits an ordinary report of this kind, category and place would run by: the procedure's, or those
/// of the responsibility list's row. Nothing is kept.
#[utoipa::path(post, path = "/public/expected", tag = "public", security(()),
    request_body(content = ExpectedBody, example = json!({ "kind": "request", "address": "新安花园3号楼" })),
    responses((status = 200, body = ExpectedHere),
        (status = 404, body = Problem, description = "No procedure begins with this kind.")))]
pub(super) async fn expected(
    State(app): State<App>,
    body: Written<ExpectedBody>,
) -> Result<Json<ExpectedHere>, Problem> {
    let ExpectedBody { kind, category, address, place, point } = body.value;
    let (book, now) = (app.book(), app.now());
    known(&book, category)?;
    let place = Where { address: address.as_deref(), place, point }.locate(&app, now)?;
    let begins = book.first(kind, false).and_then(|hash| book.procedure(hash));
    let procedure = begins.ok_or_else(Problem::not_found)?;
    let usual = procedure.expected(&BTreeMap::new());
    // Without a place another row may hold once there is one.
    let routed = book.route(category, &place, now).filter(|_| place.division.is_some());
    let limits = routed.map_or(usual, |routed| procedure.expected(&routed.limits));
    Ok(Json(ExpectedHere { limits, by_list: limits.answer != usual.answer }))
}
