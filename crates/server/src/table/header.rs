//! Which column is which: the header is found by its words, in Chinese or English.

use std::collections::BTreeMap;

use super::TableError;
use super::cell;
use super::forbidden;
use super::row::RawRow;

/// Rows looked at for the header; titles and notes stand above it.
pub(super) const SEARCHED: usize = 20;

/// A field an import can take.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Our name; also accepted as a column name.
    pub key: &'static str,
    /// Names seen in real ledgers, compared without case, spaces and punctuation.
    pub names: &'static [&'static str],
    /// Whether the table is refused without it.
    pub required: bool,
}

/// The fields of one kind of import.
#[derive(Clone, Copy, Debug)]
pub struct Columns(pub &'static [Field]);

impl Columns {
    pub(super) fn keys(self) -> Vec<&'static str> {
        self.0.iter().map(|f| f.key).collect()
    }

    pub(super) fn position(self, key: &str) -> Option<usize> {
        self.0.iter().position(|f| f.key == key)
    }
}

/// What `--map FILE` says: `key = "their column"`. It goes before the names we know; an empty name says that there is no such column.
#[derive(Clone, Debug, Default)]
pub struct ColumnMap(BTreeMap<String, String>);

impl ColumnMap {
    /// Reads the TOML text.
    ///
    /// # Errors
    /// Other TOML, or a key that is no field.
    pub fn parse(text: &str, columns: Columns) -> Result<Self, TableError> {
        let bad = |cause: String| TableError::BadMap { cause, keys: columns.keys() };
        let map: BTreeMap<String, String> = toml::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|e| bad(e.message().to_owned()))?;
        match map.keys().find(|key| columns.position(key).is_none()) {
            Some(key) => Err(bad(format!("{key}?"))),
            None => Ok(Self(map)),
        }
    }

    /// Whether it names a column for a field.
    pub fn names(&self, key: &str) -> bool {
        self.get(key).is_some_and(|column| !column.is_empty())
    }

    /// Their column for a field.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }
}

