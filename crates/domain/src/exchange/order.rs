//! 派单: an order as it stands above, and what taking it in means below.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Mapping, is_long};
use crate::matter::{
    AnswerUpstream, AskAbove, Assignment, AssignmentState, Command, EARLIEST, Event, Happening,
    Kind, Matter, RateUpstream, Request, Solved, Told, Undone, Verb, Word, Words, answering,
    hearing,
};
use crate::upstream::{OrderField, is_too_long};

/// What an order is called that is worked on elsewhere now, whatever its stage.
const RECALLED: &str = "已收回";
/// Texts that were said since, at most: the newest.
const MORE: usize = 100;
/// Files, at most.
const FILES: usize = 100;
/// Characters of a SHA-256, in hexadecimal digits.
const DIGEST: usize = 64;

/// An order as it stands above 派单. Texts are as everybody may read them, with stars in the place of what is personal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = ExchangeOrder)]
pub struct Order {
    /// Its number there, by which it is known again.
    #[schema(example = "3702112026113000000017")]
    pub number: String,
    /// From 1 on, rising with every change: an older one that comes later changes nothing.
    pub version: u32,
    /// When it was said.
    pub received: Option<Timestamp>,
    /// When it is due there, an exclusive end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// Its state there, in the words used there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// A short title.
    pub title: String,
    /// What was said first.
    pub text: String,
    /// What was said since: supplements, urging, why it is to be done again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<String>,
    /// The place in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// WGS-84 longitude and latitude in degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub point: Option<[f64; 2]>,
    /// What sort; by the mapping where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Category: the code or the name it has there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Who said it; never told of whoever is sealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How to reach the person, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Who said it is not to be shown to whoever handles it 保密.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub confidential: bool,
    /// SHA-256 of each file that belongs to it, in hexadecimal digits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// It is nobody's there any more who works here: taken back, or given to somebody else.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub recalled: bool,
    /// What was decided of the last that was asked from here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// What was heard last from the reporter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
}

/// What was decided above of something that was asked 批复.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExchangeDecision)]
pub struct Decision {
    /// When it was asked: the instant that the reply gave.
    pub asked: Timestamp,
    /// Agreed or not.
    pub granted: bool,
    /// The day that was granted, an exclusive end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Why.
    #[serde(default)]
    pub opinion: String,
}

/// What was heard above from the reporter 回访评价.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExchangeRating)]
pub struct Rating {
    /// When.
    pub at: Timestamp,
    /// Whether it is put right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved: Option<Solved>,
    /// How content, 1..=5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub satisfaction: Option<u8>,
}

/// What taking something in amounts to, one after the other.
pub type Steps = Vec<(Verb, Command)>;

impl Order {
    /// The order that `share` of a matter is to whoever works elsewhere; `asked`: when the last was asked there that was
    /// taken in here. Neither person nor category nor files stand in it yet.
    pub fn of(
        matter: &Matter,
        share: &Assignment,
        history: &[(Event, Words)],
        asked: Option<Timestamp>,
        mapping: &Mapping,
    ) -> Self {
        let undone = Undone::of(history.iter().map(|(event, _)| event));
        let steps: Vec<&(Event, Words)> =
            history.iter().filter(|(event, _)| !undone.holds(event.seq)).collect();
        let first = steps.iter().find(|(event, _)| matches!(event.what, Happening::Reported(_)));
        let said = |word| {
            let text = first.and_then(|(_, words)| words.get(word));
            text.map(str::to_owned)
        };
        let more = steps.iter().filter_map(|(event, words)| words.get(since(&event.what)?));
        let more: Vec<String> = more.map(str::to_owned).collect();
        let recalled = matches!(share.state, AssignmentState::Returned | AssignmentState::Revoked);
        let state = if recalled { RECALLED } else { mapping.state(matter.stage()) };
        Self {
            number: matter.number.clone(),
            version: matter.version,
            received: Some(matter.received),
            due: due(matter, share),
            state: Some(state.to_owned()),
            title: said(Word::Title).unwrap_or_default(),
            text: said(Word::Text).unwrap_or_default(),
            more: more[more.len().saturating_sub(MORE)..].to_vec(),
            address: said(Word::Address),
            point: matter.place.point,
            kind: Some(matter.kind),
            confidential: matter.reports.first().is_some_and(|voice| matter.is_sealed(voice)),
            recalled,
            decision: asked.and_then(|asked| decision(matter, share, &steps, asked)),
            rating: steps.iter().rev().find_map(|(event, _)| rating(event)),
            ..Self::default()
        }
    }

