//! Report, accept, exit, answer and settle at once, put right.

use jiff::Timestamp;

use super::{Decided, Writer, apart, assign, errand, needed, upstream, verify};
use crate::id::UnitId;
use crate::matter::{
    Accept, Actor, Amend, Answer, AssignmentRole, AtOnceWords, EARLIEST, Ending, EndingKind, Exit,
    Happening, Link, LinkKind, Matter, Origin, Refusal, Report, ReportMatter, Reported, Role,
    Settle, Spent, Word, Words,
};
use crate::procedure::{AtOnce, ContactAsked};

const INTAKE: &[Role] = &[Role::Intake, Role::Dispatcher];
const ACCEPTS: &[Role] = &[Role::Dispatcher];
const SETTLES: &[Role] =
    &[Role::GridWorker, Role::Clerk, Role::Head, Role::Intake, Role::Dispatcher];
const TAKES_IN: &[Role] = &[
    Role::Intake,
    Role::Dispatcher,
    Role::GridWorker,
    Role::Clerk,
    Role::Head,
    Role::Callback,
    Role::Supervisor,
    Role::Leader,
];

pub(super) fn report(
    mut writer: Writer<'_>,
    report: &ReportMatter,
    earlier: Option<&Matter>,
) -> Result<Vec<Decided>, Refusal> {
    match (&report.follows, report.kind.is_of_rights() || report.asked.is_some()) {
        (Some(follows), _) => may_follow(&writer, report, follows, earlier)?,
        (None, true) => return Err(Refusal::Missing { field: "follows" }),
        (None, false) => {}
    }
    if matches!(writer.context.actor, Actor::Staff { .. }) {
        writer.context.need(TAKES_IN)?;
    }
    let about = earlier.filter(|_| report.kind.is_of_rights() || report.is_raised());
    let at = begin(&mut writer, report, about, Origin::Live, Vec::new())?;
    errand::begin(&mut writer, report)?;
    give(&mut writer, report)?;
    match &report.at_once {
        None if writer.context.procedure.intake.at_once == AtOnce::Always => {
            return Err(Refusal::Missing { field: "at_once" });
        }
        None => {}
        Some(AtOnceWords::Answered { answer }) => {
            self::answer(&mut writer, &Answer { answer: answer.clone() })?
        }
        Some(AtOnceWords::Settled { result, evidence }) => {
            let settle = Settle { result: result.clone(), evidence: evidence.clone() };
            settle_at(&mut writer, &settle, at)?;
        }
    }
    Ok(vec![writer.done()?])
}

/// What the house asks of an office goes there at once. Where nobody stands above that, a dispatcher finds who does it.
fn give(writer: &mut Writer<'_>, report: &ReportMatter) -> Result<(), Refusal> {
    let house = *writer.context.actor == Actor::House;
    if !house && (report.to.is_some() || report.kind.is_of_house()) {
        return Err(Refusal::KindNotTaken);
    }
    let context = writer.context;
    let works = |unit: &UnitId| context.works(*unit) && context.has_above(*unit);
    let Some(unit) = report.to.filter(works) else { return Ok(()) };
    let severity = Accept::default().severity;
    writer.emit(Happening::Accepted { category: None, severity, routed: None }, Words::none());
    let assignment = assign::share(writer, unit, AssignmentRole::Lead);
    writer.emit(Happening::Assigned { assignment }, Words::none());
    Ok(())
}

