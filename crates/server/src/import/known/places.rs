//! Places as rows name them: by name, nearest first, and the parts of a place by their path.

use std::collections::HashMap;

use huisheng_domain::id::{DivisionId, PlaceId};
use huisheng_store::book::Contents;

use super::{BadRow, Entry, Known};

/// Places by name and by where they are.
pub(in crate::import) struct KnownPlaces {
    /// Those that are part of no other.
    wholes: HashMap<String, Vec<(PlaceId, DivisionId)>>,
    parts: HashMap<(PlaceId, String), PlaceId>,
    above: HashMap<DivisionId, DivisionId>,
    /// Of all of them, the names that only one has.
    names: Known<huisheng_domain::id::Place>,
}

impl KnownPlaces {
    pub(in crate::import) fn of(contents: &Contents) -> Self {
        let above = contents.divisions.iter().filter_map(|one| Some((one.id, one.parent?)));
        let mut known = Self {
            wholes: HashMap::new(),
            parts: HashMap::new(),
            above: above.collect(),
            names: Known::new("地点", "place"),
        };
        for one in &contents.places {
            known.add(one.id, one.division, one.parent, &one.name);
        }
        known
    }

    pub(in crate::import) fn add(
        &mut self,
        id: PlaceId,
        division: DivisionId,
        parent: Option<PlaceId>,
        name: &str,
    ) {
        self.names.add(None, name, id);
        match parent {
            Some(parent) => {
                self.parts.insert((parent, name.to_owned()), id);
            }
            None => {
                let same = self.wholes.entry(name.to_owned()).or_default();
                if same.iter().all(|(known, _)| *known != id) {
                    same.push((id, division));
                }
            }
        }
    }

    /// The place that stands there under this name.
    pub(in crate::import) fn standing(
        &self,
        division: DivisionId,
        parent: Option<PlaceId>,
        name: &str,
    ) -> Option<PlaceId> {
        match parent {
            Some(parent) => self.parts.get(&(parent, name.to_owned())).copied(),
            None => {
                let same = self.wholes.get(name)?;
                same.iter().find(|(_, of)| *of == division).map(|(id, _)| *id)
            }
        }
    }

    /// What a word of the cell refers to: a place within `division` comes before others of the name,
    /// `听雨花园/3号楼` is a part of one.
    pub(in crate::import) fn named(
        &self,
        entry: &Entry,
        key: &str,
        text: &str,
        division: DivisionId,
    ) -> Result<PlaceId, BadRow> {
        let near = |name: &str| {
            let mut near =
                self.wholes.get(name)?.iter().filter(|(_, of)| self.is_in(*of, division));
            let one = near.next()?;
            near.next().is_none().then_some(one.0)
        };
        let part = || {
            let mut steps = text.split('/');
            let whole = steps.next()?;
            let whole = near(whole).or_else(|| self.names.any(whole))?;
            steps.try_fold(whole, |at, step| self.parts.get(&(at, step.to_owned())).copied())
        };
        if let Some(id) = near(text).or_else(|| self.names.any(text)).or_else(part) {
            return Ok(id);
        }
        Err(if self.names.is_shared(text) {
            entry.bad(
                key,
                "ambiguous",
                format!("有几个地点叫“{text}”；请写明所属小区，如“听雨花园/3号楼”"),
                format!(
                    "several places are called \"{text}\"; write what it is part of, 听雨花园/3号楼"
                ),
            )
        } else {
            self.names.unknown(entry, key, text)
        })
    }

    fn is_in(&self, division: DivisionId, around: DivisionId) -> bool {
        let mut up = std::iter::successors(Some(division), |at| self.above.get(at).copied());
        // More than any tree is deep: what is still to be checked may hold a circle.
        up.by_ref().take(32).any(|at| at == around)
    }
}
