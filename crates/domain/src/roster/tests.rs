use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;

use super::*;
use crate::calendar::Calendar;
use crate::id::{Id, MatterId};
use crate::matter::Urgency;
use crate::unit::{Unit, UnitKind, Units};

fn id<K>(name: &str) -> Id<K> {
    Id::of_code("test", name)
}

/// A local time in China, `2026-10-01T23:10`.
fn at(local: &str) -> Timestamp {
    let local: DateTime = local.parse().unwrap();
    local.to_zoned(Calendar::china().zone().clone()).unwrap().timestamp()
}

fn shift(name: &str, unit: &str, begins: &str, ends: &str, on_duty: &[&str]) -> Shift {
    Shift {
        id: id(name),
        unit: id(unit),
        begins: at(begins),
        ends: at(ends),
        on_duty: on_duty.iter().map(|name| id(name)).collect(),
        leader: None,
        phone: None,
    }
}

/// county – street – (office – team, other).
fn units() -> Units {
    let all = [
        ("county", None),
        ("street", Some("county")),
        ("office", Some("street")),
        ("team", Some("office")),
        ("other", Some("street")),
    ];
    let unit = |name: &str, parent: Option<&str>| Unit {
        id: id(name),
        code: name.to_owned(),
        name: name.to_owned(),
        kind: UnitKind::Department,
        parent: parent.map(id),
        division: None,
        phone: None,
        active: true,
    };
    Units::new(all.map(|(name, parent)| unit(name, parent)).to_vec()).unwrap()
}

#[test]
fn what_a_shift_needs() {
    let night = shift("a", "office", "2026-10-01T17:30", "2026-10-02T08:30", &["张三"]);
    assert_eq!(night.check(), Ok(()));
    let many: Vec<AccountId> = (0..21).map(|n| id(&n.to_string())).collect();
    let phone = |phone: &str| Shift { phone: Some(phone.to_owned()), ..night.clone() };
    let cases = [
        (Shift { ends: night.begins, ..night.clone() }, ShiftRefusal::Ends),
        (Shift { ends: at("2026-10-04T17:31"), ..night.clone() }, ShiftRefusal::Ends),
        (Shift { on_duty: vec![], ..night.clone() }, ShiftRefusal::People),
        (Shift { on_duty: many, ..night.clone() }, ShiftRefusal::People),
        (Shift { on_duty: vec![id("张三"), id("张三")], ..night.clone() }, ShiftRefusal::Twice),
        (phone("值班室"), ShiftRefusal::Phone),
        (phone("12"), ShiftRefusal::Phone),
        (phone("13800000000"), ShiftRefusal::PersonalPhone),
        (phone("+86 138 0000 0000"), ShiftRefusal::PersonalPhone),
    ];
    for (shift, refusal) in cases {
        assert_eq!(shift.check(), Err(refusal), "{shift:?}");
    }
    for lawful in ["0532-5550123", "5550123转801", "12345", "(0532) 5550123"] {
        assert_eq!(phone(lawful).check(), Ok(()), "{lawful}");
    }
    assert!(night.holds(night.begins) && !night.holds(night.ends));
}

#[test]
fn what_settings_need() {
    assert_eq!(Settings::default().check(), Ok(()));
    let hours = Hours { begins: Time::constant(17, 0, 0, 0), ends: Time::constant(9, 0, 0, 0) };
    assert_eq!(Settings { hours, ..Settings::default() }.check(), Err(SettingsFault::Hours));
    let phone = Some("13800000000".to_owned());
    let personal = SettingsFault::Phone(ShiftRefusal::PersonalPhone);
    assert_eq!(Settings { phone, ..Settings::default() }.check(), Err(personal));
    let kept: Settings = serde_json::from_str("{}").unwrap();
    assert_eq!(kept, Settings::default());
}

fn plan(from: Date, through: Date) -> Plan {
    Plan {
        unit: id("office"),
        from,
        through,
        days: Days::All,
        parts: Parts::Both,
        people: ["甲", "乙", "丙"].map(id).to_vec(),
        at_once: 1,
        leaders: ["领导一", "领导二"].map(id).to_vec(),
        phone: None,
    }
}