/// What comes again, or is raised from a record, follows what has ended: while that is in hand, it is a supplement
/// (DOMAIN §4.6). A petition is about any matter.
fn may_follow(
    writer: &Writer<'_>,
    report: &ReportMatter,
    follows: &Link,
    earlier: Option<&Matter>,
) -> Result<(), Refusal> {
    let earlier = earlier
        .filter(|earlier| earlier.id == follows.matter && earlier.area == writer.area)
        .ok_or(Refusal::OtherMatter)?;
    match follows.kind {
        LinkKind::Recurring | LinkKind::RaisedFrom if earlier.is_open() => Err(Refusal::NotEnded),
        // What others handled has its own reporter, whom whoever raises something from it may not know.
        LinkKind::RaisedFrom if !settled(earlier) && !handled_for(writer, earlier) => {
            Err(Refusal::Invalid { field: "follows" })
        }
        LinkKind::PetitionOf if !report.kind.is_about_a_matter() => Err(Refusal::KindNotTaken),
        LinkKind::RightOf => may_ask(writer, report, earlier),
        LinkKind::Recurring | LinkKind::PetitionOf | LinkKind::RaisedFrom
            if report.kind.is_of_rights() || report.asked.is_some() =>
        {
            Err(Refusal::Invalid { field: "follows" })
        }
        LinkKind::Recurring | LinkKind::PetitionOf | LinkKind::RaisedFrom => Ok(()),
        _ => Err(Refusal::Invalid { field: "follows" }),
    }
}

/// It was settled on the spot, and by nobody else.
fn settled(matter: &Matter) -> bool {
    matter.ending.as_ref().is_some_and(|ending| ending.kind == EndingKind::SelfSettled)
}

/// It was handled to its end, and whoever took it in knows its reporter: an errand.
fn handled_for(writer: &Writer<'_>, matter: &Matter) -> bool {
    use EndingKind::{Explained, NotNeeded, Unreachable, Verified};
    let ending = matter.ending.as_ref().map(|ending| ending.kind);
    let handled = matches!(ending, Some(Verified | Explained | Unreachable | NotNeeded));
    matter.errand.item.is_some() && handled && took_in(writer, matter)
}

fn took_in(writer: &Writer<'_>, matter: &Matter) -> bool {
    matter.taken_by.is_some() && matter.taken_by == writer.context.actor.account()
}

/// The person asks, of the own data: whoever holds number and code.
fn may_ask(writer: &Writer<'_>, report: &ReportMatter, about: &Matter) -> Result<(), Refusal> {
    if !report.kind.is_of_rights() {
        return Err(Refusal::KindNotTaken);
    }
    let asked = report.asked.ok_or(Refusal::Missing { field: "right" })?;
    if *writer.context.actor != (Actor::Reporter { report: Some(asked.report) }) {
        return Err(Refusal::OnlyReporter);
    }
    about.report(asked.report).map(|_| ()).ok_or(Refusal::NoReport)
}

