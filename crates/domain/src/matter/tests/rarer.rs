//! Every command where a matter stands less often: sign-off, arbitration, lawfully not solved, reopened, and
//! the endings of which `table` has no column. Written as there.

use super::history::P12345;
use super::rows::row;
use super::say::*;
use super::table::{begun, check};
use super::world::{P13710, World};
use crate::matter::*;

#[rustfmt::skip]
const TABLE: &str = "
command         signing_off    signed_off   arbitrating     bound        unsolved         reopened       answered      settled explained   unreachable not_needed exit           terminated  withdrawn     split             quarantined
report          already_done   .            .               .            .                .              .             .       .           .           .          .              .           .             .                 .
import          already_done   .            .               .            .                .              .             .       .           .           .          .              .           .             .                 .
accept          already_done   .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
exit            not_now        .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
answer          not_now        .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
settle          not_now        .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
amend           ok             .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
split           not_now        .            ok              .            not_now          ok             ended         .       .           .           .          .              .           .             .                 .
merge           not_now        .            ok              .            not_now          ok             ended         .       .           .           .          .              .           .             .                 .
unmerge         not_ended      .            .               .            .                .              other_matter  .       .           .           .          .              .           .             .                 ended
join            ok             .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
supplement      ok             .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
urge            ok             .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
assign_lead     not_now        .            lead_exists     .            not_now          lead_exists    ended         .       .           .           .          .              .           .             .                 .
assign_support  not_now        .            ok              .            not_now          ok             ended         .       .           .           .          .              .           .             .                 .
sub_assign      no_assignment  .            not_signed_in   ok           no_assignment    ok             ended         .       .           .           .          .              .           .             .                 .
revoke          no_assignment  .            ok              signed_in    no_assignment    signed_in      ended         .       .           .           .          .              .           .             .                 .
sign_in         no_assignment  .            ok              signed_in    no_assignment    signed_in      ended         .       .           .           .          .              .           .             .                 .
contact         no_assignment  .            not_signed_in   ok           no_assignment    ok             ended         .       .           .           .          .              .           .             .                 .
progress        no_assignment  .            not_signed_in   ok           no_assignment    ok             ended         .       .           .           .          .              .           .             .                 .
note            ok             .            .               .            .                .              .             .       .           .           .          .              .           .             .                 ended
name_subjects   not_now        .            ok              .            not_now          ok             ok            .       .           .           .          .              .           .             .                 ended
recuse          ok             .            .               .            .                .              .             .       .           .           .          .              .           .             .                 ended
ask_unsealing     not_sealed     .            .               .            .                .              .             .       .           .           .          .              .           .             .                 ended
decide_unsealing  nothing_to_answer .         .               .            .                .              .             .       .           .           .          .              .           .             .                 ended
ask_return      no_assignment  .            request_pending bound        no_assignment    ok             ended         .       .           .           .          .              .           .             .                 .
ask_extension   no_assignment  .            request_pending ok           no_assignment    ok             ended         .       .           .           .          .              .           .             .                 .
ask_suspension  no_assignment  .            request_pending ok           no_assignment    ok             ended         .       .           .           .          .              .           .             .                 .
ask_severity    no_assignment  .            request_pending ok           no_assignment    ok             ended         .       .           .           .          .              .           .             .                 .
ask_termination no_assignment  .            request_pending ok           no_assignment    ok             ended         .       .           .           .          .              .           .             .                 .
take_back       no_assignment  .            ok              no_request   no_assignment    no_request     ended         .       .           .           .          .              .           .             .                 .
decide          no_assignment  .            missing         no_request   no_assignment    no_request     ended         .       .           .           .          .              .           .             .                 .
resume          not_suspended  .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
consult         not_now        .            ok              .            not_now          ok             ended         .       .           .           .          .              .           .             .                 .
move_upstream   not_from_above .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
hear_upstream   not_from_above .            .               .            .                .              .             .       .           .           .          .              .           .             .                 ended
enter_upstream  not_from_above .            .               .            .                .              .             .       .           .           .          .              .           .             .                 ended
ask_upstream    not_from_above .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
answer_upstream not_from_above .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
rate_upstream   not_from_above .            .               .            .                .              .             .       .           .           .          .              .           .             .                 ended
take_documents  no_errand      .            .               .            .                .              .             .       .           .           .          .              .           .             .                 ended
return_documents no_errand     .            .               .            .                .              .             .       .           .           .          .              .           .             .                 ended
instruct        ok             .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
report_back     ok             .            .               .            .                .              .             .       .           .           .          .              .           .             nothing_to_answer ended
question        ok             .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
reply           ok             .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
milestone       no_assignment  .            not_signed_in   ok           no_assignment    ok             ended         .       .           .           .          .              .           .             .                 .
submit          no_assignment  .            not_signed_in   ok           no_assignment    ok             ended         .       .           .           .          .              .           .             .                 .
submit_unsolved no_assignment  .            not_signed_in   ok           no_assignment    ok             ended         .       .           .           .          .              .           .             .                 .
sign_off        ok             already_done not_now         .            not_in_procedure not_now        ended         .       .           .           .          .              .           .             .                 .
review          not_signed_off ok           not_now         .            already_done     not_now        ended         .       .           .           .          .              .           .             .                 .
callback        not_signed_off not_reviewed not_now         .            ok               not_now        ended         .       .           .           .          .              .           .             .                 .
check           not_signed_off not_reviewed not_now         .            ok               not_now        ended         ok      ended       .           .          .              .           .             .                 .
rate            not_signed_off not_reviewed not_now         .            ok               not_now        ok            .       .           .           .          rating_closed  ok          no_report     rating_closed     ended
rework          not_rejected   .            not_now         .            not_rejected     not_now        ended         .       .           .           .          .              .           .             .                 .
reopen          not_ended      .            .               .            .                .              ok            .       .           .           .          ended_for_good .           .             .                 ended
withdraw        ok             .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
ask_exclusion   no_shortfall   .            .               .            .                .              .             .       ok          no_shortfall .         .              .           .             .                 ended
decide_exclusion nothing_to_answer .        .               .            .                .              .             .       .           .           .          .              .           .             .                 ended
release         ok             .            .               .            .                .              .             .       .           .           .          ended          ok          ended         .                 .
withhold        not_released   .            .               .            .                .              .             .       .           .           .          .              .           .             .                 ended
erase_voice     ok             .            .               .            .                .              .             .       .           .           .          .              .           .             .                 ended
quarantine      ok             .            .               .            .                .              .             .       .           .           .          .              .           .             .                 already_done
close           not_ended      .            .               .            .                .              rating_open   .       .           .           .          ok             rating_open ok            .                 .
archive         not_now        .            .               .            .                .              .             .       .           .           .          .              .           .             .                 .
move_clocks     nothing_moves  .            .               .            .                .              ended         .       .           .           .          .              .           .             .                 .
undo            not_your_step  .            .               .            ok               seen_since     not_your_step .       .           .           .          .              .           .             seen_since        ended
";

