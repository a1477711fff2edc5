//! Laws that hold after any command, over random lives: lawful steps and anything else, by
//! anybody, at any time. `HUISHENG_ENDURE=1` runs many more.

use jiff::SignedDuration;
use proptest::prelude::*;

use super::errand::ERRAND;
use super::history::P12345;
use super::link::UPSTREAM;
use super::rows::{ROWS, row};
use super::say::*;
use super::world::{P13710, World, actor, area, at, id, staff};
use crate::clock::Used;
use crate::matter::*;
use crate::procedure::Procedure;

/// What must hold of any state and its history, whatever happened.
pub(super) fn laws(matter: &Matter, events: &[Event], procedure: &Procedure, now: jiff::Timestamp) {
    let replayed = Matter::replay(area(), matter.id, events).expect("a history");
    assert_eq!(&replayed, matter, "replay is the definition of a state");
    let text = serde_json::to_string(events).expect("events are written");
    let read: Vec<Event> = serde_json::from_str(&text).expect("events are read");
    assert_eq!(read, events, "an event is read as it was written");
    let row = serde_json::to_string(matter).expect("a state is written");
    assert_eq!(&serde_json::from_str::<Matter>(&row).expect("a state is read"), matter);
    if matter.is_open() {
        assert!(matter.owner(procedure).is_some(), "open without an owner");
        assert!(matter.next_due().is_some(), "open without a next date: {:?}", matter.clocks);
    } else {
        let asked = matter.instructions.iter().any(|one| one.reported_back.is_none());
        let erased = matter.ending.as_ref().map(|one| one.kind) == Some(EndingKind::Quarantined);
        assert!(matter.owner(procedure).is_none());
        assert_eq!(matter.next_due().is_some(), asked && !erased);
    }
    let over = matches!(matter.stage(), Stage::Rating | Stage::Closed);
    assert_eq!(over, !matter.is_open(), "stage and end disagree");
    assert!(matter.closed.is_none() || !matter.is_open(), "closed and open");
    assert!(matter.archived.is_none() || matter.closed.is_some(), "archived and not closed");
    every_voice_was_heard(matter, events, procedure);
    an_archived_file_is_whole(matter, events, procedure);
    nothing_is_kept_from_its_owner(matter, events, procedure);
    let mut keys: Vec<_> = matter.clocks.iter().map(|c| &c.key).collect();
    keys.sort();
    assert!(keys.windows(2).all(|two| two[0] != two[1]), "two clocks of one name");
    for share in matter.assignments.iter().filter(|s| !s.is_open()) {
        let of = Some(share.id.uuid());
        let open = matter.open_clocks().find(|c| c.key.of == of);
        assert!(share.pending.is_none() && open.is_none(), "a closed share waits: {open:?}");
    }
    if let Some(released) = matter.shown() {
        let event =
            events.iter().find(|event| event.seq == released.event).expect("in the history");
        assert!(
            matches!(event.what, Happening::Released { .. }) && event.actor.account().is_some()
        );
        assert!(!released.answered || !matter.is_open(), "an answer without a result");
    }
    assert!(matter.received <= now && matter.version as usize == events.len());
}

/// Whatever way it went, no piece is missing in what was archived, and the history tells of each.
fn an_archived_file_is_whole(matter: &Matter, events: &[Event], procedure: &Procedure) {
    if matter.archived.is_none() {
        return;
    }
    assert_eq!(matter.lacks(procedure), [], "archived with a piece missing");
    let undone = Undone::of(events);
    let tells = |is: fn(&Happening) -> bool| {
        events.iter().any(|event| is(&event.what) && !undone.holds(event.seq))
    };
    let verified = matter.ending.as_ref().is_some_and(|ending| {
        use EndingKind::{Explained, NotNeeded, Unreachable, Verified};
        matches!(ending.kind, Verified | Explained | Unreachable | NotNeeded)
    });
    if verified {
        assert!(tells(|what| matches!(what, Happening::Accepted { .. })));
        assert!(tells(|what| matches!(what, Happening::Submitted(_))));
        assert!(!procedure.result.sign_off || tells(|what| matches!(what, Happening::SignedOff)));
        assert!(!procedure.result.review || tells(|what| matches!(what, Happening::Reviewed)));
        assert!(tells(|what| {
            matches!(
                what,
                Happening::CalledBack(_) | Happening::Rated { .. } | Happening::Checked { .. }
            )
        }));
    }
}

