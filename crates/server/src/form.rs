//! Forms 报送表 filled: rows in the order in which matters came in or ended, written as they are read.
//!
//! Who fills a form gets what he sees in the list: his reach, nothing that is kept from him, titles as they stand there.

mod cell;
mod matters;
mod owed;
mod units;

use std::path::Path;

use huisheng_domain::area::Area;
use huisheng_domain::calendar::Calendar;
use huisheng_domain::form::{Form, FormColumn, FormDate, FormDays, FormRows, HeadCell, Said};
use huisheng_domain::id::UnitId;
use huisheng_domain::matter::Place;
use huisheng_store::Book;
use jiff::Timestamp;
use tokio::sync::mpsc;

use crate::api::named::unit_name;
use crate::app::{App, Reach};
use crate::error::Problem;
use crate::table::writer::{Format, Head, HeadedWriter, Spot, Value};
use cell::Columns;

pub use cell::Unmapped;
pub use owed::{to_write_down, write_down};

/// Rows of a form, at most.
pub const MOST: u64 = 200_000;
/// Rows that a preview shows.
pub const SHOWN: usize = 8;

/// A row on its way out.
type Row = Vec<Value<'static>>;

/// What the writer is sent.
enum Part {
    /// The next rows.
    Rows(Vec<Row>),
    /// A line over all columns.
    Line(String),
}

/// What is filled, for whom.
pub struct Filling<'a> {
    /// The house.
    pub app: &'a App,
    /// The lists of now.
    pub book: &'a Book,
    /// Where.
    pub area: Area,
    /// What who fills it sees.
    pub reach: &'a Reach,
    /// The unit whose form it is.
    pub unit: UnitId,
    /// The form.
    pub form: &'a Form,
    /// For which days.
    pub days: FormDays,
    /// Now.
    pub now: Timestamp,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// How many rows it has.
    pub rows: u64,
    /// Values that its code tables do not know.
    pub unmapped: Vec<Unmapped>,
}

/// The first rows, and what stands above and below them.
pub struct Preview {
    /// The cells above.
    pub head: Vec<HeadCell>,
    /// How many rows these take.
    pub head_rows: usize,
    /// The first rows, in words.
    pub rows: Vec<Vec<String>>,
    /// There are more.
    pub more: bool,
}

/// The calendar of the division that a unit serves.
pub fn calendar(book: &Book, unit: UnitId) -> &Calendar {
    book.calendar(&Place { division: book.division_of_unit(unit), ..Place::default() })
}

impl Filling<'_> {
    fn calendar(&self) -> &Calendar {
        calendar(self.book, self.unit)
    }

    fn columns(&self) -> Columns<'_> {
        let unit = unit_name(self.book, self.unit);
        Columns::of(self.form, unit, self.days.in_words(self.form.period))
    }

    fn cells(&self) -> Vec<HeadCell> {
        let unit = unit_name(self.book, self.unit);
        self.form.head(&Said { period: self.form.period, days: self.days, unit: &unit })
    }

    fn head(&self) -> Head {
        let spot = |cell: HeadCell| {
            let HeadCell { row, column, rows, columns, text } = cell;
            Spot { row, column, rows, columns, text }
        };
        Head {
            cells: self.cells().into_iter().map(spot).collect(),
            rows: self.form.head_rows(),
            titled: !self.form.title.is_empty(),
            widths: self.form.columns.iter().map(|column: &FormColumn| column.width).collect(),
        }
    }

    /// Writes the form to a new file; `signer` fills it.
    ///
    /// # Errors
    /// It has too many rows; who fills it does not see the figures of a place; the database; the disk.
    pub async fn write(
        &self,
        format: Format,
        path: &Path,
        signer: &str,
    ) -> Result<Filled, Problem> {
        let (head, path) = (self.head(), path.to_owned());
        let (parts, waiting) = mpsc::channel(2);
        // Packing takes as long as reading: they go on side by side, and a page waits for a page.
        let writing = tokio::task::spawn_blocking(move || written(format, &path, &head, waiting));
        let mut columns = self.columns();
        let read = self.send(&mut columns, &parts, signer).await;
        drop(parts);
        let written = writing.await.map_err(std::io::Error::other).flatten();
        if let Err(error) = written {
            tracing::error!(%error, "a form to be filled");
            return Err(Problem::internal());
        }
        read?;
        Ok(Filled { rows: columns.rows(), unmapped: columns.unmapped() })
    }

    /// Sends the rows and what stands below them. If nobody takes them, the writer failed, and says why.
    async fn send(
        &self,
        columns: &mut Columns<'_>,
        parts: &mpsc::Sender<Part>,
        signer: &str,
    ) -> Result<(), Problem> {
        let sums = match self.form.rows {
            FormRows::Matters => self.matters(columns, parts).await?,
            FormRows::Units => self.units(columns, parts).await?,
        };
        if self.form.foot.sums {
            let _taken = parts.send(Part::Rows(vec![sums])).await;
        }
        if self.form.foot.signed {
            let _taken = parts.send(Part::Line(self.signed(signer))).await;
        }
        Ok(())
    }

    fn signed(&self, signer: &str) -> String {
        let unit = unit_name(self.book, self.unit);
        let day = FormDate::Chinese.of_day(self.calendar().date(self.now));
        format!("填表人：{signer}    填表单位：{unit}    填表日期：{day}")
    }

    /// The first rows as they will stand.
    ///
    /// # Errors
    /// As [`Filling::write`].
    pub async fn preview(&self) -> Result<Preview, Problem> {
        let mut columns = self.columns();
        let mut rows = match self.form.rows {
            FormRows::Matters => self.first_matters(&mut columns).await?,
            FormRows::Units => self.all_units(&mut columns).await?.0,
        };
        let more = rows.len() > SHOWN;
        rows.truncate(SHOWN);
        let words = |row: &Row| row.iter().map(|cell| cell.plain().into_owned()).collect();
        let (head, head_rows) = (self.cells(), self.form.head_rows());
        Ok(Preview { head, head_rows, rows: rows.iter().map(words).collect(), more })
    }
}

/// Writes what comes, on a thread that may stand still.
fn written(
    format: Format,
    path: &Path,
    head: &Head,
    mut waiting: mpsc::Receiver<Part>,
) -> std::io::Result<()> {
    let mut writer = match format {
        Format::Csv => HeadedWriter::csv(path, head)?,
        Format::Xlsx | Format::Text => HeadedWriter::xlsx(path, head)?,
    };
    while let Some(part) = waiting.blocking_recv() {
        match part {
            Part::Rows(rows) => rows.iter().try_for_each(|row| writer.row(row))?,
            Part::Line(text) => writer.foot(&text)?,
        }
    }
    writer.finish()?;
    Ok(())
}
