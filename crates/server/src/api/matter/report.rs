//! Reporting, by staff and by residents.

use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::id::{CategoryId, FileId, MatterId, PlaceId, ReportId};
use huisheng_domain::matter::{
    Actor, AtOnceWords, Channel, Command, Kind, PartyLink, Place, ReportMatter, Upstream, Urgency,
};
use huisheng_domain::territory::{Datum, Point};
use huisheng_store::ledger::{IdempotencyKey, Outcome, Submission, Voice};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::verb::Done;
use crate::api::{Written, file};
use crate::app::{App, Staff};
use crate::error::Problem;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(report))
}

/// A report as intake enters it.
#[derive(Deserialize, ToSchema)]
pub struct ReportBody {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    pub area: Option<String>,
    /// Kind.
    pub kind: Kind,
    /// How it came in.
    pub channel: Channel,
    /// A short title.
    #[schema(example = "门口路灯不亮", max_length = 200)]
    pub title: String,
    /// What was said.
    #[schema(example = "新安花园 3 号楼门口路灯三天不亮，老人晚上出门不方便", max_length = 20_000)]
    pub text: String,
    /// The place in words; the gazetteer is asked.
    #[serde(default)]
    #[schema(example = "新安花园3号楼")]
    pub address: Option<String>,
    /// Longitude and latitude.
    #[serde(default)]
    pub point: Option<PointBody>,
    /// An entry of the gazetteer.
    #[serde(default)]
    pub place: Option<PlaceId>,
    /// Category, if known.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// How urgent.
    #[serde(default)]
    pub urgency: Urgency,
    /// Name; may be left out where the procedure allows.
    #[serde(default)]
    #[schema(example = "王女士")]
    pub name: Option<String>,
    /// Telephone or another way to reach the person.
    #[serde(default)]
    #[schema(example = "13900000001")]
    pub contact: Option<String>,
    /// Hidden from the handling office 保密.
    #[serde(default)]
    pub confidential: bool,
    /// Said for somebody else 代诉.
    #[serde(default)]
    pub on_behalf: bool,
    /// When it was said, for a late entry.
    #[serde(default)]
    pub occurred: Option<Timestamp>,
    /// Files uploaded before.
    #[serde(default)]
    pub files: Vec<FileId>,
    /// The order of a platform above.
    #[serde(default)]
    pub upstream: Option<Upstream>,
    /// Answered or settled at once.
    #[serde(default)]
    pub at_once: Option<AtOnceWords>,
}

/// A point in one of the three systems in use.
#[derive(Clone, Copy, Deserialize, ToSchema)]
pub struct PointBody {
    /// Longitude in degrees.
    #[schema(example = 120.46)]
    pub lon: f64,
    /// Latitude in degrees.
    #[schema(example = 36.39)]
    pub lat: f64,
    /// `wgs84` (default), `gcj02` or `bd09`.
    #[serde(default)]
    pub datum: DatumBody,
}

/// Coordinate systems.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DatumBody {
    /// GPS.
    #[default]
    Wgs84,
    /// 高德、腾讯.
    Gcj02,
    /// 百度.
    Bd09,
}

/// Enter a report. The answer is durable.
#[utoipa::path(post, path = "/matters", tag = "matter",
    request_body(content = ReportBody, example = json!({
        "kind": "request", "channel": "PHONE12345", "title": "门口路灯不亮",
        "text": "新安花园 3 号楼门口路灯三天不亮，老人晚上出门不方便", "address": "新安花园3号楼",
        "name": "王女士", "contact": "13900000001",
    })),
    params(("Idempotency-Key" = Option<String>, Header, description = "Retry key: the same key and body are done once.")),
    responses((status = 200, body = Done), (status = 404, body = Problem, description = "No such area within your reach."), (status = 409, body = Problem)))]
