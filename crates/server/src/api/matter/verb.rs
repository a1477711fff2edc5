//! One command, one address: `POST /matters/{number}/{verb}`.
//!
//! Every command of the domain goes the same way, so the way is written once; what differs is a
//! line of [`super::verbs`].

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use huisheng_domain::id::{AccountId, Id, MatterId, ReportId};
use huisheng_domain::matter::{Command, Matter, Refusal, Role, Verb};
use huisheng_store::ledger::{Receipt, Submission, Voice};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;
use utoipa::openapi::path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{
    ContentBuilder, HttpMethod, PathItem, Ref, RefOr, Required, ResponseBuilder,
};
use utoipa_axum::router::OpenApiRouter;

use super::{act, known_accounts, merged, within_reach};
use crate::api::public::code_of;
use crate::api::{Path, Written, file};
use crate::app::{App, Staff, access};
use crate::error::Problem;

/// What a command may need on its way.
pub struct Prepare<'a> {
    /// The house.
    pub app: &'a App,
    /// The matter as it stands.
    pub matter: &'a Matter,
    /// When.
    pub now: Timestamp,
    /// The second matter of a merge, looked up by the number the body names.
    other: Option<MatterId>,
    /// Contact data to keep beside the history.
    pub voices: Vec<Voice>,
    /// Numbers leased beforehand, as many as [`Prepare::NUMBERS`].
    pub numbers: Vec<String>,
}

impl Prepare<'_> {
    /// Parts a split may have.
    pub const NUMBERS: usize = 10;

    /// A new id.
    pub fn fresh<K>(&self) -> Id<K> {
        self.app.fresh(self.now)
    }

    /// The second matter, which the body names under `field`.
    pub fn other(&self, field: &'static str) -> Result<MatterId, Problem> {
        self.other.ok_or_else(|| Problem::invalid(field))
    }
}

/// What a write left behind.
#[derive(Debug, Serialize, ToSchema)]
pub struct Done {
    /// The matter's public number.
    #[schema(example = "9901012026112200000012")]
    pub number: String,
    /// Its version now; also in the `ETag`.
    pub version: u32,
    /// The same request was answered before; nothing was done again.
    pub repeated: bool,
    /// The code of a voice that was entered just now: read it out, with the number, to whoever called,
    /// who follows the matter and rates it with both. It is shown here only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "7K3M-9QWX-2B4T-H8RD")]
    pub code: Option<String>,
    /// Numbers of other matters that changed with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
}

impl Done {
    pub(crate) fn of(receipt: Receipt, repeated: bool) -> Self {
        let with = receipt.with.into_iter().map(|(_, number)| number).collect();
        Self { number: receipt.number, version: receipt.version, repeated, code: None, with }
    }

    /// With the code of the voice that was entered.
    #[must_use]
    pub(crate) fn of_voice(self, app: &App, report: ReportId) -> Self {
        Self { code: Some(code_of(app, report).to_string()), ..self }
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.version)) {
            headers.insert(header::ETAG, tag);
        }
        (headers, Json(self)).into_response()
    }
}

