//! What is said: a number, what happened, a link; nobody's words and nobody's name.

use huisheng_domain::notification::Topic;

use crate::app::App;

/// What happened, in Chinese and English.
pub(super) const fn said(topic: Topic) -> [&'static str; 2] {
    match topic {
        Topic::Assigned => ["有新交办，请签收", "was assigned to your unit: please sign in"],
        Topic::Urged => ["诉求人催办", "was urged by the reporter"],
        Topic::Supplemented => ["诉求人补充了情况", "has more from the reporter"],
        Topic::Replied => ["诉求人答复了询问", "has the reporter's reply to your question"],
        Topic::Decided => ["申请已审批，请查看", "has a decision on what was asked for"],
        Topic::SentBack => ["办理结果被退回，请修改", "has its result sent back"],
        Topic::Reworked => ["要求重办", "is to be done again"],
        Topic::Reopened => ["重新打开", "was opened again"],
        Topic::Instructed => {
            ["有领导批示，请按期反馈", "has a leader's instruction to report back on"]
        }
        Topic::ReportedBack => ["批示已反馈", "has an answer to your instruction"],
        Topic::DueSoon => ["即将到期，请抓紧办理", "is due soon"],
        Topic::Overdue => ["已超期，请立即办理", "is overdue"],
        Topic::OnDuty => ["值班待办，请马上处理", "came in off hours and cannot wait"],
        Topic::Escalated => ["值班待办无人签收，请带班领导处理", "still waits: you lead the shift"],
        Topic::Accepted => ["已受理", "was accepted"],
        Topic::Asked => ["需要您补充情况", "has a question for you"],
        Topic::Moved => ["办理期限有变化", "has another date for its answer"],
        Topic::Unsealed => {
            ["有工作人员经批准查看了您的身份信息", "had your identity seen by staff, as approved"]
        }
        Topic::Answered => ["已有答复，请查看并评价", "is answered: please look and rate"],
    }
}

/// Where people reach this house.
fn house(app: &App) -> String {
    let config = app.config();
    if config.public_url.is_empty() {
        format!("http://{}", config.listen)
    } else {
        config.public_url.clone()
    }
}

/// The page of a matter at the desk.
pub(super) fn link_of_matter(app: &App, number: &str) -> String {
    format!("{}/desk/matters/{number}", house(app))
}

/// The page of a matter for its reporter. Whoever has the link has the code.
pub(super) fn link_of_reporter(app: &App, number: &str, code: &str) -> String {
    format!("{}/portal/matters/{number}#{code}", house(app))
}
