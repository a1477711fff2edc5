//! 反馈: what became of an order below, and what taking it in means above.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::order::is_digest;
use super::{Mapping, Steps, is_long};
use crate::calendar::Calendar;
use crate::id::{FileId, UnitId};
use crate::limit::Limit;
use crate::matter::{
    AskAbove, AskDecision, Assignment, Command, Contact, EndingKind, Event, Happening, Matter,
    OfShare, Progress, Request, Solved, Submit, Undone, UnsolvedReason, Verb, Word, Words,
    answering,
};
use crate::personal::agrees;
use crate::procedure::Procedure;
use crate::upstream::{OrderField, is_too_long};

/// Words to the reporter on the way, at most: the newest.
const SAID: usize = 50;
/// Files of an answer, at most.
const FILES: usize = 100;

/// What became of an order below 反馈, as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = ExchangeReply)]
pub struct Reply {
    /// The number of the order.
    #[schema(example = "3702112026113000000017")]
    pub number: String,
    /// From 1 on, rising with every change: an older one that comes later changes nothing.
    pub version: u32,
    /// Its number there.
    #[schema(example = "3702112026113000000231")]
    pub ours: String,
    /// Its state there, in the words used there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// When it was signed in 签收.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_in: Option<Timestamp>,
    /// When the reporter was reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contacted: Option<Timestamp>,
    /// What the reporter was told on the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<Said>,
    /// What is asked and waits to be decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<Ask>,
    /// The answer that holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answered>,
    /// How it ended there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
}

/// What the reporter was told 阶段反馈.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExchangeSaid)]
pub struct Said {
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

/// What is asked above 申请.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExchangeAsk)]
pub struct Ask {
    /// When: the decision names it again.
    pub at: Timestamp,
    /// What.
    pub ask: AskAbove,
    /// The day that is asked for, an exclusive end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Why.
    pub reason: String,
}

/// The answer to an order 办理结果.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExchangeAnswer)]
pub struct Answered {
    /// When it was given: another answer has another instant.
    pub at: Timestamp,
    /// What was done 办理过程.
    pub process: String,
    /// The answer 办理结果, as the reporter will read it.
    pub result: String,
    /// A lawful reason for "not solved".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsolved: Option<UnsolvedReason>,
    /// Plan, or other routes, for "not solved".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// The date of the plan, an exclusive end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_by: Option<Timestamp>,
    /// SHA-256 of each picture or file that proves it, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}

/// How an order ended below.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExchangeEnded)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// How.
    pub kind: EndingKind,
    /// Solved or basically solved, if somebody outside the office has verified it there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved: Option<Solved>,
}

/// What was taken in of an order so far, beside what stands in the matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Done {
    /// Above: the last that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Timestamp>,
    /// Above: the last answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<Timestamp>,
    /// Below: the last rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rated: Option<Timestamp>,
}

/// What a reply is taken in against.
#[derive(Clone, Debug)]
pub struct Taking<'t> {
    /// The matter.
    pub matter: &'t Matter,
    /// The share that is worked on below.
    pub share: &'t Assignment,
    /// All that was ever said in the matter.
    pub texts: &'t [String],
    /// What was taken in before.
    pub done: Done,
    /// The office that gets it back.
    pub propose: Option<UnitId>,
    /// By how much the share would have to be extended to reach the day that is asked for.
    pub by: Option<Limit>,
    /// The evidence of the answer, as it is kept here.
    pub evidence: Vec<FileId>,
}

