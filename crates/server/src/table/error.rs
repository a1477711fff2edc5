//! Why a table cannot be read, with what to do about it, in the reader's two languages.

use thiserror::Error;

use super::forbidden::Forbidden;

/// One message in both languages: the reason and the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

impl Words {
    pub(super) fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// The whole table is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.words().en)]
pub enum TableError {
    /// The file cannot be opened, unpacked or parsed.
    Unreadable { name: String, cause: String },
    /// Nothing in it.
    Empty { name: String },
    /// A file of another kind.
    OtherKind { name: String, found: &'static str },
    /// The text is in no encoding we read, or is damaged at this line.
    Encoding { name: String, line: u64 },
    /// One cell is longer than [`MAX_CELL`](super::cell::MAX_CELL): most likely a quote that is never closed.
    CellTooLong { line: u64 },
    /// A quote that is opened in the row at this line and never closed: all rows behind it are inside.
    OpenQuote { line: u64 },
    /// More cells than fit in memory.
    TooLarge { name: String, limit: usize },
    /// No sheet of that name.
    NoSheet { wanted: String, sheets: Vec<String> },
    /// Required columns are missing in the best header found; each with the names it may have.
    MissingColumns {
        missing: Vec<(&'static str, Vec<&'static str>)>,
        line: Option<u64>,
        found: Vec<String>,
    },
    /// The mapping names a column the header does not have.
    MappedColumnAbsent { key: String, column: String, found: Vec<String> },
    /// The mapping file is not `key = "column"`, or names a field that does not exist.
    BadMap { cause: String, keys: Vec<&'static str> },
    /// A column that would list people by group (DOMAIN §11, 个人信息保护法 art. 28).
    ForbiddenColumn { column: String, group: &'static Forbidden },
}

impl TableError {
    pub(super) fn unreadable(name: &str, cause: &dyn std::fmt::Display) -> Self {
        Self::Unreadable { name: name.to_owned(), cause: cause.to_string() }
    }

    /// A stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "table_unreadable",
            Self::Empty { .. } => "table_empty",
            Self::OtherKind { .. } => "table_other_kind",
            Self::Encoding { .. } => "table_encoding",
            Self::CellTooLong { .. } => "cell_too_long",
            Self::OpenQuote { .. } => "quote_open",
            Self::TooLarge { .. } => "table_too_large",
            Self::NoSheet { .. } => "sheet_missing",
            Self::MissingColumns { .. } => "columns_missing",
            Self::MappedColumnAbsent { .. } => "mapped_column_absent",
            Self::BadMap { .. } => "map_invalid",
            Self::ForbiddenColumn { .. } => "column_forbidden",
        }
    }

    /// Reason and remedy.
    pub fn words(&self) -> Words {
        match self {
            Self::Unreadable { name, cause } => Words::new(
                format!(
                    "读不了“{name}”：{cause}。请确认文件完整、未加密，并用 Excel 或 WPS 另存为 .xlsx 或 CSV UTF-8 后重试。"
                ),
                format!(
                    "cannot read \"{name}\": {cause}. Check that the file is whole and without a password; save it again as .xlsx or CSV UTF-8."
                ),
            ),
            Self::Empty { name } => Words::new(
                format!("“{name}”里没有内容。请确认选对了文件和工作表。"),
                format!("\"{name}\" is empty. Check that it is the right file and sheet."),
            ),
            Self::OtherKind { name, found } => Words::new(
                format!(
                    "“{name}”实际是 {found} 文件，不是表格。请用 Excel 或 WPS 打开原表，另存为 .xlsx 或 CSV UTF-8。"
                ),
                format!(
                    "\"{name}\" is really {found}, not a table. Open the ledger in Excel or WPS and save it as .xlsx or CSV UTF-8."
                ),
            ),
            Self::Encoding { name, line } => Words::new(
                format!(
                    "“{name}”第 {line} 行的文字既不是 UTF-8 也不是 GB18030，或已损坏。请另存为 CSV UTF-8。"
                ),
                format!(
                    "line {line} of \"{name}\" is neither UTF-8 nor GB18030, or is damaged. Save the file as CSV UTF-8."
                ),
            ),
            Self::CellTooLong { line } => Words::new(
                format!(
                    "第 {line} 行有一个单元格过长，多半是引号没有成对。请检查该行的英文双引号。"
                ),
                format!(
                    "a cell on line {line} is too long, most likely a quote that is never closed. Check the double quotes there."
                ),
            ),
            Self::OpenQuote { line } => Words::new(
                format!(
                    "第 {line} 行有一个英文双引号没有成对，其后各行都被当作同一单元格。请补上或删去这个引号。"
                ),
                format!(
                    "a double quote on line {line} is never closed: all lines behind it are read as one cell. Close it or take it out."
                ),
            ),
            Self::TooLarge { name, limit } => Words::new(
                format!("“{name}”超过 {limit} 个单元格。请拆成几个文件，或另存为 CSV UTF-8。"),
                format!(
                    "\"{name}\" has more than {limit} cells. Split it or save it as CSV UTF-8."
                ),
            ),
            Self::NoSheet { wanted, sheets } => Words::new(
                format!("没有名为“{wanted}”的工作表。现有：{}。", sheets.join("、")),
                format!("there is no sheet \"{wanted}\". Sheets: {}.", sheets.join(", ")),
            ),
            Self::MissingColumns { missing, line, found } => missing_columns(missing, *line, found),
            Self::MappedColumnAbsent { key, column, found } => Words::new(
                format!(
                    "映射文件把 {key} 指到“{column}”，但表头没有这一列。表头是：{}。请改映射文件或表头。",
                    found.join("、")
                ),
                format!(
                    "the mapping points {key} at \"{column}\", which the header does not have. Header: {}. Correct the mapping or the header.",
                    found.join(", ")
                ),
            ),
            Self::BadMap { cause, keys } => Words::new(
                format!(
                    "映射文件有误：{cause}。每行写 字段 = \"对方的列名\"；可用字段：{}。",
                    keys.join("、")
                ),
                format!(
                    "the mapping file is wrong: {cause}. Write one line per field, field = \"their column\"; fields: {}.",
                    keys.join(", ")
                ),
            ),
            Self::ForbiddenColumn { column, group } => group.words(column),
        }
    }
}

fn missing_columns(
    missing: &[(&'static str, Vec<&'static str>)],
    line: Option<u64>,
    found: &[String],
) -> Words {
    let list = |or: &str| {
        let one = |(key, names): &(&str, Vec<&str>)| format!("{key} ({})", names.join(or));
        missing.iter().map(one).collect::<Vec<_>>().join("; ")
    };
    let (at_zh, at_en) = match line {
        Some(line) => (format!("第 {line} 行的表头"), format!("the header on line {line}")),
        None => {
            ("前 20 行里没有找到表头，".to_owned(), "no header in the first 20 rows;".to_owned())
        }
    };
    Words::new(
        format!(
            "{at_zh}缺少必需的列：{}。已有：{}。请补上列，或指明对应的列名（命令行用 --map）。",
            list("／"),
            found.join("、")
        ),
        format!(
            "{at_en} lacks required columns: {}. It has: {}. Add them, or say which column is meant (--map on the command line).",
            list(" / "),
            found.join(", ")
        ),
    )
}
