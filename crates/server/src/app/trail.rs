//! Entries of the trail, as the handlers write them.

use huisheng_domain::area::Area;
use huisheng_domain::id::{MatterId, ReportId};
use huisheng_store::StoreError;
use huisheng_store::trail::{self, Entry, Kind};
use jiff::Timestamp;
use serde_json::json;

use super::{App, Staff};

impl Staff {
    /// An entry of this account: acting for its unit, in the posts it holds now.
    pub fn entry(&self, kind: Kind) -> Entry {
        Entry {
            account: Some(self.account),
            unit: Some(self.unit),
            details: json!({ "posts": self.roles }),
            ..Entry::of(kind)
        }
    }

    /// A look at the contact data of a voice. Whoever asked by the telephone of a caller says so.
    pub fn look(
        &self,
        area: Area,
        (matter, report): (MatterId, ReportId),
        reason: &str,
        by_telephone: bool,
    ) -> Entry {
        Entry {
            area: Some(area),
            matter: Some(matter),
            report: Some(report),
            reason: Some(reason.to_owned()),
            details: json!({ "posts": self.roles, "by_telephone": by_telephone }),
            ..self.entry(Kind::Look)
        }
    }
}

impl App {
    /// Writes down what has no transaction of its own, such as a refusal.
    pub async fn note(&self, entry: &Entry, now: Timestamp) -> Result<(), StoreError> {
        let write = self.store().write().await?;
        trail::record(&write, entry, now).await?;
        write.commit().await
    }
}
