//! Orders of a platform above.

use super::{Writer, finish, needed, verify};
use crate::matter::{
    AnswerUpstream, AskAbove, AskUpstream, AskedAbove, EndingKind, Happening, HearUpstream,
    MoveUpstream, RateUpstream, RatedAbove, Refusal, Role, Solved, Upstream, Word, Words, clocks,
};

const ENTERS: &[Role] = &[Role::Dispatcher, Role::Supervisor, Role::Leader];
/// Whoever sits before the page of the platform above.
const WATCHES: &[Role] = &[Role::Intake, Role::Dispatcher, Role::Supervisor];
/// Whoever enters something into its page.
const ASKS: &[Role] = &[Role::Intake, Role::Dispatcher];
/// Characters of a state.
const STATE: usize = 60;

/// What a platform above set, only the platform above moves: it is entered here, one level above the
/// office that gains by it, and before the day of before has passed.
pub(super) fn move_day(writer: &mut Writer<'_>, order: &MoveUpstream) -> Result<(), Refusal> {
    writer.context.need(ENTERS)?;
    let matter = writer.open()?;
    let clocks: Vec<_> = clocks::from_above(matter, writer.context.procedure).collect();
    if matter.upstream.is_none() && clocks.is_empty() {
        return Err(Refusal::NotFromAbove);
    }
    if matter.lead().is_some_and(|lead| !writer.context.is_above(lead.unit)) {
        return Err(Refusal::OneLevelUp);
    }
    if clocks.is_empty() && matter.accepted.is_some() {
        return Err(Refusal::NotNow { stage: matter.stage() });
    }
    if let Some(late) = clocks.iter().find(|clock| clock.clock.is_overdue(writer.now)) {
        return Err(Refusal::AfterDue { due: late.clock.due });
    }
    if order.due <= writer.now {
        return Err(Refusal::OutOfOrder { field: "due" });
    }
    let known = match clocks.as_slice() {
        [] => matter.upstream.as_ref().is_some_and(|known| known.due == Some(order.due)),
        clocks => clocks.iter().all(|clock| clock.clock.due == order.due),
    };
    if known {
        return Err(Refusal::AlreadyDone);
    }
    let reason = needed(&order.reason, "reason")?;
    let moved = Happening::UpstreamMoved { due: order.due };
    writer.emit(moved, Words::none().with(Word::Reason, reason));
    Ok(())
}

/// An order that is taken in: it is named, and nothing was answered to it yet.
pub(super) fn taken(order: &Upstream) -> Result<(), Refusal> {
    needed(&order.source, "source")?;
    needed(&order.number, "number")?;
    if order.entered.is_some() {
        return Err(Refusal::Invalid { field: "entered" });
    }
    order.state.as_deref().map_or(Ok(()), short)
}

fn short(state: &str) -> Result<(), Refusal> {
    match state.chars().count() {
        0..=STATE => Ok(()),
        _ => Err(Refusal::Invalid { field: "state" }),
    }
}

/// What the platform above says of its order, also after the end here: there it may go on.
pub(super) fn hear(writer: &mut Writer<'_>, heard: &HearUpstream) -> Result<(), Refusal> {
    writer.context.need(WATCHES)?;
    let order = writer.matter()?.order().ok_or(Refusal::NotFromAbove)?;
    let said = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let (state, text) = (said(&heard.state), said(&heard.text));
    if state.is_none() && text.is_none() {
        return Err(Refusal::Missing { field: "state" });
    }
    state.as_deref().map_or(Ok(()), short)?;
    let state = state.filter(|state| order.state.as_ref() != Some(state));
    if state.is_none() && text.is_none() {
        return Err(Refusal::AlreadyDone);
    }
    let words = Words::none().with(Word::Text, text.as_deref().unwrap_or_default());
    writer.emit(Happening::UpstreamHeard { state }, words);
    Ok(())
}

/// The answer that holds was entered there; the next one is owed anew.
pub(super) fn enter(writer: &mut Writer<'_>) -> Result<(), Refusal> {
    writer.context.need(ASKS)?;
    let matter = writer.matter()?;
    let order = matter.order().ok_or(Refusal::NotFromAbove)?;
    if order.entered.is_some() {
        return Err(Refusal::AlreadyDone);
    }
    if !matter.is_answered(writer.context.procedure) {
        return Err(Refusal::NotNow { stage: matter.stage() });
    }
    writer.undoable().emit(Happening::UpstreamEntered, Words::none());
    Ok(())
}

