//! Why nobody comes in by the identity provider of the office.

use axum::http::StatusCode;

use super::{Problem, Text};
use crate::identity::IdentityError;

/// The codes of these problems.
pub(super) const CODES: &[&str] = &[
    "account_closed",
    "begin_again",
    "identity_provider_failed",
    "identity_taken",
    "identity_there",
    "identity_unknown",
    "no_identity_provider",
    "provider_denied",
];

/// What a provider answers to a code that was used, is too old or was made for somebody else (RFC 6749, 5.2).
const USED_UP: &str = "invalid_grant";

const NO_PROVIDER: Text = Text {
    zh: (
        "没有接入统一身份认证",
        "请用密码登录；要接入的，请系统管理员在配置 [sign_in.provider] 中填写",
    ),
    en: (
        "there is no identity provider",
        "sign in with the password; whoever runs the house sets one up in `[sign_in.provider]`",
    ),
};
const FAILED: Text = Text {
    zh: (
        "统一身份认证没有给出可用的结果",
        "请稍后再试，或用密码登录；若仍不行，请系统管理员用 huisheng doctor 检查",
    ),
    en: (
        "the identity provider gave no answer that can be used",
        "try again later, or use the password; if it stays, an administrator runs `huisheng doctor`",
    ),
};
const BEGIN_AGAIN: Text = Text {
    zh: (
        "这次登录已经过时、用过，或不是从这个浏览器开始的",
        "请回到登录页重新开始，十分钟内完成；不要使用别人发来的登录链接",
    ),
    en: (
        "this way to sign in is over, was used, or did not begin in this browser",
        "begin again on the sign-in page and be back within ten minutes; use no link that somebody sent",
    ),
};
const DENIED: Text = Text {
    zh: ("统一身份认证没有放行，或您取消了登录", "请回到登录页再试，或用密码登录"),
    en: (
        "the identity provider did not let you pass, or you cancelled",
        "try again on the sign-in page, or use the password",
    ),
};
const UNKNOWN: Text = Text {
    zh: (
        "您的身份还没有关联到本系统的账号",
        "已有账号的，请用密码登录后在“账号安全”里关联；忘记密码的，请安全管理员重置。系统不会自动开立账号",
    ),
    en: (
        "your identity is not linked to an account here",
        "sign in with your password and link it on the page of your account; if you do not know it, the security \
         administrator gives you another; no account is opened by itself",
    ),
};
const CLOSED: Text = Text {
    zh: ("账号已停用", "请联系系统管理员"),
    en: ("the account is closed", "ask the system administrator"),
};
const TAKEN: Text = Text {
    zh: (
        "这个身份已经关联到另一个账号",
        "一个身份只能关联一个账号：请先从那个账号解除，或请安全管理员处理",
    ),
    en: (
        "this identity is linked to another account",
        "an identity has one account: unlink it there first, or ask the security administrator",
    ),
};
const THERE: Text = Text {
    zh: ("这个账号已经关联了一个身份", "换一个身份的，请先解除关联"),
    en: ("this account is linked to an identity", "unlink it first to link another"),
};

impl Problem {
    /// None is configured.
    pub fn no_identity_provider() -> Self {
        Self::new(StatusCode::CONFLICT, "no_identity_provider", NO_PROVIDER)
    }

    /// Nothing came back that began here and now.
    pub fn begin_again() -> Self {
        Self::new(StatusCode::FORBIDDEN, "begin_again", BEGIN_AGAIN)
    }

    /// The provider said no.
    pub fn provider_denied() -> Self {
        Self::new(StatusCode::FORBIDDEN, "provider_denied", DENIED)
    }

    /// Nobody is linked to it.
    pub fn identity_unknown() -> Self {
        Self::new(StatusCode::FORBIDDEN, "identity_unknown", UNKNOWN)
    }

    /// Whoever it is may not sign in any more.
    pub fn account_closed() -> Self {
        Self::new(StatusCode::FORBIDDEN, "account_closed", CLOSED)
    }

    /// Somebody else is linked to it.
    pub fn identity_taken() -> Self {
        Self::new(StatusCode::CONFLICT, "identity_taken", TAKEN)
    }

    /// The account has one.
    pub fn identity_there() -> Self {
        Self::new(StatusCode::CONFLICT, "identity_there", THERE)
    }
}

impl From<IdentityError> for Problem {
    fn from(error: IdentityError) -> Self {
        tracing::warn!(%error, "identity provider");
        if matches!(&error, IdentityError::Refused(code) if code == USED_UP) {
            return Self::begin_again();
        }
        Self::new(StatusCode::BAD_GATEWAY, "identity_provider_failed", FAILED)
    }
}
