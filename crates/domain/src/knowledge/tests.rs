use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::id::Id;

const TODAY: Date = date(2026, 3, 2);

fn entry(question: &str, answer: &str) -> Entry {
    Entry {
        question: question.to_owned(),
        answer: answer.to_owned(),
        category: None,
        unit: Id::of_code("unit", "u"),
        source: "社会保障卡业务办理指南".to_owned(),
        until: date(2026, 12, 31),
        public: true,
    }
}

fn kept(entry: Entry) -> Kept {
    Kept { entry, published: None, withdrawn: false }
}

#[test]
fn what_cannot_be_kept_is_named() {
    let good = entry("社保卡丢了怎么补办", "带身份证到街道便民服务大厅。\n\n电话 0532-88881234。");
    assert_eq!(good.check(TODAY), Ok(()));
    for (field, wrong) in [
        ("question", Entry { question: "  ".into(), ..good.clone() }),
        ("question", Entry { question: "问\n题".into(), ..good.clone() }),
        ("question", Entry { question: "长".repeat(101), ..good.clone() }),
        ("answer", Entry { answer: String::new(), ..good.clone() }),
        ("answer", Entry { answer: "王某 11010519491231002X 已办".into(), ..good.clone() }),
        ("source", Entry { source: String::new(), ..good.clone() }),
        ("until", Entry { until: date(2026, 3, 1), ..good.clone() }),
        ("until", Entry { until: date(2029, 3, 3), ..good.clone() }),
    ] {
        assert_eq!(wrong.check(TODAY), Err(field), "{wrong:?}");
    }
    assert_eq!(Entry { until: TODAY, ..good.clone() }.check(TODAY), Ok(()), "the last day counts");
    assert!(!good.holds_mobile());
    assert!(Entry { answer: "请找小王 13900000001".into(), ..good }.holds_mobile());
}

#[test]
fn it_is_told_from_its_publication_to_its_last_day() {
    let draft = kept(entry("问", "答"));
    let day = |text: &str| text.parse::<Date>().unwrap();
    assert_eq!((draft.state(TODAY), draft.told(TODAY), draft.awaits()), (State::Draft, None, true));
    let told = draft.publish();
    assert_eq!((told.state(TODAY), told.awaits()), (State::Published, false));
    assert_eq!(told.state(day("2026-12-31")), State::Published, "until the end of its last day");
    assert_eq!(
        (told.state(day("2027-01-01")), told.told(day("2027-01-01"))),
        (State::Expired, None)
    );
    // What was corrected is told once somebody else has published it.
    let corrected = told.clone().written(entry("问", "新答"));
    assert_eq!((corrected.state(TODAY), corrected.awaits()), (State::Published, true));
    assert_eq!(corrected.told(TODAY).unwrap().answer, "答");
    let again = corrected.publish();
    assert_eq!((again.told(TODAY).unwrap().answer.as_str(), again.awaits()), ("新答", false));
    let gone = again.withdraw();
    assert_eq!(
        (gone.state(TODAY), gone.told(TODAY), gone.awaits()),
        (State::Withdrawn, None, false)
    );
    let back = gone.written(entry("问", "再答"));
    assert_eq!((back.state(TODAY), back.awaits()), (State::Draft, true));
}

#[test]
fn what_is_typed_finds_what_is_asked() {
    let card = entry("社保卡丢了怎么补办", "带身份证到街道便民服务大厅，当场补办。");
    let heat = entry("供暖什么时候开始", "每年 11 月 15 日开始供暖，室温不低于 18 度。");
    let found = |text: &str, entry: &Entry| Sought::of(text).found_in(entry);
    assert!(found("补办", &card).is_some_and(|found| found.asked));
    assert!(found("社保卡 补办", &card).is_some_and(|found| found.asked), "two words, both there");
    assert!(found("室温", &heat).is_some_and(|found| found.whole && !found.asked));
    assert!(found("我的社保卡不见了，想补办一张", &card).is_some(), "as people speak");
    assert!(found("我的社保卡不见了，想补办一张", &heat).is_none());
    assert!(found("", &card).is_none() && found("。", &card).is_none());
    assert!(found("补办供暖", &card).is_none_or(|found| !found.whole));
    // A phrase stands side by side: no card is found under its characters apart.
    assert!(!found("卡社", &card).is_some_and(|found| found.whole));
}

proptest! {
    /// Every piece of a question finds it, by pairs that its entry is kept under.
    #[test]
    fn a_piece_of_a_question_is_found(text in "[一-龥a-z0-9]{2,40}", from in 0_usize..38, length in 2_usize..20) {
        let chars: Vec<char> = text.chars().collect();
        let from = from.min(chars.len() - 2);
        let piece: String = chars[from..].iter().take(length).collect();
        let (entry, sought) = (entry(&text, "答"), Sought::of(&piece));
        let found = sought.found_in(&entry);
        prop_assert!(found.is_some_and(|found| found.asked && found.share > 0.99), "{found:?}");
        let kept = pairs(&entry);
        prop_assert!(sought.pairs().iter().all(|pair| kept.contains(pair)));
    }

    /// Nothing that is typed breaks it; what is found shares something with what was typed.
    #[test]
    fn nothing_is_found_for_nothing(typed in any::<String>(), question in any::<String>()) {
        let (entry, sought) = (entry(&question, "答"), Sought::of(&typed));
        if let Some(found) = sought.found_in(&entry) {
            prop_assert!(found.whole || found.share > 0.0);
        }
        prop_assert!(sought.pairs().len() <= MOST_PAIRS);
    }

    /// Whatever is done to an entry, what is told was published and is not over.
    #[test]
    fn only_what_was_published_is_told(steps in prop::collection::vec(0_u8..3, 0..20), days in 0_i64..800) {
        let mut now = kept(entry("问", "0"));
        let mut published = None;
        for (nth, step) in steps.into_iter().enumerate() {
            now = match step {
                0 => now.written(entry("问", &nth.to_string())),
                1 => { published = Some(now.entry.clone()); now.publish() }
                _ => { published = None; now.withdraw() }
            };
        }
        let today = TODAY.saturating_add(Span::new().days(days));
        let told = published.filter(|told| told.until >= today);
        prop_assert_eq!(now.told(today), told.as_ref());
        prop_assert_eq!(now.state(today) == State::Published, told.is_some());
    }
}
