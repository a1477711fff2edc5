//! Bulletins: periods, places, words, and what is never in them.

use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::id::Id;
use crate::letter::Block;
use crate::tally::Figures;

fn line(name: &str, due: i64, kept: i64, excluded: i64) -> BulletinLine {
    let figures =
        Figures { assigned: 1, due, due_kept: kept, due_excluded: excluded, ..Figures::default() };
    BulletinLine { unit: Id::of_code("unit", name), name: name.into(), rank: None, figures }
}

fn bulletin(span: BulletinSpan, lines: Vec<BulletinLine>) -> Bulletin {
    let (from, to) = span.holding(date(2026, 11, 25));
    let mut total = Figures::default();
    for line in &lines {
        total.due += line.figures.due;
        total.due_kept += line.figures.due_kept;
        total.due_excluded += line.figures.due_excluded;
    }
    Bulletin {
        state: BulletinState::Draft,
        span,
        from,
        to,
        unit: Id::of_code("unit", "街道办"),
        divisions: Vec::new(),
        text: BulletinText { title: "通报".into(), ..BulletinText::default() },
        drawn: Timestamp::UNIX_EPOCH,
        by: Id::of_code("account", "督办"),
        lines: ranked(lines),
        total,
        unanswered: Vec::new(),
        unlisted: 0,
        issued: None,
        withdrawn: None,
    }
}

#[test]
fn a_period_holds_its_day() {
    // 25 November 2026 is a Wednesday.
    let day = date(2026, 11, 25);
    for (span, from, to) in [
        (BulletinSpan::Day, day, day),
        (BulletinSpan::Days, day, day),
        (BulletinSpan::Week, date(2026, 11, 23), date(2026, 11, 29)),
        (BulletinSpan::Month, date(2026, 11, 1), date(2026, 11, 30)),
    ] {
        assert_eq!(span.holding(day), (from, to), "{span:?}");
    }
    assert_eq!(
        BulletinSpan::Week.holding(date(2026, 1, 1)),
        (date(2025, 12, 29), date(2026, 1, 4))
    );
}

#[test]
fn equals_share_a_place_and_who_had_nothing_due_has_none() {
    let lines = ranked(vec![
        line("乙", 10, 9, 0),
        line("无", 0, 0, 0),
        line("甲", 10, 8, 0),
        // Two missed, two left out: as good as if they had not been due.
        line("丙", 10, 8, 2),
        line("丁", 20, 18, 0),
    ]);
    let places: Vec<(&str, Option<u16>)> =
        lines.iter().map(|line| (line.name.as_str(), line.rank)).collect();
    assert_eq!(
        places,
        [("丙", Some(1)), ("丁", Some(2)), ("乙", Some(2)), ("甲", Some(4)), ("无", None)]
    );
}

#[test]
fn the_words_say_what_the_figures_say() {
    let mut week =
        bulletin(BulletinSpan::Week, vec![line("城管科", 10, 7, 1), line("住建科", 4, 3, 0)]);
    week.total.received = 30;
    week.total.assigned = 28;
    week.unanswered.push(Unanswered {
        number: "370283202611230000015".into(),
        category: "路灯".into(),
        unit: "城管科".into(),
        due: date(2026, 11, 27),
    });
    week.unlisted = 2;
    let text = week.worded();
    assert_eq!(text.title, "关于2026年11月23日至29日接诉即办办理情况的通报");
    assert_eq!(
        text.summary,
        "2026年11月23日至29日，共收到诉求30件，交办28件。到期应办结14件，按时办结10件，\
         按时办结率71.43%（剔除后76.92%）。"
    );
    assert_eq!(
        text.problems,
        "超期未按时办结4件，主要涉及城管科（3件）、住建科（1件）。\n\n截至统计时仍有3件超期未办结，见附件。"
    );
    assert_eq!(text.check(), Ok(()));
    let day = bulletin(BulletinSpan::Day, vec![line("城管科", 1, 1, 0)]).worded();
    assert_eq!(day.title, "关于2026年11月25日接诉即办办理情况的通报");
    assert_eq!(day.problems, "本期未发现突出问题。");
    let month = bulletin(BulletinSpan::Month, Vec::new()).worded();
    assert_eq!(month.title, "关于2026年11月接诉即办办理情况的通报");
    assert_eq!(month.summary, "2026年11月，共收到诉求0件，交办0件。没有到期应办结的事项。");
    let mut left_out = bulletin(BulletinSpan::Day, vec![line("城管科", 1, 0, 1)]);
    left_out.total.signed_in = 2;
    left_out.total.signed_in_on_time = 1;
    assert_eq!(
        left_out.worded().summary,
        "2026年11月25日，共收到诉求0件，交办0件，及时签收率50.00%。到期应办结1件，\
         按时办结0件，按时办结率0.00%（剔除后无）。"
    );
}

