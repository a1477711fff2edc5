//! What a letter may be.

use super::{
    ANNEXES, BLOCKS, Block, CELL, CHARACTERS, COLUMNS, Column, Form, ISSUER, LINE, Letter, Number,
    PARAGRAPH, Printed, ROWS, TITLE, TITLE_LINES, Table,
};
use crate::notice::is_unseen;

/// What is wrong with a letter, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterFault {
    /// The field, like `body.3.rows.17.2`.
    pub field: String,
    /// What is wrong with it.
    pub wrong: Wrong,
}

/// What is wrong with a part of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing stands there.
    Empty,
    /// More characters than fit.
    TooLong {
        /// How many fit.
        most: usize,
    },
    /// More of them than fit.
    TooMany {
        /// How many fit.
        most: usize,
    },
    /// A character that is not seen on paper, or turns its neighbours around.
    Unprintable {
        /// Which.
        character: char,
    },
    /// A level is 1 to 4, a share 1 to 50, a serial 1 or more, a year has four digits.
    OutOfRange,
    /// A row that has not one cell for each column.
    Cells,
    /// 信函格式 has no 印发机关 and 印发日期 (GB/T 9704-2012, 10.1).
    NotInThisForm,
}

/// The narrowest column is this part of the width: a character of 12 points, and what parts it from its neighbours.
const NARROWEST: u16 = 18;

type Checked = Result<(), LetterFault>;

fn fault(field: impl Into<String>, wrong: Wrong) -> LetterFault {
    LetterFault { field: field.into(), wrong }
}

/// Controls, signs that are not seen, and places of Unicode that are no characters or everybody's own.
pub(super) fn is_unprintable(c: char) -> bool {
    is_unseen(c)
        || c.is_control()
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{2028}' | '\u{2029}' | '\u{E000}'..='\u{F8FF}')
        || matches!(c, '\u{FDD0}'..='\u{FDEF}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..)
        || c as u32 & 0xFFFE == 0xFFFE
}

/// One line, from 1 to so many characters.
pub(super) fn text(field: &str, text: &str, most: usize) -> Checked {
    if let Some(character) = text.chars().find(|c| is_unprintable(*c)) {
        return Err(fault(field, Wrong::Unprintable { character }));
    }
    match text.trim().chars().count() {
        0 => Err(fault(field, Wrong::Empty)),
        length if length > most => Err(fault(field, Wrong::TooLong { most })),
        _ => Ok(()),
    }
}

fn title(field: &str, words: &str) -> Checked {
    let lines: Vec<&str> = words.lines().collect();
    if lines.len() > TITLE_LINES {
        return Err(fault(field, Wrong::TooMany { most: TITLE_LINES }));
    }
    text(field, &lines.concat(), TITLE)?;
    lines.iter().try_for_each(|line| text(field, line, TITLE))
}

pub(super) fn most(field: &str, count: usize, most: usize) -> Checked {
    if count > most { Err(fault(field, Wrong::TooMany { most })) } else { Ok(()) }
}

pub(super) fn number(number: &Number) -> Checked {
    text("number.word", &number.word, 20)?;
    if !(1_949..=9_999).contains(&number.year) {
        return Err(fault("number.year", Wrong::OutOfRange));
    }
    if !(1..=99_999).contains(&number.serial) {
        return Err(fault("number.serial", Wrong::OutOfRange));
    }
    Ok(())
}

fn table(field: &str, table: &Table) -> Checked {
    if let Some(caption) = &table.caption {
        text(&format!("{field}.caption"), caption, LINE)?;
    }
    let columns = format!("{field}.columns");
    if table.columns.is_empty() {
        return Err(fault(columns, Wrong::Empty));
    }
    most(&columns, table.columns.len(), COLUMNS)?;
    let shares: u16 = table.columns.iter().map(|column| u16::from(column.share)).sum();
    for (at, Column { head, share, .. }) in table.columns.iter().enumerate() {
        text(&format!("{columns}.{at}.head"), head, 60)?;
        if !(1..=50).contains(share) || u16::from(*share) * NARROWEST < shares {
            return Err(fault(format!("{columns}.{at}.share"), Wrong::OutOfRange));
        }
    }
    for (at, row) in table.rows.iter().enumerate() {
        if row.len() != table.columns.len() {
            return Err(fault(format!("{field}.rows.{at}"), Wrong::Cells));
        }
        // A cell may be empty: there is nothing to say.
        for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            text(&format!("{field}.rows.{at}.{column}"), cell, CELL)?;
        }
    }
    Ok(())
}

