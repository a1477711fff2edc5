//! Policies as they are read, checked against the schema.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    ActionConstraint, Authorizer, Effect, Entities, EntityTypeName, EntityUid, PolicyId, PolicySet,
    Schema, ValidationMode, Validator,
};
use thiserror::Error;

use crate::reach;
use crate::subject::uid;

/// The words of the policies: what there is to be permitted, to whom, on what.
const SCHEMA: &str = include_str!("../../../policies/schema.cedarschema");

/// The policies that are shipped.
const SHIPPED: [(&str, &str); 3] = [
    ("see.cedar", include_str!("../../../policies/see.cedar")),
    ("act.cedar", include_str!("../../../policies/act.cedar")),
    ("keep.cedar", include_str!("../../../policies/keep.cedar")),
];

/// One text of policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its file name.
    pub name: String,
    /// Cedar.
    pub text: String,
}

/// What something is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A matter.
    Matter,
    /// A division, or a whole area.
    Place,
    /// An account.
    Account,
    /// What is kept once.
    Installation,
}

/// One policy, for people to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its `@id`.
    pub id: String,
    /// The file it stands in.
    pub file: String,
    /// It permits; otherwise it forbids.
    pub permits: bool,
    /// What it says, in Chinese: its `@zh`.
    pub zh: String,
    /// In English: its `@en`.
    pub en: String,
    /// Its text.
    pub text: String,
}

/// Why policies are refused.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum InvalidPolicies {
    /// The schema that is shipped cannot be read.
    #[error("the schema: {0}")]
    Schema(String),
    /// A text is not Cedar.
    #[error("{file}: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the parser says.
        reason: String,
    },
    /// A policy lacks a note that everybody needs who reads an explanation.
    #[error("{file}: a policy has no @{note}(\"…\")")]
    NoNote {
        /// The file.
        file: String,
        /// `id`, `zh` or `en`.
        note: &'static str,
    },
    /// Two policies have one `@id`.
    #[error("two policies have the @id {id}")]
    Twice {
        /// The id.
        id: String,
    },
    /// A policy speaks of what the schema does not know, or compares what cannot be compared.
    #[error("{0}")]
    AgainstSchema(String),
    /// A policy on what is listed (`see`, `read-trail`) asks for more than a list can ask.
    #[error(
        "@id(\"{id}\"): a policy on what is listed may ask for `resource in …` and for what is known of the principal, not {asks}"
    )]
    NotForLists {
        /// The policy.
        id: String,
        /// What it asks for.
        asks: String,
    },
}

/// The policies of an installation.
pub struct Policies {
    /// The policies that may speak of an action, by action: one question asks these alone.
    pub(crate) of_action: HashMap<EntityUid, PolicySet>,
    pub(crate) schema: Schema,
    pub(crate) authorizer: Authorizer,
    pub(crate) types: Types,
    pub(crate) actions: Entities,
    all: Vec<Policy>,
}

/// Names that every question needs.
pub(crate) struct Types {
    pub account: EntityTypeName,
    pub action: EntityTypeName,
    pub apart: EntityTypeName,
    pub area: EntityTypeName,
    pub colleague: EntityTypeName,
    pub division: EntityTypeName,
    pub installation: EntityTypeName,
    pub matter: EntityTypeName,
    pub place: EntityTypeName,
    pub unit: EntityTypeName,
}

impl Policies {
    /// The policies that are shipped.
    ///
    /// # Errors
    /// Never with the texts of this version; a test reads them.
    pub fn shipped() -> Result<Self, InvalidPolicies> {
        let sources =
            SHIPPED.map(|(name, text)| Source { name: name.to_owned(), text: text.to_owned() });
        Self::read(&sources)
    }

