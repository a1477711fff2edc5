use huisheng_domain::limit::{Limit, LimitUnit};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::table::tests::cases;

fn zone() -> TimeZone {
    TimeZone::get("Asia/Shanghai").unwrap()
}

#[test]
fn times_as_ledgers_write_them() {
    let table = [
        ("2019-04-24 16:03:40", "2019-04-24T08:03:40Z", false),
        ("2019/4/24 16:03", "2019-04-24T08:03:00Z", false),
        ("2019年4月24日 16时3分", "2019-04-24T08:03:00Z", false),
        ("２０１９年４月２４日１６时", "2019-04-24T08:00:00Z", false),
        ("2019年4月24日（星期三）下午4点3分40秒", "2019-04-24T08:03:40Z", false),
        ("2019-04-24 4:03 PM", "2019-04-24T08:03:00Z", false),
        ("2019-04-24T16:03:40.123", "2019-04-24T08:03:40Z", false),
        ("2019-04-24T16:03:40+09:00", "2019-04-24T07:03:40Z", false),
        ("2019-04-24 24:00", "2019-04-24T16:00:00Z", false),
        ("2019.4.24", "2019-04-23T16:00:00Z", true),
        ("20190424", "2019-04-23T16:00:00Z", true),
        ("20190424.0", "2019-04-23T16:00:00Z", true),
        ("20190424160340", "2019-04-24T08:03:40Z", false),
        ("43579", "2019-04-23T16:00:00Z", true),
        ("43579.669212963", "2019-04-24T08:03:40Z", false),
    ];
    for (text, at, date_only) in table {
        let at = at.parse().unwrap();
        assert_eq!(instant("t", text, &zone()), Ok(Moment { at, date_only }), "{text}");
    }
}

#[test]
fn times_that_are_refused() {
    let table = [
        ("", Reason::Form),
        ("昨天", Reason::Form),
        ("2019年4月", Reason::Form),
        ("2019-04-24 16", Reason::Form),
        ("2019-04-24 16:03 约", Reason::Form),
        ("2019-02-29", Reason::Range),
        ("2019-04-24 25:00", Reason::Range),
        ("20191324", Reason::Range),
        ("1019-04-24", Reason::Range),
        ("24/4/2019", Reason::Ambiguous),
        ("19-4-24", Reason::Ambiguous),
        ("12", Reason::Ambiguous),
        ("#N/A", Reason::FailedFormula),
    ];
    for (text, reason) in table {
        assert_eq!(instant("t", text, &zone()).map_err(|e| e.reason), Err(reason), "{text}");
    }
    assert_eq!(date("t", "2019年4月24日 16时").unwrap(), jiff::civil::date(2019, 4, 24));
}

#[test]
fn numbers_and_flags() {
    for (text, value) in [("12", 12), ("１，２３４", 1234), ("-3.0", -3), ("1,234,567", 1_234_567)]
    {
        assert_eq!(integer("n", text), Ok(value), "{text}");
    }
    for text in ["", "3户", "1.5", "1,23", "99999999999999999999", "-", "1e3"] {
        assert!(integer("n", text).is_err(), "{text}");
    }
    assert_eq!(decimal("n", "1,234.5"), Ok(1234.5));
    for text in ["", "inf", "NaN", "1e999", "85%", "-"] {
        assert!(decimal("n", text).is_err(), "{text}");
    }
    for (text, value) in [
        ("是", true),
        ("√", true),
        ("YES", true),
        ("１", true),
        ("否", false),
        ("0", false),
        ("×", false),
    ] {
        assert_eq!(boolean("b", text), Ok(value), "{text}");
    }
    assert!(boolean("b", "也许").is_err());
}

#[test]
fn phones_as_ledgers_write_them() {
    let table: [(&str, &[&str]); 14] = [
        ("13800138000", &["13800138000"]),
        ("138 0013 8000", &["13800138000"]),
        ("１３８００１３８０００", &["13800138000"]),
        ("+86 138-0013-8000", &["13800138000"]),
        ("13800138000.0", &["13800138000"]),
        ("1.3800138000E+10", &["13800138000"]),
        ("13800138000、0532-12345678", &["13800138000", "053212345678"]),
        ("13800138000 13900139000", &["13800138000", "13900139000"]),
        ("13800138000\n13800138000", &["13800138000"]),
        ("1380013800013900139000", &["13800138000", "13900139000"]),
        ("(0532)12345678转801", &["053212345678-801"]),
        ("0532-12345678-801", &["053212345678-801"]),
        ("12345", &["12345"]),
        ("", &[]),
    ];
    for (text, expected) in table {
        assert_eq!(phones("p", text).unwrap(), expected, "{text}");
    }
    for (text, reason) in [
        ("1.38E+10", Reason::DigitsLost),
        ("138****8000", Reason::Masked),
        ("1380013800", Reason::Form),
        ("无", Reason::Form),
    ] {
        assert_eq!(phones("p", text).map_err(|e| e.reason), Err(reason), "{text}");
    }
}

