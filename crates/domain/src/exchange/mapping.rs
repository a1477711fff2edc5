//! How systems call things: one contract, and a table for each sort of system.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::matter::{Channel, Kind, Stage};

/// How a sort of system calls things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExchangeMapping)]
pub struct Mapping {
    /// Its stable code.
    #[schema(example = "hotline")]
    pub code: String,
    /// What it is for, in Chinese.
    pub zh: String,
    /// What it is for, in English.
    pub en: String,
    /// How its orders count as having come in.
    pub channel: Channel,
    /// What sort its orders are, where they do not say.
    pub kind: Kind,
    /// What our stages are called there.
    pub states: BTreeMap<Stage, String>,
}

impl Mapping {
    /// What a stage is called there.
    pub fn state(&self, stage: Stage) -> &str {
        self.states.get(&stage).map_or(stage.code(), String::as_str)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    mappings: Vec<Mapping>,
}

/// The mappings that come with the house: `data/mappings.toml`.
pub fn shipped() -> &'static [Mapping] {
    static MAPPINGS: LazyLock<Vec<Mapping>> = LazyLock::new(|| {
        // The test `each_sort_of_system_has_its_words` reads the same text.
        let read = toml::from_str::<File>(include_str!("../../data/mappings.toml"));
        read.map(|file| file.mappings).unwrap_or_default()
    });
    &MAPPINGS
}
