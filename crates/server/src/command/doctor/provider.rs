//! The identity provider of the office.

use jiff::Timestamp;

use super::Finding;
use crate::config::Config;
use crate::identity::IdentityProvider;

/// Asks it what it says of itself.
pub(super) async fn provider(config: &Config, now: Timestamp) -> Finding {
    let check = "sign-in";
    let issuer = &config.sign_in.provider.issuer;
    let failed = |error: String| {
        Finding::warn(
            check,
            format!(
                "统一身份认证不可用：{error}；请核对 [sign_in.provider] 的 issuer、密钥和网络，此前用密码登录"
            ),
            format!(
                "the identity provider cannot be used: {error}; check issuer and secret of [sign_in.provider] and the \
                 network, until then people use their passwords"
            ),
        )
    };
    match IdentityProvider::of(config) {
        Ok(None) => Finding::ok(
            check,
            "未接入统一身份认证：用密码登录",
            "no identity provider is configured: people sign in by password",
        ),
        Ok(Some(provider)) => match provider.look(now).await {
            Ok(()) => Finding::ok(
                check,
                format!("统一身份认证可用：{issuer}"),
                format!("the identity provider answers: {issuer}"),
            ),
            Err(error) => failed(error.to_string()),
        },
        Err(error) => failed(error.to_string()),
    }
}
