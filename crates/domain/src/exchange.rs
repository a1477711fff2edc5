//! 对接: orders between two systems, a platform above that sends them and a house below that works on them.
//!
//! What goes over is how an order stands, never a step: an [`Order`] goes down, a [`Reply`] comes back, each under a version
//! that rises. What was lost on the way is in the next one, what comes twice or late changes nothing, and whether both sides
//! agree can be compared ([`List`]).

mod list;
mod mapping;
mod order;
mod reply;
mod taking;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::id::{AccountId, UnitId};
use crate::upstream::is_name;

pub use list::{Difference, DifferenceKind, List, Listed, Ours, differences};
pub use mapping::{Mapping, shipped};
pub use order::{Decision, Order, Rating, Steps};
pub use reply::{Answered, Ask, Ended, Reply, Said};
pub use taking::{Done, Taking, extension};

/// Categories that are named differently, at most.
pub const CATEGORIES: usize = 1_000;
/// Characters of an address that is called.
const URL: usize = 500;
/// Characters of what somebody said: as long as anything that is typed.
const LONG: usize = 20_000;

fn is_long(text: &str) -> bool {
    text.chars().count() > LONG
}

/// A system that orders are exchanged with 对接方.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExchangePartner)]
pub struct Partner {
    /// What it is called. Where it stands above, its orders carry this name as their platform.
    #[schema(example = "市12345", min_length = 1, max_length = 60)]
    pub name: String,
    /// Above or below.
    pub side: Side,
    /// The account in whose name its messages are carried out: one that nobody signs in with.
    pub account: AccountId,
    /// How messages travel.
    pub way: Way,
    /// How it calls things: the code of a mapping that comes with the house.
    #[schema(example = "huisheng")]
    pub mapping: String,
    /// Its categories by the code that ours have; the others are known by code or name.
    #[serde(default)]
    #[schema(example = json!({ "路灯照明": "0201" }))]
    pub categories: BTreeMap<String, String>,
}

/// On which side the other system stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "stands")]
#[schema(as = ExchangeSide)]
pub enum Side {
    /// 上级: its orders are worked on here.
    Above,
    /// 下级: what this unit has to handle is worked on there.
    Below {
        /// The unit.
        unit: UnitId,
    },
}

impl Side {
    /// The unit that works elsewhere, if it is one of ours.
    pub const fn unit(self) -> Option<UnitId> {
        match self {
            Self::Above => None,
            Self::Below { unit } => Some(unit),
        }
    }
}

/// How messages travel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "by")]
#[schema(as = ExchangeWay)]
pub enum Way {
    /// 接口: posted to an address.
    Link {
        /// `https:`; `http:` inside one machine or network that nobody else is in.
        #[schema(example = "https://12345.example.org/api/v1/exchange/370211/street/messages")]
        url: String,
    },
    /// 摆渡: carried as files, where no line goes.
    Ferry,
}

/// Which orders somebody looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExchangeShown)]
pub enum Shown {
    /// 待发送.
    Waiting,
    /// 发送失败: given up, or not allowed there.
    Dead,
    /// 未能执行: what the partner sent was refused by the rules here.
    Refused,
}

/// What is wrong with a partner, by the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{field} is not as it has to be")]
pub struct InvalidPartner {
    /// `name`, `url`, `mapping` or `categories`.
    pub field: &'static str,
}

impl Partner {
    /// Whether it can be used.
    ///
    /// # Errors
    /// A blank or long name, an address that is none, a mapping that is not there, too many or blank categories.
    pub fn check(&self) -> Result<(), InvalidPartner> {
        let invalid = |field| Err(InvalidPartner { field });
        if !is_name(&self.name) || self.name.contains('/') {
            return invalid("name");
        }
        if let Way::Link { url } = &self.way {
            let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
            let host = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
            let plain = !url.chars().any(|c| c.is_whitespace() || c.is_control());
            if !host || !plain || url.chars().count() > URL {
                return invalid("url");
            }
        }
        if self.mapping().is_none() {
            return invalid("mapping");
        }
        let named = self.categories.iter().all(|(theirs, ours)| is_name(theirs) && is_name(ours));
        if !named || self.categories.len() > CATEGORIES {
            return invalid("categories");
        }
        Ok(())
    }

    /// How it calls things.
    pub fn mapping(&self) -> Option<&'static Mapping> {
        shipped().iter().find(|mapping| mapping.code == self.mapping)
    }
}
