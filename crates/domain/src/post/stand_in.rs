//! 代理: somebody stands in for a colleague who is away. He acts under his own name, so whatever two persons have to do
//! is still done by two.

use jiff::civil::Date;

use super::{Post, PostRefusal, Term};
use crate::id::{AccountId, PostId, UnitId};
use crate::unit::Units;

/// Days of a stand-in, at most. Whoever does the work longer holds the post.
pub const LONGEST: i32 = 90;

/// Who stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// The account.
    pub account: AccountId,
    /// Where it is at home.
    pub unit: UnitId,
}

/// The post of a colleague who stands in for the holder of `of`. Whether it may stand beside what the colleague holds is
/// asked of [`super::check`].
///
/// # Errors
/// The first rule that it breaks.
pub fn stand_in(
    units: &Units,
    of: &Post,
    id: PostId,
    colleague: Colleague,
    term: Term,
) -> Result<Post, PostRefusal> {
    if colleague.account == of.account {
        return Err(PostRefusal::Oneself);
    }
    if of.stands_in_for.is_some() {
        return Err(PostRefusal::OfStandIn);
    }
    // A desk looks at offices from outside: nobody of another office sits down at it.
    let near = if of.is_desk() {
        of.unit == colleague.unit
    } else {
        in_line(units, of.unit, colleague.unit)
    };
    if !near {
        return Err(PostRefusal::OutOfLine);
    }
    let days = |ends: Date| (ends - term.begins).get_days();
    let ends = term.ends.ok_or(PostRefusal::TooLong)?;
    if days(ends) < 1 {
        return Err(PostRefusal::EndsBeforeBegins);
    }
    if days(ends) > LONGEST {
        return Err(PostRefusal::TooLong);
    }
    if !term.is_within(&of.term) {
        return Err(PostRefusal::OutOfTerm);
    }
    let own = Post { id, account: colleague.account, term, ..of.clone() };
    Ok(Post { stands_in_for: Some(of.id), ..own })
}

/// Whether two units are the same, or one stands above the other.
pub fn in_line(units: &Units, one: UnitId, other: UnitId) -> bool {
    units.is_within(one, other) || units.is_within(other, one)
}
