//! Worklists: one page, by an index that serves it, never by OFFSET.

mod count;
mod found;
mod select;
mod span;
mod summary;
mod worklist;

use std::str::FromStr;

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, CategoryId, DivisionId, GridId, Id, MatterId, UnitId};
use huisheng_domain::matter::{Channel, EndingKind, Kind, Origin, Stage};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use thiserror::Error;
use uuid::Uuid;

pub use count::count;
use select::Select;
pub use span::{Dated, of_span};
pub use summary::Summary;

use crate::rows::padded;
use crate::{Micros, StoreError};

/// Lights one can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LightFilter {
    /// Due, and not ended.
    Red,
    /// Near.
    Yellow,
    /// Neither.
    Grey,
}

/// The order of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Earliest due first; open matters only.
    Due,
    /// Newest number first.
    #[default]
    Received,
    /// Last changed first.
    Changed,
}

/// What somebody may see of an area: what lies in divisions, and what concerns units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Within {
    /// Matters at a place in one of these divisions or below it.
    pub divisions: Vec<DivisionId>,
    /// Matters that concern one of these units.
    pub units: Vec<UnitId>,
}

impl Within {
    /// Nothing may be seen.
    pub fn is_nobody(&self) -> bool {
        self.divisions.is_empty() && self.units.is_empty()
    }
}

/// What a unit has to do with its part of a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A share waits for its sign-in.
    ToSignIn,
    /// A share is in hand.
    InHand,
    /// An instruction waits for its report.
    ToReportBack,
}

/// Which matters of an area.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only what may be seen; all of the area if none.
    pub within: Option<Within>,
    /// Nothing that is kept from one of these accounts and units.
    pub apart: Vec<Uuid>,
    /// The desk that acts next.
    pub owner: Option<String>,
    /// Stage.
    pub stage: Option<Stage>,
    /// Kind.
    pub kind: Option<Kind>,
    /// How it came in.
    pub channel: Option<Channel>,
    /// Category.
    pub category: Option<CategoryId>,
    /// A division and all below it.
    pub division: Option<DivisionId>,
    /// Grid.
    pub grid: Option<GridId>,
    /// Units it concerns.
    pub units: Option<Vec<UnitId>>,
    /// Lead unit.
    pub lead: Option<UnitId>,
    /// Only those that have not ended.
    pub open: bool,
    /// With or without a lead unit.
    pub led: Option<bool>,
    /// One of these units has this to do.
    pub part: Option<(Part, Vec<UnitId>)>,
    /// A share of it was given back.
    pub returned: bool,
    /// Somebody waits for a second person, to see who reported.
    pub unsealing: bool,
    /// An office waits for what is to be left out of its figures; also of matters that have ended.
    pub excluding: bool,
    /// Its answer is owed to a platform above. By number its own index holds it.
    pub owes_above: bool,
    /// Its file is whole, and it was not archived yet. By number its own index holds it.
    pub to_archive: bool,
    /// It is an order of this platform above.
    pub upstream: Option<String>,
    /// It cannot wait: urgent, or of one of these categories, which run around the clock.
    pub pressing: Option<Vec<CategoryId>>,
    /// It is one of these, few.
    pub among: Option<Vec<MatterId>>,
    /// It was opened anew after its end.
    pub reopened: bool,
    /// This account did a step of it: what it did last comes first, whatever the order asked for.
    pub handled_by: Option<AccountId>,
    /// None of these units signed in for it.
    pub outside: Vec<UnitId>,
    /// How it ended.
    pub ending: Option<EndingKind>,
    /// Live, entered late, imported.
    pub origin: Option<Origin>,
    /// Received at or after.
    pub from: Option<Timestamp>,
    /// Received before.
    pub until: Option<Timestamp>,
    /// Light.
    pub light: Option<LightFilter>,
    /// Only late ones.
    pub late: bool,
    /// Only those an importer found odd.
    pub flagged: bool,
    /// Words: a search, newest first whatever the order asked for.
    pub text: Option<String>,
    /// Order.
    pub sort: Sort,
}

impl Filter {
    /// The index of the order holds what is asked for and nothing else, so that a page reads its own
    /// lines: all matters, one desk's by due date, one category's by number, what is overdue.
    fn is_served_by_index(&self) -> bool {
        let desk = self.sort == Sort::Due || self.owner.is_none();
        let category = self.sort == Sort::Received || self.category.is_none();
        let light = match self.light {
            None => true,
            Some(LightFilter::Red) => self.sort == Sort::Due,
            Some(LightFilter::Yellow | LightFilter::Grey) => false,
        };
        let Self { owner, category: of, light: shown, sort, apart, .. } = self;
        let bare = Self {
            owner: owner.clone(),
            category: *of,
            light: *shown,
            sort: *sort,
            // Few are.
            apart: apart.clone(),
            ..Self::default()
        };
        desk && category && light && *self == bare
    }

