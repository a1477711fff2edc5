//! The register of processing 个人信息处理活动登记: what is done with personal data, for what and by which law.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::retention::Record;

/// An activity in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProcessingWords)]
pub struct Words {
    /// What it is called.
    pub name: String,
    /// What for.
    pub purpose: String,
    /// Which kinds of data.
    pub data: String,
    /// Who gets them.
    pub shared: String,
}

/// One activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProcessingActivity)]
pub struct Activity {
    /// A stable code.
    pub code: String,
    /// In Chinese.
    pub zh: Words,
    /// In English.
    pub en: Words,
    /// The law by which it is done, with its article.
    pub law: String,
    /// By which rule of the retention schedule the data is kept.
    pub retention: Record,
}

/// All activities.
pub fn activities() -> &'static [Activity] {
    static READ: LazyLock<Vec<Activity>> = LazyLock::new(|| {
        #[derive(Deserialize)]
        struct File {
            activities: Vec<Activity>,
        }
        // The test below reads the same text.
        let read = toml::from_str::<File>(include_str!("../data/processing.toml"));
        read.map(|file| file.activities).unwrap_or_default()
    });
    &READ
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_activity_says_all_that_the_law_asks() {
        let codes: Vec<&str> = activities().iter().map(|one| one.code.as_str()).collect();
        assert_eq!(
            codes,
            ["handle", "contact", "tell", "call", "find", "rights", "audit", "staff"]
        );
        for one in activities() {
            for words in [&one.zh, &one.en] {
                let Words { name, purpose, data, shared } = words;
                assert!([name, purpose, data, shared].iter().all(|text| !text.trim().is_empty()));
            }
            assert!(one.law.contains('法') && one.law.contains('条'), "{}", one.law);
        }
    }
}
