//! Numbers of levels.

use super::Block;

const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
const PLACES: [(u16, &str); 4] = [(1_000, "千"), (100, "百"), (10, "十"), (1, "")];

/// A number in Chinese, as levels are counted: 一, 十, 十二, 二十, 一百零二. From 1 to 9,999.
pub fn chinese(number: u16) -> String {
    let mut text = String::new();
    let mut gap = false;
    for (place, word) in PLACES {
        let digit = number / place % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            text.push('零');
        }
        // 十二, and not 一十二.
        if !(text.is_empty() && place == 10 && digit == 1) {
            text.push_str(DIGITS[usize::from(digit)]);
        }
        text.push_str(word);
    }
    text
}

/// What stands before the heading of a level: 一、 （一） 1. （1） (GB/T 9704-2012, 7.3.3).
pub fn mark(level: u8, number: u16) -> String {
    match level {
        1 => format!("{}、", chinese(number)),
        2 => format!("（{}）", chinese(number)),
        3 => format!("{number}."),
        _ => format!("（{number}）"),
    }
}

/// What stands before each block: headings are counted within the heading above, other blocks have nothing.
pub fn marks(body: &[Block]) -> Vec<Option<String>> {
    let mut counts = [0_u16; 4];
    let mark = |block: &Block| {
        let Block::Heading { level, .. } = block else { return None };
        let at = usize::from((*level).clamp(1, 4)) - 1;
        counts[at] = counts[at].saturating_add(1);
        counts[at + 1..].fill(0);
        Some(mark(*level, counts[at]))
    };
    body.iter().map(mark).collect()
}
