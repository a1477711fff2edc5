//! One state: the replay against the stored row.

use std::collections::BTreeSet;

use huisheng_domain::matter::Matter;
use huisheng_domain::number::MatterNumber;
use huisheng_domain::procedure::Procedure;
use serde_json::Value;
use uuid::Uuid;

use super::Fault;
use super::history::History;
use super::page::{EventRow, MatterRow, ShareRow};
use super::projection::{self, COLUMNS};
use super::report::Finder;

/// Version and head against the last event, which needs no readable text.
pub(super) fn tail(row: &MatterRow, events: &[EventRow], finder: &mut Finder<'_>) {
    let Some(last) = events.last() else { return finder.found(Fault::HistoryCut, "no event") };
    if last.seq < row.version {
        finder.found(Fault::HistoryCut, format!("{} of {} events", last.seq, row.version));
    } else if last.seq > row.version {
        finder.found(
            Fault::VersionDiffers,
            format!("{}, the last event is {}", row.version, last.seq),
        );
    } else if last.hash != row.head {
        finder.found(Fault::HeadDiffers, String::new());
    }
}

/// From whom it is kept, against the rows that lists ask.
pub(super) fn check_apart(replayed: &Matter, kept: &[Uuid], finder: &mut Finder<'_>) {
    let (said, kept): (BTreeSet<Uuid>, BTreeSet<Uuid>) =
        (replayed.apart().collect(), kept.iter().copied().collect());
    for who in said.symmetric_difference(&kept) {
        finder.found(Fault::ApartDiffers, who.to_string());
    }
}

/// Everything the row and its shares say.
pub(super) fn check(
    row: &MatterRow,
    replayed: &Matter,
    history: &History,
    shares: &[ShareRow],
    procedure: Option<&Procedure>,
    finder: &mut Finder<'_>,
) {
    number(replayed, finder);
    state(row, replayed, finder);
    // A group begins where the row stood before it: at the first event of a step.
    let begins = |step: u32| i64::from(step) == i64::from(row.base) + 1;
    if !history.events.iter().any(|event| begins(event.step) && event.step == event.seq) {
        finder.found(Fault::VersionDiffers, "base".to_owned());
    }
    match procedure {
        None => finder.found(Fault::ProcedureMissing, replayed.procedure.1.0.clone()),
        Some(procedure) => columns(row, replayed, procedure, history.title.as_deref(), finder),
    }
    check_shares(shares, replayed, finder);
}

fn number(replayed: &Matter, finder: &mut Finder<'_>) {
    let number: Option<MatterNumber> = replayed.number.parse().ok();
    let well_formed = number.is_some_and(|number| {
        number.to_string() == replayed.number
            && i64::from(number.area().code()) == i64::from(finder.area)
    });
    if !well_formed {
        finder.found(Fault::NumberInvalid, String::new());
    }
}

/// The stored state must mean the same and hold nothing else. A key may be missing where an older
/// version did not write it yet and its absence means the same.
fn state(row: &MatterRow, replayed: &Matter, finder: &mut Finder<'_>) {
    let (Ok(stored), Ok(written)) =
        (serde_json::from_str::<Matter>(&row.state), serde_json::from_str(&row.state))
    else {
        return finder.found(Fault::StateUnreadable, String::new());
    };
    let expected = serde_json::to_value(replayed).unwrap_or_default();
    if stored != *replayed || stored.id.uuid() != row.id {
        finder.found(Fault::StateDiffers, different(&written, &expected));
    } else if !within(&written, &expected) {
        finder.found(Fault::StateDiffers, "a key it should not have".to_owned());
    }
}

/// The names of the fields that differ; their values may be anybody's.
fn different(written: &Value, expected: &Value) -> String {
    let (Value::Object(written), Value::Object(expected)) = (written, expected) else {
        return String::new();
    };
    let fields = expected.keys().chain(written.keys().filter(|key| !expected.contains_key(*key)));
    let fields: Vec<&str> =
        fields.filter(|key| written.get(*key) != expected.get(*key)).map(String::as_str).collect();
    fields.join(", ")
}

fn within(written: &Value, expected: &Value) -> bool {
    match (written, expected) {
        (Value::Object(written), Value::Object(expected)) => written
            .iter()
            .all(|(key, value)| expected.get(key).is_some_and(|expected| within(value, expected))),
        (Value::Array(written), Value::Array(expected)) => {
            written.len() == expected.len()
                && written.iter().zip(expected).all(|(a, b)| within(a, b))
        }
        (written, expected) => written == expected,
    }
}

fn columns(
    row: &MatterRow,
    replayed: &Matter,
    procedure: &Procedure,
    title: Option<&str>,
    finder: &mut Finder<'_>,
) {
    let expected = projection::columns(replayed, procedure, title);
    for (((name, _), stored), expected) in COLUMNS.iter().zip(&row.columns).zip(expected) {
        if expected.is_some_and(|expected| expected != *stored) {
            finder.found(Fault::ColumnDiffers, *name);
        }
    }
}

fn check_shares(stored: &[ShareRow], replayed: &Matter, finder: &mut Finder<'_>) {
    let expected = projection::shares(replayed);
    for share in &expected {
        match stored.iter().find(|row| row.id == share.id) {
            None => finder.found(Fault::ShareMissing, share.id.to_string()),
            Some(row) if row != share => finder.found(Fault::ShareDiffers, share.id.to_string()),
            Some(_) => {}
        }
    }
    for row in stored.iter().filter(|row| !expected.iter().any(|share| share.id == row.id)) {
        finder.found(Fault::ShareExtra, row.id.to_string());
    }
}
