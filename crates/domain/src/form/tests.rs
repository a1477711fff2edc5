//! Forms: periods, days they are due, heads, placeholders, and what cannot be kept.

use std::collections::BTreeMap;

use jiff::civil::date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;

use super::*;
use crate::calendar::Calendar;
use crate::id::Id;
use crate::light::Light;
use crate::tally::Figures;

fn column(heading: &str, holds: FormField) -> FormColumn {
    FormColumn {
        heading: heading.to_owned(),
        width: 12,
        holds,
        text: String::new(),
        date: FormDate::Day,
        codes: BTreeMap::new(),
    }
}

fn form() -> Form {
    Form {
        name: "台账".to_owned(),
        superior: String::new(),
        title: "{单位}{期间}台账".to_owned(),
        rows: FormRows::Matters,
        heads: Vec::new(),
        columns: vec![
            column("序号", FormField::Running),
            column("编号", FormField::Number),
            column("类型", FormField::Kind),
        ],
        filter: FormFilter::default(),
        counted: FormCounted::Received,
        period: FormPeriod::Week,
        schedule: Some(FormSchedule { days_after: 1 }),
        foot: FormFoot::default(),
    }
}

fn group(text: &str, columns: u8) -> FormGroup {
    FormGroup { text: text.to_owned(), columns }
}

fn days(first: Date, last: Date) -> FormDays {
    FormDays { first, last }
}

#[test]
fn a_period_holds_its_day_and_the_next_begins_behind_it() {
    // 25 November 2026 is a Wednesday.
    let day = date(2026, 11, 25);
    for (period, first, last, words) in [
        (FormPeriod::Day, day, day, "2026年11月25日"),
        (FormPeriod::Week, date(2026, 11, 23), date(2026, 11, 29), "2026年11月23日至29日"),
        (FormPeriod::Month, date(2026, 11, 1), date(2026, 11, 30), "2026年11月"),
        (FormPeriod::Quarter, date(2026, 10, 1), date(2026, 12, 31), "2026年第四季度"),
        (FormPeriod::Year, date(2026, 1, 1), date(2026, 12, 31), "2026年"),
    ] {
        let found = period.holding(day);
        assert_eq!(found, days(first, last), "{period:?}");
        assert_eq!(found.in_words(period), words);
        assert_eq!(period.after(found).first, last.saturating_add(1.days()), "{period:?}");
    }
    let chosen = |first, last| days(first, last).in_words(FormPeriod::Chosen);
    assert_eq!(chosen(date(2026, 9, 26), date(2026, 10, 25)), "2026年9月26日至10月25日");
    assert_eq!(chosen(date(2026, 12, 26), date(2027, 1, 5)), "2026年12月26日至2027年1月5日");
}

#[test]
fn what_days_somebody_may_ask_for() {
    let (first, last) = (date(2026, 11, 23), date(2026, 11, 29));
    for (period, day, until, found) in [
        (FormPeriod::Week, date(2026, 11, 25), None, Ok(days(first, last))),
        (FormPeriod::Week, first, Some(last), Ok(days(first, last))),
        (FormPeriod::Week, first, Some(date(2026, 11, 30)), Err(FormRefusal::Period)),
        (FormPeriod::Chosen, first, Some(last), Ok(days(first, last))),
        (FormPeriod::Chosen, first, None, Err(FormRefusal::Period)),
        (FormPeriod::Chosen, last, Some(first), Err(FormRefusal::Period)),
        (FormPeriod::Chosen, date(2026, 1, 1), Some(date(2027, 1, 2)), Err(FormRefusal::Period)),
    ] {
        assert_eq!(period.asked(day, until), found, "{period:?} {day} {until:?}");
    }
}

