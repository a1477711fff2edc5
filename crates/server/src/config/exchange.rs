//! Which systems orders may be exchanged with.

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// The hosts that are called.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeConfig {
    /// `HOST` or `HOST:PORT`; no other is called, whatever address an administrator enters.
    pub hosts: Vec<String>,
}

impl ExchangeConfig {
    /// Hosts that can stand in an address.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let is_host = |host: &String| {
            let parsed = reqwest::Url::parse(&format!("https://{host}/")).ok();
            !host.is_empty()
                && parsed.is_some_and(|url| {
                    url.path() == "/" && url.query().is_none() && url.username().is_empty()
                })
        };
        match self.hosts.iter().find(|host| !is_host(host)) {
            None => Ok(()),
            Some(host) => Err(ConfigError::Value {
                key: "exchange.hosts",
                value: host.clone(),
                remedy: "use names of hosts, like 12345.example.org or 10.1.2.3:8080",
            }),
        }
    }

    /// Whether this address may be called.
    pub fn allows(&self, url: &str) -> bool {
        let Ok(url) = reqwest::Url::parse(url) else { return false };
        let plain = url.username().is_empty() && url.password().is_none();
        let Some(host) = url.host_str().filter(|_| plain) else { return false };
        let whole = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        self.hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(&whole))
    }
}

#[cfg(test)]
mod tests {
    use super::ExchangeConfig;

    #[test]
    fn only_named_hosts_are_called() {
        let config =
            ExchangeConfig { hosts: vec!["city.example".to_owned(), "10.0.0.1:8080".to_owned()] };
        config.check().expect("both are hosts");
        for (url, allowed) in [
            ("https://city.example/api", true),
            ("https://CITY.example/api", true),
            ("http://10.0.0.1:8080/messages", true),
            ("https://city.example:8443/api", false),
            ("http://10.0.0.1/messages", false),
            ("https://city.example@169.254.169.254/", false),
            ("https://user:pass@city.example/api", false),
            ("https://city.example.org/api", false),
            ("http://169.254.169.254/latest", false),
            ("nothing", false),
        ] {
            assert_eq!(config.allows(url), allowed, "{url}");
        }
        for host in ["", "city.example/api", "https://city.example", "a b"] {
            let config = ExchangeConfig { hosts: vec![host.to_owned()] };
            assert!(config.check().is_err(), "{host} is no host");
        }
    }
}
