//! The gazetteer: quarters, buildings and what people call them.

use huisheng_domain::id::{Id, PlaceId};
use huisheng_domain::territory::{Datum, Place, PlaceKind, Point};
use huisheng_store::book::Contents;

use super::entry::{Entry, each, field};
use super::known::Known;
use super::report::BadRow;
use super::{Report, known};
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
    field("datum", &["坐标系"], false),
]);

pub(super) fn read(entries: &[Entry], contents: &Contents, report: &mut Report) -> Vec<Place> {
    let divisions = known::divisions(contents);
    let grids = known::grids(contents);
    let mut places = Known::new("地点", "place");
    for place in &contents.places {
        places.add(None, &place.name, place.id);
    }
    for entry in entries.iter().filter(|entry| entry.get("parent").is_none()) {
        if let (Some(name), Ok(Some(division))) =
            (entry.get("name"), divisions.of(entry, "division"))
        {
            places.add(None, name, id(division, None, name));
        }
    }
    each(entries, report, |entry| {
        let name = entry.need("name")?;
        entry.need("division")?;
        let division = divisions.of(entry, "division")?;
        let division = division
            .ok_or_else(|| entry.bad("division", "missing", "必填", "must be filled in"))?;
        let parent = places.of(entry, "parent")?;
        Ok(Place {
            id: id(division, parent, name),
            name: name.to_owned(),
            aliases: entry.several("aliases").into_iter().map(str::to_owned).collect(),
            kind: entry.get("kind").map_or(Ok(PlaceKind::Quarter), |text| kind(text, entry))?,
            division,
            grid: grids.of(entry, "grid")?,
            point: point(entry)?,
            parent,
        })
    })
}

fn id(division: huisheng_domain::id::DivisionId, parent: Option<PlaceId>, name: &str) -> PlaceId {
    let parent = parent.map(|parent| parent.to_string()).unwrap_or_default();
    Id::of_code("place", &format!("{division}/{parent}/{name}"))
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
    let datum = match entry.get("datum").unwrap_or("WGS84").to_uppercase().as_str() {
        "GCJ02" | "GCJ-02" | "火星坐标" => Datum::Gcj02,
        "BD09" | "BD-09" | "百度坐标" => Datum::Bd09,
        "WGS84" | "WGS-84" | "CGCS2000" => Datum::Wgs84,
        _ => {
            return Err(entry.bad(
                "datum",
                "unknown",
                "没有这个坐标系；可填 WGS-84、CGCS2000、GCJ-02、BD-09",
                "no such datum; use WGS-84, CGCS2000, GCJ-02 or BD-09",
            ));
        }
    };
    Point::from_datum(lon, lat, datum).map(Some).map_err(|_| {
        entry.bad("longitude", "out_of_range", "经纬度超出范围", "the coordinate is out of range")
    })
}
