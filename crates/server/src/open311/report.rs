//! A report that another program brings in: the way of a resident, under a key.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use huisheng_domain::matter::Actor;
use huisheng_store::ledger::IdempotencyKey;
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::answer::Answer;
use super::asked::{Asked, malformed};
use super::fault::Fault;
use super::service;
use crate::api::matter::of_number;
use crate::api::matter::report::{self as reports, ReportBody};
use crate::api::texts;
use crate::app::App;
use crate::public::Handle;

/// The largest form.
const LIMIT: usize = 64 << 10;
/// Characters of a title that is taken from the description.
const TITLE: usize = 40;

#[derive(Serialize)]
struct Reported {
    service_request_id: String,
    service_notice: String,
}

/// `POST requests.{json,xml}`
pub async fn report(
    State(app): State<App>,
    asked: Asked,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let format = asked.format;
    format.reply(reported(&app, asked, &headers, &body).await)
}

async fn reported(
    app: &App,
    asked: Asked,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Answer, Fault> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let form = "application/x-www-form-urlencoded";
    if !header(header::CONTENT_TYPE.as_str()).is_some_and(|kind| kind.starts_with(form)) {
        return Err(Fault::bad(format!("请用 {form} 提交 / {form} is expected")));
    }
    if body.len() > LIMIT {
        return Err(Fault::bad("内容过大 / the form is too large"));
    }
    let asked = asked.with_form(body);
    let program = program(app, &asked)?;
    let area = asked.area(app)?;
    let key = header("idempotency-key").map(|key| IdempotencyKey {
        principal: format!("open311 {program}"),
        key: key.chars().take(200).collect(),
        body_hash: Sha256::digest(body).into(),
    });
    let said = said(app, &asked)?;
    texts::check(&said)?;
    let said: ReportBody = serde_json::from_value(said).map_err(|_| malformed("request"))?;
    let actor = Actor::Reporter { report: None };
    let done = reports::submit(app, area, actor, said, Vec::new(), None, key).await?;
    let matter = of_number(app, &done.number).await?;
    let (number, code) = (done.number, done.code.unwrap_or_default());
    let service_notice = format!(
        "编号 {number}，查询码 {code}：凭此在居民端查询进度、补充、评价 / Number {number}, code {code}: \
         follow it, add to it and rate it on the portal"
    );
    let service_request_id = Handle::of(&matter).to_string();
    let reported = Reported { service_request_id, service_notice };
    Answer::list("service_requests", "request", &[reported])
}

/// Which program it is, by its key; the key itself is kept nowhere.
fn program(app: &App, asked: &Asked) -> Result<String, Fault> {
    let known = app.config().open311_keys.trim();
    if known == "*" {
        return Ok("*".to_owned());
    }
    // Compared as digests, a wrong key tells nothing by the time it takes.
    let digest = |key: &str| Sha256::digest(key.trim());
    let given = digest(asked.get("api_key").ok_or_else(Fault::key)?);
    let mut keys = known.split(',').map(str::trim).filter(|key| !key.is_empty());
    let found = keys.any(|key| digest(key) == given);
    let name = hex::encode(&given[..8]);
    if found { Ok(name) } else { Err(Fault::key()) }
}

/// The fields of a report, as a page of ours would send them.
fn said(app: &App, asked: &Asked) -> Result<Value, Fault> {
    let code = asked.get("service_code").ok_or_else(|| needed("service_code"))?;
    let found = service::services(app).into_iter().find(|category| category.code == code);
    let category = found.ok_or_else(|| Fault::missing("service_code"))?;
    let mut said = Map::from_iter([
        ("kind".to_owned(), json!("request")),
        ("channel".to_owned(), json!("APP")),
        ("category".to_owned(), json!(category.id)),
    ]);
    let mut put = |field: &str, value: Value| said.insert(field.to_owned(), value);
    let (lat, long) = (asked.decimal("lat")?, asked.decimal("long")?);
    match (lat, long) {
        (Some(lat), Some(lon)) => {
            put("point", json!({ "lon": lon, "lat": lat }));
        }
        (None, None) => {}
        _ => return Err(needed("lat, long")),
    }
    let (address, place) = (asked.get("address_string"), asked.get("address_id"));
    if lat.is_none() && address.is_none() && place.is_none() {
        return Err(needed("lat, long | address_string | address_id"));
    }
    if let Some(place) = place {
        let id: uuid::Uuid = place.parse().map_err(|_| malformed("address_id"))?;
        put("place", json!(id));
    }
    // A picture elsewhere is not fetched: who handles it may look at it.
    let picture = asked.get("media_url").map(|url| format!("图片 {url}"));
    let text = asked.get("description").map(str::to_owned).into_iter().chain(picture);
    let text = text.collect::<Vec<_>>().join("\n");
    let short = || text.lines().next().map(|line| line.chars().take(TITLE).collect::<String>());
    let title = asked.get("attribute[title]").map(str::to_owned);
    let title = title.or_else(short).filter(|title| !title.is_empty()).unwrap_or(category.name);
    put("title", json!(title));
    put("text", json!(text));
    put("address", json!(address));
    let names = ["last_name", "first_name"].into_iter().filter_map(|name| asked.get(name));
    put("name", json!(names.collect::<Vec<_>>().join("")));
    put("contact", json!(asked.get("phone").or(asked.get("email"))));
    put("confidential", json!(asked.get("attribute[confidential]") == Some("true")));
    Ok(Value::Object(said))
}

fn needed(name: &str) -> Fault {
    Fault::bad(format!("缺少 {name} / {name} is needed"))
}
