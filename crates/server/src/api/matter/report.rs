//! Reporting, by staff and by residents.

use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::id::{CategoryId, FileId, MatterId, PartyId, PlaceId, ReportId};
use huisheng_domain::matter::{
    Actor, AtOnceWords, Channel, Command, Kind, Link, LinkKind, Matter, NOTICE, NewErrand,
    PartyLink, Place, ReportMatter, Subjects, Upstream, Urgency,
};
use huisheng_domain::one_time_code::Mobile;
use huisheng_domain::personal::is_starred;
use huisheng_domain::territory::{Datum, Point};
use huisheng_store::ledger::{IdempotencyKey, Outcome, Submission, Voice};
use huisheng_store::{Book, matter};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::contact::may_look;
use super::verb::Done;
use super::{known_accounts, of_number, within_reach};
use crate::api::call::{entered, may_enter};
use crate::api::errand_item::ErrandBody;
use crate::api::{Written, file};
use crate::app::{App, Staff, access};
use crate::error::Problem;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(report))
}

/// A report as intake enters it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
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
    /// An earlier matter it follows.
    #[serde(default)]
    pub follows: Option<FollowsBody>,
    /// 帮办代办: what is done for the resident, and what was handed over for it.
    #[serde(default)]
    pub errand: Option<ErrandBody>,
    /// Whom it complains of 被反映对象: neither sees nor handles it.
    #[serde(default)]
    pub subjects: Subjects,
    /// The version of the notice on personal data 隐私告知 that was shown before name or telephone was given.
    #[serde(default)]
    pub notice: Option<u16>,
    /// 来电: the call that it was said in, for staff who took it.
    #[serde(default)]
    pub call: Option<uuid::Uuid>,
}

impl ReportBody {
    /// An order of a platform above, of which nothing else is known yet.
    pub fn of_order(
        kind: Kind,
        channel: Channel,
        title: &str,
        text: &str,
        order: Upstream,
    ) -> Self {
        Self {
            area: None,
            kind,
            channel,
            title: title.to_owned(),
            text: text.to_owned(),
            address: None,
            point: None,
            place: None,
            category: None,
            urgency: Urgency::default(),
            name: None,
            contact: None,
            confidential: false,
            on_behalf: false,
            occurred: None,
            files: Vec::new(),
            upstream: Some(order),
            at_once: None,
            follows: None,
            errand: None,
            subjects: Subjects::default(),
            notice: None,
            call: None,
        }
    }
}

/// A point in one of the three systems in use.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
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

/// An earlier matter that a new one follows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowsBody {
    /// Its number.
    number: String,
    /// How.
    how: FollowsHow,
}

/// How a new matter follows an earlier one.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FollowsHow {
    /// 重复发生: the same again after an end, with new facts.
    Recurring,
    /// 信访: a petition about it.
    PetitionOf,
    /// 由记录转来: more has to be done of what it recorded. Where nobody is named, the person there speaks here, too.
    RaisedFrom,
}

impl From<FollowsHow> for LinkKind {
    fn from(how: FollowsHow) -> Self {
        match how {
            FollowsHow::Recurring => Self::Recurring,
            FollowsHow::PetitionOf => Self::PetitionOf,
            FollowsHow::RaisedFrom => Self::RaisedFrom,
        }
    }
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

/// Enter a report. The answer is durable. It holds the code with which the reporter follows the matter
/// and rates it: read it out with the number, it is shown here only.
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
    let area = staff.reach(&app)?.area(body.value.area.as_deref())?;
    staff.may(&app, "report", &access::place(&app.book(), area, None))?;
    known_accounts(&app, &body.value.subjects.accounts).await?;
    let key = body.key(staff.account.to_string());
    let follows = match &body.value.follows {
        Some(FollowsBody { number, how }) => {
            let earlier = within_reach(&app, &staff, number).await?;
            if matches!(how, FollowsHow::RaisedFrom) {
                may_carry_over(&app, &staff, &body.value, &earlier)?;
            }
            Some(Link { kind: (*how).into(), matter: earlier.id })
        }
        None => None,
    };
    let call = body.value.call;
    if let Some(call) = call {
        may_enter(&app, &staff, area, call).await?;
    }
    let (personal, order) = (body.personal, body.value.upstream.clone());
    match submit(&app, area, staff.actor(), body.value, personal, follows, key).await {
        Err(problem) if problem.code == "upstream_taken" => {
            Err(whose(&app, &staff, area, order, problem).await)
        }
        Ok(done) => {
            if let Some(call) = call {
                entered(&app, area, call, &done.number).await?;
            }
            Ok(done)
        }
        refused => refused,
    }
}

/// Where nobody is named, the person of the record is carried over: for who may know that person. Who is sealed stays so.
fn may_carry_over(
    app: &App,
    staff: &Staff,
    body: &ReportBody,
    earlier: &Matter,
) -> Result<(), Problem> {
    let named = body.name.is_some() || body.contact.is_some();
    let first = earlier.reports.first().filter(|voice| !named && !earlier.is_sealed(voice));
    match first {
        Some(voice) => may_look(app, staff, earlier, &[voice], app.now()),
        None => Ok(()),
    }
}

