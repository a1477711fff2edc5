//! Orders of a platform above 上级工单: what it says of them, and what it is owed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Command, EndingKind, Event, Happening, HearUpstream, Matter, MoveUpstream, Origin, Solved,
    Undone, Verb, Word, Words,
};
use crate::personal::agrees;
use crate::procedure::Procedure;
use crate::upstream::OrderField;

/// The order of a platform above 上级工单.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Upstream {
    /// Which platform.
    pub source: String,
    /// Its number there.
    pub number: String,
    /// Its due instant there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// Its state there, in the words used there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "处理中", max_length = 60)]
    pub state: Option<String>,
    /// When the answer that holds was entered there 回填.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(read_only)]
    pub entered: Option<Timestamp>,
    /// What it was asked 向上申请, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(read_only)]
    pub asked: Vec<AskedAbove>,
    /// What it heard last from the reporter 上级回访评价.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(read_only)]
    pub rating: Option<RatedAbove>,
}

/// What a platform above is asked 向上申请.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AskAbove {
    /// 申请退回: to take its order back, for it belongs elsewhere.
    Return,
    /// 申请延期: for another day.
    Extension,
}

crate::codes! { AskAbove:
    AskAbove::Return => "return",
    AskAbove::Extension => "extension",
}

/// One time that it was asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AskedAbove {
    /// What.
    pub ask: AskAbove,
    /// When.
    pub at: Timestamp,
    /// The day that is asked for, an exclusive end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// What it answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<AnsweredAbove>,
}

/// The answer of a platform above 上级批复.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnsweredAbove {
    /// Agreed or not.
    pub granted: bool,
    /// When it was written down.
    pub at: Timestamp,
}

/// What a platform above heard from the reporter 上级回访评价.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RatedAbove {
    /// Whether it is put right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved: Option<Solved>,
    /// How content, 1..=5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub satisfaction: Option<u8>,
    /// When it was written down.
    pub at: Timestamp,
}

impl Upstream {
    /// An order as it comes in.
    pub fn new(source: &str, number: &str, due: Option<Timestamp>) -> Self {
        let (source, number) = (source.to_owned(), number.to_owned());
        Self { source, number, due, state: None, entered: None, asked: Vec::new(), rating: None }
    }

    /// What it was asked and has not answered.
    pub fn waiting(&self) -> Option<&AskedAbove> {
        self.asked.last().filter(|asked| asked.answered.is_none())
    }

    /// Since when the day of before is not counted, if what moves it at `at` was asked for in time and granted.
    pub(super) fn granted_since(&self, at: Timestamp) -> Option<Timestamp> {
        let asked = self.asked.last()?;
        let granted = asked.answered.is_some_and(|answer| answer.granted && answer.at == at);
        granted.then_some(asked.at)
    }
}

/// What a platform above says of an order, as far as it is compared with what is known here.
#[derive(Clone, Copy, Debug)]
pub struct Told<'t> {
    /// When it is due there.
    pub due: Option<Timestamp>,
    /// Its state there.
    pub state: Option<&'t str>,
    /// What was said.
    pub text: &'t str,
    /// What was said there since.
    pub more: &'t [String],
    /// Whether it is put right, as the reporter told there.
    pub solved: Option<Solved>,
    /// How content the reporter is, 1..=5.
    pub satisfaction: Option<u8>,
}

/// What the platform says anew.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = UpstreamDifference)]
pub struct Difference {
    /// Of what: `due`, `state`, `text`, `more`.
    pub field: OrderField,
    /// What is known here; of texts it is left out.
    pub before: Option<String>,
    /// What the platform says.
    pub after: String,
}

/// What writes it down: the state with the first of the texts, each further one by itself, and another day for `reason`.
pub fn hearing(anew: &[Difference], reason: &str) -> Vec<(Verb, Command)> {
    let after = |field| anew.iter().filter(move |one| one.field == field).map(|one| &one.after);
    let mut state = after(OrderField::State).next().cloned();
    let texts = after(OrderField::Text).chain(after(OrderField::More));
    let mut heard: Vec<HearUpstream> =
        texts.map(|text| HearUpstream { state: state.take(), text: Some(text.clone()) }).collect();
    if state.is_some() {
        heard.push(HearUpstream { state, text: None });
    }
    let due = after(OrderField::Due).find_map(|due| due.parse().ok());
    let moved = due.map(|due| MoveUpstream { due, reason: reason.to_owned() });
    let heard = heard.into_iter().map(|one| (Verb::HearUpstream, Command::HearUpstream(one)));
    let moved = moved.map(|moved| (Verb::MoveUpstream, Command::MoveUpstream(moved)));
    heard.chain(moved).collect()
}

/// What a platform above is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerAbove<'w> {
    /// What was done 办理过程.
    pub process: Option<&'w str>,
    /// The answer 办理结果.
    pub result: Option<&'w str>,
}

