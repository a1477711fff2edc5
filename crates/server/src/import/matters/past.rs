//! A row as a past matter.

use std::collections::HashMap;

use huisheng_domain::id::{CategoryId, DivisionId};
use huisheng_domain::matter::{Channel, EARLIEST, ImportedResult, Kind};
use huisheng_domain::personal::{Stays, starred};
use huisheng_store::Book;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::super::Options;
use super::super::cells::Cells;
use super::super::datum;
use super::super::entry::field;
use super::super::known::Known;
use super::super::names::{channel, kind};
use super::super::report::BadRow;
use crate::table::value;
use crate::table::{Columns, Row};

/// Columns of ledgers of matters.
pub const COLUMNS: Columns = Columns(&[
    field(
        "number",
        &[
            "留言编号",
            "工单编号",
            "工单号",
            "诉求编号",
            "事项编号",
            "编号",
            "受理编号",
            "case_enquiry_id",
            "service_request_id",
            "service_request_number",
            "id",
        ],
        false,
    ),
    field("title", &["留言主题", "标题", "主题", "诉求标题", "事项名称"], false),
    field(
        "text",
        &["留言详情", "诉求内容", "内容", "详情", "问题描述", "反映内容", "description"],
        false,
    ),
    field(
        "received",
        &[
            "留言时间",
            "受理时间",
            "来电时间",
            "登记时间",
            "上报时间",
            "诉求时间",
            "open_dt",
            "requested_datetime",
            "creation_date",
        ],
        true,
    ),
    field(
        "result",
        &["答复意见", "办理结果", "答复内容", "处理结果", "回复内容", "status_notes"],
        false,
    ),
    field(
        "replied",
        &["答复时间", "办结时间", "回复时间", "完成时间", "closed_dt", "completion_date"],
        false,
    ),
    field(
        "due",
        &["截止时间", "截止日期", "要求办结时间", "办结期限", "target_dt", "expected_datetime"],
        false,
    ),
    field("category", &["分类", "事项分类", "一级标签", "问题分类", "诉求分类", "类别"], false),
    field("division", &["属地", "所属区划", "街道", "社区", "所属街道", "所属社区"], false),
    field("address", &["地址", "地点", "发生地址", "详细地址", "事发地点"], false),
    field("longitude", &["经度", "lng", "lon", "long"], false),
    field("latitude", &["纬度", "lat"], false),
    datum::FIELD,
    field("user", &["留言用户", "诉求人", "姓名", "来电人", "联系人", "反映人", "name"], false),
    field(
        "phone",
        &["联系电话", "电话", "手机", "手机号", "联系方式", "来电号码", "诉求人电话"],
        false,
    ),
    field("channel", &["渠道", "来源", "诉求来源", "来源渠道", "source"], false),
    field("kind", &["诉求类型", "事项类型", "工单类型"], false),
    field("status", &["状态", "办理状态", "工单状态", "case_status"], false),
]);

/// What a row says, checked.
#[derive(Clone, Debug)]
pub struct Past {
    /// Its line in the file.
    pub line: u64,
    /// The number there; made of what the row says where the ledger has none.
    pub number: String,
    /// The ledger has numbers.
    pub(super) numbered: bool,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) received: Timestamp,
    pub(super) result: Option<ImportedResult>,
    pub(super) due: Option<Timestamp>,
    pub(super) category: Option<CategoryId>,
    pub(super) division: Option<DivisionId>,
    pub(super) address: Option<String>,
    pub(super) point: Option<[f64; 2]>,
    pub(super) user: Option<String>,
    /// How to reach the person: kept beside the history, never in words.
    pub(super) contact: Option<String>,
    /// Words of a reply without a time.
    pub(super) remark: Option<String>,
    pub(super) channel: Channel,
    pub(super) kind: Kind,
    /// Oddities, as stable codes.
    pub flags: Vec<&'static str>,
}

/// Characters of a title made from the text.
const TITLE: usize = 30;

/// The number of a row in a ledger without numbers: the same words at the same time and place have the same. What is personal goes
/// into it as it is shown, starred: numbers are seen by everybody, and a telephone could be tried out.
fn made_number(received: Timestamp, title: &str, text: &str, address: &str) -> String {
    let mut hash = Sha256::new().chain_update(received.to_string());
    for part in [title, text, address] {
        let shown = starred(part, &[""; 0], Stays::Part);
        let shown = shown.as_deref().unwrap_or(part);
        hash.update(shown.len().to_be_bytes());
        hash.update(shown);
    }
    format!("R{}", hex::encode(&hash.finalize()[..8]))
}

/// Numbers of the rows so far.
#[derive(Default)]
pub(super) struct Numbers(HashMap<String, u32>);

impl Numbers {
    /// Whether the row is a matter of its own. In a ledger without numbers two rows that say the same are two matters.
    pub(super) fn take(&mut self, past: &mut Past) -> bool {
        let count = self.0.entry(past.number.clone()).or_default();
        *count += 1;
        if *count > 1 && !past.numbered {
            past.number = format!("{}-{count}", past.number);
            return true;
        }
        *count == 1
    }
}

