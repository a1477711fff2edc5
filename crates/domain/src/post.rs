//! Posts 岗位: what somebody may do, for which unit, from which day to which. An account holds none, one or several, and
//! acts in one of them at a time.

mod force;
mod stand_in;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::id::{AccountId, DivisionId, GridId, PostId, UnitId};
use crate::matter::Role;

pub use force::Force;
pub use stand_in::{Colleague, LONGEST, in_line, stand_in};

/// Characters of a title.
pub const TITLE: usize = 40;
/// Divisions or grids of a post.
pub const PLACES: usize = 100;

/// From which day to which somebody holds a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Term {
    /// The first day.
    #[schema(value_type = String, format = Date)]
    pub begins: Date,
    /// The first day on which it is held no more; none: until it is ended.
    #[schema(value_type = Option<String>, format = Date)]
    pub ends: Option<Date>,
}

impl Term {
    /// Whether it holds on that day.
    pub fn holds(&self, day: Date) -> bool {
        self.begins <= day && self.ends.is_none_or(|ends| day < ends)
    }

    /// Whether it is over on that day.
    pub fn is_over(&self, day: Date) -> bool {
        self.ends.is_some_and(|ends| ends <= day)
    }

    /// Whether there is a day in both.
    pub fn overlaps(&self, other: &Self) -> bool {
        let days = self.ends.is_none_or(|ends| self.begins < ends);
        let other_days = other.ends.is_none_or(|ends| other.begins < ends);
        let before = |one: &Self, next: &Self| one.ends.is_some_and(|ends| ends <= next.begins);
        days && other_days && !before(self, other) && !before(other, self)
    }

    /// Whether every day of it is a day of `whole`.
    pub fn is_within(&self, whole: &Self) -> bool {
        let ends = match (self.ends, whole.ends) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(other)) => own <= other,
        };
        whole.begins <= self.begins && ends
    }

    /// The same, over at `day` at the latest.
    #[must_use]
    pub fn cut(self, day: Date) -> Self {
        let ends = self.ends.map_or(day, |ends| ends.min(day));
        Self { ends: Some(ends.max(self.begins)), ..self }
    }
}

/// A post that an account holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Who holds it.
    pub account: AccountId,
    /// The unit one acts for in it.
    pub unit: UnitId,
    /// What one may do in it.
    pub roles: BTreeSet<Role>,
    /// What the office itself calls it: 副主任, 网格长.
    pub title: Option<String>,
    /// The divisions one is assigned to 包联, in place of all that the unit serves.
    pub places: BTreeSet<DivisionId>,
    /// The grids one works in.
    pub grids: BTreeSet<GridId>,
    /// The force it counts to, if it is one of the six.
    pub force: Option<Force>,
    /// From which day to which.
    pub term: Term,
    /// The post of somebody else that one stands in for 代理.
    pub stands_in_for: Option<PostId>,
}

/// Why a post is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PostRefusal {
    /// It is for nothing.
    #[error("a post has a role or a force")]
    Empty,
    /// The title is too long, or has signs that no title has.
    #[error("a title has at most {TITLE} characters")]
    Title,
    /// Too many divisions or grids.
    #[error("a post has at most {PLACES} divisions or grids")]
    Places,
    /// It would be over before it begins.
    #[error("a post ends before it begins")]
    EndsBeforeBegins,
    /// 三员分立: an administrator's post beside another.
    #[error("an administrator holds no other post")]
    Apart,
    /// The account holds the same post on one of these days.
    #[error("the account holds the same post at that time")]
    Overlaps,
    /// Nobody stands in for himself.
    #[error("nobody stands in for oneself")]
    Oneself,
    /// A stand-in has no stand-in.
    #[error("nobody stands in for a stand-in")]
    OfStandIn,
    /// The colleague works in another unit, neither above nor below.
    #[error("a stand-in comes from the unit, or from above or below it")]
    OutOfLine,
    /// It has no end, or lasts longer than [`LONGEST`] days.
    #[error("a stand-in lasts {LONGEST} days at most")]
    TooLong,
    /// It would be held on a day on which the post itself is not.
    #[error("a stand-in lies within the term of the post")]
    OutOfTerm,
}

impl Post {
    /// Whether it is one of the three who keep the house.
    pub fn keeps_house(&self) -> bool {
        Role::ADMINISTRATORS.iter().any(|kept| self.roles.contains(kept))
    }

    /// Whether it is for a desk that stands outside the offices that handle.
    pub fn is_desk(&self) -> bool {
        Role::DESKS.iter().any(|desk| self.roles.contains(desk))
    }

    /// Whether it is held on that day.
    pub fn is_held(&self, today: Date) -> bool {
        self.term.holds(today)
    }
}

/// Whether `post` may stand beside what its account holds otherwise. An administrator's post stands alone 三员分立
/// (GB/T 22239-2019, 8.1.4), on each of its days.
///
/// # Errors
/// The first rule that it breaks.
pub fn check(post: &Post, held: &[Post]) -> Result<(), PostRefusal> {
    if post.roles.is_empty() && post.force.is_none() {
        return Err(PostRefusal::Empty);
    }
    if let Some(title) = &post.title
        && (title.trim().is_empty()
            || title.chars().count() > TITLE
            || title.chars().any(char::is_control))
    {
        return Err(PostRefusal::Title);
    }
    if post.places.len() > PLACES || post.grids.len() > PLACES {
        return Err(PostRefusal::Places);
    }
    if post.term.ends.is_some_and(|ends| ends < post.term.begins) {
        return Err(PostRefusal::EndsBeforeBegins);
    }
    if post.keeps_house() && post.roles.len() > 1 {
        return Err(PostRefusal::Apart);
    }
    let others = held.iter().filter(|other| other.id != post.id);
    for other in others.filter(|other| other.term.overlaps(&post.term)) {
        if post.keeps_house() || other.keeps_house() {
            return Err(PostRefusal::Apart);
        }
        let same = (other.unit, other.stands_in_for) == (post.unit, post.stands_in_for);
        if same && other.roles == post.roles && other.force == post.force {
            return Err(PostRefusal::Overlaps);
        }
    }
    Ok(())
}