impl Reply {
    /// What there is to tell of a matter that is an order of a platform above; evidence is added by whoever has the files.
    /// None if it is none.
    pub fn of(
        matter: &Matter,
        history: &[(Event, Words)],
        procedure: &Procedure,
        mapping: &Mapping,
    ) -> Option<Self> {
        let above = matter.upstream.as_ref()?;
        let undone = Undone::of(history.iter().map(|(event, _)| event));
        let steps: Vec<&(Event, Words)> =
            history.iter().filter(|(event, _)| !undone.holds(event.seq)).collect();
        let said: Vec<Said> = steps
            .iter()
            .filter(|(event, _)| matches!(event.what, Happening::Milestone { .. }))
            .filter_map(|(event, words)| {
                Some(Said { at: event.at, text: words.get(Word::Text)?.to_owned() })
            })
            .collect();
        let share = matter.lead();
        let reason = |at| {
            let asked = |event: &Event| matches!(&event.what, Happening::UpstreamAsked(one) if one.at == at);
            let step = steps.iter().rev().find(|(event, _)| asked(event));
            step.and_then(|(_, words)| words.get(Word::Reason)).unwrap_or_default().to_owned()
        };
        let ending = matter.ending.as_ref();
        Some(Self {
            number: above.number.clone(),
            version: matter.version,
            ours: matter.number.clone(),
            state: Some(mapping.state(matter.stage()).to_owned()),
            signed_in: share.and_then(|share| share.signed_in),
            contacted: share.and_then(|share| share.contacted),
            said: said[said.len().saturating_sub(SAID)..].to_vec(),
            ask: above.waiting().map(|asked| Ask {
                at: asked.at,
                ask: asked.ask,
                until: asked.until,
                reason: reason(asked.at),
            }),
            answer: answer(matter, history, &steps, procedure),
            ended: ending.map(|ending| Ended {
                at: ending.at,
                kind: ending.kind,
                solved: ending.solved.filter(|_| ending.kind == EndingKind::Verified),
            }),
        })
    }

    /// Whether it can be taken in.
    ///
    /// # Errors
    /// The field that is wrong.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.number.trim().is_empty() || is_too_long(OrderField::Number, &self.number) {
            return Err("number");
        }
        if self.version == 0 {
            return Err("version");
        }
        if is_too_long(OrderField::Number, &self.ours) {
            return Err("ours");
        }
        if self.state.as_deref().is_some_and(|state| is_too_long(OrderField::State, state)) {
            return Err("state");
        }
        if self.said.len() > SAID || self.said.iter().any(|said| is_long(&said.text)) {
            return Err("said");
        }
        if self.ask.as_ref().is_some_and(|ask| is_long(&ask.reason)) {
            return Err("ask");
        }
        if let Some(answer) = &self.answer {
            let plan = answer.plan.as_deref().unwrap_or_default();
            if [answer.process.as_str(), &answer.result, plan].into_iter().any(is_long) {
                return Err("answer");
            }
            let files = &answer.evidence;
            if files.len() > FILES || !files.iter().all(|file| is_digest(file)) {
                return Err("evidence");
            }
        }
        Ok(())
    }

    /// What it says anew of a share that is worked on below, as steps. Nothing of one that is not there any more.
    pub fn steps(&self, taking: &Taking<'_>) -> Steps {
        let Taking { matter, share, texts, done, .. } = taking;
        let (of, mut steps) = (share.id, Steps::new());
        if matter.ending.is_some() || !(share.is_open()) {
            return steps;
        }
        let worked = self.answer.is_some() || self.contacted.is_some() || self.ask.is_some();
        if share.signed_in.is_none() && (self.signed_in.is_some() || worked) {
            steps.push((Verb::SignIn, Command::SignIn(OfShare { assignment: of })));
        }
        if share.contacted.is_none() && self.contacted.is_some() {
            steps.push((
                Verb::Contact,
                Command::Contact(Contact { assignment: of, text: String::new() }),
            ));
        }
        let known = |text: &str| texts.iter().any(|one| agrees(one, text) || agrees(text, one));
        for said in
            self.said.iter().filter(|said| !said.text.trim().is_empty() && !known(&said.text))
        {
            let progress = Progress { assignment: of, text: said.text.clone(), files: Vec::new() };
            steps.push((Verb::Progress, Command::Progress(progress)));
        }
        let newer =
            |at: Timestamp, before: Option<Timestamp>| before.is_none_or(|before| before < at);
        let asks =
            self.ask.as_ref().filter(|ask| newer(ask.at, done.asked) && share.pending.is_none());
        if let Some((ask, request)) = asks.and_then(|ask| Some((ask, taking.request(ask)?))) {
            let opinion = ask.reason.clone();
            steps.push((
                Verb::Ask(request.kind()),
                Command::Ask(AskDecision { assignment: of, request, opinion }),
            ));
        }
        let answer = self.answer.as_ref().filter(|one| newer(one.at, done.answered));
        if let Some(answer) = answer.filter(|_| matter.result.is_none()) {
            let submit = Submit {
                assignment: of,
                process: answer.process.clone(),
                result: answer.result.clone(),
                unsolved: answer.unsolved,
                plan: answer.plan.clone(),
                plan_by: answer.plan_by,
                evidence: taking.evidence.clone(),
            };
            steps.push((Verb::Submit, Command::Submit(submit)));
        }
        steps
    }
}

