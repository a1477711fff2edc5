//! What a clerk released of a matter 公开, and who else may know of one at all.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{EndingKind, Lists, Matter};

/// What is public of a matter. The words stand beside the event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Released {
    /// The event whose words are public.
    pub event: u32,
    /// When.
    pub at: Timestamp,
    /// Where, to about a hundred metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<[f64; 2]>,
    /// The words have an answer, to the result in force.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answered: bool,
}

/// Longitude and latitude to a thousandth of a degree, about a hundred metres: the street, not the door.
pub fn coarse([lon, lat]: [f64; 2]) -> [f64; 2] {
    let rounded = |degrees: f64| (degrees * 1_000.0).round() / 1_000.0;
    [rounded(lon), rounded(lat)]
}

/// Height and width of a cell in degrees: at least 500 m each, up to 50 degrees north.
const CELL: [f64; 2] = [0.007, 0.005];
/// Cells from one row to the next: more than there are in a row.
const ROW: i64 = 100_000;

/// The cell that a point lies in.
pub fn cell([lon, lat]: [f64; 2]) -> i64 {
    let index = |degrees: f64, size: f64| (degrees / size).floor() as i64;
    index(lat, CELL[1]) * ROW + index(lon, CELL[0])
}

/// The cell of a point and the eight around it.
pub fn cells_around(point: [f64; 2]) -> [i64; 9] {
    let middle = cell(point);
    [-1, 0, 1]
        .map(|up| [-1, 0, 1].map(|along| middle + up * ROW + along))
        .concat()
        .try_into()
        .unwrap_or([middle; 9])
}

impl Matter {
    /// Whether others than its reporters may know that there is such a matter: it lies in public space, is
    /// about nobody in person, complains of nobody, and who began it did not ask to stay hidden. A voice that joins later
    /// hides only itself, or one person could make a matter disappear.
    pub fn is_public(&self, lists: &dyn Lists) -> bool {
        self.kind.is_of_things()
            && lists.is_public_space(self.category)
            && self.subjects.is_empty()
            && !self.is_hidden()
    }

    /// What is shown to everybody now. What was merged or split goes on elsewhere, what was withdrawn or
    /// quarantined was taken back.
    pub fn shown(&self) -> Option<&Released> {
        let hidden = self.is_hidden() || self.is_gone() || !self.subjects.is_empty();
        self.released.as_ref().filter(|_| !hidden)
    }

    /// The cell that it is found by while it is open.
    pub fn near(&self) -> Option<i64> {
        self.shown().filter(|_| self.is_open()).and_then(|released| released.point).map(cell)
    }

    /// It ended in a way that leaves nothing to show.
    pub fn is_gone(&self) -> bool {
        self.ending.as_ref().is_some_and(|ending| {
            matches!(
                ending.kind,
                EndingKind::Exit
                    | EndingKind::Withdrawn
                    | EndingKind::Merged
                    | EndingKind::Split
                    | EndingKind::HandedOver
                    | EndingKind::Quarantined
            )
        })
    }

    fn is_hidden(&self) -> bool {
        let first = self.reports.first().and_then(|voice| voice.person.as_ref());
        first.is_some_and(|person| person.confidential)
    }
}
