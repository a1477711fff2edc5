use super::*;
use jiff::civil::date;
use proptest::prelude::*;

fn any_number() -> impl Strategy<Value = MatterNumber> {
    let serial = prop_oneof![1..2_000_000_u64, 1..=MatterNumber::MAX_SERIAL];
    (100_000..=999_999_u32, -700_000..2_900_000_i32, serial).prop_map(|(area, days, serial)| {
        let day = date(1970, 1, 1).saturating_add(jiff::Span::new().days(days));
        MatterNumber::new(Area::new(area).unwrap(), day, serial).unwrap()
    })
}

#[test]
fn the_check_character_is_the_one_of_the_standard() {
    // the worked example of ISO/IEC 7064 and two identity numbers of GB 11643's annex
    for (body, check) in
        [("0794", '0'), ("11010519491231002", 'X'), ("44052418800101001", '4'), ("", '1')]
    {
        assert_eq!(check_character(body), check, "{body}");
    }
}

#[test]
fn a_number_is_read_as_people_type_it() {
    let number = MatterNumber::new("370213".parse().unwrap(), date(2026, 11, 22), 1).unwrap();
    let plain = number.to_string();
    assert_eq!(plain.len(), 21);
    assert!(plain.starts_with("37021320261122000001"));
    let wide: String =
        plain.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
    let spaced = format!("  {} {}—{}\u{3000}", &plain[..6], &plain[6..14], &plain[14..]);
    for text in [plain.clone(), number.grouped(), plain.to_lowercase(), wide, spaced] {
        assert_eq!(text.parse(), Ok(number), "{text}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    let with_check = |body: &str| format!("{body}{}", check_character(body));
    for (text, error) in [
        (String::new(), InvalidNumber::Character),
        ("3702132026112200000A".into(), InvalidNumber::Character),
        ("37021320261122X000017".into(), InvalidNumber::Character),
        ("12345".into(), InvalidNumber::Length { got: 5 }),
        (with_check("3702132026112200001"), InvalidNumber::Length { got: 20 }),
        (with_check("370213202611221000000000000"), InvalidNumber::Length { got: 28 }),
        (with_check("07021320261122000001"), InvalidNumber::Area),
        (with_check("37021320260229000001"), InvalidNumber::Date),
        (with_check("37021300000101000001"), InvalidNumber::Date),
        (with_check("37021320261122000000"), InvalidNumber::Serial),
        (with_check("370213202611220000001"), InvalidNumber::Serial),
    ] {
        assert_eq!(text.parse::<MatterNumber>(), Err(error), "{text}");
    }
}

#[test]
fn a_serial_outside_its_digits_is_refused() {
    let make = |serial| MatterNumber::new("370213".parse().unwrap(), date(2026, 1, 1), serial);
    assert_eq!(make(0), Err(InvalidNumber::Serial));
    assert_eq!(make(MatterNumber::MAX_SERIAL + 1), Err(InvalidNumber::Serial));
    let year_zero = MatterNumber::new("370213".parse().unwrap(), date(0, 1, 1), 1);
    assert_eq!(year_zero, Err(InvalidNumber::Date));
}

#[test]
fn a_follow_code_is_read_as_people_type_it() {
    let code =
        FollowCode::from_random([0x00, 0x44, 0x32, 0x14, 0xC7, 0x42, 0x54, 0xB6, 0x35, 0xCF]);
    assert_eq!(code.to_string(), "0123-4567-89AB-CDEF");
    for text in [
        "0123456789abcdef",
        "o1 23 45 67 89 ab cd ef",
        "OI23–4567–89AB–CDEF",
        "０l２３4567-89abcdef",
    ] {
        assert_eq!(text.parse(), Ok(code), "{text}");
    }
    for (text, error) in [
        ("", InvalidFollowCode::Length { got: 0 }),
        ("0123-4567-89AB-CDE", InvalidFollowCode::Length { got: 15 }),
        ("0123-4567-89AB-CDEF-0", InvalidFollowCode::Length { got: 17 }),
        ("U123-4567-89AB-CDEF", InvalidFollowCode::Character),
        ("回声", InvalidFollowCode::Character),
    ] {
        assert_eq!(text.parse::<FollowCode>(), Err(error), "{text}");
    }
    assert_eq!(format!("{code:?}"), "FollowCode(…)");
    assert!(!code.opens(&[]));
}

proptest! {
    #[test]
    fn a_number_survives_its_text(number in any_number()) {
        prop_assert_eq!(number.to_string().parse(), Ok(number));
        prop_assert_eq!(number.grouped().parse(), Ok(number));
        let json = serde_json::to_string(&number).unwrap();
        prop_assert_eq!(serde_json::from_str::<MatterNumber>(&json).unwrap(), number);
    }

    #[test]
    fn one_wrong_character_is_found(number in any_number(), at: prop::sample::Index) {
        let right = number.to_string().into_bytes();
        let at = at.index(right.len());
        for wrong in (b'0'..=b'9').filter(|wrong| *wrong != right[at]) {
            let mut text = right.clone();
            text[at] = wrong;
            let text = String::from_utf8(text).unwrap();
            prop_assert_eq!(text.parse::<MatterNumber>(), Err(InvalidNumber::Check));
        }
    }

    #[test]
    fn changed_over_neighbours_are_found(number in any_number(), at: prop::sample::Index) {
        let mut text = number.to_string().into_bytes();
        let at = at.index(text.len() - 1);
        let changed = text[at] != text[at + 1];
        text.swap(at, at + 1);
        let text = String::from_utf8(text).unwrap();
        let read = text.parse::<MatterNumber>();
        // an X moved inwards is seen as a character, all else by the check
        let found = matches!(read, Err(InvalidNumber::Check | InvalidNumber::Character));
        prop_assert_eq!(found, changed, "{:?}", read);
    }

    #[test]
    fn any_text_is_a_number_only_as_itself(text in "[0-9xX \\-０-９]{18,30}|\\PC{0,40}") {
        if let Ok(number) = text.parse::<MatterNumber>() {
            prop_assert_eq!(number.to_string(), typed(&text).collect::<String>());
        }
        let _ = text.parse::<FollowCode>();
    }

    #[test]
    fn a_follow_code_survives_its_text(bytes: [u8; 10], other: [u8; 10]) {
        let code = FollowCode::from_random(bytes);
        prop_assert_eq!(code.to_string().parse(), Ok(code));
        prop_assert!(code.opens(&code.hash()));
        let other = FollowCode::from_random(other);
        prop_assert_eq!(other.opens(&code.hash()), code == other);
    }
}
