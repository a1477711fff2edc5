//! Where a list goes: a new file, or the terminal.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::table::writer::{self, CsvWriter, TableWriter, TextWriter, Value, Written};

/// The form of what goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One JSON value a line.
    Lines,
    /// A GeoJSON collection: each value is a feature.
    Features,
    /// A table.
    Table(writer::Format),
}

/// A list on its way out. A file appears under its name when it is whole.
pub struct Outlet {
    rows: Rows,
    file: Option<Place>,
}

enum Rows {
    Lines(Box<dyn Write + Send>, u64),
    Features(Box<dyn Write + Send>, u64),
    Table(Box<dyn TableWriter + Send>),
}

struct Place {
    part: PathBuf,
    whole: PathBuf,
}

impl Outlet {
    /// Begins a list; without a file it goes to the terminal.
    ///
    /// # Errors
    /// The file is there already and `force` is not set, or it cannot be made; a workbook cannot
    /// go to a terminal.
    pub fn open(
        form: Form,
        file: Option<&Path>,
        force: bool,
        header: &[&str],
    ) -> anyhow::Result<Self> {
        let Some(file) = file else {
            return Ok(Self { rows: terminal(form, header)?, file: None });
        };
        free(file, force)?;
        let mut part = file.as_os_str().to_owned();
        part.push(".part");
        let place = Place { part: part.into(), whole: file.to_owned() };
        let cannot = || format!("cannot write {}", place.part.display());
        let rows = match form {
            Form::Lines | Form::Features => {
                let file = File::create(&place.part).with_context(cannot)?;
                json(form, Box::new(BufWriter::new(file)))?
            }
            Form::Table(format) => {
                Rows::Table(writer::create(format, &place.part, header).with_context(cannot)?)
            }
        };
        Ok(Self { rows, file: Some(place) })
    }

    /// Writes one row: `line` or `cells`, as the form wants it.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn put<'c, L: serde::Serialize>(
        &mut self,
        line: L,
        cells: impl FnOnce() -> Vec<Value<'c>>,
    ) -> io::Result<()> {
        match &mut self.rows {
            Rows::Table(table) => table.row(&cells()),
            Rows::Lines(out, rows) => {
                serde_json::to_writer(&mut **out, &line)?;
                *rows += 1;
                out.write_all(b"\n")
            }
            Rows::Features(out, rows) => {
                out.write_all(if *rows == 0 { b"\n" } else { b",\n" })?;
                *rows += 1;
                Ok(serde_json::to_writer(&mut **out, &line)?)
            }
        }
    }

    /// Completes the list and gives the file its name.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn finish(self) -> io::Result<Written> {
        let written = match self.rows {
            Rows::Table(table) => table.finish()?,
            Rows::Lines(mut out, rows) => {
                out.flush()?;
                Written { rows, shortened: 0 }
            }
            Rows::Features(mut out, rows) => {
                out.write_all(b"\n]}\n")?;
                out.flush()?;
                Written { rows, shortened: 0 }
            }
        };
        if let Some(place) = self.file {
            std::fs::rename(place.part, place.whole)?;
        }
        Ok(written)
    }
}

fn json(form: Form, mut out: Box<dyn Write + Send>) -> io::Result<Rows> {
    if form != Form::Features {
        return Ok(Rows::Lines(out, 0));
    }
    out.write_all(br#"{"type":"FeatureCollection","features":["#)?;
    Ok(Rows::Features(out, 0))
}

fn terminal(form: Form, header: &[&str]) -> anyhow::Result<Rows> {
    let out = io::stdout();
    Ok(match form {
        Form::Lines | Form::Features => json(form, Box::new(BufWriter::new(out)))?,
        Form::Table(writer::Format::Csv) => {
            Rows::Table(Box::new(CsvWriter::new(BufWriter::new(out), header, true)?))
        }
        Form::Table(writer::Format::Text) => {
            Rows::Table(Box::new(TextWriter::new(BufWriter::new(out), header)))
        }
        Form::Table(writer::Format::Xlsx) => {
            bail!("a workbook cannot go to the terminal: name a file with --out")
        }
    })
}

/// Prints a line, like `println!`; an output that is closed or full is an error and no panic.
macro_rules! say {
    ($($said:tt)*) => { $crate::command::out::line(format_args!($($said)*)) };
}
pub(crate) use say;

/// What [`say`] does.
pub(crate) fn line(said: std::fmt::Arguments<'_>) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{said}")
}

/// Whether this name can be written.
///
/// # Errors
/// Something has it already, and `force` is not set.
pub fn free(file: &Path, force: bool) -> anyhow::Result<()> {
    if file.exists() && !force {
        bail!("{} is there already: name another file, or --force to replace it", file.display());
    }
    Ok(())
}
