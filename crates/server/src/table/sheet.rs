//! Sheets of a workbook as raw rows: only cells that hold something, merged values spread.

use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Data, DataRef, Dimensions, ExcelDateTime, Reader, SheetType, SheetVisible, Xls, Xlsx,
};
use jiff::civil::DateTime;

use super::cell;
use super::row::RawRow;
use super::{Source, TableError};

/// Most cells of a workbook kept in memory, spread ones included; a full sheet of twenty columns.
const MAX_CELLS: usize = 20_000_000;

/// One sheet.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) hidden: bool,
    pub(super) rows: Vec<RawRow>,
}

/// Bytes of a text that count as a further cell.
const LONG: usize = 64;

/// Cells gathered for one workbook, within [`MAX_CELLS`].
struct Gatherer<'n> {
    name: &'n str,
    left: usize,
}

impl Gatherer<'_> {
    fn take(&mut self, count: usize) -> Result<(), TableError> {
        let too_large = TableError::TooLarge { name: self.name.to_owned(), limit: MAX_CELLS };
        self.left = self.left.checked_sub(count).ok_or(too_large)?;
        Ok(())
    }

    /// `cells` come row by row; rows out of order are put in order.
    fn add(
        &mut self,
        rows: &mut Vec<RawRow>,
        row: u32,
        column: u32,
        text: String,
    ) -> Result<(), TableError> {
        if text.is_empty() {
            return Ok(());
        }
        // A long text that stands in many cells is as many texts in memory.
        self.take(1 + text.len() / LONG)?;
        let line = u64::from(row) + 1;
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        match rows.last_mut() {
            Some(last) if last.line == line => last.cells.push((column, text)),
            _ => rows.push(RawRow { line, cells: vec![(column, text)] }),
        }
        Ok(())
    }

    /// The value of a merged region in each of its cells, on rows that hold anything.
    fn spread(&mut self, rows: &mut [RawRow], regions: &[Dimensions]) -> Result<(), TableError> {
        let widest = rows.iter().filter_map(|r| r.cells.last()).map(|(c, _)| *c).max().unwrap_or(0);
        for region in regions {
            let (first, last) = (u64::from(region.start.0) + 1, u64::from(region.end.0) + 1);
            let columns = usize::try_from(region.start.1).unwrap_or(usize::MAX)
                ..=usize::try_from(region.end.1).unwrap_or(usize::MAX).min(widest);
            let from = rows.partition_point(|r| r.line < first);
            let until = rows.partition_point(|r| r.line <= last);
            let Some(region_rows) = rows.get_mut(from..until) else { continue };
            let Some(head) = region_rows.first().filter(|r| r.line == first) else { continue };
            let Some(value) = head.get(*columns.start()).map(str::to_owned) else { continue };
            for row in region_rows {
                for column in columns.clone() {
                    self.take(1)?;
                    if let Err(place) = row.cells.binary_search_by_key(&column, |(c, _)| *c) {
                        row.cells.insert(place, (column, value.clone()));
                    }
                }
            }
        }
        Ok(())
    }
}

fn order(rows: &mut [RawRow]) {
    rows.sort_by_key(|r| r.line);
    for row in rows {
        row.cells.sort_by_key(|(column, _)| *column);
        row.cells.dedup_by_key(|(column, _)| *column);
    }
}

