//! Why the land is not re-divided as asked, in the words of who asked.

use axum::http::StatusCode;
use huisheng_domain::territory::{GridRefusal, RedivideRefusal};

use super::{Problem, text};
use crate::redivide::RedivideError;

/// Stable codes of these.
pub(super) const CODES: &[&str] = &[
    "day_past",
    "grid_begins_later",
    "grid_code_elsewhere",
    "grid_code_of_other_kind",
    "grid_code_taken",
    "grid_ended",
    "grid_inside_across",
    "grid_on_others_ground",
    "grid_parent_unfit",
    "grid_repeated",
    "grid_without_outline",
    "grids_mixed",
    "grids_unlike",
    "line_crosses",
    "line_cuts_nothing",
    "outline_crosses",
    "parts_differ",
    "parts_too_many",
];

impl From<RedivideError> for Problem {
    fn from(error: RedivideError) -> Self {
        match error {
            RedivideError::Refused { why: RedivideRefusal::Unknown { .. }, .. } => {
                Self::not_found()
            }
            RedivideError::Refused { name, why } => refused(&name, &why),
            RedivideError::Contended => Self::unavailable(),
            RedivideError::Store(error) => error.into(),
            RedivideError::Broken => Self::internal(),
            RedivideError::Start(error) => {
                tracing::error!(%error, "re-dividing");
                Self::internal()
            }
        }
    }
}

fn refused(name: &str, why: &RedivideRefusal) -> Problem {
    use RedivideRefusal as Why;
    let conflict = StatusCode::CONFLICT;
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    let (status, code, field, zh, en) = match why {
        Why::InThePast { today } => (
            wrong,
            "day_past",
            "from",
            [
                "网格不能从过去的日期调整：以往的统计按当时的网格".to_owned(),
                format!("请选 {today} 或以后的日期"),
            ],
            [
                "grids are not re-divided in the past: what was counted stands".to_owned(),
                format!("choose {today} or a later day"),
            ],
        ),
        Why::Ended { on, .. } => (
            conflict,
            "grid_ended",
            "",
            [format!("“{name}”自 {on} 起停用，不能再调整"), "可能刚由他人调整：请刷新，从现行网格重新开始".to_owned()],
            [
                format!("{name} is no more from {on} and is not re-divided again"),
                "somebody else may have re-divided it: load the grids again and begin with those that stand".to_owned(),
            ],
        ),
        Why::BeginsLater { on, .. } | Why::InsideBeginsLater { on, .. } => (
            wrong,
            "grid_begins_later",
            "from",
            [format!("“{name}”自 {on} 起才启用"), format!("请选 {on} 之后的日期")],
            [format!("{name} begins on {on}"), format!("choose a day after {on}")],
        ),
        Why::NoOutline => (
            conflict,
            "grid_without_outline",
            "",
            texts("这个网格是地点清单，没有范围可划", "请先为它画出范围（重新划定）"),
            texts(
                "this grid is a list of places: there is no ground to cut",
                "draw its outline first",
            ),
        ),
        Why::OutlineEmpty | Why::OutlineOffEarth | Why::OutlineCrosses => (
            wrong,
            "outline_crosses",
            "outline",
            texts("范围线自相交叉，或围不成一块地", "请重画：首尾相接、不交叉、至少三个点"),
            texts(
                "the outline crosses itself, or holds no ground",
                "draw it again: closed, without crossing, with three corners or more",
            ),
        ),
        Why::NoLevel => return Problem::invalid("level"),
        Why::LineTooShort | Why::CutsNothing => (
            wrong,
            "line_cuts_nothing",
            "line",
            texts("这条线没有把网格分开", "请让线的两端都画到网格之外"),
            texts(
                "the line does not cut the grid in two",
                "let both ends of the line lie outside the grid",
            ),
        ),
        Why::LineCrosses => (
            wrong,
            "line_crosses",
            "line",
            texts("这条线与自己相交", "请重画：从一边到另一边，不要回头交叉"),
            texts("the line crosses itself", "draw it again, from one side to the other"),
        ),
        Why::CodeElsewhere { .. } => (
            wrong,
            "grid_code_elsewhere",
            "code",
            texts("编码的前 12 位不是本社区的代码", "请改正编码，或留空"),
            texts("the code does not begin with that of its community", "correct it, or leave it out"),
        ),
        Why::TooManyParts { parts, most } => (
            wrong,
            "parts_too_many",
            "line",
            [
                format!("这条线会分出 {parts} 块，一次最多 {most} 块"),
                "请画得简单些，分几次进行".to_owned(),
            ],
            [
                format!("the line makes {parts} parts, at most {most} are made at once"),
                "draw a simpler line, and go on from there".to_owned(),
            ],
        ),
        Why::OtherParts { parts } => (
            wrong,
            "parts_differ",
            "parts",
            [
                format!("这条线分出 {parts} 块"),
                "请为每一块各填一个名称，由西向东、由北向南".to_owned(),
            ],
            [
                format!("the line makes {parts} parts"),
                "name each of them, from west to east, then from north to south".to_owned(),
            ],
        ),
        Why::NameTwice => (
            wrong,
            "grid_repeated",
            "parts",
            texts("有两块的名称相同", "请各起一个名称"),
            texts("two parts have the same name", "give each its own"),
        ),
        Why::InsideAcross { .. } => (
            conflict,
            "grid_inside_across",
            "line",
            [format!("其中的“{name}”会被分开，或落到外面"), "请避开它，或先调整它".to_owned()],
            [
                format!("{name} inside it would be parted, or lie outside"),
                "draw the line around it, or re-divide that one first".to_owned(),
            ],
        ),
        Why::GroundOfOthers { .. } => (
            conflict,
            "grid_on_others_ground",
            "outline",
            [
                format!("这块地有一部分属于别的社区的“{name}”，您不能划走"),
                "请避开它，或请上一级管理员调整".to_owned(),
            ],
            [
                format!("some of this ground is that of {name}, in another community"),
                "draw around it, or ask the administrator above".to_owned(),
            ],
        ),
        Why::TooFew => (
            wrong,
            "invalid",
            "grids",
            texts("合并至少要两个网格，每个只列一次", "请再选一个网格"),
            texts("a merge is of two grids or more, each named once", "choose another grid"),
        ),
        Why::Unlike { .. } => (
            wrong,
            "grids_unlike",
            "grids",
            [
                format!("“{name}”与第一个网格不属于同一社区、类型、层级或上级网格"),
                "请只选同一社区、同类、同级的网格".to_owned(),
            ],
            [
                format!("{name} is of another community, kind, level or parent than the first"),
                "choose grids that are alike in these".to_owned(),
            ],
        ),
        Why::Mixed => (
            wrong,
            "grids_mixed",
            "grids",
            texts("有的网格有范围，有的只是地点清单", "请先为地点清单的网格画出范围"),
            texts(
                "some have an outline, others are lists of places",
                "draw the outline of the lists first",
            ),
        ),
        Why::Unknown { .. } => return Problem::not_found(),
        Why::Grid { why, .. } => return of_grid(name, *why),
    };
    problem(status, code, field, zh, en)
}

