//! Reads the grammar and expands its rules.

use std::collections::HashMap;

use super::Dice;

const THEMES: &str = include_str!("themes.txt");
const SHARED: &str = include_str!("shared.txt");

/// Rules within rules go no deeper than this.
const DEPTH: u8 = 8;

/// All rules.
#[derive(Debug)]
pub(in crate::demo) struct Grammar {
    keys: HashMap<&'static str, u16>,
    shared: Rules,
    themes: Vec<Theme>,
}

#[derive(Debug)]
struct Theme {
    name: &'static str,
    months: [u32; 12],
    rules: Rules,
}

/// What a caller fills in.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::demo) struct Blanks<'a> {
    /// Where.
    pub(in crate::demo) place: &'a str,
    /// The name of the category.
    pub(in crate::demo) thing: &'a str,
    /// The office concerned.
    pub(in crate::demo) office: &'a str,
    /// Another office.
    pub(in crate::demo) other: &'a str,
}

/// Alternatives by the number of the key.
type Rules = HashMap<u16, Vec<Vec<Part>>>;

#[derive(Clone, Copy, Debug)]
enum Part {
    Word(&'static str),
    Number(i64, i64),
    Rule(u16, u8),
    Place,
    Thing,
    Office,
    Other,
}

impl Grammar {
    pub(super) fn new() -> Self {
        let mut all = Self { keys: HashMap::new(), shared: HashMap::new(), themes: Vec::new() };
        for line in SHARED.lines() {
            let (key, alternatives) = all.line(line);
            all.shared.insert(key, alternatives);
        }
        for line in THEMES.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, months)) =
                line.strip_prefix('[').and_then(|rest| rest.split_once(']'))
            {
                let mut weights = [5; 12];
                for (weight, word) in weights.iter_mut().zip(months.split_whitespace()) {
                    *weight = word.parse().unwrap_or(5);
                }
                all.themes.push(Theme { name, months: weights, rules: HashMap::new() });
            } else {
                let (key, alternatives) = all.line(line);
                if let Some(theme) = all.themes.last_mut() {
                    theme.rules.insert(key, alternatives);
                }
            }
        }
        all
    }

    /// The position of a theme.
    pub(in crate::demo) fn theme(&self, name: &str) -> Option<usize> {
        self.themes.iter().position(|theme| theme.name == name)
    }

    /// How much a theme is reported in each month.
    pub(in crate::demo) fn months(&self, theme: usize) -> [u32; 12] {
        self.themes.get(theme).map_or([5; 12], |theme| theme.months)
    }

    /// Slots that name no rule, for the test.
    #[cfg(test)]
    pub(in crate::demo) fn dangling(&self) -> Vec<String> {
        let own = ["t", "f", "h", "a", "d"].map(|key| self.keys.get(key).copied());
        let known = |key: &u16| self.shared.contains_key(key) || own.contains(&Some(*key));
        let all =
            self.themes.iter().flat_map(|theme| theme.rules.values()).chain(self.shared.values());
        let slots = all.flatten().flatten().filter_map(|part| match part {
            Part::Rule(key, _) if !known(key) => Some(*key),
            _ => None,
        });
        slots
            .map(|key| {
                self.keys
                    .iter()
                    .find(|(_, k)| **k == key)
                    .map_or(String::new(), |(n, _)| (*n).to_owned())
            })
            .collect()
    }

    /// One way of saying `rule` in `theme`; empty for an unknown rule.
    pub(super) fn say(
        &self,
        theme: usize,
        rule: &str,
        blanks: &Blanks<'_>,
        dice: &mut Dice,
    ) -> String {
        let mut out = String::with_capacity(240);
        if let Some(key) = self.keys.get(rule) {
            self.expand(theme, *key, blanks, dice, &mut out, 0);
        }
        out
    }

    fn expand(
        &self,
        theme: usize,
        key: u16,
        blanks: &Blanks<'_>,
        dice: &mut Dice,
        out: &mut String,
        depth: u8,
    ) {
        let own = self.themes.get(theme).and_then(|theme| theme.rules.get(&key));
        let Some(alternatives) = own.or_else(|| self.shared.get(&key)) else { return };
        if depth > DEPTH {
            return;
        }
        for part in dice.pick(alternatives) {
            match part {
                Part::Word(word) => out.push_str(word),
                Part::Number(lo, hi) => out.push_str(&dice.between(*lo, *hi).to_string()),
                Part::Rule(key, percent) => {
                    if *percent == 100 || dice.chance(f64::from(*percent)) {
                        self.expand(theme, *key, blanks, dice, out, depth + 1);
                    }
                }
                Part::Place => out.push_str(blanks.place),
                Part::Thing => out.push_str(blanks.thing),
                Part::Office => out.push_str(blanks.office),
                Part::Other => out.push_str(blanks.other),
            }
        }
    }

    fn line(&mut self, line: &'static str) -> (u16, Vec<Vec<Part>>) {
        let (key, rest) = line.split_once(' ').unwrap_or((line, ""));
        let alternatives = rest.split('|').map(|text| self.parts(text)).collect();
        (self.key(key), alternatives)
    }

    fn key(&mut self, word: &'static str) -> u16 {
        let next = u16::try_from(self.keys.len()).unwrap_or(u16::MAX);
        *self.keys.entry(word).or_insert(next)
    }

    fn parts(&mut self, text: &'static str) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((word, after)) = rest.split_once('{') {
            if !word.is_empty() {
                parts.push(Part::Word(word));
            }
            let (slot, after) = after.split_once('}').unwrap_or((after, ""));
            parts.push(self.slot(slot));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Word(rest));
        }
        parts
    }

    fn slot(&mut self, slot: &'static str) -> Part {
        let range = slot.strip_prefix('n').and_then(|range| range.split_once('-'));
        let range = range.and_then(|(lo, hi)| Some((lo.parse().ok()?, hi.parse().ok()?)));
        match (slot, range) {
            (_, Some((lo, hi))) => Part::Number(lo, hi),
            ("p", _) => Part::Place,
            ("x", _) => Part::Thing,
            ("o", _) => Part::Office,
            ("o2", _) => Part::Other,
            _ => match slot.strip_prefix('?').and_then(|rest| rest.split_once(' ')) {
                Some((percent, key)) => Part::Rule(self.key(key), percent.parse().unwrap_or(50)),
                None => Part::Rule(self.key(slot), 100),
            },
        }
    }
}
