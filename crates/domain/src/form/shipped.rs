//! The forms that come with the house, to begin with.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Form;

/// A form that comes with the house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ShippedForm)]
pub struct Shipped {
    /// Its stable code.
    pub code: String,
    /// What it is for, in Chinese.
    pub zh: String,
    /// What it is for, in English.
    pub en: String,
    /// The form.
    pub form: Form,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    forms: Vec<Shipped>,
}

/// The forms that come with the house: `data/forms.toml`.
pub fn shipped() -> &'static [Shipped] {
    static FORMS: LazyLock<Vec<Shipped>> = LazyLock::new(|| {
        // The test `what_is_shipped_can_be_kept` reads the same text.
        let read = toml::from_str::<File>(include_str!("../../data/forms.toml"));
        read.map(|file| file.forms).unwrap_or_default()
    });
    &FORMS
}
