//! Two and more matters in one decision: split, merge, un-merge.

use super::{Decided, Writer, errand, needed, verify};
use crate::matter::{
    Ending, EndingKind, Happening, Link, LinkKind, Matter, MatterClock, Merge, Refusal, Report,
    Reported, Role, Spent, Split, Unmerge, Word, Words, clocks,
};
use crate::procedure::Moment;

const LINKS: &[Role] = &[Role::Dispatcher, Role::Intake];

/// What a leader waits for is not ended by dividing or joining what it is about.
pub(super) fn no_instruction(matter: &Matter) -> Result<(), Refusal> {
    let waits = matter.instructions.iter().any(|instruction| instruction.reported_back.is_none());
    if waits { Err(Refusal::InstructionOpen) } else { Ok(()) }
}

/// Every part begins when the whole did: the reporter's clock never moves for a split.
pub(super) fn split(mut writer: Writer<'_>, split: &Split) -> Result<Vec<Decided>, Refusal> {
    writer.context.need(LINKS)?;
    let whole = writer.open()?.clone();
    if whole.result.is_some() || whole.suspended {
        return Err(Refusal::NotNow { stage: whole.stage() });
    }
    no_instruction(&whole)?;
    if split.parts.len() < 2 || split.parts.len() > 10 {
        return Err(Refusal::Invalid { field: "parts" });
    }
    let mut ids: Vec<_> = split.parts.iter().map(|part| part.id).chain([whole.id]).collect();
    ids.sort_unstable();
    if ids.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Refusal::Invalid { field: "parts" });
    }
    // Nobody would know any more which part keeps it.
    errand::given_back(&writer, &whole)?;
    let reason = needed(&split.reason, "reason")?;
    let mut all = Vec::new();
    for part in &split.parts {
        needed(&part.title, "title")?;
        if part.reports.len() != whole.reports.len() {
            return Err(Refusal::Invalid { field: "reports" });
        }
        let mut voices = whole.reports.iter().zip(&part.reports).map(|(voice, id)| Report {
            id: *id,
            from: None,
            urged: None,
            rating: None,
            ..voice.leaving(&whole)
        });
        let reported = Reported {
            number: part.number.clone(),
            kind: whole.kind,
            procedure: whole.procedure.clone(),
            category: part.category.or(whole.category),
            urgency: whole.urgency,
            place: whole.place.clone(),
            report: voices.next().ok_or(Refusal::NoReport)?,
            more: voices.collect(),
            files: whole.files.clone(),
            upstream: None,
            links: vec![Link { kind: LinkKind::SplitFrom, matter: whole.id }],
            subjects: whole.subjects.clone(),
            recused: whole.recused.clone(),
            asked: whole.asked,
            item: whole.errand.item.clone(),
            // No second chance is won by a split.
            spent: Spent {
                returns: whole.returns,
                extensions: whole.extensions,
                reworks: whole.reworks,
                reopens: whole.reopens,
            },
            origin: whole.origin,
            flags: Vec::new(),
        };
        let mut one = Writer::new(writer.area, None, writer.context, writer.now);
        one.made = writer.made;
        let words = Words::none().with(Word::Title, &part.title).with(Word::Text, &part.text);
        one.begin(part.id, reported, words, whole.received);
        if let Some(accepted) = whole.accepted {
            let category = part.category.or(whole.category);
            let routed = writer.context.lists.route(category, &whole.place, writer.now);
            let what = Happening::Accepted { category: None, severity: whole.severity, routed };
            one.emit_at(what, Words::none(), accepted);
        }
        one.inherit(&whole);
        writer.made = one.made;
        all.push(one.done()?);
    }
    let parts = split.parts.iter().map(|part| part.id).collect();
    writer.emit(Happening::SplitInto { parts }, Words::none().with(Word::Reason, reason));
    writer.end(writer.ending(EndingKind::Split), Words::none());
    all.insert(0, writer.done()?);
    Ok(all)
}

impl Writer<'_> {
    /// The clocks that run for the reporter pass to a part as they stand in the whole: given from
    /// above, planned, suspended, extended, in rework. What is simply running was begun anew from
    /// the original instants, under the part's own routing.
    fn inherit(&mut self, whole: &Matter) {
        let (Some(part), Some(draft)) = (&mut self.state, self.drafts.last_mut()) else { return };
        let for_reporter = |c: &&MatterClock| {
            let awaited = matches!(c.stops, Moment::Milestone | Moment::Submitted | Moment::Ended);
            c.key.of.is_none() && awaited
        };
        for clock in whole.clocks.iter().filter(for_reporter) {
            let plain = clock.is_open()
                && clock.clock.limit.is_some()
                && clock.clock.extensions.is_empty()
                && clock.clock.pauses.is_empty();
            if plain && part.clocks.iter().any(|own| own.key == clock.key) {
                continue;
            }
            for clocks in [&mut part.clocks, &mut draft.event.clocks] {
                match clocks.iter_mut().find(|own| own.key == clock.key) {
                    Some(own) => *own = clock.clone(),
                    None => clocks.push(clock.clone()),
                }
            }
        }
    }

    /// Clocks that come with the last event from another matter.
    fn add_clocks(&mut self, clocks: Vec<MatterClock>) {
        let (Some(matter), Some(draft)) = (&mut self.state, self.drafts.last_mut()) else { return };
        matter.clocks.extend(clocks.iter().cloned());
        draft.event.clocks.extend(clocks);
    }
}

