//! The identity provider of the office.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

use reqwest::Url;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::ConfigError;

/// An OpenID Connect provider; without an issuer: none.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderConfig {
    /// Its issuer, exactly as it names itself.
    pub issuer: String,
    /// As what the provider knows this house.
    pub client_id: String,
    /// The secret it shares with this house; empty: a public client, for which PKCE stands alone.
    pub client_secret: String,
    /// A file that holds the secret instead.
    pub client_secret_file: PathBuf,
    /// What the button says, in Chinese.
    pub name_zh: String,
    /// In English.
    pub name_en: String,
    /// By which claim people know their identity.
    pub name_claim: NameClaim,
    /// Values of `amr`, one of which says that a second factor was shown.
    #[serde(deserialize_with = "names")]
    pub second_factor_amr: BTreeSet<String>,
    /// Values of `acr` that say so.
    #[serde(deserialize_with = "names")]
    pub second_factor_acr: BTreeSet<String>,
}

/// A claim by which people know their identity. It is shown, and decides nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NameClaim {
    /// The sign-in name.
    PreferredUsername,
    /// The name of the person.
    Name,
    /// The address for mail.
    Email,
}

/// The secret stays out of logs.
impl fmt::Debug for ProviderConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderConfig").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl ProviderConfig {
    /// Whether there is one.
    pub const fn is_set(&self) -> bool {
        !self.issuer.is_empty()
    }

    /// Whether what the provider says of how somebody signed in proves a second factor.
    pub fn is_twice<'a>(&self, amr: impl IntoIterator<Item = &'a str>, acr: Option<&str>) -> bool {
        amr.into_iter().any(|one| self.second_factor_amr.contains(one))
            || acr.is_some_and(|acr| self.second_factor_acr.contains(acr))
    }

    pub(super) fn check(&self, public_url: &str) -> Result<(), ConfigError> {
        let wrong = |key, value: &str, remedy| {
            Err(ConfigError::Value { key, value: value.to_owned(), remedy })
        };
        if !self.is_set() {
            return Ok(());
        }
        if !is_issuer(&self.issuer) {
            return wrong(
                "sign_in.provider.issuer",
                &self.issuer,
                "use the issuer as the provider names itself: https://…, without query; plain http only on this machine",
            );
        }
        if self.client_id.is_empty() {
            return wrong(
                "sign_in.provider.client_id",
                "",
                "give the id under which the provider knows this house",
            );
        }
        if !self.client_secret.is_empty() && !self.client_secret_file.as_os_str().is_empty() {
            return wrong(
                "sign_in.provider.client_secret_file",
                &self.client_secret_file.display().to_string(),
                "set either client_secret or client_secret_file",
            );
        }
        if self.name_zh.trim().is_empty() || self.name_en.trim().is_empty() {
            return wrong("sign_in.provider.name_zh", &self.name_zh, "name it in both languages");
        }
        if public_url.is_empty() {
            return wrong(
                "public_url",
                "",
                "say where people reach this house: the provider sends them back there",
            );
        }
        Ok(())
    }
}

/// Over plain http the keys that everything rests on could be anybody's.
fn is_issuer(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let here = matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
    let scheme = url.scheme() == "https" || (url.scheme() == "http" && here);
    scheme && url.query().is_none() && url.fragment().is_none()
}

/// `mfa,otp`: the names, with commas.
fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    Ok(names.map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::config::{Config, ConfigError};

    #[test]
    fn a_provider_is_checked_and_its_secret_is_not_shown() {
        let whole = json!({
            "issuer": "https://id.example.gov.cn", "client_id": "huisheng", "client_secret": "hidden",
        });
        let read = |field: &str, value: Value, public_url: &str| {
            let mut provider = whole.clone();
            provider[field] = value;
            let sign_in = json!({ "provider": provider });
            Config::read(None, &json!({ "sign_in": sign_in, "public_url": public_url }))
        };
        let own = "https://12345.example.gov.cn";
        let good = read("issuer", json!("https://id.example.gov.cn/realms/street"), own).unwrap();
        assert!(!format!("{good:?}").contains("hidden"));
        for local in ["http://127.0.0.1:9", "http://localhost:9/a", "http://[::1]:9"] {
            assert!(read("issuer", json!(local), own).is_ok(), "{local}");
        }
        assert!(!Config::read(None, &json!({})).unwrap().sign_in.provider.is_set());
        for (field, value, public_url, named) in [
            ("issuer", json!("id.example.gov.cn"), own, "sign_in.provider.issuer"),
            ("issuer", json!("http://id.example.gov.cn"), own, "sign_in.provider.issuer"),
            ("issuer", json!("http://127.0.0.1.example.cn"), own, "sign_in.provider.issuer"),
            ("issuer", json!("https://id.example.gov.cn?a=b"), own, "sign_in.provider.issuer"),
            ("client_id", json!(""), own, "sign_in.provider.client_id"),
            ("client_secret_file", json!("/x"), own, "sign_in.provider.client_secret_file"),
            ("name_en", json!(" "), own, "sign_in.provider.name_zh"),
            ("client_id", json!("huisheng"), "", "public_url"),
        ] {
            let error = read(field, value, public_url).unwrap_err();
            assert!(matches!(error, ConfigError::Value { key, .. } if key == named), "{error}");
            assert!(!error.to_string().contains("hidden"), "{error}");
        }
    }

    #[test]
    fn only_what_is_named_proves_a_second_factor() {
        let provider = json!({
            "issuer": "https://id.example.gov.cn", "client_id": "huisheng",
            "second_factor_amr": "mfa, otp", "second_factor_acr": "urn:high",
        });
        let flags =
            json!({ "sign_in": { "provider": provider }, "public_url": "https://a.example.cn" });
        let provider = Config::read(None, &flags).unwrap().sign_in.provider;
        assert!(provider.is_twice(["pwd", "otp"], None));
        assert!(provider.is_twice([], Some("urn:high")));
        for (amr, acr) in
            [(vec![], None), (vec!["pwd"], Some("urn:low")), (vec!["urn:high"], Some("mfa"))]
        {
            assert!(!provider.is_twice(amr, acr));
        }
        let plain = Config::read(None, &json!({})).unwrap().sign_in.provider;
        assert!(!plain.is_twice(["mfa", ""], Some("")));
    }
}
