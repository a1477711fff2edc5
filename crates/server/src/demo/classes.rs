//! Categories of the demo: city management after DOMAIN §7, hotline classes of a locality beside
//! them. A locality brings its own; nothing in the rules knows these codes.

use huisheng_domain::category::Category;
use huisheng_domain::id::{CategoryId, Id};

use super::land::FIRST_DAY;

const LIST: &str = include_str!("classes.txt");

/// The categories, and what the demo knows of the leaves.
#[derive(Clone, Debug)]
pub struct Classes {
    /// All three levels.
    pub categories: Vec<Category>,
    /// The narrowest ones.
    pub leaves: Vec<Leaf>,
}

/// A narrowest category.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The category.
    pub id: CategoryId,
    /// Its name.
    pub name: &'static str,
    /// The theme of its texts.
    pub theme: &'static str,
    /// How often it is reported, relative to the others.
    pub weight: u32,
    /// Letter of the widest category.
    pub top: char,
    /// Water, gas, heating, power: at once and on holidays too.
    pub urgent: bool,
    /// In public space.
    pub public: bool,
}

impl Classes {
    pub(super) fn new() -> Self {
        let mut all = Self { categories: Vec::new(), leaves: Vec::new() };
        let (mut top, mut middle, mut serial) = (String::new(), String::new(), 0);
        for line in LIST.lines().filter(|line| !line.starts_with('#')) {
            let depth = line.len() - line.trim_start().len();
            let words: Vec<&'static str> = line.split_whitespace().collect();
            match (depth, words.as_slice()) {
                (0, [code, name]) => {
                    top = (*code).to_owned();
                    all.category(&top, name, None, 1, ["", ""]);
                }
                (1, [code, name]) => {
                    middle = format!("{top}{code}");
                    serial = 0;
                    all.category(&middle, name, Some(&top), 2, ["", ""]);
                }
                (_, [name, theme, weight, flags]) => {
                    serial += 1;
                    let flag = |letter| if flags.contains(letter) { letter } else { "" };
                    let flags = [flag("u"), flag("p")];
                    let id = all.category(
                        &format!("{middle}{serial:02}"),
                        name,
                        Some(&middle),
                        3,
                        flags,
                    );
                    all.leaves.push(Leaf {
                        id,
                        name,
                        theme,
                        weight: weight.parse().unwrap_or(1),
                        top: top.chars().next().unwrap_or('E'),
                        urgent: flags[0] == "u",
                        public: flags[1] == "p",
                    });
                }
                _ => {}
            }
        }
        all
    }

    fn category(
        &mut self,
        code: &str,
        name: &str,
        parent: Option<&str>,
        level: u8,
        flags: [&str; 2],
    ) -> CategoryId {
        let id = Id::of_code("demo category", code);
        self.categories.push(Category {
            id,
            code: code.to_owned(),
            name: name.to_owned(),
            parent: parent.map(|code| Id::of_code("demo category", code)),
            level,
            urgent_on_holidays: flags[0] == "u",
            public_space: flags[1] == "p",
            valid_from: FIRST_DAY,
            valid_to: None,
        });
        id
    }
}
