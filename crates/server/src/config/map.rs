//! The part of the configuration for the maps of a provider.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// The maps of a provider; empty addresses: none.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapConfig {
    /// Address of a picture of the ground, with `{z}`, `{x}`, `{y}`, `{key}`.
    pub base: String,
    /// Address of a picture of what is written on it.
    pub label: String,
    /// The key of the provider; it goes to the provider and nowhere else.
    pub key: String,
    /// Whom the map is by.
    pub attribution: String,
    /// The nearest zoom that the provider has.
    pub max_zoom: u8,
    /// Address of the search.
    pub search: String,
    /// How the search is asked and answers.
    pub search_kind: SearchKind,
}

/// How a search is asked and answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchKind {
    /// 天地图, search v2.
    Tianditu,
    /// Nominatim, and what answers as it does.
    Nominatim,
}

/// Addresses and key stay out of logs.
impl fmt::Debug for MapConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MapConfig").finish_non_exhaustive()
    }
}

impl MapConfig {
    /// Addresses are not shown: somebody may have written the key into one.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let wrong = |key, remedy| Err(ConfigError::Value { key, value: "…".to_owned(), remedy });
        let addresses =
            [("map.base", &self.base), ("map.label", &self.label), ("map.search", &self.search)];
        for (key, address) in addresses.into_iter().filter(|(_, address)| !address.is_empty()) {
            if reqwest::Url::parse(address).is_err() || !address.starts_with("http") {
                return wrong(key, "use an address that begins with https:// or http://");
            }
            if address.contains("{key}") && self.key.is_empty() {
                return wrong("map.key", "give the key that the address asks for");
            }
            let picture = ["{z}", "{x}", "{y}"].iter().all(|part| address.contains(part));
            if key != "map.search" && !picture {
                return wrong(key, "write {z}, {x} and {y} where zoom, column and row go");
            }
        }
        if self.base.is_empty() && !self.label.is_empty() {
            return wrong("map.base", "a label lies on a base: give that too");
        }
        if !self.base.is_empty() && self.attribution.trim().is_empty() {
            return wrong("map.attribution", "say whom the map is by, as the provider asks");
        }
        if !(1..=22).contains(&self.max_zoom) {
            return wrong("map.max_zoom", "use 1 to 22");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::config::{Config, ConfigError};

    #[test]
    fn a_provider_is_checked_and_its_addresses_are_not_shown() {
        let base = "https://maps.example.org/{z}/{x}/{y}?tk={key}";
        let whole = json!({ "base": base, "key": "secret", "attribution": "天地图" });
        let read = |field: &str, value: Value| {
            let mut map = whole.clone();
            map[field] = value;
            Config::read(None, &json!({ "map": map }))
        };
        assert!(read("max_zoom", json!(18)).is_ok());
        assert!(Config::read(None, &json!({})).is_ok_and(|config| config.map.base.is_empty()));
        for (field, value, named) in [
            ("base", json!("maps.example.org/{z}/{x}/{y}"), "map.base"),
            ("base", json!("https://maps.example.org/secret/{z}"), "map.base"),
            ("base", json!("file:///{z}/{x}/{y}"), "map.base"),
            ("key", json!(""), "map.key"),
            ("attribution", json!(" "), "map.attribution"),
            ("label", json!("https://maps.example.org"), "map.label"),
            ("search", json!("search"), "map.search"),
            ("max_zoom", json!(0), "map.max_zoom"),
        ] {
            let error = read(field, value).unwrap_err();
            assert!(matches!(error, ConfigError::Value { key, .. } if key == named), "{error}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        let label = json!({ "label": base, "key": "secret" });
        let error = Config::read(None, &json!({ "map": label })).unwrap_err();
        assert!(matches!(error, ConfigError::Value { key: "map.base", .. }), "{error}");
    }
}
