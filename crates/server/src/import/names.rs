//! What other systems call kinds and channels.

use huisheng_domain::matter::{Channel, Kind};

/// A kind by the field's word or our code.
pub(super) fn kind(text: &str) -> Option<Kind> {
    Some(match text {
        "求助" | "诉求" => Kind::Request,
        "咨询" => Kind::Consultation,
        "投诉" => Kind::Complaint,
        "举报" => Kind::WrongdoingReport,
        "建议" => Kind::Suggestion,
        "表扬" | "感谢" => Kind::Thanks,
        "纠纷" => Kind::Dispute,
        "信访" => Kind::Petition,
        "隐患" => Kind::Hazard,
        "微心愿" => Kind::Wish,
        "帮办代办" | "代办" => Kind::Errand,
        other => return serde_json::from_value(other.to_lowercase().into()).ok(),
    })
}

/// A channel by what ledgers call it, or our code.
pub(super) fn channel(text: &str) -> Option<Channel> {
    Some(match text {
        "12345" | "12345热线" | "电话" | "Constituent Call" => Channel::Phone12345,
        "微信" | "公众号" | "小程序" => Channel::Wechat,
        "网站" | "政府网站" | "留言板" | "Self Service" => Channel::Web,
        "APP" | "手机App" | "Citizens Connect App" => Channel::App,
        "网格" | "网格员" => Channel::Grid,
        "巡查" | "Employee Generated" | "City Worker App" => Channel::Patrol,
        "视频" => Channel::Video,
        "110" => Channel::P110,
        "数字城管" => Channel::Dcg,
        "上级" | "上级平台" => Channel::Prov,
        "领导" | "领导交办" => Channel::Leader,
        "来访" | "走访" => Channel::Visit,
        "来信" => Channel::Letter,
        "媒体" | "Twitter" => Channel::Media,
        "邮件" => Channel::Mail,
        other => return serde_json::from_value(other.to_uppercase().into()).ok(),
    })
}