#[test]
fn a_unit_stands_in_it_if_any_number_of_it_is_shown() {
    let with = |name: &str, change: fn(&mut Figures)| {
        let mut one = BulletinLine { figures: Figures::default(), ..line(name, 0, 0, 0) };
        change(&mut one.figures);
        one
    };
    let lines = ranked(vec![
        with("只办结", |figures| figures.ended = 3),
        with("签收", |figures| (figures.signed_in, figures.signed_in_on_time) = (1, 1)),
        with("交办", |figures| figures.assigned = 1),
        with("无", |_| ()),
    ]);
    let mut named: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
    named.sort_unstable();
    assert_eq!(named, ["交办", "签收"]);
}

#[test]
fn what_may_not_go_out() {
    let good = BulletinText { title: "通报".into(), ..BulletinText::default() };
    let long = |n: usize| "字".repeat(n);
    for (text, fault) in [
        (good.clone(), Ok(())),
        (BulletinText { title: " ".into(), ..good.clone() }, Err(TextFault::Wrong("title"))),
        (BulletinText { title: long(61), ..good.clone() }, Err(TextFault::Wrong("title"))),
        (BulletinText { title: "一\n二".into(), ..good.clone() }, Err(TextFault::Wrong("title"))),
        (BulletinText { number: long(121), ..good.clone() }, Err(TextFault::Wrong("number"))),
        (BulletinText { number: "48号".into(), ..good.clone() }, Err(TextFault::Wrong("number"))),
        (BulletinText { number: "青河办发[2026]第48号".into(), ..good.clone() }, Ok(())),
        (BulletinText { summary: "一\n\n二".into(), ..good.clone() }, Ok(())),
        (BulletinText { summary: long(4_001), ..good.clone() }, Err(TextFault::Wrong("summary"))),
        (
            BulletinText { problems: "\u{7}".into(), ..good.clone() },
            Err(TextFault::Wrong("problems")),
        ),
        (
            BulletinText { demands: "联系张三13812345678".into(), ..good.clone() },
            Err(TextFault::Personal("demands")),
        ),
        (
            BulletinText { problems: "身份证11010519491231002X".into(), ..good.clone() },
            Err(TextFault::Personal("problems")),
        ),
        (BulletinText { summary: "370283202611230000015号事项".into(), ..good }, Ok(())),
    ] {
        assert_eq!(text.check(), fault, "{text:?}");
    }
}

#[test]
fn it_is_edited_until_it_is_issued_and_never_vanishes() {
    let week = bulletin(BulletinSpan::Week, Vec::new());
    let by = Id::of_code("account", "领导");
    let (now, last) = (Timestamp::UNIX_EPOCH, week.to);
    let edit = |one: Bulletin| one.changed(|one| one.text.title = "改".into());
    assert_eq!(week.clone().withdraw("错".into()), Err(BulletinRefusal::NotIssued));
    let before = date(2026, 11, 28);
    assert_eq!(week.clone().issue(by, before, now), Err(BulletinRefusal::NotOver));
    let issued = edit(week).and_then(|one| one.issue(by, last, now)).expect("it is over");
    assert_eq!(
        (issued.state, issued.issued),
        (BulletinState::Issued, Some(Issued { by, at: now }))
    );
    assert_eq!(edit(issued.clone()), Err(BulletinRefusal::Issued));
    assert_eq!(issued.clone().issue(by, last, now), Err(BulletinRefusal::Issued));
    let gone = issued.withdraw("数据有误".into()).expect("it was issued");
    assert_eq!((gone.state, gone.text.title.as_str()), (BulletinState::Withdrawn, "改"));
    assert_eq!(edit(gone.clone()), Err(BulletinRefusal::Issued));
    assert_eq!(gone.withdraw("再".into()), Err(BulletinRefusal::NotIssued));
}

