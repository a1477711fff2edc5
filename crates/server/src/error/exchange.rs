//! Why something of an exchange is refused, in the words of who keeps it.

use axum::http::StatusCode;
use huisheng_domain::exchange::InvalidPartner;

use super::{Problem, Text};

/// Stable codes of these.
pub(super) const CODES: &[&str] = &[
    "exchange_account",
    "exchange_clock",
    "exchange_host",
    "exchange_secret",
    "exchange_side",
    "exchange_signature",
    "exchange_way",
];

impl From<InvalidPartner> for Problem {
    fn from(fault: InvalidPartner) -> Self {
        Self::invalid(fault.field)
    }
}

impl Problem {
    /// Nobody of that name, or the signature is not its own: which of both is not told.
    pub fn exchange_signature() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "exchange_signature", SIGNATURE)
    }

    /// Signed too long ago, or ahead of time.
    pub fn exchange_clock() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "exchange_clock", CLOCK).field("webhook-timestamp")
    }

    /// The account in whose name a partner acts cannot be used for it.
    pub fn exchange_account() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "exchange_account", ACCOUNT).field("account")
    }

    /// The configuration names no such host.
    pub fn exchange_host() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "exchange_host", HOST).field("url")
    }

    /// Not a secret of Standard Webhooks.
    pub fn exchange_secret() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "exchange_secret", SECRET).field("secret")
    }

    /// A message that only the other side sends.
    pub fn exchange_side() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "exchange_side", SIDE).field("type")
    }

    /// A file for a partner that is called, or the other way round.
    pub fn exchange_way() -> Self {
        Self::new(StatusCode::CONFLICT, "exchange_way", WAY).field("way")
    }
}

const SIGNATURE: Text = Text {
    zh: ("没有这个对接方，或签名不符", "请核对地址中的对接方名称，并核对双方使用同一个密钥"),
    en: (
        "no such partner, or the signature is not its own",
        "check the name in the address, and that both sides use the same secret",
    ),
};
const CLOCK: Text = Text {
    zh: ("报文的时间与本机相差超过五分钟", "请校准双方的时钟后重发"),
    en: (
        "the message was signed more than five minutes from now",
        "set the clocks of both sides, and send it again",
    ),
};
const ACCOUNT: Text = Text {
    zh: (
        "对接账号不可用：须启用、有岗位，且无人能用它登录",
        "请由系统管理员新建一个不设密码的账号，由安全管理员授予岗位（上级对接方：派单；下级对接方：该单位的经办）",
    ),
    en: (
        "this account cannot be used: it has to be open, to hold a post, and to be one that nobody signs in with",
        "have the system administrator open an account without a password, and the security administrator grant its post (dispatcher for a partner above, clerk of the unit for one below)",
    ),
};
const HOST: Text = Text {
    zh: ("配置中没有允许访问这个主机", "请运维人员把它加入配置项 exchange.hosts 后重启"),
    en: (
        "the configuration does not allow this host to be called",
        "have it added to exchange.hosts in the configuration, and restart",
    ),
};
const SECRET: Text = Text {
    zh: ("密钥格式不对", "应为 whsec_ 加上至少 24 字节的 Base64；留空则由本系统生成"),
    en: (
        "this is no secret",
        "it is whsec_ followed by at least 24 bytes in base 64; left out, one is made",
    ),
};
const SIDE: Text = Text {
    zh: ("这类报文应由另一方发送", "上级发工单，下级发反馈；请核对对接方的方向"),
    en: (
        "the other side sends messages of this type",
        "orders come from above and replies from below: check on which side the partner stands",
    ),
};
const WAY: Text = Text {
    zh: ("这个对接方不是用文件摆渡的", "请在对接方设置中把方式改为摆渡，或等待接口自动收发"),
    en: (
        "no files are carried to and from this partner",
        "set its way to ferry, or let the link carry what there is",
    ),
};
