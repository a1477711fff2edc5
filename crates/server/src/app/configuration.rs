//! Whether the house starts as it did before: with the same configuration and the same procedures.

use huisheng_store::StoreError;
use huisheng_store::trail::{self, Entry, Filter, HOUSE, Kind};
use jiff::Timestamp;
use serde_json::json;

use super::App;

impl App {
    /// Writes down that it started with another configuration or other procedures than the last time. A hash
    /// that only this house can make tells them apart: a configuration holds secrets.
    pub async fn note_configuration(&self, now: Timestamp) -> Result<(), StoreError> {
        let hex =
            |hash: [u8; 32]| hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let configuration = serde_json::to_vec(self.config()).unwrap_or_default();
        let book = self.book();
        let mut procedures: Vec<&str> =
            book.in_force().into_iter().map(|hash| hash.0.as_str()).collect();
        procedures.sort_unstable();
        let policies: Vec<&str> =
            self.policies().all().iter().map(|one| one.text.as_str()).collect();
        let told = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "configuration": hex(self.keyed_hash(b"configuration", &[&configuration])),
            "policies": hex(self.keyed_hash(b"policies", &[policies.join(" ").as_bytes()])),
            "procedures": hex(self.keyed_hash(b"procedures", &[procedures.join(" ").as_bytes()])),
        });
        let kind = Some(Kind::ConfigurationChanged.code().to_owned());
        let filter = Filter { kind, ..Filter::default() };
        let last = trail::find(self.store().read(), &[HOUSE], &filter, None, 1).await?;
        if last.lines.first().is_some_and(|last| last.details == told) {
            return Ok(());
        }
        self.note(&Entry::of(Kind::ConfigurationChanged).with(told), now).await
    }
}
