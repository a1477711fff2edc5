//! Letters 公文: what an office writes to others on paper, in the parts that GB/T 9704-2012 《党政机关公文格式》 names.
//!
//! Words only: where they stand on the sheet is told by the template of `huisheng-letter`. A letter is a draft for
//! somebody to sign and seal; no seal is drawn.

mod check;
mod dossier;
mod numeral;
#[cfg(test)]
mod tests;

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use check::{LetterFault, Wrong};
pub use dossier::{Dossier, Fact, Paper};
pub use numeral::{chinese, mark, marks};

/// Characters of the issuer: more could not be read from afar on one line.
pub const ISSUER: usize = 30;
/// Characters of a title, over all its lines.
pub const TITLE: usize = 100;
/// Lines of a title.
pub const TITLE_LINES: usize = 4;
/// Characters of a line that names somebody or something: 主送, 署名, a heading, an attachment.
pub const LINE: usize = 200;
/// Characters of a paragraph, and of 抄送.
pub const PARAGRAPH: usize = 5_000;
/// Characters of a cell.
pub const CELL: usize = 500;
/// Columns of a table that stands upright on a sheet.
pub const COLUMNS: usize = 12;
/// Rows of all tables of a letter together.
pub const ROWS: usize = 5_000;
/// Paragraphs, headings and tables of a letter together.
pub const BLOCKS: usize = 2_000;
/// Annexes, and attachments besides.
pub const ANNEXES: usize = 20;
/// Characters of all words of a letter together: several hundred sheets.
pub const CHARACTERS: usize = 500_000;

/// A letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// How it looks.
    pub form: Form,
    /// 发文机关标志: what stands in red at the head.
    pub issuer: String,
    /// 发文字号.
    #[serde(default)]
    pub number: Option<Number>,
    /// 标题. The writer may part it into lines by sense (词意完整, 7.3.1); otherwise it is parted into lines of like length.
    pub title: String,
    /// 主送机关, without the colon.
    #[serde(default)]
    pub to: Option<String>,
    /// 正文.
    pub body: Vec<Block>,
    /// 附件说明: what else goes with it. The annexes are named before these by themselves.
    #[serde(default)]
    pub attachments: Vec<String>,
    /// 发文机关署名.
    pub signed: String,
    /// 成文日期.
    pub date: Date,
    /// 附件 that are printed with it, each from a new page on.
    #[serde(default)]
    pub annexes: Vec<Annex>,
    /// Nobody has signed it: 草稿 stands on each page.
    #[serde(default)]
    pub draft: bool,
    /// 抄送机关, without 抄送 and the full stop.
    #[serde(default)]
    pub recipients: Option<String>,
    /// 印发机关 and 印发日期.
    #[serde(default)]
    pub printed: Option<Printed>,
}

/// How a letter looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// 公文格式 (chapter 7), for 通报.
    Official,
    /// 信函格式 (10.1), for 督办函.
    Correspondence,
}

/// 发文字号: the word of the office 机关代字, the year, and the serial of that year (7.2.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// 机关代字: 历山办督.
    pub word: String,
    /// The year, with four digits.
    pub year: i16,
    /// 顺序号, from 1 on.
    pub serial: u32,
}

/// 历山办督〔2026〕5号: the year in hexagonal brackets, the serial without 第 and without zeros before it (7.2.5).
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}〔{:04}〕{}号", self.word, self.year, self.serial)
    }
}

impl Number {
    /// Reads 历山办督〔2026〕5号, whichever brackets were typed; none if it is no number.
    pub fn read(text: &str) -> Option<Self> {
        let (word, rest) = text.trim().split_once(['〔', '[', '［', '【', '（', '('])?;
        let (year, serial) = rest.split_once(['〕', ']', '］', '】', '）', ')'])?;
        let serial = serial.trim().strip_suffix('号')?.trim();
        let serial = serial.strip_prefix('第').unwrap_or(serial);
        let word = line(word);
        let number = Self { word, year: year.trim().parse().ok()?, serial: serial.parse().ok()? };
        check::number(&number).is_ok().then_some(number)
    }
}

/// 印发机关和印发日期 (7.4.3). Letters in 信函格式 have none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    /// Who sends it to print.
    pub by: String,
    /// When.
    pub date: Date,
}

/// 附件: printed behind the letter, from a new page on (7.3.7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annex {
    /// Its title, the same in 附件说明.
    pub title: String,
    /// What it says.
    pub body: Vec<Block>,
}

/// A part of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Block {
    /// 自然段: its first line begins two characters in.
    Paragraph {
        /// What it says, without the two characters.
        text: String,
    },
    /// 结构层次: 一、 （一） 1. （1） (7.3.3). Which, follows from the order; nobody types it.
    Heading {
        /// 1 to 4.
        level: u8,
        /// What it says, without its number.
        text: String,
    },
    /// 表格. Its head is repeated on each page.
    Table(Table),
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What stands above it.
    #[serde(default)]
    pub caption: Option<String>,
    /// Its columns, from left to right.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for each column.
    pub rows: Vec<Vec<String>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What stands at its head.
    pub head: String,
    /// Its share of the width, 1 to 50, beside those of the others; at least an eighteenth, which holds a character.
    pub share: u8,
    /// Where its cells stand.
    #[serde(default)]
    pub align: Align,
}

/// Where cells stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Left: words.
    Left,
    /// In the middle: short words, ranks, dates.
    #[default]
    Center,
    /// Right: figures.
    Right,
}

impl Block {
    /// A paragraph.
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph { text: text.into() }
    }

    /// A heading.
    pub fn heading(level: u8, text: impl Into<String>) -> Self {
        Self::Heading { level, text: text.into() }
    }

    /// The paragraphs of a text of several lines, without what no sheet can show. What is longer than a paragraph may be is
    /// more than one.
    pub fn paragraphs(text: &str) -> impl Iterator<Item = Self> {
        let lines = text.lines().map(line).filter(|line| !line.is_empty());
        lines.flat_map(|line| {
            let chars: Vec<char> = line.chars().collect();
            let parts = chars.chunks(PARAGRAPH).map(|part| part.iter().collect::<String>());
            parts.map(Self::paragraph).collect::<Vec<_>>()
        })
    }
}

/// A text as one line, without what no sheet can show: what people typed is not refused for a tabulator.
pub fn line(text: &str) -> String {
    let seen = text.chars().filter(|c| !check::is_unprintable(*c) || c.is_whitespace());
    let spaced: String = seen.map(|c| if check::is_unprintable(c) { ' ' } else { c }).collect();
    let words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").trim().to_owned()
}

/// 2026年11月30日: Arabic digits, no zeros before them (7.3.5.4).
pub fn written(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

impl Letter {
    /// What 附件说明 names, in order: the annexes, then what else goes with it.
    pub fn attached(&self) -> impl Iterator<Item = String> {
        let annexes = self.annexes.iter().map(|annex| annex.title.lines().collect());
        annexes.chain(self.attachments.iter().cloned())
    }
}
