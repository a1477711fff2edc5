//! The procedures that come with the house, and which one a new matter begins with.

use std::sync::OnceLock;

use super::Procedure;
use crate::matter::Kind;

/// Code and source. The first that takes a kind is its default.
const SHIPPED: &[(&str, &str)] = &[
    ("13710", include_str!("../../../../procedures/13710.toml")),
    ("consultation", include_str!("../../../../procedures/consultation.toml")),
    ("suggestion", include_str!("../../../../procedures/suggestion.toml")),
    ("service_record", include_str!("../../../../procedures/service_record.toml")),
    ("errand", include_str!("../../../../procedures/errand.toml")),
    ("privacy_request", include_str!("../../../../procedures/privacy_request.toml")),
    ("internal", include_str!("../../../../procedures/internal.toml")),
    ("12345", include_str!("../../../../procedures/12345.toml")),
    (Procedure::UPSTREAM, include_str!("../../../../procedures/upstream.toml")),
];

impl Procedure {
    /// The code of the procedure for orders of a platform above.
    pub const UPSTREAM: &str = "upstream";

    /// Code and TOML source of every procedure that comes with the house.
    pub const fn shipped() -> &'static [(&'static str, &'static str)] {
        SHIPPED
    }

    /// The shipped procedure a matter of this kind begins with, unless the place chose another.
    /// `None` only if no shipped procedure takes the kind; a test says there is none such.
    pub fn for_kind(kind: Kind) -> Option<&'static Self> {
        read().iter().find(|procedure| procedure.kinds.contains(&kind))
    }

    /// The shipped procedure for an order of a platform above 上级工单: limits from above.
    pub fn for_upstream() -> Option<&'static Self> {
        read().iter().find(|procedure| procedure.code == Self::UPSTREAM)
    }
}

fn read() -> &'static [Procedure] {
    static READ: OnceLock<Vec<Procedure>> = OnceLock::new();
    // The test `every_shipped_procedure_can_be_used` reads the same texts.
    READ.get_or_init(|| {
        SHIPPED.iter().filter_map(|(_, source)| Procedure::read(source).ok()).collect()
    })
}
