//! What others reported near a place, and 我也遇到: one more voice on it.

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::{CategoryId, Id, PlaceId, ReportId};
use huisheng_domain::matter::{Actor, Channel, Command, Join, Lists, PartyLink};
use huisheng_domain::territory::Point;
use huisheng_store::ledger::{IdempotencyKey, Submission};
use huisheng_store::matter::Public;
use huisheng_store::{Book, idempotency, matter};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Reported, code_of};
use crate::api::matter::act;
use crate::api::matter::report::{PointBody, Said, Where, known, shown as noticed};
use crate::api::matter::verb::Done;
use crate::api::{Path, Written, file};
use crate::app::App;
use crate::error::Problem;
use crate::public::Handle;

/// How far is near, in metres: as far as the cells around a place surely reach.
const NEAR: f64 = 500.0;
/// Matters of one answer.
const MOST: usize = 10;

/// Where something is, and of which sort. It stands in a body, so that no log of a proxy keeps it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NearbyBody {
    /// In words; the gazetteer is asked.
    #[schema(example = "新安花园3号楼")]
    address: Option<String>,
    /// An entry of the gazetteer.
    place: Option<PlaceId>,
    /// A point.
    point: Option<PointBody>,
    /// What it is about; the same comes first.
    category: Option<CategoryId>,
}

/// What others reported near a place.
#[derive(Serialize, ToSchema)]
pub(super) struct Nearby {
    /// The same category first, then the nearest.
    matters: Vec<NearMatter>,
}

/// A matter that others may join.
#[derive(Serialize, ToSchema)]
struct NearMatter {
    /// Its name among strangers; opens nothing.
    id: String,
    /// What it is about, in a clerk's words.
    title: String,
    /// Category.
    category: Option<CategoryId>,
    /// Its name.
    category_name: Option<String>,
    /// How far away, in steps of 100 m.
    metres: u32,
    /// Where everybody may know it to be, to about a hundred metres: WGS-84 longitude and latitude.
    point: Option<[f64; 2]>,
    /// When it was first said.
    since: Timestamp,
    /// How many said it.
    voices: usize,
}

impl NearMatter {
    fn of(book: &Book, public: Public, metres: u32) -> Self {
        let matter = public.matter;
        let category = matter.category.and_then(|id| book.categories.get(id));
        Self {
            id: Handle::of(&matter).to_string(),
            title: public.title,
            category: matter.category,
            category_name: category.map(|category| category.name.clone()),
            metres,
            point: matter.shown().and_then(|released| released.point),
            since: matter.received,
            voices: matter.reports.iter().filter(|voice| voice.withdrawn.is_none()).count(),
        }
    }
}

/// Open matters near a place that a clerk released, at most ten within 500 m. Nothing is kept.
#[utoipa::path(post, path = "/public/nearby", tag = "public", security(()),
    request_body(content = NearbyBody, example = json!({ "address": "新安花园3号楼" })),
    responses((status = 200, body = Nearby)))]
pub(super) async fn nearby(
    State(app): State<App>,
    body: Written<NearbyBody>,
) -> Result<Json<Nearby>, Problem> {
    let NearbyBody { address, place, point, category } = body.value;
    let book = app.book();
    known(&book, category)?;
    let place = Where { address: address.as_deref(), place, point }.locate(&app, app.now())?;
    let area = place.division.and_then(|id| book.divisions.area_of(id));
    let (Some(area), Some(point)) = (area.or(app.default_area()), book.point_of(&place)) else {
        return Ok(Json(Nearby { matters: Vec::new() }));
    };
    let found = matter::nearby(app.store().read(), area, point).await?;
    let away = |point: [f64; 2], from: [f64; 2]| {
        Some(Point::new(point[0], point[1]).ok()?.metres_to(Point::new(from[0], from[1]).ok()?))
    };
    let same = |of: Option<CategoryId>| {
        category.is_some_and(|asked| {
            of.is_some_and(|of| book.categories.chain(of).any(|above| above.id == asked))
        })
    };
    let mut near: Vec<(bool, u32, Public)> = found
        .into_iter()
        .filter(|public| book.is_public_space(public.matter.category))
        .filter_map(|public| {
            let metres = away(public.matter.shown()?.point?, point).filter(|far| *far <= NEAR)?;
            Some((!same(public.matter.category), (metres / 100.0).round() as u32 * 100, public))
        })
        .collect();
    near.sort_by_key(|(other, metres, public)| (*other, *metres, public.matter.received));
    let near = near.into_iter().take(MOST);
    let matters = near.map(|(_, metres, public)| NearMatter::of(&book, public, metres)).collect();
    Ok(Json(Nearby { matters }))
}

