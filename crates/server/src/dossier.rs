//! 卷宗: the file of an archived matter 一事一档, as it leaves the house: what lies in it as a PDF, its metadata, the attachments,
//! and a hash of each (decision 0053).
//!
//! What is masked on the page of the matter is masked here, whoever takes it; steps that were taken back, notes inside the house
//! and who stands apart do not lie in it. Nothing tells when it was made, so the same matter gives the same bytes.

mod metadata;
mod pack;
mod papers;
mod said;
mod step;

use huisheng_domain::letter::{Dossier, Fact, line};
use huisheng_domain::matter::{Event, Matter, Undone};
use huisheng_domain::procedure::Procedure;
use huisheng_store::Book;
use huisheng_store::file::FileRow;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::api::file::extension;
use crate::api::matter::view::Loaded;
use crate::api::named::unit_name;
use crate::naming;

pub use pack::pack;

/// What the file is made of.
pub struct Filed<'a> {
    /// The lists of now: names of units and categories.
    pub book: &'a Book,
    /// The matter; archived.
    pub matter: &'a Matter,
    /// When that was.
    pub archived: Timestamp,
    /// The hash of its last event 哈希链末端.
    pub head: [u8; 32],
    /// The version of the procedure it began with.
    pub procedure: &'a Procedure,
    /// History, words, voices, names.
    pub loaded: &'a Loaded,
    /// The attachments, in the order in which the history names them.
    pub files: &'a [FileRow],
}

impl Filed<'_> {
    fn zone(&self) -> &TimeZone {
        self.book.calendar(&self.matter.place).zone()
    }

    fn day(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone().clone()).date()
    }

    fn minute(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone().clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// 立档单位: the office that answered, or else the one that took it in.
    fn unit(&self) -> String {
        let result = self.matter.result.as_ref();
        let answered = result.and_then(|result| self.matter.assignment(result.assignment));
        let lead = answered.or_else(|| self.matter.lead()).map(|share| share.unit);
        let unit = lead.or(self.matter.taken_at).map(|unit| unit_name(self.book, unit));
        unit.filter(|name| !name.is_empty()).unwrap_or_else(|| self.matter.area.to_string())
    }

    /// The title as everybody may read it; the number where it was erased.
    fn title(&self) -> String {
        let first = self.loaded.words.get(&1);
        let said = first.and_then(|said| said.words.get(huisheng_domain::matter::Word::Title));
        let title = said.map(line).filter(|title| !title.is_empty());
        title.unwrap_or_else(|| format!("事项 {}", self.matter.number))
    }

    fn category(&self) -> Option<&str> {
        let found = self.matter.category.and_then(|id| self.book.categories.get(id));
        found.map(|category| category.name.as_str())
    }

    fn retention(&self) -> &'static str {
        naming::of(naming::RETENTION, self.matter.retention_class(self.procedure).code())
    }

    /// The steps that lie in it.
    fn steps(&self) -> impl Iterator<Item = &Event> {
        let undone = Undone::of(&self.loaded.events);
        let events = self.loaded.events.iter();
        events.filter(move |event| !undone.holds(event.seq) && step::lies_in(&event.what))
    }

    /// The name of an attachment in the package: its place and its type, and nothing that anybody called it.
    fn file_name(&self, nth: usize) -> String {
        let ending = self.files.get(nth).map_or("bin", |row| extension(&row.mime));
        format!("attachments/{:03}.{ending}", nth + 1)
    }

    /// What is laid out as a PDF.
    pub fn on_paper(&self) -> Dossier {
        let Self { matter, procedure, .. } = self;
        let ending = matter.ending.as_ref();
        let cover = [
            ("编号", Some(matter.number.clone())),
            ("类型", Some(naming::of(naming::KINDS, matter.kind.code()).to_owned())),
            ("类别", self.category().map(line)),
            ("办理规程", Some(procedure.name.zh.clone())),
            ("收到日期", Some(self.day(matter.received).to_string())),
            ("结束日期", ending.map(|ending| self.day(ending.at).to_string())),
            ("结束方式", ending.map(|end| naming::of(naming::ENDINGS, end.kind.code()).to_owned())),
            ("归档日期", Some(self.day(self.archived).to_string())),
            ("保管期限", Some(self.retention().to_owned())),
            ("附件", Some(format!("{} 件", self.files.len()))),
            ("办理步骤", Some(format!("{} 步", matter.version))),
            ("历史校验值", Some(hex::encode(self.head))),
        ];
        let fact =
            |(label, text): (&str, Option<String>)| Some(Fact { label: label.into(), text: text? });
        Dossier {
            unit: self.unit(),
            title: self.title(),
            cover: cover.into_iter().filter_map(fact).collect(),
            date: self.day(self.archived),
            papers: self.papers(),
        }
    }
}