/// The first event. Returns when it was said. What is asked of the data that another matter holds is asked by the
/// same person, and kept from whom that matter is kept; so is what is raised from a record, unless it says otherwise.
pub(super) fn begin(
    writer: &mut Writer<'_>,
    report: &ReportMatter,
    about: Option<&Matter>,
    origin: Origin,
    flags: Vec<String>,
) -> Result<Timestamp, Refusal> {
    let procedure = writer.context.procedure;
    if !procedure.kinds.contains(&report.kind) {
        return Err(Refusal::KindNotTaken);
    }
    let title = needed(&report.title, "title")?;
    let same = about.and_then(|about| Some(about.report(report.same_as(about)?)?.leaving(about)));
    let (person, hidden_from, on_behalf) = match same {
        Some(voice) => (voice.person, voice.hidden_from, voice.on_behalf || report.on_behalf),
        None => (report.person.clone(), Vec::new(), report.on_behalf),
    };
    let contactable = person.as_ref().is_some_and(|person| person.contactable);
    if procedure.intake.contact == ContactAsked::Required
        && !contactable
        && origin != Origin::Imported
    {
        return Err(Refusal::Missing { field: "contact" });
    }
    if report.occurred.is_some() && matches!(writer.context.actor, Actor::Reporter { .. }) {
        // Said now, whenever it happened: a reporter does not date the own report back.
        return Err(Refusal::Invalid { field: "occurred" });
    }
    let at = report.occurred.unwrap_or(writer.now);
    if at < EARLIEST {
        return Err(Refusal::Invalid { field: "occurred" });
    }
    if let Some(order) = &report.upstream {
        upstream::taken(order)?;
    }
    if at > writer.now {
        return Err(Refusal::OutOfOrder { field: "occurred" });
    }
    let subjects = match about {
        Some(about) if report.kind.is_of_rights() || report.subjects.is_empty() => {
            about.subjects.clone()
        }
        _ => {
            let mut subjects = report.subjects.clone();
            apart::may_be_named(writer, &subjects)?;
            // Of whom the record complains, from that one this is kept, too.
            let of_record = about.filter(|_| report.is_raised()).map(|about| &about.subjects);
            if let Some(before) = of_record {
                subjects.units.extend(&before.units);
                subjects.accounts.extend(&before.accounts);
            }
            subjects.sorted()
        }
    };
    let origin = if origin == Origin::Live && at < writer.now { Origin::Late } else { origin };
    let reported = Reported {
        number: report.number.clone(),
        kind: report.kind,
        procedure: (procedure.code.clone(), procedure.hash.clone()),
        category: report.category,
        urgency: report.urgency,
        place: report.place.clone(),
        report: Report {
            id: report.report,
            channel: report.channel,
            at,
            person,
            on_behalf,
            entered_by: writer.context.actor.account(),
            entered_at: writer.context.actor.unit(),
            hidden_from,
            from: None,
            urged: None,
            rating: None,
            withdrawn: None,
            contact_amended: false,
            notice: report.notice,
            erased: None,
        },
        more: Vec::new(),
        files: report.files.clone(),
        upstream: report.upstream.clone(),
        links: report.follows.iter().cloned().collect(),
        subjects,
        recused: about.map(|about| about.recused.clone()).unwrap_or_default(),
        asked: report.asked,
        item: report.errand.item.clone(),
        spent: Spent::default(),
        origin,
        flags,
    };
    let words = Words::none()
        .with(Word::Title, title)
        .with(Word::Text, &report.text)
        .with_some(Word::Address, report.address.as_deref());
    writer.begin(report.id, reported, words, at);
    Ok(at)
}

pub(super) fn accept(writer: &mut Writer<'_>, accept: &Accept) -> Result<(), Refusal> {
    writer.context.need(ACCEPTS)?;
    let matter = writer.open()?;
    if matter.accepted.is_some() {
        return Err(Refusal::AlreadyDone);
    }
    let category = accept.category.or(matter.category);
    let routed = writer.context.lists.route(category, &matter.place, writer.now);
    let accepted =
        Happening::Accepted { category: accept.category, severity: accept.severity, routed };
    writer.undoable().emit(accepted, Words::none());
    Ok(())
}

pub(super) fn exit(writer: &mut Writer<'_>, exit: &Exit) -> Result<(), Refusal> {
    writer.context.need(INTAKE)?;
    before_acceptance(writer)?;
    let told = needed(&exit.told, "told")?;
    let ending = Ending { exit: Some(exit.reason), ..writer.ending(EndingKind::Exit) };
    writer.end(ending, Words::none().with(Word::Result, told));
    Ok(())
}

pub(super) fn answer(writer: &mut Writer<'_>, answer: &Answer) -> Result<(), Refusal> {
    writer.context.need(INTAKE)?;
    if writer.context.procedure.intake.at_once == AtOnce::Never {
        return Err(Refusal::NotInProcedure);
    }
    before_acceptance(writer)?;
    no_complaint(writer.matter()?)?;
    let text = needed(&answer.answer, "answer")?;
    writer.end(writer.ending(EndingKind::AnsweredAtOnce), Words::none().with(Word::Result, text));
    Ok(())
}

pub(super) fn settle(writer: &mut Writer<'_>, settle: &Settle) -> Result<(), Refusal> {
    settle_at(writer, settle, writer.now)
}

