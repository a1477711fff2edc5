//! What can be done to a matter, and why not the rest.

use axum::Json;
use axum::extract::State;
use huisheng_domain::matter::{Bounds, Command, Offer, RequestKind, Role, Verb, offers};
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
    // The past is read for the author of the last step, who alone takes it back, and for an office that was answered, which may
    // ask that the answer is left out of its figures.
    let account = Some(staff.account);
    let last = found.last_step.as_ref().is_some_and(|last| last.by == account);
    let office = staff.roles.contains(&Role::Clerk) || staff.roles.contains(&Role::Head);
    let answered = found.result.is_some() || found.reworks > 0 || found.reopens > 0;
    let history = if last || office && answered {
        matter::history(reader, found.area, found.id).await?
    } else {
        Vec::new()
    };
    let (area, id, changed) = (found.area, found.id, found.changed);
    let seen_since = last && opening::by_others_since(reader, area, id, account, changed).await?;
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
