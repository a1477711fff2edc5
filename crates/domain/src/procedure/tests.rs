use proptest::prelude::*;

use super::*;
use crate::limit::Limit;
use crate::matter::{Severity, Urgency};

const P13710: &str = include_str!("../../../../procedures/13710.toml");

fn limit(text: &str) -> Option<Limit> {
    Some(text.parse().expect("a limit"))
}

#[test]
fn every_shipped_procedure_can_be_used() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../procedures");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("procedures/")
        .filter_map(|file| file.ok()?.file_name().into_string().ok())
        .collect();
    files.sort();
    let mut codes: Vec<_> =
        Procedure::shipped().iter().map(|(code, _)| format!("{code}.toml")).collect();
    codes.sort();
    assert_eq!(files, codes, "every file is shipped");
    for (code, source) in Procedure::shipped() {
        let read = Procedure::read(source).unwrap_or_else(|error| panic!("{code}: {error}"));
        assert_eq!(read.code, *code);
        assert_eq!(read.hash.0.len(), 24);
        let deciding = read.clocks.iter().any(|clock| clock.decides_late);
        assert!(deciding, "{code}: no clock decides whether it was in time");
        // The matter's own way to a result, for the first time and again.
        let to_result = read
            .clocks
            .iter()
            .filter(|clock| clock.scope == Scope::Matter && clock.stops == Moment::Submitted);
        for clock in to_result {
            assert!(clock.decides_late, "{code}: {} may run out and nobody is late", clock.name);
        }
    }
}

#[test]
fn every_kind_has_a_procedure() {
    for (kind, code) in [
        (Kind::Request, "13710"),
        (Kind::Consultation, "consultation"),
        (Kind::Complaint, "13710"),
        (Kind::WrongdoingReport, "12345"),
        (Kind::Suggestion, "suggestion"),
        (Kind::Thanks, "suggestion"),
        (Kind::Dispute, "12345"),
        (Kind::Petition, "12345"),
        (Kind::Hazard, "13710"),
        (Kind::Wish, "13710"),
        (Kind::Errand, "errand"),
        (Kind::ServiceRecord, "service_record"),
        (Kind::PrivacyRequest, "privacy_request"),
        (Kind::Internal, "internal"),
    ] {
        assert_eq!(Procedure::for_kind(kind).map(|p| p.code.as_str()), Some(code), "{kind:?}");
    }
    assert_eq!(Procedure::for_upstream().map(|p| p.code.as_str()), Some("upstream"));
}

/// The limits of the field, DOMAIN 5.3, 5.4 and 6.1, by hand.
#[test]
fn the_shipped_limits_are_those_of_the_field() {
    use crate::matter::{Severity::*, Urgency::*};
    for (code, clock, severity, urgency, expected) in [
        ("13710", "assign", General, Normal, "1wd"),
        ("13710", "milestone", General, Normal, "3wd"),
        ("13710", "resolve", General, Normal, "7wd"),
        ("13710", "resolve", Major, Normal, "1mo"),
        ("13710", "resolve", Major, Urgent, "24h"),
        ("12345", "resolve", General, Normal, "5wd"),
        ("12345", "resolve", Major, Normal, "15wd"),
        ("12345", "resolve", General, Critical, "24h"),
        ("12345", "accept", General, Critical, "1h"),
        ("12345", "assign", General, Critical, "2h"),
        ("consultation", "resolve", General, Normal, "2wd"),
        ("suggestion", "resolve", General, Normal, "10wd"),
        ("privacy_request", "resolve", General, Normal, "15wd"),
        ("errand", "resolve", General, Normal, "5wd"),
        ("internal", "resolve", General, Normal, "10wd"),
        ("upstream", "resolve", General, Normal, "5wd"),
    ] {
        let found = Procedure::shipped().iter().find(|shipped| shipped.0 == code).expect(code);
        let procedure = Procedure::read(found.1).expect(code);
        let rule = procedure.clocks.iter().find(|rule| rule.name == clock).expect(clock);
        let given = rule.limit_for(severity, urgency);
        assert_eq!(given, limit(expected), "{code} {clock} {severity:?} {urgency:?}");
    }
}

