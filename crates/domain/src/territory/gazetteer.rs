//! The gazetteer: from typed words to a place and its grid.

use std::collections::HashMap;
use std::ops::Range;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::locate::{GridIndex, Located};
use super::point::Point;
use super::window::Window;
use super::wording::{self, Glyph};
use crate::id::{DivisionId, GridId, PlaceId};

mod names;
mod spots;
#[cfg(test)]
mod tests;

use names::{Names, Wording};
use spots::Spots;

/// What kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// 小区, village quarter, dormitory.
    Quarter,
    /// 楼栋.
    Building,
    /// 单元 and what else a building consists of.
    Unit,
    /// Road, street, lane.
    Road,
    /// Square, market, school, bridge, shop: anything people say to tell where.
    Landmark,
}

impl PlaceKind {
    /// How much a place of this kind leaves open, from the narrowest on.
    const fn breadth(self) -> u8 {
        match self {
            Self::Unit => 0,
            Self::Building => 1,
            Self::Quarter => 2,
            Self::Landmark => 3,
            Self::Road => 4,
        }
    }
}

/// A named place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Ours.
    pub id: PlaceId,
    /// As its sign says; for a part of a place its own part only (3号楼).
    pub name: String,
    /// What people say.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What it is.
    pub kind: PlaceKind,
    /// Where it belongs.
    pub division: DivisionId,
    /// Its grid, if somebody said so.
    pub grid: Option<GridId>,
    /// A point in it.
    pub point: Option<Point>,
    /// The place it is a part of.
    pub parent: Option<PlaceId>,
}

/// A place found in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Which.
    pub place: PlaceId,
    /// The grid it was in on the day asked for.
    pub grid: Option<GridId>,
    /// 0–1: 1 for the full name; less for an alias, a name without 小区, a building that is not
    /// known, and shared out among places of the same name.
    pub score: f64,
    /// The bytes of the text that name it.
    pub span: Range<usize>,
}

/// Why places cannot stand as given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PlaceRefusal {
    /// The name is blank.
    #[error("a place needs a name")]
    NameMissing,
    /// The id is taken.
    #[error("this place is there already")]
    Repeated,
    /// No such parent.
    #[error("the place it is a part of is not in the list")]
    ParentUnknown,
    /// Parents lead back to the place itself.
    #[error("the places form a circle")]
    Circle,
}

/// Places indexed by their words: a look-up narrows a sorted list letter by letter, so it costs the
/// length of the text and hardly the number of places.
#[derive(Clone, Debug)]
pub struct Gazetteer {
    places: Vec<Place>,
    parents: Vec<Option<usize>>,
    by_id: HashMap<PlaceId, usize>,
    names: Names,
    spots: Spots,
}

/// A reading of the text from some letter on.
#[derive(Clone, Copy, Debug)]
struct Reading {
    place: usize,
    end: usize,
    score: f64,
    short: bool,
}

/// A building with that number is not in the list, only what it is part of.
const PART_UNKNOWN: f64 = 0.8;

impl Gazetteer {
    /// From a list in any order.
    pub fn new(places: Vec<Place>) -> Result<Self, (PlaceId, PlaceRefusal)> {
        let mut by_id = HashMap::with_capacity(places.len());
        for (at, place) in places.iter().enumerate() {
            if wording::plain(&place.name).is_empty() {
                return Err((place.id, PlaceRefusal::NameMissing));
            }
            if by_id.insert(place.id, at).is_some() {
                return Err((place.id, PlaceRefusal::Repeated));
            }
        }
        let parent = |place: &Place| match place.parent {
            None => Ok(None),
            Some(id) => {
                by_id.get(&id).copied().map(Some).ok_or((place.id, PlaceRefusal::ParentUnknown))
            }
        };
        let parents = places.iter().map(parent).collect::<Result<Vec<_>, _>>()?;
        // Halving steps against single ones meet in a circle and nowhere else.
        for (at, place) in places.iter().enumerate() {
            let up = |from: Option<usize>| from.and_then(|at| parents[at]);
            let (mut slow, mut fast) = (Some(at), up(Some(at)));
            while fast.is_some() {
                if slow == fast {
                    return Err((place.id, PlaceRefusal::Circle));
                }
                (slow, fast) = (up(slow), up(up(fast)));
            }
        }
        let (names, spots) = (Names::new(&places, &parents), Spots::new(&places));
        Ok(Self { places, parents, by_id, names, spots })
    }

    /// The place of that id.
    pub fn get(&self, id: PlaceId) -> Option<&Place> {
        self.by_id.get(&id).map(|at| &self.places[*at])
    }

    /// The place and those it is a part of, the narrowest first. Empty for an unknown one.
    pub fn around(&self, id: PlaceId) -> impl Iterator<Item = &Place> {
        let own = self.by_id.get(&id).copied();
        std::iter::successors(own, |at| self.parents[*at]).map(|at| &self.places[at])
    }

    /// All of them.
    pub fn all(&self) -> &[Place] {
        &self.places
    }

    /// Quarters and buildings whose point lies in `window`, quarters first.
    pub fn within(&self, window: Window) -> impl Iterator<Item = &Place> {
        self.spots.within(window).map(|at| &self.places[at])
    }

    /// Every place named in `text`, a name or a whole report, from left to right; the longest
    /// reading wins, and several places of one name are all given. Grids are those of `on`.
    pub fn find(&self, text: &str, grids: &GridIndex, on: Date) -> Vec<Match> {
        let glyphs = wording::glyphs(text);
        let mut matches = Vec::new();
        let mut at = 0;
        while at < glyphs.len() {
            let readings = self.read(&glyphs, at);
            let share = f64::from(u32::try_from(readings.len()).unwrap_or(u32::MAX));
            for reading in &readings {
                matches.push(Match {
                    place: self.places[reading.place].id,
                    grid: self.grids_of(reading.place, grids, on).grid(),
                    score: reading.score / share,
                    span: glyphs[at].start..glyphs[reading.end - 1].end,
                });
            }
            at = readings.first().map_or(at + 1, |reading| reading.end);
        }
        matches
    }

