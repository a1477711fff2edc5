//! An outline as the coordinates of a GeoJSON MultiPolygon (RFC 7946): polygons, rings, pairs of
//! longitude and latitude in WGS-84 degrees.

use geo::{Coord, LineString, MultiPolygon, Polygon};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

type Ring = Vec<[f64; 2]>;

/// An outline on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Coordinates<'a>(#[serde(serialize_with = "serialize")] pub &'a MultiPolygon);

/// As coordinates.
pub fn serialize<S: Serializer>(outline: &MultiPolygon, serializer: S) -> Result<S::Ok, S::Error> {
    let ring = |line: &LineString| line.0.iter().map(|c| [c.x, c.y]).collect::<Ring>();
    let part = |polygon: &Polygon| {
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect()
    };
    outline.0.iter().map(part).collect::<Vec<Vec<Ring>>>().serialize(serializer)
}

/// From coordinates; a ring that is open is closed.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<MultiPolygon, D::Error> {
    let line = |ring: Ring| LineString(ring.into_iter().map(|[x, y]| Coord { x, y }).collect());
    let part = |rings: Vec<Ring>| {
        let mut rings = rings.into_iter().map(line);
        let exterior = rings.next().unwrap_or(LineString(Vec::new()));
        Polygon::new(exterior, rings.collect())
    };
    let parts = Vec::<Vec<Ring>>::deserialize(deserializer)?;
    Ok(MultiPolygon(parts.into_iter().map(part).collect()))
}
