//! What is offered, against the table of every stage and command.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::rows::{ROWS, row};
use super::say::*;
use super::table::{SITUATIONS, situation};
use super::world::{P13710, World, actor};
use crate::matter::*;

/// What is offered to somebody: `verb`, `request/kind`, and the code of the refusal or `ok`. Of several
/// shares the first.
fn offered(world: &World, who: &str, matter: &str) -> BTreeMap<String, &'static str> {
    let offers = world.offers(&actor(who), matter);
    let mut all = BTreeMap::new();
    for Offer { verb, refusal, .. } in offers {
        let name = match verb {
            Verb::Ask(kind) => format!("request/{kind:?}").to_lowercase(),
            verb => verb.code().to_owned(),
        };
        all.entry(name).or_insert_with(|| refusal.map_or("ok", |refusal| refusal.code()));
    }
    all
}

/// The offer that a row of the table is about; none for what staff never do.
fn offer_of(row: &str) -> Option<String> {
    Some(match row {
        "report" | "import" | "rate" | "close" | "move_clocks" => return None,
        "assign_lead" | "assign_support" => "assign".to_owned(),
        "submit_unsolved" => "submit".to_owned(),
        "ask_exclusion" => "ask-exclusion".to_owned(),
        "ask_upstream" => "ask-upstream".to_owned(),
        "question" => "ask-reporter".to_owned(),
        row => match row.strip_prefix("ask_") {
            Some(kind) => format!("request/{kind}"),
            None => row.replace('_', "-"),
        },
    })
}

/// Rows whose command is one of several that the verb stands for, or is about another part.
const OTHERWISE: [&str; 10] = [
    "assign_lead",
    "assign_support",
    "name_subjects",
    "ask_unsealing",
    "decide_unsealing",
    "decide_exclusion",
    "report_back",
    "reply",
    "return_documents",
    "answer_upstream",
];

