//! What the law asks of an assessment and of a breach.

use super::*;

fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn assessment() -> Assessment {
    Assessment {
        processing: "导出工单给第三方统计".into(),
        risk: "可能识别到人".into(),
        measures: "去除姓名电话，小于 5 的不显示".into(),
        conclusion: Conclusion::WithMeasures,
        day: jiff::civil::date(2026, 3, 2),
    }
}

fn breach() -> Breach {
    Breach {
        what: "一台办公电脑失窃".into(),
        happened: instant("2026-03-01T10:00:00Z"),
        found: instant("2026-03-02T01:00:00Z"),
        cause: "门未锁".into(),
        data: "姓名、电话".into(),
        persons: 12,
        harm: "可能接到诈骗电话".into(),
        measures: "已注销账号、更换密钥".into(),
        advice: "警惕陌生来电".into(),
        contact: "街道办 0532-00000000".into(),
        not_told: String::new(),
    }
}

fn check(body: &Body) -> Result<(), InvalidEntry> {
    body.check(jiff::civil::date(2026, 3, 2), instant("2026-03-02T02:00:00Z"))
}

#[test]
fn an_assessment_says_what_risk_and_measures() {
    use InvalidEntry::{Invalid, Missing};
    let with = |change: fn(&mut Assessment)| {
        let mut one = assessment();
        change(&mut one);
        check(&Body::Assessment(one))
    };
    assert_eq!(with(|_| {}), Ok(()));
    assert_eq!(with(|one| one.processing = " ".into()), Err(Missing("processing")));
    assert_eq!(with(|one| one.risk.clear()), Err(Missing("risk")));
    assert_eq!(with(|one| one.measures.clear()), Err(Missing("measures")));
    assert_eq!(with(|one| one.risk = "字".repeat(MOST + 1)), Err(Invalid("risk")));
    assert_eq!(with(|one| one.day = jiff::civil::date(2026, 3, 3)), Err(Invalid("day")));
}

#[test]
fn a_register_tells_of_nobody() {
    let (phone, starred) = ("13912345678", "139****5678");
    let with = |text: &str| {
        let mut one = assessment();
        one.risk = format!("群众{text}反映");
        let mut other = breach();
        (other.what, other.not_told) = (format!("{text}来电"), format!("已告知{text}"));
        (Body::Assessment(one), Body::Breach(other))
    };
    let ((one, other), kept) = (with(phone), with(starred));
    assert_eq!((one.starred(), other.starred()), kept);
    // Whom to ask is an office.
    assert_eq!(Body::Breach(breach()).starred(), Body::Breach(breach()));
    for field in ["advice", "contact"] {
        let mut one = breach();
        let text = if field == "advice" { &mut one.advice } else { &mut one.contact };
        *text = "11010519491231002X".into();
        assert_eq!(check(&Body::Breach(one)), Err(InvalidEntry::Personal(field)));
    }
}

#[test]
fn a_breach_says_all_that_is_told() {
    use InvalidEntry::{Invalid, Missing};
    let with = |change: fn(&mut Breach)| {
        let mut one = breach();
        change(&mut one);
        check(&Body::Breach(one))
    };
    assert_eq!(with(|_| {}), Ok(()));
    assert_eq!(with(|one| one.what.clear()), Err(Missing("what")));
    assert_eq!(with(|one| one.cause.clear()), Err(Missing("cause")));
    assert_eq!(with(|one| one.data.clear()), Err(Missing("data")));
    assert_eq!(with(|one| one.harm.clear()), Err(Missing("harm")));
    assert_eq!(with(|one| one.measures.clear()), Err(Missing("measures")));
    assert_eq!(with(|one| one.advice.clear()), Err(Missing("advice")));
    assert_eq!(with(|one| one.contact.clear()), Err(Missing("contact")));
    assert_eq!(with(|one| one.found = instant("2026-03-03T00:00:00Z")), Err(Invalid("found")));
    assert_eq!(
        with(|one| one.happened = instant("2026-03-02T01:30:00Z")),
        Err(Invalid("happened"))
    );
    assert_eq!(with(|one| one.not_told = "字".repeat(MOST + 1)), Err(Invalid("not_told")));
}