fn settle_at(writer: &mut Writer<'_>, settle: &Settle, at: Timestamp) -> Result<(), Refusal> {
    writer.context.need(SETTLES)?;
    let rules = writer.context.procedure;
    if rules.intake.at_once == AtOnce::Never {
        return Err(Refusal::NotInProcedure);
    }
    // Once it was accepted, its reporter is owed a result that somebody outside verifies.
    before_acceptance(writer)?;
    may_settle(writer)?;
    errand::authorised(writer, writer.matter()?)?;
    errand::given_back(writer, writer.matter()?)?;
    let result = needed(&settle.result, "result")?;
    if settle.evidence.len() < usize::from(rules.result.evidence) {
        return Err(Refusal::EvidenceMissing { needed: rules.result.evidence });
    }
    if !settle.evidence.is_empty() {
        let files = settle.evidence.clone();
        writer.emit_at(Happening::Supplemented { report: None, files }, Words::none(), at);
    }
    let ending = Ending { at, ..writer.ending(EndingKind::SelfSettled) };
    writer.end(ending, Words::none().with(Word::Result, result));
    Ok(())
}

/// A complaint may be about the very office that would end it: it goes its way to those who verify.
fn no_complaint(matter: &Matter) -> Result<(), Refusal> {
    if matter.kind.is_sealed() { Err(Refusal::NotYourDuty) } else { Ok(()) }
}

/// Nobody settles a complaint. The desks settle what else comes in. An office settles what it took in
/// itself or the list gives to it, a grid worker what lies in the own grid.
fn may_settle(writer: &Writer<'_>) -> Result<(), Refusal> {
    let (context, matter) = (writer.context, writer.matter()?);
    no_complaint(matter)?;
    if context.actor.holds(INTAKE) {
        return Ok(());
    }
    let own_grid = || {
        let unit = context.actor.unit().filter(|_| context.actor.holds(&[Role::GridWorker]));
        unit.is_some_and(|unit| context.lists.serves(unit, &matter.place))
    };
    let given = || {
        let routed = context.lists.route(matter.category, &matter.place, writer.now);
        routed.and_then(|row| row.lead).is_some_and(|lead| context.reaches(lead))
    };
    if took_in(writer, matter) || own_grid() || given() {
        Ok(())
    } else {
        Err(Refusal::NotYourDuty)
    }
}

pub(super) fn amend(writer: &mut Writer<'_>, amend: &Amend) -> Result<(), Refusal> {
    writer.context.need(INTAKE)?;
    let matter = writer.open()?;
    let reason = needed(&amend.reason, "reason")?;
    if amend.category.is_none()
        && amend.place.is_none()
        && amend.address.is_none()
        && amend.person.is_none()
    {
        return Err(Refusal::Missing { field: "category" });
    }
    let contact = match &amend.person {
        None => None,
        Some((id, person)) => {
            // The office that is asked about does not choose who is asked.
            verify::outside(writer, matter)?;
            let voice = matter.report(*id).ok_or(Refusal::NoReport)?;
            // Nobody puts somebody else in the place of whom he does not know.
            let knows = writer
                .context
                .actor
                .account()
                .is_some_and(|account| matter.is_unsealed_for(account, voice.id, writer.now));
            if matter.is_sealed(voice) && !knows {
                return Err(Refusal::Sealed);
            }
            // Who gives name or telephone anew has them kept again.
            let erased = voice.erased.filter(|_| !person.contactable);
            let person = Some(person.clone());
            Some(Report { person, erased, contact_amended: true, ..voice.clone() })
        }
    };
    let reroute = matter.accepted.is_some() && matter.lead().is_none();
    let category = amend.category.or(matter.category);
    let place = amend.place.as_ref().unwrap_or(&matter.place);
    let routed =
        if reroute { writer.context.lists.route(category, place, writer.now) } else { None };
    let words =
        Words::none().with(Word::Reason, reason).with_some(Word::Address, amend.address.as_deref());
    let amended =
        Happening::Amended { category: amend.category, place: amend.place.clone(), routed };
    writer.emit(amended, words);
    if let Some(report) = contact {
        writer.emit(Happening::ContactAmended { report }, Words::none());
    }
    Ok(())
}

fn before_acceptance(writer: &Writer<'_>) -> Result<(), Refusal> {
    let matter = writer.open()?;
    if matter.accepted.is_some() { Err(Refusal::NotNow { stage: matter.stage() }) } else { Ok(()) }
}
