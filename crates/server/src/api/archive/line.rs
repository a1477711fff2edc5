//! A matter in a transfer list.

use huisheng_domain::matter::{EndingKind, Kind, Matter};
use huisheng_domain::procedure::{RetentionClass, Wording};
use huisheng_store::Book;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::named::unit_name;
use crate::naming;
use crate::table::writer::Value;

/// An archived matter.
#[derive(Serialize, ToSchema)]
pub(super) struct ArchivedLine {
    /// Public number.
    #[schema(example = "990101202611220000127")]
    pub number: String,
    /// Title; empty where it was erased.
    pub title: String,
    /// Kind.
    pub kind: Kind,
    /// The procedure it began with.
    pub procedure: Wording,
    /// The office that answered it.
    pub unit: Option<String>,
    /// When it was said.
    #[schema(value_type = String, format = Date)]
    pub received: Date,
    /// When it ended.
    #[schema(value_type = Option<String>, format = Date)]
    pub ended: Option<Date>,
    /// How.
    pub ending: Option<EndingKind>,
    /// When it was archived.
    #[schema(value_type = String, format = Date)]
    pub archived: Date,
    /// How long its file is kept.
    pub retention: RetentionClass,
    /// Steps of its history.
    pub steps: u32,
    /// SHA-256 of its last step, over all before; it stands in the file as well.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub head: String,
}

impl ArchivedLine {
    /// None of a matter that is not archived.
    pub fn of(matter: &Matter, title: String, head: &[u8; 32], book: &Book) -> Option<Self> {
        let zone = book.zone(matter);
        let day = |at: jiff::Timestamp| at.to_zoned(zone.clone()).date();
        let procedure = book.procedure(&matter.procedure.1)?;
        let result = matter.result.as_ref();
        let share = result.and_then(|result| matter.assignment(result.assignment));
        let unit = share.or_else(|| matter.lead()).map(|share| unit_name(book, share.unit));
        let ending = matter.ending.as_ref();
        Some(Self {
            number: matter.number.clone(),
            title,
            kind: matter.kind,
            procedure: procedure.name.clone(),
            unit,
            received: day(matter.received),
            ended: ending.map(|ending| day(ending.at)),
            ending: ending.map(|ending| ending.kind),
            archived: day(matter.archived?),
            retention: matter.retention_class(procedure),
            steps: matter.version,
            head: hex::encode(head),
        })
    }

    /// The heads of the columns.
    pub const HEADER: [&str; 13] = [
        "序号",
        "编号",
        "题名",
        "类型",
        "办理规程",
        "承办单位",
        "收到日期",
        "结束日期",
        "结束方式",
        "归档日期",
        "保管期限",
        "步骤数",
        "历史校验值（SHA-256）",
    ];

    /// A row of the sheet.
    pub fn cells(&self, nth: i64) -> [Value<'_>; 13] {
        let ending = self.ending.map(|ending| naming::of(naming::ENDINGS, ending.code()));
        [
            Value::Integer(nth),
            self.number.as_str().into(),
            self.title.as_str().into(),
            naming::of(naming::KINDS, self.kind.code()).into(),
            self.procedure.zh.as_str().into(),
            self.unit.as_deref().unwrap_or_default().into(),
            Value::Date(self.received),
            self.ended.map_or(Value::Empty, Value::Date),
            ending.unwrap_or_default().into(),
            Value::Date(self.archived),
            naming::of(naming::RETENTION, self.retention.code()).into(),
            Value::Integer(i64::from(self.steps)),
            self.head.as_str().into(),
        ]
    }
}
