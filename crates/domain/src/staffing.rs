//! Staffing of grids 网格力量配备: what a grid should have by the template that its area follows, and what is missing.

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::matter::Role;
use crate::post::{Force, Post};

/// How a grid is staffed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its code: `1+1+N`.
    pub code: String,
    /// What it is called in Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Who has to be there.
    pub needs: Vec<Need>,
}

/// One sort of people that a grid needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// Its code.
    pub code: String,
    /// What it is called in Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Met by a post of such a title,
    #[serde(default)]
    pub titles: Vec<String>,
    /// or in such a role,
    #[serde(default)]
    pub roles: Vec<Role>,
    /// or that counts to such a force.
    #[serde(default)]
    pub forces: Vec<Force>,
    /// At least so many.
    pub min: u32,
    /// At most so many; none: no end.
    #[serde(default)]
    pub max: Option<u32>,
    /// One for each so many households, from and to; the number of the grid says how many that makes.
    #[serde(default)]
    pub households: Option<[u32; 2]>,
}

/// How a need stands in a grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Standing {
    /// The code of the need.
    pub need: String,
    /// So many are there.
    pub found: u32,
    /// So many more have to be.
    pub missing: u32,
    /// So many are too many.
    pub over: u32,
}

impl Template {
    /// The templates that come with the house.
    pub fn shipped() -> &'static [Self] {
        // The test reads the same text.
        static SHIPPED: LazyLock<Vec<Template>> = LazyLock::new(|| read().unwrap_or_default());
        &SHIPPED
    }

    /// The one of that code.
    pub fn of_code(code: &str) -> Option<&'static Self> {
        Self::shipped().iter().find(|template| template.code == code)
    }

    /// How a grid of so many households stands with these posts. Each counts to the first need it meets.
    pub fn stands(&self, households: u32, posts: &[&Post]) -> Vec<Standing> {
        let mut found = vec![0_u32; self.needs.len()];
        for post in posts {
            if let Some(at) = self.needs.iter().position(|need| need.is_met(post)) {
                found[at] += 1;
            }
        }
        let standing = |(need, found): (&Need, u32)| {
            let (min, max) = need.bounds(households);
            Standing {
                need: need.code.clone(),
                found,
                missing: min.saturating_sub(found),
                over: max.map_or(0, |max| found.saturating_sub(max)),
            }
        };
        self.needs.iter().zip(found).map(standing).collect()
    }
}

impl Need {
    fn is_met(&self, post: &Post) -> bool {
        let titled = post.title.as_ref().is_some_and(|title| self.titles.contains(title));
        let counted = post.force.is_some_and(|force| self.forces.contains(&force));
        titled || counted || post.roles.iter().any(|role| self.roles.contains(role))
    }

    /// At least and at most, in a grid of so many households; of one whose households nobody counted the number says
    /// nothing.
    fn bounds(&self, households: u32) -> (u32, Option<u32>) {
        match self.households {
            Some([from, to]) if households > 0 && from > 0 && to > 0 => {
                let (least, most) = (households.div_ceil(to), households / from);
                (self.min.max(least), Some(most.max(least).max(self.min)))
            }
            _ => (self.min, self.max),
        }
    }
}

#[derive(Deserialize)]
struct Shipped {
    templates: Vec<Template>,
}

fn read() -> Result<Vec<Template>, toml::de::Error> {
    toml::from_str::<Shipped>(include_str!("../data/staffing.toml")).map(|read| read.templates)
}
