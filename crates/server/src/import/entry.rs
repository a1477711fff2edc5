//! A row of a list, whichever kind of file it comes from.

use super::report::BadRow;
use super::{ImportError, Options, Report};
use crate::table::value::{self, CellError};
use crate::table::{Columns, Field, Source, TableError};

/// A field; `names` are the columns seen in real lists.
pub(super) const fn field(
    key: &'static str,
    names: &'static [&'static str],
    required: bool,
) -> Field {
    Field { key, names, required }
}

/// One row by field.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) line: u64,
    pub(super) cells: Vec<(&'static str, String)>,
}

impl Entry {
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let found = self.cells.iter().find(|(name, _)| *name == key);
        found.map(|(_, text)| text.trim()).filter(|text| !text.is_empty())
    }

    pub(super) fn need(&self, key: &str) -> Result<&str, BadRow> {
        self.get(key).ok_or_else(|| {
            self.bad(key, "missing", "必填；请补上", "must be filled in; please add it")
        })
    }

    pub(super) fn bad(
        &self,
        field: &str,
        code: &'static str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> BadRow {
        let value = self.get(field).unwrap_or_default().chars().take(40).collect();
        BadRow {
            line: self.line,
            field: field.to_owned(),
            value,
            code,
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The cell by one of the readers of [`value`].
    pub(super) fn read<T>(
        &self,
        key: &str,
        read: impl Fn(&str, &str) -> Result<T, CellError>,
    ) -> Result<Option<T>, BadRow> {
        self.get(key)
            .map(|text| read(key, text).map_err(|error| BadRow::cell(self.line, &error)))
            .transpose()
    }

    pub(super) fn days(
        &self,
    ) -> Result<(Option<jiff::civil::Date>, Option<jiff::civil::Date>), BadRow> {
        Ok((self.read("valid_from", value::date)?, self.read("valid_to", value::date)?))
    }

    /// The words of a cell that lists several, parted by any usual mark.
    pub(super) fn several(&self, key: &str) -> Vec<&str> {
        let text = self.get(key).unwrap_or_default();
        text.split(['、', ',', '，', ';', '；', '|', '\n'])
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .collect()
    }
}

/// Every row of a table; `columns` in turn until one fits the header.
pub(super) fn entries(
    source: Source,
    name: &str,
    columns: &[Columns],
    options: &Options,
    report: &mut Report,
) -> Result<Vec<Entry>, ImportError> {
    let table = crate::table::open(source, name)?;
    let mut refused = None;
    for columns in columns {
        let map = options.columns(*columns)?;
        let mut rows = match table.rows(*columns, &map, None) {
            Ok(rows) => rows,
            Err(error @ TableError::MissingColumns { .. }) => {
                refused.get_or_insert(error);
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let mut entries = Vec::new();
        for row in rows.by_ref() {
            let row = row?;
            let mut entry = Entry { line: row.line, cells: Vec::new() };
            for field in columns.0 {
                match row.text(field.key) {
                    Ok(Some(text)) => entry.cells.push((field.key, text.to_owned())),
                    Ok(None) => {}
                    Err(error) => report.bad.push(BadRow::cell(row.line, &error)),
                }
            }
            entries.push(entry);
        }
        report.passed_over = rows.skipped().iter().map(|row| row.line).collect();
        return Ok(entries);
    }
    Err(refused.unwrap_or(TableError::Empty { name: name.to_owned() }).into())
}

/// Reads each row; a row that cannot be read goes to the report.
pub(super) fn each<'e, T>(
    entries: &'e [Entry],
    report: &mut Report,
    mut read: impl FnMut(&'e Entry) -> Result<T, BadRow>,
) -> Vec<T> {
    let mut taken = Vec::with_capacity(entries.len());
    for entry in entries {
        match read(entry) {
            Ok(one) => taken.push(one),
            Err(bad) => report.bad.push(bad),
        }
    }
    taken
}
