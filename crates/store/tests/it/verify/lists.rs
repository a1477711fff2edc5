//! The lists of the small house: a street, two offices, one category, one procedure.

use std::collections::HashMap;

use huisheng_domain::calendar::Calendar;
use huisheng_domain::category::{Categories, Category, Suggester};
use huisheng_domain::procedure::Procedure;
use huisheng_domain::responsibility::ResponsibilityList;
use huisheng_domain::territory::{Division, Divisions, Gazetteer, GridIndex, GridSet, Levels};
use huisheng_domain::unit::{Unit, UnitKind, Units};
use huisheng_store::Book;

use super::house::{SOURCES, area, category, division, unit};

pub fn book() -> Book {
    let first = jiff::civil::date(2020, 1, 1);
    let unit = |code: &str, parent: Option<&str>| Unit {
        id: unit(code),
        code: code.into(),
        name: code.into(),
        kind: UnitKind::Department,
        parent: parent.map(unit),
        division: Some(division()),
        phone: None,
        active: true,
    };
    let units =
        [unit("street", None), unit("roads", Some("street")), unit("water", Some("street"))];
    let category = Category {
        id: category(),
        code: "lamp".into(),
        name: "路灯".into(),
        parent: None,
        level: 1,
        urgent_on_holidays: false,
        public_space: true,
        valid_from: first,
        valid_to: None,
    };
    let street = Division {
        id: division(),
        code: None,
        name: "回声街道".into(),
        level: "street".into(),
        parent: None,
        area: Some(area()),
        valid_from: first,
        valid_to: None,
    };
    let procedures = SOURCES.map(|source| Procedure::read(source).unwrap());
    Book {
        extents: std::collections::HashMap::new(),
        divisions: Divisions::new(Levels::usual(), vec![street]).unwrap(),
        grids: GridSet::new(Vec::new()).unwrap(),
        grid_index: GridIndex::new(&[]),
        gazetteer: Gazetteer::new(Vec::new()).unwrap(),
        units: Units::new(units.into()).unwrap(),
        categories: Categories::new(vec![category]).unwrap(),
        suggester: Suggester::default(),
        responsibilities: ResponsibilityList::new(1, Vec::new()),
        by_kind: procedures
            .iter()
            .flat_map(|one| one.kinds.iter().map(|kind| (*kind, one.hash.clone())))
            .collect(),
        upstream: Some(procedures[0].hash.clone()),
        procedures: procedures.into_iter().map(|one| (one.hash.clone(), one)).collect(),
        calendar: Calendar::china(),
        local_calendars: HashMap::new(),
    }
}
