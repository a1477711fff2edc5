//! 对账: what one side holds of the other, compared day by day.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What one side holds of the other 对账清单: every order that is open there, or changed of late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExchangeList)]
pub struct List {
    /// When it was drawn up.
    pub at: Timestamp,
    /// It holds every order that changed since then, and all that are open.
    pub since: Timestamp,
    /// By number.
    pub orders: Vec<Listed>,
}

/// One order in such a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExchangeListed)]
pub struct Listed {
    /// The number of the order, as the platform above gave it.
    pub number: String,
    /// The version that was sent last.
    pub sent: u32,
    /// The version of the other side that was taken in last.
    pub taken: u32,
    /// It has not ended there.
    pub open: bool,
}

/// What is held here of one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ours {
    /// As it would stand in a list of ours.
    pub listed: Listed,
    /// When it changed last.
    pub changed: Timestamp,
}

/// In what both sides differ.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExchangeDifferenceKind)]
pub enum DifferenceKind {
    /// 对方有、我方无.
    NotHere,
    /// 我方有、对方无.
    NotThere,
    /// 我方发出的未收到: it has not taken in what was sent last.
    BehindThere,
    /// 对方发出的未收到: what it sent last was not taken in here.
    BehindHere,
    /// 对方已结、我方未结.
    EndedThere,
    /// 我方已结、对方未结.
    EndedHere,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[schema(as = ExchangeDifference)]
pub struct Difference {
    /// The number of the order, as the platform above gave it.
    pub number: String,
    /// In what.
    pub kind: DifferenceKind,
}

/// In what a list of the other side differs from what is held here, by number. What changed here after it was drawn up is on
/// its way, and what neither changed since the day the list begins with nor is open stands in none.
pub fn differences(list: &List, ours: &[Ours]) -> Vec<Difference> {
    let mut theirs: BTreeMap<&str, &Listed> =
        list.orders.iter().map(|one| (one.number.as_str(), one)).collect();
    let mut all = Vec::new();
    for Ours { listed: own, changed } in ours {
        let mut add = |kind| all.push(Difference { number: own.number.clone(), kind });
        let Some(their) = theirs.remove(own.number.as_str()) else {
            let meant = own.open || *changed >= list.since;
            if meant && *changed < list.at {
                add(DifferenceKind::NotThere);
            }
            continue;
        };
        if *changed >= list.at {
            continue;
        }
        if their.taken < own.sent {
            add(DifferenceKind::BehindThere);
        } else if own.taken < their.sent {
            add(DifferenceKind::BehindHere);
        } else if own.open && !their.open {
            add(DifferenceKind::EndedThere);
        } else if !own.open && their.open {
            add(DifferenceKind::EndedHere);
        }
    }
    let unknown = theirs.into_values();
    all.extend(
        unknown.map(|one| Difference { number: one.number.clone(), kind: DifferenceKind::NotHere }),
    );
    all.sort();
    all
}
