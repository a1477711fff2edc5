//! What a command would write, or why it is refused.

mod apart;
mod assign;
mod errand;
mod exclusion;
mod finish;
mod handle;
mod intake;
mod link;
mod release;
mod reporter;
mod request;
mod rights;
mod upstream;
mod verify;
mod writer;

use jiff::Timestamp;

use super::{Actor, Command, EndingKind, Event, Matter, Place, Refusal, Role, RoutedBy, Words};
use crate::area::Area;
use crate::calendar::Calendar;
use crate::id::{CategoryId, UnitId};
use crate::procedure::Procedure;
use crate::unit::Units;
pub(super) use request::{deciders, returned};
use writer::Writer;

/// The lists of the day, asked while deciding; the answers go into the events.
pub trait Lists {
    /// What the responsibility list says of this category at this place and day.
    fn route(&self, category: Option<CategoryId>, place: &Place, at: Timestamp)
    -> Option<RoutedBy>;
    /// Whether the category runs around the clock on holidays.
    fn runs_urgent(&self, category: Option<CategoryId>) -> bool;
    /// Whether the place lies in the division that the unit serves.
    fn serves(&self, unit: UnitId, place: &Place) -> bool;
    /// Whether what the category is about is found in public space.
    fn is_public_space(&self, category: Option<CategoryId>) -> bool;
    /// The place's own point, or that of its quarter or building.
    fn point_of(&self, place: &Place) -> Option<[f64; 2]>;
}

/// What the caller loaded for a decision.
pub struct Context<'a> {
    /// Who acts.
    pub actor: &'a Actor,
    /// The procedure the matter began with, or the one a new matter begins with.
    pub procedure: &'a Procedure,
    /// The calendar of the matter's division.
    pub calendar: &'a Calendar,
    /// All units.
    pub units: &'a Units,
    /// Responsibility list and categories.
    pub lists: &'a dyn Lists,
    /// Somebody else has opened the matter since its last step.
    pub seen_since: bool,
    /// The whole history, where a command looks back.
    pub history: &'a [Event],
    /// Unguessable bytes from which new ids are made.
    pub seed: [u8; 16],
}

/// One event and the words beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The event.
    pub event: Event,
    /// Its words.
    pub words: Words,
}

/// What a command does to one matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// Before; `None` for a new matter.
    pub before: Option<Matter>,
    /// After.
    pub after: Matter,
    /// The events, in order.
    pub drafts: Vec<Draft>,
    /// All words and files of the matter are erased.
    pub erase: bool,
}

