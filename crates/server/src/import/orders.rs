//! Orders of a platform above, as the rows of the sheets it gives out.

use huisheng_domain::id::CategoryId;
use huisheng_domain::matter::{EARLIEST, Kind, Solved};
use huisheng_domain::personal::is_starred;
use huisheng_domain::upstream::{LONGEST, OrderField, Source};
use huisheng_store::Book;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::cells::Cells;
use super::entry::field;
use super::known::Known;
use super::names::kind;
use super::report::BadRow;
use crate::table::{ColumnMap, Columns, Row, value};

/// Columns of the sheets that platforms give out, by the names they are usually called.
pub const COLUMNS: Columns = Columns(&[
    field(
        OrderField::Number.code(),
        &["工单编号", "工单号", "诉求编号", "受理编号", "任务号", "案件编号", "派单编号", "编号"],
        true,
    ),
    field(
        OrderField::Received.code(),
        &["受理时间", "来电时间", "登记时间", "上报时间", "诉求时间", "派单时间", "创建时间"],
        false,
    ),
    field(
        OrderField::Due.code(),
        &[
            "截止时间",
            "办理时限",
            "处置截止时间",
            "要求办结时间",
            "办结期限",
            "到期时间",
            "截止日期",
        ],
        false,
    ),
    field(
        OrderField::State.code(),
        &["工单状态", "办理状态", "状态", "当前环节", "处理状态"],
        false,
    ),
    field(OrderField::Title.code(), &["诉求标题", "工单标题", "标题", "主题", "事项名称"], false),
    field(
        OrderField::Text.code(),
        &["诉求内容", "工单内容", "问题描述", "反映内容", "主要内容", "内容", "详情"],
        false,
    ),
    field(
        OrderField::More.code(),
        &["补充内容", "补充说明", "催办内容", "催办信息", "回访意见", "督办意见"],
        false,
    ),
    field(
        OrderField::Address.code(),
        &["事发地址", "诉求地址", "详细地址", "发生地址", "问题地点", "地址", "地点"],
        false,
    ),
    field(OrderField::Name.code(), &["诉求人", "来电人", "联系人", "反映人", "姓名"], false),
    field(
        OrderField::Phone.code(),
        &["联系电话", "来电号码", "联系方式", "手机号", "手机号码", "电话"],
        false,
    ),
    field(
        OrderField::Confidential.code(),
        &["是否保密", "保密", "个人信息保密", "是否匿名", "隐私保护"],
        false,
    ),
    field(
        OrderField::Category.code(),
        &["诉求分类", "问题分类", "事项分类", "问题类型", "分类", "类别"],
        false,
    ),
    field(OrderField::Kind.code(), &["诉求类型", "工单类型", "事项类型"], false),
    field(OrderField::Solved.code(), &["是否解决", "解决情况", "回访结果", "是否已解决"], false),
    field(
        OrderField::Satisfaction.code(),
        &["满意度", "满意情况", "是否满意", "满意程度", "评价结果"],
        false,
    ),
]);

/// Fields that hold what somebody said or wrote.
pub const WORDS: [&str; 2] = [OrderField::Text.code(), OrderField::More.code()];
/// Characters of a title made of the text.
const TITLE: usize = 30;
/// What a row says, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Its line in the sheet.
    pub line: u64,
    /// The number there.
    pub number: String,
    /// When it was said.
    pub received: Option<Timestamp>,
    /// An exclusive end: a date alone is due when its day is over.
    pub due: Option<Timestamp>,
    /// Its state there.
    pub state: Option<String>,
    /// Title, or the beginning of the text.
    pub title: String,
    /// What was said; the title where there is nothing else.
    pub text: String,
    /// What was said there since.
    pub more: Option<String>,
    /// Where.
    pub address: Option<String>,
    /// Who, unless the sheet hides it.
    pub name: Option<String>,
    /// How to reach the person.
    pub phone: Option<String>,
    /// Not to be shown to whoever handles it.
    pub confidential: bool,
    /// Category, if it is one of ours.
    pub category: Option<CategoryId>,
    /// What sort.
    pub kind: Kind,
    /// Whether it is put right, as was heard there from the reporter.
    pub solved: Option<Solved>,
    /// How content the reporter is, 1..=5.
    pub satisfaction: Option<u8>,
    /// Oddities, as stable codes.
    pub flags: Vec<&'static str>,
}

/// Reads rows by the lists of the day.
pub struct Reader {
    zone: TimeZone,
    now: Timestamp,
    categories: Known<huisheng_domain::id::Category>,
}

impl Reader {
    /// Reads as of `now`.
    pub fn new(book: &Book, now: Timestamp) -> Self {
        let mut categories = Known::new("分类", "category");
        for one in book.categories.iter() {
            categories.add(Some(one.code.clone()), &one.name, one.id);
        }
        Self { zone: book.calendar.zone().clone(), now, categories }
    }