#[test]
fn the_hash_is_of_the_text() {
    let read = |text: &str| Procedure::read(text).expect("a procedure").hash;
    assert_eq!(read(P13710), read(P13710));
    assert_ne!(read(P13710), read(&format!("{P13710}\n# 注\n")), "a comment is another version");
}

#[test]
fn what_is_wrong_is_named_with_its_remedy() {
    let verify = "name = \"verify\"\ntitle = { zh = \"核实\", en = \"Verify\" }";
    for (from, to, said) in [
        (
            r#"kinds = ["request", "complaint", "hazard", "wish"]"#,
            "kinds = []",
            "name at least one kind",
        ),
        (r#"kinds = ["request""#, r#"kinds = ["quarrel""#, "unknown variant `quarrel`"),
        ("name = \"milestone\"", "name = \"resolve\"", "clock resolve is named twice"),
        (r#"limit = { general = "3wd" }"#, "", "clock milestone has no limit: give limit.general"),
        (r#"limit = { general = "3wd" }"#, r#"limit = { major = "3wd" }"#, "give limit.general"),
        (r#"limit = { general = "3wd" }"#, r#"limit = { general = "3 days" }"#, "like 5wd"),
        (r#"limit = { general = "3wd" }"#, r#"limit = { general = "0wd" }"#, "1 to 9999"),
        (
            r#"limit = { general = "3wd" }"#,
            r#"limit = { usual = "3wd" }"#,
            "unknown variant `usual`",
        ),
        (
            r#"starts = ["submitted"]"#,
            r#"starts = ["accepted"]"#,
            "add a clock that starts at submitted and stops at ended",
        ),
        (
            r#"starts = ["reworked", "reopened"]"#,
            r#"starts = ["reworked"]"#,
            "from reopened to submitted",
        ),
        (
            r#"starts = ["reworked", "reopened"]"#,
            r#"starts = ["reopened"]"#,
            "from reworked to submitted",
        ),
        (r#"starts = ["reported"]"#, r#"starts = ["assigned"]"#, "from reported to accepted"),
        (
            r#"limit = { general = "7wd", major = "1mo", urgent = "24h", critical = "24h" }"#,
            "upstream = true",
            "from accepted to submitted",
        ),
        (verify, &format!("{verify}\nscope = \"assignment\""), "from submitted to ended"),
        (
            "share_percent = 100",
            "share_percent = 0",
            "extension.share_percent is a percentage from 1 to 100",
        ),
        ("share_percent = 100", "share_percent = 101", "a percentage from 1 to 100"),
        ("share_percent = 100", "share_percent = -1", "invalid value"),
        ("[returns]\nlimit = 2", "[returns]\nlimits = 2", "unknown field `limits`"),
        ("[returns]", "[retours]", "unknown field `retours`"),
        ("stops = \"milestone\"", "stops = \"someday\"", "unknown variant `someday`"),
        ("code = \"13710\"", "", "missing field `code`"),
        ("code = \"13710\"", "code = ", "TOML parse error at line"),
    ] {
        assert!(P13710.contains(from), "{from}");
        let error = Procedure::read(&P13710.replacen(from, to, 1)).expect_err(to).to_string();
        assert!(error.contains(said), "{to}: {error}");
    }
    // A record that may be reopened needs clocks for what comes then.
    let record = Procedure::shipped().iter().find(|p| p.0 == "service_record").expect("shipped").1;
    let bare = record.replace(r#"["reworked", "reopened"]"#, r#"["reworked"]"#);
    assert!(Procedure::read(&bare).is_err());
    let closed = bare.replace(r#"endings = ["self_settled"]"#, "endings = []");
    assert!(Procedure::read(&closed).is_ok(), "what never reopens needs none");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if std::env::var_os("HUISHENG_ENDURE").is_some() { 50_000 } else { 200 },
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_read_or_refused(text in "(?s).{0,300}") {
        let _ = Procedure::read(&text);
    }

    /// Lines lost, doubled, cut and mixed: read or refused, and what is read is sound.
    #[test]
    fn a_damaged_procedure_is_read_or_refused(
        which in 0..Procedure::shipped().len(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0..5_u8, "\\PC{0,12}"), 1..6),
    ) {
        let source = Procedure::shipped()[which].1;
        let mut lines: Vec<String> = source.lines().map(str::to_owned).collect();
        for (at, how, text) in damage {
            let at = at.index(lines.len());
            match how {
                0 if lines.len() > 1 => { lines.remove(at); }
                1 => lines.insert(at, lines[at].clone()),
                2 => lines[at] = lines[at].chars().rev().collect(),
                3 => lines[at] = lines[at].replace(|c: char| c.is_ascii_digit(), "9"),
                _ => lines[at].push_str(&text),
            }
        }
        if let Ok(read) = Procedure::read(&lines.join("\n")) {
            prop_assert!(!read.kinds.is_empty());
            for clock in &read.clocks {
                let general = clock.limit_for(Severity::General, Urgency::Normal);
                prop_assert!(clock.upstream || general.is_some());
            }
        }
    }
}

/// The questions of a callback are data; three are always asked, for the figures count them.
#[test]
fn questions_and_codes_that_cannot_be() {
    let with = |more: &str| Procedure::read(&format!("{P13710}\n{more}")).err();
    let said = |more: &str| with(more).map(|error| error.to_string()).unwrap_or_default();
    let asked = |questions: &[(&str, &str, &str)]| {
        let one = |(code, answer, more): &(&str, &str, &str)| {
            let title = r#"{ zh = "问", en = "asked" }"#;
            format!(
                "[[callback.questions]]\ncode = \"{code}\"\ntitle = {title}\nanswer = \"{answer}\"\n{more}\n"
            )
        };
        questions.iter().map(one).collect::<String>()
    };
    let always =
        [("contacted", "yes_no", ""), ("solved", "solved", ""), ("satisfied", "level", "")];
    let and = |more| asked(&[&always[..], &[more]].concat());
    assert_eq!(with(&asked(&always)), None);
    assert_eq!(with(&and(("again", "yes_no", "required = true"))), None);
    let choices = r#"choices = [{ code = "noon", zh = "中午", en = "noon" }]"#;
    assert_eq!(with(&and(("when", "choice", choices))), None);
    for (wrong, named) in [
        (asked(&always[..2]), "satisfied"),
        (and(("solved", "solved", "")), "solved"),
        (and(("When?", "yes_no", "")), "When?"),
        (and(("when", "choice", "")), "when"),
        (and(("when", "level", choices)), "when"),
        (and(("else", "words", "")), "else"),
        (and(("manner", "yes_no", "")), "manner"),
    ] {
        let said = said(&wrong);
        assert!(said.contains(&format!("callback.questions: {named} ")), "{named}: {said}");
    }
    let tag = |code| format!("[[rating.tags]]\ncode = \"{code}\"\nzh = \"快\"\nen = \"quick\"\n");
    assert_eq!(with(&tag("quick")), None);
    let twice = tag("quick") + &tag("quick");
    let usual = |name: &str| format!("[documents]\nusual = [\"{name}\"]\n");
    assert_eq!(with(&usual("户口簿")), None);
    assert!(said(&usual("身份证370213")).contains("documents.usual"), "its number");
    for wrong in [tag("快"), tag(&"x".repeat(33)), twice] {
        assert!(said(&wrong).contains("rating.tags"), "{wrong}");
    }
}
