//! The systems that orders are exchanged with, and how they are called.

use axum::Json;
use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::exchange::{Difference, Mapping, Partner, Side, Way, shipped};
use huisheng_domain::id::AccountId;
use huisheng_store::account;
use huisheng_store::exchange::{self, PartnerRow, Waiting};
use huisheng_store::trail::{self, Entry, Kind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{KEEP, READ};
use crate::api::named::unit_name;
use crate::api::{AreaQuery, Query, Written};
use crate::app::{App, Sessions, Staff, access};
use crate::error::Problem;
use crate::exchange::{new_secret, partners as all, secret_of};

/// A system that orders are exchanged with.
#[derive(Serialize, ToSchema)]
#[schema(as = ExchangePartnerView)]
pub(super) struct PartnerView {
    /// Its version; for `If-Match`.
    version: i32,
    /// What is known of it.
    partner: Partner,
    /// The sign-in name of the account in whose name it acts.
    login: Option<String>,
    /// The unit that works there, if it stands below.
    unit: Option<String>,
    /// Where it sends its messages.
    #[schema(example = "/api/v1/exchange/990101/市12345/messages")]
    address: String,
    /// The secret, as long as it is new: enter it there. It is shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    /// Why nothing is exchanged, as a code: `exchange_account`, `exchange_host`.
    trouble: Option<&'static str>,
    /// When something of it was taken in last.
    heard: Option<Timestamp>,
    /// When it was told last what is held of it.
    listed: Option<Timestamp>,
    /// When its own list was compared last.
    compared: Option<Timestamp>,
    /// In what that differed from what is held here; 500 at most.
    differences: Vec<Difference>,
    /// There are more.
    more: bool,
    /// Orders to be sent.
    waiting: u64,
    /// Orders that were given up.
    dead: u64,
    /// Orders of which the rules here refused something.
    refused: u64,
}

/// Differences that are shown.
const SHOWN: usize = 500;

/// The systems that orders are exchanged with.
#[derive(Serialize, ToSchema)]
#[schema(as = ExchangePartners)]
pub(super) struct Partners {
    /// By name.
    partners: Vec<PartnerView>,
    /// The signed-in person may change them.
    may_change: bool,
}

async fn view(
    app: &App,
    area: Area,
    row: PartnerRow,
    secret: Option<String>,
) -> Result<PartnerView, Problem> {
    let reader = app.store().read();
    let Waiting { waiting, dead, refused } = exchange::waiting(reader, area, row.id).await?;
    let login = account::of_ids(reader, [row.partner.account]).await?.pop();
    let unit = row.partner.side.unit().map(|unit| unit_name(&app.book(), unit));
    let address = format!("/api/v1/exchange/{area}/{}/messages", row.partner.name);
    let trouble = acting(app, &row.partner).await.err().map(|problem| problem.code);
    let PartnerRow { version, partner, heard, listed, compared, mut differences, .. } = row;
    let more = differences.len() > SHOWN;
    differences.truncate(SHOWN);
    let login = login.map(|account| account.login);
    Ok(PartnerView {
        version,
        partner,
        login,
        unit,
        address,
        secret,
        trouble,
        heard,
        listed,
        compared,
        differences,
        more,
        waiting,
        dead,
        refused,
    })
}

/// The systems that orders are exchanged with, above and below, and where it stands with each.
#[utoipa::path(get, path = "/exchange/partners", tag = "exchange", params(AreaQuery),
    responses((status = 200, body = Partners), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn partners(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<AreaQuery>,
) -> Result<Json<Partners>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), READ)?;
    let mut views = Vec::new();
    for row in all(&app, area).await? {
        views.push(view(&app, area, row, None).await?);
    }
    let may_change = staff.can(&app, KEEP, &access::place(&app.book(), area, None));
    Ok(Json(Partners { partners: views, may_change }))
}

/// What comes with a partner.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExchangePartnerBody)]
pub(super) struct PartnerBody {
    /// What it is.
    partner: PartnerSaid,
    /// The secret that the other side made, `whsec_…`; `new` for one to be made here. Left out, that of before stays; a
    /// new partner gets a new one.
    #[serde(default)]
    #[schema(example = "new")]
    secret: Option<String>,
}

/// A partner, with the account by its sign-in name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExchangePartnerSaid)]
struct PartnerSaid {
    /// What it is called. Where it stands above, its orders carry this name as their platform.
    #[schema(example = "市12345", min_length = 1, max_length = 60)]
    name: String,
    /// Above or below.
    side: Side,
    /// The sign-in name of the account in whose name its messages are carried out: one without a password.
    #[schema(example = "duijie-city")]
    login: String,
    /// How messages travel.
    way: Way,
    /// How it calls things.
    #[schema(example = "huisheng")]
    mapping: String,
    /// Its categories by the code that ours have.
    #[serde(default)]
    categories: std::collections::BTreeMap<String, String>,
}