#[test]
fn a_period_is_due_on_a_working_day() {
    let china = Calendar::china();
    let due = |last: Date, n: u8| {
        let due = FormSchedule { days_after: n }.due(days(last, last), &china);
        (due.opens, china.day_ending(due.due), china.date(due.warn))
    };
    for (last, n, opens, day) in [
        // Sunday's sheet on Monday; the last day of the month on the third.
        (date(2026, 11, 29), 1, date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 11, 30), 3, date(2026, 12, 1), date(2026, 12, 3)),
        // On the day itself, which is a Saturday.
        (date(2026, 11, 28), 0, date(2026, 11, 28), date(2026, 11, 30)),
        (date(2026, 11, 27), 0, date(2026, 11, 27), date(2026, 11, 27)),
        // The first of October and the days behind it are a holiday.
        (date(2026, 9, 30), 1, date(2026, 10, 1), date(2026, 10, 8)),
    ] {
        assert_eq!(due(last, n), (opens, day, day), "{last} + {n}");
    }
}

#[test]
fn what_is_owed_is_what_came_since_the_schedule_was_set() {
    let china = Calendar::china();
    let form = form();
    let owed = |since, after, today| -> Vec<Date> {
        let all = form.owed(since, after, today, &china, 10);
        all.into_iter().map(|(days, _)| days.first).collect()
    };
    let (monday, next) = (date(2026, 11, 23), date(2026, 11, 30));
    assert_eq!(owed(monday, None, date(2026, 11, 29)), []);
    assert_eq!(owed(monday, None, next), [monday]);
    assert_eq!(owed(date(2026, 11, 25), None, next), [monday]);
    assert_eq!(owed(monday, Some(FormPeriod::Week.holding(monday)), date(2026, 12, 6)), []);
    assert_eq!(owed(monday, Some(FormPeriod::Week.holding(monday)), date(2026, 12, 7)), [next]);
    // The house stood still for three weeks.
    assert_eq!(owed(monday, None, date(2026, 12, 14)), [monday, next, date(2026, 12, 7)]);
    // Written down for another schedule, long ago.
    let old = Some(FormPeriod::Month.holding(date(2025, 1, 1)));
    assert_eq!(owed(monday, old, next), [monday]);
    assert_eq!(form.owed(date(2020, 1, 1), None, next, &china, 10).len(), 10, "at most");
    let chosen = Form { period: FormPeriod::Chosen, ..form.clone() };
    assert_eq!(chosen.owed(monday, None, date(2027, 1, 1), &china, 10), []);
    let unscheduled = Form { schedule: None, ..form };
    assert_eq!(unscheduled.owed(monday, None, date(2027, 1, 1), &china, 10), []);
}

#[test]
fn the_light_of_a_period() {
    let hour = |n: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(n);
    let sent = |n| Some(Filed { by: Id::of_code("account", "a"), at: hour(n) });
    let due = Some((hour(24), hour(8)));
    for (due, sent, now, light) in [
        (None, None, 0, None),
        (None, sent(1), 2, None),
        (due, None, 7, Some(Light::Grey)),
        (due, None, 8, Some(Light::Yellow)),
        (due, None, 24, Some(Light::Red)),
        (due, sent(23), 30, Some(Light::Green)),
        (due, sent(24), 30, Some(Light::Late)),
    ] {
        let day = date(2026, 11, 25);
        let filing = Filing { days: days(day, day), due, filled: None, sent };
        assert_eq!(filing.light(hour(now)), light, "{due:?} {sent:?} {now}");
    }
}