fn filled(plan: &Plan, taken: &[Timestamp]) -> Vec<Shift> {
    let mut n = 0;
    fill(plan, Hours::default(), &Calendar::china(), taken, || {
        n += 1;
        id(&n.to_string())
    })
}

/// `09-30T08:30 甲 领导一`: begin, people, leader.
fn told(shifts: &[Shift]) -> Vec<String> {
    let zone = Calendar::china().zone().clone();
    let name = |account: &AccountId| {
        let all = ["甲", "乙", "丙", "领导一", "领导二"];
        all.into_iter().find(|name| id::<crate::id::Account>(name) == *account).unwrap()
    };
    let line = |shift: &Shift| {
        let begins = zone.to_datetime(shift.begins).strftime("%m-%dT%H:%M");
        let hours = shift.ends.duration_since(shift.begins).as_hours();
        let people: Vec<&str> = shift.on_duty.iter().map(name).collect();
        let leader = shift.leader.as_ref().map(name).unwrap_or_default();
        format!("{begins} {hours}h {} {leader}", people.join(""))
    };
    shifts.iter().map(line).collect()
}

#[test]
fn people_take_turns_over_working_days_and_holidays() {
    // 30 September 2026 is a Wednesday, and National Day follows.
    let (from, through) = (date(2026, 9, 30), date(2026, 10, 2));
    assert_eq!(
        told(&filled(&plan(from, through), &[])),
        [
            "09-30T08:30 9h 甲 领导一",
            "09-30T17:30 15h 乙 领导一",
            "10-01T08:30 24h 丙 领导二",
            "10-02T08:30 24h 甲 领导一",
        ]
    );
    let two = Plan { at_once: 2, parts: Parts::Night, leaders: vec![], ..plan(from, through) };
    assert_eq!(
        told(&filled(&two, &[])),
        ["09-30T17:30 15h 甲乙 ", "10-01T17:30 15h 丙甲 ", "10-02T17:30 15h 乙丙 "]
    );
    let closed = Plan { parts: Parts::OffHours, leaders: vec![], ..plan(from, through) };
    assert_eq!(
        told(&filled(&closed, &[])),
        ["09-30T17:30 15h 甲 ", "10-01T08:30 24h 乙 ", "10-02T08:30 24h 丙 "],
        "all the hours at which the office is closed"
    );
    let rest = Plan { days: Days::Rest, ..plan(from, through) };
    assert_eq!(told(&filled(&rest, &[])).len(), 2);
    let working = Plan { days: Days::Working, parts: Parts::Day, ..plan(from, through) };
    assert_eq!(told(&filled(&working, &[])), ["09-30T08:30 9h 甲 领导一"]);
}

#[test]
fn what_stands_is_kept_and_costs_nobody_a_turn() {
    let plan = plan(date(2026, 10, 1), date(2026, 10, 3));
    let shifts = filled(&plan, &[at("2026-10-02T08:30")]);
    assert_eq!(told(&shifts), ["10-01T08:30 24h 甲 领导一", "10-03T08:30 24h 乙 领导二"]);
    let nobody = Plan { people: vec![], ..plan };
    assert_eq!(filled(&nobody, &[]), []);
}

#[test]
fn gaps_are_what_no_shift_holds() {
    let whole = (at("2026-10-01T00:00"), at("2026-10-03T00:00"));
    let day = |n: u8| (at(&format!("2026-10-0{n}T08:00")), at(&format!("2026-10-0{n}T18:00")));
    let found = gaps([day(2), day(1)], whole);
    let expected = [
        ("2026-10-01T00:00", "2026-10-01T08:00"),
        ("2026-10-01T18:00", "2026-10-02T08:00"),
        ("2026-10-02T18:00", "2026-10-03T00:00"),
    ];
    assert_eq!(found, expected.map(|(from, to)| (at(from), at(to))));
    assert_eq!(gaps([whole], whole), []);
    assert_eq!(gaps([], whole), [whole]);
    // Wednesday is worked, National Day is not.
    let office =
        office_spans(&Calendar::china(), Hours::default(), date(2026, 9, 30), date(2026, 10, 1));
    assert_eq!(office, [(at("2026-09-30T08:30"), at("2026-09-30T17:30"))]);
}