    /// Nothing is asked for but what counters read of the matters within reach: the light and who is
    /// outside, and of those of a division who acts next and whether there is a lead.
    fn is_told_by_reached(&self, division: bool) -> bool {
        let desks = Self { owner: self.owner.clone(), led: self.led, ..Self::default() };
        let bare = Self {
            light: self.light,
            outside: self.outside.clone(),
            open: self.open,
            apart: self.apart.clone(),
            ..if division { desks } else { Self::default() }
        };
        *self == bare
    }

    /// No unit is asked for, or may see anything.
    fn is_of_nobody(&self) -> bool {
        self.within.as_ref().is_some_and(Within::is_nobody)
            || self.units.as_ref().is_some_and(Vec::is_empty)
            || self.among.as_ref().is_some_and(Vec::is_empty)
    }
}

/// Where a page ended: the value it was sorted by, and the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(pub(super) i64, pub(super) MatterId);

/// The text is not a cursor of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a cursor")]
pub struct InvalidCursor;

impl Cursor {
    /// A row of what is sorted by, and the id.
    pub(super) fn read(row: &QueryResult) -> Result<Self, StoreError> {
        Ok(Self(row.try_get_by_index(0)?, Id::from_uuid(row.try_get_by_index(1)?)))
    }

    /// Behind this matter.
    pub(super) fn at(matter: &Summary, sort: Sort) -> Self {
        let value = match sort {
            Sort::Due => matter.next_due.map_or(i64::MAX, |due| Micros::from(due).0),
            Sort::Received => matter.key,
            Sort::Changed => Micros::from(matter.changed).0,
        };
        Self(value, matter.id)
    }

    /// What a page in this order begins behind.
    pub(super) fn values(self, sort: Sort) -> Vec<Value> {
        let Self(value, id) = self;
        match sort {
            Sort::Received => vec![value.into()],
            Sort::Due | Sort::Changed => vec![value.into(), id.uuid().into()],
        }
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}_{}", self.0, self.1.uuid().simple())
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let (value, id) = text.split_once('_').ok_or(InvalidCursor)?;
        Ok(Self(value.parse().map_err(|_| InvalidCursor)?, id.parse().map_err(|_| InvalidCursor)?))
    }
}

/// One page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Its matters.
    pub matters: Vec<Summary>,
    /// Where to go on; none at the end. A search, or a worklist of which few lines are asked for, is
    /// looked through a part at a time: its page may be short, or empty, and still go on ("search older").
    pub next: Option<Cursor>,
}

/// The lines of these matters, in no order.
pub async fn lines(
    connection: &impl ConnectionTrait,
    area: Area,
    ids: &[MatterId],
    now: Timestamp,
) -> Result<Vec<Summary>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = padded(ids.iter().map(|id| id.uuid().into()).collect());
    Select::among(area, "m.id", ids).all(connection, now).await
}

/// A page of at most `limit` matters behind `after`.
pub async fn list(
    connection: &impl ConnectionTrait,
    area: Area,
    filter: &Filter,
    after: Option<Cursor>,
    limit: usize,
    now: Timestamp,
) -> Result<Page, StoreError> {
    if let Some(text) = &filter.text {
        return found::page(connection, area, filter, text, after, limit, now).await;
    }
    if filter.excluding {
        // Few wait, in any order of their own.
        let few = worklist::excluding(connection, area).await?;
        let filter = Filter { excluding: false, among: Some(few), ..filter.clone() };
        return worklist::among(connection, area, &filter, after, limit, now).await;
    }
    if filter.among.is_some() {
        return worklist::among(connection, area, filter, after, limit, now).await;
    }
    if filter.is_of_nobody() {
        return Ok(Page::default());
    }
    if worklist::units(filter).is_some() || !filter.is_served_by_index() {
        return worklist::page(connection, area, filter, after, limit, now).await;
    }
    let select = Select::page(area, filter, after, now);
    // One more than the page tells whether there is another.
    let mut matters = select.first(connection, limit.saturating_add(1), now).await?;
    let more = matters.len() > limit;
    matters.truncate(limit);
    let next = matters.last().filter(|_| more).map(|last| Cursor::at(last, filter.sort));
    Ok(Page { matters, next })
}
