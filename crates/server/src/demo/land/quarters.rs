//! What stands in a block: quarters with their buildings, landmarks; and the roads between.

use huisheng_domain::id::{DivisionId, GridId, Id, PlaceId};
use huisheng_domain::matter;
use huisheng_domain::territory::{Place, PlaceKind, Point};

use super::lattice::{COLUMNS, Lattice, point};
use super::{Dice, FIRST_DAY, Land, Spot, SpotKind, names};
use huisheng_domain::territory::Division;

/// Gives every quarter a name of its own.
#[derive(Debug)]
pub(super) struct Namer {
    left: Vec<&'static str>,
    used: Vec<String>,
    hamlets: usize,
}

impl Namer {
    pub(super) fn new(dice: &mut Dice) -> Self {
        let mut left: Vec<&str> = names::FIRST.into_iter().collect();
        for at in (1..left.len()).rev() {
            left.swap(at, dice.below(at + 1));
        }
        Self { left, used: Vec::new(), hamlets: 0 }
    }

    fn town(&mut self, dice: &mut Dice) -> (String, Vec<String>) {
        let first = self.left[self.used.len() % self.left.len()];
        let mut last = *dice.pick(&names::LAST);
        let mut name = format!("{first}{last}");
        while self.used.contains(&name) {
            last = *dice.pick(&names::LAST);
            name = format!("{first}{last}");
        }
        self.used.push(name.clone());
        let mut aliases = Vec::new();
        if !matches!(last, "小区" | "家属院") {
            aliases.push(format!("{name}小区"));
        }
        if last == "家属院" {
            aliases.push(format!("{first}大院"));
        }
        (name, aliases)
    }

    fn hamlet(&mut self) -> String {
        self.hamlets += 1;
        names::HAMLETS[(self.hamlets - 1) % names::HAMLETS.len()].to_owned()
    }
}

impl Land {
    /// Positions of the spots of a kind.
    pub(in crate::demo) fn spots_of(&self, kind: SpotKind) -> impl Iterator<Item = usize> {
        self.spots.iter().enumerate().filter(move |(_, spot)| spot.kind == kind).map(|(at, _)| at)
    }

    /// One or two quarters in a block, or a hamlet.
    pub(super) fn build(
        &mut self,
        at: usize,
        grid: GridId,
        (column, row): (usize, usize),
        lattice: &Lattice,
        namer: &mut Namer,
        dice: &mut Dice,
    ) {
        let village = self.communities[at].village;
        if village && row % 2 == 1 {
            return; // fields
        }
        let halves: &[[f64; 2]] = if village || dice.chance(40.0) {
            &[[0.1, 0.9]]
        } else {
            &[[0.08, 0.46], [0.54, 0.92]]
        };
        for u in halves {
            let (name, aliases) =
                if village { (namer.hamlet(), Vec::new()) } else { namer.town(dice) };
            let key = format!("{}/{name}", self.communities[at].name);
            let division = self.quarter_division(at, &key, &name);
            let centre = point(lattice.within(column, row, f64::midpoint(u[0], u[1]), 0.5));
            let place = self.place(
                &key,
                &name,
                aliases,
                PlaceKind::Quarter,
                (division, Some(grid), centre, None),
            );
            self.quarters.push((place, lattice.inside(column, row, *u, [0.1, 0.9], dice)));
            self.spot(SpotKind::Yard, at, place, name.clone());
            let buildings = if village { 12 } else { dice.between(6, 15) };
            for number in 1..=buildings {
                let mark = if village { "号" } else { "号楼" };
                let line = f64::from(i32::try_from(number).unwrap_or(0));
                let (across, up) = (
                    (line * 0.382) % 1.0,
                    line / f64::from(i32::try_from(buildings + 1).unwrap_or(1)),
                );
                let (u, v) = (u[0] + (u[1] - u[0]) * (0.15 + 0.7 * across), 0.14 + 0.72 * up);
                let spot = point(lattice.within(column, row, u, v));
                let own = format!("{number}{mark}");
                let building = self.place(
                    &format!("{key}/{own}"),
                    &own,
                    Vec::new(),
                    PlaceKind::Building,
                    (division, Some(grid), spot, Some(place)),
                );
                self.spot(SpotKind::Home, at, building, format!("{name}{own}"));
            }
        }
    }

