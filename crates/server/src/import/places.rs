//! The gazetteer: quarters, buildings and what people call them.

use std::collections::HashMap;

use huisheng_domain::id::{DivisionId, Id, PlaceId};
use huisheng_domain::territory::{Place, PlaceKind, Point};
use huisheng_store::book::Contents;

use super::entry::{Entry, each, field};
use super::known::{Known, KnownPlaces};
use super::report::BadRow;
use super::{Report, datum, known};
use crate::table::{Columns, value};

pub(super) const COLUMNS: Columns = Columns(&[
    field("name", &["名称", "地点名称", "小区名称", "小区", "地名"], true),
    field("aliases", &["别名", "曾用名", "俗称"], false),
    field("kind", &["类型", "类别"], false),
    field("division", &["所属区划", "区划", "社区", "区划代码", "所属社区"], true),
    field("grid", &["网格", "网格编码", "所属网格"], false),
    field("parent", &["上级地点", "所属小区"], false),
    field("longitude", &["经度", "lng", "lon"], false),
    field("latitude", &["纬度", "lat"], false),
    datum::FIELD,
]);

/// A place that is there is known by what it belongs to and its name; a cell left blank leaves what
/// was there.
pub(super) fn read(entries: &[Entry], contents: &Contents, report: &mut Report) -> Vec<Place> {
    let divisions = known::divisions(contents);
    let grids = known::grids(contents);
    let standing: HashMap<PlaceId, &Place> =
        contents.places.iter().map(|one| (one.id, one)).collect();
    let mut places = KnownPlaces::of(contents);
    learn(entries, &divisions, &mut places);
    each(entries, report, |entry| {
        let name = entry.need("name")?;
        entry.need("division")?;
        let division = divisions.of(entry, "division")?;
        let division = division
            .ok_or_else(|| entry.bad("division", "missing", "必填", "must be filled in"))?;
        let parent = parent(entry, division, &places)?;
        let id = id(division, parent, name, &places);
        let before = standing.get(&id);
        let kind = entry.get("kind").map(|text| kind(text, entry)).transpose()?;
        let aliases = entry.several("aliases").into_iter().map(str::to_owned).collect();
        let grid = grids.of(entry, "grid")?.or(before.and_then(|one| one.grid));
        Ok(Place {
            id,
            name: name.to_owned(),
            aliases: if entry.get("aliases").is_some() {
                aliases
            } else {
                before.map(|one| one.aliases.clone()).unwrap_or_default()
            },
            kind: kind.or(before.map(|one| one.kind)).unwrap_or(PlaceKind::Quarter),
            division,
            grid,
            point: point(entry)?.or(before.and_then(|one| one.point)),
            parent,
        })
    })
}

/// What the rows themselves name, wholes before their parts, so that rows may refer to each other.
fn learn(
    entries: &[Entry],
    divisions: &Known<huisheng_domain::id::Division>,
    places: &mut KnownPlaces,
) {
    let mut left: Vec<&Entry> = entries.iter().collect();
    left.sort_by_key(|entry| entry.get("parent").is_some());
    loop {
        let before = left.len();
        left.retain(|entry| {
            let name = entry.get("name");
            let (Some(name), Ok(Some(division))) = (name, divisions.of(entry, "division")) else {
                return false;
            };
            let Ok(parent) = parent(entry, division, places) else { return true };
            let id = id(division, parent, name, places);
            places.add(id, division, parent, name);
            false
        });
        if left.len() == before {
            return;
        }
    }
}

fn parent(
    entry: &Entry,
    division: DivisionId,
    places: &KnownPlaces,
) -> Result<Option<PlaceId>, BadRow> {
    let named = |text| places.named(entry, "parent", text, division);
    entry.get("parent").map(named).transpose()
}

fn id(division: DivisionId, parent: Option<PlaceId>, name: &str, places: &KnownPlaces) -> PlaceId {
    places.standing(division, parent, name).unwrap_or_else(|| {
        let parent = parent.map(|parent| parent.to_string()).unwrap_or_default();
        Id::of_code("place", &format!("{division}/{parent}/{name}"))
    })
}

fn kind(text: &str, entry: &Entry) -> Result<PlaceKind, BadRow> {
    Ok(match text.to_lowercase().as_str() {
        "quarter" | "小区" | "村组" | "宿舍" => PlaceKind::Quarter,
        "building" | "楼栋" | "楼" => PlaceKind::Building,
        "unit" | "单元" => PlaceKind::Unit,
        "road" | "道路" | "街" | "路" | "巷" => PlaceKind::Road,
        "landmark" | "地标" | "场所" => PlaceKind::Landmark,
        _ => {
            return Err(entry.bad(
                "kind",
                "unknown",
                "没有这个类型；可填小区、楼栋、单元、道路、地标",
                "no such kind; use quarter, building, unit, road or landmark",
            ));
        }
    })
}

/// A point in WGS-84, if both degrees are there.
fn point(entry: &Entry) -> Result<Option<Point>, BadRow> {
    let lon = entry.read("longitude", value::longitude)?;
    let lat = entry.read("latitude", value::latitude)?;
    let (Some(lon), Some(lat)) = (lon, lat) else { return Ok(None) };
    let refused = |(field, code, zh, en)| entry.bad(field, code, zh, en);
    let datum = datum::named(entry.get("datum")).map_err(refused)?;
    datum::point(lon, lat, datum).map(Some).map_err(refused)
}
