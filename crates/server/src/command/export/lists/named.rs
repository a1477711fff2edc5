//! How a list names what stands in another, so that an import finds it again.

use huisheng_domain::id::{DivisionId, GridId, PlaceId};
use huisheng_domain::territory::{Place, Shape};

use super::List;
use crate::import::division_path;
use crate::table::writer::Value;

impl<'a> List<'a> {
    /// A division by its code, or by its name if it has none and no other is called so.
    pub(super) fn told(&self, division: Option<DivisionId>) -> Value<'a> {
        let found = division.and_then(|id| self.book.divisions.get(id));
        found.map_or(Value::Empty, |found| match self.names.get(found.name.as_str()) {
            Some(1) if found.code.is_none() => found.name.as_str().into(),
            _ => {
                let above = self.book.divisions.ancestors(found.id);
                Value::Text(division_path(std::iter::once(found).chain(above)).into())
            }
        })
    }

    pub(super) fn grid_named(&self, grid: Option<GridId>) -> Value<'a> {
        let found = grid.and_then(|id| self.book.grids.get(id));
        found.map_or(Value::Empty, |found| match found.code {
            Some(code) => Value::Text(code.to_string().into()),
            None => found.name.as_str().into(),
        })
    }

    /// The names from the whole to the part, `听雨花园/3号楼`.
    pub(super) fn place_path(&self, id: PlaceId) -> String {
        let mut names: Vec<&str> = self.place_chain(id).map(|place| place.name.as_str()).collect();
        names.reverse();
        names.join("/")
    }

    fn place_chain(&self, id: PlaceId) -> impl Iterator<Item = &'a Place> {
        let up = |place: &&'a Place| self.book.gazetteer.get(place.parent?);
        std::iter::successors(self.book.gazetteer.get(id), up)
    }

    /// The grid somebody said a place is in. One that lists the place says so itself; without that, the
    /// two lists can be taken in again one after the other.
    pub(super) fn grid_said(&self, one: &Place) -> Option<GridId> {
        let grid = self.book.grids.get(one.grid?)?;
        let is_listed = match &grid.shape {
            Shape::Polygon(_) => false,
            Shape::Places(listed) => self.place_chain(one.id).any(|up| listed.contains(&up.id)),
        };
        (!is_listed).then_some(grid.id)
    }
}
