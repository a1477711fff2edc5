//! Rows of matters.

use std::collections::HashMap;
use std::ops::Range;

use huisheng_domain::category::Category;
use huisheng_domain::form::{FormCounted, FormField, FormFilter, FormState};
use huisheng_domain::id::{CategoryId, MatterId};
use huisheng_domain::matter::{Assignment, Channel, EndingKind, Kind, Matter, Solved};
use huisheng_store::Book;
use huisheng_store::matter::{self, Cursor, Dated, Filter, Summary};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::mpsc;

use super::cell::{Columns, Content};
use super::{Filling, MOST, Part, Row, SHOWN};
use crate::error::Problem;
use crate::naming;
use crate::table::writer::Value;

/// Lines that are read at once.
const PAGE: usize = 500;
/// Lines that a preview looks at.
const LOOKED: usize = 4_000;

impl Filling<'_> {
    /// Sends a row for each matter of the period. Returns the row that counts them.
    pub(super) async fn matters(
        &self,
        columns: &mut Columns<'_>,
        parts: &mpsc::Sender<Part>,
    ) -> Result<Row, Problem> {
        let mut after = None;
        loop {
            let (page, next) = self.page(columns, after).await?;
            if columns.rows() > MOST {
                return Err(Problem::form_too_long());
            }
            after = next;
            let taken = parts.send(Part::Rows(page)).await.is_ok();
            if !taken || after.is_none() {
                break;
            }
        }
        let said = format!("合计 {} 件", columns.rows());
        let mut row = vec![Value::Empty; self.form.columns.len()];
        row[0] = Value::Text(said.into());
        Ok(row)
    }

    /// The first rows: one more than a preview shows, if there are as many among the lines it looks at.
    pub(super) async fn first_matters(
        &self,
        columns: &mut Columns<'_>,
    ) -> Result<Vec<Row>, Problem> {
        let (mut all, mut after) = (Vec::new(), None);
        for _ in 0..LOOKED / PAGE {
            let (page, next) = self.page(columns, after).await?;
            all.extend(page);
            after = next;
            if all.len() > SHOWN || after.is_none() {
                break;
            }
        }
        Ok(all)
    }

    /// The instants of the period.
    fn within(&self) -> Range<Timestamp> {
        let calendar = self.calendar();
        let behind = self.days.last.saturating_add(jiff::ToSpan::days(1));
        calendar.start_of(self.days.first)..calendar.start_of(behind)
    }

    async fn page(
        &self,
        columns: &mut Columns<'_>,
        after: Option<Cursor>,
    ) -> Result<(Vec<Row>, Option<Cursor>), Problem> {
        let (reader, form) = (self.app.store().read(), self.form);
        let dated = match form.counted {
            FormCounted::Received => Dated::Received,
            FormCounted::Ended => Dated::Ended,
        };
        let filter = Filter { open: form.filter.state == FormState::Open, ..self.reach.filter() };
        let span = (dated, &self.within());
        let page = matter::of_span(reader, self.area, &filter, span, after, PAGE, self.now).await?;
        let wanted = |one: &Summary| is_wanted(self.book, &form.filter, one);
        let lines: Vec<Summary> = page.matters.into_iter().filter(wanted).collect();
        let mut states: HashMap<MatterId, Matter> = HashMap::new();
        if form.columns.iter().any(|column| needs_state(column.holds)) {
            let ids: Vec<MatterId> = lines.iter().map(|line| line.id).collect();
            let read = matter::states(reader, self.area, &ids).await?;
            states.extend(read.into_iter().map(|(id, _, state)| (id, state)));
        }
        let zone: &TimeZone = self.calendar().zone();
        let row = |line: Summary| {
            let line = Line { book: self.book, state: states.get(&line.id), line, now: self.now };
            columns.row(zone, |field| line.content(field))
        };
        Ok((lines.into_iter().map(row).collect(), page.next))
    }
}

