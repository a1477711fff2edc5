//! Refusals of the domain, in the words of the people who read them.

use axum::http::StatusCode;
use huisheng_domain::matter::Refusal;
use serde_json::json;

use super::{Problem, Text};

/// The answer to a refused command.
pub(super) fn problem(refusal: &Refusal) -> Problem {
    let problem = Problem::new(status(refusal), refusal.code(), text(refusal));
    match refusal {
        Refusal::Missing { field } | Refusal::Invalid { field } | Refusal::OutOfOrder { field } => {
            problem.field(*field)
        }
        Refusal::NotNow { stage } => problem.facts(json!({ "stage": stage })),
        Refusal::Ended { kind } => problem.facts(json!({ "ending": kind })),
        Refusal::NotAllowed { roles } => problem.facts(json!({ "roles": roles })),
        Refusal::Pending { kind } => problem.facts(json!({ "request": kind })),
        Refusal::AfterDue { due } => problem.facts(json!({ "due": due })),
        Refusal::ExtensionLimit { max } | Refusal::ReworkLimit { max } => {
            problem.facts(json!({ "max": max }))
        }
        Refusal::ExtensionTooLong { most } => problem.field("by").facts(json!({ "most": most })),
        Refusal::EvidenceMissing { needed } => {
            problem.field("evidence").facts(json!({ "needed": needed }))
        }
        Refusal::NoAuthority => problem.field("until"),
        Refusal::DocumentsHeld { held } => problem.facts(json!({ "held": held })),
        Refusal::PiecesMissing { pieces } => super::archive::missing(problem, pieces),
        Refusal::TooSoon { at } => problem.facts(json!({ "not_before": at })),
        Refusal::ExclusionClosed { until } => problem.facts(json!({ "until": until })),
        Refusal::RatingOpen { until } => problem.facts(json!({ "until": until })),
        _ => problem,
    }
}

fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::NotAllowed { .. }
        | Refusal::OutOfReach
        | Refusal::NotYourDuty
        | Refusal::OnlyReporter
        | Refusal::OwnResult
        | Refusal::EnteredInside
        | Refusal::TookItIn
        | Refusal::OwnRequest
        | Refusal::JudgedBefore
        | Refusal::OneLevelUp => StatusCode::FORBIDDEN,
        Refusal::Missing { .. }
        | Refusal::Invalid { .. }
        | Refusal::OutOfOrder { .. }
        | Refusal::NoUnit
        | Refusal::NobodyAbove
        | Refusal::NoReport
        | Refusal::NoAssignment
        | Refusal::KindNotTaken
        | Refusal::EvidenceMissing { .. }
        | Refusal::ExtensionTooLong { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CONFLICT,
    }
}

const fn words(
    zh: &'static str,
    zh_remedy: &'static str,
    en: &'static str,
    en_remedy: &'static str,
) -> Text {
    Text { zh: (zh, zh_remedy), en: (en, en_remedy) }
}