/// What the voices decide, each of them decides that can be called; what a second person found at
/// the place is another thing.
fn every_voice_was_heard(matter: &Matter, events: &[Event], procedure: &Procedure) {
    let by_voices = matter.ending.as_ref().is_some_and(|ending| {
        use EndingKind::{Explained, Unreachable, Verified};
        matches!(ending.kind, Verified | Explained | Unreachable)
    });
    let end = events.iter().rposition(|event| matches!(event.what, Happening::Ended(_)));
    let before = end.filter(|end| by_voices && *end > 0).map(|end| &events[end - 1].what);
    if before.is_some_and(|what| !matches!(what, Happening::Checked { .. })) {
        let left: Vec<_> = matter.awaited(procedure).map(|voice| voice.id).collect();
        assert!(left.is_empty(), "ended without having asked {left:?}");
        let solved = matter.ending.as_ref().and_then(|ending| ending.solved);
        // What a voice said that was taken back since does not count.
        let stands = |answer: &&VoiceAnswer| {
            matter.report(answer.report).is_some_and(|voice| voice.withdrawn.is_none())
        };
        let worst = matter.answers.iter().filter(stands).map(|answer| answer.solved).max();
        assert!(solved.is_none_or(|solved| worst.is_none_or(|worst| worst <= solved)));
    }
}

/// Whoever handed in a result, and whoever archived, had no original of the resident.
fn nothing_is_kept_from_its_owner(matter: &Matter, events: &[Event], procedure: &Procedure) {
    let done = |what: &Happening| matches!(what, Happening::Submitted(_) | Happening::Archived);
    if procedure.documents.returned && events.last().is_some_and(|event| done(&event.what)) {
        assert_eq!(matter.errand.originals(), 0, "an original is still here");
    }
    let unsigned = matter.errand.authority.is_none() && !matter.errand.documents.is_empty();
    assert!(!unsigned || procedure.documents.authority.is_none(), "taken without an authority");
}

/// Who verified stands outside every handling office and never worked on it.
fn verified_by_somebody_else(before: &Matter, after: &Matter, who: &Actor, world: &World) {
    let was = before.ending.as_ref().map(|ending| ending.kind);
    let solved = after.ending.as_ref().filter(|e| e.kind == EndingKind::Verified);
    let now_verified = solved.is_some() && was != Some(EndingKind::Verified);
    let now_confirmed = after.confirmed && !before.confirmed;
    let worked = |account| after.assignments.iter().any(|s| s.workers.contains(&account));
    match who {
        Actor::Reporter { report } if now_verified => {
            let voice = report.and_then(|own| after.report(own)).expect("some other voice");
            let handled = after.assignments.iter().filter(|s| s.signed_in.is_some());
            for share in handled {
                let within = |unit| world.units.is_within(unit, share.unit);
                assert!(!voice.entered_at.is_some_and(within), "by a code the office has seen");
            }
        }
        Actor::Staff { account, unit, .. } if now_verified || now_confirmed => {
            assert!(!worked(*account), "verified by who worked on it");
            let handled = after.assignments.iter().filter(|s| s.signed_in.is_some());
            for share in handled {
                assert!(!world.units.is_within(*unit, share.unit), "verified inside the office");
            }
            assert_ne!(after.settled_by.map(|(by, _)| by), Some(*account));
        }
        Actor::House => assert!(!now_verified && !now_confirmed),
        _ => {}
    }
    for event in solved.iter().filter(|_| now_verified) {
        assert!(event.solved.is_some_and(|solved| solved != Solved::Not));
    }
}

fn used_never_decreases(before: &Matter, after: &Matter, then: &World, now: &World) {
    for clock in &before.clocks {
        let Some(later) = after.clocks.iter().find(|c| c.key == clock.key) else { continue };
        let was = clock.clock.used(then.now, &then.calendar);
        let is = later.clock.used(now.now, &now.calendar);
        let same_unit = std::mem::discriminant::<Used>(&was) == std::mem::discriminant(&is);
        assert!(!same_unit || was <= is, "{:?}: {was:?} then {is:?}", clock.key);
    }
}

const ANYBODY: [&str; 16] = [
    "clerk@urban",
    "clerk@urban#2",
    "head@urban",
    "clerk@housing",
    "head@community",
    "grid_worker@grid",
    "callback+clerk@urban",
    "supervisor+clerk@community",
    "intake+callback@street",
    "dispatcher+clerk@street",
    "supervisor@county",
    "dispatcher@county",
    "leader@county",
    "supervisor@nowhere",
    "voice:other",
    "administrator@county",
];

#[derive(Clone, Debug)]
struct Step {
    matter: u8,
    natural: bool,
    row: usize,
    somebody: Option<usize>,
    office: u8,
    minutes: i64,
    luck: u8,
}

fn step() -> impl Strategy<Value = Step> {
    let somebody = prop_oneof![3 => Just(None), 1 => (0..ANYBODY.len()).prop_map(Some)];
    let minutes = prop_oneof![Just(0), 1..200_i64, 200..6000_i64, Just(30_000_i64)];
    (0..3_u8, prop::bool::weighted(0.6), 0..ROWS.len(), somebody, 0..8_u8, minutes, any::<u8>())
        .prop_map(|(matter, natural, row, somebody, office, minutes, luck)| Step {
            matter: matter.saturating_sub(1),
            natural,
            row,
            somebody,
            office,
            minutes,
            luck,
        })
}