/// One more voice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct JoinNearbyBody {
    /// The page it was said on.
    channel: Channel,
    /// What was said, if anything.
    #[serde(default)]
    #[schema(max_length = 20_000)]
    text: String,
    /// Name.
    #[serde(default)]
    #[schema(max_length = 100)]
    name: Option<String>,
    /// Telephone.
    #[serde(default)]
    #[schema(max_length = 100)]
    contact: Option<String>,
    /// Hidden from the handling office 保密.
    #[serde(default)]
    confidential: bool,
    /// The version of the notice on personal data 隐私告知 that was shown.
    #[serde(default)]
    notice: Option<u16>,
}

/// 我也遇到: add one's voice to a matter that is shown. It is answered like a report: number and code
/// follow it from then on. Send an `Idempotency-Key` the page made, as with a report.
#[utoipa::path(post, path = "/public/nearby/{id}/join", tag = "public", security(()),
    request_body(content = JoinNearbyBody, example = json!({ "channel": "WECHAT", "text": "我家门口也是" })),
    params(("id" = String, Path, description = "The id that `/public/nearby` gave."),
        ("Idempotency-Key" = Option<String>, Header, description = "At least 16 characters of random made by the page.")),
    responses((status = 200, body = Reported), (status = 404, body = Problem), (status = 409, body = Problem, description = "It has ended meanwhile.")))]
pub(super) async fn join(
    State(app): State<App>,
    Path(id): Path<String>,
    body: Written<JoinNearbyBody>,
) -> Result<Json<Reported>, Problem> {
    let handle: Handle = id.parse().map_err(|_| Problem::not_found())?;
    let key = body.key_of_page()?;
    let (body, personal) = (body.value, body.personal);
    if !body.channel.is_of_residents() {
        return Err(Problem::invalid("channel"));
    }
    let now = app.now();
    let report = voice(&app, handle, key.as_ref(), now);
    let reported = |done: Done| {
        let code = code_of(&app, report).to_string();
        Ok(Json(Reported { number: done.number, code, repeated: done.repeated }))
    };
    let said = Said::of(body.name, body.contact)?;
    let Some(shown) = shown(&app, handle).await? else {
        // Whoever lost the answer is told it again.
        return reported(answered(&app, handle, key.as_ref()).await?);
    };
    let voice = said.map(|said| said.by(report, app.fresh(now)));
    let person = voice.as_ref().map(|voice| PartyLink {
        party: voice.party,
        contactable: voice.contact.is_some(),
        confidential: body.confidential,
    });
    let notice = noticed(body.notice)?;
    let command = Join { report, channel: body.channel, person, text: body.text, notice };
    let submission = Submission {
        area: handle.area,
        matter: handle.matter,
        other: None,
        command: Command::Join(command),
        actor: Actor::Reporter { report: None },
        now,
        key,
        if_version: None,
        voices: voice.into_iter().collect(),
        personal,
    };
    let outcome = file::submit(&app, submission).await?;
    reported(act::answer(&app, &shown.matter, None, outcome).await?)
}

/// The id of the voice. Made of the key, a repeated answer has the same code.
fn voice(app: &App, handle: Handle, key: Option<&IdempotencyKey>, now: Timestamp) -> ReportId {
    match key {
        Some(key) => Id::of_code("我也遇到", &format!("{handle} {}", key.key)),
        None => app.fresh(now),
    }
}

/// The matter, if it is shown now.
async fn shown(app: &App, handle: Handle) -> Result<Option<Public>, Problem> {
    let ids = [handle.matter];
    let found = matter::shown(app.store().read(), handle.area, &ids).await?.remove(&handle.matter);
    Ok(found.filter(|public| app.book().is_public_space(public.matter.category)))
}

async fn answered(
    app: &App,
    handle: Handle,
    key: Option<&IdempotencyKey>,
) -> Result<Done, Problem> {
    let Some(key) = key else { return Err(Problem::not_found()) };
    let receipt = idempotency::answer(app.store().read(), handle.area, key).await?;
    Ok(Done::of(receipt.ok_or_else(Problem::not_found)?, true))
}
