//! Bulletins 通报: the figures of a period by unit, ranked, with the words around them; drawn up, edited, and issued.
//!
//! The figures are those of the moment it was drawn up, before and after exclusions 剔除 (DOMAIN §5.4, §12.11). Nothing in it
//! tells of a resident: matters are named by number, category, office and day.

mod behind;
mod paper;
#[cfg(test)]
mod tests;
mod wording;

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use behind::Figure;

use crate::id::{AccountId, DivisionId, UnitId};
use crate::letter::Number;
use crate::personal::{self, Stays};
use crate::tally::Figures;

/// Characters of the title: two lines in large type.
const TITLE: usize = 60;
/// Characters of the document number 发文字号 and of whom it is sent to 主送.
const SHORT: usize = 120;
/// Characters of each part of the text.
const TEXT: usize = 4_000;
/// Days of a bulletin, at most.
pub const DAYS: i32 = 92;

/// How long a period it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulletinSpan {
    /// 日通报.
    Day,
    /// 周通报, from Monday.
    Week,
    /// 月通报.
    Month,
    /// Days of one's own choice, 92 at most.
    Days,
}

impl BulletinSpan {
    /// First and last day of the period that `day` lies in; of chosen days only that one.
    pub fn holding(self, day: Date) -> (Date, Date) {
        match self {
            Self::Day | Self::Days => (day, day),
            Self::Week => {
                let back = i64::from(day.weekday().to_monday_zero_offset());
                let first = day.saturating_sub(Span::new().days(back));
                (first, first.saturating_add(Span::new().days(6)))
            }
            Self::Month => (day.first_of_month(), day.last_of_month()),
        }
    }
}

/// The words of a bulletin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulletinText {
    /// Title, 1 to 60 characters.
    #[schema(min_length = 1, max_length = 60, example = "关于2026年第48周接诉即办情况的通报")]
    pub title: String,
    /// 发文字号, if it has one: 青河办发〔2026〕48号.
    #[serde(default)]
    #[schema(max_length = 120, example = "青河办发〔2026〕48号")]
    pub number: String,
    /// 主送: to whom.
    #[serde(default)]
    #[schema(max_length = 120, example = "各社区、各科室")]
    pub to: String,
    /// 总体情况; an empty line parts paragraphs.
    #[serde(default)]
    #[schema(max_length = 4_000)]
    pub summary: String,
    /// 存在问题.
    #[serde(default)]
    #[schema(max_length = 4_000)]
    pub problems: String,
    /// 工作要求.
    #[serde(default)]
    #[schema(max_length = 4_000)]
    pub demands: String,
}

/// What is wrong with the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    /// Missing, too long, or more than a line where one is meant.
    Wrong(&'static str),
    /// A telephone or an identity number stands in it.
    Personal(&'static str),
}

impl BulletinText {
    /// Whether these words may go out.
    ///
    /// # Errors
    /// The first field that may not.
    pub fn check(&self) -> Result<(), TextFault> {
        let fields = [
            ("title", &self.title, TITLE, true),
            ("number", &self.number, SHORT, true),
            ("to", &self.to, SHORT, true),
            ("summary", &self.summary, TEXT, false),
            ("problems", &self.problems, TEXT, false),
            ("demands", &self.demands, TEXT, false),
        ];
        if self.title.trim().is_empty() {
            return Err(TextFault::Wrong("title"));
        }
        if !self.number.trim().is_empty() && Number::read(&self.number).is_none() {
            return Err(TextFault::Wrong("number"));
        }
        for (field, text, most, line) in fields {
            let control = |c: char| c.is_control() && (line || c != '\n');
            if text.chars().count() > most || text.chars().any(control) {
                return Err(TextFault::Wrong(field));
            }
            if personal::starred(text, &[] as &[&str], Stays::Part).is_some() {
                return Err(TextFault::Personal(field));
            }
        }
        Ok(())
    }
}

/// A unit in the table of a bulletin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BulletinLine {
    /// The unit.
    pub unit: UnitId,
    /// As it was called then.
    pub name: String,
    /// Its place, from 1; none if nothing was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u16>,
    /// Its figures.
    pub figures: Figures,
}

/// A matter that nobody had answered in time when the bulletin was drawn up. Nobody whose identity is sealed 封存 is behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unanswered {
    /// Its public number.
    pub number: String,
    /// Name of its category.
    pub category: String,
    /// Name of the unit that leads.
    pub unit: String,
    /// Since when it is overdue: the last day.
    #[schema(value_type = String, format = Date)]
    pub due: Date,
}

/// Where a bulletin stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulletinState {
    /// 草稿.
    Draft,
    /// 已印发.
    Issued,
    /// 已撤回.
    Withdrawn,
}