/// The sheets of an XLSX workbook, read cell by cell: a stray cell in the last corner of a sheet
/// must not make a matrix of 17 billion.
pub(super) fn read_xlsx(source: &Source, name: &str) -> Result<Vec<Sheet>, TableError> {
    guarded(name, || {
        let failed = |error: calamine::XlsxError| TableError::unreadable(name, &error);
        let reader = source.read().map_err(|error| TableError::unreadable(name, &error))?;
        let mut book = Xlsx::new(reader).map_err(failed)?;
        let mut gatherer = Gatherer { name, left: MAX_CELLS };
        let mut sheets = Vec::new();
        for meta in worksheets(book.sheets_metadata()) {
            let mut rows = Vec::new();
            let mut cells = book.worksheet_cells_reader(&meta.name).map_err(failed)?;
            while let Some(cell) = cells.next_cell().map_err(failed)? {
                let (row, column) = cell.get_position();
                let text = match cell.get_value() {
                    DataRef::SharedString(text) => cell::clean(text),
                    other => text(&Data::from(other.clone())),
                };
                gatherer.add(&mut rows, row, column, text)?;
            }
            drop(cells);
            order(&mut rows);
            let merged = book.merge_cells_by_sheet_name(&meta.name).map_err(failed)?;
            gatherer.spread(&mut rows, &merged)?;
            sheets.push(Sheet {
                hidden: meta.visible != SheetVisible::Visible,
                name: meta.name,
                rows,
            });
        }
        Ok(sheets)
    })
}

/// The sheets of an XLS workbook (at most 65,536 rows of 256 columns each by its format).
pub(super) fn read_xls(source: &Source, name: &str) -> Result<Vec<Sheet>, TableError> {
    guarded(name, || {
        let failed = |error: calamine::XlsError| TableError::unreadable(name, &error);
        let reader = source.read().map_err(|error| TableError::unreadable(name, &error))?;
        let mut book = Xls::new(reader).map_err(failed)?;
        let mut gatherer = Gatherer { name, left: MAX_CELLS };
        let mut sheets = Vec::new();
        for meta in worksheets(book.sheets_metadata()) {
            let mut rows = Vec::new();
            let range = book.worksheet_range(&meta.name).map_err(failed)?;
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, value) in range.used_cells() {
                let (row, column) = (u32::try_from(row), u32::try_from(column));
                if let (Ok(row), Ok(column)) = (row, column) {
                    gatherer.add(&mut rows, top + row, left + column, text(value))?;
                }
            }
            order(&mut rows);
            let merged = book.merge_cells_by_sheet_name(&meta.name).map_err(failed)?;
            gatherer.spread(&mut rows, &merged)?;
            sheets.push(Sheet {
                hidden: meta.visible != SheetVisible::Visible,
                name: meta.name,
                rows,
            });
        }
        Ok(sheets)
    })
}

fn worksheets(sheets: &[calamine::Sheet]) -> Vec<calamine::Sheet> {
    sheets.iter().filter(|s| s.typ == SheetType::WorkSheet).cloned().collect()
}

/// A damaged workbook that trips the parser is a refused file, not the end of the program.
fn guarded<T>(name: &str, read: impl FnOnce() -> Result<T, TableError>) -> Result<T, TableError> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(TableError::unreadable(name, &"the workbook is damaged")))
}

fn text(value: &Data) -> String {
    match value {
        Data::Int(value) => value.to_string(),
        Data::Float(value) => cell::number(*value),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => cell::clean(text),
        Data::Bool(value) => value.to_string(),
        Data::DateTime(value) => instant(value),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// `2019-04-24 16:03:40`, only the date at midnight, only the time for times and durations.
fn instant(value: &ExcelDateTime) -> String {
    let serial = value.as_f64();
    if value.is_duration() || (0.0..1.0).contains(&serial) {
        let sign = if serial < 0.0 { "-" } else { "" };
        let minutes = (serial.abs() * 1440.0).round();
        return format!("{sign}{}:{:02}", (minutes / 60.0).floor(), minutes % 60.0);
    }
    let (year, month, day, hour, minute, second, milli) = value.to_ymd_hms_milli();
    let civil = || {
        let nanos = i32::from(milli) * 1_000_000;
        let [month, day, hour, minute, second] =
            [month, day, hour, minute, second].map(|part| i8::try_from(part).unwrap_or(-1));
        let year = i16::try_from(year).unwrap_or(-1);
        let exact = DateTime::new(year, month, day, hour, minute, second, nanos).ok()?;
        exact.round(jiff::Unit::Second).ok()
    };
    match civil() {
        Some(at) if at == at.date().to_datetime(jiff::civil::Time::midnight()) => {
            at.date().to_string()
        }
        Some(at) => at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        None => cell::number(serial),
    }
}