/// Decides a command on `matter` (none for a new one); `other` is the second matter of a merge,
/// or the one that a new matter follows.
/// One [`Decided`] for each matter that changes. `now` is when it is recorded.
pub fn decide(
    area: Area,
    matter: Option<&Matter>,
    other: Option<&Matter>,
    command: &Command,
    context: &Context<'_>,
    now: Timestamp,
) -> Result<Vec<Decided>, Refusal> {
    let mut writer = Writer::new(area, matter.cloned(), context, now);
    if matter.is_some() && matches!(command, Command::Report(_)) {
        return Err(Refusal::AlreadyDone);
    }
    match command {
        Command::Report(report) => return intake::report(writer, report, other),
        Command::Import(import) => return finish::import(writer, import),
        _ => {}
    }
    let matter = matter.ok_or(Refusal::OtherMatter)?;
    // A secret that is found late is erased late, what should not be public withheld, a name starred, and what
    // is held of a person erased.
    let late = matches!(
        command,
        Command::Quarantine(_) | Command::Withhold(_) | Command::Mark(_) | Command::EraseVoice(_)
    );
    if matter.archived.is_some() && !late {
        return Err(Refusal::NotNow { stage: matter.stage() });
    }
    let ending = matter.ending.as_ref().map(|ending| ending.kind);
    let of_a_tombstone =
        matches!(command, Command::Quarantine(_) | Command::Close | Command::Archive);
    if ending == Some(EndingKind::Quarantined) && !of_a_tombstone {
        return Err(Refusal::Ended { kind: EndingKind::Quarantined });
    }
    let kept_from = |matter: &Matter| matter.is_kept_from(context.actor, context.units);
    if kept_from(matter) || other.is_some_and(kept_from) {
        return Err(Refusal::KeptFrom);
    }
    match command {
        Command::Report(_) | Command::Import(_) => {}
        Command::Accept(accept) => intake::accept(&mut writer, accept)?,
        Command::Exit(exit) => intake::exit(&mut writer, exit)?,
        Command::Answer(answer) => intake::answer(&mut writer, answer)?,
        Command::Settle(settle) => intake::settle(&mut writer, settle)?,
        Command::Amend(amend) => intake::amend(&mut writer, amend)?,
        Command::Split(split) => return link::split(writer, split),
        Command::Merge(merge) => {
            return link::merge(writer, other.ok_or(Refusal::OtherMatter)?, merge);
        }
        Command::Unmerge(unmerge) => {
            return link::unmerge(writer, other.ok_or(Refusal::OtherMatter)?, unmerge);
        }
        Command::Join(join) => reporter::join(&mut writer, join)?,
        Command::Supplement(supplement) => reporter::supplement(&mut writer, supplement)?,
        Command::Urge(urge) => reporter::urge(&mut writer, urge)?,
        Command::Reply(reply) => reporter::reply(&mut writer, reply)?,
        Command::Rate(rate) => reporter::rate(&mut writer, rate)?,
        Command::Withdraw(withdraw) => reporter::withdraw(&mut writer, withdraw)?,
        Command::Assign(assign) => assign::assign(&mut writer, assign)?,
        Command::SubAssign(sub) => assign::sub_assign(&mut writer, sub)?,
        Command::Revoke(share) => assign::revoke(&mut writer, share)?,
        Command::SignIn(share) => assign::sign_in(&mut writer, share)?,
        Command::Contact(contact) => handle::contact(&mut writer, contact)?,
        Command::Progress(progress) => handle::progress(&mut writer, progress)?,
        Command::Note(note) => handle::note(&mut writer, note)?,
        Command::Mark(mark) => handle::mark(&mut writer, mark)?,
        Command::NameSubjects(named) => apart::name_subjects(&mut writer, named)?,
        Command::Recuse(reason) => apart::recuse(&mut writer, reason)?,
        Command::AskUnsealing(ask) => apart::ask_unsealing(&mut writer, ask)?,
        Command::DecideUnsealing(decide) => apart::decide_unsealing(&mut writer, decide)?,
        Command::Milestone(progress) => handle::milestone(&mut writer, progress)?,
        Command::Question(question) => handle::question(&mut writer, question)?,
        Command::Instruct(instruct) => handle::instruct(&mut writer, instruct)?,
        Command::ReportBack(answer) => handle::report_back(&mut writer, answer)?,
        Command::TakeDocuments(taken) => errand::take_documents(&mut writer, taken)?,
        Command::ReturnDocuments(back) => errand::return_documents(&mut writer, back)?,
        Command::Submit(submit) => handle::submit(&mut writer, submit)?,
        Command::Ask(ask) => request::ask(&mut writer, ask)?,
        Command::TakeBack(share) => request::take_back(&mut writer, share)?,
        Command::Decide(judge) => request::judge(&mut writer, judge)?,
        Command::Resume(reason) => request::resume(&mut writer, reason)?,
        Command::Consult(consult) => request::consult(&mut writer, consult)?,
        Command::MoveUpstream(order) => upstream::move_day(&mut writer, order)?,
        Command::HearUpstream(order) => upstream::hear(&mut writer, order)?,
        Command::EnterUpstream => upstream::enter(&mut writer)?,
        Command::AskUpstream(ask) => upstream::ask(&mut writer, ask)?,
        Command::AnswerUpstream(answer) => upstream::answer(&mut writer, answer)?,
        Command::RateUpstream(rate) => upstream::rate(&mut writer, rate)?,
        Command::SignOff(verify) => verify::sign_off(&mut writer, verify)?,
        Command::Review(verify) => verify::review(&mut writer, verify)?,
        Command::Callback(callback) => verify::call_back(&mut writer, callback)?,
        Command::Check(check) => verify::check(&mut writer, check)?,
        Command::Rework(reason) => verify::rework(&mut writer, reason)?,
        Command::Reopen(reason) => finish::reopen(&mut writer, reason)?,
        Command::AskExclusion(ask) => exclusion::ask(&mut writer, ask)?,
        Command::DecideExclusion(decide) => exclusion::decide(&mut writer, decide)?,
        Command::Release(release) => release::release(&mut writer, release)?,
        Command::Withhold(reason) => release::withhold(&mut writer, reason)?,
        Command::EraseVoice(erase) => rights::erase_voice(&mut writer, other, erase)?,
        Command::Quarantine(quarantine) => finish::quarantine(&mut writer, *quarantine)?,
        Command::Close => finish::close(&mut writer)?,
        Command::Archive => finish::archive(&mut writer)?,
        Command::MoveClocks => finish::move_clocks(&mut writer)?,
        Command::Undo => finish::undo(&mut writer)?,
    }
    Ok(vec![writer.done()?])
}

impl Context<'_> {
    /// The calendar that clocks of this category run on.
    pub(super) fn running_calendar(&self, category: Option<CategoryId>) -> Calendar {
        if self.lists.runs_urgent(category) {
            self.calendar.without_rest()
        } else {
            self.calendar.clone()
        }
    }

    /// The unit exists and works.
    fn works(&self, unit: UnitId) -> bool {
        self.units.get(unit).is_some_and(|unit| unit.active)
    }

    /// Staff who hold one of `roles`.
    fn need(&self, roles: &'static [Role]) -> Result<(), Refusal> {
        if self.actor.holds(roles) { Ok(()) } else { Err(Refusal::NotAllowed { roles }) }
    }

    /// The actor's unit is `unit` or above it.
    fn reaches(&self, unit: UnitId) -> bool {
        self.actor.unit().is_some_and(|own| self.units.is_within(unit, own))
    }

    /// The actor belongs to `unit` or below: by the unit acted for, or by the one at home in. Whoever stands in
    /// elsewhere is no outsider to the own office.
    fn is_inside(&self, unit: UnitId) -> bool {
        self.actor.units().any(|own| self.units.is_within(own, unit))
    }

    /// A working unit lies truly above `unit`.
    fn has_above(&self, unit: UnitId) -> bool {
        self.units.ancestors(unit).any(|above| above.active)
    }

    /// The actor's unit lies truly above `unit`, and the actor does not belong there.
    fn is_above(&self, unit: UnitId) -> bool {
        self.reaches(unit) && !self.is_inside(unit)
    }
}

/// Text that must be there.
fn needed<'t>(text: &'t str, field: &'static str) -> Result<&'t str, Refusal> {
    if text.trim().is_empty() { Err(Refusal::Missing { field }) } else { Ok(text) }
}
