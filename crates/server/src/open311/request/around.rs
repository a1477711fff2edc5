//! `lat`, `long`, `radius` of a list, which clients of Chicago and Boston send beside the standard.

use huisheng_domain::territory::Point;
use huisheng_store::matter::Public;

use crate::open311::asked::{Asked, malformed};
use crate::open311::fault::Fault;

/// As far as the cells around a place surely reach, in metres.
const MOST: f64 = 500.0;

/// A circle. What is found by its place is what a clerk released and what has not ended: nothing else
/// stands in the cells.
pub struct Around {
    centre: Point,
    metres: f64,
}

impl Around {
    /// None where no place is named. Without a radius as far as there is.
    pub fn of(asked: &Asked) -> Result<Option<Self>, Fault> {
        let metres = asked.decimal("radius")?.unwrap_or(MOST);
        let (lat, lon) = match (asked.decimal("lat")?, asked.decimal("long")?) {
            (Some(lat), Some(lon)) => (lat, lon),
            (None, None) => return Ok(None),
            _ => return Err(Fault::bad("缺少 lat, long / lat, long are needed".to_owned())),
        };
        if !(0.0..=MOST).contains(&metres) {
            return Err(Fault::bad(format!(
                "radius 为 0 到 {MOST} 米 / radius is 0 to {MOST} metres"
            )));
        }
        let centre = Point::new(lon, lat).map_err(|_| malformed("lat, long"))?;
        Ok(Some(Self { centre, metres }))
    }

    /// Longitude and latitude.
    pub fn centre(&self) -> [f64; 2] {
        [self.centre.lon(), self.centre.lat()]
    }

    /// By the point that everybody may know.
    pub fn holds(&self, public: &Public) -> bool {
        let point = public.matter.shown().and_then(|shown| shown.point);
        let point = point.and_then(|[lon, lat]| Point::new(lon, lat).ok());
        point.is_some_and(|point| self.centre.metres_to(point) <= self.metres)
    }
}
