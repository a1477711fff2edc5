use super::*;
use crate::category::{Categories, Category};
use crate::unit::{Unit, Units};
use jiff::civil::date;

mod generated;

fn category(code: &str) -> CategoryId {
    CategoryId::of_code("category", code)
}

fn division(code: &str) -> DivisionId {
    DivisionId::of_code("division", code)
}

fn unit(code: &str) -> UnitId {
    UnitId::of_code("unit", code)
}

fn row_id(code: &str) -> ResponsibilityId {
    ResponsibilityId::of_code("row", code)
}

/// 01 > 0102 > 010203 and 01 > 0103 > 010301.
fn categories() -> Categories {
    let category = |code: &str| Category {
        id: category(code),
        code: code.into(),
        name: code.into(),
        parent: (code.len() > 2).then(|| category(&code[..code.len() - 2])),
        level: u8::try_from(code.len() / 2).unwrap(),
        urgent_on_holidays: false,
        public_space: true,
        valid_from: date(2020, 1, 1),
        valid_to: None,
    };
    Categories::new(["01", "0102", "010203", "0103", "010301"].map(category).into()).unwrap()
}

fn units() -> Units {
    let unit = |code: &str, kind, place: Option<&str>| Unit {
        id: unit(code),
        code: code.into(),
        name: code.into(),
        kind,
        parent: None,
        division: place.map(division),
        phone: None,
        active: code != "dissolved",
    };
    Units::new(vec![
        unit("lamps", UnitKind::Department, None),
        unit("roads", UnitKind::Department, None),
        unit("dissolved", UnitKind::Department, None),
        unit("street office", UnitKind::Government, Some("street")),
        unit("estate one", UnitKind::PropertyCompany, Some("street")),
        unit("estate two", UnitKind::PropertyCompany, Some("street")),
    ])
    .unwrap()
}

const AROUND: [(&str, &str); 3] =
    [("village", "village"), ("street", "street"), ("county", "county")];

fn around() -> Vec<Around<'static>> {
    AROUND.iter().map(|(code, level)| Around { division: division(code), level }).collect()
}

fn at(code: &str) -> Scope {
    Scope::Division { division: division(code) }
}

fn each(level: &str) -> Scope {
    Scope::Level { level: level.into() }
}

fn named(code: &str) -> UnitRef {
    UnitRef::Unit { unit: unit(code) }
}

fn of_street(kind: UnitKind) -> UnitRef {
    UnitRef::OfPlace { kind, level: "street".into() }
}

fn row(code: &str, cat: &str, scope: Scope, lead: UnitRef) -> ResponsibilityRow {
    ResponsibilityRow {
        id: row_id(code),
        category: category(cat),
        scope,
        lead,
        supports: vec![],
        limits: BTreeMap::new(),
        legal_basis: None,
        valid_from: date(2026, 1, 1),
        valid_to: None,
    }
}

fn route(rows: Vec<ResponsibilityRow>, cat: &str) -> Routing {
    let list = ResponsibilityList::new(7, rows);
    list.route(category(cat), &around(), date(2026, 6, 1), &categories(), &units())
}

