//! Every stage × every command, written by hand from the design: what is allowed (`ok`), and the
//! code of the refusal where it is not. `.` repeats the cell to the left.

use super::rows::{ROWS, row};
use super::say::*;
use super::world::{P13710, RIGHTS, World, account, id, unit};
use crate::matter::*;

pub(super) const SITUATIONS: [&str; 13] = [
    "received",
    "accepted",
    "assigning",
    "handling",
    "pending",
    "suspended",
    "submitted",
    "reviewed",
    "rejected",
    "rating",
    "closed",
    "archived",
    "merged",
];

#[rustfmt::skip]
const TABLE: &str = "
command         received       accepted      assigning     handling     pending         suspended     submitted        reviewed     rejected     rating        closed        archived merged
report          already_done   .             .             .            .               .             .                .            .            .             .             .        .
import          already_done   .             .             .            .               .             .                .            .            .             .             .        .
accept          ok             already_done  .             .            .               .             .                .            .            ended         .             not_now  ended
exit            ok             not_now       .             .            .               .             .                .            .            ended         .             not_now  ended
answer          ok             not_now       .             .            .               .             .                .            .            ended         .             not_now  ended
settle          ok             not_now       .             .            .               .             .                .            .            ended         .             not_now  ended
amend           ok             .             .             .            .               .             .                .            .            ended         .             not_now  ended
split           ok             .             .             .            .               not_now       .                .            .            ended         .             not_now  ended
merge           ok             .             .             .            .               suspended     not_now          .            .            ended         .             not_now  ended
unmerge         not_ended      .             .             .            .               .             .                .            .            other_matter  .             not_now  ok
join            ok             .             .             .            .               .             .                .            .            ended         .             not_now  ended
supplement      ok             .             .             .            .               .             .                .            .            ended         .             not_now  ended
urge            ok             .             .             .            .               .             .                .            .            ended         .             not_now  ended
assign_lead     not_now        ok            lead_exists   .            .               .             not_now          .            .            ended         .             not_now  ended
assign_support  not_now        missing       ok            .            .               .             not_now          .            .            ended         .             not_now  ended
sub_assign      no_assignment  .             not_signed_in ok           .               .             no_assignment    .            .            ended         .             not_now  ended
revoke          no_assignment  .             ok            signed_in    .               .             no_assignment    .            .            ended         .             not_now  ended
sign_in         no_assignment  .             ok            signed_in    .               .             no_assignment    .            .            ended         .             not_now  ended
contact         no_assignment  .             not_signed_in ok           .               .             no_assignment    .            .            ended         .             not_now  ended
progress        no_assignment  .             not_signed_in ok           .               .             no_assignment    .            .            ended         .             not_now  ended
note            ok             .             .             .            .               .             .                .            .            .             .             not_now  ok
name_subjects   ok             .             .             .            .               .             not_now          .            .            ok            .             not_now  ok
recuse          ok             .             .             .            .               .             .                .            .            .             .             not_now  ok
ask_unsealing     not_sealed     .             .             .            .               .             .                .            .            .             .             not_now  not_sealed
decide_unsealing  nothing_to_answer .          .             .            .               .             .                .            .            .             .             not_now  nothing_to_answer
ask_return      no_assignment  .             ok            .            request_pending ok            no_assignment    .            .            ended         .             not_now  ended
ask_extension   no_assignment  .             ok            .            request_pending ok            no_assignment    .            .            ended         .             not_now  ended
ask_suspension  no_assignment  .             ok            .            request_pending suspended     no_assignment    .            .            ended         .             not_now  ended
ask_severity    no_assignment  .             ok            .            request_pending ok            no_assignment    .            .            ended         .             not_now  ended
ask_termination no_assignment  .             ok            .            request_pending ok            no_assignment    .            .            ended         .             not_now  ended
take_back       no_assignment  .             no_request    .            ok              no_request    no_assignment    .            .            ended         .             not_now  ended
decide          no_assignment  .             no_request    .            ok              no_request    no_assignment    .            .            ended         .             not_now  ended
resume          not_suspended  .             .             .            .               ok            not_suspended    .            .            ended         .             not_now  ended
consult         not_now        .             ok            .            .               .             not_now          .            ok           ended         .             not_now  ended
move_upstream   not_from_above .             .             .            .               .             .                .            .            ended         .             not_now  ended
hear_upstream   not_from_above .             .             .            .               .             .                .            .            .             .             not_now  not_from_above
enter_upstream  not_from_above .             .             .            .               .             .                .            .            .             .             not_now  not_from_above
ask_upstream    not_from_above .             .             .            .               .             .                .            .            ended         .             not_now  ended
answer_upstream not_from_above .             .             .            .               .             .                .            .            ended         .             not_now  ended
rate_upstream   not_from_above .             .             .            .               .             .                .            .            .             .             not_now  not_from_above
take_documents  no_errand      .             .             .            .               .             .                .            .            .             .             not_now  no_errand
return_documents no_errand     .             .             .            .               .             .                .            .            .             .             not_now  no_errand
instruct        ok             .             .             .            .               .             .                .            .            ended         .             not_now  ended
report_back     ok             .             .             .            .               .             .                .            .            .             .             not_now  nothing_to_answer
question        ok             .             .             .            .               .             .                .            .            ended         .             not_now  ended
reply           ok             .             .             .            .               .             .                .            .            ended         .             not_now  ended
milestone       no_assignment  .             not_signed_in ok           .               .             no_assignment    .            .            ended         .             not_now  ended
submit          no_assignment  .             not_signed_in ok           request_pending suspended     no_assignment    .            .            ended         .             not_now  ended
submit_unsolved no_assignment  .             not_signed_in ok           request_pending suspended     no_assignment    .            .            ended         .             not_now  ended
sign_off        not_now        .             .             .            .               .             not_in_procedure .            .            ended         .             not_now  ended
review          not_now        .             .             .            .               .             ok               already_done .            ended         .             not_now  ended
callback        not_now        .             .             .            .               .             not_reviewed     ok           rejected     ended         .             not_now  ended
check           not_now        .             .             .            .               .             not_reviewed     ok           rejected     ended         .             not_now  ended
rate            not_now        .             .             .            .               .             not_reviewed     ok           rejected     ok            rating_closed not_now  rating_closed
rework          not_now        .             .             .            .               .             not_rejected     .            ok           ended         .             not_now  ended
reopen          not_ended      .             .             .            .               .             .                .            .            ok            .             not_now  ended_for_good
withdraw        ok             .             .             .            .               .             .                .            .            ended         .             not_now  ended
ask_exclusion   no_shortfall   .             .             .            .               .             .                .            ok           no_shortfall  .             not_now  no_shortfall
decide_exclusion nothing_to_answer .         .             .            .               .             .                .            .            .             .             not_now  nothing_to_answer
release         not_now        ok            .             .            .               .             .                .            .            .             .             not_now  ended
withhold        not_released   .             .             .            .               .             .                .            .            .             .             .        .
erase_voice     ok             .             .             .            .               .             .                .            .            .             .             .        .
quarantine      ok             .             .             .            .               .             .                .            .            .             .             .        .
close           not_ended      .             .             .            .               .             .                .            .            rating_open   already_done  not_now  ok
archive         not_now        .             .             .            .               .             .                .            .            .             ok            not_now  .
move_clocks     nothing_moves  .             .             .            .               .             .                .            .            ended         .             not_now  ended
undo            seen_since     ok            .             not_your_step .              .             .                ok           not_your_step .            .             not_now  seen_since
";

