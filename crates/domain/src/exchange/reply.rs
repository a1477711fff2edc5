//! 反馈: what became of an order below.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::order::is_digest;
use super::{Mapping, is_long};
use crate::id::FileId;
use crate::matter::{
    AskAbove, EndingKind, Event, Happening, Matter, Solved, Undone, UnsolvedReason, Word, Words,
};
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
