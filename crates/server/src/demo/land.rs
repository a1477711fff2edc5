//! The land of the demo: divisions, grids, places, and the spots that reports are about.

mod lattice;
mod names;
mod quarters;

use geo::MultiPolygon;
use huisheng_domain::id::{DivisionId, GridId, Id, PlaceId};
use huisheng_domain::matter;
use huisheng_domain::territory::{Division, DivisionCode, Grid, GridCode, GridKind, Place, Shape};
use jiff::civil::{Date, date};

use super::{COUNTY, Dice};
use lattice::{Blocks, Lattice};

/// When the lists of the demo begin.
pub(super) const FIRST_DAY: Date = date(2019, 1, 1);
/// When some grids were re-divided.
const REDIVIDED: Date = date(2022, 1, 1);

/// The land.
#[derive(Clone, Debug)]
pub struct Land {
    /// Province down to quarters.
    pub divisions: Vec<Division>,
    /// Base and dedicated grids, past ones included.
    pub grids: Vec<Grid>,
    /// Quarters, buildings, roads and landmarks.
    pub places: Vec<Place>,
    /// Outlines of the quarters, for a map; the domain keeps none.
    pub quarters: Vec<(PlaceId, MultiPolygon)>,
    /// The county and its streets.
    pub county: DivisionId,
    /// Streets and the town.
    pub streets: Vec<DivisionId>,
    /// Communities and villages.
    pub communities: Vec<Community>,
    /// Where reports come from.
    pub spots: Vec<Spot>,
}

/// A community or a village.
#[derive(Clone, Debug)]
pub struct Community {
    /// Its division.
    pub division: DivisionId,
    /// Its name.
    pub name: &'static str,
    /// Its street, a position in [`Land::streets`].
    pub street: usize,
    /// A village of the town.
    pub village: bool,
}

/// What sort of spot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpotKind {
    /// A building where people live.
    Home,
    /// A quarter as a whole.
    Yard,
    /// A road.
    Road,
    /// A school, a market, a stop.
    Public,
}

/// A place that reports are about.
#[derive(Clone, Debug)]
pub struct Spot {
    /// What sort.
    pub kind: SpotKind,
    /// As found by the gazetteer.
    pub place: matter::Place,
    /// As people say it: 桂香小区3号楼.
    pub said: String,
    /// With everything above it.
    pub address: String,
    /// The community, a position in [`Land::communities`].
    pub community: usize,
}

impl Land {
    /// The land of these dice.
    pub(super) fn new(dice: &mut Dice) -> Self {
        let code = |text: &str| text.parse::<DivisionCode>().ok();
        let mut land = Self {
            divisions: Vec::new(),
            grids: Vec::new(),
            places: Vec::new(),
            quarters: Vec::new(),
            county: Id::of_code("demo division", "990101"),
            streets: Vec::new(),
            communities: Vec::new(),
            spots: Vec::new(),
        };
        let province = land.division("990000", code("990000"), names::PROVINCE, "province", None);
        let city = land.division("990100", code("990100"), names::CITY, "city", Some(province));
        land.county = land.division("990101", code("990101"), names::COUNTY, "county", Some(city));
        if let Some(county) = land.divisions.last_mut() {
            county.area = Some(COUNTY);
        }
        for (name, digits) in names::STREETS {
            let whole = format!("990101{digits}");
            let street = land.division(&whole, code(&whole), name, "street", Some(land.county));
            land.streets.push(street);
        }
        let lattice = Lattice::new(dice);
        let mut namer = quarters::Namer::new(dice);
        for (at, (name, street, digits, village)) in names::COMMUNITIES.into_iter().enumerate() {
            let whole = format!("990101{}{digits}", names::STREETS[street].1);
            let level = if village { "village" } else { "community" };
            let division =
                land.division(&whole, code(&whole), name, level, land.streets.get(street).copied());
            land.communities.push(Community { division, name, street, village });
            if let Some(code) = code(&whole) {
                land.settle(at, code, &lattice, &mut namer, dice);
            }
        }
        land.roads(&lattice);
        land
    }

    fn division(
        &mut self,
        key: &str,
        code: Option<DivisionCode>,
        name: &str,
        level: &str,
        parent: Option<DivisionId>,
    ) -> DivisionId {
        let id = Id::of_code("demo division", key);
        self.divisions.push(Division {
            id,
            code,
            name: name.into(),
            level: level.into(),
            parent,
            area: None,
            valid_from: FIRST_DAY,
            valid_to: None,
        });
        id
    }

