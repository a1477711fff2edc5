//! Which category the words of a message speak of.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::{Categories, Category};
use crate::id::CategoryId;
use crate::search::{Pairs, stretches};

/// What the name one level up counts, against the category's own.
const ABOVE: f64 = 0.5;
/// So much of its own name is spoken of at least, or twice as much of the one above.
const LEAST: f64 = 0.2;

/// A category that words speak of.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggested {
    /// The category; nothing stands below it.
    pub category: CategoryId,
    /// Which parts of its name stand in the words, in their order.
    pub because: Vec<String>,
}

/// The names of the narrowest categories, cut into pairs of characters.
///
/// A pair that few names have says much, one that many have says little. There is nothing learned in
/// it, so each suggestion can say by which words it came about.
#[derive(Clone, Debug, Default)]
pub struct Suggester {
    leaves: Vec<Leaf>,
    /// How much a pair says, and the leaves whose names hold it.
    pairs: HashMap<[char; 2], (f64, Vec<usize>)>,
}

#[derive(Clone, Debug)]
struct Leaf {
    category: Category,
    own: Pairs,
    above: Pairs,
}

impl Suggester {
    /// Of a dictionary.
    pub fn new(categories: &Categories) -> Self {
        let of_name = |category: Option<&Category>| {
            category.map(|category| Pairs::of(&category.name)).unwrap_or_default()
        };
        let narrowest = categories.iter().filter(|category| categories.is_leaf(category.id));
        let leaves: Vec<Leaf> = narrowest
            .map(|leaf| {
                let mut chain = categories.chain(leaf.id);
                let (own, above) = (of_name(chain.next()), of_name(chain.next()));
                Leaf { category: leaf.clone(), own, above }
            })
            .collect();
        let mut naming: HashMap<[char; 2], Vec<usize>> = HashMap::new();
        for (index, leaf) in leaves.iter().enumerate() {
            for pair in leaf.own.iter() {
                naming.entry(pair).or_default().push(index);
            }
            for pair in leaf.above.iter().filter(|pair| !leaf.own.has(*pair)) {
                naming.entry(pair).or_default().push(index);
            }
        }
        let all = 1.0 + count(leaves.len());
        let weigh = |names: Vec<usize>| ((all / count(names.len())).ln(), names);
        let pairs = naming.into_iter().map(|(pair, names)| (pair, weigh(names))).collect();
        Self { leaves, pairs }
    }

    /// The likeliest categories of `text` that may be given on that day, the best first, `most` at most.
    /// None where no name is spoken of.
    pub fn suggest(&self, text: &str, most: usize, day: Date) -> Vec<Suggested> {
        let said = Pairs::of(text);
        let mut found: BTreeMap<usize, f64> = BTreeMap::new();
        for pair in said.iter() {
            let Some((weight, naming)) = self.pairs.get(&pair) else { continue };
            for index in naming {
                let share = if self.leaves[*index].own.has(pair) { 1.0 } else { ABOVE };
                *found.entry(*index).or_default() += share * weight;
            }
        }
        let leaves = found.into_iter().map(|(index, weight)| (&self.leaves[index], weight));
        let valid = leaves.filter(|(leaf, _)| leaf.category.is_valid_on(day));
        let mut ranked: Vec<(&Leaf, f64)> = valid
            .filter_map(|(leaf, weight)| {
                let named = self.named(leaf, &said);
                // Of two that are spoken of as much, the one of whose name less is left out.
                let rank = weight / self.whole(leaf).sqrt() * (1.0 + named);
                (named >= LEAST).then_some((leaf, rank))
            })
            .collect();
        ranked.sort_by(|one, other| other.1.total_cmp(&one.1));
        let suggested = ranked.into_iter().take(most).map(|(leaf, _)| Suggested {
            category: leaf.category.id,
            because: stretches(text, |pair| leaf.own.has(pair) || leaf.above.has(pair)),
        });
        suggested.collect()
    }

    fn weight<'p>(&self, pairs: impl Iterator<Item = [char; 2]> + 'p) -> f64 {
        pairs.filter_map(|pair| self.pairs.get(&pair)).map(|(weight, _)| weight).sum()
    }

    /// How much of the own name is spoken of, or half as much of the one above: 0 to 1.
    fn named(&self, leaf: &Leaf, said: &Pairs) -> f64 {
        let share = |name: &Pairs| {
            let whole = self.weight(name.iter());
            let spoken = self.weight(name.iter().filter(|pair| said.has(*pair)));
            if whole > 0.0 { spoken / whole } else { 0.0 }
        };
        share(&leaf.own).max(ABOVE * share(&leaf.above))
    }

    fn whole(&self, leaf: &Leaf) -> f64 {
        self.weight(leaf.own.iter()) + ABOVE * self.weight(leaf.above.iter())
    }
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::from(u32::MAX), f64::from)
}