/// Keep a partner under its name. A change names the version that was seen in `If-Match`; the same twice changes nothing. The
/// answer holds a secret that was made, once.
#[utoipa::path(put, path = "/exchange/partners", tag = "exchange",
    params(AreaQuery, ("If-Match" = Option<String>, Header, description = "The version that was seen, to change it.")),
    request_body(content = PartnerBody, example = json!({ "partner": {
        "name": "市12345", "side": { "stands": "above" }, "login": "duijie-city",
        "way": { "by": "link", "url": "https://12345.example.org/api/v1/exchange/370211/street/messages" }, "mapping": "hotline",
    } })),
    responses((status = 200, body = PartnerView), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 412, body = Problem)))]
pub(super) async fn keep(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<AreaQuery>,
    body: Written<PartnerBody>,
) -> Result<Json<PartnerView>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), KEEP)?;
    let (seen, PartnerBody { partner: said, secret }) = (body.if_version, body.value);
    let partner = known(&app, area, said).await?;
    let (reader, cipher) = (app.store().read(), app.cipher()?);
    let found = exchange::partner(reader, cipher, area, &partner.name).await?;
    let (secret, shown) = match (secret.as_deref(), &found) {
        (Some("new"), _) | (None, None) => {
            let made = new_secret();
            (made.clone(), Some(made))
        }
        (Some(entered), _) => (secret_of(entered)?, None),
        (None, Some(found)) => (found.secret.clone(), None),
    };
    if let Some(found) = found.as_ref().filter(|one| one.partner == partner && one.secret == secret)
    {
        return Ok(Json(view(&app, area, found.clone(), None).await?));
    }
    let version = found.as_ref().map_or(0, |found| found.version);
    if version > 0 && seen.is_none_or(|seen| i64::from(seen) != i64::from(version)) {
        return Err(Problem::stale_row(version));
    }
    let now = app.now();
    let row = match found {
        Some(found) => PartnerRow { version: version + 1, partner, secret, ..found },
        None => PartnerRow {
            id: app.fresh::<()>(now).uuid(),
            version: 1,
            partner,
            secret,
            heard: None,
            listed: None,
            compared: None,
            differences: Vec::new(),
        },
    };
    let told = json!({ "version": row.version, "account": row.partner.account, "secret": shown.is_some() });
    let entry = Entry {
        area: Some(area),
        subject: Some(format!("exchange {}", row.partner.name)),
        ..staff.entry(Kind::ConfigurationChanged).with(told)
    };
    let write = staff.write(&app).await?;
    if !exchange::put(&write, cipher, area, &row).await? {
        return Err(Problem::stale_row(version));
    }
    trail::record(&write, &entry, now).await?;
    write.commit().await?;
    Ok(Json(view(&app, area, row, shown).await?))
}

/// As it can be kept: the account is one that nobody signs in with, the unit is there, the host is allowed.
async fn known(app: &App, area: Area, said: PartnerSaid) -> Result<Partner, Problem> {
    let PartnerSaid { name, side, login, way, mapping, categories } = said;
    let found = account::by_login(app.store().read(), &login).await;
    let account: AccountId = match found {
        Ok(row) => huisheng_domain::id::Id::from_uuid(row.id),
        Err(huisheng_store::StoreError::NotFound) => return Err(Problem::exchange_account()),
        Err(error) => return Err(error.into()),
    };
    let partner = Partner { name, side, account, way, mapping, categories };
    partner.check()?;
    let acts = acting(app, &partner).await?;
    let book = app.book();
    if let Side::Below { unit } = side {
        if book.units.get(unit).is_none() || !book.areas_of_unit(unit).contains(&area) {
            return Err(Problem::invalid("unit"));
        }
        // In its name, and in that of no other office.
        if acts.unit != unit {
            return Err(Problem::exchange_account());
        }
    }
    Ok(partner)
}

/// In whose name it acts, where the host that it is called at is allowed.
async fn acting(app: &App, partner: &Partner) -> Result<Staff, Problem> {
    let acts = Sessions::of_partner(app, partner.account, app.now()).await?;
    match &partner.way {
        Way::Link { url } if !app.config().exchange.allows(url) => Err(Problem::exchange_host()),
        _ => Ok(acts),
    }
}

/// How systems call things.
#[derive(Serialize, ToSchema)]
#[schema(as = ExchangeMappings)]
pub(super) struct Mappings {
    /// Those that come with the house.
    mappings: &'static [Mapping],
}

/// The mappings that come with the house, one for each sort of system.
#[utoipa::path(get, path = "/exchange/mappings", tag = "exchange", responses((status = 200, body = Mappings)))]
pub(super) async fn mappings(
    State(app): State<App>,
    staff: Staff,
) -> Result<Json<Mappings>, Problem> {
    staff.area(&app, None, READ)?;
    Ok(Json(Mappings { mappings: shipped() }))
}