/// The commands of these names, in turn.
fn led(mut w: World, rows: &[&str]) -> World {
    for name in rows {
        let (who, command) = row(&w, name, "m", "community", name);
        w.ok(&who, "m", command);
    }
    w
}

const HANDLING: [&str; 4] = ["accept", "assign_lead", "sign_in", "contact"];

fn handling(procedure: &str, rows: &[&str]) -> World {
    led(led(begun(procedure, report("m")), &HANDLING), rows)
}

fn arbitrating() -> World {
    let mut w = handling(P13710, &[]);
    for (from, to) in [("community", "urban"), ("urban", "community")] {
        w.ok(&format!("clerk@{from}"), "m", ask(&w, "m", from, give_back(to)));
        w.ok("dispatcher@street", "m", judge(&w, "m", from, true, Some(to)));
    }
    led(w, &["ask_return"])
}

fn bound() -> World {
    let mut w = arbitrating();
    w.ok("supervisor@street", "m", judge(&w, "m", "community", false, None));
    led(w, &["sign_in", "contact"])
}

fn explained() -> World {
    let mut w = handling(P13710, &["submit_unsolved", "review"]);
    w.ok("callback@street", "m", callback("m", verdict(Solved::Not)));
    w
}

fn unreachable() -> World {
    let mut w = handling(P13710, &["submit", "review"]);
    for hour in [9, 12, 15] {
        w.go(&format!("2026-03-03T{hour:02}:00"));
        w.ok("callback@street", "m", callback("m", None));
    }
    w
}

fn not_needed() -> World {
    let nobody = ReportMatter { person: None, ..report("m") };
    let steps = ["accept", "assign_lead", "sign_in", "submit", "review"];
    let mut w = led(begun(P13710, nobody), &steps);
    w.ok("supervisor@street", "m", super::say::check(Solved::Solved, false));
    w
}

fn situations() -> Vec<(&'static str, World)> {
    let received = |rows: &[&str]| led(begun(P13710, report("m")), rows);
    vec![
        ("signing_off", handling(P12345, &["submit"])),
        ("signed_off", handling(P12345, &["submit", "sign_off"])),
        ("arbitrating", arbitrating()),
        ("bound", bound()),
        ("unsolved", handling(P13710, &["submit_unsolved", "review"])),
        ("reopened", handling(P13710, &["submit", "review", "callback", "reopen"])),
        ("answered", received(&["answer"])),
        ("settled", received(&["settle"])),
        ("explained", explained()),
        ("unreachable", unreachable()),
        ("not_needed", not_needed()),
        ("exit", received(&["exit"])),
        ("terminated", handling(P13710, &["ask_termination", "decide"])),
        ("withdrawn", received(&["withdraw"])),
        ("split", received(&["report_back", "split"])),
        ("quarantined", received(&["quarantine"])),
    ]
}

#[test]
fn every_command_where_a_matter_stands_less_often() {
    check(TABLE, &situations());
}

#[test]
fn they_stand_where_they_say() {
    for (name, w) in situations() {
        let matter = w.state("m");
        let ended = matter.ending.as_ref().map(|ending| ending.kind.code());
        match (name, ended) {
            ("settled", ended) => assert_eq!(ended, Some("self_settled")),
            ("answered", ended) => assert_eq!(ended, Some("answered_at_once")),
            (_, Some(ended)) => assert_eq!(ended, name),
            (_, None) => {
                let owner = matter.owner(&w.procedure).map(Owner::code);
                let desk = match name {
                    "signing_off" => "sign_off",
                    "signed_off" => "review",
                    "arbitrating" => "arbitration",
                    "unsolved" => "callback",
                    _ => "unit",
                };
                assert_eq!(owner, Some(desk), "{name}");
            }
        }
    }
}
