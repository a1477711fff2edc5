//! What somebody sees, as a condition that a list can ask: the policies on it with everything known of
//! the principal filled in and the matter left open. What is left of them is `resource in …`.

use std::collections::BTreeSet;
use std::sync::Arc;

use cedar_policy::pst::{BinaryOp, Clause, EntityUID, Expr, Literal, UnaryOp, Var};
use cedar_policy::{Context, Effect, Entities, PartialEntities, PartialEntityUid, PartialRequest};
use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, DivisionId, Id, UnitId};
use huisheng_domain::matter::Role;
use uuid::Uuid;

use crate::subject::{Staff, uid};
use crate::{InvalidPolicies, Policies};

/// The actions whose policies lists go by.
const LISTED: [&str; 2] = ["see", "read-trail"];

/// What somebody sees of matters: those of `areas` that lie in one of the others, without what lies in one of
/// `never`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Nothing outside these areas. None: no policy says so, every area.
    pub areas: Option<BTreeSet<Area>>,
    /// Everything of these areas.
    pub whole: BTreeSet<Area>,
    /// What lies in these divisions, or below them.
    pub divisions: BTreeSet<DivisionId>,
    /// What concerns these units, or those below them.
    pub units: BTreeSet<UnitId>,
    /// Nothing that is kept from one of these accounts and units.
    pub never: BTreeSet<Uuid>,
}

/// What a matter may be asked to lie in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Lies {
    areas: BTreeSet<Area>,
    divisions: BTreeSet<DivisionId>,
    units: BTreeSet<UnitId>,
    apart: BTreeSet<Uuid>,
}

impl Policies {
    /// The matters on which `who` may do `action`, one of those that are listed.
    ///
    /// # Errors
    /// A policy asks for more than a list can ask; [`Policies::read`] has looked for that already.
    pub fn reach(&self, who: &Staff, action: &str) -> Result<Reach, InvalidPolicies> {
        let failed =
            |error: &dyn std::fmt::Display| InvalidPolicies::AgainstSchema(error.to_string());
        let types = &self.types;
        let principal = who.entity(types)?;
        let request = PartialRequest::new(
            PartialEntityUid::from_concrete(principal.uid()),
            uid(&types.action, action),
            PartialEntityUid::new(types.matter.clone(), None),
            Some(Context::empty()),
            &self.schema,
        );
        let request = request.map_err(|error| failed(&error))?;
        let entities = Entities::from_entities([principal], Some(&self.schema));
        let entities = entities.map_err(|error| failed(&error))?;
        let entities = PartialEntities::from_concrete(entities, &self.schema);
        let entities = entities.map_err(|error| failed(&error))?;
        let action = self.of_action.get(&uid(&types.action, action));
        let policies = action.ok_or_else(|| failed(&"there is no such action"))?;
        let left =
            policies.tpe(&request, &entities, &self.schema).map_err(|error| failed(&error))?;
        // Forbidden or permitted altogether, whatever the matter: neither is for a list to ask.
        if let Some(id) = left.true_forbids().chain(left.true_permits()).next() {
            return Err(InvalidPolicies::NotForLists {
                id: id.to_string(),
                asks: "of nothing".to_owned(),
            });
        }
        let mut reach = Reach::default();
        for policy in left.residual_policies() {
            let wrong = |asks: &dyn std::fmt::Display| InvalidPolicies::NotForLists {
                id: policy.id().to_string(),
                asks: asks.to_string(),
            };
            let readable = policy.to_pst().map_err(|error| wrong(&error))?;
            let mut clauses = readable.body().clauses().iter();
            let (Some(Clause::When(asks)), None) = (clauses.next(), clauses.next()) else {
                return Err(wrong(&policy));
            };
            match policy.effect() {
                Effect::Permit => {
                    let lies = lies(asks).filter(|lies| lies.apart.is_empty());
                    let Lies { areas, divisions, units, .. } = lies.ok_or_else(|| wrong(asks))?;
                    reach.whole.extend(areas);
                    reach.divisions.extend(divisions);
                    reach.units.extend(units);
                }
                Effect::Forbid => match forbidden(asks).ok_or_else(|| wrong(asks))? {
                    // Of several of these what lies in all of them.
                    Forbidden::Outside(areas) => {
                        reach.areas = Some(match reach.areas.take() {
                            Some(before) => before.intersection(&areas).copied().collect(),
                            None => areas,
                        });
                    }
                    Forbidden::KeptFrom(apart) => reach.never.extend(apart),
                },
            }
        }
        Ok(reach)
    }
}