/// The matter `m` received, with an instruction `i` and a question `q`; another one, `n`, accepted.
pub(super) fn begun(procedure: &str, m: ReportMatter) -> World {
    let mut w = World::new(procedure);
    w.ok("intake@street", "n", reported(report("n")));
    w.ok("dispatcher@street", "n", accept());
    w.ok("intake@street", "m", reported(m));
    let instruct = Instruct {
        id: uuid("i"),
        to: unit("community"),
        also: vec![],
        text: "速办".into(),
        files: vec![],
    };
    w.ok("leader@street", "m", Command::Instruct(instruct));
    let question = AskReporter { id: uuid("q"), report: None, question: "几号楼?".into() };
    w.ok("dispatcher@street", "m", Command::Question(question));
    w.by(RIGHTS, |w| w.ok("voice:m", "r", reported(right("r", "m", DataRight::Delete))));
    w
}

/// The community as the lead office of `m`, brought to each situation in order.
pub(super) fn situation(name: &str) -> World {
    let mut w = begun(P13710, report("m"));
    for step in &SITUATIONS[1..=SITUATIONS.iter().position(|s| *s == name).expect("a situation")] {
        let rows: &[&str] = match (*step, name) {
            ("accepted", _) => &["accept"],
            ("assigning", _) => &["assign_lead"],
            ("handling", _) => &["sign_in", "contact"],
            ("pending", "pending") => &["ask_extension"],
            ("suspended", "suspended") => &["ask_suspension", "decide"],
            (
                "submitted",
                "submitted" | "reviewed" | "rejected" | "rating" | "closed" | "archived",
            ) => &["submit"],
            ("reviewed", "reviewed" | "rejected" | "rating" | "closed" | "archived") => &["review"],
            ("rating", "rating" | "closed" | "archived") => &["callback"],
            ("closed", "closed" | "archived") => &["close"],
            ("archived", "archived") => &["report_back", "archive"],
            ("merged", _) => &["report_back", "merge"],
            _ => &[],
        };
        for name in rows {
            if *name == "close" {
                w.go("2026-03-18T09:00");
            }
            let (who, command) = row(&w, name, "m", "community", name);
            w.ok(&who, "m", command);
        }
        if (*step, name) == ("rejected", "rejected") {
            w.ok("callback@street", "m", callback("m", verdict(Solved::Not)));
        }
    }
    w
}