/// Reads rows by the lists of the day.
pub(super) struct Reader<'a> {
    options: &'a Options,
    now: Timestamp,
    categories: Known<huisheng_domain::id::Category>,
    divisions: Known<huisheng_domain::id::Division>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(book: &Book, options: &'a Options, now: Timestamp) -> Self {
        let mut categories = Known::new("分类", "category");
        for one in book.categories.iter() {
            categories.add(Some(one.code.clone()), &one.name, one.id);
        }
        let mut divisions = Known::new("区划", "division");
        for one in book.divisions.iter() {
            divisions.add(one.code.map(|code| code.to_string()), &one.name, one.id);
        }
        Self { options, now, categories, divisions }
    }

    pub(super) fn read(&self, row: &Row) -> Result<Past, BadRow> {
        let cell = Cells(row);
        let mut flags = Vec::new();
        let text = cell.text("text")?.unwrap_or_default();
        let title = match cell.text("title")? {
            Some(title) => title.to_owned(),
            None => text.chars().take(TITLE).collect(),
        };
        if title.trim().is_empty() {
            return Err(cell.bad(
                "title",
                "missing",
                "标题和内容至少填一项",
                "write a title or a text",
            ));
        }
        let need = || ("missing", "必填；请补上", "must be filled in; please add it");
        let numbered = cell.has("number");
        let number = cell.text("number")?;
        if numbered && number.is_none() {
            let (code, zh, en) = need();
            return Err(cell.bad("number", code, zh, en));
        }
        let received = self.instant(&cell, "received")?.ok_or_else(|| {
            let (code, zh, en) = need();
            cell.bad("received", code, zh, en)
        })?;
        if received < EARLIEST {
            return Err(cell.bad(
                "received",
                "too_early",
                "时间早于 1970-01-02；请核对年份",
                "the time is earlier than 1970-01-02; check the year",
            ));
        }
        let replied = self.instant(&cell, "replied")?;
        for (key, at) in [("received", Some(received)), ("replied", replied)] {
            if at.is_some_and(|at| at > self.now) {
                return Err(cell.bad(
                    key,
                    "in_the_future",
                    "时间晚于现在（或 --as-of）；请核对年月日",
                    "the time is later than now, or than --as-of; check the date",
                ));
            }
        }
        let words = cell.text("result")?;
        let status = cell.text("status")?;
        let result = replied
            .map(|at| ImportedResult { at, text: words.or(status).unwrap_or_default().to_owned() });
        let remark = words.filter(|_| replied.is_none()).map(str::to_owned);
        if remark.is_some() {
            flags.push("reply_without_time");
        }
        if replied.is_some_and(|at| at < received) {
            flags.push("closed_before_opened");
        }
        let closed = status.map(|status| {
            ["closed", "completed", "已办结", "办结", "已完成", "已答复"]
                .contains(&status.to_lowercase().as_str())
        });
        if closed == Some(true) && replied.is_none() {
            flags.push("closed_without_time");
        }
        let due = self.instant(&cell, "due")?;
        if due.is_some_and(|due| due <= received) {
            flags.push("due_before_received");
        }
        let category = cell.text("category")?.map(|text| self.categories.any(text));
        if category == Some(None) {
            flags.push("category_unknown");
        }
        let division = cell.text("division")?.map(|text| self.divisions.any(text));
        if division == Some(None) {
            flags.push("division_unknown");
        }
        let user = cell.text("user")?.map(str::to_owned);
        if user.is_none() && cell.has("user") {
            flags.push("no_user");
        }
        // A ledger that hides the number still tells of the matter.
        let contact = match cell.read("phone", value::phones) {
            Ok(phones) => {
                phones.map(|phones| phones.join("、")).filter(|phones| !phones.is_empty())
            }
            Err(_) => {
                flags.push("phone_unreadable");
                None
            }
        };
        let kind = cell.text("kind")?.map(kind);
        if kind == Some(None) {
            flags.push("kind_unknown");
        }
        let channel = cell.text("channel")?.map(channel);
        if channel == Some(None) {
            flags.push("channel_unknown");
        }
        let address = cell.text("address")?;
        let made = || made_number(received, &title, text, address.unwrap_or_default());
        Ok(Past {
            line: row.line,
            contact,
            remark,
            number: number.map_or_else(made, str::to_owned),
            numbered,
            title,
            text: text.to_owned(),
            received,
            result,
            due,
            category: category.flatten(),
            division: division.flatten(),
            address: address.map(str::to_owned),
            point: self.point(&cell, &mut flags)?,
            user,
            channel: channel.flatten().unwrap_or(Channel::Web),
            kind: kind.flatten().unwrap_or(Kind::Request),
            flags,
        })
    }

    fn instant(&self, cell: &Cells<'_>, key: &str) -> Result<Option<Timestamp>, BadRow> {
        cell.read(key, |key, text| value::instant(key, text, &self.options.zone))
            .map(|found| found.map(|moment| moment.at))
    }

    /// A place nobody entered is often kept as 0, 0.
    fn point(
        &self,
        cell: &Cells<'_>,
        flags: &mut Vec<&'static str>,
    ) -> Result<Option<[f64; 2]>, BadRow> {
        let lon = cell.read("longitude", value::longitude)?;
        let lat = cell.read("latitude", value::latitude)?;
        match (lon, lat) {
            (Some(lon), Some(lat)) if lon == 0.0 && lat == 0.0 => {
                flags.push("point_zero");
                Ok(None)
            }
            (Some(lon), Some(lat)) => {
                let refused = |(field, code, zh, en)| cell.bad(field, code, zh, en);
                let datum = datum::named(cell.text("datum")?).map_err(refused)?;
                let point = datum::point(lon, lat, datum).map_err(refused)?;
                Ok(Some([point.lon(), point.lat()]))
            }
            _ => Ok(None),
        }
    }
}