/// Whether lists can ask what the policies on them ask, for somebody in every post.
pub(crate) fn check(policies: &Policies) -> Result<(), InvalidPolicies> {
    let area = Area::new(100_000).map_err(|error| InvalidPolicies::Schema(error.to_string()))?;
    let nobody = |posts: BTreeSet<Role>, whole: bool| Staff {
        account: AccountId::of_code("account", "check"),
        posts,
        unit: UnitId::of_code("unit", "check"),
        places: if whole { Vec::new() } else { vec![DivisionId::of_code("division", "check")] },
        areas: vec![area],
        whole: if whole { vec![area] } else { Vec::new() },
        apart: vec![UnitId::of_code("unit", "check").uuid()],
        everywhere: whole,
        root: whole,
    };
    let posts = Role::ALL.into_iter().map(|role| BTreeSet::from([role]));
    for posts in posts.chain([BTreeSet::new(), BTreeSet::from(Role::ALL)]) {
        for whole in [true, false] {
            for action in LISTED {
                policies.reach(&nobody(posts.clone(), whole), action)?;
            }
        }
    }
    Ok(())
}

/// `resource in …`, one or several of them.
fn lies(asks: &Arc<Expr>) -> Option<Lies> {
    match asks.as_ref() {
        Expr::BinaryOp { op: BinaryOp::Or, left, right } => {
            let (mut one, other) = (lies(left)?, lies(right)?);
            one.areas.extend(other.areas);
            one.divisions.extend(other.divisions);
            one.units.extend(other.units);
            one.apart.extend(other.apart);
            Some(one)
        }
        Expr::BinaryOp { op: BinaryOp::In, left, right } if is_resource(left) => {
            let mut lies = Lies::default();
            for id in ids(right)? {
                let (of, id) = (id.ty.to_string(), id.eid.as_str());
                match of.as_str() {
                    "Area" => _ = lies.areas.insert(id.parse().ok()?),
                    "Division" => _ = lies.divisions.insert(parsed(id)?),
                    "Unit" => _ = lies.units.insert(parsed(id)?),
                    "Apart" => _ = lies.apart.insert(id.parse().ok()?),
                    _ => return None,
                }
            }
            Some(lies)
        }
        _ => None,
    }
}

/// What a list can be forbidden to show.
enum Forbidden {
    /// `unless { resource in areas }`.
    Outside(BTreeSet<Area>),
    /// `when { resource in apart }`.
    KeptFrom(BTreeSet<Uuid>),
}

fn forbidden(asks: &Arc<Expr>) -> Option<Forbidden> {
    let (asks, outside) = match asks.as_ref() {
        Expr::UnaryOp { op: UnaryOp::Not, expr } => (expr, true),
        _ => (asks, false),
    };
    let Lies { areas, divisions, units, apart } = lies(asks)?;
    if !divisions.is_empty() || !units.is_empty() {
        return None;
    }
    match outside {
        true => apart.is_empty().then_some(Forbidden::Outside(areas)),
        false => areas.is_empty().then_some(Forbidden::KeptFrom(apart)),
    }
}

fn is_resource(asked: &Arc<Expr>) -> bool {
    matches!(asked.as_ref(), Expr::Var(Var::Resource))
}

/// The entities of a literal or of a set of literals.
fn ids(expr: &Arc<Expr>) -> Option<Vec<EntityUID>> {
    match expr.as_ref() {
        Expr::Literal(Literal::EntityUID(id)) => Some(vec![id.clone()]),
        Expr::Set(all) => {
            let each = all.iter().map(ids).collect::<Option<Vec<_>>>()?;
            Some(each.into_iter().flatten().collect())
        }
        _ => None,
    }
}

fn parsed<K>(id: &str) -> Option<Id<K>> {
    id.parse().ok()
}
