//! Requests: matters of public space, as everybody may know them.

mod around;
mod filter;

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use huisheng_domain::matter::{EndingKind, Matter};
use huisheng_store::Book;
use huisheng_store::matter::{self, Public};
use jiff::Timestamp;
use serde::Serialize;

use super::answer::Answer;
use super::asked::Asked;
use super::fault::Fault;
use crate::app::App;
use crate::naming;
use crate::public::{Handle, Spot};
use filter::Filter;

/// Requests of one answer by their ids, at most.
const NAMED: usize = 200;

#[derive(Serialize)]
struct Request {
    service_request_id: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_notes: Option<String>,
    service_name: String,
    service_code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    requested_datetime: String,
    updated_datetime: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lat: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    long: Option<f64>,
}

impl Request {
    fn of(book: &Book, matter: &Matter, public: Option<&Public>) -> Option<Self> {
        let category = book.categories.get(matter.category?)?;
        let ending = matter.ending.as_ref();
        let ended = ending.map(|ending| naming::of(naming::ENDINGS, ending.kind.code()).to_owned());
        let spot = Spot::of(book, &matter.place);
        let place: Vec<String> = spot.name.into_iter().chain(spot.division).collect();
        Some(Self {
            service_request_id: Handle::of(matter).to_string(),
            status: status(ending.is_some()),
            status_notes: public.and_then(|public| public.answer.clone()).or(ended),
            service_name: category.name.clone(),
            service_code: category.code.clone(),
            description: public.map(|public| public.title.clone()),
            requested_datetime: written(matter.received),
            updated_datetime: written(ending.map_or(matter.changed, |ending| ending.at)),
            address: (!place.is_empty()).then(|| place.join("，")),
            lat: spot.point.map(|[_, lat]| lat),
            long: spot.point.map(|[lon, _]| lon),
        })
    }
}

/// The only two words of the standard.
pub fn status(ended: bool) -> &'static str {
    if ended { "closed" } else { "open" }
}

/// As the standard writes an instant.
pub fn written(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Whether others may know that there is this matter at all.
pub fn is_readable(book: &Book, matter: &Matter) -> bool {
    let taken_back = matter.ending.as_ref().is_some_and(|ending| {
        matches!(ending.kind, EndingKind::Withdrawn | EndingKind::Quarantined)
    });
    !taken_back && matter.is_public(book)
}

/// `requests.{json,xml}`: the newest first, or the last changed first where that is asked for.
pub async fn list(State(app): State<App>, asked: Asked) -> Response {
    asked.format.reply(listed(&app, &asked).await)
}

async fn listed(app: &App, asked: &Asked) -> Result<Answer, Fault> {
    let area = asked.area(app)?;
    let named: Vec<MatterId> = asked
        .all("service_request_id")
        .filter_map(|id| id.parse().ok())
        .filter(|handle: &Handle| handle.area == area)
        .map(|handle| handle.matter)
        .take(NAMED)
        .collect();
    let ids = match asked.get("service_request_id") {
        // It overrides all other parameters.
        Some(_) => named,
        None => Filter::of(app, asked)?.page(app, area).await?,
    };
    Answer::list("service_requests", "request", &requests(app, area, &ids).await?)
}

/// Those of these matters that are readable, in this order.
async fn requests(app: &App, area: Area, ids: &[MatterId]) -> Result<Vec<Request>, Fault> {
    let reader = app.store().read();
    let book = app.book();
    let states =
        if ids.is_empty() { Vec::new() } else { matter::states(reader, area, ids).await? };
    let states = states.into_iter().map(|(id, _, matter)| (id, matter));
    let states: HashMap<MatterId, Matter> =
        states.filter(|(_, matter)| is_readable(&book, matter)).collect();
    let released = ids.iter().filter(|id| states.get(id).is_some_and(|one| one.shown().is_some()));
    let released: Vec<MatterId> = released.copied().collect();
    let public = matter::shown(reader, area, &released).await?;
    let request = |id: &MatterId| Request::of(&book, states.get(id)?, public.get(id));
    Ok(ids.iter().filter_map(request).collect())
}

/// `requests/{id}.{json,xml}` and `request/{id}.{json,xml}`: implementations differ in the name.
pub async fn show(State(app): State<App>, asked: Asked) -> Response {
    asked.format.reply(shown(&app, &asked).await)
}

async fn shown(app: &App, asked: &Asked) -> Result<Answer, Fault> {
    Answer::list("service_requests", "request", &[one(app, asked, "service_request_id").await?])
}

async fn one(app: &App, asked: &Asked, what: &str) -> Result<Request, Fault> {
    let area = asked.area(app)?;
    let handle: Handle = asked.name()?.parse().map_err(|_| Fault::missing(what))?;
    let ids = if handle.area == area { vec![handle.matter] } else { Vec::new() };
    requests(app, area, &ids).await?.pop().ok_or_else(|| Fault::missing(what))
}

#[derive(Serialize)]
struct Token {
    service_request_id: String,
    token: String,
}

/// `tokens/{id}.{json,xml}`: a request has its id at once, so the id is its own token.
pub async fn token(State(app): State<App>, asked: Asked) -> Response {
    asked.format.reply(of_token(&app, &asked).await)
}

async fn of_token(app: &App, asked: &Asked) -> Result<Answer, Fault> {
    let service_request_id = one(app, asked, "token").await?.service_request_id;
    let token = Token { token: service_request_id.clone(), service_request_id };
    Answer::list("service_requests", "request", &[token])
}