#[test]
fn heads_stand_over_their_columns_and_headings_reach_up() {
    let said = Said {
        period: FormPeriod::Week,
        days: FormPeriod::Week.holding(date(2026, 11, 25)),
        unit: "青河街道",
    };
    let with = |title: &str, heads: Vec<Vec<FormGroup>>| {
        let form = Form { title: title.to_owned(), heads, ..form() };
        let cells = form.head(&said);
        let cell = |c: &HeadCell| (c.row, c.column, c.rows, c.columns, c.text.clone());
        (form.head_rows(), cells.iter().map(cell).collect::<Vec<_>>())
    };
    let owned =
        |row, column, rows, columns, text: &str| (row, column, rows, columns, text.to_owned());
    assert_eq!(
        with("", vec![]),
        (1, vec![owned(0, 0, 1, 1, "序号"), owned(0, 1, 1, 1, "编号"), owned(0, 2, 1, 1, "类型")])
    );
    assert_eq!(
        with("{单位}{期间}台账", vec![vec![group("", 1), group("{年}年事项", 2)]]),
        (
            3,
            vec![
                owned(0, 0, 1, 3, "青河街道2026年11月23日至29日台账"),
                owned(1, 0, 2, 1, "序号"),
                owned(1, 1, 1, 2, "2026年事项"),
                owned(2, 1, 1, 1, "编号"),
                owned(2, 2, 1, 1, "类型"),
            ]
        )
    );
    // What stands in the upper row ends where a group stands below it.
    assert_eq!(
        with("", vec![vec![group("上", 3)], vec![group("", 2), group("下", 1)]]),
        (
            3,
            vec![
                owned(0, 0, 1, 3, "上"),
                owned(1, 0, 2, 1, "序号"),
                owned(1, 1, 2, 1, "编号"),
                owned(1, 2, 1, 1, "下"),
                owned(2, 2, 1, 1, "类型"),
            ]
        )
    );
}

#[test]
fn placeholders_are_filled_and_others_refused() {
    let said = Said {
        period: FormPeriod::Month,
        days: FormPeriod::Month.holding(date(2026, 11, 3)),
        unit: "青河街道",
    };
    for (text, worded) in [
        ("{单位}{年}年{月}月{日}日", "青河街道2026年11月30日"),
        ("（{期间}）", "（2026年11月）"),
        ("没有", "没有"),
        ("{年", "{年"),
        ("年}{", "年}{"),
    ] {
        assert_eq!(said.worded(text), worded);
        let form = Form { title: text.to_owned(), ..form() };
        assert_eq!(form.check(), Ok(()), "{text}");
    }
    for text in ["{}", "{year}", "{年}{姓名}"] {
        let form = Form { title: text.to_owned(), ..form() };
        assert_eq!(form.check(), Err(FormRefusal::Placeholder(FormAt::Title)), "{text}");
    }
}

#[test]
fn days_are_written_as_the_superior_wants_them() {
    let at = date(2026, 1, 5).at(9, 3, 59, 0);
    for (form, written) in [
        (FormDate::Day, "2026-01-05"),
        (FormDate::Minute, "2026-01-05 09:03"),
        (FormDate::Slash, "2026/01/05"),
        (FormDate::Dot, "2026.01.05"),
        (FormDate::Chinese, "2026年1月5日"),
        (FormDate::Digits, "20260105"),
    ] {
        assert_eq!(form.written(at), written);
    }
    assert_eq!(FormDate::Minute.of_day(date(2026, 1, 5)), "2026-01-05");
}

