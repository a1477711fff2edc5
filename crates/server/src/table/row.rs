//! The rows below the header, with the line they stand on.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;

use super::TableError;
use super::cell::{self, condense};
use super::delimited::{Delimited, Records};
use super::forbidden;
use super::header::{self, ColumnMap, Columns, Header};
use super::sheet::Sheet;
use super::value::CellError;

/// The cells of a line that hold something, by column.
#[derive(Clone, Debug, Default)]
pub(super) struct RawRow {
    pub(super) line: u64,
    pub(super) cells: Vec<(usize, String)>,
}

impl RawRow {
    pub(super) fn get(&self, column: usize) -> Option<&str> {
        let at = self.cells.binary_search_by_key(&column, |(c, _)| *c).ok()?;
        self.cells.get(at).map(|(_, text)| text.as_str())
    }

    /// The cells as an error shows them.
    pub(super) fn shown(&self) -> Vec<String> {
        self.cells.iter().take(40).map(|(_, text)| cell::shorten(text, 30)).collect()
    }
}

/// One row of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// Line of the file or row of the sheet, from 1.
    pub line: u64,
    columns: Columns,
    present: Arc<[bool]>,
    values: Vec<Option<String>>,
}

impl Row {
    /// The cells of a line that has the columns in their own order.
    pub(super) fn of(row: &RawRow, columns: Columns) -> Self {
        let values: Vec<Option<String>> =
            (0..columns.0.len()).map(|at| row.get(at).map(str::to_owned)).collect();
        let present = values.iter().map(Option::is_some).collect();
        Self { line: row.line, columns, present, values }
    }

    /// The cell of a field; `None` when the cell is empty or the table has no such column.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(self.columns.position(key)?)?.as_deref()
    }

    /// Whether the table has the column of a field, filled in here or not.
    pub fn has(&self, key: &str) -> bool {
        self.columns.position(key).is_some_and(|at| self.present.get(at) == Some(&true))
    }

    /// The cell as text to keep.
    ///
    /// # Errors
    /// The cell holds a failed formula such as `#N/A`.
    pub fn text(&self, key: &str) -> Result<Option<&str>, CellError> {
        match self.get(key) {
            Some(text) if cell::is_error(text) => Err(CellError::failed_formula(key, text)),
            other => Ok(other),
        }
    }
}

/// A row that is no entry of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its line.
    pub line: u64,
    /// Why.
    pub reason: SkippedReason,
}

/// Why a row is no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkippedReason {
    /// 合计, 小计: a sum.
    Totals,
    /// The header again, as on every printed page.
    RepeatedHeader,
    /// 填表人, 备注: a line about the table.
    Footnote,
}

const TOTALS: [&str; 12] = [
    "合计",
    "总计",
    "小计",
    "共计",
    "累计",
    "总合计",
    "合计数",
    "总数",
    "total",
    "grandtotal",
    "subtotal",
    "sum",
];
const FOOTNOTES: [&str; 10] =
    ["填表人", "填报人", "填报单位", "制表人", "制表", "审核人", "审核", "备注", "注", "说明"];

/// Rows one after the other. After an `Err` there are no more.
pub struct Rows<'t> {
    header: Header,
    header_row: RawRow,
    columns: Columns,
    present: Arc<[bool]>,
    ahead: VecDeque<RawRow>,
    rest: Rest<'t>,
    skipped: Vec<Skipped>,
}

enum Rest<'t> {
    Delimited(Box<Records>),
    Sheet(std::slice::Iter<'t, RawRow>),
}

impl<'t> Rows<'t> {
    pub(super) fn delimited(
        file: &Delimited,
        columns: Columns,
        map: &ColumnMap,
    ) -> Result<Self, TableError> {
        let mut records = file.records()?;
        let mut ahead =
            records.by_ref().take(header::SEARCHED).collect::<Result<VecDeque<_>, _>>()?;
        if ahead.is_empty() {
            return Err(TableError::Empty { name: file.name().to_owned() });
        }
        let header =
            header::find(ahead.make_contiguous(), columns, map).map_err(|(error, _)| error)?;
        let at = ahead.iter().position(|r| r.line == header.line).unwrap_or(0);
        let header_row = ahead.drain(..=at).next_back().unwrap_or_default();
        let rest = Rest::Delimited(Box::new(records));
        let present = header.present();
        Ok(Self { header, header_row, columns, present, ahead, rest, skipped: Vec::new() })
    }

