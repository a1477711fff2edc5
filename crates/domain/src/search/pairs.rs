//! Pairs of adjacent characters: what two texts have in common, for suggestions that people judge.

use std::collections::BTreeSet;

use super::normalize;

/// The pairs of adjacent characters of a text; what separates parts them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs(BTreeSet<[char; 2]>);

impl Pairs {
    /// Of a text.
    pub fn of(text: &str) -> Self {
        let text = normalize(text);
        let mut pairs = BTreeSet::new();
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            let chars: Vec<char> = word.chars().collect();
            pairs.extend(chars.windows(2).map(|pair| [pair[0], pair[1]]));
        }
        Self(pairs)
    }

    /// Whether it holds this pair.
    pub fn has(&self, pair: [char; 2]) -> bool {
        self.0.contains(&pair)
    }

    /// The pairs, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = [char; 2]> {
        self.0.iter().copied()
    }

    /// What is left of it without those of `other`.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        Self(self.0.difference(&other.0).copied().collect())
    }

    /// How much of it stands in `other`: 0 to 1, and 0 where there is nothing.
    pub fn share_in(&self, other: &Self) -> f64 {
        let (found, all) = (self.0.intersection(&other.0).count(), self.0.len());
        if all == 0 { 0.0 } else { count(found) / count(all) }
    }
}

/// The stretches of `text` whose pairs are all `wanted`, each once and in their order.
pub fn stretches(text: &str, wanted: impl Fn([char; 2]) -> bool) -> Vec<String> {
    let chars: Vec<char> = normalize(text).chars().collect();
    let (mut all, mut stretch) = (Vec::<String>::new(), String::new());
    for pair in chars.windows(2) {
        if wanted([pair[0], pair[1]]) {
            if stretch.is_empty() {
                stretch.push(pair[0]);
            }
            stretch.push(pair[1]);
        } else if !stretch.is_empty() {
            all.push(std::mem::take(&mut stretch));
        }
    }
    all.extend((!stretch.is_empty()).then_some(stretch));
    let mut seen = BTreeSet::new();
    all.retain(|one| seen.insert(one.clone()));
    all
}

/// Texts are short.
fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::from(u32::MAX), f64::from)
}
