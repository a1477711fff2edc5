//! Why somebody looks at what is personal, or takes it out: a reason that says something. It is kept, and the person
//! concerned reads it.

/// Characters, at most.
pub const LONGEST: usize = 200;
/// Letters or digits, at least: 核对楼号.
const SHORTEST: usize = 4;

/// The reason without the blanks around it; none if it says nothing, like dots or one character again and again.
pub fn reason(text: &str) -> Option<&str> {
    let text = text.trim();
    let said: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let differ = said.first().is_some_and(|first| said.iter().any(|other| other != first));
    let fits = said.len() >= SHORTEST && text.chars().count() <= LONGEST;
    (fits && differ).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn a_reason_says_something() {
        for said in [" 核对楼号 ", "回电13912345678核实", "call back"] {
            assert_eq!(reason(said), Some(said.trim()));
        }
        let long = "核对".repeat(101);
        for nothing in [
            "",
            "  ",
            "..",
            "。。。。",
            "1111",
            "啊啊啊啊",
            "核实",
            "\u{200b}\u{200b}\u{200b}\u{200b}",
            &long,
        ] {
            assert_eq!(reason(nothing), None, "{nothing:?}");
        }
    }
}
