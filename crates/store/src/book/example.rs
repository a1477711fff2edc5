//! A small street for tests: a county, a street with two communities, their offices, a few
//! categories and responsibilities, and the shipped procedures (a request begins with 13710).

use std::collections::BTreeMap;

use huisheng_domain::area::Area;
use huisheng_domain::category::Category;
use huisheng_domain::id::{CategoryId, DivisionId, GridId, Id, PlaceId, ResponsibilityId, UnitId};
use huisheng_domain::procedure::Procedure;
use huisheng_domain::responsibility::{ResponsibilityRow, Scope, UnitRef};
use huisheng_domain::territory::{Division, Grid, GridKind, Place, PlaceKind, Point, Shape};
use huisheng_domain::unit::{Unit, UnitKind};
use jiff::civil::{Date, date};
use uuid::Uuid;

use super::{Book, Contents};

/// The code of the county, as a number.
pub const AREA_CODE: u32 = 370_213;
/// The county.
pub const COUNTY: DivisionId = id(0x101);
/// The street.
pub const STREET: DivisionId = id(0x102);
/// The first community.
pub const COMMUNITY_A: DivisionId = id(0x103);
/// The second community.
pub const COMMUNITY_B: DivisionId = id(0x104);
/// The county's desk, above the street.
pub const COUNTY_DESK: UnitId = id(0x201);
/// The street's government: dispatches.
pub const STREET_OFFICE: UnitId = id(0x202);
/// 城管: leads broken lamps.
pub const URBAN: UnitId = id(0x203);
/// 房管.
pub const HOUSING: UnitId = id(0x204);
/// The first community's committee.
pub const UNIT_A: UnitId = id(0x205);
/// The second community's committee.
pub const UNIT_B: UnitId = id(0x206);
/// Level 1: 城市管理.
pub const CITY: CategoryId = id(0x301);
/// Level 2: 市政设施.
pub const FACILITIES: CategoryId = id(0x302);
/// Level 3: 路灯. Urban leads.
pub const LAMPS: CategoryId = id(0x303);
/// Level 1: 住房, led by the community of the place.
pub const HOMES: CategoryId = id(0x304);
/// Level 2: 管线; runs on holidays too.
pub const PIPES: CategoryId = id(0x305);
/// Level 3: 漏水. Housing leads, the community supports.
pub const LEAKS: CategoryId = id(0x306);
/// The grid of the first community, around [`POINT`].
pub const GRID_A: GridId = id(0x401);
/// The grid of the second community: a list of one place.
pub const GRID_B: GridId = id(0x402);
/// 和美小区, in the first community.
pub const QUARTER_A: PlaceId = id(0x501);
/// 海景小区, in the second community.
pub const QUARTER_B: PlaceId = id(0x502);
/// A point in [`GRID_A`], longitude and latitude.
pub const POINT: [f64; 2] = [120.421, 36.146];
/// The row for [`LAMPS`].
pub const ROW_LAMPS: ResponsibilityId = id(0x601);
/// The row for [`HOMES`].
pub const ROW_HOMES: ResponsibilityId = id(0x602);
/// The row for [`LEAKS`].
pub const ROW_LEAKS: ResponsibilityId = id(0x603);

const SINCE: Date = date(2020, 1, 1);

const fn id<K>(number: u128) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(number))
}

/// The cell of the street.
pub fn area() -> Area {
    Area::new(AREA_CODE).expect("an area code")
}

impl Book {
    /// The example as a book.
    pub fn example() -> Self {
        Self::of(contents()).expect("the example is sound")
    }
}

/// The example as lists.
pub fn contents() -> Contents {
    let procedures = Procedure::shipped().iter();
    Contents {
        divisions: divisions(),
        grids: grids(),
        places: places(),
        units: units(),
        categories: categories(),
        responsibilities: (3, responsibilities()),
        procedures: procedures
            .map(|(_, source)| Procedure::read(source).expect("a procedure"))
            .collect(),
        ..Contents::default()
    }
}

fn divisions() -> Vec<Division> {
    [
        (COUNTY, "370213", "李沧区", "county", None),
        (STREET, "370213002", "浮山路街道", "street", Some(COUNTY)),
        (COMMUNITY_A, "370213002001", "和美社区", "community", Some(STREET)),
        (COMMUNITY_B, "370213002002", "海景社区", "community", Some(STREET)),
    ]
    .map(|(id, code, name, level, parent)| Division {
        id,
        code: Some(code.parse().expect("a division code")),
        name: name.to_owned(),
        level: level.to_owned(),
        parent,
        area: (id == COUNTY).then(area),
        valid_from: SINCE,
        valid_to: None,
    })
    .into()
}

