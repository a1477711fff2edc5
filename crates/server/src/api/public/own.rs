//! What the house holds of the person who reported, and who looked at it and why 谁看过我的信息: 个人信息保护法
//! art. 44–45. Only of the own voice: what others in the same matter gave is their affair.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use huisheng_domain::matter::{EraseGround, Erased, Role, Word};
use huisheng_store::trail::{self, Filter, Kind, Line, code_of};
use huisheng_store::{Book, voice};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::code_in;
use super::opened::{Opened, opened};
use crate::api::matter::load;
use crate::api::named::unit_name;
use crate::api::{Path, file};
use crate::app::App;
use crate::error::Problem;
use crate::mask;

/// Looks that are told, at most.
const MOST: usize = 200;

/// A look at the own contact data. The office and the post answer for it, not the clerk by name.
#[derive(Serialize, ToSchema)]
pub(super) struct OwnLook {
    /// When.
    at: Timestamp,
    /// The office; none where older records do not say.
    unit: Option<String>,
    /// Posts of who looked.
    posts: Vec<Role>,
    /// Why, in the words of staff.
    reason: Option<String>,
    /// Found by the telephone number of a caller.
    by_telephone: bool,
}

impl OwnLook {
    fn of(line: Line, book: &Book) -> Self {
        let posts = line.details.get("posts").cloned().unwrap_or_default();
        Self {
            at: line.at,
            unit: line.unit.map(|unit| unit_name(book, unit)),
            posts: serde_json::from_value(posts).unwrap_or_default(),
            reason: line.reason,
            by_telephone: line.details["by_telephone"] == true,
        }
    }
}

/// What is held.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum HeldKind {
    /// 姓名.
    Name,
    /// 电话.
    Contact,
    /// 诉求内容.
    Words,
    /// 事发地址.
    Address,
    /// 附件.
    Files,
}

/// One field that is held.
#[derive(Serialize, ToSchema)]
pub(super) struct Held {
    /// Which.
    what: HeldKind,
    /// The value, masked; none where it stands on the page already.
    shown: Option<String>,
    /// How many, for files.
    count: Option<usize>,
}

impl Held {
    const fn of(what: HeldKind, shown: Option<String>) -> Self {
        Self { what, shown, count: None }
    }
}

/// What is held of the person, and who looked at it.
#[derive(Serialize, ToSchema)]
pub(super) struct Own {
    /// Fields that are kept as long as the matter is.
    held: Vec<Held>,
    /// The consent to keep name and telephone; none if neither was given.
    consent: Option<Consent>,
    /// Name and telephone were erased.
    erased: Option<Erased>,
    /// Looks at name and telephone, the latest first, 200 at most.
    looks: Vec<OwnLook>,
}

/// The consent to keep name and telephone, for contact and callback in this matter.
#[derive(Serialize, ToSchema)]
pub(super) struct Consent {
    /// The version of the notice that was shown; none where it was told, not shown.
    notice: Option<u16>,
    /// When it was given.
    given: Timestamp,
    /// When it was taken back.
    withdrawn: Option<Timestamp>,
}

/// What the house holds of the person who reported, and who looked at it and why.
#[utoipa::path(get, path = "/public/matters/{number}/own", tag = "public", security(()),
    params(("number" = String, Path), ("X-Follow-Code" = String, Header)),
    responses((status = 200, body = Own)))]
pub(super) async fn own(
    State(app): State<App>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Own>, Problem> {
    let opened = opened(&app, &number, code_in(&headers)).await?;
    let station = opened.now();
    let voice = station.matter.report(station.voice);
    let erased = voice.and_then(|voice| voice.erased);
    let consent = voice.filter(|voice| voice.person.is_some()).map(|voice| Consent {
        notice: voice.notice,
        given: voice.at,
        withdrawn: erased.filter(|one| one.ground == EraseGround::Withdrawn).map(|one| one.at),
    });
    let (held, looks) = (held(&app, &opened).await?, looks(&app, &opened).await?);
    Ok(Json(Own { held, consent, erased, looks }))
}

async fn looks(app: &App, opened: &Opened) -> Result<Vec<OwnLook>, Problem> {
    // A part of a split has a copy of the voice, under an id of its own.
    let mut voices: Vec<_> =
        opened.way().map(|station| (station.matter.area, station.voice)).collect();
    voices.sort_unstable();
    voices.dedup();
    let mut lines = Vec::new();
    for (area, report) in voices {
        let kind = Some(Kind::Look.code().to_owned());
        let filter = Filter { report: Some(report), kind, ..Filter::default() };
        let areas = [code_of(area)];
        lines.extend(trail::find(app.store().read(), &areas, &filter, None, MOST).await?.lines);
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.mark));
    lines.truncate(MOST);
    let book = app.book();
    Ok(lines.into_iter().map(|line| OwnLook::of(line, &book)).collect())
}

async fn held(app: &App, opened: &Opened) -> Result<Vec<Held>, Problem> {
    let station = opened.now();
    let (area, reader) = (station.matter.area, app.store().read());
    let mut held = Vec::new();
    for person in voice::of_reports(reader, app.cipher()?, area, &[station.voice]).await? {
        let name = person.name.map(|name| Held::of(HeldKind::Name, Some(mask::name(&name))));
        let contact =
            person.contact.map(|it| Held::of(HeldKind::Contact, Some(mask::contact(&it))));
        held.extend(name.into_iter().chain(contact));
    }
    let words = load(app, &opened.asked.matter).await?.words;
    let is_kept = |word| words.values().any(|said| said.words.get(word).is_some());
    if is_kept(Word::Text) {
        held.push(Held::of(HeldKind::Words, None));
    }
    if is_kept(Word::Address) {
        held.push(Held::of(HeldKind::Address, None));
    }
    let files = file::for_reporter(app, opened).await?.len();
    if files > 0 {
        held.push(Held { count: Some(files), ..Held::of(HeldKind::Files, None) });
    }
    Ok(held)
}
