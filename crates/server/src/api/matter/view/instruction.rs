//! 批示: what leaders wrote on a matter, to whom, and what was reported back.

use huisheng_domain::id::FileId;
use huisheng_domain::matter::{Happening, Instruction, Matter, Undone, Word};
use huisheng_store::Book;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Loaded;
use crate::api::named::{PersonView, UnitNamed};

/// A leader's instruction to one unit.
#[derive(Serialize, ToSchema)]
pub struct InstructionView {
    /// Its id.
    id: Uuid,
    /// The leader.
    by: PersonView,
    /// The unit that reports back.
    to: UnitNamed,
    /// When.
    at: Timestamp,
    /// The words; none where they stand on the picture only.
    text: Option<String>,
    /// Pictures of the paper 批件.
    files: Vec<FileId>,
    /// By when the unit reports back, an exclusive end.
    due: Option<Timestamp>,
    /// When it did.
    reported_back: Option<Timestamp>,
    /// What it reported.
    answer: Option<String>,
}

impl InstructionView {
    /// All of a matter, in order.
    pub fn all(matter: &Matter, loaded: &Loaded, book: &Book) -> Vec<Self> {
        let undone = Undone::of(&loaded.events);
        let said = |is_it: &dyn Fn(&Happening) -> bool, word: Word| {
            let mut events = loaded.events.iter().filter(|event| !undone.holds(event.seq));
            let event = events.find(|event| is_it(&event.what))?;
            Some(loaded.words.get(&event.seq)?.words.get(word)?.to_owned())
        };
        let view = |one: &Instruction| {
            let given = |what: &Happening| matches!(what, Happening::Instructed(given) if given.id == one.id);
            let answered = |what: &Happening| matches!(what, Happening::ReportedBack { instruction } if *instruction == one.id);
            let mut clocks = matter.clocks.iter().filter(|clock| clock.key.of == Some(one.id));
            Self {
                id: one.id,
                by: PersonView::of(one.by, &loaded.names),
                to: UnitNamed::of(one.to, book),
                at: one.at,
                text: said(&given, Word::Opinion),
                files: one.files.clone(),
                due: clocks.next().map(|clock| clock.clock.due),
                reported_back: one.reported_back,
                answer: said(&answered, Word::Answer),
            }
        };
        matter.instructions.iter().map(view).collect()
    }
}