    /// The place that `text` speaks of: the narrowest it names, the first of these. `None` where several
    /// places bear that name: whoever reads the words knows better.
    pub fn place_of(&self, text: &str, grids: &GridIndex, on: Date) -> Option<Match> {
        let matches = self.find(text, grids, on);
        let breadth = |found: &Match| self.get(found.place).map(|place| place.kind.breadth());
        let best = matches.iter().min_by_key(|found| breadth(found))?;
        let bear_it = matches.iter().filter(|other| other.span == best.span);
        (bear_it.count() == 1).then(|| best.clone())
    }

    /// The name with those of what the place is a part of: 和美小区3号楼. Empty for an unknown one.
    pub fn full_name(&self, id: PlaceId) -> String {
        let chain = std::iter::successors(self.get(id), |place| self.get(place.parent?));
        let mut names: Vec<&str> = chain.map(|place| place.name.as_str()).collect();
        names.reverse();
        names.concat()
    }

    /// Places whose words continue `prefix`, sorted by their words; 和美小区3 goes on to the
    /// buildings of 和美小区.
    pub fn complete(&self, prefix: &str, limit: usize) -> Vec<PlaceId> {
        let mut glyphs = wording::glyphs(prefix);
        // Half of 号楼: not yet a building mark.
        if let [.., number, Glyph { letter: '号', .. }] = glyphs[..]
            && number.letter.is_ascii_digit()
        {
            glyphs.pop();
        }
        if glyphs.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<usize> = Vec::new();
        let mut open = vec![(None, 0)];
        while let Some((parent, at)) = open.pop() {
            let rest = &glyphs[at..];
            found.extend(self.names.continuing(parent, rest));
            let inside = self.names.beginning(parent, rest);
            open.extend(inside.map(|(place, length, _)| (Some(place), at + length)));
        }
        let mut seen = std::collections::HashSet::new();
        found.retain(|place| seen.insert(*place));
        found.into_iter().take(limit).map(|place| self.places[place].id).collect()
    }

    /// The grids of a place on a day: by a grid's list, by the grid said of it, by its point, by what
    /// came of a grid that listed it or was said of it, or by those of what it is a part of.
    pub fn grid_of(&self, place: PlaceId, grids: &GridIndex, on: Date) -> Located {
        self.by_id.get(&place).map_or(Located::default(), |at| self.grids_of(*at, grids, on))
    }

    fn grids_of(&self, at: usize, grids: &GridIndex, on: Date) -> Located {
        let own = |at: usize| {
            let place = &self.places[at];
            let listed = grids.grid_of_place(place.id, on);
            if listed.grid().is_some() {
                return Some(listed);
            }
            if let Some(said) = place.grid.and_then(|grid| grids.located(grid, on)) {
                return Some(said);
            }
            let by_point = place.point.map(|point| grids.grid_at(point, on));
            by_point
                .filter(|located| located.grid().is_some())
                .or_else(|| grids.heir_of_list(place.id, on))
                .or_else(|| grids.heir(place.grid?, on))
        };
        std::iter::successors(Some(at), |at| self.parents[*at]).find_map(own).unwrap_or_default()
    }

    /// The longest readings that begin at `from`; all end at the same letter.
    fn read(&self, glyphs: &[Glyph], from: usize) -> Vec<Reading> {
        if from > 0 && !wording::may_part(glyphs[from - 1].letter, glyphs[from].letter) {
            return Vec::new();
        }
        let mut longest: Vec<Reading> = Vec::new();
        let start = |(place, length, wording): (usize, usize, Wording)| Reading {
            place,
            end: from + length,
            score: wording.score(),
            short: wording == Wording::Short,
        };
        let mut open: Vec<Reading> =
            self.names.beginning(None, &glyphs[from..]).map(start).collect();
        while let Some(reading) = open.pop() {
            let before = open.len();
            // 和美小区的3号楼, 和美小区,3号楼.
            let joint = glyphs.get(reading.end).is_some_and(|g| matches!(g.letter, '的' | ','));
            for begin in [reading.end, reading.end + 1].into_iter().take(1 + usize::from(joint)) {
                let rest = glyphs.get(begin..).unwrap_or_default();
                let parts = self.names.beginning(Some(reading.place), rest);
                open.extend(parts.map(|(place, length, wording)| Reading {
                    place,
                    end: begin + length,
                    score: reading.score * wording.score(),
                    short: false,
                }));
            }
            if open.len() > before {
                continue;
            }
            // Part of a name is a name only if nothing else was typed.
            if reading.short && (from > 0 || reading.end < glyphs.len()) {
                continue;
            }
            let unknown = names_a_building(&glyphs[reading.end..]);
            let score = reading.score * if unknown { PART_UNKNOWN } else { 1.0 };
            match longest.first().map(|best| reading.end.cmp(&best.end)) {
                Some(std::cmp::Ordering::Less) => continue,
                Some(std::cmp::Ordering::Greater) => longest.clear(),
                _ => {}
            }
            if longest.iter().all(|other| other.place != reading.place) {
                longest.push(Reading { score, ..reading });
            }
        }
        longest.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.place.cmp(&b.place)));
        longest
    }
}

/// Whether the text goes on with the number of a building.
fn names_a_building(rest: &[Glyph]) -> bool {
    let number = rest.iter().take_while(|g| g.letter.is_ascii_alphanumeric()).count();
    number > 0 && rest.get(number).is_some_and(|g| g.letter == '栋')
}