    /// Reads a row.
    ///
    /// # Errors
    /// What keeps it out, and what to do about it.
    pub fn read(&self, row: &Row) -> Result<Order, BadRow> {
        let cells = Cells(row);
        let mut flags = Vec::new();
        for (field, most) in LONGEST {
            let text = cells.text(field.code())?.unwrap_or_default();
            if text.chars().count() > most {
                return Err(cells.bad(
                    field.code(),
                    "too_long",
                    "内容过长；请核对列是否对应，或缩短后再导入",
                    "too long; check whether the column is the right one, or shorten it",
                ));
            }
        }
        let said = |field: OrderField| Ok(cells.text(field.code())?.map(str::to_owned));
        let number = said(OrderField::Number)?.ok_or_else(|| {
            cells.bad(
                OrderField::Number.code(),
                "missing",
                "必填；请补上",
                "must be filled in; please add it",
            )
        })?;
        let text = said(OrderField::Text)?.unwrap_or_default();
        let title = said(OrderField::Title)?.unwrap_or_else(|| {
            text.chars().take(TITLE).map(|c| if c == '\n' { ' ' } else { c }).collect()
        });
        if title.trim().is_empty() {
            return Err(cells.bad(
                OrderField::Title.code(),
                "missing",
                "标题和内容至少填一项；请核对列的对应",
                "neither a title nor a text; check which column is which",
            ));
        }
        let received = self.instant(&cells, OrderField::Received)?.map(|(at, _)| at);
        if received.is_some_and(|at| at > self.now || at < EARLIEST) {
            return Err(cells.bad(
                OrderField::Received.code(),
                "out_of_range",
                "受理时间晚于现在，或早于 1970 年；请核对年月日",
                "later than now, or before 1970; check the date",
            ));
        }
        let due = self.instant(&cells, OrderField::Due)?;
        let due = due.map(|(at, day)| if day { self.end_of_day(at) } else { at });
        if due.zip(received).is_some_and(|(due, received)| due <= received) {
            flags.push("due_before_received");
        }
        let category =
            cells.text(OrderField::Category.code())?.map(|text| self.categories.any(text));
        if category == Some(None) {
            flags.push("category_unknown");
        }
        let named = cells.text(OrderField::Kind.code())?.map(kind);
        if named == Some(None) {
            flags.push("kind_unknown");
        }
        let solved = cells.text(OrderField::Solved.code())?.map(solved);
        let satisfaction = cells.text(OrderField::Satisfaction.code())?.map(satisfaction);
        if solved == Some(None) || satisfaction == Some(None) {
            flags.push("rating_unknown");
        }
        // A sheet that hides the number still tells of the order.
        let phone = cells.read(OrderField::Phone.code(), value::phones).unwrap_or_else(|_| {
            flags.push("phone_unreadable");
            None
        });
        let name = said(OrderField::Name)?.filter(|name| !is_starred(name));
        Ok(Order {
            line: row.line,
            number,
            received,
            due,
            state: said(OrderField::State)?,
            text: if text.is_empty() { title.clone() } else { text },
            title,
            more: said(OrderField::More)?,
            address: said(OrderField::Address)?,
            name,
            phone: phone.map(|all| all.join("、")).filter(|phones| !phones.is_empty()),
            confidential: self.confidential(&cells)?,
            category: category.flatten(),
            kind: named.flatten().unwrap_or(Kind::Request),
            solved: solved.flatten(),
            satisfaction: satisfaction.flatten(),
            flags,
        })
    }

    fn instant(
        &self,
        cells: &Cells<'_>,
        field: OrderField,
    ) -> Result<Option<(Timestamp, bool)>, BadRow> {
        let read = |key: &str, text: &str| value::instant(key, text, &self.zone);
        Ok(cells.read(field.code(), read)?.map(|moment| (moment.at, moment.date_only)))
    }

    fn end_of_day(&self, at: Timestamp) -> Timestamp {
        let day = at.to_zoned(self.zone.clone());
        day.checked_add(1.day()).map_or(at, |next| next.timestamp())
    }

    /// Whatever is not clearly no: who asked for it in other words asked for it.
    fn confidential(&self, cells: &Cells<'_>) -> Result<bool, BadRow> {
        let said = cells.text(OrderField::Confidential.code())?;
        Ok(said.is_some_and(|said| {
            let open = ["不保密", "不匿名", "公开", "实名", "无需保密"].contains(&said);
            !open && value::boolean("", said).unwrap_or(true)
        }))
    }
}

/// 是否解决, in the words platforms use.
fn solved(said: &str) -> Option<Solved> {
    match said {
        "解决" | "已解决" | "是" | "已办结" => Some(Solved::Solved),
        "基本解决" | "部分解决" => Some(Solved::Basically),
        "未解决" | "没有解决" | "没解决" | "否" => Some(Solved::Not),
        _ => None,
    }
}

/// 满意程度: the five words of the field, or stars.
fn satisfaction(said: &str) -> Option<u8> {
    match said {
        "非常满意" | "很满意" | "5" => Some(5),
        "满意" | "4" | "是" => Some(4),
        "基本满意" | "一般" | "3" => Some(3),
        "不满意" | "2" | "否" => Some(2),
        "非常不满意" | "很不满意" | "1" => Some(1),
        _ => None,
    }
}

/// The columns of theirs by our fields, as they are kept for a platform.
pub fn columns_of(source: &Source) -> ColumnMap {
    let columns = source.columns.iter();
    columns.map(|(field, column)| (field.code().to_owned(), column.clone())).collect()
}