/// Whether a form asks for a matter.
fn is_wanted(book: &Book, filter: &FormFilter, one: &Summary) -> bool {
    let FormFilter { categories, divisions, channels, state, .. } = filter;
    let kind: Option<Kind> = serde_json::from_value(one.kind.as_str().into()).ok();
    let below = |id: CategoryId| book.categories.chain(id).any(|up| categories.contains(&up.id));
    let there = |id| divisions.iter().any(|of| book.divisions.is_within(id, *of));
    kind.is_some_and(|kind| filter.wants(kind))
        && (categories.is_empty() || one.category.is_some_and(below))
        && (divisions.is_empty() || one.division.is_some_and(there))
        && (channels.is_empty() || channels.iter().any(|of: &Channel| of.code() == one.channel))
        && match state {
            FormState::All => true,
            FormState::Open => one.ending.is_none(),
            FormState::Ended => one.ending.is_some(),
        }
        // Erased: entered by mistake, or secret.
        && one.ending.as_deref() != Some(EndingKind::Quarantined.code())
}

/// What the line of a worklist does not say.
const fn needs_state(field: FormField) -> bool {
    matches!(
        field,
        FormField::UpstreamNumber
            | FormField::UpstreamSource
            | FormField::Grid
            | FormField::Accepted
            | FormField::Assigned
            | FormField::SignedIn
            | FormField::Due
            | FormField::UpstreamDue
            | FormField::Answered
            | FormField::Ended
            | FormField::Kept
            | FormField::Solved
            | FormField::Satisfied
    )
}

/// A matter as a row.
struct Line<'a> {
    book: &'a Book,
    line: Summary,
    state: Option<&'a Matter>,
    now: Timestamp,
}