impl Matter {
    /// What the platform says that is not known here; `said` is all that was ever said in the matter, as everybody may
    /// read it. Of what is history from elsewhere, is archived or erased, nothing is asked, and no day is set for what
    /// has ended.
    pub fn anew(&self, told: &Told<'_>, said: &[String]) -> Vec<Difference> {
        let ending = self.ending.as_ref().map(|ending| ending.kind);
        let is_past = self.origin == Origin::Imported || self.archived.is_some();
        if is_past || ending == Some(EndingKind::Quarantined) {
            return Vec::new();
        }
        let above = self.upstream.as_ref();
        let mut all = Vec::new();
        let due = above.and_then(|above| above.due);
        if let Some(after) = told.due.filter(|after| due != Some(*after) && ending.is_none()) {
            let before = due.map(|due| due.to_string());
            all.push(Difference { field: OrderField::Due, before, after: after.to_string() });
        }
        let state = above.and_then(|above| above.state.as_deref());
        if let Some(after) = told.state.filter(|after| state != Some(*after)) {
            let before = state.map(str::to_owned);
            all.push(Difference { field: OrderField::State, before, after: after.to_owned() });
        }
        // A callback is about an answer.
        if self.result.is_some() || ending.is_some() {
            let rating = above.and_then(|above| above.rating.as_ref());
            let known = rating.and_then(|rating| rating.solved);
            if let Some(after) = told.solved.filter(|after| known != Some(*after)) {
                let word = |solved: Solved| solved.code().to_owned();
                let (before, after) = (known.map(word), word(after));
                all.push(Difference { field: OrderField::Solved, before, after });
            }
            let known = rating.and_then(|rating| rating.satisfaction);
            if let Some(after) = told.satisfaction.filter(|after| known != Some(*after)) {
                let (before, after) = (known.map(|known| known.to_string()), after.to_string());
                all.push(Difference { field: OrderField::Satisfaction, before, after });
            }
        }
        let more = told.more.iter().map(|text| (OrderField::More, text.as_str()));
        let texts = std::iter::once((OrderField::Text, told.text)).chain(more);
        // Where the words were erased, they would come in again.
        for (field, text) in texts.filter(|_| !said.is_empty()) {
            if !said.iter().any(|one| is_same(one, text)) {
                all.push(Difference { field, before: None, after: text.to_owned() });
            }
        }
        all
    }

    /// The answer that holds, in the words of the step that gave it, and of no other: what was taken back, the share of a
    /// support unit or a word inside the house is no answer. What went on elsewhere has none of its own.
    pub fn answer_above<'w>(&self, history: &'w [(Event, Words)]) -> AnswerAbove<'w> {
        let ending = self.ending.as_ref().map(|ending| ending.kind);
        let elsewhere = [EndingKind::Merged, EndingKind::Split, EndingKind::Withdrawn];
        if ending.is_some_and(|kind| elsewhere.contains(&kind)) {
            return AnswerAbove::default();
        }
        let undone = Undone::of(history.iter().map(|(event, _)| event));
        let last = |is: fn(&Happening) -> bool| {
            let step = |(event, _): &&(Event, Words)| is(&event.what) && !undone.holds(event.seq);
            history.iter().rev().find(step).map(|(_, words)| words)
        };
        let ended = ending.and_then(|_| last(|what| matches!(what, Happening::Ended(_))));
        let result = self.result.as_ref();
        let submitted = result.and_then(|_| last(|what| matches!(what, Happening::Submitted(_))));
        let said = |word| ended.into_iter().chain(submitted).find_map(|words| words.get(word));
        AnswerAbove { process: said(Word::Process), result: said(Word::Result) }
    }

    /// When the answer was given that holds.
    pub fn answered_at(&self) -> Option<Timestamp> {
        let ended = self.ending.as_ref().map(|ending| ending.at);
        self.result.as_ref().map(|result| result.at).or(ended)
    }

    /// 待回填: its answer holds here, and was not entered into the platform above yet. What was merged or split is owed
    /// as well: the clerk says there which matter answers.
    pub fn owes_above(&self, procedure: &Procedure) -> bool {
        self.order().is_some_and(|order| order.entered.is_none()) && self.is_answered(procedure)
    }

    /// The order it answers, if any. Of what is history from elsewhere nothing is owed.
    pub(super) fn order(&self) -> Option<&Upstream> {
        self.upstream.as_ref().filter(|_| self.origin != Origin::Imported)
    }

    /// It ended, or its result passed whoever looks at it in the house. What is erased answers nothing, and what the
    /// platform took back is answered elsewhere.
    pub(crate) fn is_answered(&self, procedure: &Procedure) -> bool {
        match &self.ending {
            Some(ending) => {
                !matches!(ending.kind, EndingKind::Quarantined | EndingKind::HandedOver)
            }
            None => self.passed_result(procedure).is_some_and(|result| !result.rejected),
        }
    }
}

/// Compared as everybody may read it: a star stands for any character, so that nothing is told that is not shown.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    let (one, other) = (plain(one), plain(other));
    agrees(&one, &other) || agrees(&other, &one)
}
