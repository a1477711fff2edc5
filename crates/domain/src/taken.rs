//! When and where a photo was taken 现场拍摄: told by our own page, which took it with the camera just now.
//!
//! A photo from the gallery says nothing that could be believed: its metadata is written by whoever has it, and is taken
//! off (DOMAIN §12.2). So it is shown as unverified 未核实. What the page says is believed for ten minutes only: it cannot be
//! put by for another day.

#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::territory::Point;

/// How far apart taking and receiving may be, either way: clocks of telephones go wrong, and an upload takes a while.
pub const NEAR: SignedDuration = SignedDuration::from_mins(10);
/// Metres beyond which a position says nothing about a place: a telephone that asks only its network.
const VAGUE: f64 = 5_000.0;

/// When and where a photo was taken, as the page says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PhotoTaken)]
pub struct Taken {
    /// When.
    pub at: Timestamp,
    /// Longitude in degrees (WGS-84), if the telephone told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 120.46)]
    pub lon: Option<f64>,
    /// Latitude in degrees (WGS-84).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 36.39)]
    pub lat: Option<f64>,
    /// Metres around the point within which it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 12.0)]
    pub accuracy: Option<f64>,
}

impl Taken {
    /// What of it is kept of a photo received at `received`: nothing if that is not near; no position that is none, or
    /// says nothing.
    pub fn kept(self, received: Timestamp) -> Option<Self> {
        if received.duration_since(self.at).abs() > NEAR {
            return None;
        }
        let known = |metres: f64| (0.0..=VAGUE).contains(&metres);
        let here = self.point().filter(|_| self.accuracy.is_none_or(known));
        Some(if here.is_some() {
            self
        } else {
            Self { lon: None, lat: None, accuracy: None, ..self }
        })
    }

    /// Metres from `point` to where it was taken.
    pub fn metres_from(&self, point: Point) -> Option<f64> {
        Some(self.point()?.metres_to(point))
    }

    fn point(&self) -> Option<Point> {
        Point::new(self.lon?, self.lat?).ok()
    }
}
