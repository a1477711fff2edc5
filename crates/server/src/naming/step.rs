//! What the steps of a history are called, and what is said in them.

use huisheng_domain::limit::Limit;

use super::{Names, of};

/// 步骤.
pub const EVENTS: Names = &[
    ("reported", "收到"),
    ("accepted", "受理"),
    ("amended", "更正"),
    ("contact_amended", "更正联系方式"),
    ("severity_changed", "一般/重大调整"),
    ("joined", "我也遇到"),
    ("supplemented", "补充"),
    ("urged", "催办"),
    ("assigned", "交办"),
    ("share_closed", "交办终止"),
    ("signed_in", "签收"),
    ("contacted", "联系诉求人"),
    ("progressed", "办理进展"),
    ("noted", "内部备注"),
    ("marked", "已标为个人信息"),
    ("subjects_named", "指明被反映对象"),
    ("recused", "回避"),
    ("unsealing_asked", "申请查看诉求人"),
    ("unsealing_decided", "审批查看诉求人"),
    ("requested", "提出申请"),
    ("request_taken_back", "撤回申请"),
    ("decided", "作出决定"),
    ("extended", "延期"),
    ("suspended", "挂账"),
    ("resumed", "恢复办理"),
    ("planned", "会商计划"),
    ("upstream_moved", "上级改期"),
    ("upstream_heard", "上级动态"),
    ("upstream_entered", "已回填上级平台"),
    ("upstream_asked", "向上申请"),
    ("upstream_answered", "上级批复"),
    ("upstream_rated", "上级回访评价"),
    ("instructed", "批示"),
    ("reported_back", "批示反馈"),
    ("asked", "询问诉求人"),
    ("question_answered", "诉求人答复"),
    ("milestone", "程序性办结、反馈"),
    ("authorised", "签署授权委托"),
    ("documents_taken", "交接材料"),
    ("documents_returned", "退还材料"),
    ("support_done", "协办完成"),
    ("submitted", "提交办理结果"),
    ("signed_off", "审签通过"),
    ("reviewed", "审核通过"),
    ("sent_back", "退回重填"),
    ("called_back", "回访"),
    ("checked", "第二人核查"),
    ("rated", "评价"),
    ("reworked", "重办"),
    ("reopened", "重新打开"),
    ("ended", "结束"),
    ("voice_withdrawn", "一位诉求人撤回"),
    ("split_into", "拆分"),
    ("merged_in", "并入"),
    ("gave_back", "撤销并单，交还"),
    ("unmerged", "撤销并单，自行办理"),
    ("exclusion_asked", "申请剔除"),
    ("exclusion_decided", "审定剔除"),
    ("released", "公开"),
    ("withheld", "撤回公开"),
    ("voice_erased", "诉求人信息已删除"),
    ("erased", "文字已清除"),
    ("closed", "关闭"),
    ("archived", "归档"),
    ("calendar_moved", "按新日历调整时限"),
    ("undone", "撤销一步"),
];

/// What a piece of text is.
pub const WORDS: Names = &[
    ("title", "标题"),
    ("text", "内容"),
    ("address", "地址"),
    ("process", "办理过程"),
    ("result", "办理结果"),
    ("opinion", "意见"),
    ("basis", "依据"),
    ("plan", "计划"),
    ("note", "内部备注"),
    ("question", "询问"),
    ("answer", "答复"),
    ("reason", "理由"),
    ("public_title", "公开标题"),
    ("public_answer", "公开答复"),
];

/// 承办方式.
pub const SHARES: Names =
    &[("lead", "主办"), ("support", "协办"), ("returned", "退回"), ("revoked", "撤回")];

/// 申请.
pub const REQUESTS: Names = &[
    ("return", "退单"),
    ("extension", "延期"),
    ("suspension", "挂账"),
    ("severity", "一般/重大"),
    ("termination", "终止"),
];

/// 是否解决.
pub const SOLVED: Names = &[("solved", "已解决"), ("basically", "基本解决"), ("not", "未解决")];

/// 未解决的依法理由.
pub const UNSOLVED: Names = &[
    ("no_legal_basis", "缺乏法律依据"),
    ("conditions", "受客观条件限制"),
    ("unreasonable", "诉求不合理"),
];

/// 不予受理的理由.
pub const EXITS: Names = &[
    ("emergency", "紧急警情"),
    ("legal_route", "属法定途径"),
    ("no_new_facts", "无新事实和理由"),
    ("secret", "涉密或隐私"),
    ("beyond_duty", "超出职责"),
    ("unlawful", "违法或违背公序良俗"),
];

/// 删除诉求人信息的依据.
pub const ERASED: Names =
    &[("requested", "依请求"), ("withdrawn", "撤回同意"), ("retention", "保存期限届满")];

/// 保管期限.
pub const RETENTION: Names = &[("permanent", "永久"), ("30y", "30年"), ("10y", "10年")];

/// 时长: `h` and `d` run day and night; `wh` and `wd` on working time.
const UNITS: Names =
    &[("h", "小时"), ("wh", "个工作时"), ("wd", "个工作日"), ("d", "个自然日"), ("mo", "个月")];

/// A length of time: 5个工作日.
pub fn limit(limit: Limit) -> String {
    format!("{}{}", limit.amount, of(UNITS, limit.unit.code()))
}