/// Hands a new matter to the ledger; `follows` is the earlier one that it names. The answer has the
/// code of its first voice.
pub(crate) async fn submit(
    app: &App,
    area: Area,
    actor: Actor,
    body: ReportBody,
    personal: Vec<String>,
    follows: Option<Link>,
    key: Option<IdempotencyKey>,
) -> Result<Done, Problem> {
    let now = app.now();
    let (matter, report): (MatterId, ReportId) = (app.fresh(now), app.fresh(now));
    known(&app.book(), body.category)?;
    let errand = match body.errand {
        Some(errand) => errand.into_errand(app, area, &actor).await?,
        None => NewErrand::default(),
    };
    let said = Where { address: body.address.as_deref(), place: body.place, point: body.point };
    let began = body.occurred.unwrap_or(now).min(now);
    // Entered late, it counts in the grid of its day.
    let place = said.locate(app, began)?;
    let said = Said::of(body.name, body.contact)?;
    let voice = said.map(|said| said.by(report, app.fresh(now)));
    let person = voice.as_ref().map(|voice| PartyLink {
        party: voice.party,
        contactable: voice.contact.is_some(),
        confidential: body.confidential,
    });
    let voices = voice.into_iter().collect();
    let day = app.day(&place, began);
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
        follows: follows.clone(),
        subjects: body.subjects,
        asked: None,
        errand,
        to: None,
        notice: shown(body.notice)?,
    }));
    let submission = Submission {
        area,
        matter,
        other: follows.map(|link| link.matter),
        command,
        actor,
        now,
        key,
        if_version: None,
        voices,
        personal,
    };
    let outcome = file::submit(app, submission).await?;
    told(app, outcome, report).await
}

/// The answer to a new matter, with the code of its first voice.
pub(crate) async fn told(app: &App, outcome: Outcome, report: ReportId) -> Result<Done, Problem> {
    match outcome {
        Outcome::Done(receipt) => Ok(Done::of(receipt, false).of_voice(app, report)),
        Outcome::Repeated(receipt) => {
            let matter = of_number(app, &receipt.number).await?;
            let first = matter.reports.first().ok_or_else(Problem::not_found)?.id;
            Ok(Done::of(receipt, true).of_voice(app, first))
        }
        Outcome::Refused(refusal) => Err(refusal.into()),
        Outcome::KeyReused => Err(Problem::key_reused()),
        Outcome::NotFound | Outcome::Stale { .. } => Err(Problem::not_found()),
    }
}

/// A version of the notice that there is, or was.
pub(crate) fn shown(notice: Option<u16>) -> Result<Option<u16>, Problem> {
    match notice {
        Some(version) if !(1..=NOTICE).contains(&version) => Err(Problem::invalid("notice")),
        notice => Ok(notice),
    }
}

/// Names the matter that has the order already, to who sees it.
async fn whose(
    app: &App,
    staff: &Staff,
    area: Area,
    order: Option<Upstream>,
    problem: Problem,
) -> Problem {
    let reader = app.store().read();
    let Some(order) = order else { return problem };
    let found = matter::by_upstream(reader, area, &order.source, &order.number).await;
    let Ok(Some(id)) = found else { return problem };
    match matter::find(reader, area, id).await {
        Ok(taken) if staff.can(app, "see", &access::matter(&app.book(), &taken)) => {
            problem.facts(serde_json::json!({ "number": taken.number }))
        }
        _ => problem,
    }
}

/// Who somebody is and how to reach the person, as far as it was said.
#[derive(Default)]
pub(crate) struct Said {
    name: Option<String>,
    contact: Option<String>,
}

impl Said {
    /// Nothing if nothing was said. A form sends an empty name for none; an empty telephone would
    /// count as a way to reach somebody. What a page showed with stars is nobody's name and reaches nobody.
    pub fn of(name: Option<String>, contact: Option<String>) -> Result<Option<Self>, Problem> {
        if contact
            .as_deref()
            .is_some_and(|contact| contact.trim().is_empty() || is_starred(contact))
        {
            return Err(Problem::invalid("contact"));
        }
        if name.as_deref().is_some_and(is_starred) {
            return Err(Problem::invalid("name"));
        }
        let name = name.filter(|name| !name.trim().is_empty());
        let contact = contact.as_deref().map(Mobile::plain);
        Ok((name.is_some() || contact.is_some()).then_some(Self { name, contact }))
    }

    /// As the person of a voice.
    pub fn by(self, report: ReportId, party: PartyId) -> Voice {
        Voice { report, party, name: self.name, contact: self.contact }
    }
}

/// Where something is, as somebody said it.
#[derive(Default)]
pub(crate) struct Where<'a> {
    /// In words; the gazetteer is asked, and says nothing against a point.
    pub address: Option<&'a str>,
    /// An entry of the gazetteer.
    pub place: Option<PlaceId>,
    /// A point.
    pub point: Option<PointBody>,
}

impl Where<'_> {
    /// The place by point, by entry, or found in the words, in the grids of the day of `at`.
    pub fn locate(&self, app: &App, at: Timestamp) -> Result<Place, Problem> {
        let book = app.book();
        let mut place = Place { place: self.place, ..Place::default() };
        if self.place.is_some_and(|id| book.gazetteer.get(id).is_none()) {
            return Err(Problem::invalid("place"));
        }
        if let Some(point) = self.point {
            let datum = match point.datum {
                DatumBody::Wgs84 => Datum::Wgs84,
                DatumBody::Gcj02 => Datum::Gcj02,
                DatumBody::Bd09 => Datum::Bd09,
            };
            let found = Point::from_datum(point.lon, point.lat, datum)
                .map_err(|_| Problem::invalid("point"))?;
            place.point = Some([found.lon(), found.lat()]);
        }
        book.locate_in_words(&mut place, self.address, at);
        Ok(place)
    }
}

/// A category that is named is in the dictionary.
pub(crate) fn known(book: &Book, category: Option<CategoryId>) -> Result<(), Problem> {
    if category.is_some_and(|id| book.categories.get(id).is_none()) {
        return Err(Problem::invalid("category"));
    }
    Ok(())
}