#[test]
fn nobody_is_in_two_places_at_once() {
    let one = shift("a", "office", "2026-10-01T08:30", "2026-10-02T08:30", &["甲", "乙"]);
    let after = shift("b", "office", "2026-10-02T08:30", "2026-10-03T08:30", &["甲"]);
    let beside = shift("c", "other", "2026-10-02T08:00", "2026-10-02T18:00", &["乙", "甲"]);
    assert_eq!(doubles(&[one.clone(), after.clone()]), [], "one after the other");
    let found = doubles(&[after, beside, one]);
    let told: Vec<_> =
        found.iter().map(|double| (double.account, double.one, double.other)).collect();
    let expected = [("甲", "a", "c"), ("乙", "a", "c"), ("甲", "c", "b")];
    assert_eq!(told, expected.map(|(who, one, other)| (id(who), id(one), id(other))));
    assert_eq!(found[0].both, (at("2026-10-02T08:00"), at("2026-10-02T08:30")));
}

#[test]
fn what_cannot_wait() {
    let cases = [
        (Urgency::Normal, false, false),
        (Urgency::Normal, true, true),
        (Urgency::Urgent, false, true),
        (Urgency::Critical, true, true),
    ];
    for (urgency, around, pressing) in cases {
        assert_eq!(is_pressing(urgency, around), pressing, "{urgency:?} {around}");
    }
    let off = |local| {
        let one = Waiting { matter: id("m"), routed: None, received: at(local) };
        one.is_off_hours(&Calendar::china())
    };
    let cases = [
        ("2026-09-30T09:00", false),
        ("2026-09-30T11:59", false),
        ("2026-09-30T12:00", true),
        ("2026-09-30T14:00", false),
        ("2026-09-30T18:00", true),
        ("2026-10-01T09:00", true),
        // 班: a Saturday that is worked.
        ("2026-10-10T09:00", false),
        ("2026-10-11T09:00", true),
    ];
    for (local, expected) in cases {
        assert_eq!(off(local), expected, "{local}");
    }
}

/// Who sees a matter of the team, received on the evening of National Day, so many minutes later.
fn sees(shifts: &[Shift], who: &str, minutes: i64) -> Option<(UnitId, bool)> {
    let received = at("2026-10-01T22:00");
    let waiting = Waiting { matter: id("m"), routed: Some(id("team")), received };
    let now = received + SignedDuration::from_mins(minutes);
    let shown = shown_to(id(who), &units(), shifts, [waiting], ESCALATES, now);
    shown.first().map(|shown| (shown.unit, shown.escalated.is_some()))
}

#[test]
fn a_matter_climbs_to_who_is_on_duty() {
    let night = |name, unit, who: &str, leader: Option<&str>| Shift {
        leader: leader.map(id),
        ..shift(name, unit, "2026-10-01T08:30", "2026-10-02T08:30", &[who])
    };
    let street = night("s", "street", "街道值班", Some("街道带班"));
    let office = night("o", "office", "科室值班", None);
    let other = night("x", "other", "旁人", Some("旁人带班"));
    // The team has nobody: the office has; without the office, the street.
    let all = [street.clone(), office, other.clone()];
    assert_eq!(sees(&all, "科室值班", 1), Some((id("office"), false)));
    assert_eq!(
        sees(&all, "科室值班", 30),
        Some((id("office"), true)),
        "marked for those on duty too"
    );
    assert_eq!(sees(&all, "街道值班", 99), None, "the office is on duty");
    let few = [street, other];
    assert_eq!(sees(&few, "街道值班", 1), Some((id("street"), false)));
    // The leader after half an hour; where the shift has none, the nearest above.
    for shifts in [&all[..], &few] {
        assert_eq!(sees(shifts, "街道带班", 29), None);
        assert!(sees(shifts, "街道带班", 30).is_some_and(|(_, escalated)| escalated));
        assert_eq!(sees(shifts, "旁人", 99), None);
        assert_eq!(sees(shifts, "旁人带班", 99), None);
    }
    assert_eq!(sees(&[], "街道值班", 99), None, "nobody is on duty anywhere");
}

