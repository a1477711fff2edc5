//! Whether a form can be kept.

use std::fmt;

use super::{
    CODES, COLUMNS, Form, FormColumn, FormCounted, FormFilter, FormPeriod, FormRows, FormState,
    HEADS, LONG, SHORT, wording,
};
use crate::personal::{self, Stays};

/// Where in a form something stands; written as the path of the field in the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormAt {
    /// Its name.
    Name,
    /// Whom it is for.
    Superior,
    /// Its title.
    Title,
    /// The head rows.
    Heads,
    /// A head row.
    Head(usize),
    /// The columns.
    Columns,
    /// The heading of a column.
    Heading(usize),
    /// Its width.
    Width(usize),
    /// What it holds.
    Holds(usize),
    /// Its constant text.
    Text(usize),
    /// Its code table.
    Codes(usize),
    /// Which matters.
    Filter(&'static str),
    /// Which day decides.
    Counted,
    /// When it is due.
    Schedule,
}

/// Why a form cannot be kept, or filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormRefusal {
    /// Missing, too long, or more than a line.
    Wrong(FormAt),
    /// A telephone or an identity number stands in it.
    Personal(FormAt),
    /// A name in braces that is no placeholder.
    Placeholder(FormAt),
    /// A head row covers more or fewer columns than there are.
    HeadWidth(FormAt),
    /// Rows of this kind have no such column, or cannot be asked for so.
    OtherRows(FormAt),
    /// A code table where no codes are.
    Codes(FormAt),
    /// By the calendar no chosen days are due.
    NoSchedule,
    /// These are no days of its period.
    Period,
}

impl fmt::Display for FormAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str("name"),
            Self::Superior => f.write_str("superior"),
            Self::Title => f.write_str("title"),
            Self::Heads => f.write_str("heads"),
            Self::Head(row) => write!(f, "heads[{row}]"),
            Self::Columns => f.write_str("columns"),
            Self::Heading(nth) => write!(f, "columns[{nth}].heading"),
            Self::Width(nth) => write!(f, "columns[{nth}].width"),
            Self::Holds(nth) => write!(f, "columns[{nth}].holds"),
            Self::Text(nth) => write!(f, "columns[{nth}].text"),
            Self::Codes(nth) => write!(f, "columns[{nth}].codes"),
            Self::Filter(part) => write!(f, "filter.{part}"),
            Self::Counted => f.write_str("counted"),
            Self::Schedule => f.write_str("schedule"),
        }
    }
}

impl Form {
    /// Whether it can be kept.
    ///
    /// # Errors
    /// The first thing that cannot stand.
    pub fn check(&self) -> Result<(), FormRefusal> {
        line(&self.name, 1, SHORT, FormAt::Name)?;
        line(&self.superior, 0, SHORT, FormAt::Superior)?;
        line(&self.title, 0, LONG, FormAt::Title)?;
        placeholders(&self.title, FormAt::Title)?;
        if !(1..=COLUMNS).contains(&self.columns.len()) {
            return Err(FormRefusal::Wrong(FormAt::Columns));
        }
        self.check_heads()?;
        for (nth, column) in self.columns.iter().enumerate() {
            self.check_column(nth, column)?;
        }
        self.check_filter()?;
        match self.schedule {
            Some(_) if self.period == FormPeriod::Chosen => Err(FormRefusal::NoSchedule),
            Some(schedule) if schedule.days_after > 60 => Err(FormRefusal::Wrong(FormAt::Schedule)),
            _ => Ok(()),
        }
    }

    fn check_heads(&self) -> Result<(), FormRefusal> {
        if self.heads.len() > HEADS {
            return Err(FormRefusal::Wrong(FormAt::Heads));
        }
        for (row, groups) in self.heads.iter().enumerate() {
            let at = FormAt::Head(row);
            for group in groups {
                line(&group.text, 0, SHORT, at)?;
                placeholders(&group.text, at)?;
            }
            let covered: usize = groups.iter().map(|group| usize::from(group.columns)).sum();
            let none = groups.iter().any(|group| group.columns == 0);
            if none || covered != self.columns.len() {
                return Err(FormRefusal::HeadWidth(at));
            }
        }
        Ok(())
    }

    fn check_column(&self, nth: usize, column: &FormColumn) -> Result<(), FormRefusal> {
        line(&column.heading, 1, SHORT, FormAt::Heading(nth))?;
        line(&column.text, 0, LONG, FormAt::Text(nth))?;
        if !(2..=80).contains(&column.width) {
            return Err(FormRefusal::Wrong(FormAt::Width(nth)));
        }
        if column.holds.rows().is_some_and(|rows| rows != self.rows) {
            return Err(FormRefusal::OtherRows(FormAt::Holds(nth)));
        }
        let at = FormAt::Codes(nth);
        if !column.codes.is_empty() && column.holds.coded().is_none() {
            return Err(FormRefusal::Codes(at));
        }
        if column.codes.len() > CODES {
            return Err(FormRefusal::Wrong(at));
        }
        for (ours, theirs) in &column.codes {
            line(ours, 1, SHORT, at)?;
            line(theirs, 0, SHORT, at)?;
        }
        Ok(())
    }

    fn check_filter(&self) -> Result<(), FormRefusal> {
        let FormFilter { kinds, categories, divisions, channels, state } = &self.filter;
        for (part, n, most) in [
            ("kinds", kinds.len(), 20),
            ("categories", categories.len(), 200),
            ("divisions", divisions.len(), 200),
            ("channels", channels.len(), 20),
        ] {
            if n > most {
                return Err(FormRefusal::Wrong(FormAt::Filter(part)));
            }
        }
        // A figure counts what happened in the period, whether the matter is open now or not.
        if self.rows == FormRows::Units && *state != FormState::All {
            return Err(FormRefusal::OtherRows(FormAt::Filter("state")));
        }
        if self.rows == FormRows::Units && self.counted != FormCounted::Received {
            return Err(FormRefusal::OtherRows(FormAt::Counted));
        }
        // What is open has no day on which it ended.
        if *state == FormState::Open && self.counted == FormCounted::Ended {
            return Err(FormRefusal::OtherRows(FormAt::Filter("state")));
        }
        Ok(())
    }
}

/// A line of text that goes out: of its length, without control characters, and nobody's telephone.
fn line(text: &str, least: usize, most: usize, at: FormAt) -> Result<(), FormRefusal> {
    let long = (least..=most).contains(&text.trim().chars().count());
    if !long || text.chars().any(char::is_control) {
        return Err(FormRefusal::Wrong(at));
    }
    if personal::starred(text, &[] as &[&str], Stays::Part).is_some() {
        return Err(FormRefusal::Personal(at));
    }
    Ok(())
}

fn placeholders(text: &str, at: FormAt) -> Result<(), FormRefusal> {
    if wording::unknown(text) { Err(FormRefusal::Placeholder(at)) } else { Ok(()) }
}
