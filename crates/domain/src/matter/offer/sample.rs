//! Commands that lack nothing, to be tried and never written.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::Verb;
use crate::id::{AssignmentId, FileId, Id, UnitId};
use crate::limit::Limit;
use crate::matter::rights::erased_steps;
use crate::matter::{
    Accept, Amend, Answer, AnswerUpstream, AskAbove, AskDecision, AskExclusion, AskReporter,
    AskUnsealing, AskUpstream, Asked, Assign, CallBack, Channel, Check, Command, Consult, Contact,
    Context, DataRight, DecideExclusion, DecideUnsealing, Document, EraseGround, EraseVoice, Exit,
    ExitReason, HearUpstream, Instruct, Join, Judge, Link, LinkKind, Matter, Merge, MoveUpstream,
    NameSubjects, Note, OfShare, Part, Progress, Quarantine, QuarantineGround, RateUpstream,
    Reasoned, Release, ReplyQuestion, Report, ReportBack, Request, RequestKind, ReturnDocuments,
    Settle, Severity, Shortfall, Solved, Split, SubAssign, Submit, Supplement, TakeDocuments,
    Unmerge, Urge, Verdict, Verify, Withdraw, clocks, said_by,
};
use crate::procedure::{AnswerKind, CallbackQuestion, Choice, QuestionAnswer};

/// Any words.
const WORDS: &str = "…";
/// No id of anything.
const NOBODY: Uuid = Uuid::from_u128(1);

/// What the commands are made of.
pub(super) struct Sample<'a> {
    pub matter: &'a Matter,
    pub context: &'a Context<'a>,
    pub now: Timestamp,
}

/// A command, and the second matter it needs.
type Tried = (Command, Option<Matter>);

