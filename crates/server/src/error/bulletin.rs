//! Why a bulletin is refused, in the words of who writes it.

use axum::http::StatusCode;
use huisheng_domain::bulletin::{BulletinRefusal, DAYS, TextFault};
use serde_json::json;

use super::{Problem, Text};

/// Stable codes of these.
pub(super) const CODES: &[&str] = &[
    "bulletin_issued",
    "bulletin_not_issued",
    "bulletin_not_over",
    "bulletin_personal",
    "bulletin_period",
];

impl From<BulletinRefusal> for Problem {
    fn from(refusal: BulletinRefusal) -> Self {
        let (code, text) = match refusal {
            BulletinRefusal::Issued => ("bulletin_issued", ISSUED),
            BulletinRefusal::NotIssued => ("bulletin_not_issued", NOT_ISSUED),
            BulletinRefusal::NotOver => ("bulletin_not_over", NOT_OVER),
        };
        Self::new(StatusCode::CONFLICT, code, text)
    }
}

impl From<TextFault> for Problem {
    fn from(fault: TextFault) -> Self {
        match fault {
            TextFault::Wrong(field) => Self::invalid(field),
            TextFault::Personal(field) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bulletin_personal", PERSONAL)
                    .field(field)
            }
        }
    }
}

impl Problem {
    /// Days that are no period of a bulletin.
    pub fn bulletin_period() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bulletin_period", PERIOD)
            .field("to")
            .facts(json!({ "max": DAYS }))
    }
}

const ISSUED: Text = Text {
    zh: ("通报已印发，不能再修改", "如有错误，请撤回后另行起草"),
    en: (
        "the bulletin was issued and does not change any more",
        "withdraw it, and draw up another",
    ),
};
const NOT_ISSUED: Text = Text {
    zh: ("通报没有印发，无需撤回", "草稿可以直接修改或删除"),
    en: ("the bulletin is not issued, so there is nothing to withdraw", "edit or remove the draft"),
};
const NOT_OVER: Text = Text {
    zh: ("通报的统计期还没有结束", "请在最后一天印发，印发前重新取数"),
    en: (
        "the period of the bulletin is not over",
        "issue it on its last day, with the figures taken anew",
    ),
};
const PERSONAL: Text = Text {
    zh: ("通报中有电话号码或证件号码", "通报不写居民的个人信息，请删去；事项用编号表示"),
    en: (
        "a telephone or an identity number stands in the bulletin",
        "leave it out: nothing in a bulletin tells of a resident; name matters by their numbers",
    ),
};
const PERIOD: Text = Text {
    zh: ("通报的起止日期不对", "最后一天不早于第一天，最多 92 天"),
    en: (
        "these days are no period of a bulletin",
        "the last day does not lie before the first; 92 days at most",
    ),
};