impl Line<'_> {
    fn content(&self, field: FormField) -> Content {
        let Self { book, line, state, .. } = self;
        let named = |names, code: &str| Content::coded(code, naming::of(names, code));
        let upstream = state.and_then(|state| state.upstream.as_ref());
        let lead = state.and_then(lead);
        match field {
            FormField::Number => Content::Text(line.number.clone()),
            FormField::UpstreamNumber => Content::text(upstream.map(|one| one.number.as_str())),
            FormField::UpstreamSource => Content::text(upstream.map(|one| one.source.as_str())),
            FormField::Title => Content::Text(line.title.clone()),
            FormField::Kind => named(naming::KINDS, &line.kind),
            FormField::Channel => named(naming::CHANNELS, &line.channel),
            FormField::Urgency => named(naming::DEGREES, &line.urgency),
            FormField::Severity => named(naming::DEGREES, &line.severity),
            FormField::Stage => named(naming::STAGES, &line.stage),
            FormField::Light => named(naming::LIGHTS, line.light.code()),
            FormField::Ending => {
                line.ending.as_deref().map_or(Content::Nothing, |code| named(naming::ENDINGS, code))
            }
            FormField::Category => category(book, line.category, None),
            FormField::CategoryFirst => category(book, line.category, Some(1)),
            FormField::CategorySecond => category(book, line.category, Some(2)),
            FormField::CategoryThird => category(book, line.category, Some(3)),
            FormField::CategoryCode => {
                let found = line.category.and_then(|id| book.categories.get(id));
                Content::text(found.map(|found| found.code.as_str()))
            }
            FormField::Division => self.division(0),
            FormField::DivisionAbove => self.division(1),
            FormField::Grid => {
                let grid = state.and_then(|state| state.place.grid);
                let found = grid.and_then(|id| book.grids.get(id));
                found.map_or(Content::Nothing, |grid| {
                    let code =
                        grid.code.as_ref().map_or_else(|| grid.id.to_string(), ToString::to_string);
                    Content::coded(code, grid.name.as_str())
                })
            }
            FormField::Lead => {
                let found = line.lead.and_then(|id| book.units.get(id));
                found.map_or(Content::Nothing, |unit| {
                    Content::coded(unit.code.as_str(), unit.name.as_str())
                })
            }
            FormField::Received => Content::At(line.received),
            FormField::Accepted => Content::at(state.and_then(|state| state.accepted)),
            FormField::Assigned => Content::at(lead.map(|share| share.at)),
            FormField::SignedIn => Content::at(lead.and_then(|share| share.signed_in)),
            FormField::Due => state.and_then(due).map_or(Content::Nothing, Content::Until),
            FormField::UpstreamDue => Content::at(upstream.and_then(|one| one.due)),
            FormField::Answered => Content::at(state.and_then(Matter::answered_at)),
            FormField::Ended => {
                Content::at(state.and_then(|state| state.ending.as_ref()).map(|end| end.at))
            }
            FormField::Kept => state.map_or(Content::Nothing, |state| self.kept(state)),
            FormField::Solved => state.and_then(solved).map_or(Content::Nothing, |solved| {
                let (code, name) = match solved {
                    Solved::Solved => ("solved", "解决"),
                    Solved::Basically => ("basically", "基本解决"),
                    Solved::Not => ("not", "未解决"),
                };
                Content::coded(code, name)
            }),
            FormField::Satisfied => state.and_then(satisfied).map_or(Content::Nothing, |n| {
                Content::coded(n.to_string(), naming::of(naming::SATISFIED, &n.to_string()))
            }),
            // Of units, or the same in each row.
            _ => Content::Nothing,
        }
    }

    /// The division, or the one so far above it.
    fn division(&self, above: usize) -> Content {
        let book = self.book;
        let own = self.line.division.and_then(|id| book.divisions.get(id));
        let chain =
            own.into_iter().chain(own.into_iter().flat_map(|own| book.divisions.ancestors(own.id)));
        chain.into_iter().nth(above).map_or(Content::Nothing, |found| {
            let code = found.code.map_or_else(|| found.id.to_string(), |code| code.to_string());
            Content::coded(code, found.name.as_str())
        })
    }

    /// 是否按时, once it is known.
    fn kept(&self, state: &Matter) -> Content {
        if self.line.late || state.is_late(self.now) {
            Content::coded("missed", "逾期")
        } else if state.answered_at().is_some() {
            Content::coded("kept", "按时")
        } else {
            Content::Nothing
        }
    }
}

/// The share that answers, or did.
fn lead(state: &Matter) -> Option<&Assignment> {
    let of_result = state.result.as_ref().and_then(|one| state.assignment(one.assignment));
    of_result.or_else(|| state.lead())
}

/// When the matter has to be answered: by the latest of the clocks that decide.
fn due(state: &Matter) -> Option<Timestamp> {
    let decide = state.clocks.iter().filter(|clock| clock.decides_late && !clock.superseded);
    decide.max_by_key(|clock| clock.clock.started).map(|clock| clock.clock.due)
}

/// Only what somebody outside the office has verified counts as solved.
fn solved(state: &Matter) -> Option<Solved> {
    let ending = state.ending.as_ref()?;
    match ending.kind {
        EndingKind::Verified => Some(ending.solved.unwrap_or(Solved::Solved)),
        EndingKind::SelfSettled => state.confirmed.then_some(Solved::Solved),
        EndingKind::Explained => Some(Solved::Not),
        _ => None,
    }
}

/// What the last callback said that was answered.
fn satisfied(state: &Matter) -> Option<u8> {
    let said = state.attempts.iter().rev().find_map(|attempt| attempt.verdict.as_ref());
    said.map(|verdict| verdict.satisfied)
}

/// The category, or the one of that level around it.
fn category(book: &Book, id: Option<CategoryId>, level: Option<u8>) -> Content {
    let mut chain = id.into_iter().flat_map(|id| book.categories.chain(id));
    let found = chain.find(|one: &&Category| level.is_none_or(|level| one.level == level));
    found.map_or(Content::Nothing, |one| Content::coded(one.code.as_str(), one.name.as_str()))
}