fn cells(line: &str) -> Vec<&str> {
    let mut cells: Vec<&str> = Vec::new();
    for cell in line.split_whitespace() {
        let left = cells.last().copied().unwrap_or_default();
        cells.push(if cell == "." { left } else { cell });
    }
    cells
}

/// Every cell of a table against what happens; its lines are all commands, its columns `worlds`.
pub(super) fn check(table: &str, worlds: &[(&str, World)]) {
    let mut lines = table.trim().lines().map(cells);
    let header = lines.next().expect("a header");
    assert_eq!(header[1..], worlds.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    let mut named = Vec::new();
    let mut wrong = Vec::new();
    for line in lines {
        assert_eq!(line.len(), worlds.len() + 1, "{line:?}");
        named.push(line[0]);
        for ((situation, world), expected) in worlds.iter().zip(&line[1..]) {
            let mut world = world.clone();
            if ["split", "merge", "archive"].contains(&line[0]) {
                // While a leader waits for a report, none of them may be: see `inside`.
                let (who, answer) = row(&world, "report_back", "m", "community", "");
                let _ = world.run(&super::world::actor(&who), "m", &answer);
            }
            let (who, command) = row(&world, line[0], "m", "community", "fresh");
            let found = match world.run(&super::world::actor(&who), "m", &command) {
                Ok(()) => "ok",
                Err(refusal) => refusal.code(),
            };
            if found != *expected {
                wrong.push(format!("{} when {situation}: {found}, not {expected}", line[0]));
            }
        }
    }
    named.sort_unstable();
    let mut rows = ROWS;
    rows.sort_unstable();
    assert_eq!(named, rows, "a command has no line");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_stage_and_every_command() {
    check(TABLE, &SITUATIONS.map(|name| (name, situation(name))));
}

#[test]
fn the_situations_stand_where_they_say() {
    let stages = [
        Stage::Received,
        Stage::Assigning,
        Stage::Assigning,
        Stage::Handling,
        Stage::Handling,
        Stage::Handling,
        Stage::Verifying,
        Stage::Verifying,
        Stage::Verifying,
        Stage::Rating,
        Stage::Closed,
        Stage::Closed,
        Stage::Closed,
    ];
    let office = Owner::Unit(unit("community"));
    let owners = [
        Some(Owner::Intake),
        Some(Owner::Dispatch),
        Some(office),
        Some(office),
        Some(Owner::Dispatch),
        Some(office),
        Some(Owner::Review),
        Some(Owner::Callback),
        Some(Owner::Dispatch),
        None,
        None,
        None,
        None,
    ];
    for ((name, stage), owner) in SITUATIONS.into_iter().zip(stages).zip(owners) {
        let world = situation(name);
        assert_eq!(world.state("m").stage(), stage, "{name}");
        assert_eq!(world.state("m").owner(&world.procedure), owner, "{name}");
    }
}

#[test]
fn nobody_without_the_post_and_no_other_office() {
    let stranger = Actor::Staff {
        account: account("stranger"),
        unit: id("county"),
        home: None,
        roles: std::collections::BTreeSet::new(),
    };
    for name in ROWS {
        let worlds = SITUATIONS.iter().map(|s| situation(s));
        let mut allowed = worlds.filter(|world| {
            let (who, command) = row(world, name, "m", "community", "fresh");
            world.clone().run(&super::world::actor(&who), "m", &command).is_ok()
        });
        let Some(world) = allowed.next() else { continue };
        let (who, command) = row(&world, name, "m", "community", "fresh");
        for (actor, codes) in [
            (stranger.clone(), &["not_allowed", "only_reporter", "not_your_step"][..]),
            (
                super::world::reporter("nobody"),
                &["not_allowed", "only_reporter", "not_your_step", "no_assignment"][..],
            ),
        ] {
            let refused = world.clone().run(&actor, "m", &command);
            match refused {
                // Anybody may add an own voice.
                Ok(()) if name == "join" && matches!(actor, Actor::Reporter { .. }) => {}
                Ok(()) => panic!("{name} was allowed to {actor:?}"),
                Err(refusal) => assert!(codes.contains(&refusal.code()), "{name}: {refusal}"),
            }
        }
        if who.ends_with("@community") {
            let other = super::world::staff(&who.replace("@community", "@urban"));
            let code = world.clone().run(&other, "m", &command).expect_err(name);
            assert_eq!(code.code(), "out_of_reach", "{name}");
        }
    }
}
