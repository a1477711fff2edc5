//! How searches are asked, and what they answer.

use huisheng_domain::territory::{Point, Window};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::ProviderError;
use crate::config::SearchKind;

/// Addresses of one answer.
const MOST: usize = 10;

/// An address that was found.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = FoundAddress)]
pub struct Found {
    /// What is there.
    pub name: String,
    /// Where that is, in words; may be empty.
    pub address: String,
    /// WGS-84 longitude and latitude.
    pub point: [f64; 2],
}

/// The whole world, for an area without ground.
const WORLD: [f64; 4] = [-180.0, -90.0, 180.0, 90.0];

pub(super) fn address(
    base: &str,
    kind: SearchKind,
    words: &str,
    within: Option<Window>,
) -> Result<String, ProviderError> {
    let mut url = Url::parse(base).map_err(|error| ProviderError::Unreadable(error.to_string()))?;
    let bounds = |sign: &str| {
        within.map_or(WORLD, Window::degrees).map(|degrees| degrees.to_string()).join(sign)
    };
    match kind {
        SearchKind::Tianditu => {
            let asked = json!({
                "keyWord": words, "level": 12, "mapBound": bounds(","), "queryType": 1, "start": 0,
                "count": MOST,
            });
            url.query_pairs_mut().append_pair("postStr", &asked.to_string());
        }
        SearchKind::Nominatim => {
            url.query_pairs_mut()
                .append_pair("q", words)
                .append_pair("limit", &MOST.to_string())
                .append_pair("viewbox", &bounds(","));
        }
    }
    Ok(url.into())
}

/// 天地图: what matters of its answer. CGCS2000 is WGS-84 within decimetres.
#[derive(Deserialize)]
struct Tianditu {
    #[serde(default)]
    pois: Vec<Poi>,
    status: Option<Status>,
}

#[derive(Deserialize)]
struct Status {
    infocode: i64,
}

#[derive(Deserialize)]
struct Poi {
    name: String,
    #[serde(default)]
    address: String,
    /// Longitude and latitude, with a comma or a space.
    lonlat: String,
}

/// What 天地图 says when all is well.
const WELL: i64 = 1000;

#[derive(Deserialize)]
struct Hit {
    display_name: String,
    #[serde(default)]
    name: Option<String>,
    lon: String,
    lat: String,
}

pub(super) fn read(kind: SearchKind, bytes: &[u8]) -> Result<Vec<Found>, ProviderError> {
    let unreadable = |error: serde_json::Error| ProviderError::Unreadable(error.to_string());
    let found: Vec<Option<Found>> = match kind {
        SearchKind::Tianditu => {
            let answer: Tianditu = serde_json::from_slice(bytes).map_err(unreadable)?;
            if let Some(status) = answer.status.filter(|status| status.infocode != WELL) {
                return Err(ProviderError::Unreadable(format!("infocode {}", status.infocode)));
            }
            let read = |poi: Poi| {
                let (lon, lat) = poi.lonlat.split_once([',', ' '])?;
                found(poi.name, poi.address, lon, lat)
            };
            answer.pois.into_iter().map(read).collect()
        }
        SearchKind::Nominatim => {
            let hits: Vec<Hit> = serde_json::from_slice(bytes).map_err(unreadable)?;
            let read = |hit: Hit| {
                let first = || hit.display_name.split(',').next().unwrap_or_default().to_owned();
                let name = hit.name.clone().filter(|name| !name.is_empty()).unwrap_or_else(first);
                found(name, hit.display_name, &hit.lon, &hit.lat)
            };
            hits.into_iter().map(read).collect()
        }
    };
    // What has no point cannot be shown on a map.
    Ok(found.into_iter().flatten().take(MOST).collect())
}

fn found(name: String, address: String, lon: &str, lat: &str) -> Option<Found> {
    let degrees = |text: &str| text.trim().parse::<f64>().ok();
    let point = Point::new(degrees(lon)?, degrees(lat)?).ok()?;
    Some(Found { name, address, point: [point.lon(), point.lat()] })
}
