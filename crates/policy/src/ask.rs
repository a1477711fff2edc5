//! One question: may this person do that to this.

use cedar_policy::{Context, Decision as Answer, Entities, Request};

use crate::subject::{Staff, Thing, uid};
use crate::{Policies, Policy};

/// An answer, with the policies that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision<'p> {
    /// It may be done.
    pub allowed: bool,
    /// What permits it, or what forbids it. Empty: nothing permits it.
    pub because: Vec<&'p Policy>,
}

impl Policies {
    /// Whether `who` may do `action` to `thing`. What cannot be asked is not allowed.
    pub fn may(&self, who: &Staff, action: &str, thing: &Thing) -> bool {
        self.answer(who, action, thing).is_some_and(|answer| answer.decision() == Answer::Allow)
    }

    /// The same, with the policies that decided.
    pub fn explain(&self, who: &Staff, action: &str, thing: &Thing) -> Decision<'_> {
        let Some(answer) = self.answer(who, action, thing) else {
            return Decision { allowed: false, because: Vec::new() };
        };
        let reasons = answer.diagnostics().reason();
        let because = reasons.filter_map(|id| self.get(id.as_ref())).collect();
        Decision { allowed: answer.decision() == Answer::Allow, because }
    }

    fn answer(&self, who: &Staff, action: &str, thing: &Thing) -> Option<cedar_policy::Response> {
        let types = &self.types;
        let principal = who.entity(types).ok()?;
        let resource = thing.entity(types).ok()?;
        let (from, on) = (principal.uid(), resource.uid());
        let action = uid(&types.action, action);
        let policies = self.of_action.get(&action)?;
        // With the groups it belongs to, of which a policy may speak.
        let known = self.actions.get(&action).cloned();
        let entities = [principal, resource].into_iter().chain(known);
        let entities = Entities::from_entities(entities, None).ok()?;
        let request = Request::new(from, action, on, Context::empty(), None).ok()?;
        Some(self.authorizer.is_authorized(&request, policies, &entities))
    }
}
