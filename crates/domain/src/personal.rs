//! What in free words tells who somebody is or how to reach the person: telephones of the mainland, identity
//! numbers 公民身份号码, and pieces that people mark 标为个人信息. It is kept apart and sealed; where the words
//! stand, they are starred. A star takes the place of one character, so places mean the same in both texts.

#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::matter::Words;

/// Characters of an identity number, GB 11643-1999.
const IDENTITY: usize = 18;
/// What each of the first 17 digits counts for in the last.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The last character by the remainder.
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
/// Digits of a mobile number.
const MOBILE: usize = 11;
/// The shortest piece that can be marked: of a single character too much else would be starred.
pub const SHORTEST_MARK: usize = 2;
/// The longest: a name, an address.
pub const LONGEST_MARK: usize = 100;
/// Marks at a time, at most.
pub const MARKS: usize = 50;

/// What stays of a number or a piece that is starred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stays {
    /// 张*, 138****5678: who works on it knows one from another.
    Part,
    /// Nothing: what stays would join somebody who is sealed with what stands in the open elsewhere.
    Nothing,
}

/// A text as everybody may read it: numbers that are found and pieces that are marked are starred. None if there
/// is nothing to hide.
pub fn starred(text: &str, marks: &[impl AsRef<str>], stays: Stays) -> Option<String> {
    let mut chars: Vec<char> = text.chars().collect();
    let whole = chars.clone();
    for run in digit_runs(&whole) {
        number(&whole, &run, stays).into_iter().for_each(|at| chars[at] = '*');
    }
    for mark in marks {
        let mark: Vec<char> = mark.as_ref().trim().chars().collect();
        if mark.len() < SHORTEST_MARK {
            continue;
        }
        for from in 0..=whole.len().saturating_sub(mark.len()) {
            if whole[from..].starts_with(&mark) {
                let first = from + usize::from(stays == Stays::Part);
                chars[first..from + mark.len()].fill('*');
            }
        }
    }
    let hidden: String = chars.into_iter().collect();
    (hidden != text).then_some(hidden)
}

/// Words as everybody may read them; none if nothing in them is personal.
pub fn starred_words(words: &Words, marks: &[impl AsRef<str>], stays: Stays) -> Option<Words> {
    let mut changed = false;
    let pieces = words.0.iter().map(|(word, text)| match starred(text, marks, stays) {
        Some(hidden) => {
            changed = true;
            (*word, hidden)
        }
        None => (*word, text.clone()),
    });
    let hidden = Words(pieces.collect());
    changed.then_some(hidden)
}

/// Whether `starred` is `whole` but for stars in the place of characters.
pub fn agrees(starred: &str, whole: &str) -> bool {
    starred.chars().count() == whole.chars().count()
        && starred.chars().zip(whole.chars()).all(|(star, c)| star == c || star == '*')
}

/// Whether a text was starred before it was sent: nobody is called 张* and nothing is reached by 138****1234.
pub fn is_starred(text: &str) -> bool {
    text.contains(['*', '＊'])
}

/// A digit, also as Chinese keyboards write it.
fn digit(c: char) -> Option<u32> {
    let c = match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0'))?,
        _ => c,
    };
    c.to_digit(10)
}

/// Between groups of one number.
fn joins(c: char) -> bool {
    matches!(c, ' ' | '-' | '－' | '—' | '–' | '\u{a0}' | '　')
}