    /// Reads and checks the policies of an installation.
    ///
    /// # Errors
    /// The first thing that is wrong, with the file or the policy.
    pub fn read(sources: &[Source]) -> Result<Self, InvalidPolicies> {
        let unreadable = |error: &dyn std::fmt::Display| InvalidPolicies::Schema(error.to_string());
        let (schema, _) =
            Schema::from_cedarschema_str(SCHEMA).map_err(|error| unreadable(&error))?;
        let types = Types::new().map_err(|error| unreadable(&error))?;
        let (mut set, mut all, mut ids) = (PolicySet::new(), Vec::new(), HashSet::new());
        for source in sources {
            for (policy, told) in policies(source)? {
                if !ids.insert(told.id.clone()) {
                    return Err(InvalidPolicies::Twice { id: told.id });
                }
                set.add(policy)
                    .map_err(|error| InvalidPolicies::AgainstSchema(error.to_string()))?;
                all.push(told);
            }
        }
        let checked = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
        if let Some(error) = checked.validation_errors().next() {
            return Err(InvalidPolicies::AgainstSchema(error.to_string()));
        }
        let actions = schema.action_entities();
        let actions = actions.map_err(|error| InvalidPolicies::Schema(error.to_string()))?;
        let of_action = schema
            .actions()
            .map(|action| Ok((action.clone(), speaking_of(action, &actions, &set)?)));
        let of_action = of_action.collect::<Result<_, InvalidPolicies>>()?;
        let policies =
            Self { of_action, schema, authorizer: Authorizer::new(), types, actions, all };
        reach::check(&policies)?;
        Ok(policies)
    }

    /// Every policy, in the order of the files.
    pub fn all(&self) -> &[Policy] {
        &self.all
    }

    /// The policy of that `@id`.
    pub fn get(&self, id: &str) -> Option<&Policy> {
        self.all.iter().find(|policy| policy.id == id)
    }

    /// What `action` is done to; none if there is no such action.
    pub fn about(&self, action: &str) -> Option<About> {
        let types = &self.types;
        let of = self.schema.resources_for_action(&uid(&types.action, action))?.next()?;
        let all = [
            (&types.matter, About::Matter),
            (&types.place, About::Place),
            (&types.colleague, About::Account),
            (&types.installation, About::Installation),
        ];
        all.into_iter().find(|(name, _)| *name == of).map(|(_, about)| about)
    }

    /// Every action that is done to something, by name.
    pub fn actions(&self) -> Vec<String> {
        let all = self.schema.actions().map(|action| action.id().unescaped().to_owned());
        let mut all: Vec<String> = all.filter(|action| self.about(action).is_some()).collect();
        all.sort_unstable();
        all
    }
}

impl Types {
    fn new() -> Result<Self, cedar_policy::ParseErrors> {
        Ok(Self {
            account: "Account".parse()?,
            action: "Action".parse()?,
            apart: "Apart".parse()?,
            area: "Area".parse()?,
            colleague: "Colleague".parse()?,
            division: "Division".parse()?,
            installation: "Installation".parse()?,
            matter: "Matter".parse()?,
            place: "Place".parse()?,
            unit: "Unit".parse()?,
        })
    }
}

/// The policies whose first line does not already say that they are of another action.
fn speaking_of(
    action: &EntityUid,
    actions: &Entities,
    set: &PolicySet,
) -> Result<PolicySet, InvalidPolicies> {
    let groups: Vec<&EntityUid> = actions.ancestors(action).into_iter().flatten().collect();
    let is_of = |named: &EntityUid| named == action || groups.contains(&named);
    let speaks = |policy: &&cedar_policy::Policy| match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::Eq(named) => named == *action,
        ActionConstraint::In(named) => named.iter().any(is_of),
    };
    PolicySet::from_policies(set.policies().filter(speaks).cloned())
        .map_err(|error| InvalidPolicies::AgainstSchema(error.to_string()))
}

/// The policies of one text under their own ids.
fn policies(source: &Source) -> Result<Vec<(cedar_policy::Policy, Policy)>, InvalidPolicies> {
    let file = || source.name.clone();
    let set: PolicySet = source.text.parse().map_err(|error: cedar_policy::ParseErrors| {
        InvalidPolicies::Unreadable { file: file(), reason: error.to_string() }
    })?;
    let mut found: Vec<_> = set.policies().collect();
    // The parser numbers them in the order of the text.
    found.sort_by_key(|policy| {
        let id = policy.id().to_string();
        id.trim_start_matches("policy").parse().unwrap_or(usize::MAX)
    });
    let told = found.into_iter().map(|policy| {
        let note = |note: &'static str| {
            let text = policy.annotation(note).filter(|text| !text.trim().is_empty());
            text.map(str::to_owned).ok_or(InvalidPolicies::NoNote { file: file(), note })
        };
        let (id, zh, en) = (note("id")?, note("zh")?, note("en")?);
        let permits = policy.effect() == Effect::Permit;
        let text = policy.to_string();
        let named = policy.new_id(PolicyId::new(&id));
        Ok((named, Policy { id, file: file(), permits, zh, en, text }))
    });
    told.collect()
}
