//! Platforms above 上级平台: how the sheets they give out are read, and in which columns they want their answers.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::matter::Channel;

/// Characters of a name, and of the header of a column.
pub const NAME: usize = 60;
/// Columns of a sheet that goes back.
pub const COLUMNS: usize = 60;

/// What a row of an order says, by the column it stands in.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum OrderField {
    /// 工单编号, by which a row is known again.
    Number,
    /// 受理时间.
    Received,
    /// 截止时间.
    Due,
    /// 工单状态, in the words used there.
    State,
    /// 标题.
    Title,
    /// 内容.
    Text,
    /// 补充、催办: what was said there since.
    More,
    /// 地址.
    Address,
    /// 诉求人.
    Name,
    /// 联系电话.
    Phone,
    /// 保密.
    Confidential,
    /// 分类.
    Category,
    /// 诉求类型.
    Kind,
    /// 是否解决: what was heard there from the reporter.
    Solved,
    /// 满意程度, likewise.
    Satisfaction,
}

crate::codes! { OrderField:
    OrderField::Number => "number",
    OrderField::Received => "received",
    OrderField::Due => "due",
    OrderField::State => "state",
    OrderField::Title => "title",
    OrderField::Text => "text",
    OrderField::More => "more",
    OrderField::Address => "address",
    OrderField::Name => "name",
    OrderField::Phone => "phone",
    OrderField::Confidential => "confidential",
    OrderField::Category => "category",
    OrderField::Kind => "kind",
    OrderField::Solved => "solved",
    OrderField::Satisfaction => "satisfaction",
}

/// The longest that is taken in, in characters, as for a report that is typed.
pub const LONGEST: [(OrderField, usize); 9] = [
    (OrderField::Number, 100),
    (OrderField::Name, 100),
    (OrderField::Phone, 100),
    (OrderField::Category, 200),
    (OrderField::Title, 200),
    (OrderField::Address, 500),
    (OrderField::State, 60),
    (OrderField::Text, 10_000),
    (OrderField::More, 9_000),
];

/// Whether a text is longer than its field takes.
pub fn is_too_long(field: OrderField, text: &str) -> bool {
    let most = LONGEST.iter().find(|(one, _)| *one == field).map(|(_, most)| *most);
    most.is_some_and(|most| text.chars().count() > most)
}

/// What a column of the sheet that goes back holds. None names a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplyField {
    /// The number there.
    Number,
    /// Our number.
    OurNumber,
    /// 标题.
    Title,
    /// 主办单位.
    Unit,
    /// 签收时间.
    SignedIn,
    /// 联系诉求人时间.
    Contacted,
    /// 办理过程.
    Process,
    /// 办理结果.
    Result,
    /// 答复时间.
    Answered,
    /// 是否解决, as far as it was verified: 解决, 基本解决, 未解决.
    Solved,
    /// 办结方式.
    Ending,
    /// Left free, for their page wants the column.
    Blank,
}

/// One column of the sheet that goes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyColumn {
    /// Its header, as their page wants it.
    #[schema(example = "工单编号", min_length = 1, max_length = 60)]
    pub header: String,
    /// What stands below.
    pub holds: ReplyField,
}

/// A platform above 上级平台.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UpstreamSource)]
pub struct Source {
    /// What it is called; every order of it carries the name.
    #[schema(example = "市12345", min_length = 1, max_length = 60)]
    pub name: String,
    /// How its orders count as having come in.
    pub channel: Channel,
    /// The column of theirs that a field stands in; what is left out is found by its usual names.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>, example = json!({ "number": "工单编号", "due": "处置截止" }))]
    pub columns: BTreeMap<OrderField, String>,
    /// The sheet that goes back, column by column.
    #[serde(default)]
    #[schema(max_items = 60)]
    pub reply: Vec<ReplyColumn>,
}

/// What is wrong with a source, by the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{field} is not as it has to be")]
pub struct InvalidSource {
    /// `name`, `columns` or `reply`.
    pub field: &'static str,
}

impl Source {
    /// Whether it can be used.
    ///
    /// # Errors
    /// A blank or long name or header, a column of theirs named for two fields, a sheet back in which nobody would
    /// find the order, or one with a header twice.
    pub fn check(&self) -> Result<(), InvalidSource> {
        let invalid = |field| Err(InvalidSource { field });
        if !is_name(&self.name) {
            return invalid("name");
        }
        let named: BTreeSet<&String> = self.columns.values().collect();
        if named.len() != self.columns.len() || !self.columns.values().all(|name| is_name(name)) {
            return invalid("columns");
        }
        let headers: BTreeSet<&String> = self.reply.iter().map(|column| &column.header).collect();
        let found = self.reply.iter().any(|column| column.holds == ReplyField::Number);
        let fits = self.reply.len() <= COLUMNS && headers.len() == self.reply.len();
        if !fits
            || !headers.into_iter().all(|name| is_name(name))
            || !(self.reply.is_empty() || found)
        {
            return invalid("reply");
        }
        Ok(())
    }
}

/// A line of text that can be read.
pub(crate) fn is_name(text: &str) -> bool {
    text.trim() == text
        && !text.is_empty()
        && text.chars().count() <= NAME
        && !text.chars().any(char::is_control)
}