/// What whoever owns the matter would do next.
fn next(w: &World, m: &str, office: &str, luck: u8) -> &'static str {
    let matter = w.state(m);
    let lead = matter.lead();
    match matter.owner(&w.procedure) {
        None => ["close", "reopen", "rate", "check", "unmerge"][usize::from(luck % 5)],
        Some(Owner::Intake) => ["accept", "accept", "accept", "settle"][usize::from(luck % 4)],
        Some(Owner::Dispatch) if matter.result.is_some() => {
            ["rework", "consult"][usize::from(luck % 2)]
        }
        Some(Owner::Dispatch) if lead.is_none() => "assign_lead",
        Some(Owner::Dispatch | Owner::Leader | Owner::Arbitration) => "decide",
        Some(Owner::Unit(_)) if matter.suspended => "resume",
        Some(Owner::Unit(_)) => match lead {
            Some(lead) if lead.signed_in.is_none() => "sign_in",
            Some(lead) if lead.contacted.is_none() && office != "grid" => "contact",
            _ => {
                let errand = &matter.errand;
                if errand.originals() > 0 && luck.is_multiple_of(2) {
                    return "return_documents";
                }
                if w.procedure.documents.taken && errand.authority.is_none() {
                    return "take_documents";
                }
                let all = ["submit", "join", "submit", "submit_unsolved", "sub_assign"];
                all[usize::from(luck % 5)]
            }
        },
        Some(Owner::SignOff(_)) => "sign_off",
        Some(Owner::Review) => "review",
        Some(Owner::Callback) => ["callback", "rate"][usize::from(luck % 2)],
        Some(Owner::Check) => "check",
    }
}

fn office_of(w: &World, m: &str, roll: u8) -> &'static str {
    let codes = ["urban", "housing", "community", "grid"];
    let lead = w.state(m).lead().map(|lead| lead.unit);
    let of_lead = codes.into_iter().find(|code| Some(id(code)) == lead);
    match (roll, of_lead) {
        (0..5, Some(code)) => code,
        (0..5, None) => codes[usize::from(roll) % 3],
        _ => codes[usize::from(roll) % 4],
    }
}

/// Any of the voices.
fn some_voice(w: &World, m: &str, luck: u8) -> crate::id::ReportId {
    let voices = &w.state(m).reports;
    voices.get(usize::from(luck / 8) % voices.len().max(1)).map_or_else(|| id(m), |voice| voice.id)
}

/// The same, of another voice.
fn of_voice(command: Command, report: crate::id::ReportId) -> Command {
    match command {
        Command::Callback(call) => Command::Callback(CallBack { report, ..call }),
        Command::Rate(rate) => Command::Rate(Rate { report, ..rate }),
        other => other,
    }
}

