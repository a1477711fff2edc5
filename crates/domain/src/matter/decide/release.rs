//! What everybody may read: released by a dispatcher, withheld again.

use super::{Writer, needed, verify};
use crate::matter::{Happening, Reasoned, Refusal, Release, Role, Word, Words, released::coarse};

const RELEASES: &[Role] = &[Role::Dispatcher];
/// What should not be read by everybody is withheld by whoever sees it first.
const WITHHOLDS: &[Role] = &[Role::Dispatcher, Role::Supervisor];

/// The office that handles a matter does not write alone what everybody reads of it.
pub(super) fn release(writer: &mut Writer<'_>, release: &Release) -> Result<(), Refusal> {
    let context = writer.context;
    context.need(RELEASES)?;
    let matter = writer.matter()?;
    verify::outside(writer, matter)?;
    // Before that it may turn out to be none of ours.
    if matter.is_open() && matter.accepted.is_none() {
        return Err(Refusal::NotNow { stage: matter.stage() });
    }
    if let Some(ending) = matter.ending.as_ref().filter(|_| matter.is_gone()) {
        return Err(Refusal::Ended { kind: ending.kind });
    }
    if !matter.is_public(context.lists) {
        return Err(Refusal::NotForPublic);
    }
    let title = nobody_named(needed(&release.title, "title")?, "title")?;
    let answer = release.answer.as_deref().filter(|answer| !answer.trim().is_empty());
    if answer.is_some() && matter.is_open() {
        return Err(Refusal::NotEnded);
    }
    let answer = answer.map(|answer| nobody_named(answer, "answer")).transpose()?;
    let words = Words::none().with(Word::PublicTitle, title).with_some(Word::PublicAnswer, answer);
    let point = context.lists.point_of(&matter.place).map(coarse);
    writer.emit(Happening::Released { point, answered: answer.is_some() }, words);
    Ok(())
}

pub(super) fn withhold(writer: &mut Writer<'_>, reason: &Reasoned) -> Result<(), Refusal> {
    writer.context.need(WITHHOLDS)?;
    let matter = writer.matter()?;
    verify::outside(writer, matter)?;
    if matter.released.is_none() {
        return Err(Refusal::NotReleased);
    }
    let reason = needed(&reason.reason, "reason")?;
    writer.emit(Happening::Withheld, Words::none().with(Word::Reason, reason));
    Ok(())
}

/// No mobile number and no number of an identity card, however it is divided: 138 0000 0000.
fn nobody_named<'t>(text: &'t str, field: &'static str) -> Result<&'t str, Refusal> {
    let mut run = String::new();
    for letter in text.chars().chain(['。']) {
        match letter {
            '0'..='9' => run.push(letter),
            ' ' | '-' => {}
            _ if is_somebodys(&run) => return Err(Refusal::Invalid { field }),
            _ => run.clear(),
        }
    }
    Ok(text)
}

fn is_somebodys(digits: &str) -> bool {
    let mobile = digits.len() == 11 && digits.starts_with('1');
    mobile || matches!(digits.len(), 15 | 17 | 18)
}
