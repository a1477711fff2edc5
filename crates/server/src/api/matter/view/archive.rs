//! 归档: what the file of a closed matter lacks, and how long it is kept.

use huisheng_domain::matter::{Matter, Piece};
use huisheng_domain::procedure::{Procedure, RetentionClass};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// The file of a matter.
#[derive(Serialize, ToSchema)]
pub struct ArchiveView {
    /// When it was archived; none while it waits.
    archived: Option<Timestamp>,
    /// How long it is kept.
    retention: RetentionClass,
    /// What it lacks; with any of these it cannot be archived.
    missing: Vec<Piece>,
}

impl ArchiveView {
    /// None before the matter is closed.
    pub fn of(matter: &Matter, procedure: &Procedure) -> Option<Self> {
        matter.closed.map(|_| Self {
            archived: matter.archived,
            retention: matter.retention_class(procedure),
            missing: if matter.archived.is_some() { Vec::new() } else { matter.lacks(procedure) },
        })
    }
}