/// A verb whose body is the command's own data.
pub fn plain<B, C>(
    router: OpenApiRouter<App>,
    path: &'static str,
    summary: &'static str,
    example: serde_json::Value,
    command: C,
) -> OpenApiRouter<App>
where
    B: DeserializeOwned + ToSchema + Send + Sync + 'static,
    C: Fn(B) -> Command + Clone + Send + Sync + 'static,
{
    prepared(router, path, summary, example, move |body: B, _: &mut Prepare<'_>| Ok(command(body)))
}

/// A verb whose command needs ids, numbers or contact data besides.
pub fn prepared<B, C>(
    router: OpenApiRouter<App>,
    path: &'static str,
    summary: &'static str,
    example: serde_json::Value,
    command: C,
) -> OpenApiRouter<App>
where
    B: DeserializeOwned + ToSchema + Send + Sync + 'static,
    C: Fn(B, &mut Prepare<'_>) -> Result<Command, Problem> + Clone + Send + Sync + 'static,
{
    needing(router, path, summary, example, |_: &B| Needs::default(), command)
}

/// What has to be looked up before a command can be made.
#[derive(Default)]
pub struct Needs<'b> {
    /// The number of a second matter.
    pub other: Option<&'b str>,
    /// New public numbers.
    pub numbers: usize,
    /// Accounts that have to be there.
    pub accounts: &'b [AccountId],
}

/// A verb that needs something looked up first.
pub fn needing<B, N, C>(
    router: OpenApiRouter<App>,
    path: &'static str,
    summary: &'static str,
    example: serde_json::Value,
    needs: N,
    command: C,
) -> OpenApiRouter<App>
where
    B: DeserializeOwned + ToSchema + Send + Sync + 'static,
    N: Fn(&B) -> Needs<'_> + Clone + Send + Sync + 'static,
    C: Fn(B, &mut Prepare<'_>) -> Result<Command, Problem> + Clone + Send + Sync + 'static,
{
    let address = format!("/matters/{{number}}/{path}");
    let handler = move |State(app): State<App>,
                        staff: Staff,
                        Path(number): Path<String>,
                        written: Written<B>| {
        let (needs, command) = (needs.clone(), command.clone());
        async move { handle(&app, &staff, path, &number, written, needs, command).await }
    };
    let mut router = router.route(&address, axum::routing::post(handler));
    let api = router.get_openapi_mut();
    api.paths
        .paths
        .insert(address, PathItem::new(HttpMethod::Post, operation::<B>(path, summary, example)));
    let components = api.components.get_or_insert_default();
    let mut schemas = vec![(B::name().into_owned(), B::schema())];
    B::schemas(&mut schemas);
    components.schemas.extend(schemas);
    router
}

async fn handle<B>(
    app: &App,
    staff: &Staff,
    path: &str,
    number: &str,
    written: Written<B>,
    needs: impl Fn(&B) -> Needs<'_>,
    command: impl Fn(B, &mut Prepare<'_>) -> Result<Command, Problem>,
) -> Result<Done, Problem> {
    let now = app.now();
    let (key, if_version) = (written.key(staff.account.to_string()), written.if_version);
    let personal = written.personal;
    let matter = match within_reach(app, staff, number).await {
        Ok(matter) => matter,
        // Its own act may have moved it out of reach: whoever lost the answer is told it again.
        Err(problem) => return act::answered(app, number, key.as_ref()).await?.ok_or(problem),
    };
    may(app, staff, path, &matter)?;
    let needs = needs(&written.value);
    let mut numbers = Vec::new();
    for _ in 0..needs.numbers.min(Prepare::NUMBERS) {
        numbers
            .push(app.numbers().next(matter.area, app.day(&matter.place, now)).await?.to_string());
    }
    known_accounts(app, needs.accounts).await?;
    let other = match needs.other {
        Some(other) => Some(within_reach(app, staff, other).await?.id),
        None => None,
    };
    let mut prepare = Prepare { app, matter: &matter, now, other, voices: Vec::new(), numbers };
    let command = command(written.value, &mut prepare)?;
    let voices = prepare.voices;
    let joins = match &command {
        Command::Join(join) => Some(join.report),
        _ => None,
    };
    let submission = Submission {
        area: matter.area,
        matter: matter.id,
        other,
        command,
        actor: staff.actor(),
        now,
        key,
        if_version,
        voices,
        personal,
    };
    let also = merged::also(&submission);
    let outcome = file::submit(app, submission).await?;
    if let Some(also) = also {
        merged::keep_apart(app, &matter, also, &outcome).await?;
    }
    let done = act::answer(app, &matter, if_version, outcome).await?;
    // A repeated answer does not know which voice it was: the first one told the code.
    Ok(match joins {
        Some(report) if !done.repeated => done.of_voice(app, report),
        _ => done,
    })
}

/// One command of several on a matter one sees, which needs nothing besides.
pub(crate) async fn one_of_many(
    app: &App,
    staff: &Staff,
    verb: Verb,
    command: Command,
    matter: &Matter,
    if_version: Option<u32>,
) -> Result<Done, Problem> {
    may(app, staff, verb.code(), matter)?;
    let submission = Submission {
        area: matter.area,
        matter: matter.id,
        other: None,
        command,
        actor: staff.actor(),
        now: app.now(),
        key: None,
        if_version,
        voices: Vec::new(),
        personal: Vec::new(),
    };
    let outcome = app.ledger().submit(submission).await?;
    act::answer(app, matter, if_version, outcome).await
}

/// Whether the policies let one do that to a matter one sees; the refusal names the posts that may.
fn may(app: &App, staff: &Staff, verb: &str, matter: &Matter) -> Result<(), Problem> {
    let thing = access::matter(&app.book(), matter);
    if staff.can(app, verb, &thing) {
        return Ok(());
    }
    let (policies, who) = (app.policies(), staff.subject(&app.book()));
    let in_post = |role: &Role| {
        let who = huisheng_policy::Staff { posts: [*role].into(), ..who.clone() };
        policies.may(&who, verb, &thing)
    };
    let roles: Vec<Role> = Role::ALL.into_iter().filter(in_post).collect();
    let refused = Problem::from(Refusal::NotAllowed { roles: &[] });
    Err(refused.facts(serde_json::json!({ "roles": roles })))
}

fn operation<B: ToSchema>(
    path: &'static str,
    summary: &'static str,
    example: serde_json::Value,
) -> utoipa::openapi::path::Operation {
    let done = ContentBuilder::new().schema(Some(Ref::from_schema_name("Done"))).build();
    let body = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(B::name())))
        .example(Some(example))
        .build();
    OperationBuilder::new()
        .tag("matter")
        .summary(Some(summary))
        .operation_id(Some(path.replace('-', "_")))
        .parameters(Some([
            number(),
            header_parameter("Idempotency-Key", "Retry key: the same key and body are done once."),
            header_parameter(
                "If-Match",
                "The version you saw, as `ETag` gave it; refused with what changed if it is older.",
            ),
        ]))
        .request_body(Some(
            RequestBodyBuilder::new()
                .content("application/json", body)
                .required(Some(Required::True))
                .build(),
        ))
        .response(
            "200",
            ResponseBuilder::new()
                .description("Done, and durable.")
                .content("application/json", done)
                .build(),
        )
        .response("409", ResponseBuilder::new())
        .response("412", ResponseBuilder::new())
        .build()
}

fn number() -> Parameter {
    ParameterBuilder::new()
        .name("number")
        .parameter_in(ParameterIn::Path)
        .description(Some("Public number of the matter."))
        .required(Required::True)
        .schema(Some(text()))
        .build()
}

pub(crate) fn header_parameter(name: &str, description: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .description(Some(description))
        .required(Required::False)
        .schema(Some(text()))
        .build()
}

fn text() -> RefOr<utoipa::openapi::schema::Schema> {
    use utoipa::openapi::schema::{ObjectBuilder, Type};
    ObjectBuilder::new().schema_type(Type::String).into()
}
