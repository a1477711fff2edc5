//! What sort of matter it is, and how it came in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The kind of a matter 诉求类型. All kinds are one thing under different procedures.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 求助.
    Request,
    /// 咨询.
    Consultation,
    /// 投诉.
    Complaint,
    /// 举报.
    WrongdoingReport,
    /// 建议.
    Suggestion,
    /// 表扬.
    Thanks,
    /// 纠纷.
    Dispute,
    /// 信访事项.
    Petition,
    /// 隐患.
    Hazard,
    /// 微心愿.
    Wish,
    /// 帮办代办.
    Errand,
    /// 居民服务记录.
    ServiceRecord,
    /// 个人信息请求.
    PrivacyRequest,
    /// 内部事项: the house itself asks an office for something, such as looking at an answer again before it expires.
    Internal,
}

impl Kind {
    /// It is about a thing that anybody may come across. All others are about somebody: who is complained
    /// of, who quarrels, who is helped; nobody else is told of them.
    pub const fn is_of_things(self) -> bool {
        matches!(
            self,
            Self::Request | Self::Consultation | Self::Suggestion | Self::Thanks | Self::Hazard
        )
    }

    /// Who brings it in is sealed 封存: whoever complains of an office or reports a wrong has to fear that it
    /// comes round (信访工作条例 art. 30).
    pub const fn is_sealed(self) -> bool {
        matches!(self, Self::Complaint | Self::WrongdoingReport)
    }

    /// 诉求: somebody waits for an answer. Not what was settled on the spot and only recorded, nor what the house asks itself.
    pub const fn is_asked_for(self) -> bool {
        !matches!(self, Self::ServiceRecord | Self::Internal)
    }

    /// Somebody asks what becomes of the own data that another matter holds (个人信息保护法 art. 44–50).
    pub const fn is_of_rights(self) -> bool {
        matches!(self, Self::PrivacyRequest)
    }

    /// 信访事项: somebody goes on about a matter, whether it has ended or not (信访工作条例 art. 2).
    pub const fn is_about_a_matter(self) -> bool {
        matches!(self, Self::Petition)
    }

    /// The house itself brings it in; nobody else does.
    pub const fn is_of_house(self) -> bool {
        matches!(self, Self::Internal)
    }

    /// The stable code, the same in the API, the database and tallies.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Consultation => "consultation",
            Self::Complaint => "complaint",
            Self::WrongdoingReport => "wrongdoing_report",
            Self::Suggestion => "suggestion",
            Self::Thanks => "thanks",
            Self::Dispute => "dispute",
            Self::Petition => "petition",
            Self::Hazard => "hazard",
            Self::Wish => "wish",
            Self::Errand => "errand",
            Self::ServiceRecord => "service_record",
            Self::PrivacyRequest => "privacy_request",
            Self::Internal => "internal",
        }
    }
}

/// The way a voice came in 渠道. Codes of the field, DOMAIN §4.2.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    /// 12345 电话.
    Phone12345,
    /// 街道热线.
    Streetline,
    /// 公众号、小程序.
    Wechat,
    /// 政府网站.
    Web,
    /// App.
    App,
    /// 网格员上报.
    Grid,
    /// 巡查.
    Patrol,
    /// 视频巡查.
    Video,
    /// 110 非警情.
    P110,
    /// 数字城管.
    Dcg,
    /// 上级平台流转.
    Prov,
    /// 好差评差评.
    Rating,
    /// 领导交办.
    Leader,
    /// 走访、来访.
    Visit,
    /// 来信.
    Letter,
    /// 媒体.
    Media,
    /// 邮件.
    Mail,
    /// 矛盾调处平台.
    Dispute,
    /// 系统提醒: the house itself.
    House,
}

impl Channel {
    /// Residents write by it themselves.
    pub const fn is_of_residents(self) -> bool {
        matches!(self, Self::Wechat | Self::Web | Self::App)
    }

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Phone12345 => "PHONE12345",
            Self::Streetline => "STREETLINE",
            Self::Wechat => "WECHAT",
            Self::Web => "WEB",
            Self::App => "APP",
            Self::Grid => "GRID",
            Self::Patrol => "PATROL",
            Self::Video => "VIDEO",
            Self::P110 => "P110",
            Self::Dcg => "DCG",
            Self::Prov => "PROV",
            Self::Rating => "RATING",
            Self::Leader => "LEADER",
            Self::Visit => "VISIT",
            Self::Letter => "LETTER",
            Self::Media => "MEDIA",
            Self::Mail => "MAIL",
            Self::Dispute => "DISPUTE",
            Self::House => "HOUSE",
        }
    }
}

/// General or major 一般/重大: set at acceptance, changed only with approval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 一般.
    #[default]
    General,
    /// 重大.
    Major,
}

/// 紧急程度.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// 一般.
    #[default]
    Normal,
    /// 紧急.
    Urgent,
    /// 特急.
    Critical,
}

/// Whether the thing itself was put right 是否解决.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Solved {
    /// 解决.
    Solved,
    /// 基本解决; kept as such.
    Basically,
    /// 未解决.
    Not,
}

crate::codes! { Solved:
    Solved::Solved => "solved",
    Solved::Basically => "basically",
    Solved::Not => "not",
}
