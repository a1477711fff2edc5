//! Grids: rows that list places, or GeoJSON outlines. A grid that is there is known by its code, or by its
//! name in its community, and keeps what a row leaves out.

mod standing;

use geo::{Coord, MapCoords as _, MultiPolygon};
use geojson::{FeatureCollection, GeoJson};
use huisheng_domain::id::DivisionId;
use huisheng_domain::territory::{Datum, Grid, GridCode, GridKind, Shape};
use huisheng_store::book::Contents;

use super::entry::{Entry, each, field};
use super::known::KnownPlaces;
use super::report::BadRow;
use super::{ImportError, Options, Report, datum, known};
use crate::table::{Columns, check_names, value};
use standing::Standing;

pub(super) const COLUMNS: Columns = Columns(&[
    field("code", &["网格编码", "网格代码", "编码"], false),
    field("name", &["网格名称", "名称", "网格"], true),
    field("division", &["所属社区", "社区", "所属区划", "区划代码", "区划"], false),
    field("parent", &["上级网格", "上级"], false),
    field("level", &["级别", "层级"], false),
    field("kind", &["网格类型", "类型"], false),
    field("places", &["包含小区", "范围", "小区楼栋"], false),
    field("households", &["户数", "家庭数"], false),
    field("persons", &["人数", "人口", "人口数"], false),
    field("external_codes", &["外部编码", "上级平台编码"], false),
    field("valid_from", &["启用日期", "生效日期"], false),
    field("valid_to", &["停用日期", "失效日期"], false),
    datum::FIELD,
]);

/// A row, and the outline that a feature brings.
pub(super) type Drawn = (Entry, Option<MultiPolygon>);

/// Rows of a GeoJSON collection with their outlines: properties by field, each taken by its key, a
/// known name, or the name `map` gives it. A grid by list has no geometry (RFC 7946, section 3.2).
pub(super) fn features(text: &str, options: &Options) -> Result<Vec<Drawn>, ImportError> {
    let wrong = |error: &dyn std::fmt::Display| ImportError::GeoJson(error.to_string());
    let map: std::collections::BTreeMap<String, String> = match &options.map {
        Some(text) => toml::from_str(text).map_err(|error| wrong(&error))?,
        None => std::collections::BTreeMap::new(),
    };
    let json: GeoJson = text.parse().map_err(|error: geojson::Error| wrong(&error))?;
    let collection = FeatureCollection::try_from(json).map_err(|error| wrong(&error))?;
    let mut found = Vec::with_capacity(collection.features.len());
    for (line, feature) in (1_u64..).zip(collection.features) {
        let outline = feature.geometry.map(outline).transpose();
        let outline = outline.map_err(|error| wrong(&format!("feature {line}: {error}")))?;
        let properties = feature.properties.unwrap_or_default();
        check_names(properties.keys().map(String::as_str)).map_err(ImportError::Table)?;
        let mut entry = Entry { line, cells: Vec::new() };
        for field in COLUMNS.0 {
            let mapped = map.get(field.key).map(String::as_str);
            let names = mapped.into_iter().chain([field.key]).chain(field.names.iter().copied());
            let value =
                names.filter_map(|name| properties.get(name)).find(|value| !value.is_null());
            if let Some(value) = value {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                entry.cells.push((field.key, text));
            }
        }
        found.push((entry, outline));
    }
    Ok(found)
}

fn outline(geometry: geojson::Geometry) -> Result<MultiPolygon, geojson::Error> {
    match geo::Geometry::<f64>::try_from(geometry)? {
        geo::Geometry::Polygon(one) => Ok(MultiPolygon(vec![one])),
        geo::Geometry::MultiPolygon(several) => Ok(several),
        _ => Err(geojson::Error::ExpectedType {
            expected: "Polygon".to_owned(),
            actual: "another geometry".to_owned(),
        }),
    }
}

/// The name and outline of each feature, for those who only want to look.
///
/// # Errors
/// [`ImportError::GeoJson`].
pub fn read_geojson(
    text: &str,
    options: &Options,
) -> Result<Vec<(String, MultiPolygon)>, ImportError> {
    let all = features(text, options)?.into_iter();
    all.filter_map(|(entry, outline)| Some((outline?, entry)))
        .map(|(outline, entry)| {
            let outline = in_wgs84(outline, &entry);
            let outline = outline.map_err(|bad| ImportError::GeoJson(bad.en))?;
            Ok((entry.get("name").unwrap_or_default().to_owned(), outline))
        })
        .collect()
}

/// Every corner of an outline, from the datum that the row names.
fn in_wgs84(outline: MultiPolygon, entry: &Entry) -> Result<MultiPolygon, BadRow> {
    let refused = |(field, code, zh, en)| entry.bad(field, code, zh, en);
    let datum = datum::named(entry.get("datum")).map_err(refused)?;
    if datum == Datum::Wgs84 {
        return Ok(outline);
    }
    outline.try_map_coords(|corner| {
        let point = datum::point(corner.x, corner.y, datum).map_err(refused)?;
        Ok(Coord { x: point.lon(), y: point.lat() })
    })
}