    /// Things near the middle of some blocks.
    pub(super) fn landmarks(
        &mut self,
        at: usize,
        (west, south): (usize, usize),
        lattice: &Lattice,
        dice: &mut Dice,
    ) {
        let community = self.communities[at].clone();
        let stem = community.name.trim_end_matches("社区").trim_end_matches('村');
        for (number, (ending, in_village)) in names::LANDMARKS.into_iter().enumerate() {
            if community.village && !in_village {
                continue;
            }
            let column = west + number % 3;
            let spot =
                point(lattice.within(column, south, dice.real(0.48, 0.52), dice.real(0.15, 0.85)));
            let grid = self
                .grids
                .iter()
                .filter(|g| g.division == community.division && g.parent.is_none());
            let grid = grid
                .take(6)
                .nth(if community.village { number % 3 } else { 3 + number % 3 })
                .map(|g| g.id);
            let name = format!("{stem}{ending}");
            let key = format!("{}/{name}", community.name);
            let place = self.place(
                &key,
                &name,
                Vec::new(),
                PlaceKind::Landmark,
                (community.division, grid, spot, None),
            );
            self.spot(SpotKind::Public, at, place, name);
        }
    }

    /// Roads run on the borders of grids: a road is in no grid, a place on it is.
    pub(super) fn roads(&mut self, lattice: &Lattice) {
        for (line, name) in names::ALONG.into_iter().enumerate() {
            let row = line.min(super::lattice::ROWS - 1);
            let v = if line > row { 1.0 } else { 0.0 };
            for (community, column) in
                [(if line < 3 { 4 } else { 0 }, 2), (if line < 3 { 6 } else { 2 }, 8)]
            {
                self.road(community, name, lattice.within(column, row, 0.5, v));
            }
        }
        for (line, name) in names::ACROSS.into_iter().enumerate() {
            let column = (line * 2).min(COLUMNS - 1);
            let communities: [usize; 2] = if column < 12 {
                [column / 3, 4 + column / 3]
            } else {
                [8 + (column - 12) / 3, 10 + (column - 12) / 3]
            };
            self.road(communities[0], name, lattice.within(column, 3, 0.0, 0.5));
            self.road(communities[1], name, lattice.within(column, 0, 0.0, 0.5));
        }
        for (name, column, community) in [("望河桥", 3, 0), ("柳桥", 9, 3)] {
            let key = format!("bridge/{name}");
            let middle = point(lattice.within(column, 2, 0.0, 0.5));
            let division = self.communities[community].division;
            let place = self.place(
                &key,
                name,
                Vec::new(),
                PlaceKind::Landmark,
                (division, None, middle, None),
            );
            self.spot(SpotKind::Road, community, place, name.to_owned());
        }
    }

    /// The stretch of a road in a community; the gazetteer knows the road once.
    fn road(&mut self, community: usize, name: &str, middle: (f64, f64)) {
        let key = format!("road/{name}");
        let id = Id::of_code("demo place", &key);
        let division = self.communities[community].division;
        if !self.places.iter().any(|place| place.id == id) {
            self.place(
                &key,
                name,
                Vec::new(),
                PlaceKind::Road,
                (division, None, point(middle), None),
            );
        }
        let address = format!("{}{name}", self.above(community));
        self.spots.push(Spot {
            kind: SpotKind::Road,
            place: matter::Place {
                division: Some(division),
                grid: None,
                place: Some(id),
                point: point(middle).map(|p| [p.lon(), p.lat()]),
            },
            said: name.to_owned(),
            address,
            community,
        });
    }

    fn above(&self, community: usize) -> String {
        let community = &self.communities[community];
        format!("{}{}{}", names::COUNTY, names::STREETS[community.street].0, community.name)
    }

    fn quarter_division(&mut self, at: usize, key: &str, name: &str) -> DivisionId {
        let id = Id::of_code("demo division", key);
        self.divisions.push(Division {
            id,
            code: None,
            name: name.into(),
            level: "quarter".into(),
            parent: Some(self.communities[at].division),
            area: None,
            valid_from: FIRST_DAY,
            valid_to: None,
        });
        id
    }

    fn place(
        &mut self,
        key: &str,
        name: &str,
        aliases: Vec<String>,
        kind: PlaceKind,
        (division, grid, point, parent): (
            DivisionId,
            Option<GridId>,
            Option<Point>,
            Option<PlaceId>,
        ),
    ) -> PlaceId {
        let id = Id::of_code("demo place", key);
        self.places.push(Place {
            id,
            name: name.into(),
            aliases,
            kind,
            division,
            grid,
            point,
            parent,
        });
        id
    }

    fn spot(&mut self, kind: SpotKind, community: usize, place: PlaceId, said: String) {
        let Some(found) = self.places.iter().rev().find(|p| p.id == place) else { return };
        let found = matter::Place {
            division: Some(found.division),
            grid: found.grid,
            place: Some(place),
            point: found.point.map(|p| [p.lon(), p.lat()]),
        };
        let address = format!("{}{said}", self.above(community));
        self.spots.push(Spot { kind, place: found, said, address, community });
    }
}