#[test]
fn limits_as_lists_state_them() {
    for (text, amount, unit) in [
        ("5wd", 5, LimitUnit::WorkDay),
        ("５个工作日", 5, LimitUnit::WorkDay),
        ("5 个工作日内", 5, LimitUnit::WorkDay),
        ("十五个工作日", 15, LimitUnit::WorkDay),
        ("15天", 15, LimitUnit::Day),
        ("二十日以内", 20, LimitUnit::Day),
        ("1个月", 1, LimitUnit::Month),
        ("2小时", 2, LimitUnit::UrgentHour),
        ("4个工作时", 4, LimitUnit::WorkHour),
        ("2个紧急工作时", 2, LimitUnit::UrgentHour),
        ("5 Working Days", 5, LimitUnit::WorkDay),
    ] {
        assert_eq!(limit("l", text), Ok(Limit::new(amount, unit)), "{text}");
    }
    for (text, reason) in [
        ("5", Reason::Form),
        ("尽快", Reason::Form),
        ("1周", Reason::Form),
        ("0天", Reason::Range),
        ("99999天", Reason::Range),
    ] {
        assert_eq!(limit("l", text).map_err(|e| e.reason), Err(reason), "{text}");
    }
}

#[test]
fn coordinates_in_either_order() {
    let here = LonLat { longitude: 120.5, latitude: 36.25 };
    for text in
        ["120.5,36.25", "36.25，120.5", "(36.25 120.5)", "北纬36.25，东经120.5", "120°30′E,36°15′N"]
    {
        assert_eq!(coordinates("c", text), Ok(here), "{text}");
    }
    assert_eq!(coordinates("c", "42.5,-71.5").map_err(|e| e.reason), Err(Reason::Ambiguous));
    assert_eq!(coordinates("c", "0E,0N").map_err(|e| e.reason), Err(Reason::Range));
    assert_eq!(longitude("c", "-71.5"), Ok(-71.5));
    assert_eq!(latitude("c", "120.5").map_err(|e| e.reason), Err(Reason::Range));
    assert!(latitude("c", "36.25E").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(256)))]

    #[test]
    fn no_parser_panics_and_errors_are_short(text in prop_oneof![any::<String>(), "[0-9年月日时分/:.,Ee+*°天个工作 -]{0,30}"]) {
        let zone = zone();
        let errors = [
            instant("f", &text, &zone).err(), date("f", &text).err(), integer("f", &text).err(),
            decimal("f", &text).err(), boolean("f", &text).err(), phones("f", &text).err(),
            limit("f", &text).err(), coordinates("f", &text).err(), longitude("f", &text).err(),
        ];
        for error in errors.into_iter().flatten() {
            prop_assert!(error.value_shown.chars().count() <= 41 && !error.zh.is_empty());
            prop_assert!(error.reason.code() != Reason::FailedFormula.code() || text.contains('#'));
        }
    }

    #[test]
    fn a_written_instant_is_read_back(seconds in 0i64..4_000_000_000) {
        let at = jiff::Timestamp::from_second(seconds).unwrap();
        let zoned = at.to_zoned(zone());
        for form in ["%Y-%m-%d %H:%M:%S", "%Y年%m月%d日%H时%M分%S秒", "%Y%m%d%H%M%S", "%Y/%m/%d %I:%M:%S %p"] {
            let text = zoned.strftime(form).to_string();
            let read = instant("t", &text, &zone()).unwrap().at;
            // The hour that a change of clocks doubles (1986–1991) is read as the earlier one.
            prop_assert!(read == at || at.as_second() - read.as_second() == 3600, "{text}");
        }
    }

    #[test]
    fn a_displayed_limit_is_read_back(amount in 1u16..=9999) {
        for unit in [LimitUnit::WorkDay, LimitUnit::Day, LimitUnit::Month, LimitUnit::WorkHour, LimitUnit::UrgentHour] {
            let expected = Limit::new(amount, unit);
            prop_assert_eq!(limit("l", &expected.to_string()), Ok(expected));
        }
    }
}