/// A change to the form that is right, and what is wrong with it then.
#[test]
fn what_cannot_be_kept() {
    type Change = fn(&mut Form);
    let wrong: [(Change, FormRefusal); 26] = [
        (|f| f.name = "  ".into(), FormRefusal::Wrong(FormAt::Name)),
        (|f| f.name = "长".repeat(61), FormRefusal::Wrong(FormAt::Name)),
        (|f| f.name = "两\n行".into(), FormRefusal::Wrong(FormAt::Name)),
        (|f| f.superior = "找张三13812345678".into(), FormRefusal::Personal(FormAt::Superior)),
        (|f| f.title = "长".repeat(121), FormRefusal::Wrong(FormAt::Title)),
        (|f| f.columns.clear(), FormRefusal::Wrong(FormAt::Columns)),
        (
            |f| f.columns = vec![column("列", FormField::Number); 61],
            FormRefusal::Wrong(FormAt::Columns),
        ),
        (|f| f.heads = vec![vec![group("", 3)]; 4], FormRefusal::Wrong(FormAt::Heads)),
        (|f| f.heads = vec![vec![group("少", 2)]], FormRefusal::HeadWidth(FormAt::Head(0))),
        (|f| f.heads = vec![vec![group("多", 4)]], FormRefusal::HeadWidth(FormAt::Head(0))),
        (|f| f.heads = vec![vec![]], FormRefusal::HeadWidth(FormAt::Head(0))),
        (
            |f| f.heads = vec![vec![group("", 3)], vec![group("空", 0), group("满", 3)]],
            FormRefusal::HeadWidth(FormAt::Head(1)),
        ),
        (|f| f.heads = vec![vec![group("{姓名}", 3)]], FormRefusal::Placeholder(FormAt::Head(0))),
        (|f| f.columns[1].heading.clear(), FormRefusal::Wrong(FormAt::Heading(1))),
        (|f| f.columns[0].width = 1, FormRefusal::Wrong(FormAt::Width(0))),
        (|f| f.columns[0].width = 81, FormRefusal::Wrong(FormAt::Width(0))),
        (|f| f.columns[2].holds = FormField::CountDue, FormRefusal::OtherRows(FormAt::Holds(2))),
        (|f| f.rows = FormRows::Units, FormRefusal::OtherRows(FormAt::Holds(1))),
        (|f| f.columns[0].text = "联系13812345678".into(), FormRefusal::Personal(FormAt::Text(0))),
        (
            |f| drop(f.columns[1].codes.insert("a".into(), "b".into())),
            FormRefusal::Codes(FormAt::Codes(1)),
        ),
        (
            |f| drop(f.columns[2].codes.insert(String::new(), "b".into())),
            FormRefusal::Wrong(FormAt::Codes(2)),
        ),
        (
            |f| f.columns[2].codes = (0..501).map(|n| (n.to_string(), "1".into())).collect(),
            FormRefusal::Wrong(FormAt::Codes(2)),
        ),
        (|f| f.filter.kinds = vec![Kind::Dispute; 21], FormRefusal::Wrong(FormAt::Filter("kinds"))),
        (
            |f| {
                f.counted = FormCounted::Ended;
                f.filter.state = FormState::Open;
            },
            FormRefusal::OtherRows(FormAt::Filter("state")),
        ),
        (|f| f.period = FormPeriod::Chosen, FormRefusal::NoSchedule),
        (
            |f| f.schedule = Some(FormSchedule { days_after: 61 }),
            FormRefusal::Wrong(FormAt::Schedule),
        ),
    ];
    assert_eq!(form().check(), Ok(()));
    for (nth, (change, refusal)) in wrong.into_iter().enumerate() {
        let mut form = form();
        change(&mut form);
        assert_eq!(form.check(), Err(refusal), "{nth}");
    }
    let units = |change: Change| {
        let columns = vec![column("单位", FormField::Unit), column("到期", FormField::CountDue)];
        let mut form = Form { rows: FormRows::Units, columns, ..form() };
        change(&mut form);
        form.check()
    };
    assert_eq!(units(|_| {}), Ok(()));
    let open = FormRefusal::OtherRows(FormAt::Filter("state"));
    assert_eq!(units(|f| f.filter.state = FormState::Open), Err(open));
    let ended = FormRefusal::OtherRows(FormAt::Counted);
    assert_eq!(units(|f| f.counted = FormCounted::Ended), Err(ended));
}

#[test]
fn what_is_shipped_can_be_kept() {
    #[derive(serde::Deserialize)]
    struct File {
        forms: Vec<Shipped>,
    }
    let file: File = toml::from_str(include_str!("../../data/forms.toml")).unwrap();
    assert_eq!(file.forms, shipped());
    let codes: Vec<&str> = shipped().iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["hotline", "dispute", "units", "open"]);
    for one in shipped() {
        assert_eq!(one.form.check(), Ok(()), "{}", one.code);
        assert_eq!(one.form.clone().trimmed(), one.form, "{}", one.code);
    }
}

#[test]
fn every_figure_has_a_number_and_stands_in_rows_of_units() {
    let figures = Figures { due: 4, due_kept: 3, signed_in: 2, ..Figures::default() };
    assert_eq!(FormField::CountMissed.count(&figures), Some(1));
    assert_eq!(FormField::RateOnTime.rate(&figures), Some(75.0));
    assert_eq!(FormField::RateSolved.rate(&figures), None, "nothing to divide by");
    for field in [FormField::CountAssigned, FormField::CountExcluded, FormField::CountRatedLow] {
        assert_eq!(field.rows(), Some(FormRows::Units));
        assert!(field.count(&figures).is_some(), "{field:?}");
    }
    assert_eq!(FormField::Number.count(&figures), None);
    assert_eq!(FormField::Number.rows(), Some(FormRows::Matters));
    assert_eq!(FormField::Running.rows(), None);
}