fn grids() -> Vec<Grid> {
    let outline = r#"{"polygon":[[[[120.41,36.14],[120.43,36.14],[120.43,36.15],[120.41,36.15],[120.41,36.14]]]]}"#;
    let outline: Shape = serde_json::from_str(outline).expect("an outline");
    [
        (GRID_A, "和美第一网格", COMMUNITY_A, outline, "37021300200100001"),
        (GRID_B, "海景第一网格", COMMUNITY_B, Shape::Places(vec![QUARTER_B]), "37021300200200001"),
    ]
    .map(|(id, name, division, shape, external)| Grid {
        id,
        code: None,
        external_codes: vec![external.to_owned()],
        succeeds: Vec::new(),
        name: name.to_owned(),
        division,
        parent: None,
        level: 1,
        kind: GridKind::Base,
        shape,
        households: 320,
        persons: 900,
        valid_from: SINCE,
        valid_to: None,
    })
    .into()
}

fn places() -> Vec<Place> {
    let point = Point::new(POINT[0], POINT[1]).ok();
    [
        (QUARTER_A, "和美小区", "老机床厂宿舍", COMMUNITY_A, point),
        (QUARTER_B, "海景小区", "海景花园", COMMUNITY_B, None),
    ]
    .map(|(id, name, alias, division, point)| Place {
        id,
        name: name.to_owned(),
        aliases: vec![alias.to_owned()],
        kind: PlaceKind::Quarter,
        division,
        grid: None,
        point,
        parent: None,
    })
    .into()
}

fn units() -> Vec<Unit> {
    use UnitKind::{Community, Department, Government};
    [
        (COUNTY_DESK, "county", "李沧区社会治理中心", Government, COUNTY, None),
        (STREET_OFFICE, "street", "浮山路街道办事处", Government, STREET, Some(COUNTY_DESK)),
        (URBAN, "urban", "城市管理办公室", Department, STREET, Some(STREET_OFFICE)),
        (HOUSING, "housing", "房屋管理办公室", Department, STREET, Some(STREET_OFFICE)),
        (UNIT_A, "a", "和美社区居委会", Community, COMMUNITY_A, Some(STREET_OFFICE)),
        (UNIT_B, "b", "海景社区居委会", Community, COMMUNITY_B, Some(STREET_OFFICE)),
    ]
    .map(|(id, code, name, kind, division, parent)| Unit {
        id,
        code: code.to_owned(),
        name: name.to_owned(),
        kind,
        parent,
        division: Some(division),
        phone: (id == STREET_OFFICE).then(|| "0532-12345678".to_owned()),
        active: true,
    })
    .into()
}

fn categories() -> Vec<Category> {
    [
        (CITY, "01", "城市管理", None, 1),
        (FACILITIES, "0101", "市政设施", Some(CITY), 2),
        (LAMPS, "010101", "路灯", Some(FACILITIES), 3),
        (HOMES, "02", "住房", None, 1),
        (PIPES, "0201", "管线", Some(HOMES), 2),
        (LEAKS, "020101", "漏水", Some(PIPES), 3),
    ]
    .map(|(id, code, name, parent, level)| Category {
        id,
        code: code.to_owned(),
        name: name.to_owned(),
        parent,
        level,
        urgent_on_holidays: id == PIPES,
        public_space: id == LAMPS,
        valid_from: SINCE,
        valid_to: None,
    })
    .into()
}

fn responsibilities() -> Vec<ResponsibilityRow> {
    let one = |unit| UnitRef::Unit { unit };
    let community =
        || UnitRef::OfPlace { kind: UnitKind::Community, level: "community".to_owned() };
    let row = |id, category, scope, lead, supports| ResponsibilityRow {
        id,
        category,
        scope,
        lead,
        supports,
        limits: BTreeMap::new(),
        legal_basis: (id == ROW_HOMES).then(|| "《物业管理条例》第四十六条".to_owned()),
        valid_from: SINCE,
        valid_to: None,
    };
    let in_street = || Scope::Division { division: STREET };
    vec![
        row(ROW_LAMPS, LAMPS, in_street(), one(URBAN), vec![]),
        row(ROW_HOMES, HOMES, Scope::Level { level: "community".to_owned() }, community(), vec![]),
        row(ROW_LEAKS, LEAKS, Scope::Everywhere, one(HOUSING), vec![community()]),
    ]
}
