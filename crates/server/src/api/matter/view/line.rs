//! A matter as a worklist shows it.

use huisheng_domain::light::Light;
use huisheng_store::Book;
use huisheng_store::matter::Summary;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{category_name, division_name};
use crate::api::named::unit_name;

/// A line of a worklist.
#[derive(Serialize, ToSchema)]
pub struct MatterLine {
    /// Public number.
    pub number: String,
    /// Title.
    pub title: String,
    /// Kind.
    pub kind: String,
    /// Channel.
    pub channel: String,
    /// Severity.
    pub severity: String,
    /// Urgency.
    pub urgency: String,
    /// Stage.
    pub stage: String,
    /// The desk that acts next; empty once ended.
    pub owner: String,
    /// Name of the category.
    pub category: Option<String>,
    /// Name of the division.
    pub division: Option<String>,
    /// Name of the lead unit.
    pub lead: Option<String>,
    /// How it ended.
    pub ending: Option<String>,
    /// The importer found something odd.
    pub flagged: bool,
    /// When it was said.
    pub received: Timestamp,
    /// When anything last happened.
    pub changed: Timestamp,
    /// Earliest due instant, an exclusive end.
    pub next_due: Option<Timestamp>,
    /// Light now.
    pub light: Light,
    /// Late, for ever.
    pub late: bool,
    /// Since when the leader in charge of the shift sees it too 已升级; told in the queue `on_duty` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalated: Option<Timestamp>,
    /// Version.
    pub version: u32,
}

impl MatterLine {
    /// A line.
    pub fn of(summary: Summary, book: &Book) -> Self {
        Self {
            number: summary.number,
            title: summary.title,
            kind: summary.kind,
            channel: summary.channel,
            severity: summary.severity,
            urgency: summary.urgency,
            stage: summary.stage,
            owner: summary.owner,
            category: category_name(book, summary.category),
            division: division_name(book, summary.division),
            lead: summary.lead.map(|id| unit_name(book, id)),
            ending: summary.ending,
            flagged: summary.flagged,
            received: summary.received,
            changed: summary.changed,
            next_due: summary.next_due,
            light: summary.light,
            late: summary.late,
            escalated: None,
            version: summary.version,
        }
    }
}
