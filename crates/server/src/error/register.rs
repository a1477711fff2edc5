//! Why an entry of the registers is refused.

use axum::http::StatusCode;

use super::{Problem, Text};

/// Stable codes of these.
pub(super) const CODES: &[&str] = &["register_personal"];

impl Problem {
    /// An identity number stands where people are told whom to ask.
    pub fn register_personal() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "register_personal", PERSONAL)
    }
}

const PERSONAL: Text = Text {
    zh: ("文字中有身份证号码", "登记簿只写数据的种类和人数，请删去号码；联系方式写单位和办公电话"),
    en: (
        "an identity number stands in the words",
        "leave it out: a register tells of kinds of data and of how many people; whom to ask is an office and its telephone",
    ),
};
