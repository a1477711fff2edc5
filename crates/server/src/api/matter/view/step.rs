//! The steps of a history.

use huisheng_domain::id::AccountId;
use huisheng_domain::matter::{Actor, Event, Happening, Undone, Words};
use huisheng_store::Book;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::Loaded;
use crate::api::named::unit_name;

/// A step of the history with its words.
#[derive(Serialize, ToSchema)]
pub struct EventView {
    /// Number within the matter.
    pub seq: u32,
    /// When it happened.
    pub at: Timestamp,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// What, as a stable code.
    pub kind: &'static str,
    /// Account that did it.
    pub account: Option<AccountId>,
    /// Its name.
    pub name: Option<String>,
    /// Unit of the account.
    pub unit: Option<String>,
    /// Its state above, in the words used there, where the platform above said another.
    pub state: Option<String>,
    /// It was taken back.
    pub undone: bool,
    /// Words.
    #[schema(value_type = BTreeMap<String, String>)]
    pub words: Words,
    /// Something personal was said: the words have stars in its place, see `…/steps/{seq}/look`.
    pub starred: bool,
}

/// The history with its words.
pub fn steps(loaded: &Loaded, book: &Book) -> Vec<EventView> {
    let undone = Undone::of(&loaded.events);
    let view = |event: &Event| EventView {
        seq: event.seq,
        at: event.at,
        recorded: event.recorded,
        kind: event.what.code(),
        account: event.actor.account(),
        name: event.actor.account().and_then(|id| loaded.names.get(&id).cloned()),
        unit: match &event.actor {
            Actor::Staff { unit, .. } => Some(unit_name(book, *unit)),
            _ => None,
        },
        state: match &event.what {
            Happening::UpstreamHeard { state } => state.clone(),
            _ => None,
        },
        undone: undone.holds(event.seq),
        words: loaded.words.get(&event.seq).map(|said| said.words.clone()).unwrap_or_default(),
        starred: loaded.words.get(&event.seq).is_some_and(|said| said.starred),
    };
    loaded.events.iter().map(view).collect()
}