pub(super) fn read(
    rows: Vec<Drawn>,
    contents: &Contents,
    options: &Options,
    report: &mut Report,
) -> Vec<Grid> {
    let divisions = known::divisions(contents);
    let root = options
        .area
        .and_then(|area| contents.divisions.iter().find(|division| division.area == Some(area)));
    let places = KnownPlaces::of(contents);
    let standing = Standing::of(&contents.grids);
    let mut grids = known::grids(contents);
    let (entries, mut outlines): (Vec<Entry>, Vec<Option<MultiPolygon>>) = rows.into_iter().unzip();
    let mut at = 0;
    let of = |entry: &Entry| -> Result<DivisionId, BadRow> {
        divisions.of(entry, "division")?.or(root.map(|division| division.id)).ok_or_else(|| {
            entry.bad(
                "division",
                "missing",
                "请填所属社区，或用 --area 指定区域",
                "name the division, or the area with --area",
            )
        })
    };
    for entry in &entries {
        if let (Ok(division), Some(name)) = (of(entry), entry.get("name")) {
            let id = standing.id(division, entry, name);
            grids.add(entry.get("code").map(str::to_owned), name, id);
        }
    }
    each(&entries, report, |entry| {
        at += 1;
        let outline = outlines.get_mut(at - 1).and_then(Option::take);
        let name = entry.need("name")?;
        let division = of(entry)?;
        let before = standing.find(division, entry, name);
        let code: Option<GridCode> = entry.get("code").and_then(|code| code.parse().ok());
        let mut external: Vec<String> =
            entry.several("external_codes").into_iter().map(str::to_owned).collect();
        external.extend(entry.get("code").filter(|_| code.is_none()).map(str::to_owned));
        if let Some(before) = before.filter(|_| external.is_empty()) {
            external.clone_from(&before.external_codes);
        }
        let (from, to) = entry.days()?;
        let kind = entry.get("kind").map(|text| kind(text, entry)).transpose()?;
        let level = count(entry, "level")?.map(|level| u8::try_from(level).unwrap_or(u8::MAX));
        let households = count(entry, "households")?.or(before.map(|one| one.households));
        let persons = count(entry, "persons")?.or(before.map(|one| one.persons));
        let grid = Grid {
            id: standing.id(division, entry, name),
            succeeds: before.map(|one| one.succeeds.clone()).unwrap_or_default(),
            code: code.or(before.and_then(|one| one.code)),
            external_codes: external,
            name: name.to_owned(),
            division,
            parent: grids.of(entry, "parent")?.or(before.and_then(|one| one.parent)),
            level: level.or(before.map(|one| one.level)).unwrap_or(1),
            kind: kind.or(before.map(|one| one.kind)).unwrap_or(GridKind::Base),
            shape: shape(entry, outline, division, &places, before)?,
            households: households.unwrap_or(0),
            persons: persons.unwrap_or(0),
            valid_from: from.or(before.map(|one| one.valid_from)).unwrap_or(Options::always()),
            valid_to: to.or(before.and_then(|one| one.valid_to)),
        };
        grid.check().map_err(|why| {
            entry.bad(
                "name",
                "refused",
                format!("这个网格不能用：{why}；请改正范围、编码或日期"),
                format!("{why}; correct outline, code or days"),
            )
        })?;
        Ok(grid)
    })
}

/// The outline of the row, its list of places, or the shape the grid has.
fn shape(
    entry: &Entry,
    outline: Option<MultiPolygon>,
    division: DivisionId,
    places: &KnownPlaces,
    before: Option<&Grid>,
) -> Result<Shape, BadRow> {
    if let Some(outline) = outline {
        return Ok(Shape::Polygon(in_wgs84(outline, entry)?));
    }
    let listed = entry.several("places");
    if let Some(before) = before.filter(|_| listed.is_empty()) {
        return Ok(before.shape.clone());
    }
    let named = |place: &&str| places.named(entry, "places", place, division);
    Ok(Shape::Places(listed.iter().map(named).collect::<Result<_, _>>()?))
}

fn count(entry: &Entry, key: &str) -> Result<Option<u32>, BadRow> {
    let Some(number) = entry.read(key, value::integer)? else { return Ok(None) };
    u32::try_from(number).map(Some).map_err(|_| {
        entry.bad(key, "out_of_range", "请填不小于 0 的整数", "write a whole number, 0 or more")
    })
}

fn kind(text: &str, entry: &Entry) -> Result<GridKind, BadRow> {
    match text.to_lowercase().as_str() {
        "base" | "基础" | "基础网格" => Ok(GridKind::Base),
        "dedicated" | "专属" | "专属网格" => Ok(GridKind::Dedicated),
        _ => Err(entry.bad(
            "kind",
            "unknown",
            "没有这个类型；可填基础、专属",
            "no such kind; use base or dedicated",
        )),
    }
}