#[test]
fn on_paper_it_has_its_number_its_parts_and_its_annexes() {
    let mut week =
        bulletin(BulletinSpan::Week, vec![line("城管科", 10, 7, 1), line("住建科", 0, 0, 0)]);
    week.unanswered.push(Unanswered {
        number: "370283202611230000015".into(),
        category: "路灯".into(),
        unit: "城管科".into(),
        due: date(2026, 11, 27),
    });
    week.text =
        BulletinText {
            number: "青河办发[2026]48号".into(), to: "各社区".into(), ..week.worded()
        };
    let draft = week.letter("青河街道办事处");
    assert_eq!(draft.check(), Ok(()));
    assert!(draft.draft);
    assert_eq!(
        draft.number.as_ref().map(ToString::to_string).as_deref(),
        Some("青河办发〔2026〕48号")
    );
    let heads: Vec<&str> = draft
        .body
        .iter()
        .filter_map(|block| match block {
            Block::Heading { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(heads, ["总体情况", "存在问题", "工作要求"]);
    assert_eq!(draft.attached().collect::<Vec<_>>(), ["各单位办理情况", "超期未办结事项"]);
    let Block::Table(units) = &draft.annexes[0].body[0] else { panic!("a table") };
    assert_eq!(units.rows[0][..7], ["1", "城管科", "1", "10", "3", "70.00%", "77.78%"]);
    assert_eq!(units.rows[1][..2], ["—", "住建科"]);
    assert_eq!(units.rows[2][1], "合计");
    let by = Id::of_code("account", "领导");
    let issued = week.clone().issue(by, week.to, Timestamp::UNIX_EPOCH).expect("it is over");
    assert!(!issued.letter("青河街道办事处").draft);
    let gone = issued.withdraw("有误".into()).expect("it was issued").letter("青河街道办事处");
    assert!(gone.title.ends_with("（已撤回）") && !gone.draft);
    // Whatever was not written: it is a letter all the same.
    let bare = bulletin(BulletinSpan::Day, Vec::new());
    assert_eq!(bare.letter("街道").check(), Ok(()));
}

#[test]
fn each_number_is_made_of_what_is_counted() {
    let figures = Figures {
        assigned: 9,
        signed_in: 8,
        signed_in_on_time: 6,
        due: 7,
        due_kept: 4,
        returned: 1,
        called_back: 5,
        called_back_solved: 3,
        called_back_satisfied: 2,
        rated: 4,
        rated_satisfied: 1,
        due_excluded: 1,
        not_solved_excluded: 1,
        dissatisfied_excluded: 2,
        rated_low_excluded: 3,
        ..Figures::default()
    };
    let numbers: Vec<i64> = Figure::ALL.iter().map(|figure| figure.of(&figures)).collect();
    assert_eq!(numbers, [9, 2, 7, 3, 1, 5, 2, 3, 4, 3, 7]);
}

proptest! {
    /// Whatever was counted: nobody stands before whoever kept more, and no number is lost.
    #[test]
    fn any_figures_are_ranked(all in prop::collection::vec((0_i64..50, 0_i64..50, 0_i64..50), 0..40)) {
        let lines: Vec<BulletinLine> = all.iter().enumerate().map(|(n, (due, kept, excluded))| {
            let kept = (*kept).min(*due);
            line(&format!("单位{n:02}"), *due, kept, (*excluded).min(due - kept))
        }).collect();
        let ranked = ranked(lines.clone());
        prop_assert_eq!(ranked.len(), lines.len());
        for pair in ranked.windows(2) {
            let rate = |line: &BulletinLine| line.figures.rates_after_exclusions().on_time;
            prop_assert!(rate(&pair[0]) >= rate(&pair[1]));
            let same = rate(&pair[0]) == rate(&pair[1]);
            prop_assert_eq!(pair[0].rank == pair[1].rank, same, "{:?}", pair);
        }
        for line in &ranked {
            prop_assert_eq!(line.rank.is_some(), line.figures.due > line.figures.due_excluded);
        }
    }

    /// Any text is judged, and none with a telephone passes.
    #[test]
    fn any_text_is_judged(text in "\\PC{0,80}", at in 0_usize..80) {
        let words = BulletinText { title: "通报".into(), summary: text.clone(), ..BulletinText::default() };
        let _ = words.check();
        let mut chars: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
        let at = at.min(chars.len());
        chars.splice(at..at, "，13812345678，".chars());
        let told = BulletinText { summary: chars.into_iter().collect(), ..words };
        prop_assert!(told.check().is_err());
    }
}

#[test]
fn what_is_not_listed_is_counted() {
    let overdue = |number: &str| Unanswered {
        number: number.into(),
        category: "路灯".into(),
        unit: "城管科".into(),
        due: date(2026, 11, 27),
    };
    let mut week = bulletin(BulletinSpan::Week, vec![line("城管科", 10, 7, 1)]);
    assert_eq!(week.letter("街道").annexes.len(), 1, "nothing is overdue");
    week.unanswered = vec![overdue("370283202611230000015"), overdue("370283202611230000023")];
    week.unlisted = 1;
    let annex = |of: &Bulletin| of.letter("街道").annexes[1].body.clone();
    let more = |text: &str| Block::paragraph(text);
    let all = annex(&week);
    assert_eq!((all.len(), &all[1]), (2, &more("另有1件，按规定不列明细。")));
    let some = week.clone().listing(|one| one.number.ends_with("15"));
    assert_eq!((some.unanswered.len(), some.unlisted, some.overdue()), (1, 2, 3));
    assert_eq!(annex(&some)[1], more("另有2件，按规定不列明细。"));
    assert_eq!(annex(&week.listing(|_| false)), [more("共3件，按规定不列明细。")]);
}
