//! Why a post is refused, in the words of who grants it.

use axum::http::StatusCode;
use huisheng_domain::post::{LONGEST, PLACES, PostRefusal, TITLE};
use serde_json::json;

use super::{Problem, Text};

/// Stable codes of these.
pub(super) const CODES: &[&str] = &[
    "post_empty",
    "post_ends_before_begins",
    "post_overlaps",
    "posts_apart",
    "stand_in_oneself",
    "stand_in_of_stand_in",
    "stand_in_out_of_line",
    "stand_in_out_of_term",
    "stand_in_too_long",
];

impl From<PostRefusal> for Problem {
    fn from(refusal: PostRefusal) -> Self {
        let unprocessable = |code, text| Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, text);
        match refusal {
            PostRefusal::Empty => unprocessable("post_empty", EMPTY).field("roles"),
            PostRefusal::Title => Self::invalid("title").facts(json!({ "max": TITLE })),
            PostRefusal::Places => Self::invalid("places").facts(json!({ "max": PLACES })),
            PostRefusal::EndsBeforeBegins => {
                unprocessable("post_ends_before_begins", ENDS_BEFORE_BEGINS).field("ends")
            }
            PostRefusal::Apart => unprocessable("posts_apart", APART).field("roles"),
            PostRefusal::Overlaps => unprocessable("post_overlaps", OVERLAPS).field("begins"),
            PostRefusal::Oneself => unprocessable("stand_in_oneself", ONESELF).field("account"),
            PostRefusal::OfStandIn => unprocessable("stand_in_of_stand_in", OF_STAND_IN),
            PostRefusal::OutOfLine => {
                unprocessable("stand_in_out_of_line", OUT_OF_LINE).field("account")
            }
            PostRefusal::TooLong => unprocessable("stand_in_too_long", TOO_LONG)
                .field("ends")
                .facts(json!({ "max": LONGEST })),
            PostRefusal::OutOfTerm => {
                unprocessable("stand_in_out_of_term", OUT_OF_TERM).field("ends")
            }
        }
    }
}

const EMPTY: Text = Text {
    zh: ("岗位没有任何职责", "请至少选择一项职责，或选择所属力量"),
    en: ("the post is for nothing", "choose a role, or the force it counts to"),
};
const ENDS_BEFORE_BEGINS: Text = Text {
    zh: ("任期的结束早于开始", "请改正起止日期"),
    en: ("the term ends before it begins", "correct the days"),
};
const APART: Text = Text {
    zh: (
        "系统、安全、审计管理员不能兼任其他岗位",
        "请把管理员岗位授予另一个人的账号，或先结束其他岗位",
    ),
    en: (
        "a system, security or audit administrator holds no other post",
        "grant the administrator's post to somebody else's account, or end the other posts first",
    ),
};
const OVERLAPS: Text = Text {
    zh: ("该账号在这段时间已有同样的岗位", "请调整起止日期，或修改已有的岗位"),
    en: (
        "the account holds the same post at that time",
        "choose other days, or change the post there is",
    ),
};
const ONESELF: Text = Text {
    zh: ("不能代理自己", "请选择一位同事"),
    en: ("nobody stands in for oneself", "choose a colleague"),
};
const OF_STAND_IN: Text = Text {
    zh: ("代理的岗位不能再转代理", "请由岗位本人另行指定代理人"),
    en: ("a stand-in has no stand-in", "the holder of the post itself has to name somebody else"),
};
const OUT_OF_LINE: Text = Text {
    zh: ("代理人须来自本单位，或其上级、下级单位", "请选择本单位或上下级单位的同事"),
    en: (
        "a stand-in comes from the same unit, or from one above or below it",
        "choose a colleague of the unit or of one in line with it",
    ),
};
const TOO_LONG: Text = Text {
    zh: ("代理须有期限，最长 90 天", "请缩短代理时间；更久的请由安全管理员授予岗位"),
    en: (
        "a stand-in has an end, 90 days later at most",
        "choose an earlier day; for longer the security administrator grants a post",
    ),
};
const OUT_OF_TERM: Text = Text {
    zh: ("代理时间超出该岗位的任期", "请把代理时间改在任期之内"),
    en: ("the stand-in goes beyond the term of the post", "choose days within the term"),
};
