//! 卷宗 on paper: the file of one matter, with a cover, the catalogue 卷内目录 and what lies in it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::check::{self, LetterFault};
use super::{Block, LINE};

/// Lines of a cover.
const COVER: usize = 20;
/// Papers of a file.
const PAPERS: usize = 50;
/// Characters of the title of a matter.
const DOSSIER_TITLE: usize = 500;

/// The file of a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dossier {
    /// 立档单位: the office whose file it is.
    pub unit: String,
    /// 题名: the title of the matter.
    pub title: String,
    /// What the cover says of it.
    pub cover: Vec<Fact>,
    /// The day on which it was archived.
    pub date: Date,
    /// 卷内文件, in the order of the catalogue.
    pub papers: Vec<Paper>,
}

/// A line of the cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// What it is: 保管期限.
    pub label: String,
    /// What it is here.
    pub text: String,
}

/// A paper in the file. The number of its first page is found out as it is laid out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// 责任者: who made it.
    #[serde(default)]
    pub by: Option<String>,
    /// 文号.
    #[serde(default)]
    pub number: Option<String>,
    /// 题名.
    pub title: String,
    /// Its day.
    #[serde(default)]
    pub date: Option<Date>,
    /// What it says.
    pub body: Vec<Block>,
}

impl Dossier {
    /// Whether it can be put on paper.
    ///
    /// # Errors
    /// The first field that cannot stand.
    pub fn check(&self) -> Result<(), LetterFault> {
        check::text("unit", &self.unit, LINE)?;
        check::text("title", &self.title, DOSSIER_TITLE)?;
        check::most("cover", self.cover.len(), COVER)?;
        for (at, Fact { label, text }) in self.cover.iter().enumerate() {
            check::text(&format!("cover.{at}.label"), label, LINE)?;
            check::text(&format!("cover.{at}.text"), text, LINE)?;
        }
        check::most("papers", self.papers.len(), PAPERS)?;
        check::size("papers", || self.papers.iter().flat_map(|paper| &paper.body))?;
        for (at, paper) in self.papers.iter().enumerate() {
            for (field, said) in [("by", &paper.by), ("number", &paper.number)] {
                let field = format!("papers.{at}.{field}");
                said.as_ref().map_or(Ok(()), |said| check::text(&field, said, LINE))?;
            }
            check::text(&format!("papers.{at}.title"), &paper.title, LINE)?;
            check::body(&format!("papers.{at}.body"), &paper.body)?;
        }
        Ok(())
    }
}