    pub(super) fn sheets(
        sheets: &'t [Sheet],
        columns: Columns,
        map: &ColumnMap,
        wanted: Option<&str>,
    ) -> Result<Self, TableError> {
        let mut worst: Option<(TableError, usize)> = None;
        let named = |s: &&Sheet| wanted.map_or(!s.hidden, |name| s.name.trim() == name.trim());
        for sheet in sheets.iter().filter(named) {
            match header::find(&sheet.rows, columns, map) {
                Ok(header) => return Self::sheet(sheet, header, columns),
                Err((error @ TableError::ForbiddenColumn { .. }, _)) => return Err(error),
                Err((error, score)) if worst.as_ref().is_none_or(|(_, best)| score > *best) => {
                    worst = Some((error, score));
                }
                Err(_) => {}
            }
        }
        Err(match (worst, wanted) {
            (Some((error, _)), _) => error,
            (None, wanted) => TableError::NoSheet {
                wanted: wanted.unwrap_or_default().to_owned(),
                sheets: sheets.iter().map(|s| s.name.clone()).collect(),
            },
        })
    }

    fn sheet(sheet: &'t Sheet, mut header: Header, columns: Columns) -> Result<Self, TableError> {
        forbidden::check_title(&sheet.name)?;
        header.sheet = Some(sheet.name.clone());
        let at = sheet.rows.partition_point(|r| r.line <= header.line);
        let header_row = sheet.rows.get(at.saturating_sub(1)).cloned().unwrap_or_default();
        let rest = Rest::Sheet(sheet.rows.get(at..).unwrap_or_default().iter());
        let (present, ahead) = (header.present(), VecDeque::new());
        Ok(Self { header, header_row, columns, present, ahead, rest, skipped: Vec::new() })
    }

    /// The header found, with the columns nobody claims.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Rows passed over so far, for the report; blank ones are not listed.
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    fn raw(&mut self) -> Option<Result<Cow<'t, RawRow>, TableError>> {
        if let Some(row) = self.ahead.pop_front() {
            return Some(Ok(Cow::Owned(row)));
        }
        match &mut self.rest {
            Rest::Delimited(records) => records.next().map(|row| row.map(Cow::Owned)),
            Rest::Sheet(rows) => rows.next().map(|row| Ok(Cow::Borrowed(row))),
        }
    }

    fn passed_over(&self, row: &RawRow) -> Option<SkippedReason> {
        let (_, first) = row.cells.first()?;
        let first = condense(first);
        let word = first.trim_end_matches(|c: char| c.is_ascii_digit() || "件条户人".contains(c));
        if TOTALS.contains(&word) {
            return Some(SkippedReason::Totals);
        }
        let (_, text) = row.cells.first()?;
        let label = condense(text.split([':', '：']).next().unwrap_or_default());
        let labelled = text.contains([':', '：']) && FOOTNOTES.contains(&label.as_str());
        // Merged footnotes repeat one text over the whole width.
        let mut texts: Vec<&str> = row.cells.iter().map(|(_, t)| t.as_str()).collect();
        texts.dedup();
        if labelled && (texts.len() <= 1 || texts.iter().all(|t| t.contains([':', '：']))) {
            return Some(SkippedReason::Footnote);
        }
        let same =
            |(at, text): &(usize, String)| self.header_row.get(*at).is_some_and(|h| h == text);
        row.cells.iter().all(same).then_some(SkippedReason::RepeatedHeader)
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let row = match self.raw()? {
                Ok(row) => row,
                Err(error) => return Some(Err(error)),
            };
            if row.cells.is_empty() {
                continue;
            }
            if let Some(reason) = self.passed_over(&row) {
                self.skipped.push(Skipped { line: row.line, reason });
                continue;
            }
            let value = |place: &Option<usize>| place.and_then(|at| row.get(at)).map(str::to_owned);
            let values: Vec<Option<String>> = self.header.places.iter().map(value).collect();
            let present = Arc::clone(&self.present);
            return Some(Ok(Row { line: row.line, columns: self.columns, present, values }));
        }
    }
}
