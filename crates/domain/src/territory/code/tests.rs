use proptest::prelude::*;

use super::*;

fn code(text: &str) -> DivisionCode {
    text.parse().unwrap()
}

#[test]
fn one_code_in_three_lengths() {
    for text in ["370215", "370215000", "370215000000"] {
        assert_eq!(code(text).to_string(), "370215000000");
        assert_eq!(code(text).significant(), 6);
        assert_eq!(code(text).area().unwrap().to_string(), "370215");
    }
    for (text, digits) in
        [("370000", 2), ("370200", 4), ("370202001", 9), ("370202001012", 12), ("441900003", 9)]
    {
        assert_eq!(code(text).significant(), digits, "{text}");
    }
    assert_eq!(DivisionCode::of_area("620200".parse().unwrap()), code("620200000000"));
}

#[test]
fn refused() {
    for text in [
        "",
        "3702",
        "037021",
        "37021x",
        "3702150",
        "3702150010010",
        "３７０２１５",
        "+70215",
        " 370215",
    ] {
        assert_eq!(text.parse::<DivisionCode>(), Err(InvalidCode), "{text}");
    }
}

#[test]
fn below() {
    let table = [
        ("370200", "370000", true),
        ("370202001012", "370202001", true),
        ("370202001012", "370000", true),
        ("441900003000", "441900", true),
        ("370202001012", "370202002", false),
        ("370202", "370202", false),
        ("370000", "370200", false),
        ("371202", "370200", false),
    ];
    for (low, high, expected) in table {
        assert_eq!(code(low).is_below(code(high)), expected, "{low} below {high}");
    }
}

#[test]
fn uncommon_codes_are_told_not_refused() {
    let table: [(&str, &[CodeWarning]); 6] = [
        ("370202001012", &[]),
        ("370202599399", &[]),
        ("370202600", &[CodeWarning::TownshipOutOfRange { segment: 600 }]),
        ("370202001601", &[CodeWarning::VillageOutOfRange { segment: 601 }]),
        ("370202001498", &[CodeWarning::VirtualVillage { segment: 498 }]),
        ("370202000001", &[CodeWarning::TownshipMissing]),
    ];
    for (text, expected) in table {
        assert_eq!(code(text).warnings(), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn text_round_trips(number in 100_000_000_000u64..=999_999_999_999) {
        let text = number.to_string();
        let parsed = code(&text);
        prop_assert_eq!(parsed.to_string(), text.clone());
        let json = serde_json::to_string(&parsed).unwrap();
        prop_assert_eq!(serde_json::from_str::<DivisionCode>(&json).unwrap(), parsed);
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,14}") {
        if let Ok(parsed) = text.parse::<DivisionCode>() {
            prop_assert!(parsed.to_string().starts_with(&text));
        }
    }
}
