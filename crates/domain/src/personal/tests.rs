use proptest::prelude::*;

use super::{Stays, agrees, is_starred, starred, starred_words};
use crate::matter::{Word, Words};

const NONE: [&str; 0] = [];

fn seen(text: &str) -> String {
    starred(text, &NONE, Stays::Part).unwrap_or_else(|| text.to_owned())
}

#[test]
fn telephones_and_identity_numbers_are_starred_however_they_are_written() {
    for (text, hidden) in [
        ("请打13812345678找我", "请打138****5678找我"),
        ("138 1234 5678", "138 **** 5678"),
        ("138-1234-5678", "138-****-5678"),
        ("+86 13812345678", "+86 138****5678"),
        ("8613812345678", "86138****5678"),
        ("008613812345678。", "0086138****5678。"),
        ("１３８１２３４５６７８", "１３８****５６７８"),
        ("电话13812345678、13987654321", "电话138****5678、139****4321"),
        ("13812345678 13987654321", "138****5678 139****4321"),
        ("0532-88881234", "0532-******34"),
        ("053288881234", "0532******34"),
        ("(0532)88881234", "(0532)******34"),
        ("（010）6588 1234", "（010）**** **34"),
        ("0634-6212345", "0634-*****45"),
        ("身份证11010519491231002X。", "身份证110105********002X。"),
        ("11010519491231002x", "110105********002x"),
        ("440524188001010014", "440524********0014"),
    ] {
        assert_eq!(seen(text), hidden);
    }
}

#[test]
fn other_numbers_are_left_as_they_are() {
    for text in [
        "12345",
        "拨打12345热线，工作日08:30-17:30",
        "工单编号9901012026112200000012",
        "2026-01-12 至 2026-02-28",
        "3号楼2单元1802室",
        // The check digit does not fit, or there is no such day.
        "110105194912310021",
        "440524188013010014",
        "12812345678",
        "400-820-8820",
        "0532-18881234",
        "面积 1200 平方米，造价 3500000 元",
        "",
    ] {
        assert_eq!(starred(text, &NONE, Stays::Part), None, "{text}");
    }
}

#[test]
fn what_people_mark_is_starred_wherever_it_stands() {
    let told = starred("邻居张三丰和张三，张家", &["张三丰", "张三", "张"], Stays::Part);
    assert_eq!(told.as_deref(), Some("邻居张**和张*，张家"));
    assert_eq!(starred("没有", &["张三"], Stays::Part), None);
    assert_eq!(starred("张", &["张三"], Stays::Part), None);
}

#[test]
fn words_are_starred_piece_by_piece_and_stay_starred() {
    let said = Words::none().with(Word::Title, "路灯").with(Word::Text, "张三，13812345678，李四");
    let first = starred_words(&said, &["张三"], Stays::Part).unwrap();
    assert_eq!(first.get(Word::Title), Some("路灯"));
    assert_eq!(first.get(Word::Text), Some("张*，138****5678，李四"));
    let second = starred_words(&first, &["李四"], Stays::Part).unwrap();
    assert_eq!(second.get(Word::Text), Some("张*，138****5678，李*"));
    // What is under stars answers to no guess.
    assert_eq!(starred_words(&first, &["1234", "张三"], Stays::Part), None);
    assert_eq!(starred_words(&Words::none().with(Word::Text, "路灯"), &NONE, Stays::Part), None);
}

#[test]
fn a_starred_value_is_known_as_one() {
    assert!(is_starred("138****5678") && is_starred("张*") && is_starred("张＊"));
    assert!(!is_starred("13812345678"));
}

proptest! {
    #[test]
    fn any_text_keeps_its_length_and_is_starred_once(text: String, marks: Vec<String>) {
        let hidden = starred(&text, &marks, Stays::Part);
        let once = hidden.clone().unwrap_or_else(|| text.clone());
        prop_assert!(agrees(&once, &text));
        if let Some(hidden) = hidden {
            prop_assert!(hidden.contains('*'));
        }
    }

    #[test]
    fn a_mobile_number_is_never_in_the_clear(before in "[^0-9０-９]{0,5}", n in 3_000_000_000_u64..10_000_000_000, after in "[^0-9０-９]{0,5}") {
        let number = format!("1{n:010}");
        let text = format!("{before}{number}{after}");
        prop_assert!(!seen(&text).contains(&number), "{}", text);
    }
}

#[test]
fn of_whoever_is_sealed_nothing_stays() {
    let told = starred(
        "我叫张三，电话13812345678或0532-88881234，证件11010519491231002X",
        &["张三"],
        Stays::Nothing,
    );
    assert_eq!(
        told.as_deref(),
        Some("我叫**，电话***********或****-********，证件******************")
    );
}
