//! What those who wait for an answer may do: join, add, urge, answer, rate, take back.

use super::{Writer, finish, needed, verify};
use crate::clock::Clock;
use crate::id::ReportId;
use crate::matter::{
    Actor, EndingKind, Happening, Join, Rate, Refusal, ReplyQuestion, Report, Role, Solved,
    Supplement, Urge, Withdraw, Word, Words,
};
use crate::procedure::Choice;

const FOR_CALLERS: &[Role] =
    &[Role::Intake, Role::Dispatcher, Role::Callback, Role::Clerk, Role::Head, Role::GridWorker];

/// Of one matter, by those who add themselves: no page makes a matter grow for ever. Staff may go on.
const MOST_VOICES: usize = 500;

/// Of one rating.
const MOST_TAGS: usize = 5;

const WITHDRAWS: &[Role] = &[Role::Intake, Role::Dispatcher, Role::Callback];

/// The reporter speaks for the own voice only; staff may enter what a caller says.
fn speaks_for(writer: &Writer<'_>, report: ReportId) -> Result<(), Refusal> {
    match writer.context.actor {
        Actor::Reporter { report: own } if *own == Some(report) => {}
        Actor::Reporter { .. } | Actor::House => return Err(Refusal::OnlyReporter),
        Actor::Staff { .. } => writer.context.need(FOR_CALLERS)?,
    }
    let voice = writer.matter()?.report(report).filter(|voice| voice.withdrawn.is_none());
    voice.map(|_| ()).ok_or(Refusal::NoReport)
}

pub(super) fn join(writer: &mut Writer<'_>, join: &Join) -> Result<(), Refusal> {
    if !matches!(writer.context.actor, Actor::Reporter { .. }) {
        writer.context.need(FOR_CALLERS)?;
    }
    let matter = writer.open()?;
    if matter.report(join.report).is_some() {
        return Err(Refusal::AlreadyDone);
    }
    if matter.reports.len() >= MOST_VOICES && writer.context.actor.account().is_none() {
        return Err(Refusal::VoicesEnough);
    }
    let report = Report {
        id: join.report,
        channel: join.channel,
        at: writer.now,
        person: join.person.clone(),
        on_behalf: false,
        entered_by: writer.context.actor.account(),
        entered_at: writer.context.actor.unit(),
        hidden_from: Vec::new(),
        from: None,
        urged: None,
        rating: None,
        withdrawn: None,
        contact_amended: false,
        notice: join.notice,
        erased: None,
    };
    writer.emit(Happening::Joined { report }, Words::none().with(Word::Text, &join.text));
    Ok(())
}

pub(super) fn supplement(writer: &mut Writer<'_>, add: &Supplement) -> Result<(), Refusal> {
    writer.open()?;
    match add.report {
        Some(report) => speaks_for(writer, report)?,
        None => writer.context.need(FOR_CALLERS)?,
    }
    if add.files.is_empty() {
        needed(&add.text, "text")?;
    }
    let supplemented = Happening::Supplemented { report: add.report, files: add.files.clone() };
    writer.emit(supplemented, Words::none().with(Word::Text, &add.text));
    Ok(())
}

pub(super) fn urge(writer: &mut Writer<'_>, urge: &Urge) -> Result<(), Refusal> {
    let matter = writer.open()?;
    let last = matter.report(urge.report).and_then(|voice| voice.urged);
    speaks_for(writer, urge.report)?;
    if let Some((last, _)) = last {
        let every = writer.context.procedure.urge.every;
        let at = Clock::start(last, every, writer.context.calendar).due;
        if at > writer.now {
            return Err(Refusal::TooSoon { at });
        }
    }
    writer
        .emit(Happening::Urged { report: urge.report }, Words::none().with(Word::Text, &urge.text));
    Ok(())
}

pub(super) fn reply(writer: &mut Writer<'_>, reply: &ReplyQuestion) -> Result<(), Refusal> {
    let matter = writer.open()?;
    match writer.context.actor {
        Actor::Reporter { report: Some(own) } if matter.report(*own).is_some() => {}
        Actor::Staff { .. } => writer.context.need(FOR_CALLERS)?,
        _ => return Err(Refusal::OnlyReporter),
    }
    let open = matter.questions.iter().any(|question| {
        let asked = match writer.context.actor {
            Actor::Reporter { report } => question.report.is_none() || question.report == *report,
            _ => true,
        };
        asked && question.id == reply.question && question.answered.is_none()
    });
    if !open {
        return Err(Refusal::NothingToAnswer);
    }
    let answer = needed(&reply.answer, "answer")?;
    let answered = Happening::QuestionAnswered { question: reply.question };
    writer.emit(answered, Words::none().with(Word::Answer, answer));
    Ok(())
}

