//! What can be done to a matter, and why not the rest.

use axum::Json;
use axum::extract::State;
use huisheng_domain::matter::{Bounds, Command, Offer, RequestKind, Verb, offers};
use huisheng_store::{matter, opening};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::within_reach;
use crate::api::Path;
use crate::app::{App, Staff, access};
use crate::error::Problem;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(actions))
}

/// What the signed-in person can do to a matter.
#[derive(Serialize, ToSchema)]
struct Actions {
    /// The version of the matter that they were asked of.
    version: u32,
    /// Each thing that the post allows now or at another time; what it never allows is left out.
    actions: Vec<Action>,
}

/// One thing to do.
#[derive(Serialize, ToSchema)]
struct Action {
    /// `POST /matters/{number}/{verb}` does it.
    #[schema(example = "sign-in")]
    verb: &'static str,
    /// For `request`: what is asked for.
    what: Option<RequestKind>,
    /// The share, voice, question or instruction it is done to; none for the matter itself.
    of: Option<Uuid>,
    /// It can be done now.
    allowed: bool,
    /// Why it cannot.
    problem: Option<Problem>,
    /// How far it may go: of a request, and of a callback that nobody answers.
    bounds: Option<Bounds>,
}

impl From<Offer> for Action {
    fn from(Offer { verb, of, refusal, bounds }: Offer) -> Self {
        let what = match verb {
            Verb::Ask(kind) => Some(kind),
            _ => None,
        };
        let problem = refusal.map(Problem::from);
        Self { verb: verb.code(), what, of, allowed: problem.is_none(), problem, bounds }
    }
}

/// What one can do to a matter now, and for each thing that one cannot, why. Nothing is done.
#[utoipa::path(get, path = "/matters/{number}/actions", tag = "matter", params(("number" = String, Path)),
    responses((status = 200, body = Actions)))]
async fn actions(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Json<Actions>, Problem> {
    let found = within_reach(&app, &staff, &number).await?;
    let reader = app.store().read();
    // Only the author of the last step takes it back, so only for that one the past is read.
    let last = found.last_step.as_ref().filter(|last| last.by == Some(staff.account));
    let (history, seen_since) = match last {
        Some(_) => tokio::try_join!(
            matter::history(reader, found.area, found.id),
            opening::by_others_since(
                reader,
                found.area,
                found.id,
                Some(staff.account),
                found.changed
            ),
        )?,
        None => (Vec::new(), false),
    };
    let (book, actor) = (app.book(), staff.actor());
    let mut context = book
        .context(&Command::Undo, Some(&found), &actor, [0; 16])
        .ok_or_else(Problem::internal)?;
    (context.history, context.seen_since) = (&history, seen_since);
    let (who, thing) = (staff.subject(&book), access::matter(&book, &found));
    let may = |offer: &Offer| app.policies().may(&who, offer.verb.code(), &thing);
    let offers = offers(&found, &context, app.now()).into_iter().filter(may);
    let actions = offers.map(Action::from).collect();
    Ok(Json(Actions { version: found.version, actions }))
}
