//! Point → area against an independent point in polygon.

use std::io::Read;
use std::path::Path;

use anyhow::Context;
use geo::{BoundingRect, Intersects, MultiPolygon, Rect};
use huisheng_domain::territory::Point;
use huisheng_server::import::{Options, What, read_geojson};

use crate::check::Checks;
use crate::house::House;
use crate::lists::{CHICAGO, area};

/// Their columns.
const MAP: &str = "name = \"COMMUNITY\"\nexternal_codes = \"AREA_NUMBE\"\n";

pub fn unpacked(path: &Path) -> anyhow::Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub async fn check(house: &House, data: &Path, checks: &mut Checks) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(data.join("polygons/chicago_community_areas.geojson"))?;
    let options = Options {
        area: Some(area(CHICAGO)?),
        map: Some(MAP.to_owned()),
        ..Options::new("chicago")
    };
    let bytes = text.clone().into_bytes();
    let report = house.import(What::Grids, bytes.clone(), "areas.geojson", &options).await?;
    let again = house.import(What::Grids, bytes, "areas.geojson", &options).await?;
    let figures = format!(
        "{} outlines, {} written, then {} again",
        report.rows, report.written, again.written
    );
    let ok = report.ok() && report.written == 77 && again.written == 0;
    checks.that(ok, "grids from GeoJSON, twice is once", &figures);

    let outlines: Vec<(String, MultiPolygon, Rect)> = read_geojson(&text, &options)?
        .into_iter()
        .map(|(name, outline)| {
            let rect = outline.bounding_rect().context("an empty outline")?;
            Ok((name, outline, rect))
        })
        .collect::<anyhow::Result<_>>()?;
    let book = house.app.book();
    let on = jiff::civil::date(2014, 1, 1);
    let (mut located, mut equal, mut none, mut recorded) = (0, 0, 0, 0);
    let path = data.join("requests/chicago_311_sanitation_2011_2014.csv.gz");
    let mut file = csv::Reader::from_reader(std::io::Cursor::new(unpacked(&path)?));
    for row in file.records() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let (Ok(lat), Ok(lon)) = (cell(10).parse::<f64>(), cell(11).parse::<f64>()) else {
            continue;
        };
        located += 1;
        let at = geo::Point::new(lon, lat);
        let holders: Vec<&str> = outlines
            .iter()
            .filter(|(_, outline, rect)| rect.intersects(&at) && outline.intersects(&at))
            .map(|(name, ..)| name.as_str())
            .collect();
        let ours = book.grid_index.grid_at(Point::new(lon, lat)?, on).grid();
        let grid = ours.and_then(|id| book.grids.get(id));
        none += u32::from(grid.is_none());
        // On a common boundary either is right.
        equal += u32::from(match grid {
            None => holders.is_empty(),
            Some(grid) => holders.contains(&grid.name.as_str()),
        });
        let number = cell(9).strip_suffix(".0").unwrap_or(cell(9));
        recorded += u32::from(grid.is_some_and(|grid| grid.external_codes == [number]));
    }
    let figures = format!("{equal} of {located} equal, {none} in no area");
    checks.that(located == 74_377 && equal == located, "point to area, Chicago", &figures);
    let share = f64::from(recorded) * 100.0 / f64::from(located);
    checks
        .note("recorded community area", &format!("{recorded} of {located} agree ({share:.2} %)"));
    Ok(())
}