fn of_grid(name: &str, why: GridRefusal) -> Problem {
    let conflict = StatusCode::CONFLICT;
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    match why {
        GridRefusal::NameMissing => Problem::missing("name"),
        GridRefusal::CodeOfOtherKind => problem(
            wrong,
            "grid_code_of_other_kind",
            "code",
            texts("编码第 13 位与网格类型不符", "基础网格为 0，专属网格为 1"),
            texts(
                "the thirteenth digit of the code says another kind",
                "0 for base, 1 for dedicated",
            ),
        ),
        GridRefusal::CodeTaken { .. } => problem(
            conflict,
            "grid_code_taken",
            "code",
            texts("这个编码同时属于另一个网格", "请换一个编码，或留空"),
            texts("the code belongs to another grid at the same time", "choose another, or none"),
        ),
        GridRefusal::Repeated => problem(
            conflict,
            "grid_repeated",
            "name",
            texts("同一社区当日已有同名（同编码）的新网格", "请换一个名称或日期"),
            texts(
                "a grid of that name or code begins there on that day",
                "choose another name or day",
            ),
        ),
        GridRefusal::ParentUnfit => problem(
            wrong,
            "grid_parent_unfit",
            "parent",
            [
                format!("“{name}”的上级网格不存在、层级不高于它，或当时不在用"),
                "请选同一时期、更高层级的网格".to_owned(),
            ],
            [
                format!(
                    "the parent of {name} is not a grid of a higher level that stands at the same time"
                ),
                "choose one that is".to_owned(),
            ],
        ),
        GridRefusal::ShapeEmpty | GridRefusal::OutlineInvalid => {
            refused(name, &RedivideRefusal::OutlineCrosses)
        }
        GridRefusal::EndsBeforeItBegins => Problem::invalid("from"),
    }
}

fn texts(reason: &str, remedy: &str) -> [String; 2] {
    [reason.to_owned(), remedy.to_owned()]
}

fn problem(
    status: StatusCode,
    code: &'static str,
    field: &str,
    zh: [String; 2],
    en: [String; 2],
) -> Problem {
    let mut problem = Problem::new(status, code, text::INVALID);
    problem.title.clone_from(&en[0]);
    [problem.zh.reason, problem.zh.remedy] = zh;
    [problem.en.reason, problem.en.remedy] = en;
    if field.is_empty() { problem } else { problem.field(field) }
}