#[test]
fn what_is_offered_is_what_the_table_says() {
    let mut wrong = Vec::new();
    for name in SITUATIONS {
        let world = situation(name);
        for line in ROWS.into_iter().filter(|line| !OTHERWISE.contains(line)) {
            let Some(offer) = offer_of(line) else { continue };
            let mut tried = world.clone();
            if ["split", "merge", "archive"].contains(&line) {
                // As in the table: while a leader waits for a report, none of them may be.
                let (who, answer) = row(&tried, "report_back", "m", "community", "");
                let _ = tried.run(&actor(&who), "m", &answer);
            }
            let (who, command) = row(&tried, line, "m", "community", "fresh");
            // What reporters do themselves, staff do for a caller.
            let who = if who.contains('@') { who } else { "dispatcher@street".to_owned() };
            let found = offered(&tried, &who, "m").get(&offer).copied();
            let expected = match tried.run(&actor(&who), "m", &command) {
                Ok(()) => Some("ok"),
                // Never to be for this matter, so it is not offered.
                Err(Refusal::NotFromAbove | Refusal::NoErrand | Refusal::NoShortfall) => None,
                Err(refusal) => Some(refusal.code()),
            };
            if found != expected {
                wrong.push(format!("{line} when {name}: {found:?}, not {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_refused_for_what_a_person_would_fill_in() {
    let content = ["missing", "invalid", "out_of_order", "evidence_missing", "no_unit"];
    for name in SITUATIONS {
        let world = situation(name);
        for post in ["intake", "dispatcher", "callback", "supervisor", "leader", "administrator"] {
            for (offer, code) in offered(&world, &format!("{post}@street"), "m") {
                assert!(!content.contains(&code), "{offer} when {name}: {code}");
            }
        }
        for post in ["clerk@community", "head@community", "grid_worker@grid"] {
            for (offer, code) in offered(&world, post, "m") {
                // A grid has no unit below it that a share could go to.
                let alone = offer == "sub-assign" && post == "grid_worker@grid";
                assert!(alone || !content.contains(&code), "{offer} when {name}: {code}");
            }
        }
    }
}

/// The bounds of what `who` may do to the first part of `m`.
fn bounds(world: &World, who: &str, verb: Verb) -> Bounds {
    let offers = world.offers(&actor(who), "m");
    offers.into_iter().find(|offer| offer.verb == verb).and_then(|offer| offer.bounds).unwrap()
}

#[test]
fn an_extension_is_granted_up_to_its_bounds_and_no_farther() {
    let world = World::handling(P13710);
    let told = bounds(&world, "clerk@urban", Verb::Ask(RequestKind::Extension));
    let most = told.most.unwrap();
    assert_eq!((told.used, told.max), (Some(0), Some(1)));
    assert_eq!(told.decides, [Role::Dispatcher, Role::Head, Role::Supervisor, Role::Leader]);
    let by = |amount| extension(&format!("{amount}{}", most.unit.code()));
    let clerk = actor("clerk@urban");
    let run = |mut world: World, request| {
        let ask = ask(&world, "m", "urban", request);
        world.run(&clerk, "m", &ask)
    };
    let too_long = Refusal::ExtensionTooLong { most };
    assert_eq!(run(world.clone(), by(most.amount + 1)), Err(too_long));
    assert_eq!(run(world.clone(), by(most.amount)), Ok(()));
    let mut late = world;
    late.now = told.until.unwrap();
    assert!(matches!(run(late, by(most.amount)), Err(Refusal::AfterDue { .. })));
}

#[test]
fn a_suspension_is_looked_at_again_within_its_bounds() {
    let world = World::handling(P13710);
    let told = bounds(&world, "clerk@urban", Verb::Ask(RequestKind::Suspension));
    assert_eq!(told.decides, [Role::Leader]);
    let farthest = told.review.unwrap();
    let run = |review| {
        let ask = ask(&world, "m", "urban", suspension(review));
        world.clone().run(&actor("clerk@urban"), "m", &ask)
    };
    assert_eq!(run(farthest), Ok(()));
    let farther = farthest + SignedDuration::from_secs(1);
    assert_eq!(run(farther), Err(Refusal::OutOfOrder { field: "review" }));
}

#[test]
fn a_return_tells_when_it_goes_to_arbitration() {
    let mut world = World::handling(P13710);
    let verb = Verb::Ask(RequestKind::Return);
    let told = bounds(&world, "clerk@urban", verb);
    assert_eq!((told.used, told.max), (Some(0), Some(2)));
    assert_eq!(told.decides, [Role::Dispatcher, Role::Supervisor]);
    world.now = told.until.unwrap();
    assert_eq!(bounds(&world, "clerk@urban", verb).decides, [Role::Supervisor, Role::Leader]);
}

#[test]
fn an_attempt_that_would_come_too_soon_says_from_when_it_counts() {
    let mut world = World::reviewed(P13710);
    let caller = actor("callback@street");
    let none = |world: &World| {
        let offers = world.offers(&caller, "m");
        offers.into_iter().all(|offer| offer.verb != Verb::Callback || offer.bounds.is_none())
    };
    assert!(none(&world));
    world.run(&caller, "m", &callback("m", None)).unwrap();
    let from = bounds(&world, "callback@street", Verb::Callback).not_before.unwrap();
    let again = world.run(&caller, "m", &callback("m", None));
    assert_eq!(again, Err(Refusal::TooSoon { at: from }));
    world.now = from;
    assert!(none(&world));
    world.run(&caller, "m", &callback("m", None)).unwrap();
}

#[test]
fn what_is_never_for_somebody_is_not_mentioned() {
    let world = World::handling(P13710);
    let clerk = offered(&world, "clerk@urban", "m");
    assert_eq!(clerk.get("submit"), Some(&"ok"));
    assert_eq!(clerk.get("sign-in"), Some(&"signed_in"));
    assert_eq!(clerk.get("accept"), None, "a clerk never accepts");
    // Another office has no share of it.
    let other = offered(&world, "clerk@housing", "m");
    assert_eq!((other.get("submit"), other.get("note")), (None, None));
}

#[test]
fn a_refusal_names_the_part_it_is_about() {
    let mut world = World::handling(P13710);
    world.ok("dispatcher@street", "m", assign("", &["housing"]));
    let of = |who: &str| -> Vec<_> {
        let offers = world.offers(&actor(who), "m");
        let sign_in = offers.into_iter().filter(|offer| offer.verb == Verb::SignIn);
        sign_in.map(|offer| (offer.of, offer.refusal)).collect()
    };
    let share = |office| Some(world.share("m", office).uuid());
    assert_eq!(of("clerk@urban"), [(share("urban"), Some(Refusal::SignedIn))]);
    assert_eq!(of("clerk@housing"), [(share("housing"), None)]);
    // The level above reaches both.
    assert_eq!(of("clerk@street").len(), 2);
}

#[test]
fn nothing_is_offered_that_an_invented_procedure_forbids() {
    let mut world = World::handling(P13710);
    world.procedure.extension.max = 0;
    let clerk = offered(&world, "clerk@urban", "m");
    assert_eq!(clerk.get("request/extension"), Some(&"extension_limit"));
    world.procedure.result.evidence = 4;
    assert_eq!(offered(&world, "clerk@urban", "m").get("submit"), Some(&"ok"));
}
