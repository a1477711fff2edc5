//! Returns: a matter at the wrong office finds its way.

use super::cast::Route;
use super::course::{Course, Told};
use super::{Asked, Step};

impl Course<'_> {
    /// Sent to the wrong office: returned, kept, or fought over until somebody above decides.
    pub(super) fn send_on(&mut self, first: usize) -> Told {
        let right = self.route.lead;
        let quarrel = self.chance(8.0);
        let mut holder = first;
        if quarrel {
            // two offices in turn send it back; the third time is arbitration, which binds
            for next in [right, first] {
                let bound = self.judged(holder, next, "return.yes")?;
                holder = next;
                self.sign_in(holder)?;
                if bound {
                    self.route = Route { lead: holder, below: None, ..self.route };
                    return Some(());
                }
            }
        }
        if !quarrel && self.chance(30.0) {
            self.judged(holder, right, "return.no")?;
            self.route = Route { lead: holder, below: None, ..self.route };
            return Some(());
        }
        self.judged(holder, right, if quarrel { "arbitrate" } else { "return.yes" })?;
        self.sign_in(right)
    }

    /// Whether it binds.
    fn judged(&mut self, from: usize, to: usize, words: &str) -> Option<bool> {
        let granted = words != "return.no";
        self.route.support = self.route.support.filter(|unit| !granted || *unit != to);
        let asked = Asked::Return { propose: self.unit(to) };
        self.minutes(15, 300);
        // A working day never ends sooner than this; a supervisor may judge a return that is in time too.
        let late = self.at - self.given >= 86_400;
        let opinion = self.say_of("return.basis", from, to);
        let by = self.worker(from);
        self.put(by, Step::Ask { of: self.unit(from), asked, opinion })?;
        if self.chance(12.0) {
            self.days(1, 2)
        } else {
            self.minutes(20, 260)
        }
        let opinion = self.say_of(words, from, to);
        let by = match words {
            "arbitrate" => self.staff(|desk| &desk.leaders),
            _ if late => self.staff(|desk| &desk.supervise),
            _ => self.staff(|desk| &desk.dispatch),
        };
        let unit = granted.then(|| self.unit(to));
        self.put(by, Step::Judge { of: self.unit(from), granted, opinion, unit })?;
        Some(late)
    }
}