/// Lucky or not: what differs within one command.
fn vary(command: Command, m: &str, office: &str, luck: u8) -> Command {
    let not = luck.is_multiple_of(3);
    match command {
        Command::Callback(_) if luck.is_multiple_of(5) => callback(m, None),
        Command::Callback(_) if not => callback(m, verdict(Solved::Not)),
        Command::Rate(_) if not => rate(m, 1, Some(Solved::Not)),
        Command::Rate(_) if luck % 3 == 1 => rate(m, 3, None),
        Command::Check(_) => {
            let found = if not { Solved::Not } else { Solved::Solved };
            check(found, !luck.is_multiple_of(4))
        }
        Command::Review(_) if not => Command::Review(back()),
        Command::Decide(mut judge) => {
            judge.granted = luck % 4 != 3;
            judge.unit = luck
                .is_multiple_of(2)
                .then(|| id(if office == "urban" { "housing" } else { "urban" }));
            Command::Decide(judge)
        }
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if std::env::var_os("HUISHENG_ENDURE").is_some() { 20_000 } else { 256 },
        max_shrink_iters: 2_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_laws_hold_over_any_life(
        procedure in 0..4_usize,
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut w = World::new([P13710, P12345, UPSTREAM, ERRAND][procedure]);
        let due = Some(at("2026-03-10T12:00"));
        let order = Upstream::new("city", "A1", due);
        let upstream = (procedure == 2).then_some(order);
        let kind = w.procedure.kinds[0];
        w.ok("intake@street", "m", reported(ReportMatter { kind, upstream, ..report("m") }));
        w.ok("reporting", "n", reported(ReportMatter { kind, ..report("n") }));
        for (n, step) in steps.iter().enumerate() {
            let m = ["m", "n"][usize::from(step.matter)];
            w.seen = step.luck.is_multiple_of(7);
            let then = w.clone();
            w.now = w.now.checked_add(SignedDuration::from_mins(step.minutes)).expect("an instant");
            let office = office_of(&w, m, step.office);
            let name = if step.natural { next(&w, m, office, step.luck) } else { ROWS[step.row] };
            let (natural, command) = row(&w, name, m, office, &format!("f{n}"));
            let who = match step.somebody {
                Some(somebody) => ANYBODY[somebody].to_owned(),
                None if name == "undo" => "clerk@urban".to_owned(),
                None => natural,
            };
            let voice = some_voice(&w, m, step.luck);
            let command = of_voice(vary(command, m, office, step.luck), voice);
            let was_late = w.state(m).is_late(w.now);
            let before = w.matters.clone();
            let who = match (name, step.somebody) {
                ("rate", None) => Actor::Reporter { report: Some(voice) },
                _ => actor(&who),
            };
            match w.run(&who, m, &command) {
                Err(_) => prop_assert!(before == w.matters, "a refusal changed something"),
                Ok(()) => {
                    let (old, new) = (&before[&id(m)].0, w.state(m));
                    verified_by_somebody_else(old, new, &who, &w);
                    used_never_decreases(old, new, &then, &w);
                    // More time that was asked for in time may be granted late.
                    let granted = matches!(command, Command::Decide(_));
                    prop_assert!(!was_late || granted || new.is_late(w.now), "the late mark went");
                    prop_assert!(new.version > old.version);
                }
            }
        }
    }

    /// Whatever happened to both before, and to the other one and to the voices in between.
    #[test]
    fn merge_and_unmerge_is_identity(
        before in prop::collection::vec(step(), 0..25),
        between in prop::collection::vec(step(), 0..12),
        urged in any::<bool>(),
    ) {
        let mut w = World::new(P13710);
        w.ok("intake@street", "m", reported(report("m")));
        w.ok("intake@street", "n", reported(report("n")));
        for (n, step) in before.iter().enumerate() {
            let m = ["m", "n"][usize::from(step.matter)];
            live(&mut w, m, step, &format!("f{n}"));
        }
        let (m, n) = (w.state("m").clone(), w.state("n").clone());
        let (_, merge) = row(&w, "merge", "m", "urban", "");
        if w.run(&staff("dispatcher@street"), "m", &merge).is_err() {
            return Ok(());
        }
        for (n, step) in between.iter().enumerate() {
            live(&mut w, "n", step, &format!("g{n}"));
        }
        let (_, urge) = row(&w, "urge", "m", "urban", "");
        let urged = urged && w.run(&actor("voice:m"), "n", &urge).is_ok();
        let (_, unmerge) = row(&w, "unmerge", "m", "urban", "");
        if w.state("n").archived.is_some() || went_on(w.state("n")) {
            prop_assert_eq!(w.no("dispatcher@street", "m", unmerge), "other_matter");
            return Ok(());
        }
        let there = w.state("n").clone();
        w.ok("dispatcher@street", "m", unmerge);
        let back = w.state("m");
        let mut voices = m.reports.clone();
        if urged {
            let urges = voices[0].urged.map_or(1, |(_, times)| times + 1);
            voices[0].urged = back.reports[0].urged;
            prop_assert_eq!(back.reports[0].urged.map(|(_, times)| times), Some(urges));
        }
        prop_assert_eq!(&back.reports, &voices);
        prop_assert_eq!(&back.clocks, &m.clocks, "the clocks run as if they had never stopped");
        prop_assert_eq!(&back.links, &m.links);
        prop_assert_eq!(back.stage(), m.stage());
        // The other one has its own voices and ties as they have become, and none of this one's.
        let n_now = w.state("n");
        let mut left = there.reports;
        left.retain(|voice| m.report(voice.id).is_none());
        prop_assert_eq!(&n_now.reports, &left);
        prop_assert_eq!(&n_now.links, &n.links);
        let of_m = n_now.open_clocks().find(|clock| clock.from == Some(m.id));
        prop_assert!(of_m.is_none(), "a clock of a voice that has left: {of_m:?}");
    }
}

/// Its voices are in another matter, by a split or a merge.
fn went_on(matter: &Matter) -> bool {
    let goes_on = |link: &Link| matches!(link.kind, LinkKind::MergedInto | LinkKind::SplitInto);
    matter.links.iter().any(goes_on)
}

/// A step of somebody's on `m`, if it is lawful.
fn live(w: &mut World, m: &str, step: &Step, fresh: &str) {
    w.now = w.now.checked_add(SignedDuration::from_mins(step.minutes)).expect("an instant");
    let office = office_of(w, m, step.office);
    let name = if step.natural { next(w, m, office, step.luck) } else { ROWS[step.row] };
    let (who, command) = row(w, name, m, office, fresh);
    // Refused or not: what is asked comes after.
    let _ = w.run(&actor(&who), m, &command);
}
