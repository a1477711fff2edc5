//! A draft list over past matters: what would be different.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Around, Finding, ResponsibilityList, Routing, Unrouted};
use crate::category::Categories;
use crate::id::{CategoryId, ResponsibilityId, UnitId};
use crate::unit::Units;

/// What a dry run needs of a matter of the past.
#[derive(Clone, Debug)]
pub struct PastMatter<'a> {
    /// Its category.
    pub category: CategoryId,
    /// The divisions around its place, the smallest first.
    pub around: Vec<Around<'a>>,
    /// The day it was routed.
    pub on: Date,
    /// The unit that led in the end.
    pub lead: UnitId,
}

/// What a draft would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryRun {
    /// Matters looked at.
    pub matters: u64,
    /// What is wrong with the draft itself, overlaps and gaps of the dictionary among it.
    pub findings: Vec<Finding>,
    /// Matters the draft leaves to the dispatcher, most frequent first.
    pub gaps: Vec<Gap>,
    /// Matters for which rows of the draft contradict each other, by the rows.
    pub ambiguous: Vec<(Vec<ResponsibilityId>, u64)>,
    /// Matters that would go elsewhere, most frequent first.
    pub changed: Vec<Change>,
    /// Every unit that led or would lead, the greatest gain first.
    pub load: Vec<Load>,
}

/// Matters of a category that the draft does not route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The category.
    pub category: CategoryId,
    /// What is missing.
    pub reason: Unrouted,
    /// How many.
    pub matters: u64,
}

/// Matters of a category that move; `None` is the dispatcher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The category.
    pub category: CategoryId,
    /// Who leads by the current list.
    pub from: Option<UnitId>,
    /// Who would lead by the draft.
    pub to: Option<UnitId>,
    /// How many.
    pub matters: u64,
}

/// The matters of a unit. One that a list leaves to the dispatcher counts with the unit that led.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// The unit.
    pub unit: UnitId,
    /// Led in fact.
    pub led: u64,
    /// By the current list.
    pub before: u64,
    /// By the draft.
    pub after: u64,
}

/// Routes `past` by both lists: by `current` on the matter's own day, by `draft` on `starts`, the
/// day the draft is to count from.
pub fn dry_run<'a>(
    draft: &ResponsibilityList,
    current: &ResponsibilityList,
    past: impl IntoIterator<Item = PastMatter<'a>>,
    categories: &Categories,
    units: &Units,
    starts: Date,
) -> DryRun {
    let mut run =
        DryRun { findings: draft.findings(categories, units, starts), ..DryRun::default() };
    let mut gaps = BTreeMap::<_, u64>::new();
    let mut ambiguous = BTreeMap::<_, u64>::new();
    let mut changed = BTreeMap::<_, u64>::new();
    let mut load = BTreeMap::<UnitId, [u64; 3]>::new();
    for matter in past {
        let PastMatter { category, around, on, lead } = &matter;
        let before = lead_of(&current.route(*category, around, *on, categories, units));
        let routing = draft.route(*category, around, starts, categories, units);
        let after = lead_of(&routing);
        run.matters += 1;
        for (column, unit) in [Some(*lead), before, after].into_iter().enumerate() {
            load.entry(unit.unwrap_or(*lead)).or_default()[column] += 1;
        }
        if before != after {
            *changed.entry((*category, before, after)).or_default() += 1;
        }
        match routing {
            Routing::Routed(_) => {}
            Routing::Unrouted { reason } => *gaps.entry((*category, reason)).or_default() += 1,
            Routing::Ambiguous { rows } => *ambiguous.entry(rows).or_default() += 1,
        }
    }
    let gap = |((category, reason), matters)| Gap { category, reason, matters };
    run.gaps = gaps.into_iter().map(gap).collect();
    run.gaps.sort_by_key(|gap| std::cmp::Reverse(gap.matters));
    run.ambiguous = ambiguous.into_iter().collect();
    let change = |((category, from, to), matters)| Change { category, from, to, matters };
    run.changed = changed.into_iter().map(change).collect();
    run.changed.sort_by_key(|change| std::cmp::Reverse(change.matters));
    let row = |(unit, [led, before, after]): (UnitId, [u64; 3])| Load { unit, led, before, after };
    run.load = load.into_iter().map(row).collect();
    run.load.sort_by_key(|l| (i128::from(l.before) - i128::from(l.after), l.unit));
    run
}

fn lead_of(routing: &Routing) -> Option<UnitId> {
    match routing {
        Routing::Routed(routed) => Some(routed.lead),
        Routing::Unrouted { .. } | Routing::Ambiguous { .. } => None,
    }
}
