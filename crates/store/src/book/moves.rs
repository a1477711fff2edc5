//! What the calendar of the day would make of clocks that run already.

use huisheng_domain::matter::{Actor, Context, Matter, MatterClock, would_move};

use super::Book;

impl Book {
    /// The open clocks of a matter that this book would move: before and after. Nothing is written.
    pub fn would_move<'m>(&self, matter: &'m Matter) -> Vec<(&'m MatterClock, MatterClock)> {
        let Some(procedure) = self.procedure(&matter.procedure.1) else { return Vec::new() };
        let context = Context {
            actor: &Actor::House,
            procedure,
            calendar: self.calendar(&matter.place),
            units: &self.units,
            lists: self,
            seen_since: false,
            history: &[],
            seed: [0; 16],
        };
        would_move(matter, &context)
    }
}