/// 向上申请. One thing at a time, before a result is there, and more time before the day has passed.
pub(super) fn ask(writer: &mut Writer<'_>, ask: &AskUpstream) -> Result<(), Refusal> {
    writer.context.need(ASKS)?;
    let matter = writer.open()?;
    let order = matter.order().ok_or(Refusal::NotFromAbove)?;
    if order.waiting().is_some() {
        return Err(Refusal::AskedAbove);
    }
    if matter.result.is_some() {
        return Err(Refusal::NotNow { stage: matter.stage() });
    }
    match (ask.ask, ask.until) {
        (AskAbove::Return, Some(_)) => return Err(Refusal::Invalid { field: "until" }),
        (AskAbove::Return, None) => {}
        (AskAbove::Extension, None) => return Err(Refusal::Missing { field: "until" }),
        (AskAbove::Extension, Some(until)) => {
            if let Some(due) = order.due.filter(|due| *due <= writer.now) {
                return Err(Refusal::AfterDue { due });
            }
            if until <= order.due.unwrap_or(writer.now) {
                return Err(Refusal::OutOfOrder { field: "until" });
            }
        }
    }
    let reason = needed(&ask.reason, "reason")?;
    let asked = AskedAbove { ask: ask.ask, at: writer.now, until: ask.until, answered: None };
    let words = Words::none().with(Word::Reason, reason);
    writer.undoable().emit(Happening::UpstreamAsked(asked), words);
    Ok(())
}

/// 上级批复. What is granted holds at once: the other day is the clock, or the matter has gone back. Written down one level
/// above the office that gains by it.
pub(super) fn answer(writer: &mut Writer<'_>, answer: &AnswerUpstream) -> Result<(), Refusal> {
    writer.context.need(ENTERS)?;
    let matter = writer.open()?;
    let order = matter.order().ok_or(Refusal::NotFromAbove)?;
    let asked = order.waiting().cloned().ok_or(Refusal::NothingToAnswer)?;
    if matter.lead().is_some_and(|lead| !writer.context.is_above(lead.unit)) {
        return Err(Refusal::OneLevelUp);
    }
    let given = answer.until.or(asked.until).filter(|_| answer.granted);
    match asked.ask {
        AskAbove::Return if answer.until.is_some() => {
            return Err(Refusal::Invalid { field: "until" });
        }
        AskAbove::Extension if given.is_some_and(|until| until <= writer.now) => {
            return Err(Refusal::OutOfOrder { field: "until" });
        }
        AskAbove::Extension if answer.until.is_some() && !answer.granted => {
            return Err(Refusal::Invalid { field: "until" });
        }
        AskAbove::Return | AskAbove::Extension => {}
    }
    let runs = matter.result.is_none();
    let opinion = needed(&answer.opinion, "opinion")?;
    let words = Words::none().with(Word::Opinion, opinion);
    writer.emit(Happening::UpstreamAnswered { granted: answer.granted }, words);
    match (asked.ask, given) {
        (AskAbove::Return, _) if answer.granted => {
            writer.end(writer.ending(EndingKind::HandedOver), Words::none());
        }
        // A result that came meanwhile has stopped what would be moved.
        (AskAbove::Extension, Some(due)) if runs => {
            writer.emit(Happening::UpstreamMoved { due }, Words::none());
        }
        _ => {}
    }
    Ok(())
}

/// 上级回访评价: the reporter's word, as the platform above has heard it. Before the end it is heard like a callback, so
/// whoever writes down a good word stands outside the handling office; a late "not solved" opens it again within the
/// window, and all else is kept as the order's rating.
pub(super) fn rate(writer: &mut Writer<'_>, rate: &RateUpstream) -> Result<(), Refusal> {
    writer.context.need(WATCHES)?;
    let matter = writer.matter()?;
    let order = matter.order().ok_or(Refusal::NotFromAbove)?;
    let (solved, satisfaction) = (rate.solved, rate.satisfaction);
    if solved.is_none() && satisfaction.is_none() {
        return Err(Refusal::Missing { field: "solved" });
    }
    if satisfaction.is_some_and(|stars| !(1..=5).contains(&stars)) {
        return Err(Refusal::Invalid { field: "satisfaction" });
    }
    let voice = matter.reports.first().ok_or(Refusal::NoReport)?;
    let report = voice.id;
    let since = match &matter.ending {
        Some(ending) => ending.at,
        None => {
            let (_, result) = verify::ready(writer)?;
            if result.rejected {
                return Err(Refusal::Rejected);
            }
            if solved.is_some_and(|solved| solved != Solved::Not) {
                verify::outside(writer, matter)?;
            }
            result.at
        }
    };
    let same = |known: &RatedAbove| {
        known.at >= since && (known.solved, known.satisfaction) == (solved, satisfaction)
    };
    if order.rating.as_ref().is_some_and(same) {
        return Err(Refusal::AlreadyDone);
    }
    let ended = matter.ending.is_some();
    let rating = RatedAbove { solved, satisfaction, at: writer.now };
    let words = Words::none().with(Word::Text, &rate.text);
    writer.emit(Happening::UpstreamRated { report, rating }, words);
    match (ended, solved) {
        (false, Some(_)) => verify::end_if_all_heard(writer),
        (true, Some(Solved::Not)) if finish::may_reopen(writer).is_ok() => {
            writer.emit(Happening::Reopened { report: Some(report) }, Words::none());
        }
        _ => {}
    }
    Ok(())
}
