//! Where words may be parted.

use serde::Serialize;

/// Characters of 2号 on a line of 156 mm.
const TITLE_LINE: usize = 19;

/// A text, whole or in the pieces between which a line may end.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Pieces {
    Whole(String),
    Parted(Vec<String>),
}

/// A text in which what holds together over more than `longest` characters may be parted anywhere: an address of the web, a
/// row of digits, of signs. Nothing is put between, so what is copied from the sheet is what was written.
pub(crate) fn pieces(text: &str, longest: usize) -> Pieces {
    let text = text.trim();
    let mut pieces = vec![String::new()];
    for word in text.split_inclusive(is_loose) {
        let solid = word.trim_end_matches(is_loose);
        if solid.chars().count() > longest {
            pieces.extend(solid.chars().map(String::from));
            pieces.push(word[solid.len()..].to_owned());
        } else if let Some(last) = pieces.last_mut() {
            last.push_str(word);
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    match <[String; 1]>::try_from(pieces) {
        Ok([whole]) => Pieces::Whole(whole),
        Err(pieces) => Pieces::Parted(pieces),
    }
}

/// What lines are parted at: blanks, and characters that are no signs.
fn is_loose(c: char) -> bool {
    c == ' ' || is_open(c) && c.is_alphabetic() && !matches!(c, '\u{FF00}'..='\u{FFEF}')
}

/// Beside it a line may end: blanks, Chinese and Japanese characters and their signs.
const fn is_open(c: char) -> bool {
    matches!(c, ' ' | '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The lines of a title: those of the writer, or lines of like length (排列对称、长短适宜; GB/T 9704-2012, 7.3.1).
pub(crate) fn lines(title: &str) -> Vec<String> {
    let own: Vec<&str> = title.lines().map(str::trim).collect();
    if let [alone] = own[..] { even(alone) } else { own.into_iter().map(str::to_owned).collect() }
}

fn even(title: &str) -> Vec<String> {
    let chars: Vec<char> = title.chars().collect();
    // A letter or digit of another script takes half the place.
    let width =
        |chars: &[char]| chars.iter().map(|c| if is_open(*c) { 2 } else { 1 }).sum::<usize>();
    let count = width(&chars).div_ceil(2 * TITLE_LINE);
    let (mut lines, mut rest) = (Vec::new(), &chars[..]);
    for left in (2..=count).rev() {
        let Some(at) = cut(rest, width(rest) / left, &width) else { break };
        lines.push(rest[..at].iter().collect());
        rest = &rest[at..];
    }
    lines.push(rest.iter().collect());
    lines
}

/// Words that titles of this house begin a line with: where none of the particles stands, a line may end before them.
const OPENING: [&str; 14] = [
    "政务", "热线", "诉求", "办理", "办结", "工作", "情况", "问题", "群众", "网格", "督办", "落实",
    "开展", "专项",
];

/// Where to part a title: near `wanted`, behind a particle or a sign if it can be, never within a number or word of another
/// script, or before a sign.
fn cut(chars: &[char], wanted: usize, width: &impl Fn(&[char]) -> usize) -> Option<usize> {
    let allowed = |at: &usize| {
        let (before, behind) = (chars[*at - 1], chars[*at]);
        let beside_word = !is_open(before) && !is_open(behind);
        !beside_word
            && !"（〔《“第".contains(before)
            && !"，、。）〕》”：；的年月日号件".contains(behind)
    };
    let cost = |at: &usize| {
        let away = width(&chars[..*at]).abs_diff(wanted);
        let behind: String = chars[*at..].iter().take(2).collect();
        let by_sense =
            "的、和与及，》〕）".contains(chars[*at - 1]) || OPENING.contains(&behind.as_str());
        away + if by_sense { 0 } else { 8 }
    };
    let fits = |at: &usize| width(&chars[..*at]) <= 2 * (TITLE_LINE + 1);
    (1..chars.len()).filter(allowed).filter(fits).min_by_key(cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_parted_and_nothing_is_added() {
        assert_eq!(pieces("路灯不亮 ok", 4), Pieces::Whole("路灯不亮 ok".into()));
        let parted = pieces("见abcdef，共", 5);
        let expected = ["见", "a", "b", "c", "d", "e", "f", "，", "共"].map(String::from);
        assert_eq!(parted, Pieces::Parted(expected.to_vec()));
        let Pieces::Parted(all) = pieces(&"x".repeat(40), 30) else { panic!("it is long") };
        assert_eq!(all.concat(), "x".repeat(40));
        assert_eq!(pieces("", 5), Pieces::Parted(Vec::new()));
    }

    #[test]
    fn a_title_is_parted_evenly_and_by_sense() {
        for (title, expected) in [
            ("关于路灯的通报", vec!["关于路灯的通报"]),
            (
                "关于2026年10月12345政务服务便民热线诉求办理情况的通报",
                vec!["关于2026年10月12345政务服务便民", "热线诉求办理情况的通报"],
            ),
            (
                "历山街道办事处关于2026年第三季度群众诉求办理和网格巡查情况的通报",
                vec!["历山街道办事处关于2026年第三季度", "群众诉求办理和网格巡查情况的通报"],
            ),
            ("第一行\n第二行", vec!["第一行", "第二行"]),
        ] {
            assert_eq!(lines(title), expected, "{title}");
        }
        for length in 1..=100 {
            let title: String = "甲乙丙丁戊己庚辛壬癸".chars().cycle().take(length).collect();
            let lines = lines(&title);
            assert_eq!(lines.concat(), title);
            assert!(lines.iter().all(|line| line.chars().count() <= 20), "{lines:?}");
        }
    }
}
