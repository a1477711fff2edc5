//! From a step to the command it stands for.

use huisheng_domain::id::{AssignmentId, FileId, MatterId, ReportId, UnitId};
use huisheng_domain::matter::{
    Accept, Amend, Answer, AskDecision, AskReporter, Assign, AtOnceWords, CallBack, Check, Command,
    Consult, Contact, Exit, Instruct, Join, Judge, Matter, Merge, NOTICE, Note, OfShare, Part,
    PartyLink, Progress, Quarantine, QuarantineGround, Rate, Reasoned, Release, ReplyQuestion,
    ReportBack, ReportMatter, Request, ReturnDocuments, Settle, Split, SubAssign, Subjects, Submit,
    Supplement, Upstream, Urge, Verify, Withdraw,
};
use uuid::Uuid;

use super::{Asked, Person, Said, Step};

/// Gives identifiers to the symbols of one life.
pub trait Names {
    /// The matter of that number in the life; made when first asked for.
    fn matter(&mut self, number: u8) -> MatterId;
    /// The voice of that number in the life; made when first asked for.
    fn voice(&mut self, number: u8) -> ReportId;
    /// The number the next new voice gets.
    fn next_voice(&mut self) -> u8;
    /// The number the next new matter gets.
    fn next_matter(&mut self) -> u8;
    /// A public number from a leased block.
    fn number(&mut self) -> String;
    /// The person's party.
    fn person(&mut self, person: &Person) -> PartyLink;
    /// That many pictures.
    fn photos(&mut self, count: u8) -> Vec<FileId>;
    /// An unguessable identifier.
    fn fresh(&mut self) -> Uuid;
}