#[test]
fn a_hand_over_is_written_near_the_end_and_stands_once_it_is_confirmed() {
    let night = shift("a", "office", "2026-10-01T17:30", "2026-10-02T08:30", &["甲"]);
    let day = shift("b", "office", "2026-10-02T08:30", "2026-10-02T17:30", &["乙"]);
    let later = shift("c", "office", "2026-10-02T17:30", "2026-10-03T08:30", &["丙"]);
    let write = |before: Option<&HandOver>, who: &str, now: &str| {
        HandOver::write(&night, before, id(who), "无".to_owned(), vec![], at(now))
    };
    assert_eq!(write(None, "乙", "2026-10-02T08:00"), Err(HandOverRefusal::NotOnDuty));
    assert_eq!(write(None, "甲", "2026-10-02T06:29"), Err(HandOverRefusal::TooEarly));
    let long = "长".repeat(REMARKS + 1);
    let too_long = HandOver::write(&night, None, id("甲"), long, vec![], at("2026-10-02T08:00"));
    assert_eq!(too_long, Err(HandOverRefusal::Remarks));
    let written = write(None, "甲", "2026-10-02T06:30").unwrap();
    assert!(write(Some(&written), "甲", "2026-10-02T08:40").is_ok(), "until it is confirmed");
    let coming = next(&night, &[later.clone(), day.clone(), night.clone()]);
    assert_eq!(coming, [day]);
    let now = at("2026-10-02T08:35");
    assert_eq!(written.confirm(&coming, id("丙"), now), Err(HandOverRefusal::NotNext));
    let both = [shift("b", "office", "2026-10-02T08:30", "2026-10-02T17:30", &["甲", "乙"])];
    let alone = [shift("b", "office", "2026-10-02T08:30", "2026-10-02T17:30", &["甲"])];
    assert_eq!(written.confirm(&both, id("甲"), now), Err(HandOverRefusal::NotNext), "he wrote it");
    assert!(written.confirm(&alone, id("甲"), now).is_ok(), "nobody else is there");
    let confirmed = written.confirm(&coming, id("乙"), now).unwrap();
    let stands = HandOver { confirmed: Some(confirmed), ..written };
    assert_eq!(write(Some(&stands), "甲", "2026-10-02T08:40"), Err(HandOverRefusal::Confirmed));
    let again = at("2026-10-02T09:00");
    assert_eq!(stands.confirm(&coming, id("乙"), again), Ok(confirmed));
    assert_eq!(stands.confirm(&coming, id("丙"), again), Err(HandOverRefusal::Confirmed));
    assert_eq!(next(&later, std::slice::from_ref(&later)), [], "nobody comes");
}

fn some_shift() -> impl Strategy<Value = Shift> {
    let who = prop::collection::btree_set(0..4u8, 1..3);
    (0..5usize, 0..60i64, 1..30i64, who, prop::option::of(0..4u8)).prop_map(
        |(unit, begins, hours, who, leader)| {
            let begins = at("2026-10-01T00:00") + SignedDuration::from_hours(begins);
            Shift {
                id: id(&format!("{unit} {begins} {hours} {who:?}")),
                unit: id(["county", "street", "office", "team", "other"][unit]),
                begins,
                ends: begins + SignedDuration::from_hours(hours),
                on_duty: who.iter().map(|n| id(&n.to_string())).collect(),
                leader: leader.map(|n| id(&n.to_string())),
                phone: None,
            }
        },
    )
}

