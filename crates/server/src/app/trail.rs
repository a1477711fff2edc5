//! Entries of the trail, as the handlers write them.

use huisheng_domain::area::Area;
use huisheng_domain::id::{MatterId, ReportId};
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::{Store, StoreError, Write};
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
            ..self.entry(Kind::Look).with(json!({ "by_telephone": by_telephone }))
        }
    }

    /// Writes down what a request did that changes nothing else, under its retry key: asked again, it stands there once.
    pub async fn note(&self, app: &App, entry: &Entry, now: Timestamp) -> Result<(), StoreError> {
        let write = self.write(app).await?;
        trail::record(&write, entry, now).await?;
        write.commit().await
    }
}

/// Who does what both the API and the command line can do.
#[derive(Clone, Debug, Default)]
pub enum By {
    /// Whoever has the machine.
    #[default]
    CommandLine,
    /// An account.
    Staff(Box<Staff>),
}

impl From<&Staff> for By {
    fn from(staff: &Staff) -> Self {
        Self::Staff(Box::new(staff.clone()))
    }
}

impl By {
    /// An entry of whoever it is.
    pub fn entry(&self, kind: Kind) -> Entry {
        match self {
            Self::CommandLine => Entry::of(kind).with(json!({ "command_line": true })),
            Self::Staff(staff) => staff.entry(kind),
        }
    }

    /// Begins what is written, under the retry key of the request if it came by one.
    pub async fn write(&self, app: &App) -> Result<Write, StoreError> {
        match self {
            Self::CommandLine => app.store().write().await,
            Self::Staff(staff) => staff.write(app).await,
        }
    }
}

/// Writes down what a command did, of which a house that takes no writes knows nothing: a copy that may only be
/// read can be verified and copied all the same.
pub async fn note_if_possible(
    store: &Store,
    entry: &Entry,
    now: Timestamp,
) -> Result<(), StoreError> {
    let written = async {
        let write = store.write().await?;
        trail::record(&write, entry, now).await?;
        write.commit().await
    };
    match written.await {
        Err(error @ (StoreError::ReadOnly | StoreError::Full)) => {
            tracing::warn!(%error, "the trail knows nothing of this");
            Ok(())
        }
        written => written,
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