/// Staff never rate for a citizen: the reporter alone. DOMAIN §6.2.
pub(super) fn rate(writer: &mut Writer<'_>, rate: &Rate) -> Result<(), Refusal> {
    if !matches!(writer.context.actor, Actor::Reporter { report: Some(own) } if *own == rate.report)
    {
        return Err(Refusal::OnlyReporter);
    }
    speaks_for(writer, rate.report)?;
    if !(1..=5).contains(&rate.stars) {
        return Err(Refusal::Invalid { field: "stars" });
    }
    check_tags(writer, &rate.tags)?;
    let matter = writer.matter()?;
    let voice = matter.report(rate.report).ok_or(Refusal::NoReport)?;
    // A finding nobody else stands behind: its finder does not confirm the own work by its code.
    let own_finding = voice.person.is_none()
        && voice
            .entered_by
            .is_some_and(|by| matter.assignments.iter().any(|s| s.workers.contains(&by)));
    if own_finding {
        return Err(Refusal::OwnResult);
    }
    // Before the end a good word decides. Whoever entered the voice within the office holds its code, so
    // that word is taken by a callback; that it is not solved is heard from anybody.
    let decides = matter.is_open() && rate.solved.is_some_and(|solved| solved != Solved::Not);
    if decides && verify::entered_inside(writer, matter, voice) {
        return Err(Refusal::EnteredInside);
    }
    let since = match (&matter.ending, &matter.result) {
        (Some(ending), result) => match ending.rate_until {
            Some(until) if writer.now < until && matter.closed.is_none() => {
                result.as_ref().map_or(ending.at, |result| result.at)
            }
            _ => return Err(Refusal::RatingClosed),
        },
        (None, Some(_)) => {
            let (_, result) = verify::ready(writer)?;
            if result.rejected {
                return Err(Refusal::Rejected);
            }
            result.at
        }
        (None, None) => return Err(Refusal::NotNow { stage: matter.stage() }),
    };
    // One matter, one rating (DOMAIN 6.2): anew only after it was handled anew.
    if voice.rating.as_ref().is_some_and(|given| given.at >= since) {
        return Err(Refusal::AlreadyDone);
    }
    let ended = matter.ending.is_some();
    let rated = Happening::Rated { report: rate.report, rating: rate.given(writer.now) };
    writer.emit(rated, Words::none().with(Word::Text, &rate.text));
    match (ended, rate.solved) {
        (false, Some(_)) => verify::end_if_all_heard(writer),
        (true, Some(Solved::Not)) if finish::may_reopen(writer).is_ok() => {
            writer.emit(Happening::Reopened { report: Some(rate.report) }, Words::none());
        }
        _ => {}
    }
    Ok(())
}

/// Tags stand in the event for ever, so they are codes of the procedure; own words go beside it.
fn check_tags(writer: &Writer<'_>, tags: &[String]) -> Result<(), Refusal> {
    let known = &writer.context.procedure.rating.tags;
    let twice = (1..tags.len()).any(|n| tags[..n].contains(&tags[n]));
    let fit = tags.len() <= MOST_TAGS && !twice && tags.iter().all(|t| Choice::is_among(known, t));
    if fit { Ok(()) } else { Err(Refusal::Invalid { field: "tags" }) }
}

pub(super) fn withdraw(writer: &mut Writer<'_>, withdraw: &Withdraw) -> Result<(), Refusal> {
    let matter = writer.open()?;
    speaks_for(writer, withdraw.report)?;
    if matches!(writer.context.actor, Actor::Staff { .. }) {
        // An office does not rid itself of a matter in the reporter's name.
        writer.context.need(WITHDRAWS)?;
        verify::outside(writer, matter)?;
        needed(&withdraw.reason, "reason")?;
    } else if matter
        .report(withdraw.report)
        .is_some_and(|v| verify::entered_inside(writer, matter, v))
    {
        return Err(Refusal::EnteredInside);
    }
    let words = Words::none().with(Word::Reason, &withdraw.reason);
    writer.emit(Happening::VoiceWithdrawn { report: withdraw.report }, words);
    if writer.matter()?.reports.iter().all(|voice| voice.withdrawn.is_some()) {
        writer.end(writer.ending(EndingKind::Withdrawn), Words::none());
        return Ok(());
    }
    // The others may all have been heard.
    verify::end_if_all_heard(writer);
    Ok(())
}
