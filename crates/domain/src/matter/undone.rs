//! Steps that were taken back.

use std::ops::Range;

use super::{Event, Happening};

/// Which steps of a history were taken back. They do not count any more, but their numbers do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undone(Vec<Range<u32>>);

impl Undone {
    /// Of a whole history.
    pub fn of<'e>(history: impl IntoIterator<Item = &'e Event>) -> Self {
        let taken = |event: &Event| match event.what {
            Happening::Undone { from } => Some(from..event.seq),
            _ => None,
        };
        Self(history.into_iter().filter_map(taken).collect())
    }

    /// Whether the step of this number was taken back.
    pub fn holds(&self, seq: u32) -> bool {
        self.0.iter().any(|steps| steps.contains(&seq))
    }
}