impl Taking<'_> {
    fn request(&self, ask: &Ask) -> Option<Request> {
        match ask.ask {
            AskAbove::Return => Some(Request::Return { propose: self.propose? }),
            AskAbove::Extension => Some(Request::Extension { by: self.by? }),
        }
    }
}

/// Extensions that are tried, in the unit of the clock.
const LONGEST: u16 = 90;

/// By how much a share has to be extended so that it is due at `until` or later: the least, in the unit its clock counts in.
/// None if it has no limit, is due then anyway, or if that is too far.
pub fn extension(
    matter: &Matter,
    share: &Assignment,
    until: Timestamp,
    now: Timestamp,
    calendar: &Calendar,
) -> Option<Limit> {
    let clock = answering(matter, share.id).filter(|clock| clock.decides_late);
    let clock = &clock.max_by_key(|clock| clock.clock.due)?.clock;
    let unit = clock.limit?.unit;
    if clock.due >= until {
        return None;
    }
    let mut all = (1..=LONGEST).map(|amount| Limit::new(amount, unit));
    all.find(|by| clock.extend(*by, now, calendar).due >= until)
}

impl Done {
    /// With what a step took in of a reply.
    #[must_use]
    pub fn with(self, step: &Command, reply: &Reply) -> Self {
        match step {
            Command::Ask(_) => Self { asked: reply.ask.as_ref().map(|ask| ask.at), ..self },
            Command::Submit(_) => {
                Self { answered: reply.answer.as_ref().map(|answer| answer.at), ..self }
            }
            _ => self,
        }
    }
}

/// The answer that holds, in the words of the step that gave it; where it ended without one, nothing.
fn answer(
    matter: &Matter,
    history: &[(Event, Words)],
    steps: &[&(Event, Words)],
    procedure: &Procedure,
) -> Option<Answered> {
    if !matter.is_answered(procedure) {
        return None;
    }
    let (said, at) = (matter.answer_above(history), matter.answered_at()?);
    let result = said.result?.to_owned();
    let given = matter.result.as_ref();
    let plan = given.and_then(|given| {
        let submitted =
            |event: &Event| matches!(&event.what, Happening::Submitted(one) if one.at == given.at);
        let step = steps.iter().rev().find(|(event, _)| submitted(event))?;
        step.1.get(Word::Plan).map(str::to_owned)
    });
    Some(Answered {
        at,
        process: said.process.unwrap_or(&result).to_owned(),
        result,
        unsolved: given.and_then(|given| given.unsolved),
        plan,
        plan_by: given.and_then(|given| given.plan_by),
        evidence: Vec::new(),
    })
}

impl Matter {
    /// The files that prove the answer a platform above gets.
    pub fn files_above(&self, procedure: &Procedure) -> &[FileId] {
        let answered = self.result.as_ref().filter(|_| self.is_answered(procedure));
        answered.map(|result| result.evidence.as_slice()).unwrap_or_default()
    }
}
