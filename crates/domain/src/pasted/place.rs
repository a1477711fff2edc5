//! How far the name of a place goes on behind the quarter that the gazetteer knows.

use std::ops::Range;

const DIGITS: &str = "0123456789０１２３４５６７８９一二三四五六七八九十-－#";
/// What is numbered, the longer word first.
const PARTS: [&str; 9] = ["号楼", "单元", "号", "栋", "幢", "座", "楼", "层", "室"];
const GATES: [&str; 4] = ["东门", "南门", "西门", "北门"];

/// The place at `found` as `words` name it, with the building, flat or gate behind it, which may be in no list: 新安花园3号楼
/// 2单元. None if `found` does not lie in `words`.
pub fn place<'w>(words: &'w str, found: &Range<usize>) -> Option<&'w str> {
    words.get(found.clone())?;
    let behind = words.get(found.end..)?;
    let mut end = GATES.iter().find(|gate| behind.starts_with(*gate)).map_or(0, |gate| gate.len());
    while let Some(part) = behind.get(end..).and_then(part) {
        end += part;
    }
    words.get(found.start..found.end + end)
}

/// The bytes of a number and what it numbers; 3-2-501 numbers all of it.
fn part(text: &str) -> Option<usize> {
    let digits = text.find(|c| !DIGITS.contains(c)).unwrap_or(text.len());
    let (number, rest) = text.split_at(digits);
    let named = PARTS.iter().find(|part| !number.is_empty() && rest.starts_with(*part));
    let whole = number.trim_matches(['-', '－', '#']).contains(['-', '－']).then_some(digits);
    named.map(|part| digits + part.len()).or(whole)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::place;

    #[test]
    fn a_place_goes_on_as_far_as_it_is_numbered() {
        for (behind, goes_on) in [
            ("3号楼门口路灯不亮", "3号楼"),
            ("3号楼楼道灯坏了", "3号楼"),
            ("３号楼２单元502室漏水", "３号楼２单元502室"),
            ("十二栋一单元没水", "十二栋一单元"),
            ("3-2-501漏水", "3-2-501"),
            ("西门路灯不亮", "西门"),
            ("西门3号楼", "西门3号楼"),
            ("楼道灯坏了", ""),
            ("三天没水了", ""),
            ("3天没水了", ""),
            ("-没水", ""),
            ("门口", ""),
            ("", ""),
        ] {
            let words = format!("在新安花园{behind}");
            let found = "在".len().."在新安花园".len();
            assert_eq!(
                place(&words, &found),
                Some(format!("新安花园{goes_on}").as_str()),
                "{behind}"
            );
        }
    }

    proptest! {
        #[test]
        fn it_is_a_piece_of_the_words(words in "[3三-号楼单元西门室不]{0,12}", from in 0..40_usize, to in 0..40_usize) {
            if let Some(name) = place(&words, &(from..to)) {
                prop_assert!(words.get(from..).is_some_and(|rest| rest.starts_with(name)));
                prop_assert!(words.get(from..to).is_some_and(|found| name.starts_with(found)));
            }
        }
    }
}