    /// Draws the base grids of a community and what is in them.
    fn settle(
        &mut self,
        at: usize,
        code: DivisionCode,
        lattice: &Lattice,
        namer: &mut quarters::Namer,
        dice: &mut Dice,
    ) {
        let (west, south) = match at {
            0..=3 => (at * 3, 3),
            4..=7 => ((at - 4) * 3, 0),
            8 | 9 => (12 + (at - 8) * 3, 3),
            _ => (12 + (at - 10) * 3, 0),
        };
        let village = self.communities[at].village;
        let mut serial = 0;
        // west to east and north to south, as numbers go inside a community
        for row in if village { vec![south] } else { vec![south + 1, south] } {
            for column in west..west + 3 {
                serial += 1;
                let blocks = Blocks {
                    north: if village { row + 2 } else { row + 1 },
                    ..Blocks::one(column, row)
                };
                let base = self.base_grid(at, code, serial, lattice.outline(blocks), dice);
                let first = self.places.len();
                let cells: Vec<usize> = (blocks.south..blocks.north).collect();
                for cell in cells {
                    self.build(at, base, (column, cell), lattice, namer, dice);
                }
                self.by_list(at, base, first);
                self.dedicated(at, code, base, (column, row, serial), lattice, dice);
            }
        }
        if at == 4 {
            self.redivide(
                at,
                code,
                lattice.outline(Blocks {
                    west,
                    east: west + 2,
                    south: south + 1,
                    north: south + 2,
                }),
            );
        }
        self.landmarks(at, (west, south), lattice, dice);
    }

    fn base_grid(
        &mut self,
        at: usize,
        code: DivisionCode,
        serial: u8,
        outline: MultiPolygon,
        dice: &mut Dice,
    ) -> GridId {
        let id = Id::of_code("demo grid", &format!("{code}0{serial:02}"));
        let households = u32::try_from(dice.between(258, 328)).unwrap_or(300);
        self.grids.push(Grid {
            id,
            code: GridCode::new(code, GridKind::Base, serial).ok(),
            external_codes: vec![format!("QH{}{serial:02}", at + 1)],
            succeeds: Vec::new(),
            name: format!("{}第{serial}网格", self.communities[at].name),
            division: self.communities[at].division,
            parent: None,
            level: 1,
            kind: GridKind::Base,
            shape: Shape::Polygon(outline),
            households,
            persons: households * u32::try_from(dice.between(24, 31)).unwrap_or(28) / 10,
            valid_from: if at == 4 && serial <= 2 { REDIVIDED } else { FIRST_DAY },
            valid_to: None,
        });
        id
    }

    /// The last village has never been surveyed: its grids are lists of places.
    fn by_list(&mut self, at: usize, grid: GridId, first: usize) {
        let list: Vec<PlaceId> =
            self.places[first..].iter().filter(|p| p.parent.is_none()).map(|p| p.id).collect();
        if at == 11
            && let Some(grid) = self.grids.iter_mut().find(|g| g.id == grid)
        {
            grid.shape = Shape::Places(list);
        }
    }

    /// Malls, parks and office towers inside base grids.
    fn dedicated(
        &mut self,
        at: usize,
        code: DivisionCode,
        base: GridId,
        (column, row, serial): (usize, usize, u8),
        lattice: &Lattice,
        dice: &mut Dice,
    ) {
        let name = match (at, serial) {
            (3, 2) => "晴川天地商圈",
            (1, 5) => "棉纺1958文创园区",
            (7, 1) => "金穗大厦楼宇",
            (5, 4) => "南桥商贸城商圈",
            (8, 6) => "枫石产业园区",
            (2, 3) => "学府创业楼宇",
            _ => return,
        };
        let outline = lattice.inside(column, row, [0.36, 0.64], [0.38, 0.66], dice);
        let shape = match at {
            // the tower is known by its places only
            2 => Shape::Places(
                self.places.iter().filter(|p| p.grid == Some(base)).take(2).map(|p| p.id).collect(),
            ),
            _ => Shape::Polygon(outline),
        };
        self.grids.push(Grid {
            id: Id::of_code("demo grid", &format!("{code}1{serial:02}")),
            code: GridCode::new(code, GridKind::Dedicated, serial).ok(),
            external_codes: Vec::new(),
            succeeds: Vec::new(),
            name: format!("{name}网格"),
            division: self.communities[at].division,
            parent: Some(base),
            level: 2,
            kind: GridKind::Dedicated,
            shape,
            households: 0,
            persons: u32::try_from(dice.between(120, 900)).unwrap_or(200),
            valid_from: FIRST_DAY,
            valid_to: None,
        });
    }

    /// One grid of two blocks became two: counts of older days use the older grid.
    fn redivide(&mut self, at: usize, code: DivisionCode, outline: MultiPolygon) {
        self.grids.push(Grid {
            id: Id::of_code("demo grid", &format!("{code}001 before 2022")),
            code: GridCode::new(code, GridKind::Base, 1).ok(),
            external_codes: Vec::new(),
            succeeds: Vec::new(),
            name: format!("{}第1网格（2021年底撤销）", self.communities[at].name),
            division: self.communities[at].division,
            parent: None,
            level: 1,
            kind: GridKind::Base,
            shape: Shape::Polygon(outline),
            households: 561,
            persons: 1_502,
            valid_from: FIRST_DAY,
            valid_to: Some(REDIVIDED),
        });
    }
}