/// The command. `state` is the matter before it, none for a report. None if a symbol stands for
/// nothing in that state: the plan and the state are not of one life.
pub fn command(step: &Step, state: Option<&Matter>, names: &mut impl Names) -> Option<Command> {
    let share = |unit: UnitId| -> Option<AssignmentId> {
        state?
            .assignments
            .iter()
            .find(|share| share.is_open() && share.unit == unit)
            .map(|share| share.id)
    };
    let of = |unit: UnitId| share(unit).map(|assignment| OfShare { assignment });
    let verify = |pass: bool, opinion: &str| Verify { pass, opinion: opinion.to_owned() };
    let reasoned = |reason: &str| Reasoned { reason: reason.to_owned() };
    Some(match step {
        Step::Report(said) => Command::Report(Box::new(report(said, names))),
        Step::Accept { severity } => {
            Command::Accept(Accept { category: None, severity: *severity })
        }
        Step::Exit { reason, told } => Command::Exit(Exit { reason: *reason, told: told.clone() }),
        Step::Answer { answer } => Command::Answer(Answer { answer: answer.clone() }),
        Step::Settle { result, photos } => {
            Command::Settle(Settle { result: result.clone(), evidence: names.photos(*photos) })
        }
        Step::Amend { category, reason } => Command::Amend(Amend {
            category: *category,
            reason: reason.clone(),
            ..Amend::default()
        }),
        Step::Split { parts, reason } => {
            let voices = state?.reports.len();
            let part = |(title, text, category): &(String, String, _)| {
                let number = names.next_matter();
                let id = names.matter(number);
                let mut reports = Vec::new();
                for _ in 0..voices {
                    let voice = names.next_voice();
                    reports.push(names.voice(voice));
                }
                let (title, text, category) = (title.clone(), text.clone(), Some(*category));
                Part { id, number: names.number(), reports, title, text, category }
            };
            Command::Split(Split {
                parts: parts.iter().map(part).collect(),
                reason: reason.clone(),
            })
        }
        Step::Merge { into, reason } => {
            Command::Merge(Merge { into: names.matter(*into), reason: reason.clone() })
        }
        Step::Join { channel, person, text } => {
            let voice = names.next_voice();
            let person = person.as_ref().map(|person| names.person(person));
            Command::Join(Join {
                report: names.voice(voice),
                channel: *channel,
                person,
                text: text.clone(),
                notice: Some(NOTICE),
            })
        }
        Step::Supplement { voice, text, photos } => Command::Supplement(Supplement {
            report: Some(names.voice(*voice)),
            text: text.clone(),
            files: names.photos(*photos),
        }),
        Step::Urge { voice, text } => {
            Command::Urge(Urge { report: names.voice(*voice), text: text.clone() })
        }
        Step::Assign { lead, supports, opinion } => Command::Assign(Assign {
            lead: *lead,
            supports: supports.clone(),
            opinion: opinion.clone(),
        }),
        Step::SubAssign { of, to, opinion } => Command::SubAssign(SubAssign {
            assignment: share(*of)?,
            unit: *to,
            opinion: opinion.clone(),
        }),
        Step::SignIn { of: unit } => Command::SignIn(of(*unit)?),
        Step::Contact { of, text } => {
            Command::Contact(Contact { assignment: share(*of)?, text: text.clone() })
        }
        Step::Progress { of, text, photos } => Command::Progress(Progress {
            assignment: share(*of)?,
            text: text.clone(),
            files: names.photos(*photos),
        }),
        Step::Milestone { of, text } => Command::Milestone(Progress {
            assignment: share(*of)?,
            text: text.clone(),
            files: Vec::new(),
        }),
        Step::Note { text } => Command::Note(Note { text: text.clone() }),
        Step::Ask { of, asked, opinion } => Command::Ask(AskDecision {
            assignment: share(*of)?,
            request: request(*asked),
            opinion: opinion.clone(),
        }),
        Step::Judge { of, granted, opinion, unit } => Command::Decide(Judge {
            assignment: share(*of)?,
            granted: *granted,
            opinion: opinion.clone(),
            unit: *unit,
        }),
        Step::Resume { reason } => Command::Resume(reasoned(reason)),
        Step::Consult { due, plan } => Command::Consult(Consult { due: *due, plan: plan.clone() }),
        Step::Instruct { to, text } => Command::Instruct(Instruct {
            id: names.fresh(),
            to: *to,
            also: Vec::new(),
            text: text.clone(),
            files: Vec::new(),
        }),
        Step::ReportBack { instruction, text } => {
            let instruction = state?.instructions.get(usize::from(*instruction))?.id;
            Command::ReportBack(ReportBack { instruction, text: text.clone() })
        }
        Step::Question { text } => Command::Question(AskReporter {
            id: names.fresh(),
            report: state?.reports.first().map(|voice| voice.id),
            question: text.clone(),
        }),
        Step::Reply { question, answer } => {
            let question = state?.questions.get(usize::from(*question))?.id;
            Command::Reply(ReplyQuestion { question, answer: answer.clone() })
        }
        Step::Submit { of, process, result, unsolved, plan, plan_by, photos } => {
            Command::Submit(Submit {
                assignment: share(*of)?,
                process: process.clone(),
                result: result.clone(),
                unsolved: *unsolved,
                plan: plan.clone(),
                plan_by: *plan_by,
                evidence: names.photos(*photos),
            })
        }
        Step::SignOff { pass, opinion } => Command::SignOff(verify(*pass, opinion)),
        Step::Review { pass, opinion } => Command::Review(verify(*pass, opinion)),
        Step::Callback { voice, verdict, reason } => Command::Callback(CallBack {
            report: names.voice(*voice),
            verdict: verdict.clone(),
            reason: reason.clone(),
        }),
        Step::Check { at_the_place, solved, opinion } => Command::Check(Check {
            at_the_place: *at_the_place,
            solved: *solved,
            opinion: opinion.clone(),
        }),
        Step::Rate { voice, stars, solved, tags, text } => Command::Rate(Rate {
            report: names.voice(*voice),
            stars: *stars,
            solved: *solved,
            tags: tags.clone(),
            text: text.clone(),
        }),
        Step::Rework { reason } => Command::Rework(reasoned(reason)),
        Step::Reopen { reason } => Command::Reopen(reasoned(reason)),
        Step::Withdraw { voice, reason } => {
            Command::Withdraw(Withdraw { report: names.voice(*voice), reason: reason.clone() })
        }
        Step::Release { title, answer } => {
            Command::Release(Release { title: title.clone(), answer: answer.clone() })
        }
        Step::Quarantine => Command::Quarantine(Quarantine { ground: QuarantineGround::Mistake }),
        Step::ReturnDocuments { documents } => {
            Command::ReturnDocuments(ReturnDocuments { documents: documents.clone() })
        }
        Step::EnterUpstream => Command::EnterUpstream,
        Step::Close => Command::Close,
    })
}

fn report(said: &Said, names: &mut impl Names) -> ReportMatter {
    let (matter, voice) = (names.next_matter(), names.next_voice());
    let upstream = said.upstream.clone();
    let files = names.photos(said.photos);
    ReportMatter {
        id: names.matter(matter),
        report: names.voice(voice),
        number: names.number(),
        kind: said.kind,
        channel: said.channel,
        title: said.title.clone(),
        text: said.text.clone(),
        address: Some(said.address.clone()),
        place: said.place.clone(),
        category: Some(said.category),
        urgency: said.urgency,
        person: said.person.as_ref().map(|person| names.person(person)),
        on_behalf: said.on_behalf,
        occurred: said.occurred,
        upstream: upstream.map(|(source, number, due)| Upstream::new(source, &number, due)),
        at_once: said
            .settled
            .clone()
            .map(|result| AtOnceWords::Settled { result, evidence: files.clone() }),
        follows: None,
        subjects: Subjects::default(),
        asked: None,
        errand: said.errand.clone(),
        to: None,
        notice: None,
        files: if said.settled.is_some() { Vec::new() } else { files },
    }
}

fn request(asked: Asked) -> Request {
    match asked {
        Asked::Return { propose } => Request::Return { propose },
        Asked::Extension { by } => Request::Extension { by },
        Asked::Suspension { review, reason } => {
            Request::Suspension { review, reason: Some(reason.to_owned()) }
        }
        Asked::Severity { to } => Request::Severity { to },
        Asked::Termination => Request::Termination { reason: Some("moot".to_owned()) },
    }
}
