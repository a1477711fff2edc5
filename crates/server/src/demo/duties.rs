//! The responsibility list of the demo.

use std::collections::BTreeMap;

use huisheng_domain::id::{CategoryId, Id};
use huisheng_domain::limit::Limit;
use huisheng_domain::responsibility::{ResponsibilityRow, Scope, UnitRef};
use huisheng_domain::unit::UnitKind;

use super::land::FIRST_DAY;
use super::{Classes, Land, Offices};

const LIST: &str = include_str!("duties.txt");

/// Who answers for a theme. A unit's code, or `@street`, `@squad`, `@mediation`, `@community`: the
/// one of the place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Duty {
    pub(super) theme: &'static str,
    pub(super) lead: &'static str,
    /// Works for the lead.
    pub(super) below: Option<&'static str>,
    pub(super) support: Option<&'static str>,
    /// Where it is sent by mistake.
    pub(super) wrong: &'static str,
    /// 办结 limit of its own.
    pub(super) limit: Option<Limit>,
    basis: &'static str,
}

/// All duties.
pub(super) fn duties() -> Vec<Duty> {
    let some = |word: &'static str| (word != "-").then_some(word);
    let mut all = Vec::new();
    for line in LIST.lines().filter(|line| !line.starts_with('#')) {
        if let [theme, lead, below, support, wrong, limit, basis] =
            line.split_whitespace().collect::<Vec<_>>()[..]
        {
            let (below, support, limit) = (some(below), some(support), limit.parse().ok());
            all.push(Duty { theme, lead, below, support, wrong, limit, basis });
        }
    }
    all
}

/// A row for each leaf, the same for villages where the community leads, and rows of the town where
/// its own squad acts instead of a county department.
pub(super) fn rows(land: &Land, classes: &Classes) -> Vec<ResponsibilityRow> {
    let duties = duties();
    let mut rows = Vec::new();
    for leaf in &classes.leaves {
        let Some(duty) = duties.iter().find(|duty| duty.theme == leaf.theme) else { continue };
        let by_community = [Some(duty.lead), duty.support].contains(&Some("@community"));
        if by_community {
            rows.push(row(leaf.id, Scope::Level { level: "community".into() }, duty, "community"));
            rows.push(row(leaf.id, Scope::Level { level: "village".into() }, duty, "village"));
        } else {
            rows.push(row(leaf.id, Scope::Everywhere, duty, "community"));
        }
        let town = land.streets.get(2).copied();
        if let (Some(division), true) = (town, duty.lead == "chengguan") {
            let town = Duty { lead: "@squad", support: Some("chengguan"), ..*duty };
            rows.push(row(leaf.id, Scope::Division { division }, &town, "village"));
        }
    }
    // what no leaf names goes by the class above it, to the government of the street
    for category in classes.categories.iter().filter(|category| category.level == 2) {
        let duty = Duty {
            theme: "",
            lead: "@street",
            below: None,
            support: None,
            wrong: "",
            limit: None,
            basis: "属地兜底受理职责",
        };
        if category.code != "G03" {
            rows.push(row(category.id, Scope::Everywhere, &duty, "community"));
        }
    }
    rows
}

fn row(category: CategoryId, scope: Scope, duty: &Duty, small: &str) -> ResponsibilityRow {
    let key = format!("{category} {scope:?}");
    let limits: BTreeMap<String, Limit> =
        duty.limit.map(|limit| ("resolve".to_owned(), limit)).into_iter().collect();
    ResponsibilityRow {
        id: Id::of_code("demo responsibility", &key),
        category,
        scope,
        lead: unit(duty.lead, small),
        supports: duty.support.map(|word| unit(word, small)).into_iter().collect(),
        limits,
        legal_basis: Some(format!("{}（县级权责清单示例）", duty.basis)),
        valid_from: FIRST_DAY,
        valid_to: None,
    }
}

fn unit(word: &str, small: &str) -> UnitRef {
    let of_place = |kind, level: &str| UnitRef::OfPlace { kind, level: level.to_owned() };
    match word {
        "@street" => of_place(UnitKind::Government, "street"),
        "@squad" => of_place(UnitKind::Department, "street"),
        "@mediation" => of_place(UnitKind::Committee, "street"),
        "@community" => of_place(UnitKind::Community, small),
        code => UnitRef::Unit { unit: Offices::id(code) },
    }
}
