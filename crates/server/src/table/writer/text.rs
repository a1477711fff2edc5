//! Aligned text for a terminal; Chinese characters take two columns.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::{TableWriter, Value, Written};

/// Widest column; longer texts are for the other formats.
const WIDEST: usize = 60;

/// Gathers the rows (a report is short) and writes them when the widths are known.
pub struct TextWriter<W: Write> {
    out: W,
    rows: Vec<Vec<(String, bool)>>,
}

impl<W: Write> TextWriter<W> {
    /// Starts with the header.
    pub fn new(out: W, header: &[&str]) -> Self {
        Self { out, rows: vec![header.iter().map(|h| (fitting(h), false)).collect()] }
    }
}

/// One line, without control characters (which could steer the terminal), cut with `…`.
fn fitting(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.width() <= WIDEST {
        return line;
    }
    let mut cut = String::new();
    for c in line.chars() {
        if cut.width() + c.to_string().width() >= WIDEST {
            break;
        }
        cut.push(c);
    }
    cut + "…"
}

impl<W: Write> TableWriter for TextWriter<W> {
    fn row(&mut self, cells: &[Value<'_>]) -> io::Result<()> {
        let number = |cell: &Value<'_>| matches!(cell, Value::Integer(_) | Value::Decimal(_));
        self.rows.push(cells.iter().map(|cell| (fitting(&cell.plain()), number(cell))).collect());
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<Written> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|r| r.get(column))
                .map(|(text, _)| text.width())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (index, row) in self.rows.iter().enumerate() {
            let mut line = String::new();
            for ((text, number), width) in row.iter().zip(&widths) {
                let pad = " ".repeat(width.saturating_sub(text.width()));
                line.push_str(&if *number { pad + text } else { text.clone() + &pad });
                line.push_str("  ");
            }
            writeln!(self.out, "{}", line.trim_end())?;
            if index == 0 {
                let rule: Vec<String> = widths.iter().map(|w| "─".repeat(*w)).collect();
                writeln!(self.out, "{}", rule.join("  "))?;
            }
        }
        self.out.flush()?;
        Ok(Written { rows: u64::try_from(self.rows.len()).unwrap_or(1) - 1, shortened: 0 })
    }
}
