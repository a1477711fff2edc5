//! Why a list with contact data is not asked for, decided or taken.

use axum::http::StatusCode;
use huisheng_domain::extract::ExtractRefusal;

use super::{Problem, Text};

/// The codes of these problems.
pub(super) const CODES: &[&str] = &[
    "extract_by_words",
    "extract_decided",
    "extract_empty",
    "extract_not_agreed",
    "extract_other_post",
    "extract_over",
    "extract_same_person",
    "extract_too_long",
];

const SAME_PERSON: Text = Text {
    zh: ("不能审批自己的导出申请", "请由本单位或上级单位的负责人、督办或领导审批"),
    en: (
        "nobody agrees to an export of one's own",
        "a head, supervisor or leader of the unit or above decides",
    ),
};
const DECIDED: Text = Text {
    zh: ("该导出申请已经审批过", "请刷新后查看结果"),
    en: ("this was decided already", "reload to see what was decided"),
};
const NOT_AGREED: Text = Text {
    zh: ("该导出申请还没有批准，或未获批准", "请等待审批；未获批准的，可说明理由重新申请"),
    en: ("nobody has agreed to it", "wait for the decision, or ask anew with a better reason"),
};
const OVER: Text = Text {
    zh: ("该导出申请已经过期", "请重新申请"),
    en: ("its time is over", "ask anew"),
};
const EMPTY: Text = Text {
    zh: ("这个清单里没有您可以导出的联系方式", "封存的、已退回的诉求不能导出；请放宽条件后再试"),
    en: (
        "there is no contact data in this list that you may take out",
        "who is sealed, or was given back, does not go out; try another filter",
    ),
};
const TOO_LONG: Text = Text {
    zh: ("这个清单太长，不能一次导出", "请用时间、区划、分类等条件缩小范围，分次导出"),
    en: (
        "this list is too long for one file",
        "narrow it by time, place or category and take it in parts",
    ),
};
const BY_WORDS: Text = Text {
    zh: (
        "按文字搜索的结果不能连同联系方式导出",
        "请清空搜索框，改用分类、区划、时间等条件；姓名不能用来搜人",
    ),
    en: (
        "what was found by words does not go out with contact data",
        "clear the search and use category, place or time; nobody is looked for by name",
    ),
};
const OTHER_POST: Text = Text {
    zh: ("这份清单是在另一个单位的岗位上申请的", "请先切换到申请时的岗位"),
    en: ("it was asked for in a post of another unit", "act in that post first"),
};

impl From<ExtractRefusal> for Problem {
    fn from(refusal: ExtractRefusal) -> Self {
        let (code, text) = match refusal {
            ExtractRefusal::SamePerson => ("extract_same_person", SAME_PERSON),
            ExtractRefusal::Decided => ("extract_decided", DECIDED),
            ExtractRefusal::NotAgreed => ("extract_not_agreed", NOT_AGREED),
            ExtractRefusal::Over => ("extract_over", OVER),
        };
        Self::new(StatusCode::CONFLICT, code, text)
    }
}

impl Problem {
    /// Nothing in the list may be taken out.
    pub fn extract_empty() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "extract_empty", EMPTY)
    }

    /// There is more in the list than goes out at once.
    pub fn extract_too_long() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "extract_too_long", TOO_LONG)
    }

    /// Contact data is not found by words.
    pub fn extract_by_words() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "extract_by_words", BY_WORDS).field("q")
    }

    /// It is for the post it was asked for in.
    pub fn extract_other_post() -> Self {
        Self::new(StatusCode::CONFLICT, "extract_other_post", OTHER_POST)
    }
}