#[test]
fn only_what_somebody_waits_for_is_asked_for_unless_kinds_are_named() {
    let all = FormFilter::default();
    assert!(all.wants(Kind::Request) && !all.wants(Kind::ServiceRecord));
    let records = FormFilter { kinds: vec![Kind::ServiceRecord], ..all };
    assert!(!records.wants(Kind::Request) && records.wants(Kind::ServiceRecord));
}

fn any_day() -> impl Strategy<Value = Date> {
    (0_i32..80_000).prop_map(|n| date(1990, 1, 1).saturating_add(n.days()))
}

fn any_period() -> impl Strategy<Value = FormPeriod> {
    use FormPeriod::{Chosen, Day, Month, Quarter, Week, Year};
    proptest::sample::select(vec![Day, Week, Month, Quarter, Year, Chosen])
}

fn any_groups() -> impl Strategy<Value = Vec<Vec<FormGroup>>> {
    let group =
        ("[{}年a\u{7}]{0,4}", any::<u8>()).prop_map(|(text, columns)| FormGroup { text, columns });
    proptest::collection::vec(proptest::collection::vec(group, 0..5), 0..5)
}

proptest! {
    #[test]
    fn periods_follow_each_other_without_gap(day in any_day(), period in any_period()) {
        let held = period.holding(day);
        prop_assert!(held.first <= day && day <= held.last);
        prop_assert_eq!(period.holding(held.last), held);
        prop_assert_eq!(period.after(held).first, held.last.saturating_add(1.days()));
    }

    #[test]
    fn nothing_is_due_before_it_is_owed_nor_on_a_rest_day(day in any_day(), period in any_period(), n in any::<u8>()) {
        let china = Calendar::china();
        let days = period.holding(day);
        let due = FormSchedule { days_after: n }.due(days, &china);
        prop_assert!(due.warn < due.due);
        prop_assert!(china.start_of(due.opens) <= due.warn);
        prop_assert!(china.is_working(china.day_ending(due.due)));
        prop_assert!(due.opens >= days.last);
    }

    #[test]
    fn no_placeholder_is_left_in_a_lawful_title(text in "\\PC{0,40}|[{}年月日期间单位]{0,12}", day in any_day(), period in any_period()) {
        let said = Said { period, days: period.holding(day), unit: "街道" };
        let worded = said.worded(&text);
        let lawful = Form { title: text, ..form() }.check().is_ok();
        let left = PLACEHOLDERS.iter().any(|name| worded.contains(&["{", name, "}"].concat()));
        prop_assert!(!lawful || !left);
    }

    #[test]
    fn heads_of_a_lawful_form_cover_each_place_once(heads in any_groups(), title in "[a年]{0,3}") {
        let form = Form { heads, title, ..form() };
        let said = Said { period: form.period, days: form.period.holding(date(2026, 11, 25)), unit: "街道" };
        // Whatever it is, it is looked at without a fault.
        let cells = form.head(&said);
        if form.check().is_ok() {
            let mut covered = vec![vec![0; form.columns.len()]; form.head_rows()];
            for cell in &cells {
                for row in &mut covered[cell.row..cell.row + cell.rows] {
                    row[cell.column..cell.column + cell.columns].iter_mut().for_each(|n| *n += 1);
                }
            }
            // Nothing stands twice; only an empty group that has another row below it leaves a place free.
            prop_assert!(covered.iter().flatten().all(|n| *n <= 1));
            prop_assert!(covered.last().unwrap().iter().all(|n| *n == 1));
            if form.heads.len() <= 1 {
                prop_assert!(covered.iter().flatten().all(|n| *n == 1));
            }
        }
    }
}