fn winner(rows: Vec<ResponsibilityRow>) -> ResponsibilityId {
    match route(rows, "010203") {
        Routing::Routed(routed) => routed.row,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_narrowest_row_wins() {
    let lamps = || named("lamps");
    // each row beats all before it
    let ladder = [
        row("all", "01", Scope::Everywhere, lamps()),
        row("county level", "01", each("county"), lamps()),
        row("county", "01", at("county"), lamps()),
        row("street level", "01", each("street"), lamps()),
        row("street", "01", at("street"), lamps()),
        row("second, everywhere", "0102", Scope::Everywhere, lamps()),
        row("third, everywhere", "010203", Scope::Everywhere, lamps()),
        row("third, village", "010203", at("village"), lamps()),
    ];
    for upto in 1..=ladder.len() {
        let mut rows = ladder[..upto].to_vec();
        rows.reverse();
        assert_eq!(winner(rows), ladder[upto - 1].id);
    }
    let elsewhere = row("elsewhere", "010203", at("other street"), lamps());
    assert_eq!(winner(vec![elsewhere, ladder[0].clone()]), row_id("all"));
}

#[test]
fn days_decide() {
    let old = row("old", "01", Scope::Everywhere, named("lamps"));
    let new = ResponsibilityRow {
        valid_from: date(2026, 5, 1),
        ..row("new", "01", Scope::Everywhere, named("roads"))
    };
    let list = ResponsibilityList::new(1, vec![new.clone(), old.clone()]);
    let on = |day| list.route(category("01"), &[], day, &categories(), &units());
    let Routing::Routed(routed) = on(date(2026, 5, 1)) else { panic!() };
    assert_eq!(routed.lead, unit("roads"));
    assert!(routed.because.contains(&Reason::Latest { over: vec![row_id("old")] }));
    assert!(matches!(on(date(2026, 4, 30)), Routing::Routed(r) if r.lead == unit("lamps")));
    assert_eq!(on(date(2025, 12, 31)), Routing::Unrouted { reason: Unrouted::NoRow });
    let ended = ResponsibilityRow { valid_to: Some(date(2026, 5, 31)), ..new };
    assert_eq!(winner(vec![ended, old]), row_id("old"));
}

#[test]
fn a_routing_carries_what_the_row_says_and_why() {
    let limits = BTreeMap::from([("resolve".to_owned(), "5wd".parse().unwrap())]);
    let mut line = row("r", "0102", each("street"), of_street(UnitKind::Government));
    line.supports =
        vec![named("dissolved"), named("roads"), of_street(UnitKind::Government), named("roads")];
    line.limits = limits.clone();
    line.legal_basis = Some("条例第十一条".into());
    let street = division("street");
    let inactive = Unrouted::InactiveUnit { row: row_id("r"), unit: unit("dissolved") };
    let expected = Routing::Routed(Routed {
        row: row_id("r"),
        version: 7,
        lead: unit("street office"),
        supports: vec![unit("roads")],
        limits,
        legal_basis: Some("条例第十一条".into()),
        because: vec![
            Reason::Category { category: category("0102"), steps_up: 1 },
            Reason::Level { level: "street".into(), division: street },
            Reason::Valid { from: date(2026, 1, 1), to: None },
            Reason::LeadServes { division: street },
            Reason::SupportMissing { index: 0, reason: inactive },
        ],
    });
    let routing = route(vec![line], "010203");
    assert_eq!(routing, expected);
    let json = serde_json::to_string(&routing).unwrap();
    assert_eq!(serde_json::from_str::<Routing>(&json).unwrap(), expected);
}

#[test]
fn what_cannot_be_routed_says_why() {
    let (row_id, street) = (row_id("r"), division("street"));
    let property = UnitKind::PropertyCompany;
    let village = UnitRef::OfPlace { kind: property, level: "quarter".into() };
    for (lead, reason) in [
        (named("nobody"), Unrouted::UnknownUnit { row: row_id, unit: unit("nobody") }),
        (named("dissolved"), Unrouted::InactiveUnit { row: row_id, unit: unit("dissolved") }),
        (village, Unrouted::NoSuchLevel { row: row_id, level: "quarter".into() }),
        (
            of_street(UnitKind::Party),
            Unrouted::NoUnitServes { row: row_id, kind: UnitKind::Party, division: street },
        ),
        (
            of_street(property),
            Unrouted::SeveralUnitsServe { row: row_id, kind: property, division: street },
        ),
    ] {
        // the wider row below must not take over
        let rows = vec![
            row("r", "0102", Scope::Everywhere, lead),
            row("w", "01", Scope::Everywhere, named("lamps")),
        ];
        assert_eq!(route(rows, "0102"), Routing::Unrouted { reason });
    }
    assert_eq!(route(vec![], "01"), Routing::Unrouted { reason: Unrouted::NoRow });
    assert_eq!(route(vec![], "99"), Routing::Unrouted { reason: Unrouted::UnknownCategory });
    let twin = |code| row(code, "01", Scope::Everywhere, named("lamps"));
    let rows = vec![self::row_id("a"), self::row_id("b")];
    assert_eq!(route(vec![twin("a"), twin("b")], "0103"), Routing::Ambiguous { rows });
}

#[test]
fn findings_name_the_row() {
    let mut broken = row("0", "99", Scope::Everywhere, named("nobody"));
    broken.valid_to = Some(date(2025, 1, 1));
    broken.supports = vec![named("dissolved")];
    let lamps = |code, cat| row(code, cat, Scope::Everywhere, named("lamps"));
    let later = ResponsibilityRow { valid_from: date(2026, 3, 1), ..lamps("3", "0102") };
    let gone = row("4", "0102", at("street"), named("dissolved"));
    let list = ResponsibilityList::new(
        1,
        vec![broken, lamps("1", "0102"), lamps("2", "0102"), later, gone],
    );
    let overlap =
        |row, other, from, settled| Finding::Overlap { row, other, from, to: None, settled };
    assert_eq!(
        list.findings(&categories(), &units(), date(2026, 6, 1)),
        [
            Finding::UnknownCategory { row: 0, category: category("99") },
            Finding::EndsBeforeStart { row: 0 },
            Finding::UnknownUnit { row: 0, unit: unit("nobody") },
            Finding::InactiveUnit { row: 4, unit: unit("dissolved") },
            overlap(1, 2, date(2026, 1, 1), false),
            overlap(1, 3, date(2026, 3, 1), true),
            Finding::Gap { category: category("010301") },
        ]
    );
}

#[test]
fn a_dry_run_shows_who_gains() {
    let on = date(2025, 5, 5);
    let matter = |cat: &str, lead: &str| PastMatter {
        category: category(cat),
        around: around(),
        on,
        lead: unit(lead),
    };
    let since = |row| ResponsibilityRow { valid_from: date(2020, 1, 1), ..row };
    let current = ResponsibilityList::new(
        1,
        vec![since(row("c", "0102", Scope::Everywhere, named("lamps")))],
    );
    let draft = vec![
        row("d", "010203", at("county"), named("roads")),
        row("e", "0103", each("street"), named("nobody")),
    ];
    let draft = ResponsibilityList::new(2, draft);
    let past = [
        matter("010203", "lamps"),
        matter("010203", "roads"),
        matter("0102", "lamps"),
        matter("010301", "roads"),
    ];
    let run = dry_run(&draft, &current, past, &categories(), &units(), date(2026, 1, 1));
    assert_eq!(run.matters, 4);
    let change = |cat, to: Option<&str>, matters| Change {
        category: category(cat),
        from: Some(unit("lamps")),
        to: to.map(unit),
        matters,
    };
    assert_eq!(run.changed, [change("010203", Some("roads"), 2), change("0102", None, 1)]);
    let load = |code, led, before, after| Load { unit: unit(code), led, before, after };
    assert_eq!(run.load, [load("roads", 2, 1, 3), load("lamps", 2, 3, 1)]);
    let nobody = Unrouted::UnknownUnit { row: row_id("e"), unit: unit("nobody") };
    assert_eq!(run.gaps.len(), 2);
    assert!(run.gaps.contains(&Gap {
        category: category("0102"),
        reason: Unrouted::NoRow,
        matters: 1
    }));
    assert!(run.gaps.contains(&Gap { category: category("010301"), reason: nobody, matters: 1 }));
    assert_eq!(run.findings, [Finding::UnknownUnit { row: 1, unit: unit("nobody") }]);
}
