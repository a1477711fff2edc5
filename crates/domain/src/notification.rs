//! 消息提醒: who is told that something happened to a matter, and when. What is said carries a number and a link, and
//! nobody's words.

mod choice;
mod send;
#[cfg(test)]
mod tests;
mod told;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use choice::{Choice, InvalidQuiet, QUIET, Quiet};
pub use send::{ATTEMPTS, HELD, LEASE, again, not_before};
pub use told::{Telling, Whom, of_clocks, told};

/// What somebody is told of.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = NotificationTopic)]
pub enum Topic {
    /// 新交办.
    Assigned,
    /// 催办.
    Urged,
    /// 诉求人补充.
    Supplemented,
    /// 诉求人答复.
    Replied,
    /// 申请已决定.
    Decided,
    /// 结果被退回.
    SentBack,
    /// 重办.
    Reworked,
    /// 重新打开.
    Reopened,
    /// 批示.
    Instructed,
    /// 批示已反馈.
    ReportedBack,
    /// 即将到期.
    DueSoon,
    /// 已超期.
    Overdue,
    /// 值班待办.
    OnDuty,
    /// 值班升级.
    Escalated,
    /// To the reporter: 已受理.
    Accepted,
    /// To the reporter: 请补充.
    Asked,
    /// To the reporter: another day 改期.
    Moved,
    /// To the reporter: somebody saw who reported 已查看诉求人.
    Unsealed,
    /// To the reporter: the answer 答复.
    Answered,
}

crate::codes! { Topic:
    Topic::Assigned => "assigned",
    Topic::Urged => "urged",
    Topic::Supplemented => "supplemented",
    Topic::Replied => "replied",
    Topic::Decided => "decided",
    Topic::SentBack => "sent_back",
    Topic::Reworked => "reworked",
    Topic::Reopened => "reopened",
    Topic::Instructed => "instructed",
    Topic::ReportedBack => "reported_back",
    Topic::DueSoon => "due_soon",
    Topic::Overdue => "overdue",
    Topic::OnDuty => "on_duty",
    Topic::Escalated => "escalated",
    Topic::Accepted => "accepted",
    Topic::Asked => "asked",
    Topic::Moved => "moved",
    Topic::Unsealed => "unsealed",
    Topic::Answered => "answered",
}

impl Topic {
    /// Those that staff are told of.
    pub const STAFF: [Self; 14] = [
        Self::Assigned,
        Self::Urged,
        Self::Supplemented,
        Self::Replied,
        Self::Decided,
        Self::SentBack,
        Self::Reworked,
        Self::Reopened,
        Self::Instructed,
        Self::ReportedBack,
        Self::DueSoon,
        Self::Overdue,
        Self::OnDuty,
        Self::Escalated,
    ];

    /// Those that reporters are told of.
    pub const REPORTER: [Self; 5] =
        [Self::Accepted, Self::Asked, Self::Moved, Self::Unsealed, Self::Answered];

    /// It is told whatever was chosen, and a reporter who wants nothing else: the answer itself, a question that the answer
    /// waits for, and that somebody saw who reported.
    pub const fn is_owed(self) -> bool {
        matches!(self, Self::Answered | Self::Asked | Self::Unsealed)
    }

    /// It is told also in hours of rest: whoever is on duty is there for that.
    pub const fn wakes(self) -> bool {
        matches!(self, Self::OnDuty | Self::Escalated)
    }
}

/// A way out of the house.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = NotificationChannel)]
pub enum Channel {
    /// 短信, to reporters.
    Sms,
    /// 电子邮件, to staff.
    Mail,
    /// To a program of the office, which hands it on to 企业微信 or a chat group.
    Webhook,
}

crate::codes! { Channel:
    Channel::Sms => "sms",
    Channel::Mail => "mail",
    Channel::Webhook => "webhook",
}
