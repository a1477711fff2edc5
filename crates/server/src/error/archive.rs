//! What the file of a matter lacks before it is archived, and why there is no file of another.

use axum::http::StatusCode;
use huisheng_domain::matter::Piece;
use serde_json::json;

use super::{Problem, Text};

/// Stable codes of these.
pub(super) const CODES: &[&str] = &["not_archived"];

impl Problem {
    /// Only what is archived has a file.
    pub fn not_archived() -> Self {
        Self::new(StatusCode::CONFLICT, "not_archived", NOT_ARCHIVED)
    }
}

/// Names each piece, and what to do for it.
pub(super) fn missing(mut problem: Problem, pieces: &[Piece]) -> Problem {
    let all = |of: fn(Text) -> &'static str, between: &str| {
        let texts: Vec<&str> = pieces.iter().map(|piece| of(text(*piece))).collect();
        texts.join(between)
    };
    problem.zh.reason = format!("{}：{}", problem.zh.reason, all(|text| text.zh.0, "、"));
    problem.zh.remedy = all(|text| text.zh.1, "；");
    problem.en.reason = format!("{}: {}", problem.en.reason, all(|text| text.en.0, ", "));
    problem.en.remedy = all(|text| text.en.1, "; ");
    problem.facts(json!({ "missing": pieces }))
}

/// What it is called, and what to do.
const fn text(piece: Piece) -> Text {
    let (zh, en) = match piece {
        Piece::Upstream => (
            ("上级工单的回填", "先把答复回填到上级平台，并登记已回填"),
            (
                "the answer to the order above",
                "enter the answer into the platform above and say that it was entered",
            ),
        ),
        Piece::Report => (
            ("诉求", "历史中没有诉求，请运行 huisheng verify"),
            ("what was said", "the history has no report: run huisheng verify"),
        ),
        Piece::Acceptance => (
            ("受理", "历史中没有受理，请运行 huisheng verify"),
            ("the acceptance", "the history has no acceptance: run huisheng verify"),
        ),
        Piece::Authority => (
            ("授权委托", "补办诉求人签字的授权委托"),
            ("the authority", "have the resident sign the authority"),
        ),
        Piece::Result => (
            ("办理结果", "由主办单位提交办理过程和结果"),
            ("the result", "the lead office hands in what was done and its result"),
        ),
        Piece::SignOff => (
            ("审签", "由承办单位负责人审签"),
            ("the sign-off", "the head of the office signs it off"),
        ),
        Piece::Review => (("审核", "由派单人员审核"), ("the review", "the dispatcher reviews it")),
        Piece::Verification => (
            ("核实", "由回访或第二人核实"),
            ("the verification", "call back, or have a second person look"),
        ),
        Piece::Instructions => (
            ("批示反馈", "由所批示的单位反馈办理情况"),
            ("the report to an instruction", "the unit that was instructed reports back"),
        ),
        Piece::Documents => (
            ("材料退还", "把诉求人的原件退还并登记"),
            ("papers given back", "give the originals back and write it down"),
        ),
        Piece::Exclusions => (
            ("剔除审定", "先审定剔除申请"),
            ("the decision on an exclusion", "decide the exclusion"),
        ),
    };
    Text { zh, en }
}

const NOT_ARCHIVED: Text = Text {
    zh: ("事项还没有归档，没有卷宗", "请先归档；缺少的卷内文件见事项页"),
    en: (
        "the matter is not archived: it has no file yet",
        "archive it first; its page tells which pieces are missing",
    ),
};