proptest! {
    /// Where somebody of the line is on duty somebody sees it, it is of the nearest such unit, and the leader sees nothing
    /// that has not waited.
    #[test]
    fn the_nearest_on_duty_sees_it(
        all in prop::collection::vec(some_shift(), 0..8),
        routed in 0..5usize,
        minutes in 0..90i64,
        hour in 0..60i64,
    ) {
        let units = units();
        let received = at("2026-10-01T00:00") + SignedDuration::from_hours(hour);
        let now = received + SignedDuration::from_mins(minutes);
        let holding: Vec<Shift> = all.into_iter().filter(|shift| shift.holds(now)).collect();
        let routed: UnitId = id(["county", "street", "office", "team", "other"][routed]);
        let waiting = Waiting { matter: id("m"), routed: Some(routed), received };
        let has = |unit: UnitId| holding.iter().any(|shift| shift.unit == unit);
        let line: Vec<UnitId> =
            std::iter::once(routed).chain(units.ancestors(routed).map(|unit| unit.id)).collect();
        let nearest = line.iter().copied().find(|unit| has(*unit));
        let mut seen_by = BTreeSet::new();
        for n in 0..4u8 {
            let who = id(&n.to_string());
            let shown = shown_to(who, &units, &holding, [waiting], ESCALATES, now);
            prop_assert!(shown.len() <= 1);
            if let Some(shown) = shown.first() {
                prop_assert_eq!(Some(shown.unit), nearest);
                prop_assert_eq!(shown.escalated.is_some(), minutes >= 30);
                let on_duty = holding.iter().any(|shift| shift.unit == shown.unit && shift.on_duty.contains(&who));
                prop_assert!(on_duty || minutes >= 30);
                seen_by.insert(n);
            }
        }
        prop_assert_eq!(seen_by.is_empty(), nearest.is_none());
    }

    /// A plan for both shifts of every day leaves no gap, and nobody of several people is doubled.
    #[test]
    fn a_filled_roster_is_whole(from in 0..300i64, days in 0..40i64, people in 2..6u8) {
        let from = date(2026, 1, 1).checked_add(jiff::Span::new().days(from)).unwrap();
        let through = from.checked_add(jiff::Span::new().days(days)).unwrap();
        let people = (0..people).map(|n| id(&n.to_string())).collect();
        let plan = Plan { people, ..plan(from, through) };
        let shifts = filled(&plan, &[]);
        let whole = (shifts[0].begins, shifts.last().unwrap().ends);
        prop_assert_eq!(gaps(shifts.iter().map(|shift| (shift.begins, shift.ends)), whole), vec![]);
        prop_assert_eq!(doubles(&shifts), vec![]);
        prop_assert!(shifts.iter().all(|shift| shift.check().is_ok()));
        let taken: Vec<Timestamp> = shifts.iter().map(|shift| shift.begins).collect();
        prop_assert_eq!(filled(&plan, &taken), vec![], "filled twice, nothing is made");
    }

    /// Gaps and what is covered make the whole, and share nothing.
    #[test]
    fn gaps_and_shifts_make_the_whole(all in prop::collection::vec(some_shift(), 0..8)) {
        let whole = (at("2026-10-01T00:00"), at("2026-10-04T00:00"));
        let found = gaps(all.iter().map(|shift| (shift.begins, shift.ends)), whole);
        for hour in 0..72 {
            let now = whole.0 + SignedDuration::from_hours(hour);
            let gap = found.iter().any(|(from, to)| *from <= now && now < *to);
            prop_assert_eq!(gap, !all.iter().any(|shift| shift.holds(now)));
        }
    }
}

#[test]
fn a_matter_without_a_unit_is_seen_by_nobody_on_duty() {
    let matter: MatterId = id("m");
    let all = [shift("s", "street", "2026-10-01T08:30", "2026-10-02T08:30", &["甲"])];
    let waiting = Waiting { matter, routed: None, received: at("2026-10-01T22:00") };
    let now = at("2026-10-01T23:00");
    assert_eq!(shown_to(id("甲"), &units(), &all, [waiting], ESCALATES, now), []);
}
