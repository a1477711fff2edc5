//! Bodies that differ from the command they become: ids are made here, numbers looked up.

use huisheng_domain::id::{CategoryId, ReportId, UnitId};
use huisheng_domain::matter::{
    Amend, AskReporter, Channel, Command, Instruct, Join, Merge, Part, PartyLink, Place, Split,
    Unmerge,
};
use huisheng_store::ledger::Voice;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::matter::verb::{Needs, Prepare};
use crate::error::Problem;

/// Nothing to say.
#[derive(Deserialize, ToSchema)]
pub struct Nothing {}

/// What is put right.
#[derive(Deserialize, ToSchema)]
pub struct AmendBody {
    /// New category.
    #[serde(default)]
    category: Option<CategoryId>,
    /// New place.
    #[serde(default)]
    place: Option<Place>,
    /// The place in words.
    #[serde(default)]
    address: Option<String>,
    /// The voice whose contact data changed.
    #[serde(default)]
    report: Option<ReportId>,
    /// Its name from now on.
    #[serde(default)]
    name: Option<String>,
    /// Its telephone from now on.
    #[serde(default)]
    contact: Option<String>,
    /// Why.
    reason: String,
}

impl AmendBody {
    pub fn into_command(self, prepare: &mut Prepare<'_>) -> Result<Command, Problem> {
        let person = match self.report {
            None => None,
            Some(id) => {
                let voice = prepare.matter.report(id).ok_or_else(|| Problem::invalid("report"))?;
                let party =
                    voice.person.as_ref().map_or_else(|| prepare.fresh(), |person| person.party);
                let confidential = voice.person.as_ref().is_some_and(|person| person.confidential);
                let contactable = self.contact.is_some();
                prepare.voices.push(Voice {
                    report: id,
                    party,
                    name: self.name,
                    contact: self.contact,
                });
                Some((id, PartyLink { party, contactable, confidential }))
            }
        };
        let mut place = self.place;
        if let Some(place) = &mut place {
            prepare.app.book().locate(place, prepare.now);
        }
        Ok(Command::Amend(Amend {
            category: self.category,
            place,
            address: self.address,
            person,
            reason: self.reason,
        }))
    }
}

/// One part.
#[derive(Deserialize, ToSchema)]
pub struct PartBody {
    /// A short title.
    title: String,
    /// What this part is about.
    text: String,
    /// Category.
    #[serde(default)]
    category: Option<CategoryId>,
}

/// The parts.
#[derive(Deserialize, ToSchema)]
pub struct SplitBody {
    /// Two to ten.
    parts: Vec<PartBody>,
    /// Why.
    reason: String,
}

impl SplitBody {
    pub fn needs(&self) -> Needs<'_> {
        Needs { numbers: self.parts.len(), ..Needs::default() }
    }

    pub fn into_command(self, prepare: &mut Prepare<'_>) -> Result<Command, Problem> {
        if self.parts.len() > Prepare::NUMBERS {
            return Err(Problem::invalid("parts"));
        }
        let numbers = std::mem::take(&mut prepare.numbers);
        let parts = self.parts.into_iter().zip(numbers).map(|(part, number)| Part {
            id: prepare.fresh(),
            number,
            reports: prepare.matter.reports.iter().map(|_| prepare.fresh()).collect(),
            title: part.title,
            text: part.text,
            category: part.category,
        });
        let parts = parts.collect();
        Ok(Command::Split(Split { parts, reason: self.reason }))
    }
}

/// One more voice.
#[derive(Deserialize, ToSchema)]
pub struct JoinBody {
    /// How it came in.
    channel: Channel,
    /// What was said.
    #[serde(default)]
    text: String,
    /// Name.
    #[serde(default)]
    name: Option<String>,
    /// Telephone.
    #[serde(default)]
    contact: Option<String>,
}

impl JoinBody {
    pub fn into_command(self, prepare: &mut Prepare<'_>) -> Result<Command, Problem> {
        let report = prepare.fresh();
        let person = (self.name.is_some() || self.contact.is_some()).then(|| {
            let party = prepare.fresh();
            let contactable = self.contact.is_some();
            prepare.voices.push(Voice { report, party, name: self.name, contact: self.contact });
            PartyLink { party, contactable, confidential: false }
        });
        Ok(Command::Join(Join { report, channel: self.channel, person, text: self.text }))
    }
}

/// An instruction.
#[derive(Deserialize, ToSchema)]
pub struct InstructBody {
    /// The unit that reports back.
    to: UnitId,
    /// The words.
    text: String,
}

impl InstructBody {
    pub fn into_command(self, prepare: &mut Prepare<'_>) -> Result<Command, Problem> {
        let id = prepare.fresh::<()>().uuid();
        Ok(Command::Instruct(Instruct { id, to: self.to, text: self.text }))
    }
}

/// A question to the reporter.
#[derive(Deserialize, ToSchema)]
pub struct QuestionBody {
    /// The question.
    question: String,
}

impl QuestionBody {
    pub fn into_command(self, prepare: &mut Prepare<'_>) -> Result<Command, Problem> {
        let id = prepare.fresh::<()>().uuid();
        Ok(Command::Question(AskReporter { id, question: self.question }))
    }
}

/// Where the voices go.
#[derive(Deserialize, ToSchema)]
pub struct MergeBody {
    /// Number of the matter that goes on.
    into: String,
    /// Why.
    reason: String,
}

impl MergeBody {
    pub fn needs(&self) -> Needs<'_> {
        Needs { other: Some(&self.into), ..Needs::default() }
    }

    pub fn into_command(self, prepare: &mut Prepare<'_>) -> Result<Command, Problem> {
        let into = prepare.other("into")?;
        Ok(Command::Merge(Merge { into, reason: self.reason }))
    }
}

/// Where the voices were.
#[derive(Deserialize, ToSchema)]
pub struct UnmergeBody {
    /// Number of the matter it was merged into.
    from: String,
    /// Why.
    reason: String,
}

impl UnmergeBody {
    pub fn needs(&self) -> Needs<'_> {
        Needs { other: Some(&self.from), ..Needs::default() }
    }

    pub fn into_command(self, prepare: &mut Prepare<'_>) -> Result<Command, Problem> {
        let from = prepare.other("from")?;
        Ok(Command::Unmerge(Unmerge { from, reason: self.reason }))
    }
}