impl FromIterator<(String, String)> for ColumnMap {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(pairs: T) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// The header that was found.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its line (row of the sheet), from 1.
    pub line: u64,
    /// Its sheet, in a workbook.
    pub sheet: Option<String>,
    /// Fields found, with the column name as written.
    pub found: Vec<(&'static str, String)>,
    /// Columns no field claims.
    pub unknown: Vec<String>,
    /// Optional fields the table does not have.
    pub absent: Vec<&'static str>,
    /// Column of each field, in the order of [`Columns`].
    pub(super) places: Vec<Option<usize>>,
}

impl Header {
    /// Which fields have a column, in the order of [`Columns`].
    pub(super) fn present(&self) -> std::sync::Arc<[bool]> {
        self.places.iter().map(Option::is_some).collect()
    }
}

/// What a table has, before anybody says which column is which.
#[derive(Clone, Debug)]
pub struct Heading {
    /// Its line (row of the sheet), from 1.
    pub line: u64,
    /// Its sheet, in a workbook.
    pub sheet: Option<String>,
    /// The names of its columns.
    pub names: Vec<String>,
    /// Fields with a column, by the map or by its name.
    pub found: Vec<(&'static str, String)>,
    /// Fields without which no row can be read, and which have none.
    pub missing: Vec<&'static str>,
}

/// A row read as the header.
struct Reading {
    index: usize,
    places: Vec<Option<usize>>,
    score: usize,
}

/// Finds the header among the first rows.
///
/// # Errors
/// [`TableError::MissingColumns`] and its kin, with how many fields were found there.
pub(super) fn find(
    rows: &[RawRow],
    columns: Columns,
    map: &ColumnMap,
) -> Result<Header, (TableError, usize)> {
    let best = best(rows, columns, map);
    let required = |places: &[Option<usize>]| -> Vec<(&'static str, Vec<&'static str>)> {
        let lacking = columns.0.iter().zip(places).filter(|(f, p)| f.required && p.is_none());
        lacking.map(|(f, _)| (f.key, f.names.to_vec())).collect()
    };
    let Some(best) = best else {
        let nothing = vec![None; columns.0.len()];
        let found = rows.first().map(RawRow::shown).unwrap_or_default();
        return Err((
            TableError::MissingColumns { missing: required(&nothing), line: None, found },
            0,
        ));
    };
    let fail = |error| (error, best.score);
    let (above, row) = (rows.get(..best.index).unwrap_or_default(), rows.get(best.index));
    let row = row.cloned().unwrap_or_default();
    forbidden::check(above, &row).map_err(fail)?;
    for (key, column) in map.0.iter().filter(|(_, column)| !column.is_empty()) {
        if columns.position(key).and_then(|at| best.places.get(at).copied().flatten()).is_none() {
            let (key, column) = (key.clone(), column.clone());
            return Err(fail(TableError::MappedColumnAbsent { key, column, found: row.shown() }));
        }
    }
    let missing = required(&best.places);
    if !missing.is_empty() {
        let line = Some(row.line);
        return Err(fail(TableError::MissingColumns { missing, line, found: row.shown() }));
    }
    Ok(header(&row, columns, best.places))
}

/// The row with the most fields.
fn best(rows: &[RawRow], columns: Columns, map: &ColumnMap) -> Option<Reading> {
    let mut best: Option<Reading> = None;
    for (index, row) in rows.iter().take(SEARCHED).enumerate() {
        let places: Vec<Option<usize>> =
            columns.0.iter().map(|field| place(row, field, map)).collect();
        let score = places.iter().flatten().count();
        // Of a header of two rows (groups above names) the lower one is meant, even with as many matches.
        let below = |b: &Reading| score == b.score && b.index + 1 == index && score > 1;
        if score > 0 && best.as_ref().is_none_or(|b| score > b.score || below(b)) {
            best = Some(Reading { index, places, score });
        }
    }
    best
}

/// The header as [`find`] would take it, also where fields are missing; the fullest row if no field is known. With the number of
/// fields found; none in an empty table.
pub(super) fn look(
    rows: &[RawRow],
    columns: Columns,
    map: &ColumnMap,
) -> Result<Option<(Heading, usize)>, TableError> {
    let fullest = || {
        let rows = rows.iter().take(SEARCHED).enumerate();
        let (index, _) = rows.rev().max_by_key(|(_, row)| names(row).len())?;
        Some(Reading { index, places: vec![None; columns.0.len()], score: 0 })
    };
    let Some(Reading { index, places, score }) = best(rows, columns, map).or_else(fullest) else {
        return Ok(None);
    };
    let (above, row) = (rows.get(..index).unwrap_or_default(), rows.get(index));
    let row = row.cloned().unwrap_or_default();
    forbidden::check(above, &row)?;
    let lacking =
        columns.0.iter().zip(&places).filter(|(field, at)| field.required && at.is_none());
    let missing = lacking.map(|(field, _)| field.key).collect();
    let Header { line, found, .. } = header(&row, columns, places);
    Ok(Some((Heading { line, sheet: None, names: names(&row), found, missing }, score)))
}

/// The texts of a row, each once.
fn names(row: &RawRow) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (_, text) in &row.cells {
        if !names.contains(text) {
            names.push(text.clone());
        }
    }
    names
}

fn header(row: &RawRow, columns: Columns, places: Vec<Option<usize>>) -> Header {
    let pairs = || columns.0.iter().zip(&places);
    let name = |place: usize| row.get(place).unwrap_or_default().to_owned();
    let found = pairs().filter_map(|(f, p)| p.map(|p| (f.key, name(p)))).collect();
    let absent = pairs().filter(|(_, p)| p.is_none()).map(|(f, _)| f.key).collect();
    let unclaimed = row.cells.iter().filter(|(place, _)| !places.contains(&Some(*place)));
    let unknown = unclaimed.map(|(_, text)| text.clone()).collect();
    Header { line: row.line, sheet: None, found, unknown, absent, places }
}

/// The column of a field: as mapped, else by its exact name, else by its name before a remark in
/// brackets, as in 留言时间（必填）.
fn place(row: &RawRow, field: &Field, map: &ColumnMap) -> Option<usize> {
    let at = |name: &dyn Fn(&str) -> String, wanted: &[String]| {
        row.cells.iter().find(|(_, text)| wanted.contains(&name(text))).map(|(place, _)| *place)
    };
    if let Some(column) = map.get(field.key) {
        if column.is_empty() {
            return None;
        }
        return at(&cell::condense, &[cell::condense(column)]);
    }
    let wanted: Vec<String> =
        std::iter::once(&field.key).chain(field.names).map(|name| cell::condense(name)).collect();
    at(&cell::condense, &wanted).or_else(|| at(&before_remark, &wanted))
}

fn before_remark(text: &str) -> String {
    cell::condense(text.split(['(', '（', '[', '【', '\n']).next().unwrap_or_default())
}