/// Stretches of digits, single separators between them included.
fn digit_runs(chars: &[char]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        if digit(*c).is_none() {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end == at => run.end = at + 1,
            // (0532)88881234
            Some(run) if run.end + 1 == at && (joins(chars[run.end]) || closes(chars[run.end])) => {
                run.end = at + 1;
            }
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

fn closes(c: char) -> bool {
    matches!(c, ')' | '）')
}

/// The places to star in one stretch.
fn number(chars: &[char], run: &Range<usize>, stays: Stays) -> Vec<usize> {
    let found = numbers(chars, run).into_iter();
    found
        .flat_map(|(places, hidden)| if stays == Stays::Nothing { places } else { hidden })
        .collect()
}

/// The numbers in one stretch: their digits, and which of these to star.
fn numbers(chars: &[char], run: &Range<usize>) -> Vec<(Vec<usize>, Vec<usize>)> {
    let groups = groups(chars, run);
    let mut all = Vec::new();
    // The widest reading first: a number in groups, then each group by itself.
    let mut from = 0;
    while from < groups.len() {
        let found = (from + 1..=groups.len()).rev().find_map(|to| {
            let places: Vec<usize> = groups[from..to].iter().flat_map(Clone::clone).collect();
            let hidden = hide(chars, &places, &groups[from])?;
            Some((to, (places, hidden)))
        });
        match found {
            Some((to, number)) => {
                all.push(number);
                from = to;
            }
            None => from += 1,
        }
    }
    all
}

/// The telephones in a text, from left to right: where each stands, in characters.
pub fn telephones(text: &str) -> Vec<Range<usize>> {
    let chars: Vec<char> = text.chars().collect();
    let runs = digit_runs(&chars).into_iter();
    let numbers = runs.flat_map(|run| numbers(&chars, &run));
    let phones = numbers.filter(|(places, _)| !is_identity(&chars, places));
    phones.filter_map(|(places, _)| Some(*places.first()?..places.last()? + 1)).collect()
}

/// Whether the number of an identity card stands in a text.
pub fn holds_identity(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let mut runs = digit_runs(&chars).into_iter().flat_map(|run| numbers(&chars, &run));
    runs.any(|(places, _)| is_identity(&chars, &places))
}

/// Whether a mobile telephone stands in a text: an office is reached by another, as a rule.
pub fn holds_mobile(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let mut runs = digit_runs(&chars).into_iter().flat_map(|run| numbers(&chars, &run));
    runs.any(|(places, _)| {
        let digits: Vec<u32> = places.iter().map_while(|at| digit(chars[*at])).collect();
        !is_identity(&chars, &places) && is_mobile(&digits[digits.len().saturating_sub(MOBILE)..])
    })
}

/// The groups of digits of a stretch; the X at the end of an identity number counts as one.
fn groups(chars: &[char], run: &Range<usize>) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = vec![Vec::new()];
    for at in run.clone() {
        match (digit(chars[at]), groups.last_mut()) {
            (Some(_), Some(group)) => group.push(at),
            _ => groups.push(Vec::new()),
        }
    }
    let x = chars.get(run.end).is_some_and(|c| matches!(c, 'x' | 'X' | 'Ｘ' | 'ｘ'));
    if let Some(group) = groups.last_mut().filter(|_| x) {
        group.push(run.end);
    }
    groups
}

/// What to star if these places are one number. `first` is its first group.
fn hide(chars: &[char], places: &[usize], first: &[usize]) -> Option<Vec<usize>> {
    let digits: Vec<u32> = places.iter().map_while(|at| digit(chars[*at])).collect();
    // An X that ends no identity number is a letter.
    let places = if places.len() == IDENTITY { places } else { &places[..digits.len()] };
    if is_identity(chars, places) {
        return Some(places[6..14].to_vec());
    }
    // The country before it: 86 or 0086.
    let own = match digits.as_slice() {
        [8, 6, own @ ..] | [0, 0, 8, 6, own @ ..] if own.len() == MOBILE => own.len(),
        _ => digits.len(),
    };
    let own = digits.len() - own..digits.len();
    if is_mobile(&digits[own.clone()]) {
        return Some(places[own][3..7].to_vec());
    }
    let code = area_code(&digits, first.len())?;
    Some(places[code..digits.len() - 2].to_vec())
}

fn is_mobile(digits: &[u32]) -> bool {
    matches!(digits, [1, 3..=9, ..]) && digits.len() == MOBILE
}

/// Digits of the area code if it is a landline: 010 or 02x before eight digits, 03xx to 09xx before seven or
/// eight. `first` is how many digits the first group has.
fn area_code(digits: &[u32], first: usize) -> Option<usize> {
    let code = match digits {
        [0, 1, 0, ..] | [0, 2, ..] => 3,
        [0, 3..=9, ..] => 4,
        _ => return None,
    };
    let fits = matches!((code, digits.len() - code.min(digits.len())), (3, 8) | (4, 7 | 8));
    // Written in groups, the first is the code.
    let grouped = first == digits.len() || first == code;
    // No number of a subscriber begins with 0 or 1.
    (fits && grouped && digits.get(code).is_some_and(|digit| *digit > 1)).then_some(code)
}

/// The check character fits, and a birthday stands where it should.
fn is_identity(chars: &[char], places: &[usize]) -> bool {
    if places.len() != IDENTITY || places[IDENTITY - 1] - places[0] != IDENTITY - 1 {
        return false;
    }
    let digits: Vec<u32> =
        places[..IDENTITY - 1].iter().filter_map(|at| digit(chars[*at])).collect();
    if digits.len() != IDENTITY - 1 || digits[0] == 0 {
        return false;
    }
    let (month, day) = (digits[10] * 10 + digits[11], digits[12] * 10 + digits[13]);
    let dated = (1..=12).contains(&month) && (1..=31).contains(&day) && matches!(digits[6], 1 | 2);
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let wanted = usize::try_from(sum % 11).ok().and_then(|rest| CHECKS.get(rest));
    let last = chars[places[IDENTITY - 1]];
    let last = match digit(last) {
        Some(found) => char::from_digit(found, 10),
        None => Some('X'),
    };
    dated && last.as_ref() == wanted
}
