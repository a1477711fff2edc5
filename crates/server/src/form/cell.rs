//! Cells of a form: our value in the superior's words.

use std::collections::BTreeMap;

use huisheng_domain::form::{Form, FormColumn, FormDate, FormField};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;

use crate::table::writer::Value;

/// Values that are told, at most.
const TOLD: usize = 50;

/// A value that the code table of a column does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FormUnmapped)]
pub struct Unmapped {
    /// The column, from 0.
    pub column: usize,
    /// Its heading.
    pub heading: String,
    /// Our code.
    pub code: String,
    /// What we call it.
    pub name: String,
    /// In how many rows.
    pub n: u64,
}

/// What stands in a cell, before it is written.
pub(super) enum Content {
    Nothing,
    Text(String),
    Count(i64),
    Rate(Option<f64>),
    /// An instant.
    At(Timestamp),
    /// An exclusive end: midnight belongs to the day before.
    Until(Timestamp),
    /// A value with its code, for code tables.
    Coded {
        code: String,
        name: String,
    },
}

impl Content {
    pub fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Nothing, |text| Self::Text(text.into()))
    }

    pub fn at(at: Option<Timestamp>) -> Self {
        at.map_or(Self::Nothing, Self::At)
    }

    pub fn coded(code: impl Into<String>, name: impl Into<String>) -> Self {
        Self::Coded { code: code.into(), name: name.into() }
    }
}

/// The columns of a form while it is filled.
pub(super) struct Columns<'f> {
    form: &'f Form,
    unit: String,
    period: String,
    /// Rows so far.
    rows: i64,
    /// What code tables did not know: column and code, with the name and how often.
    unmapped: BTreeMap<(usize, String), (String, u64)>,
}

impl<'f> Columns<'f> {
    pub fn of(form: &'f Form, unit: String, period: String) -> Self {
        Self { form, unit, period, rows: 0, unmapped: BTreeMap::new() }
    }

    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.rows.unsigned_abs()
    }

    /// The next row; `of` says what stands in a column that is about the matter or the unit.
    pub fn row(
        &mut self,
        zone: &TimeZone,
        of: impl Fn(FormField) -> Content,
    ) -> Vec<Value<'static>> {
        self.rows += 1;
        let form = self.form;
        let cell = |(nth, column): (usize, &FormColumn)| match column.holds {
            FormField::Running => Value::Integer(self.rows),
            FormField::Constant => filled(column.text.clone()),
            FormField::Period => filled(self.period.clone()),
            FormField::FilingUnit => filled(self.unit.clone()),
            field => match of(field) {
                Content::Nothing => Value::Empty,
                Content::Text(text) => filled(text),
                Content::Count(n) => Value::Integer(n),
                Content::Rate(rate) => rate.map_or_else(|| filled("—".to_owned()), Value::Decimal),
                Content::At(at) => {
                    filled(column.date.written(at.to_zoned(zone.clone()).datetime()))
                }
                Content::Until(end) => filled(until(column.date, end, zone)),
                Content::Coded { code, name } => match column.codes.get(&code) {
                    Some(theirs) => filled(theirs.clone()),
                    None => {
                        if !column.codes.is_empty() {
                            let seen = self.unmapped.entry((nth, code));
                            seen.or_insert_with(|| (name.clone(), 0)).1 += 1;
                        }
                        filled(name)
                    }
                },
            },
        };
        form.columns.iter().enumerate().map(cell).collect()
    }

    /// The row below all others: 合计 in the first column that is not added up, and `of` in the others.
    pub fn sums(&self, of: impl Fn(FormField) -> Value<'static>) -> Vec<Value<'static>> {
        let mut row: Vec<Value<'static>> =
            self.form.columns.iter().map(|column| of(column.holds)).collect();
        if let Some(free) = row.iter_mut().find(|cell| **cell == Value::Empty) {
            *free = filled("合计".to_owned());
        }
        row
    }

    /// What code tables did not know, by column; 50 at most.
    pub fn unmapped(self) -> Vec<Unmapped> {
        let form = self.form;
        let told = |((column, code), (name, n)): ((usize, String), (String, u64))| Unmapped {
            heading: form.columns[column].heading.clone(),
            column,
            code,
            name,
            n,
        };
        self.unmapped.into_iter().take(TOLD).map(told).collect()
    }
}

fn filled(text: String) -> Value<'static> {
    if text.is_empty() { Value::Empty } else { Value::Text(text.into()) }
}

/// The last day, or the last minute, of what ends then.
fn until(form: FormDate, end: Timestamp, zone: &TimeZone) -> String {
    let local = end.to_zoned(zone.clone()).datetime();
    let midnight = local.date().at(0, 0, 0, 0);
    if local == midnight {
        let last = local.saturating_sub(jiff::ToSpan::minutes(1));
        return form.written(last);
    }
    form.written(local)
}