    /// Whether it can be taken in: nothing blank that is needed, nothing longer than a report that is typed.
    ///
    /// # Errors
    /// The field that is wrong.
    pub fn check(&self, now: Timestamp) -> Result<(), &'static str> {
        let texts = [
            (OrderField::Number, Some(&self.number)),
            (OrderField::State, self.state.as_ref()),
            (OrderField::Title, Some(&self.title)),
            (OrderField::Address, self.address.as_ref()),
            (OrderField::Category, self.category.as_ref()),
            (OrderField::Name, self.name.as_ref()),
            (OrderField::Phone, self.phone.as_ref()),
        ];
        let needed = [OrderField::Number, OrderField::Title];
        for (field, text) in texts {
            let blank = text.is_none_or(|text| text.trim().is_empty());
            if (blank && needed.contains(&field)) || text.is_some_and(|one| is_too_long(field, one))
            {
                return Err(field.code());
            }
        }
        // Nothing is newer than nothing.
        if self.version == 0 {
            return Err("version");
        }
        if self.text.trim().is_empty() || is_long(&self.text) {
            return Err("text");
        }
        if self.more.len() > MORE || self.more.iter().any(|text| is_long(text)) {
            return Err("more");
        }
        if self.received.is_some_and(|at| at > now || at < EARLIEST) {
            return Err("received");
        }
        if self.files.len() > FILES || !self.files.iter().all(|file| is_digest(file)) {
            return Err("files");
        }
        if self.decision.as_ref().is_some_and(|decision| is_long(&decision.opinion)) {
            return Err("decision");
        }
        let stars = self.rating.as_ref().and_then(|rating| rating.satisfaction);
        if stars.is_some_and(|stars| !(1..=5).contains(&stars)) {
            return Err("rating");
        }
        Ok(())
    }

    /// What it says anew of `known`, as steps: the answer to what was asked, then what is heard, then what the reporter
    /// said. `texts` is all that was ever said in the matter, `rated` the last rating that was taken in, `from` the name of
    /// the platform.
    pub fn steps(
        &self,
        known: &Matter,
        texts: &[String],
        rated: Option<Timestamp>,
        from: &str,
    ) -> Steps {
        let mut steps = Steps::new();
        let waiting = known.upstream.as_ref().and_then(|above| above.waiting());
        let decision = self.decision.as_ref();
        let answer = decision.zip(waiting).filter(|(one, waiting)| one.asked == waiting.at);
        let mut moves = true;
        if let Some((decision, waiting)) = answer {
            let until =
                decision.until.filter(|_| decision.granted && waiting.ask == AskAbove::Extension);
            moves = until.is_none();
            let opinion = or_name(&decision.opinion, from);
            let granted = decision.granted;
            let answer = AnswerUpstream { granted, until, opinion };
            steps.push((Verb::AnswerUpstream, Command::AnswerUpstream(answer)));
            // It has gone back: nothing else is done to it here.
            if granted && waiting.ask == AskAbove::Return {
                return steps;
            }
        }
        let told = Told {
            // Nothing is due of what was taken back.
            due: self.due.filter(|_| moves && !self.recalled),
            state: self.state.as_deref(),
            text: &self.text,
            more: &self.more,
            solved: None,
            satisfaction: None,
        };
        steps.extend(hearing(&known.anew(&told, texts), from));
        if let Some(rating) = self.rating.as_ref().filter(|one| rated.is_none_or(|at| at < one.at))
        {
            let (solved, satisfaction) = (rating.solved, rating.satisfaction);
            let rate = RateUpstream { solved, satisfaction, text: String::new() };
            steps.push((Verb::RateUpstream, Command::RateUpstream(rate)));
        }
        steps
    }
}

/// What was said, or that nothing was, by whom.
fn or_name(said: &str, from: &str) -> String {
    if said.trim().is_empty() { from.to_owned() } else { said.to_owned() }
}

/// A SHA-256 in lower-case hexadecimal digits.
pub(super) fn is_digest(text: &str) -> bool {
    text.len() == DIGEST && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// The word that whoever works on it elsewhere has to know; nothing that is said inside the house.
const fn since(what: &Happening) -> Option<Word> {
    match what {
        Happening::Supplemented { .. }
        | Happening::Urged { .. }
        | Happening::UpstreamHeard { .. } => Some(Word::Text),
        Happening::QuestionAnswered { .. } => Some(Word::Answer),
        Happening::Reworked { .. } | Happening::Reopened { .. } => Some(Word::Reason),
        Happening::SentBack => Some(Word::Opinion),
        Happening::Planned { .. } => Some(Word::Plan),
        _ => None,
    }
}

/// When the share has to be handled.
fn due(matter: &Matter, share: &Assignment) -> Option<Timestamp> {
    let answering = answering(matter, share.id).filter(|clock| clock.decides_late);
    answering.map(|clock| clock.clock.due).max()
}

/// What was decided of the last request of a share.
fn decision(
    matter: &Matter,
    share: &Assignment,
    steps: &[&(Event, Words)],
    asked: Timestamp,
) -> Option<Decision> {
    let mut last = None;
    for (event, words) in steps {
        match &event.what {
            Happening::Requested { assignment, request } if *assignment == share.id => {
                last = Some((request.request.clone(), None));
            }
            Happening::Decided { assignment, granted, .. } if *assignment == share.id => {
                if let Some((_, decided)) = &mut last {
                    *decided = Some((*granted, words.get(Word::Opinion).unwrap_or_default()));
                }
            }
            Happening::RequestTakenBack { assignment } if *assignment == share.id => last = None,
            _ => {}
        }
    }
    let (request, decided) = last?;
    let (granted, opinion) = decided?;
    let until = match request {
        Request::Extension { .. } if granted => due(matter, share),
        _ => None,
    };
    Some(Decision { asked, granted, until, opinion: opinion.to_owned() })
}

/// What the reporter said in a step.
fn rating(event: &Event) -> Option<Rating> {
    let (solved, satisfaction) = match &event.what {
        Happening::CalledBack(attempt) => {
            let verdict = attempt.verdict.as_ref()?;
            (Some(verdict.solved), Some(verdict.satisfied))
        }
        Happening::Rated { rating, .. } => (rating.solved, Some(rating.stars)),
        Happening::UpstreamRated { rating, .. } => (rating.solved, rating.satisfaction),
        _ => return None,
    };
    Some(Rating { at: event.at, solved, satisfaction })
}
