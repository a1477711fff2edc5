//! The cells of a row, trimmed; a blank one is none.

use super::report::BadRow;
use crate::table::Row;
use crate::table::value::CellError;

/// The cells of a row.
pub(super) struct Cells<'a>(pub &'a Row);

impl Cells<'_> {
    /// Its words, if there are any.
    pub fn text(&self, key: &str) -> Result<Option<&str>, BadRow> {
        let text = self.0.text(key).map_err(|error| BadRow::cell(self.0.line, &error))?;
        Ok(text.map(str::trim).filter(|text| !text.is_empty()))
    }

    /// The cell by one of the readers of [`crate::table::value`].
    pub fn read<T>(
        &self,
        key: &str,
        read: impl Fn(&str, &str) -> Result<T, CellError>,
    ) -> Result<Option<T>, BadRow> {
        let text = self.0.get(key).map(str::trim).filter(|text| !text.is_empty());
        text.map(|text| read(key, text).map_err(|error| BadRow::cell(self.0.line, &error)))
            .transpose()
    }

    /// Whether the table has the column.
    pub fn has(&self, key: &str) -> bool {
        self.0.has(key)
    }

    /// What keeps the row out.
    pub fn bad(&self, field: &str, code: &'static str, zh: &str, en: &str) -> BadRow {
        BadRow {
            line: self.0.line,
            field: field.to_owned(),
            value: self.0.get(field).unwrap_or_default().chars().take(40).collect(),
            code,
            zh: zh.to_owned(),
            en: en.to_owned(),
        }
    }
}