pub(super) fn body(field: &str, body: &[Block]) -> Checked {
    if body.is_empty() {
        return Err(fault(field, Wrong::Empty));
    }
    for (at, block) in body.iter().enumerate() {
        let field = format!("{field}.{at}");
        match block {
            Block::Paragraph { text: words } => {
                text(&format!("{field}.text"), words, PARAGRAPH)?;
            }
            Block::Heading { level, text: words } => {
                if !(1..=4).contains(level) {
                    return Err(fault(format!("{field}.level"), Wrong::OutOfRange));
                }
                text(&format!("{field}.text"), words, LINE)?;
            }
            Block::Table(one) => table(&field, one)?,
        }
    }
    Ok(())
}

fn characters(block: &Block) -> usize {
    match block {
        Block::Paragraph { text } | Block::Heading { text, .. } => text.chars().count(),
        Block::Table(table) => table.rows.iter().flatten().map(|cell| cell.chars().count()).sum(),
    }
}

/// All of it together: what is laid out within seconds.
pub(super) fn size<'b, B: Iterator<Item = &'b Block>>(
    field: &str,
    blocks: impl Fn() -> B,
) -> Checked {
    let rows = |block: &Block| match block {
        Block::Table(table) => table.rows.len(),
        Block::Paragraph { .. } | Block::Heading { .. } => 0,
    };
    most(field, blocks().count(), BLOCKS)?;
    most(field, blocks().map(rows).sum(), ROWS)?;
    let length: usize = blocks().map(characters).sum();
    if length > CHARACTERS {
        return Err(fault(field, Wrong::TooLong { most: CHARACTERS }));
    }
    Ok(())
}

impl Letter {
    /// Whether it can be put on paper.
    ///
    /// # Errors
    /// The first field that cannot stand.
    pub fn check(&self) -> Result<(), LetterFault> {
        text("issuer", &self.issuer, ISSUER)?;
        self.number.as_ref().map_or(Ok(()), number)?;
        title("title", &self.title)?;
        self.to.as_ref().map_or(Ok(()), |to| text("to", to, LINE))?;
        text("signed", &self.signed, LINE)?;
        most("attachments", self.attachments.len(), ANNEXES)?;
        for (at, name) in self.attachments.iter().enumerate() {
            text(&format!("attachments.{at}"), name, LINE)?;
        }
        self.recipients.as_ref().map_or(Ok(()), |to| text("recipients", to, PARAGRAPH))?;
        self.check_printed()?;
        most("annexes", self.annexes.len(), ANNEXES)?;
        size("body", || self.annexes.iter().flat_map(|annex| &annex.body).chain(&self.body))?;
        body("body", &self.body)?;
        for (at, annex) in self.annexes.iter().enumerate() {
            title(&format!("annexes.{at}.title"), &annex.title)?;
            body(&format!("annexes.{at}.body"), &annex.body)?;
        }
        Ok(())
    }

    fn check_printed(&self) -> Checked {
        match &self.printed {
            Some(_) if self.form == Form::Correspondence => {
                Err(fault("printed", Wrong::NotInThisForm))
            }
            Some(Printed { by, .. }) => text("printed.by", by, 60),
            None => Ok(()),
        }
    }
}