impl Sample<'_> {
    /// The commands that `verb` may stand for when it is done to the part `of`, the likeliest first.
    pub fn commands(&self, verb: Verb, of: Option<Uuid>) -> Vec<Tried> {
        let id = of.unwrap_or(NOBODY);
        let assignment: AssignmentId = Id::from_uuid(id);
        let report = Id::from_uuid(id);
        let words = || WORDS.to_owned();
        let reason = || Reasoned { reason: words() };
        let progress = || Progress { assignment, text: words(), files: Vec::new() };
        let one = |command| vec![(command, None)];
        match verb {
            Verb::Accept => one(Command::Accept(Accept::default())),
            Verb::Exit => {
                one(Command::Exit(Exit { reason: ExitReason::LegalRoute, told: words() }))
            }
            Verb::Answer => one(Command::Answer(Answer { answer: words() })),
            Verb::Settle => {
                one(Command::Settle(Settle { result: words(), evidence: self.evidence() }))
            }
            Verb::Assign => self.assigning(),
            Verb::SignIn => one(Command::SignIn(OfShare { assignment })),
            Verb::Contact => one(Command::Contact(Contact { assignment, text: words() })),
            Verb::Progress => one(Command::Progress(progress())),
            Verb::Milestone => one(Command::Milestone(progress())),
            Verb::TakeDocuments => one(Command::TakeDocuments(self.taking())),
            Verb::ReturnDocuments => {
                let documents = self.matter.errand.held().map(|(number, _)| number).collect();
                one(Command::ReturnDocuments(ReturnDocuments { documents }))
            }
            Verb::Submit => one(Command::Submit(Submit {
                assignment,
                process: words(),
                result: words(),
                unsolved: None,
                plan: None,
                plan_by: None,
                evidence: self.evidence(),
            })),
            Verb::Ask(kind) => self.asking(assignment, kind),
            Verb::TakeBack => one(Command::TakeBack(OfShare { assignment })),
            Verb::Decide => one(Command::Decide(Judge {
                assignment,
                granted: false,
                opinion: words(),
                unit: None,
            })),
            Verb::SubAssign => self.dividing(assignment),
            Verb::Revoke => one(Command::Revoke(OfShare { assignment })),
            Verb::SignOff => one(Command::SignOff(Verify { pass: true, opinion: words() })),
            Verb::Review => one(Command::Review(Verify { pass: true, opinion: words() })),
            Verb::Callback => one(Command::Callback(CallBack {
                report,
                verdict: Some(self.verdict()),
                reason: words(),
            })),
            Verb::Check => one(Command::Check(Check {
                at_the_place: true,
                solved: Solved::Solved,
                opinion: words(),
            })),
            Verb::Rework => one(Command::Rework(reason())),
            Verb::Consult => one(Command::Consult(Consult { due: self.soon(), plan: words() })),
            Verb::MoveUpstream => {
                one(Command::MoveUpstream(MoveUpstream { due: self.soon(), reason: words() }))
            }
            Verb::HearUpstream => {
                one(Command::HearUpstream(HearUpstream { state: None, text: Some(words()) }))
            }
            Verb::EnterUpstream => one(Command::EnterUpstream),
            // Asked for whenever more time may be.
            Verb::AskUpstream => one(Command::AskUpstream(AskUpstream {
                ask: AskAbove::Return,
                until: None,
                reason: words(),
            })),
            Verb::AnswerUpstream => one(Command::AnswerUpstream(AnswerUpstream {
                granted: false,
                until: None,
                opinion: words(),
            })),
            Verb::RateUpstream => one(Command::RateUpstream(RateUpstream {
                solved: None,
                satisfaction: Some(5),
                text: words(),
            })),
            Verb::Resume => one(Command::Resume(reason())),
            Verb::ReportBack => {
                one(Command::ReportBack(ReportBack { instruction: id, text: words() }))
            }
            Verb::Instruct => {
                let to = self.context.actor.unit().unwrap_or(Id::from_uuid(NOBODY));
                one(Command::Instruct(Instruct {
                    id,
                    to,
                    also: Vec::new(),
                    text: words(),
                    files: Vec::new(),
                }))
            }
            Verb::Question => {
                let mut voices = self.matter.reports.iter().filter(|v| v.withdrawn.is_none());
                let report = voices.next().map(|voice| voice.id);
                one(Command::Question(AskReporter { id, report, question: words() }))
            }
            Verb::Reply => one(Command::Reply(ReplyQuestion { question: id, answer: words() })),
            Verb::Amend => one(Command::Amend(Amend {
                address: Some(words()),
                reason: words(),
                ..Amend::default()
            })),
            Verb::Split => one(self.splitting()),
            Verb::Merge => vec![self.merging()],
            Verb::Unmerge => vec![self.unmerging()],
            Verb::Join => one(Command::Join(Join {
                report,
                channel: Channel::Visit,
                person: None,
                text: words(),
                notice: None,
            })),
            Verb::Supplement => one(Command::Supplement(Supplement {
                report: None,
                text: words(),
                files: Vec::new(),
            })),
            Verb::Urge => one(Command::Urge(Urge { report, text: words() })),
            Verb::Withdraw => one(Command::Withdraw(Withdraw { report, reason: words() })),
            Verb::NameSubjects => one(Command::NameSubjects(NameSubjects {
                units: Vec::new(),
                accounts: vec![Id::from_uuid(NOBODY)],
                reason: words(),
            })),
            Verb::Recuse => one(Command::Recuse(reason())),
            Verb::AskUnsealing => {
                one(Command::AskUnsealing(AskUnsealing { id: NOBODY, report, reason: words() }))
            }
            Verb::DecideUnsealing => one(Command::DecideUnsealing(DecideUnsealing {
                unsealing: id,
                granted: true,
                opinion: words(),
            })),
            Verb::Note => one(Command::Note(Note { text: words() })),
            Verb::Reopen => one(Command::Reopen(reason())),
            Verb::Archive => one(Command::Archive),
            Verb::AskExclusion => self.excluding(),
            Verb::DecideExclusion => one(Command::DecideExclusion(DecideExclusion {
                exclusion: id,
                granted: true,
                opinion: words(),
            })),
            Verb::Release => one(Command::Release(Release { title: words(), answer: None })),
            Verb::Withhold => one(Command::Withhold(reason())),
            Verb::EraseVoice => vec![self.erasing()],
            Verb::Quarantine => {
                one(Command::Quarantine(Quarantine { ground: QuarantineGround::Mistake }))
            }
            Verb::Undo => one(Command::Undo),
        }
    }

    /// As much evidence as the procedure asks for.
    fn evidence(&self) -> Vec<FileId> {
        let needed = usize::from(self.context.procedure.result.evidence);
        vec![Id::from_uuid(NOBODY); needed]
    }

    /// An authority where one is needed, and any paper that has a name.
    fn taking(&self) -> TakeDocuments {
        let rules = &self.context.procedure.documents;
        let of_item = self.matter.errand.item.iter().flat_map(|item| &item.materials);
        let mut named = of_item.map(|material| &material.name).chain(&rules.usual);
        let paper = |name: &String| Document { name: name.clone(), original: false, count: 1 };
        TakeDocuments {
            until: rules.authority.map(|_| self.soon()),
            documents: named.next().map(paper).into_iter().collect(),
        }
    }

    /// Whatever counts against the office, the latest of each.
    fn excluding(&self) -> Vec<Tried> {
        let rules = &self.context.procedure.exclusion;
        let reason = rules.reasons.first().map(|reason| reason.code.clone()).unwrap_or_default();
        let evidence = vec![Id::from_uuid(NOBODY); usize::from(rules.evidence)];
        let ask = |shortfall| AskExclusion {
            id: NOBODY,
            shortfall,
            reason: reason.clone(),
            text: WORDS.to_owned(),
            evidence: evidence.clone(),
        };
        Shortfall::ALL.into_iter().map(|one| (Command::AskExclusion(ask(one)), None)).collect()
    }

    fn soon(&self) -> Timestamp {
        self.now.saturating_add(SignedDuration::from_mins(1)).unwrap_or(self.now)
    }

    fn units(&self) -> impl Iterator<Item = UnitId> {
        self.context.units.iter().map(|unit| unit.id)
    }

    /// To the lead unit that the list names, or to any; a further unit helps where there is a lead.
    fn assigning(&self) -> Vec<Tried> {
        let named = self.matter.routed.iter().filter_map(|routed| routed.lead);
        let led = self.matter.lead().is_some();
        let assign = |unit| {
            let (lead, supports) = if led { (None, vec![unit]) } else { (Some(unit), Vec::new()) };
            (Command::Assign(Assign { lead, supports, opinion: String::new() }), None)
        };
        named.chain(self.units()).map(assign).collect()
    }

    fn dividing(&self, assignment: AssignmentId) -> Vec<Tried> {
        let sub = |unit| {
            let sub = SubAssign { assignment, unit, opinion: String::new() };
            (Command::SubAssign(sub), None)
        };
        self.units().map(sub).collect()
    }

    fn asking(&self, assignment: AssignmentId, kind: RequestKind) -> Vec<Tried> {
        let rules = self.context.procedure;
        let first = |reasons: &[Choice]| reasons.first().map(|reason| reason.code.clone());
        let requests: Vec<Request> = match kind {
            RequestKind::Return => {
                self.units().map(|propose| Request::Return { propose }).collect()
            }
            RequestKind::Extension => {
                // A length of the unit of a clock that it moves; any where there is none.
                let moved = clocks::answering(self.matter, assignment);
                let limits = moved.filter_map(|clock| clock.clock.limit);
                let own = limits.map(|limit| limit.unit).chain([rules.extension.most.unit]);
                own.map(|unit| Request::Extension { by: Limit::new(1, unit) }).collect()
            }
            RequestKind::Suspension => {
                let reason = first(&rules.suspension.reasons);
                vec![Request::Suspension { review: self.soon(), reason }]
            }
            RequestKind::Severity => {
                let to = match self.matter.severity {
                    Severity::General => Severity::Major,
                    Severity::Major => Severity::General,
                };
                vec![Request::Severity { to }]
            }
            RequestKind::Termination => {
                vec![Request::Termination { reason: first(&rules.termination.reasons) }]
            }
        };
        let opinion = || WORDS.to_owned();
        let ask = |request| AskDecision { assignment, request, opinion: opinion() };
        requests.into_iter().map(|request| (Command::Ask(ask(request)), None)).collect()
    }

    /// Everything is well.
    fn verdict(&self) -> Verdict {
        let questions = &self.context.procedure.callback.questions;
        let asked = |code: &str| questions.iter().any(|question| question.code == code);
        let further = questions.iter().filter(|question| question.is_further());
        let answers: BTreeMap<_, _> = further
            .filter_map(|question| Some((question.code.clone(), answer(question)?)))
            .collect();
        Verdict {
            contacted: true,
            solved: Solved::Solved,
            satisfied: 5,
            manner: asked("manner").then_some(5),
            answers,
        }
    }

    fn splitting(&self) -> Command {
        let part = |n: u128| Part {
            id: Id::from_uuid(Uuid::from_u128(n)),
            number: WORDS.to_owned(),
            reports: self.matter.reports.iter().map(|_| Id::from_uuid(NOBODY)).collect(),
            title: WORDS.to_owned(),
            text: WORDS.to_owned(),
            category: None,
        };
        Command::Split(Split { parts: vec![part(1), part(2)], reason: WORDS.to_owned() })
    }

    /// Into another that is as open as this one.
    fn merging(&self) -> Tried {
        let into = Matter {
            id: Id::from_uuid(NOBODY),
            reports: Vec::new(),
            result: None,
            suspended: false,
            ending: None,
            ..self.matter.clone()
        };
        (Command::Merge(Merge { into: into.id, reason: WORDS.to_owned() }), Some(into))
    }

    /// As if the first voice that has something left had asked for it.
    fn erasing(&self) -> Tried {
        let left = |voice: &&Report| {
            let held = voice.person.is_some() && voice.erased.is_none();
            let mut said = said_by(self.context.history, voice.id);
            let erased = erased_steps(self.context.history);
            said.retain(|step| !erased.contains(step));
            held || !said.is_empty()
        };
        let mut voices = self.matter.reports.iter();
        let voice = voices.clone().find(left).or_else(|| voices.next());
        let report = voice.map_or(Id::from_uuid(NOBODY), |voice| voice.id);
        let request = Matter {
            id: Id::from_uuid(NOBODY),
            asked: Some(Asked { right: DataRight::Delete, report }),
            links: vec![Link { kind: LinkKind::RightOf, matter: self.matter.id }],
            ..self.matter.clone()
        };
        let ground = EraseGround::Requested;
        let erase = EraseVoice { report, ground, words: true, request: Some(request.id) };
        (Command::EraseVoice(erase), Some(request))
    }

    /// Out of the one it went into, of which nothing else is known.
    fn unmerging(&self) -> Tried {
        let into = self.matter.ending.as_ref().and_then(|ending| ending.into);
        let from = Matter {
            id: into.unwrap_or(Id::from_uuid(NOBODY)),
            answers: Vec::new(),
            links: Vec::new(),
            ending: None,
            archived: None,
            ..self.matter.clone()
        };
        (Command::Unmerge(Unmerge { from: from.id, reason: WORDS.to_owned() }), Some(from))
    }
}

/// Any answer that the question takes.
fn answer(question: &CallbackQuestion) -> Option<QuestionAnswer> {
    match question.answer {
        AnswerKind::YesNo => Some(QuestionAnswer::YesNo(true)),
        AnswerKind::Level => Some(QuestionAnswer::Level(5)),
        AnswerKind::Choice => {
            question.choices.first().map(|choice| QuestionAnswer::Choice(choice.code.clone()))
        }
        AnswerKind::Solved | AnswerKind::Words => None,
    }
}
