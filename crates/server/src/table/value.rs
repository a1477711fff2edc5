//! Cells as values: what people type for times, phones, limits and numbers.
//!
//! Every parser takes the field (for the message) and the cell, and refuses with a remedy.

mod coordinate;
mod instant;
mod limit;
mod phone;
#[cfg(test)]
mod tests;

pub use coordinate::{LonLat, coordinates, latitude, longitude};
pub use instant::{Moment, date, instant};
pub use limit::limit;
pub use phone::phones;

use thiserror::Error;

use super::cell;

/// Why a cell cannot be read; stable words by [`Reason::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// A failed formula.
    FailedFormula,
    /// Not of the expected form.
    Form,
    /// The form is right, the value is not possible.
    Range,
    /// Two readings are possible.
    Ambiguous,
    /// Digits were lost to a spreadsheet's `1.38E+10`.
    DigitsLost,
    /// The value was masked with `*`.
    Masked,
}

impl Reason {
    /// A stable word for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::FailedFormula => "failed_formula",
            Self::Form => "form",
            Self::Range => "out_of_range",
            Self::Ambiguous => "ambiguous",
            Self::DigitsLost => "digits_lost",
            Self::Masked => "masked",
        }
    }
}

/// A cell that cannot be read, with what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field}: \"{value_shown}\": {en}")]
pub struct CellError {
    /// The field.
    pub field: String,
    /// The cell, shortened.
    pub value_shown: String,
    /// Why.
    pub reason: Reason,
    /// Reason and remedy in Chinese.
    pub zh: &'static str,
    /// Reason and remedy in English.
    pub en: &'static str,
}

impl CellError {
    pub(super) fn failed_formula(field: &str, text: &str) -> Self {
        Cell::new(field, text).refuse(
            Reason::FailedFormula,
            "公式出错；请在原表中改正公式或填入数值",
            "the formula failed; correct it in the ledger or type the value",
        )
    }
}

/// A cell being read.
struct Cell<'a> {
    field: &'a str,
    shown: &'a str,
    /// Full-width characters made ASCII, blanks around removed.
    text: String,
}

impl<'a> Cell<'a> {
    fn new(field: &'a str, text: &'a str) -> Self {
        Self { field, shown: text, text: cell::narrow(text) }
    }

    /// The cell, unless it holds a failed formula.
    fn sound(field: &'a str, text: &'a str) -> Result<Self, CellError> {
        if cell::is_error(text.trim()) {
            return Err(CellError::failed_formula(field, text));
        }
        Ok(Self::new(field, text))
    }

    fn refuse(&self, reason: Reason, zh: &'static str, en: &'static str) -> CellError {
        let value_shown = cell::shorten(self.shown.trim(), 40);
        CellError { field: self.field.to_owned(), value_shown, reason, zh, en }
    }
}

/// A whole number: `1,234`, `１２`, `12.0`.
///
/// # Errors
/// Anything else, and what does not fit 64 bits.
pub fn integer(field: &str, text: &str) -> Result<i64, CellError> {
    let cell = Cell::sound(field, text)?;
    let digits = grouped(&cell.text).unwrap_or_else(|| cell.text.clone());
    let whole = match digits.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|b| b == b'0') => whole,
        _ => digits.as_str(),
    };
    let unsigned = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    if unsigned.is_empty() || !unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return Err(cell.refuse(
            Reason::Form,
            "不是整数；请只填数字，如 12",
            "not a whole number; write digits only, like 12",
        ));
    }
    whole.parse().map_err(|_| {
        cell.refuse(
            Reason::Range,
            "数太大；请检查是否多输了数字",
            "the number is too large; check for extra digits",
        )
    })
}

/// A decimal number: `3.5`, `1,234.5`, `１２．５`.
///
/// # Errors
/// Anything else; infinite values and "not a number" too.
pub fn decimal(field: &str, text: &str) -> Result<f64, CellError> {
    let cell = Cell::sound(field, text)?;
    let digits = grouped(&cell.text).unwrap_or_else(|| cell.text.clone());
    let numeric = digits.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let value = digits.parse::<f64>().ok().filter(|v| numeric && v.is_finite());
    value.ok_or_else(|| {
        cell.refuse(
            Reason::Form,
            "不是数字；请只填数字，如 12.5",
            "not a number; write digits only, like 12.5",
        )
    })
}

/// The number without separators between thousands; `None` when they stand elsewhere.
fn grouped(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let unsigned = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    let mut groups = unsigned.split(',');
    let first = groups.next().filter(|g| (1..=3).contains(&g.len()))?;
    let rest: Vec<&str> = groups.collect();
    if rest.is_empty()
        || rest.iter().any(|g| g.len() != 3)
        || first.is_empty()
        || fraction.contains(',')
    {
        return None;
    }
    Some(text.replace(',', ""))
}

/// 是 or 否 in the ways ledgers write them.
///
/// # Errors
/// Anything else.
pub fn boolean(field: &str, text: &str) -> Result<bool, CellError> {
    let cell = Cell::sound(field, text)?;
    match cell.text.to_lowercase().as_str() {
        "是" | "有" | "对" | "已" | "yes" | "y" | "true" | "t" | "1" | "1.0" | "√" | "✓" | "✔"
        | "☑" => Ok(true),
        "否" | "无" | "不是" | "没有" | "未" | "错" | "no" | "n" | "false" | "f" | "0" | "0.0"
        | "×" | "✗" | "✘" | "☐" => Ok(false),
        _ => Err(cell.refuse(
            Reason::Form,
            "看不出是或否；请填“是”或“否”",
            "neither yes nor no; write 是 or 否, yes or no",
        )),
    }
}
