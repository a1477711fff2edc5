//! Units 单位: who handles. A tree of offices, committees and companies.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::id::{DivisionId, UnitId};

#[cfg(test)]
mod tests;

/// What sort of body a unit is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// 政府: the government of a county, street or township.
    Government,
    /// 党组织.
    Party,
    /// 部门: a bureau, an office or a station of one.
    Department,
    /// 社区, 村.
    Community,
    /// 委员会: mediation, owners', villagers' committee.
    Committee,
    /// 物业公司.
    PropertyCompany,
    /// 社会组织, 协会.
    Association,
    /// 承包单位: works under an office's order.
    Contractor,
}

/// One unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its identifier.
    pub id: UnitId,
    /// The code of the list it came from; unique among units.
    pub code: String,
    /// The full name.
    pub name: String,
    /// What sort of body it is.
    pub kind: UnitKind,
    /// The unit one level up; decides what this one may not decide about itself.
    pub parent: Option<UnitId>,
    /// The division it serves.
    pub division: Option<DivisionId>,
    /// The telephone of its desk.
    pub phone: Option<String>,
    /// False once dissolved or merged away; history still names it.
    pub active: bool,
}

/// All units, checked and indexed.
#[derive(Clone, Debug, Default)]
pub struct Units {
    units: Vec<Unit>,
    parents: Vec<Option<usize>>,
    by_id: HashMap<UnitId, usize>,
    by_code: HashMap<String, usize>,
    serving: HashMap<(DivisionId, UnitKind), Vec<UnitId>>,
}

/// Why a list of units is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidUnits {
    /// Two units have one identifier.
    #[error("the identifier of unit {code} is already taken")]
    DuplicateId {
        /// The later unit.
        code: String,
    },
    /// Two units have one code.
    #[error("the unit code {code} appears twice")]
    DuplicateCode {
        /// The code.
        code: String,
    },
    /// The unit above is not in the list.
    #[error("the parent of unit {code} is not in the list")]
    UnknownParent {
        /// The unit below.
        code: String,
    },
    /// The unit is its own superior.
    #[error("unit {code} stands above itself")]
    Cycle {
        /// A unit of the cycle or below it.
        code: String,
    },
}

impl Units {
    /// Checks and indexes `units`; their order does not matter.
    pub fn new(units: Vec<Unit>) -> Result<Self, InvalidUnits> {
        let mut all = Self::default();
        for (index, unit) in units.iter().enumerate() {
            if all.by_id.insert(unit.id, index).is_some() {
                return Err(InvalidUnits::DuplicateId { code: unit.code.clone() });
            }
            if all.by_code.insert(unit.code.clone(), index).is_some() {
                return Err(InvalidUnits::DuplicateCode { code: unit.code.clone() });
            }
            if let (true, Some(division)) = (unit.active, unit.division) {
                all.serving.entry((division, unit.kind)).or_default().push(unit.id);
            }
        }
        for unit in &units {
            let parent = unit.parent.map(|id| all.by_id.get(&id).copied());
            if parent == Some(None) {
                return Err(InvalidUnits::UnknownParent { code: unit.code.clone() });
            }
            all.parents.push(parent.flatten());
        }
        if let Some(index) = cyclic(&all.parents) {
            return Err(InvalidUnits::Cycle { code: units[index].code.clone() });
        }
        all.units = units;
        Ok(all)
    }

    /// The unit of that identifier.
    pub fn get(&self, unit: UnitId) -> Option<&Unit> {
        self.by_id.get(&unit).map(|index| &self.units[*index])
    }

    /// The unit of that code.
    pub fn by_code(&self, code: &str) -> Option<&Unit> {
        self.by_code.get(code).map(|index| &self.units[*index])
    }

    /// Every unit, in the order given.
    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter()
    }

    /// The units above, nearest first, without the unit itself. Empty for an unknown unit.
    pub fn ancestors(&self, unit: UnitId) -> impl Iterator<Item = &Unit> {
        let above = |index: &usize| self.parents[*index];
        let first = self.by_id.get(&unit).and_then(above);
        std::iter::successors(first, above).map(|index| &self.units[index])
    }

    /// The unit one level up, where a return or a conflict goes to be judged.
    pub fn level_above(&self, unit: UnitId) -> Option<&Unit> {
        self.ancestors(unit).next()
    }

    /// Whether `unit` is `root` or stands below it. An account reaches its unit and below.
    pub fn is_within(&self, unit: UnitId, root: UnitId) -> bool {
        self.by_id.contains_key(&unit)
            && (unit == root || self.ancestors(unit).any(|above| above.id == root))
    }

    /// The active units of `kind` that serve exactly `division`.
    pub fn serving(&self, division: DivisionId, kind: UnitKind) -> &[UnitId] {
        self.serving.get(&(division, kind)).map_or(&[], Vec::as_slice)
    }
}

/// An index whose chain of parents never ends. Each index is walked once.
fn cyclic(parents: &[Option<usize>]) -> Option<usize> {
    // 0 unseen, otherwise the walk (start + 1) that first came by
    let mut seen = vec![0; parents.len()];
    for start in 0..parents.len() {
        let mut next = Some(start);
        while let Some(index) = next {
            if seen[index] != 0 {
                if seen[index] == start + 1 {
                    return Some(index);
                }
                break;
            }
            seen[index] = start + 1;
            next = parents[index];
        }
    }
    None
}
