//! What the columns of a matter and of its shares must say, read from the state anew.

use huisheng_domain::id::Id;
use huisheng_domain::matter::{
    Assignment, AssignmentState, EndingKind, LinkKind, Matter, MatterClock, Origin, Owner, Released,
};
use huisheng_domain::number::MatterNumber;
use huisheng_domain::procedure::Procedure;
use jiff::Timestamp;
use sea_orm::{DbErr, QueryResult};
use serde::Serialize;
use uuid::Uuid;

use super::page::ShareRow;

/// How a column is read.
#[derive(Clone, Copy)]
pub(super) enum Sort {
    Text,
    Id,
    Number,
    Flag,
}

/// One value of a row.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Column {
    Text(Option<String>),
    Id(Option<Uuid>),
    Number(Option<i64>),
    Flag(bool),
}

impl Sort {
    pub fn read(self, row: &QueryResult, at: usize) -> Result<Column, DbErr> {
        Ok(match self {
            Self::Text => Column::Text(row.try_get_by_index(at)?),
            Self::Id => Column::Id(row.try_get_by_index(at)?),
            Self::Number => Column::Number(row.try_get_by_index(at)?),
            Self::Flag => Column::Flag(row.try_get_by_index(at)?),
        })
    }
}

/// Every projected column.
pub(super) const COLUMNS: [(&str, Sort); 35] = [
    ("number", Sort::Text),
    ("key", Sort::Number),
    ("title", Sort::Text),
    ("kind", Sort::Text),
    ("channel", Sort::Text),
    ("category", Sort::Id),
    ("division", Sort::Id),
    ("grid", Sort::Id),
    ("severity", Sort::Text),
    ("urgency", Sort::Text),
    ("origin", Sort::Text),
    ("stage", Sort::Text),
    ("owner", Sort::Text),
    ("lead", Sort::Id),
    ("ending", Sort::Text),
    ("suspended", Sort::Flag),
    ("late", Sort::Flag),
    ("flagged", Sort::Flag),
    ("upstream_source", Sort::Text),
    ("upstream_number", Sort::Text),
    ("received_at", Sort::Number),
    ("changed_at", Sort::Number),
    ("next_due", Sort::Number),
    ("next_warn", Sort::Number),
    ("ended_at", Sort::Number),
    ("close_at", Sort::Number),
    ("released", Sort::Number),
    ("near", Sort::Number),
    ("reopened", Sort::Flag),
    ("unsealing", Sort::Flag),
    ("excluding", Sort::Flag),
    ("owed_above", Sort::Number),
    ("raised_from", Sort::Id),
    ("archived_at", Sort::Number),
    ("to_archive", Sort::Number),
];

/// What [`COLUMNS`] must hold. The title comes from the words, and without it the column is not looked at.
pub(super) fn columns(
    matter: &Matter,
    procedure: &Procedure,
    title: Option<&str>,
) -> [Option<Column>; COLUMNS.len()] {
    let text = |text: &str| Column::Text(Some(text.to_owned()));
    let ending = matter.ending.as_ref();
    let open = ending.is_none();
    let clocks = || matter.clocks.iter();
    let close = ending.and_then(|ending| ending.rate_until).filter(|_| matter.closed.is_none());
    let late = matter.clocks.iter().any(|clock| clock.decides_late && stopped_late(clock));
    let lead = matter.assignments.iter().find(|share| answers(share));
    let order = matter.upstream.as_ref();
    let shown = shown(matter);
    [
        Some(text(&matter.number)),
        Some(Column::Number(key(&matter.number))),
        title.map(text),
        Some(text(matter.kind.code())),
        Some(text(matter.channel.code())),
        Some(Column::Id(matter.category.map(Id::uuid))),
        Some(Column::Id(matter.place.division.map(Id::uuid))),
        Some(Column::Id(matter.place.grid.map(Id::uuid))),
        Some(text(&code(&matter.severity))),
        Some(text(&code(&matter.urgency))),
        Some(text(&code(&matter.origin))),
        Some(text(matter.stage().code())),
        Some(text(matter.owner(procedure).map_or("", |owner| owner.code()))),
        Some(Column::Id(lead.map(|share| share.unit.uuid()))),
        Some(Column::Text(ending.map(|ending| ending.kind.code().to_owned()))),
        Some(Column::Flag(matter.suspended)),
        Some(Column::Flag(late)),
        Some(Column::Flag(!matter.flags.is_empty())),
        Some(Column::Text(order.map(|order| order.source.clone()))),
        Some(Column::Text(order.map(|order| order.number.clone()))),
        Some(Column::Number(Some(micros(matter.received)))),
        Some(Column::Number(Some(micros(matter.changed)))),
        Some(Column::Number(clocks().filter_map(due).min().map(micros))),
        Some(Column::Number(clocks().filter_map(warn).min().map(micros))),
        Some(Column::Number(ending.map(|ending| micros(ending.at)))),
        Some(Column::Number(close.map(micros))),
        Some(Column::Number(shown.map(|released| i64::from(released.event)))),
        Some(Column::Number(shown.filter(|_| open).and_then(|shown| shown.point).map(cell))),
        Some(Column::Flag(matter.reopens > 0)),
        Some(Column::Flag(!matter.unsealings.iter().all(|asked| asked.decided.is_some()))),
        Some(Column::Flag(!matter.exclusions.iter().all(|asked| asked.decided.is_some()))),
        Some(Column::Number(owes_above(matter, procedure).then(|| key(&matter.number)).flatten())),
        Some(Column::Id(raised_from(matter))),
        Some(Column::Number(matter.archived.map(micros))),
        Some(Column::Number(waits_for_the_archive(matter, procedure))),
    ]
}

