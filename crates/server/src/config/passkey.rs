//! The domain that passkeys are bound to.

use reqwest::Url;

use super::Config;

impl Config {
    /// The domain of `public_url`, if browsers use passkeys there: over https, or on this machine. An address in digits
    /// is no domain.
    pub fn passkey_domain(&self) -> Option<String> {
        let url = Url::parse(&self.public_url).ok()?;
        let domain = url.domain()?;
        (self.is_https() || domain == "localhost").then(|| domain.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::config::Config;

    #[test]
    fn passkeys_need_a_domain_over_https() {
        let domain =
            |url: &str| Config::read(None, &json!({ "public_url": url })).unwrap().passkey_domain();
        assert_eq!(domain("https://12345.example.gov.cn").as_deref(), Some("12345.example.gov.cn"));
        assert_eq!(domain("https://desk.example.cn:8443").as_deref(), Some("desk.example.cn"));
        assert_eq!(domain("http://localhost:8080").as_deref(), Some("localhost"));
        for none in [
            "",
            "http://12345.example.gov.cn",
            "http://10.1.2.3",
            "https://10.1.2.3",
            "http://[::1]:9",
        ] {
            assert_eq!(domain(none), None, "{none}");
        }
    }
}
