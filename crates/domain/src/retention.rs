//! 保存期限: how long each kind of record is kept, from when, and what happens then.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

#[cfg(test)]
mod tests;

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RetentionRecord)]
pub enum Record {
    /// 姓名和联系方式.
    Contact,
    /// 诉求文字和附件.
    Words,
    /// 办理经过.
    History,
    /// 审计留痕.
    Trail,
    /// 影响评估、泄露事件.
    Assessment,
    /// Uploads that nobody named.
    Upload,
    /// Answers kept for a retry.
    Answer,
    /// One-time codes.
    OneTimeCode,
    /// Failed tries to sign in.
    SignInTry,
    /// Sessions.
    Session,
    /// 消息.
    Notification,
    /// 来电.
    Call,
    /// 值班表.
    Shift,
    /// 交接班记录.
    HandOver,
    /// 导出申请.
    Extract,
    /// 通报.
    Bulletin,
    /// 知识库.
    Knowledge,
    /// 通知公告.
    Notice,
}

crate::codes! { Record:
    Record::Contact => "contact",
    Record::Words => "words",
    Record::History => "history",
    Record::Trail => "trail",
    Record::Assessment => "assessment",
    Record::Upload => "upload",
    Record::Answer => "answer",
    Record::OneTimeCode => "one_time_code",
    Record::SignInTry => "sign_in_try",
    Record::Session => "session",
    Record::Notification => "notification",
    Record::Call => "call",
    Record::Shift => "shift",
    Record::HandOver => "hand_over",
    Record::Extract => "extract",
    Record::Bulletin => "bulletin",
    Record::Knowledge => "knowledge",
    Record::Notice => "notice",
}

/// From when it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RetentionFrom)]
pub enum From {
    /// The matter was received.
    Received,
    /// The matter ended.
    Ended,
    /// It was written.
    Written,
    /// It was last used.
    Used,
}

/// What happens then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RetentionThen)]
pub enum Then {
    /// 删除.
    Delete,
    /// 匿名化: what tells of a person goes, the rest stays.
    Anonymise,
    /// 归档: it is kept as the law on archives says.
    Archive,
}

/// A length of time: `24h`, `30d`, `6mo`, `10y`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Keep {
    amount: u16,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Minute,
    Hour,
    Day,
    Month,
    Year,
}

impl Unit {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Minute, "min"),
        (Self::Hour, "h"),
        (Self::Day, "d"),
        (Self::Month, "mo"),
        (Self::Year, "y"),
    ];
}

/// The text is not a length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a time to keep is 1 to 999 followed by min, h, d, mo or y, like 10y")]
pub struct InvalidKeep;

impl FromStr for Keep {
    type Err = InvalidKeep;

    fn from_str(text: &str) -> Result<Self, InvalidKeep> {
        let (amount, unit) =
            text.split_at(text.find(|c: char| !c.is_ascii_digit()).ok_or(InvalidKeep)?);
        let unit = Unit::ALL.iter().find(|(_, code)| *code == unit).ok_or(InvalidKeep)?.0;
        let amount = amount.parse().ok().filter(|amount| (1..1000).contains(amount));
        Ok(Self { amount: amount.ok_or(InvalidKeep)?, unit })
    }
}

impl TryFrom<String> for Keep {
    type Error = InvalidKeep;

    fn try_from(text: String) -> Result<Self, InvalidKeep> {
        text.parse()
    }
}

impl fmt::Display for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code =
            Unit::ALL.iter().find(|(unit, _)| *unit == self.unit).map_or("", |(_, code)| code);
        write!(f, "{}{code}", self.amount)
    }
}

impl std::convert::From<Keep> for String {
    fn from(keep: Keep) -> Self {
        keep.to_string()
    }
}

impl Keep {
    /// So many years.
    pub const fn years(amount: u16) -> Self {
        Self { amount, unit: Unit::Year }
    }

    /// So many hours.
    pub const fn hours(amount: u16) -> Self {
        Self { amount, unit: Unit::Hour }
    }

    /// What is older than this at `now` was kept long enough.
    pub fn before(&self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        let amount = i64::from(self.amount);
        let span = match self.unit {
            Unit::Minute => amount.minutes(),
            Unit::Hour => amount.hours(),
            Unit::Day => amount.days(),
            Unit::Month => amount.months(),
            Unit::Year => amount.years(),
        };
        now.to_zoned(zone.clone()).checked_sub(span).map_or(Timestamp::MIN, |then| then.timestamp())
    }
}

/// One kind of record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RetentionRule)]
pub struct Rule {
    /// Which.
    pub record: Record,
    /// What it is called in Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// From when it is kept.
    pub from: From,
    /// How long; none: for good, or as long as the law on archives says.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "1y")]
    pub keep: Option<Keep>,
    /// What happens then.
    pub then: Then,
    /// The law it follows.
    pub basis: String,
}

/// The whole schedule, one rule for each kind of record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule(Vec<Rule>);

/// Until a matter can be reopened and rated no more, its reporter has to be reached.
const LEAST: Keep = Keep { amount: 90, unit: Unit::Day };

/// Why a schedule cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidSchedule {
    /// Kept for less than the office needs it.
    #[error("at least 90 days: until a matter can be reopened and rated no more")]
    TooShort,
    /// The words of a matter go before the person does.
    #[error("not shorter than name and telephone are kept")]
    WordsFirst,
}

impl Schedule {
    /// The schedule that comes with the house.
    pub fn shipped() -> &'static Self {
        static READ: LazyLock<Schedule> = LazyLock::new(|| {
            #[derive(Deserialize)]
            struct File {
                rules: Vec<Rule>,
            }
            // A test reads the same text.
            let read = toml::from_str::<File>(include_str!("../data/retention.toml"));
            Schedule(read.map(|file| file.rules).unwrap_or_default())
        });
        &READ
    }

    /// As an installation has it: other lengths for what may have another.
    ///
    /// # Errors
    /// One is too short.
    pub fn with(&self, kept: &[(Record, Keep)]) -> Result<Self, InvalidSchedule> {
        let mut rules = self.0.clone();
        for (record, keep) in kept {
            for rule in rules.iter_mut().filter(|rule| rule.record == *record) {
                rule.keep = Some(*keep);
            }
        }
        let made = Self(rules);
        let kept = |record| {
            made.keep(record).map(|keep| keep.before(Timestamp::UNIX_EPOCH, &TimeZone::UTC))
        };
        let least = LEAST.before(Timestamp::UNIX_EPOCH, &TimeZone::UTC);
        let (contact, words) = (kept(Record::Contact), kept(Record::Words));
        if contact.is_some_and(|contact| contact > least) {
            return Err(InvalidSchedule::TooShort);
        }
        if words.is_some_and(|words| contact.is_none_or(|contact| words > contact)) {
            return Err(InvalidSchedule::WordsFirst);
        }
        Ok(made)
    }

    /// The rules.
    pub fn rules(&self) -> &[Rule] {
        &self.0
    }

    /// How long such a record is kept; none: for good.
    pub fn keep(&self, record: Record) -> Option<Keep> {
        self.0.iter().find(|rule| rule.record == record).and_then(|rule| rule.keep)
    }
}