pub(super) fn merge(
    mut writer: Writer<'_>,
    into: &Matter,
    merge: &Merge,
) -> Result<Vec<Decided>, Refusal> {
    writer.context.need(LINKS)?;
    let matter = writer.open()?.clone();
    if into.id == matter.id || into.id != merge.into || into.area != matter.area || !into.is_open()
    {
        return Err(Refusal::OtherMatter);
    }
    if matter.suspended || into.suspended {
        return Err(Refusal::Suspension { suspended: true });
    }
    if matter.result.is_some() || into.result.is_some() {
        return Err(Refusal::NotNow { stage: matter.stage() });
    }
    no_instruction(&matter)?;
    // Who must not see the one would read its voices in the other.
    if matter.subjects != into.subjects {
        return Err(Refusal::SubjectsDiffer);
    }
    if matter.reports.iter().any(|voice| into.report(voice.id).is_some()) {
        return Err(Refusal::OtherMatter);
    }
    errand::given_back(&writer, &matter)?;
    let reason = needed(&merge.reason, "reason")?;
    let mut other = Writer::new(writer.area, Some(into.clone()), writer.context, writer.now);
    let reports = matter
        .reports
        .iter()
        .map(|voice| Report { from: Some(matter.id), ..voice.leaving(&matter) })
        .collect();
    let words = Words::none().with(Word::Reason, reason);
    let clocks = clocks::taken_over(&matter, into);
    let recused = matter.recused.clone();
    other.emit(Happening::MergedIn { from: matter.id, reports, recused }, words.clone());
    other.add_clocks(clocks);
    let ending = Ending { into: Some(into.id), ..writer.ending(EndingKind::Merged) };
    writer.end(ending, words);
    Ok(vec![writer.done()?, other.done()?])
}

/// Every voice goes back as it is now; the clocks run on as if they had never stopped.
pub(super) fn unmerge(
    mut writer: Writer<'_>,
    from: &Matter,
    unmerge: &Unmerge,
) -> Result<Vec<Decided>, Refusal> {
    writer.context.need(LINKS)?;
    let matter = writer.matter()?.clone();
    let ending = matter.ending.as_ref().ok_or(Refusal::NotEnded)?;
    if ending.kind != EndingKind::Merged || ending.into != Some(from.id) || unmerge.from != from.id
    {
        return Err(Refusal::OtherMatter);
    }
    // Where its voices went on from there, that is undone first.
    let goes_on = |link: &Link| matches!(link.kind, LinkKind::MergedInto | LinkKind::SplitInto);
    if from.archived.is_some() || from.links.iter().any(goes_on) {
        return Err(Refusal::OtherMatter);
    }
    // An answer of its voices has decided about the other matter, or may yet.
    if from.answers.iter().any(|answer| matter.report(answer.report).is_some()) {
        return Err(Refusal::VoiceHeard);
    }
    let reason = needed(&unmerge.reason, "reason")?;
    let reports = matter
        .reports
        .iter()
        .map(|old| {
            from.report(old.id).map_or_else(
                || old.clone(),
                |now| Report {
                    from: old.from,
                    hidden_from: old.hidden_from.clone(),
                    ..now.clone()
                },
            )
        })
        .collect();
    let halted = matter.clocks.iter().filter(|clock| matter.halted.contains(&clock.key));
    let clocks = halted.map(MatterClock::running).collect();
    let words = Words::none().with(Word::Reason, reason);
    let mut other = Writer::new(writer.area, Some(from.clone()), writer.context, writer.now);
    // A tombstone takes no new words.
    let erased = from.ending.as_ref().is_some_and(|end| end.kind == EndingKind::Quarantined);
    let told = if erased { Words::none() } else { words.clone() };
    other.emit(Happening::GaveBack { to: matter.id }, told);
    // Those who stay may all have been heard.
    verify::end_if_all_heard(&mut other);
    writer.emit(Happening::Unmerged { reports, clocks }, words);
    Ok(vec![writer.done()?, other.done()?])
}
