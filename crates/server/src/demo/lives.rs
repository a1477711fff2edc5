//! A year of lives: what is reported when and how it goes on, before any of it is run.
//!
//! A plan is a value: the caller gives identifiers to its symbols ([`command`]) and runs it through
//! the ledger. Rates are those published of real cities (DOMAIN §4.2, §6.3), not 100 %.

mod cast;
mod course;
mod enact;
mod errand;
mod handling;
mod meanwhile;
mod record;
mod releasing;
mod rhythm;
mod step;
mod straying;
mod telling;
#[cfg(test)]
mod tests;
mod verifying;

use std::collections::VecDeque;

use jiff::Timestamp;

use super::DemoArea;
use super::dice::Dice;
use super::words::GRAMMAR;
use cast::Cast;
pub use enact::{Names, command};
use rhythm::Rhythm;
pub use step::{Asked, By, Life, Person, Said, Scene, Step};

/// What all lives share.
struct World<'a> {
    area: &'a DemoArea,
    cast: Cast,
    rhythm: Rhythm,
    /// Position in the grammar of each leaf's theme.
    themes: Vec<usize>,
    /// Running sums of the leaves' weights: twelve months, then a storm.
    leaves: Vec<Vec<u64>>,
    /// Leaves of service records.
    services: Vec<usize>,
    /// Spots by kind: homes, yards, roads, public places; some are heard of far more often.
    spots: [Vec<usize>; 4],
    spot_sums: [Vec<u64>; 4],
}

/// What a matter is about; kept for a while so that some come back.
#[derive(Clone, Copy, Debug)]
struct About {
    leaf: usize,
    spot: usize,
    person: u32,
}

/// The lives of the year that ends at `year_end`: `matters` that run through the offices, then
/// `service_records` settled on the spot. The same arguments give the same lives.
pub fn plan(
    area: &DemoArea,
    seed: u64,
    matters: u32,
    service_records: u32,
    year_end: Timestamp,
) -> impl Iterator<Item = Life> {
    let mut dice = Dice::new(seed, "lives");
    let world = World::new(area, year_end, &mut dice);
    let mut begins: Vec<i64> = (0..matters).map(|_| world.rhythm.moment(&mut dice)).collect();
    begins.sort_unstable();
    let mut rounds: Vec<i64> =
        (0..service_records).map(|_| world.rhythm.round(&mut dice)).collect();
    rounds.sort_unstable();
    let mut recent: VecDeque<About> = VecDeque::new();
    let all =
        begins.into_iter().map(|at| (at, true)).chain(rounds.into_iter().map(|at| (at, false)));
    (0_u32..).zip(all).map(move |(number, (at, handled))| {
        let mut own = dice.split();
        let scenes = if handled {
            let about = world.about(at, &recent, &mut dice);
            recent.push_back(about);
            if recent.len() > 400 {
                recent.pop_front();
            }
            course::life(&world, about, at, &mut own)
        } else {
            record::life(&world, at, &mut own)
        };
        Life { number, scenes }
    })
}

impl<'a> World<'a> {
    fn new(area: &'a DemoArea, year_end: Timestamp, dice: &mut Dice) -> Self {
        use super::SpotKind::{Home, Public, Road, Yard};
        let leaves = &area.classes.leaves;
        let themes: Vec<usize> =
            leaves.iter().map(|leaf| GRAMMAR.theme(leaf.theme).unwrap_or(0)).collect();
        let spots = [Home, Yard, Road, Public].map(|kind| {
            let mut list: Vec<usize> = area.land.spots_of(kind).collect();
            for at in (1..list.len()).rev() {
                list.swap(at, dice.below(at + 1));
            }
            list
        });
        let spot_sums = spots.each_ref().map(|list| {
            let weights = (1_u64..).zip(list).map(|(rank, _)| 1_000_000 / (rank + 12));
            sums(weights)
        });
        let weight = |leaf: usize, season: usize| {
            let months = GRAMMAR.months(themes[leaf]);
            let stormy = matches!(
                leaves[leaf].theme,
                "flood" | "tree" | "cable" | "leak" | "sewer" | "power"
            );
            let factor = months.get(season).copied().unwrap_or(if stormy { 60 } else { 4 });
            if leaves[leaf].top == 'V' { 0 } else { u64::from(leaves[leaf].weight * factor) }
        };
        Self {
            cast: Cast::new(area),
            rhythm: Rhythm::new(year_end, dice),
            leaves: (0..=12)
                .map(|season| sums((0..leaves.len()).map(|leaf| weight(leaf, season))))
                .collect(),
            services: (0..leaves.len()).filter(|leaf| leaves[*leaf].top == 'V').collect(),
            area,
            themes,
            spots,
            spot_sums,
        }
    }

    /// Somebody, somewhere, something; now and then what was there a short while ago.
    fn about(&self, at: i64, recent: &VecDeque<About>, dice: &mut Dice) -> About {
        if !recent.is_empty() && dice.chance(9.0) {
            let again = recent[dice.below(recent.len())];
            let person = if dice.chance(50.0) { again.person } else { self.person(dice) };
            return About { person, ..again };
        }
        let leaf = dice.in_sums(&self.leaves[self.rhythm.season(at)]);
        let kind = self.whereabouts(leaf, dice);
        About { leaf, spot: self.spot(kind, dice), person: self.person(dice) }
    }

    fn spot(&self, kind: usize, dice: &mut Dice) -> usize {
        self.spots[kind][dice.in_sums(&self.spot_sums[kind])]
    }

    fn person(&self, dice: &mut Dice) -> u32 {
        // a few call often
        let key = if dice.chance(6.0) { dice.between(0, 60) } else { dice.between(61, 9_999) };
        u32::try_from(key).unwrap_or(0)
    }

    fn whereabouts(&self, leaf: usize, dice: &mut Dice) -> usize {
        let leaf = &self.area.classes.leaves[leaf];
        let weights = match leaf.top {
            'P' | 'T' => [4, 20, 50, 26],
            'E' | 'N' => [14, 40, 26, 20],
            'U' | 'H' => [80, 20, 0, 0],
            'W' => [60, 40, 0, 0],
            _ => [30, 30, 10, 30],
        };
        dice.weighted(weights)
    }
}

fn sums(weights: impl Iterator<Item = u64>) -> Vec<u64> {
    weights
        .scan(0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
        .collect()
}