async fn report(
    State(app): State<App>,
    staff: Staff,
    body: Written<ReportBody>,
) -> Result<Done, Problem> {
    let reach = staff.reach(&app);
    let area: Area = match &body.value.area {
        Some(text) => text.parse().map_err(|_| Problem::invalid("area"))?,
        None => *reach.areas.first().ok_or_else(Problem::not_found)?,
    };
    if !reach.holds_area(area) {
        return Err(Problem::not_found());
    }
    let key = body.key(staff.account.to_string());
    let (outcome, _) = submit(&app, area, staff.actor(), body.value, key).await?;
    match outcome {
        Outcome::Done(receipt) => Ok(Done::of(receipt, false)),
        Outcome::Repeated(receipt) => Ok(Done::of(receipt, true)),
        Outcome::Refused(refusal) => Err(refusal.into()),
        Outcome::KeyReused => Err(Problem::key_reused()),
        Outcome::NotFound | Outcome::Stale { .. } => Err(Problem::not_found()),
    }
}

/// Hands a new matter to the ledger. Returns the id of its first voice besides.
pub(crate) async fn submit(
    app: &App,
    area: Area,
    actor: Actor,
    body: ReportBody,
    key: Option<IdempotencyKey>,
) -> Result<(Outcome, ReportId), Problem> {
    let now = app.now();
    check(&body)?;
    let (matter, report): (MatterId, ReportId) = (app.fresh(now), app.fresh(now));
    let place = locate(app, &body, now)?;
    let mut voices = Vec::new();
    let person = (body.name.is_some() || body.contact.is_some()).then(|| {
        let party = app.fresh(now);
        let contactable = body.contact.is_some();
        voices.push(Voice { report, party, name: body.name, contact: body.contact });
        PartyLink { party, contactable, confidential: body.confidential }
    });
    let day = app.day(&place, body.occurred.unwrap_or(now).min(now));
    let number = app.numbers().next(area, day).await?.to_string();
    let command = Command::Report(Box::new(ReportMatter {
        id: matter,
        report,
        number,
        kind: body.kind,
        channel: body.channel,
        title: body.title,
        text: body.text,
        address: body.address,
        place,
        category: body.category,
        urgency: body.urgency,
        person,
        on_behalf: body.on_behalf,
        occurred: body.occurred,
        files: body.files,
        upstream: body.upstream,
        at_once: body.at_once,
    }));
    let submission = Submission {
        area,
        matter,
        other: None,
        command,
        actor,
        now,
        key,
        if_version: None,
        voices,
    };
    Ok((file::submit(app, submission).await?, report))
}

fn check(body: &ReportBody) -> Result<(), Problem> {
    let long = |text: &str, most: usize| text.chars().count() > most;
    let texts = [
        ("title", Some(body.title.as_str()), 200),
        ("text", Some(body.text.as_str()), 20_000),
        ("address", body.address.as_deref(), 500),
        ("name", body.name.as_deref(), 100),
        ("contact", body.contact.as_deref(), 100),
    ];
    for (field, text, most) in texts {
        if text.is_some_and(|text| long(text, most) || text.contains('\0')) {
            return Err(Problem::invalid(field));
        }
    }
    if body.contact.as_deref().is_some_and(|contact| contact.trim().is_empty()) {
        return Err(Problem::invalid("contact"));
    }
    Ok(())
}

/// The place by point, by entry, or found in the words.
fn locate(app: &App, body: &ReportBody, now: Timestamp) -> Result<Place, Problem> {
    let book = app.book();
    let mut place = Place { place: body.place, ..Place::default() };
    if body.place.is_some_and(|id| book.gazetteer.get(id).is_none()) {
        return Err(Problem::invalid("place"));
    }
    if body.category.is_some_and(|id| book.categories.get(id).is_none()) {
        return Err(Problem::invalid("category"));
    }
    if let Some(point) = body.point {
        let datum = match point.datum {
            DatumBody::Wgs84 => Datum::Wgs84,
            DatumBody::Gcj02 => Datum::Gcj02,
            DatumBody::Bd09 => Datum::Bd09,
        };
        let found = Point::from_datum(point.lon, point.lat, datum)
            .map_err(|_| Problem::invalid("point"))?;
        place.point = Some([found.lon(), found.lat()]);
    }
    if place.place.is_none()
        && let Some(address) = body.address.as_deref()
    {
        let on = app.day(&place, now);
        let found = book.gazetteer.find(address, &book.grid_index, on);
        place.place = found.first().map(|best| best.place);
    }
    book.locate(&mut place, now);
    Ok(place)
}
