//! How far an area reaches.

use std::collections::HashMap;

use huisheng_domain::area::Area;
use huisheng_domain::id::DivisionId;
use huisheng_domain::territory::{Divisions, Gazetteer, GridSet, Window};

/// The smallest window around all grids, past ones too, and all points of each area.
pub(super) fn of_areas(
    divisions: &Divisions,
    grids: &GridSet,
    places: &Gazetteer,
) -> HashMap<Area, Window> {
    let mut extents: HashMap<Area, Window> = HashMap::new();
    let mut reach = |division: DivisionId, window: Option<Window>| {
        if let (Some(area), Some(window)) = (divisions.area_of(division), window) {
            extents.entry(area).and_modify(|known| *known = known.with(window)).or_insert(window);
        }
    };
    for grid in grids.all() {
        reach(grid.division, grid.window());
    }
    for place in places.all() {
        reach(place.division, place.point.map(Window::at));
    }
    extents
}
