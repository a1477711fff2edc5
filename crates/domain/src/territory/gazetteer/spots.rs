//! The places a map shows.

use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::{Gazetteer, Place, PlaceKind};
use crate::territory::point::Point;
use crate::territory::window::Window;

type Spot = GeomWithData<[f64; 2], usize>;

/// Quarters and buildings by where they lie. Apart, so that a map of a whole county finds its quarters
/// without a walk past every building.
#[derive(Clone, Debug)]
pub(super) struct Spots {
    quarters: RTree<Spot>,
    buildings: RTree<Spot>,
}

impl Spots {
    pub(super) fn new(places: &[Place]) -> Self {
        let of = |kind: PlaceKind| {
            let own = places.iter().enumerate().filter(|(_, place)| place.kind == kind);
            let spot = |(at, place): (usize, &Place)| {
                place.point.map(|point| Spot::new([point.lon(), point.lat()], at))
            };
            RTree::bulk_load(own.filter_map(spot).collect())
        };
        Self { quarters: of(PlaceKind::Quarter), buildings: of(PlaceKind::Building) }
    }

    /// Positions in the list, quarters first.
    pub(super) fn within(&self, window: Window) -> impl Iterator<Item = usize> {
        let of = move |tree| RTree::locate_in_envelope(tree, window.envelope());
        of(&self.quarters).chain(of(&self.buildings)).map(|spot| spot.data)
    }
}

impl Gazetteer {
    /// The quarter or building whose point is nearest, within so many metres.
    pub fn nearest(&self, point: Point, metres: f64) -> Option<&Place> {
        let away = |place: &&Place| place.point.map_or(f64::INFINITY, |own| own.metres_to(point));
        let around = self.within(Window::around(point, metres));
        let near = around.filter(|place| away(place) <= metres);
        near.min_by(|one, other| away(one).total_cmp(&away(other)))
    }
}
