//! Why a passkey is not made, or not believed.

use axum::http::StatusCode;

use super::{Problem, Text};
use crate::passkey::PasskeyError;

/// The codes of these problems.
pub(super) const CODES: &[&str] = &[
    "passkey_over",
    "passkey_there",
    "passkey_unknown",
    "passkey_wrong",
    "passkeys_off",
    "too_many_passkeys",
];

const OFF: Text = Text {
    zh: (
        "这里还不能用通行密钥",
        "通行密钥要求用 https 域名访问本系统：请系统管理员在配置里写明 public_url，如 https://12345.example.gov.cn",
    ),
    en: (
        "there are no passkeys here",
        "passkeys need a domain over https: whoever runs the house sets `public_url`, like https://12345.example.gov.cn",
    ),
};
const OVER: Text = Text {
    zh: ("这次操作已经过时、用过，或不是从这个浏览器开始的", "请重新开始，并在五分钟内完成"),
    en: (
        "this was begun too long ago, was used, or did not begin in this browser",
        "begin again, and be done within five minutes",
    ),
};
const THERE: Text = Text {
    zh: ("这个设备的通行密钥已经登记过", "换一个设备，或先删除原来的再登记"),
    en: (
        "this passkey is registered already",
        "use another device, or remove the one that is there first",
    ),
};
const UNKNOWN: Text = Text {
    zh: ("这里没有登记过这个通行密钥", "它可能已被删除：请用密码登录，再重新登记"),
    en: (
        "no account has this passkey",
        "it may have been removed: sign in with the password and register it anew",
    ),
};
const WRONG: Text = Text {
    zh: (
        "通行密钥没有通过验证",
        "请在本系统自己的网址上重试；仍不行的，请用密码登录，并把它删除后重新登记",
    ),
    en: (
        "the passkey proves nothing",
        "try again on the address of this system; if it stays, sign in with the password, remove it and register anew",
    ),
};
const MANY: Text = Text {
    zh: ("通行密钥已经有十个", "请先删除不用的"),
    en: ("there are ten passkeys", "remove one that is not used first"),
};

impl Problem {
    /// The house has no domain over https.
    pub fn passkeys_off() -> Self {
        Self::new(StatusCode::CONFLICT, "passkeys_off", OFF)
    }

    /// Nothing came back that began here and now.
    pub fn passkey_over() -> Self {
        Self::new(StatusCode::FORBIDDEN, "passkey_over", OVER)
    }

    /// It is registered.
    pub fn passkey_there() -> Self {
        Self::new(StatusCode::CONFLICT, "passkey_there", THERE)
    }

    /// It is nobody's.
    pub fn passkey_unknown() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "passkey_unknown", UNKNOWN)
    }

    /// It is not believed: at the door, or by somebody who is signed in.
    pub fn passkey_wrong(status: StatusCode) -> Self {
        Self::new(status, "passkey_wrong", WRONG)
    }

    /// There are enough.
    pub fn too_many_passkeys() -> Self {
        Self::new(StatusCode::CONFLICT, "too_many_passkeys", MANY)
    }
}

impl From<PasskeyError> for Problem {
    fn from(error: PasskeyError) -> Self {
        match error {
            PasskeyError::Malformed(_) => Self::invalid("credential"),
            PasskeyError::Refused(..) => Self::passkey_wrong(StatusCode::UNPROCESSABLE_ENTITY),
            PasskeyError::Kept(_) => {
                tracing::error!(%error, "a passkey");
                Self::internal()
            }
        }
    }
}
