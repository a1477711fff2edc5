//! Procedures, as far as a form needs them: what is asked, and what can be chosen.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use huisheng_domain::matter::Kind;
use huisheng_domain::procedure::{
    AtOnce, CallbackQuestion, Choice, ContactAsked, DocumentRule, Expected, Procedure,
    ProcedureHash, Wording,
};
use huisheng_store::Book;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::Path;
use crate::app::App;
use crate::error::Problem;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(in_force)).routes(routes!(version))
}

/// A version of a procedure.
#[derive(Serialize, ToSchema)]
struct ProcedureView {
    /// Its version; a matter keeps the one it began with.
    version: ProcedureHash,
    /// Code, like `13710`.
    code: String,
    /// Name.
    name: Wording,
    /// Kinds that may be reported under it.
    kinds: Vec<Kind>,
    /// Kinds that a new report begins under it.
    begins: Vec<Kind>,
    /// What a reporter may expect of an ordinary matter; a category may have limits of its own, told at
    /// `/public/expected`.
    expected: Expected,
    /// Whether intake asks how to reach the reporter.
    contact: ContactAsked,
    /// Whether it may be answered or settled at once.
    at_once: AtOnce,
    /// What is taken over of a resident, and with what authority.
    documents: DocumentRule,
    /// What a callback asks, in this order.
    questions: Vec<CallbackQuestion>,
    /// Tags of a rating.
    rating_tags: Vec<Choice>,
    /// Reasons for a suspension.
    suspension_reasons: Vec<Choice>,
    /// Reasons for an exclusion 剔除 from the figures.
    exclusion_reasons: Vec<Choice>,
    /// Reasons for a termination.
    termination_reasons: Vec<Choice>,
}

impl ProcedureView {
    fn of(procedure: &Procedure, book: &Book) -> Self {
        let procedure = procedure.clone();
        let begins = |kind: &Kind| book.first(*kind, false) == Some(&procedure.hash);
        Self {
            begins: procedure.kinds.iter().copied().filter(begins).collect(),
            expected: procedure.expected(&BTreeMap::new()),
            version: procedure.hash,
            code: procedure.code,
            name: procedure.name,
            kinds: procedure.kinds,
            contact: procedure.intake.contact,
            at_once: procedure.intake.at_once,
            documents: procedure.documents,
            questions: procedure.callback.questions,
            rating_tags: procedure.rating.tags,
            suspension_reasons: procedure.suspension.reasons,
            exclusion_reasons: procedure.exclusion.reasons,
            termination_reasons: procedure.termination.reasons,
        }
    }
}

/// The procedures that new matters begin with, by code.
#[utoipa::path(get, path = "/procedures", tag = "lists", security(()),
    responses((status = 200, body = Vec<ProcedureView>)))]
async fn in_force(State(app): State<App>) -> Json<Vec<ProcedureView>> {
    let book = app.book();
    let all = book.in_force().into_iter().filter_map(|hash| book.procedure(hash));
    let mut all: Vec<ProcedureView> = all.map(|one| ProcedureView::of(one, &book)).collect();
    all.sort_by(|one, other| one.code.cmp(&other.code));
    Json(all)
}

/// The procedure of a matter, by the version it began with.
#[utoipa::path(get, path = "/procedures/{version}", tag = "lists", security(()),
    params(("version" = String, Path, description = "`procedure_version` of a matter")),
    responses((status = 200, body = ProcedureView)))]
async fn version(
    State(app): State<App>,
    Path(version): Path<String>,
) -> Result<Json<ProcedureView>, Problem> {
    let book = app.book();
    let procedure = book.procedure(&ProcedureHash(version)).ok_or_else(Problem::not_found)?;
    Ok(Json(ProcedureView::of(procedure, &book)))
}
