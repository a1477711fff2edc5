//! Who asks, and about what, as the policies see them.

use std::collections::{BTreeSet, HashMap, HashSet};

use cedar_policy::{Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression};
use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, DivisionId, Id, MatterId, UnitId};
use huisheng_domain::matter::Role;
use uuid::Uuid;

use crate::InvalidPolicies;
use crate::read::Types;

/// Somebody who is signed in, acting in one post.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Staff {
    /// The account.
    pub account: AccountId,
    /// Roles of the post acted in.
    pub posts: BTreeSet<Role>,
    /// The unit acted for.
    pub unit: UnitId,
    /// Divisions that its desk sees: those it is assigned to, otherwise that which the unit serves.
    pub places: Vec<DivisionId>,
    /// Areas the unit belongs to.
    pub areas: Vec<Area>,
    /// Those of them that it serves as a whole.
    pub whole: Vec<Area>,
    /// What a matter that is kept from it may lie in: its account, its unit and all above.
    pub apart: Vec<Uuid>,
    /// The unit serves all areas of the installation.
    pub everywhere: bool,
    /// The unit is that of the installation itself.
    pub root: bool,
}

/// What something is done to. Lists of units and divisions hold all above them too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A matter.
    Matter {
        /// Its id.
        id: MatterId,
        /// Its area.
        area: Area,
        /// The division of its place and all above.
        divisions: Vec<DivisionId>,
        /// The units that took it in or have a share, and all above.
        units: Vec<UnitId>,
        /// Accounts and units it is kept from.
        apart: Vec<Uuid>,
    },
    /// A division with what is kept for it; none is the whole area.
    Place {
        /// The division and all above.
        divisions: Vec<DivisionId>,
        /// The area.
        area: Area,
    },
    /// An account; none is one that is to be opened.
    Account {
        /// The account.
        id: Option<AccountId>,
        /// Its unit and all above.
        units: Vec<UnitId>,
    },
    /// What is kept once.
    Installation,
}

/// `Type::"id"`.
pub(crate) fn uid(of: &EntityTypeName, id: impl ToString) -> EntityUid {
    EntityUid::from_type_name_and_id(of.clone(), EntityId::new(id.to_string()))
}

fn set<T: ToString>(of: &EntityTypeName, ids: &[T]) -> RestrictedExpression {
    let all = ids.iter().map(|id| RestrictedExpression::new_entity_uid(uid(of, id.to_string())));
    RestrictedExpression::new_set(all)
}

fn codes(areas: &[Area]) -> Vec<String> {
    areas.iter().copied().map(String::from).collect()
}

fn entity(
    uid: EntityUid,
    attributes: HashMap<String, RestrictedExpression>,
    lies: HashSet<EntityUid>,
) -> Result<Entity, InvalidPolicies> {
    let entity = Entity::new(uid, attributes, lies);
    entity.map_err(|error| InvalidPolicies::AgainstSchema(error.to_string()))
}

impl Staff {
    /// As an entity that a policy can ask about.
    pub(crate) fn entity(&self, types: &Types) -> Result<Entity, InvalidPolicies> {
        let posts =
            self.posts.iter().map(|role| RestrictedExpression::new_string(role.code().to_owned()));
        let attributes = HashMap::from([
            ("posts".to_owned(), RestrictedExpression::new_set(posts)),
            ("unit".to_owned(), RestrictedExpression::new_entity_uid(uid(&types.unit, self.unit))),
            ("places".to_owned(), set(&types.division, &self.places)),
            ("areas".to_owned(), set(&types.area, &codes(&self.areas))),
            ("whole".to_owned(), set(&types.area, &codes(&self.whole))),
            ("apart".to_owned(), set(&types.apart, &self.apart)),
            ("everywhere".to_owned(), RestrictedExpression::new_bool(self.everywhere)),
            ("root".to_owned(), RestrictedExpression::new_bool(self.root)),
        ]);
        entity(uid(&types.account, self.account), attributes, HashSet::new())
    }
}

impl Thing {
    /// As an entity that a policy can ask about.
    pub(crate) fn entity(&self, types: &Types) -> Result<Entity, InvalidPolicies> {
        let units = |units: &[UnitId]| units.iter().map(|id| uid(&types.unit, id)).collect();
        let there = |area: &Area, divisions: &[DivisionId]| -> HashSet<EntityUid> {
            let divisions = divisions.iter().map(|id| uid(&types.division, id));
            divisions.chain([uid(&types.area, String::from(*area))]).collect()
        };
        let mut attributes = HashMap::new();
        let (uid, lies) = match self {
            Self::Matter { id, area, divisions, units: of, apart } => {
                let mut lies = there(area, divisions);
                lies.extend(apart.iter().map(|id| uid(&types.apart, id)));
                lies.extend::<HashSet<_>>(units(of));
                (uid(&types.matter, id), lies)
            }
            Self::Place { divisions, area } => {
                let own = divisions.first().map_or_else(|| String::from(*area), Id::to_string);
                (uid(&types.place, own), there(area, divisions))
            }
            Self::Account { id, units: of } => {
                if let Some(id) = id {
                    let holder = RestrictedExpression::new_entity_uid(uid(&types.account, id));
                    attributes.insert("holder".to_owned(), holder);
                }
                let own = id.map_or_else(|| "new".to_owned(), |id| id.to_string());
                (uid(&types.colleague, own), units(of))
            }
            Self::Installation => (uid(&types.installation, "this"), HashSet::new()),
        };
        entity(uid, attributes, lies)
    }
}