fn text(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::NotNow { .. } => words(
            "当前环节不能这样办理",
            "请查看事项所处环节",
            "this cannot be done at the stage the matter is at",
            "look at its stage",
        ),
        Refusal::Ended { .. } => words(
            "事项已经结束",
            "如有新情况，请重新打开或另行登记",
            "the matter has ended",
            "reopen it, or report anew if there are new facts",
        ),
        Refusal::NotEnded => words(
            "事项尚未结束",
            "请先办结",
            "the matter has not ended",
            "bring it to its end first",
        ),
        Refusal::NotAllowed { .. } => words(
            "您的岗位不能这样做",
            "请由所列岗位的人员办理",
            "your post may not do this",
            "ask somebody who holds one of the roles named",
        ),
        Refusal::OutOfReach => words(
            "该交办不属于您的单位或下级单位",
            "请由承办单位办理",
            "the share belongs to a unit you do not reach",
            "ask the unit that has it",
        ),
        Refusal::NotYourDuty => words(
            "不在本单位（网格）职责范围内，或属投诉举报，不能自行处置",
            "请由受理、派单人员处理",
            "not for this office or grid to settle, or it is a complaint",
            "leave it to intake or the dispatcher",
        ),
        Refusal::OnlyReporter => words(
            "只能由诉求人本人进行",
            "请诉求人凭编号和查询码办理",
            "only the reporter may do this",
            "the reporter does it by number and code",
        ),
        Refusal::OwnResult => words(
            "办理单位不能核实自己的结果，不能更改回访的对象，也不能决定公开的内容",
            "请由办理单位之外的人员办理",
            "a handling office does not verify its own result, change who is asked about it, or decide what is public",
            "somebody outside the handling office has to",
        ),
        Refusal::EnteredInside => words(
            "此诉求由办理单位代为登记，是否解决由回访人员向诉求人核实",
            "请等待电话回访；如未解决，可直接评价“未解决”",
            "the handling office entered this report, so a callback asks whether it is solved",
            "wait for the call; that it is not solved can be said here at once",
        ),
        Refusal::TookItIn => words(
            "受理人不能回访同一事项",
            "请由其他回访人员办理",
            "who took the report in does not call back",
            "another person has to call",
        ),
        Refusal::OwnRequest => words(
            "申请人不能审批自己的申请",
            "请由他人审批",
            "who asked does not decide",
            "somebody else has to decide",
        ),
        Refusal::JudgedBefore => words(
            "已审批过该事项退单的人不能再裁定",
            "请由另一位督办或领导裁定",
            "who granted a return of this matter does not arbitrate",
            "another supervisor or leader has to decide",
        ),
        Refusal::OneLevelUp => words(
            "须由上一级审批",
            "请提交上级单位",
            "this is decided one level up",
            "ask the unit above",
        ),
        Refusal::KindNotTaken => words(
            "该办理规程不适用于此类诉求",
            "请选择正确的诉求类型",
            "the procedure does not take this kind of matter",
            "choose the right kind",
        ),
        Refusal::NotInProcedure => words(
            "办理规程未规定这一步",
            "请按规程办理",
            "the procedure does not have this step",
            "go on as the procedure says",
        ),
        Refusal::Missing { .. } => words(
            "缺少必填内容",
            "请补充后再提交",
            "something that is needed is missing",
            "fill in the field and send again",
        ),
        Refusal::Invalid { .. } => words(
            "内容不符合要求",
            "请修改后再提交",
            "the value cannot be used",
            "correct the field",
        ),
        Refusal::NoAssignment => words(
            "没有这项交办，或已结束",
            "请刷新后查看交办情况",
            "no such open assignment",
            "look at the assignments again",
        ),
        Refusal::AlreadyAssigned => words(
            "该单位已有在办交办",
            "无需重复交办",
            "the unit has an open share already",
            "nothing more to assign",
        ),
        Refusal::LeadExists => words(
            "已有主办单位",
            "如需更换，请先退单或撤回",
            "there is a lead unit already",
            "return or revoke its share first",
        ),
        Refusal::NoUnit => words(
            "没有这个单位，或不在您的管辖范围",
            "请选择正确的单位",
            "no such unit within your reach",
            "choose another unit",
        ),
        Refusal::NobodyAbove => words(
            "该单位没有上级单位，无人可以核实其办理结果、审批其申请",
            "请交办给下级单位，或先在单位清单中为其设置上级单位",
            "no unit stands above it, so nobody could verify its result or decide its requests",
            "assign it to a unit below, or give it a unit above in the list of units first",
        ),
        Refusal::SignedIn => words(
            "已经签收",
            "签收后请走退单程序",
            "signed in already",
            "after sign-in a share is returned, not revoked",
        ),
        Refusal::NotSignedIn => words("尚未签收", "请先签收", "not signed in yet", "sign in first"),
        Refusal::Pending { .. } => words(
            "已有申请待审批",
            "请等待审批或先撤回申请",
            "a request awaits its decision",
            "wait for it, or take it back",
        ),
        Refusal::NoRequest => {
            words("没有待审批的申请", "请刷新后查看", "no request awaits a decision", "look again")
        }
        Refusal::Bound => words(
            "该交办经裁定指定，不得再退",
            "请办理；确有困难可提请会商",
            "given by arbitration: it binds",
            "handle it, or ask for a consultation",
        ),
        Refusal::AfterDue { .. } => words(
            "时限已过，不能再申请延期",
            "请尽快办理并说明原因",
            "asked after it was due",
            "an extension is asked for before the due instant",
        ),
        Refusal::ExtensionLimit { .. } => words(
            "延期次数已用完",
            "请办结，或提请会商",
            "no more extensions",
            "finish it, or ask for a consultation",
        ),
        Refusal::ExtensionTooLong { .. } => words(
            "延期过长或计时单位不一致",
            "请按所列上限申请",
            "the extension is too long or counted in another unit",
            "ask for at most what is named",
        ),
        Refusal::DueFromAbove => words(
            "时限由上级平台规定",
            "请向上级平台申请延期；上级同意后由派单员登记“上级改期”",
            "the due instant is set by a platform above",
            "ask the platform above for more time; a dispatcher enters the day it grants",
        ),
        Refusal::NotFromAbove => words(
            "该事项没有上级平台规定的时限",
            "请按本地规程申请延期或会商",
            "no platform above sets a day for this matter",
            "ask for an extension or consult, as the procedure says",
        ),
        Refusal::AskedAbove => words(
            "上级平台尚未答复上一次申请",
            "请先登记上级批复，再提出新的申请",
            "the platform above has not answered what it was asked before",
            "enter its answer first, then ask again",
        ),
        Refusal::Suspension { suspended: true } => {
            words("事项已挂账", "请先恢复办理", "the matter is suspended", "resume it first")
        }
        Refusal::Suspension { suspended: false } => {
            words("事项没有挂账", "无需恢复", "the matter is not suspended", "nothing to resume")
        }
        Refusal::NotContacted => words(
            "尚未联系诉求人",
            "请先联系诉求人并记录",
            "the reporter was not contacted",
            "reach the reporter and record it first",
        ),
        Refusal::EvidenceMissing { .. } => words(
            "缺少佐证材料",
            "请上传办理照片或文件",
            "evidence is missing",
            "add photos or papers of the result",
        ),
        Refusal::NoErrand => words(
            "该办理规程不办理代办事项，不收取材料",
            "请按“帮办代办”登记",
            "the procedure is of no errand, so no papers are taken",
            "report it as an errand",
        ),
        Refusal::NoAuthority => words(
            "没有诉求人签字的授权委托书，或委托已到期",
            "请先由本人签字，并登记委托有效期",
            "the resident has signed no authority, or it is over",
            "let the resident sign one, and enter until when it holds",
        ),
        Refusal::DocumentsHeld { .. } => words(
            "诉求人的材料原件尚未退还",
            "请先退还原件并登记",
            "originals of the resident have not been given back",
            "give them back and enter it first",
        ),
        Refusal::NotSignedOff => words(
            "尚未审签",
            "请负责人先审签",
            "not signed off yet",
            "the head of the office signs off first",
        ),
        Refusal::NotReviewed => words(
            "尚未审核",
            "请先审核办理结果",
            "not reviewed yet",
            "the dispatcher reviews the result first",
        ),
        Refusal::AlreadyDone => {
            words("已经办过了", "无需重复", "done already", "nothing more to do")
        }
        Refusal::TooSoon { .. } => words(
            "距上次时间太短",
            "请在所列时间之后再试",
            "too soon after the last time",
            "not before the instant named",
        ),
        Refusal::NobodyToContact => words(
            "没有可以联系的诉求人",
            "请由第二人核查",
            "there is nobody to contact",
            "a second person checks instead",
        ),
        Refusal::SomebodyToAsk => words(
            "诉求人可以联系",
            "请回访，或到现场核查",
            "there is somebody to ask",
            "call back, or check at the place",
        ),
        Refusal::NotRejected => words(
            "没有人否定办理结果",
            "无需重办",
            "nobody rejected the result",
            "there is no need to handle it again",
        ),
        Refusal::Rejected => words(
            "办理结果已被否定",
            "请重办或会商；重办次数用完后，由第二人到现场核查",
            "the result was rejected",
            "handle it again or consult; when no rework is left, a second person checks at the place",
        ),
        Refusal::ReworkLimit { .. } => {
            words("重办次数已用完", "请组织会商", "no more reworks", "call a consultation")
        }
        Refusal::EndedForGood => words(
            "已过重新打开的期限或次数",
            "如有新情况，请另行登记",
            "it has ended for good",
            "report anew if there are new facts",
        ),
        Refusal::RatingClosed => words(
            "评价期已结束",
            "如有新情况，请另行登记",
            "the rating window is over",
            "report anew if there are new facts",
        ),
        Refusal::RatingOpen { .. } => words(
            "评价期尚未结束",
            "请在期满后关闭",
            "the rating window is still open",
            "close it after the instant named",
        ),
        Refusal::NoReport => words(
            "没有这条诉求，或已撤回",
            "请核对诉求",
            "no such voice, or withdrawn",
            "check which report is meant",
        ),
        Refusal::NothingToAnswer => {
            words("没有待答复的内容", "请刷新后查看", "there is nothing to answer", "look again")
        }
        Refusal::InstructionOpen => words(
            "批示尚未反馈",
            "请先由承办单位反馈批示",
            "an instruction awaits its report",
            "let the unit report back first",
        ),
        Refusal::VoiceHeard => words(
            "并入的诉求人已对办理结果作出答复",
            "请在合并后的事项中继续办理",
            "a voice that came by the merge has answered to the result",
            "go on in the joint matter",
        ),
        Refusal::OtherMatter => words(
            "另一事项不符合条件",
            "请选择同一区域、未提交结果的事项",
            "the other matter is not fit for this",
            "choose an open one of the same area without a result",
        ),
        Refusal::OutOfOrder { .. } => {
            words("时间先后不合理", "请核对时间", "the date is out of order", "check the date")
        }
        Refusal::NotYourStep => words(
            "最后一步不是您办理的",
            "只能撤销自己的最后一步",
            "the last step is not yours",
            "only the author takes back the last step",
        ),
        Refusal::SeenSince => words(
            "他人已查看或内容已对外发出，不能撤销",
            "请用更正或补充的方式处理",
            "others have seen it, or it has left the house",
            "put it right with a further step",
        ),
        Refusal::NotForPublic => words(
            "该事项不能公开：分类不属公共空间，或诉求类型涉及他人，或诉求人要求保密",
            "请勿公开；分类有误的，请先更正",
            "it is not for the public: not in public space, about somebody, or confidential",
            "leave it; if the category is wrong, put that right first",
        ),
        Refusal::NoShortfall => words(
            "没有可以申请剔除的失分项",
            "只有计入本单位的超期、回访未解决、回访不满意和差评可以申请剔除",
            "nothing of this kind counts against the office",
            "only what is overdue, unsolved, dissatisfied or rated low can be left out",
        ),
        Refusal::ExclusionClosed { .. } => words(
            "已超过申请剔除的期限",
            "剔除应在计入后的规定工作日内申请；通报中剔除前后的数据都会列出",
            "it is too late to ask for an exclusion",
            "it is asked for within the working days of the procedure; a bulletin shows the figures before and after",
        ),
        Refusal::PiecesMissing { .. } => words(
            "卷宗不完整，不能归档，缺少",
            "请先补齐，再归档",
            "the file is not whole and cannot be archived; it lacks",
            "add what is missing, then archive it",
        ),
        Refusal::NotReleased => words(
            "该事项没有公开的内容",
            "无需撤回",
            "nothing of it is public",
            "there is nothing to withhold",
        ),
        Refusal::VoicesEnough => words(
            "已有很多人反映同一问题",
            "无需再次登记；如有新情况，请单独反映",
            "very many have reported this already",
            "nothing more is needed; report anew if there is something else",
        ),
        Refusal::KeptFrom => words(
            "本事项反映的是您、您的单位，或者您已回避",
            "由其他人或上级单位办理",
            "the matter complains of you or your unit, or you have stepped back from it",
            "others handle it, or the level above",
        ),
        Refusal::ComplainedOf => words(
            "本事项反映的就是这个单位或其上级",
            "请交给另一个单位，或由上一级办理",
            "the matter complains of this unit or one above it",
            "give it to another unit, or leave it to the level above",
        ),
        Refusal::SubjectsDiffer => words(
            "两件事项的被反映对象不同",
            "请先分别核对被反映对象；不同的不能并单",
            "the two matters complain of different ones",
            "see whom each complains of first; where they differ they are not merged",
        ),
        Refusal::Sealed => super::text::SEALED,
        Refusal::NotSealed => words(
            "诉求人身份没有封存",
            "直接查看即可，写明理由",
            "who reported is not sealed",
            "just look, and say why",
        ),
        Refusal::NothingMoves => {
            words("时限没有变化", "无需调整", "no clock moves", "there is nothing to move")
        }
    }
}
