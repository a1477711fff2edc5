//! The sorted list of names, searched by narrowing.

use super::Place;
use crate::territory::wording::{self, Glyph};

/// How a name comes to stand for its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wording {
    Name,
    Alias,
    /// A name without its 小区.
    Short,
}

impl Wording {
    pub(super) fn score(self) -> f64 {
        match self {
            Self::Name => 1.0,
            Self::Alias => 0.95,
            Self::Short => 0.85,
        }
    }
}

/// `inside` is the place whose part the name tells; `None` for names that tell all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    inside: Option<usize>,
    letters: Box<[char]>,
    wording: Wording,
    place: usize,
}

/// Sorted by `inside`, then by letters: names with a common beginning are neighbours.
#[derive(Clone, Debug)]
pub(super) struct Names(Vec<Name>);

impl Names {
    pub(super) fn new(places: &[Place], parents: &[Option<usize>]) -> Self {
        let mut names = Vec::with_capacity(places.len() * 2);
        for (at, place) in places.iter().enumerate() {
            let aliases = place.aliases.iter().map(|alias| (wording::plain(alias), Wording::Alias));
            let own = std::iter::once((wording::plain(&place.name), Wording::Name));
            for (plain, how) in own.chain(aliases) {
                let mut add = |inside: Option<usize>, plain: &str, wording: Wording| {
                    let letters: Box<[char]> = plain.chars().collect();
                    if !letters.is_empty() {
                        names.push(Name { inside, letters, wording, place: at });
                    }
                };
                if let Some(parent) = parents[at] {
                    add(Some(parent), &plain, how);
                }
                if !wording::is_part(&plain) {
                    add(None, &plain, how);
                }
                // Two letters at least, or every 东 in a report would be 东小区.
                let short = plain.strip_suffix("小区").filter(|short| short.chars().count() > 1);
                if let Some(short) = short {
                    add(None, short, Wording::Short);
                }
            }
        }
        names.sort_unstable();
        // An alias equal to the name, or given twice, is the name.
        names.dedup_by(|later, kept| {
            (later.inside, &later.letters, later.place) == (kept.inside, &kept.letters, kept.place)
        });
        Self(names)
    }

    fn of(&self, inside: Option<usize>) -> &[Name] {
        let from = self.0.partition_point(|name| name.inside < inside);
        let to = self.0.partition_point(|name| name.inside <= inside);
        &self.0[from..to]
    }

    /// Names that `text` begins with, and how many letters they take.
    pub(super) fn beginning<'a>(
        &'a self,
        inside: Option<usize>,
        text: &'a [Glyph],
    ) -> impl Iterator<Item = (usize, usize, Wording)> + 'a {
        let mut left = self.of(inside);
        let mut length = 0;
        std::iter::from_fn(move || {
            let letter = text.get(length)?.letter;
            left = narrowed(left, length, letter);
            length += 1;
            let parts = text.get(length).is_none_or(|next| wording::may_part(letter, next.letter));
            let ended = left.iter().take_while(|name| name.letters.len() == length).count();
            let (whole, longer) = left.split_at(ended);
            left = longer;
            if left.is_empty() && whole.is_empty() {
                return None;
            }
            Some((if parts { whole } else { &[] }, length))
        })
        .flat_map(|(whole, length)| whole.iter().map(move |n| (n.place, length, n.wording)))
    }

    /// Places whose name begins with all of `text`; with none, the parts of `inside`.
    pub(super) fn continuing<'a>(
        &'a self,
        inside: Option<usize>,
        text: &[Glyph],
    ) -> impl Iterator<Item = usize> + 'a {
        let mut left = self.of(inside);
        for (length, glyph) in text.iter().enumerate() {
            left = narrowed(left, length, glyph.letter);
        }
        left.iter().map(|name| name.place)
    }
}

/// Of names that agree on their first `length` letters, those that go on with `letter`.
fn narrowed(names: &[Name], length: usize, letter: char) -> &[Name] {
    let from = names.partition_point(|name| name.letters.get(length).is_none_or(|l| *l < letter));
    let rest = &names[from..];
    &rest[..rest.partition_point(|name| name.letters.get(length).is_some_and(|l| *l <= letter))]
}