crate::codes! { BulletinState:
    BulletinState::Draft => "draft",
    BulletinState::Issued => "issued",
    BulletinState::Withdrawn => "withdrawn",
}

/// 印发.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BulletinIssued)]
pub struct Issued {
    /// By whom.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// A bulletin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Bulletin {
    /// Where it stands.
    pub state: BulletinState,
    /// How long a period.
    pub span: BulletinSpan,
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    /// The unit that issues it.
    pub unit: UnitId,
    /// Only what lies in these divisions and below counts; the whole area if none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub divisions: Vec<DivisionId>,
    /// The words.
    pub text: BulletinText,
    /// When the figures were taken.
    pub drawn: Timestamp,
    /// Who changed it last.
    pub by: AccountId,
    /// The units, best first.
    pub lines: Vec<BulletinLine>,
    /// All units together.
    pub total: Figures,
    /// 超期未办结, those due first first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unanswered: Vec<Unanswered>,
    /// As many more are overdue that are not listed: they are sealed 封存, or whoever reads does not see them.
    #[serde(default, skip_serializing_if = "is_none")]
    pub unlisted: u32,
    /// Who issued it, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<Issued>,
    /// Why it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<String>,
}

/// Why a bulletin does not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulletinRefusal {
    /// It was issued: it is withdrawn, and another drawn up.
    Issued,
    /// Only what was issued is withdrawn.
    NotIssued,
    /// Its period is not over.
    NotOver,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_none(n: &u32) -> bool {
    *n == 0
}

impl Bulletin {
    /// What is overdue, as somebody reads it: of what `shown` does not let through it is only told how many there are.
    #[must_use]
    pub fn listing(mut self, shown: impl Fn(&Unanswered) -> bool) -> Self {
        let all = self.unanswered.len();
        self.unanswered.retain(shown);
        let left = u32::try_from(all - self.unanswered.len()).unwrap_or(u32::MAX);
        self.unlisted = self.unlisted.saturating_add(left);
        self
    }

    /// How many are overdue, listed or not.
    pub fn overdue(&self) -> usize {
        self.unanswered.len().saturating_add(usize::try_from(self.unlisted).unwrap_or(usize::MAX))
    }

    /// With other words, or other figures: `changed` says which.
    ///
    /// # Errors
    /// It is no draft.
    pub fn changed(mut self, change: impl FnOnce(&mut Self)) -> Result<Self, BulletinRefusal> {
        if self.state != BulletinState::Draft {
            return Err(BulletinRefusal::Issued);
        }
        change(&mut self);
        Ok(self)
    }

    /// 印发.
    ///
    /// # Errors
    /// It is no draft; its last day is not over, so that its figures are none of it.
    pub fn issue(
        mut self,
        by: AccountId,
        today: Date,
        now: Timestamp,
    ) -> Result<Self, BulletinRefusal> {
        if self.state != BulletinState::Draft {
            return Err(BulletinRefusal::Issued);
        }
        // A day's bulletin is read in the evening of that day; nobody issues one about tomorrow.
        if self.to > today {
            return Err(BulletinRefusal::NotOver);
        }
        self.state = BulletinState::Issued;
        self.issued = Some(Issued { by, at: now });
        Ok(self)
    }

    /// 撤回: it stays, and says that it no longer holds.
    ///
    /// # Errors
    /// It was not issued.
    pub fn withdraw(mut self, reason: String) -> Result<Self, BulletinRefusal> {
        if self.state != BulletinState::Issued {
            return Err(BulletinRefusal::NotIssued);
        }
        self.state = BulletinState::Withdrawn;
        self.withdrawn = Some(reason);
        Ok(self)
    }
}

/// Ranks units by the deadlines they kept 按时办结率, after exclusions. Equals share a place; units of which nothing was due
/// stand last, without one; units of which no number is shown are left out.
pub fn ranked(mut lines: Vec<BulletinLine>) -> Vec<BulletinLine> {
    lines.retain(|BulletinLine { figures, .. }| {
        figures.signed_in != 0 || Figure::ALL.iter().any(|figure| figure.of(figures) != 0)
    });
    // Hundredths of a percent, so that what is printed alike is alike.
    let kept = |line: &BulletinLine| {
        let rate = line.figures.rates_after_exclusions().on_time;
        rate.map(|rate| (rate * 100.0).round() as i64)
    };
    lines.sort_by(|one, other| kept(other).cmp(&kept(one)).then_with(|| one.name.cmp(&other.name)));
    let mut last: Option<(i64, u16)> = None;
    for (place, line) in (1..).zip(&mut lines) {
        line.rank = kept(line).map(|kept| match last {
            Some((before, rank)) if before == kept => rank,
            _ => place,
        });
        last = kept(line).zip(line.rank);
    }
    lines
}
