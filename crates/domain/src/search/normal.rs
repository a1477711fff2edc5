//! One spelling for what people write in many.

/// ASCII for its full-width form, a space for the ideographic space; others as they are.
pub fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// Half width, small letters, circled and Roman numerals and square units spelled out (the part
/// of NFKC that appears in the field's texts), without control and invisible characters. Line
/// breaks and tabs become spaces.
pub fn normalize(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for c in text.chars() {
        let c = half_width(c);
        if c.is_whitespace() {
            normal.push(' ');
        } else if let Some(plain) = spelled_out(c) {
            normal.push_str(plain);
        } else if !is_invisible(c) {
            normal.extend(c.to_lowercase());
        }
    }
    normal
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Characters of scripts that put no spaces between words: each is a unit of its own.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11FF}'                           // hangul letters
        | '\u{2E80}'..='\u{2FDF}'                         // radicals
        | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' // 々〆〇, Suzhou numerals
        | '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}' // hiragana
        | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' // katakana
        | '\u{3105}'..='\u{312F}' | '\u{31A0}'..='\u{31BF}' // bopomofo
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' // han
        | '\u{AC00}'..='\u{D7A3}'                         // hangul
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}') // han, compatibility and rare
}

fn spelled_out(c: char) -> Option<&'static str> {
    const CIRCLED: [&str; 20] = [
        "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16",
        "17", "18", "19", "20",
    ];
    const ROMAN: [&str; 12] =
        ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
    let code = u32::from(c) as usize;
    match c {
        '\u{2460}'..='\u{2473}' => CIRCLED.get(code - 0x2460).copied(),
        '\u{2160}'..='\u{216B}' => ROMAN.get(code - 0x2160).copied(),
        '\u{2170}'..='\u{217B}' => ROMAN.get(code - 0x2170).copied(),
        '¹' => Some("1"),
        '²' => Some("2"),
        '³' => Some("3"),
        '㎡' => Some("m2"),
        '㎥' => Some("m3"),
        '㎝' => Some("cm"),
        '㎞' => Some("km"),
        '㎏' => Some("kg"),
        _ => None,
    }
}
