//! How far something may go, told before it is asked for, and not only by the refusal.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Verb;
use crate::clock::Clock;
use crate::id::Id;
use crate::limit::Limit;
use crate::matter::decide::{deciders, returned};
use crate::matter::{Assignment, Context, Matter, RequestKind, Role, clocks};

/// The bounds of a request, or of an attempt to call somebody, by the procedure and by what was used up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Bounds {
    /// 延期: the longest there is.
    #[schema(value_type = Option<String>, example = "5wd")]
    pub most: Option<Limit>,
    /// 延期, 退单: how often it was granted.
    pub used: Option<u8>,
    /// How often it may be: 延期 is refused then, 退单 goes to arbitration.
    pub max: Option<u8>,
    /// Asked before this instant; a later 退单 goes to arbitration.
    pub until: Option<Timestamp>,
    /// 挂账: the farthest review date.
    pub review: Option<Timestamp>,
    /// Who decides, from a unit above.
    pub decides: Vec<Role>,
    /// 回访: without an answer, an attempt counts from then on only.
    pub not_before: Option<Timestamp>,
}

/// Those of `verb` done to `of`; none where nothing is bounded.
pub fn bounds(
    matter: &Matter,
    context: &Context<'_>,
    verb: Verb,
    of: Option<Uuid>,
    now: Timestamp,
) -> Option<Bounds> {
    match verb {
        Verb::Ask(kind) => {
            let share = matter.assignment(Id::from_uuid(of?))?;
            Some(of_request(matter, context, kind, share, now))
        }
        Verb::Callback => {
            let not_before = matter.next_attempt(Id::from_uuid(of?), context)?;
            let not_before = (not_before > now).then_some(not_before)?;
            Some(Bounds { not_before: Some(not_before), ..Bounds::default() })
        }
        _ => None,
    }
}

fn of_request(
    matter: &Matter,
    context: &Context<'_>,
    kind: RequestKind,
    share: &Assignment,
    now: Timestamp,
) -> Bounds {
    let rules = context.procedure;
    let due = clocks::answering(matter, share.id).map(|answering| answering.clock.due).min();
    let until = |at, limit| Clock::start(at, limit, context.calendar).due;
    let decides = |arbitration| deciders(kind, arbitration).to_vec();
    match kind {
        RequestKind::Return => {
            let (used, max) = (returned(matter, share), rules.returns.limit);
            let until = until(share.at, rules.returns.within);
            Bounds {
                used: Some(used),
                max: Some(max),
                until: Some(until),
                decides: decides(used >= max || now >= until),
                ..Bounds::default()
            }
        }
        RequestKind::Extension => {
            let clocks = || clocks::answering(matter, share.id).map(|answering| &answering.clock);
            let extended = clocks().map(|clock| clock.extensions.len()).max().unwrap_or_default();
            let extended = u8::try_from(extended).unwrap_or(u8::MAX);
            let longest = clocks()
                .filter_map(|clock| clock.limit)
                .map(|limit| rules.extension.longest(limit));
            Bounds {
                most: longest.min_by_key(|limit| limit.amount),
                used: Some(if share.is_main() {
                    extended.max(matter.extensions)
                } else {
                    extended
                }),
                max: Some(rules.extension.max),
                until: due,
                decides: decides(false),
                ..Bounds::default()
            }
        }
        RequestKind::Suspension => Bounds {
            until: due,
            review: Some(until(now, rules.suspension.review)),
            decides: decides(false),
            ..Bounds::default()
        },
        RequestKind::Severity => {
            Bounds { until: due, decides: decides(false), ..Bounds::default() }
        }
        RequestKind::Termination => Bounds { decides: decides(false), ..Bounds::default() },
    }
}
