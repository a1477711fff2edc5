//! What a reply means above, against the share that is worked on below.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Ask, Reply, Steps};
use crate::calendar::Calendar;
use crate::id::{FileId, UnitId};
use crate::limit::Limit;
use crate::matter::{
    AskAbove, AskDecision, Assignment, Command, Contact, Matter, OfShare, Progress, Request,
    Submit, Verb, answering,
};
use crate::personal::agrees;

/// Extensions that are tried, in the unit of the clock.
const LONGEST: u16 = 90;

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
