//! A letter as the template reads it: data and never source, so that no word of it can be markup.

use std::collections::BTreeMap;

use huisheng_domain::letter::{Align, Block, Column, Form, Letter, Table, marks, written};
use serde::Serialize;

use crate::fonts::Fonts;
use crate::role::Role;
use crate::words::{self, Pieces, pieces};

/// Characters of a word that a line of the body holds; longer ones may be parted anywhere.
pub(crate) const LONG: usize = 30;

/// Characters of a line of a table.
const TABLE_LINE: usize = 36;
/// A row of so many lines is kept on one page.
const UNBROKEN: usize = 10;

#[derive(Serialize)]
pub(crate) struct Sheet {
    form: Form,
    issuer: String,
    /// 发文机关标志 is as large as its line allows.
    issuer_length: usize,
    number: Option<String>,
    title: Vec<String>,
    /// The title on one line, for what shows the file.
    name: String,
    to: Option<Pieces>,
    body: Vec<Part>,
    attached: Vec<Pieces>,
    signed: Pieces,
    date: String,
    /// Year, month, day.
    day: [i16; 3],
    annexes: Vec<AnnexPart>,
    draft: bool,
    recipients: Option<Pieces>,
    printed: Option<PrintedPart>,
    fonts: FontParts,
}

/// The font of each part.
pub(crate) type FontParts = BTreeMap<&'static str, FontPart>;

#[derive(Serialize)]
struct AnnexPart {
    mark: String,
    title: Vec<String>,
    body: Vec<Part>,
}

#[derive(Serialize)]
struct PrintedPart {
    by: Pieces,
    date: String,
}

#[derive(Serialize)]
pub(crate) struct FontPart {
    families: Vec<String>,
    weight: u16,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Part {
    Paragraph {
        text: Pieces,
    },
    Heading {
        level: u8,
        mark: String,
        text: Pieces,
    },
    Table {
        caption: Option<Pieces>,
        columns: Vec<ColumnPart>,
        rows: Vec<Vec<Pieces>>,
        breakable: bool,
    },
}

#[derive(Serialize)]
pub(crate) struct ColumnPart {
    head: Pieces,
    share: u8,
    align: Align,
}

impl Sheet {
    pub(crate) fn new(letter: &Letter, fonts: &Fonts) -> Self {
        let annexes = letter.annexes.len() + letter.attachments.len();
        let annex = |(at, annex): (usize, &huisheng_domain::letter::Annex)| AnnexPart {
            // One alone has no number.
            mark: if annexes == 1 { "附件".to_owned() } else { format!("附件{}", at + 1) },
            title: words::lines(&annex.title),
            body: body(&annex.body),
        };
        let printed = letter.printed.as_ref().map(|printed| PrintedPart {
            by: pieces(&printed.by, LONG),
            date: written(printed.date),
        });
        Self {
            form: letter.form,
            issuer: letter.issuer.trim().to_owned(),
            issuer_length: letter.issuer.trim().chars().count(),
            number: letter.number.as_ref().map(ToString::to_string),
            title: words::lines(&letter.title),
            name: letter.title.lines().collect(),
            to: letter.to.as_deref().map(|to| pieces(to, LONG)),
            body: body(&letter.body),
            attached: letter.attached().map(|name| pieces(&name, LONG)).collect(),
            signed: pieces(&letter.signed, LONG),
            date: written(letter.date),
            day: [letter.date.year(), letter.date.month().into(), letter.date.day().into()],
            annexes: letter.annexes.iter().enumerate().map(annex).collect(),
            draft: letter.draft,
            recipients: letter.recipients.as_deref().map(|to| pieces(to, LONG)),
            printed,
            fonts: parts(fonts),
        }
    }
}

/// The font of each part, as the templates call it.
pub(crate) fn parts(fonts: &Fonts) -> FontParts {
    let font = |role| FontPart { families: fonts.families(role), weight: fonts.weight(role) };
    Role::ALL.into_iter().map(|role| (key(role), font(role))).collect()
}

/// What the template calls a font.
const fn key(role: Role) -> &'static str {
    match role {
        Role::Body => "body",
        Role::Title => "title",
        Role::First => "first",
        Role::Second => "second",
        Role::Page => "page",
    }
}

pub(crate) fn body(blocks: &[Block]) -> Vec<Part> {
    let part = |(block, mark): (&Block, Option<String>)| match block {
        Block::Paragraph { text } => Part::Paragraph { text: pieces(text, LONG) },
        Block::Heading { level, text } => Part::Heading {
            level: *level,
            mark: mark.unwrap_or_default(),
            text: pieces(text, LONG),
        },
        Block::Table(one) => table(one),
    };
    blocks.iter().zip(marks(blocks)).map(part).collect()
}

fn table(table: &Table) -> Part {
    let held = held(table);
    // With the characters on either side, to which signs hold.
    let long: Vec<usize> = held.iter().map(|held| held.saturating_sub(2)).collect();
    let column = |(column, long): (&Column, &usize)| ColumnPart {
        head: pieces(&column.head, *long),
        share: column.share,
        align: column.align,
    };
    let row =
        |row: &Vec<String>| row.iter().zip(&long).map(|(cell, long)| pieces(cell, *long)).collect();
    Part::Table {
        breakable: lines(table, &held) > UNBROKEN,
        caption: table.caption.as_deref().map(|caption| pieces(caption, LONG)),
        columns: table.columns.iter().zip(&long).map(column).collect(),
        rows: table.rows.iter().map(row).collect(),
    }
}

/// How many characters a line of each column surely holds.
fn held(table: &Table) -> Vec<usize> {
    let shares: usize = table.columns.iter().map(|column| usize::from(column.share)).sum();
    let held = |column: &Column| TABLE_LINE * usize::from(column.share) / shares.max(1);
    table.columns.iter().map(|column| held(column).saturating_sub(1)).collect()
}

/// The lines of the longest cell, about.
fn lines(table: &Table, held: &[usize]) -> usize {
    let rows = table.rows.iter().flat_map(|row| row.iter().zip(held));
    rows.map(|(cell, held)| cell.chars().count().div_ceil((*held).max(1))).max().unwrap_or(0)
}
