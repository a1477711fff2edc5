//! Erasing what is held of one voice: asked for and decided, taken back, or kept long enough.

use super::{Writer, verify};
use crate::matter::{
    Actor, DataRight, EraseGround, EraseVoice, Happening, LinkKind, Matter, Refusal, Role, Words,
    rights,
};

/// As a quarantine, and never by an office that handles the matter: it could erase who complains of its work.
const ERASES: &[Role] = &[Role::Dispatcher, Role::Supervisor];

pub(super) fn erase_voice(
    writer: &mut Writer<'_>,
    request: Option<&Matter>,
    erase: &EraseVoice,
) -> Result<(), Refusal> {
    let matter = writer.matter()?;
    let own = Actor::Reporter { report: Some(erase.report) };
    match (writer.context.actor, erase.ground) {
        (Actor::House, _) => {}
        (Actor::Staff { .. }, EraseGround::Requested) => {
            writer.context.need(ERASES)?;
            verify::outside(writer, matter)?;
            asked_for(matter, request, erase)?;
        }
        (actor, EraseGround::Withdrawn) if *actor == own && !erase.words => {}
        _ => return Err(Refusal::OnlyReporter),
    }
    let history = writer.context.history;
    let mut steps = if erase.words { rights::said_by(history, erase.report) } else { Vec::new() };
    let before = rights::erased_steps(history);
    steps.retain(|step| !before.contains(step));
    let voice = matter.report(erase.report);
    // A voice that went back to its own matter may have left words behind.
    if voice.is_none() && steps.is_empty() {
        return Err(Refusal::NoReport);
    }
    let held = voice.is_some_and(|voice| voice.person.is_some() && voice.erased.is_none());
    if !held && steps.is_empty() {
        return Err(Refusal::AlreadyDone);
    }
    let files = rights::files_of(history, &steps);
    let EraseVoice { report, ground, request, .. } = *erase;
    writer.emit(Happening::VoiceErased { report, ground, steps, files, request }, Words::none());
    // The others may all have been heard.
    verify::end_if_all_heard(writer);
    Ok(())
}

/// Nobody erases a voice on his own account: the person asked for it, by a matter of its own.
fn asked_for(matter: &Matter, request: Option<&Matter>, erase: &EraseVoice) -> Result<(), Refusal> {
    let request = request.filter(|request| Some(request.id) == erase.request);
    let asked = request.and_then(|request| {
        let about =
            |link: &crate::matter::Link| link.kind == LinkKind::RightOf && link.matter == matter.id;
        request.asked.filter(|_| request.links.iter().any(about))
    });
    let asked = asked.filter(|asked| asked.report == erase.report);
    let asked = asked.ok_or(Refusal::Invalid { field: "request" })?;
    if asked.right == DataRight::Delete {
        Ok(())
    } else {
        Err(Refusal::Invalid { field: "request" })
    }
}