/// The record it was raised from.
fn raised_from(matter: &Matter) -> Option<Uuid> {
    let mut ties = matter.links.iter();
    ties.find_map(|tie| (tie.kind == LinkKind::RaisedFrom).then(|| tie.matter.uuid()))
}

/// The key of what is closed, was not archived, and could be.
fn waits_for_the_archive(matter: &Matter, procedure: &Procedure) -> Option<i64> {
    let closed = matter.closed.is_some() && matter.archived.is_none();
    (closed && matter.lacks(procedure).is_empty()).then(|| key(&matter.number)).flatten()
}

/// An answer that nobody entered into the platform above: it waits for somebody outside the house, or has ended.
fn owes_above(matter: &Matter, procedure: &Procedure) -> bool {
    let answered = match matter.ending.as_ref().map(|ending| ending.kind) {
        Some(kind) => !matches!(kind, EndingKind::Quarantined | EndingKind::HandedOver),
        None => matches!(matter.owner(procedure), Some(Owner::Callback | Owner::Check)),
    };
    let entered = matter.upstream.as_ref().map(|order| order.entered.is_some());
    entered == Some(false) && matter.origin != Origin::Imported && answered
}

/// The rows of the units it concerns.
pub(super) fn shares(matter: &Matter) -> Vec<ShareRow> {
    let key = key(&matter.number).unwrap_or_default();
    let next_due = matter.clocks.iter().filter_map(due).min().map(micros);
    let next_warn = matter.clocks.iter().filter_map(warn).min().map(micros);
    // What a leader asked outlives the end of the matter, while its clock runs.
    let row = |id: Uuid, unit: Uuid, role: String, state: String, runs: bool| {
        let over = matter.ending.is_some() && !runs;
        ShareRow {
            id,
            unit,
            role,
            state: if over { "ended".to_owned() } else { state },
            signed_in: false,
            key,
            due: next_due.filter(|_| !over),
            warn: next_warn.filter(|_| !over),
        }
    };
    let taken = matter.taken_at.map(|unit| {
        row(matter.id.uuid(), unit.uuid(), "intake".to_owned(), "taken".to_owned(), false)
    });
    let share = |share: &Assignment| ShareRow {
        signed_in: share.signed_in.is_some(),
        ..row(share.id.uuid(), share.unit.uuid(), code(&share.role), code(&share.state), false)
    };
    let instructed = matter.instructions.iter().map(|instruction| {
        let state = if instruction.reported_back.is_none() { "open" } else { "done" }.to_owned();
        let mut clocks = matter.clocks.iter().filter(|clock| clock.key.of == Some(instruction.id));
        let runs = clocks.any(|clock| due(clock).is_some());
        row(instruction.id, instruction.to.uuid(), "instructed".to_owned(), state, runs)
    });
    taken.into_iter().chain(matter.assignments.iter().map(share)).chain(instructed).collect()
}

/// What everybody sees: released, by nobody who asked to stay hidden, and not gone another way.
fn shown(matter: &Matter) -> Option<&Released> {
    const GONE: [&str; 6] = ["exit", "withdrawn", "merged", "split", "handed_over", "quarantined"];
    let gone = matter.ending.as_ref().is_some_and(|end| GONE.contains(&code(&end.kind).as_str()));
    let first = matter.reports.first().and_then(|voice| voice.person.as_ref());
    let hidden = first.is_some_and(|person| person.confidential);
    matter.released.as_ref().filter(|_| !gone && !hidden)
}

/// The cell of a point: rows of 0.005 degrees, each of cells of 0.007 degrees.
fn cell([lon, lat]: [f64; 2]) -> i64 {
    (lat / 0.005).floor() as i64 * 100_000 + (lon / 0.007).floor() as i64
}

/// Answers for the result: lead, part of no other, neither given back nor revoked.
fn answers(share: &Assignment) -> bool {
    code(&share.role) == "lead"
        && share.parent.is_none()
        && matches!(share.state, AssignmentState::Open | AssignmentState::Done)
}

/// Day since 2000-01-01 in 15 bits, area and serial in 20 bits each.
fn key(number: &str) -> Option<i64> {
    let number: MatterNumber = number.parse().ok()?;
    let days = number.day().since(jiff::civil::date(2000, 1, 1)).ok()?.get_days();
    let day = i64::from(days).clamp(0, 32_767);
    let serial = i64::try_from(number.serial()).ok().filter(|serial| *serial < 1_048_576)?;
    Some(day * (1 << 40) + i64::from(number.area().code()) * (1 << 20) + serial)
}

fn due(clock: &MatterClock) -> Option<Timestamp> {
    let running = clock.clock.stopped.is_none() && !clock.superseded;
    let review =
        clock.clock.pauses.last().filter(|pause| pause.until.is_none()).map(|pause| pause.review);
    running.then(|| review.unwrap_or(clock.clock.due))
}

fn warn(clock: &MatterClock) -> Option<Timestamp> {
    let running = clock.clock.stopped.is_none() && !clock.superseded;
    let review =
        clock.clock.pauses.last().filter(|pause| pause.until.is_none()).map(|pause| pause.warn);
    running.then(|| review.unwrap_or(clock.clock.warn))
}

fn stopped_late(clock: &MatterClock) -> bool {
    let Some(stopped) = clock.clock.stopped else { return false };
    let paused =
        clock.clock.pauses.last().filter(|pause| pause.until.is_none()).map(|pause| pause.from);
    paused.map_or(stopped, |from| from.min(stopped)) >= clock.clock.due
}

/// The word an enum is written as.
fn code(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Whole microseconds, cut towards the past.
pub(super) fn micros(at: Timestamp) -> i64 {
    i64::try_from(at.as_nanosecond().div_euclid(1_000)).unwrap_or(i64::MAX)
}
