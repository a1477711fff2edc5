//! Results that left the house: signed off and looked at as the procedure asks. What did not is a draft of the office, and
//! nobody outside reads it (decision 0012).

use super::{Event, Happening, Matter, SubmittedResult, Undone};
use crate::procedure::Procedure;

impl Matter {
    /// The result in force, once whoever looks at it in the house has passed it.
    pub fn passed_result(&self, procedure: &Procedure) -> Option<&SubmittedResult> {
        let rules = &procedure.result;
        self.result.as_ref().filter(|result| {
            (!rules.sign_off || result.signed_off.is_some())
                && (!rules.review || result.reviewed.is_some())
        })
    }
}

/// The steps of a history by which a result was handed in that passed, also where it was rejected outside since.
pub fn passed_results(history: &[Event], procedure: &Procedure) -> Vec<u32> {
    let rules = &procedure.result;
    let undone = Undone::of(history);
    let (mut passed, mut waiting) = (Vec::new(), None);
    for event in history.iter().filter(|event| !undone.holds(event.seq)) {
        match (&event.what, &mut waiting) {
            (Happening::Submitted(_), waiting) => {
                *waiting = Some((event.seq, !rules.sign_off, !rules.review));
            }
            (Happening::SignedOff, Some((_, signed_off, _))) => *signed_off = true,
            (Happening::Reviewed, Some((_, _, reviewed))) => *reviewed = true,
            (Happening::SentBack, waiting) => *waiting = None,
            _ => {}
        }
        if let Some((seq, true, true)) = waiting {
            passed.push(seq);
            waiting = None;
        }
    }
    passed
}
