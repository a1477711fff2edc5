//! Bodies that differ from the command they become: ids are made here, numbers looked up.

use huisheng_domain::id::{CategoryId, FileId, PlaceId, ReportId, UnitId};
use huisheng_domain::matter::{
    Accept, Amend, AskExclusion, AskReporter, AskUnsealing, Channel, Command, EraseGround,
    EraseVoice, Instruct, Join, Merge, Part, PartyLink, Place, Shortfall, Split, Unmerge,
};
use huisheng_domain::personal::is_starred;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::matter::report::{PointBody, Said, Where, known};
use crate::api::matter::verb::{Needs, Prepare};
use crate::api::whole_reason_in;
use crate::error::Problem;

/// Nothing to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Accepting names a category that is in the dictionary, if any.
pub fn accept(body: Accept, prepare: &mut Prepare<'_>) -> Result<Command, Problem> {
    known(&prepare.app.book(), body.category)?;
    Ok(Command::Accept(body))
}

/// Who asks to know who reported.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskUnsealingBody {
    /// Which voice.
    report: ReportId,
    /// What for; the reporter reads it.
    #[schema(min_length = 4, max_length = 200)]
    reason: String,
}

impl AskUnsealingBody {
    pub fn into_command(self, prepare: &mut Prepare<'_>) -> Result<Command, Problem> {
        let Self { report, reason } = self;
        let reason = whole_reason_in(&reason, "reason")?;
        let id = prepare.fresh::<()>().uuid();
        Ok(Command::AskUnsealing(AskUnsealing { id, report, reason }))
    }
}

/// What an office asks to be left out of its figures.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskExclusionBody {
    /// What counts against it; of several the latest for which nobody has asked.
    shortfall: Shortfall,
    /// Why: a code of the procedure.
    reason: String,
    /// The case in words.
    #[schema(min_length = 1)]
    text: String,
    /// Evidence: files that were uploaded.
    #[serde(default)]
    #[schema(max_items = 20)]
    evidence: Vec<FileId>,
}

impl AskExclusionBody {
    pub fn into_command(self, prepare: &mut Prepare<'_>) -> Result<Command, Problem> {
        let Self { shortfall, reason, text, evidence } = self;
        let id = prepare.fresh::<()>().uuid();
        Ok(Command::AskExclusion(AskExclusion { id, shortfall, reason, text, evidence }))
    }
}

/// What is put right; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AmendBody {
    /// New category.
    #[serde(default)]
    category: Option<CategoryId>,
    /// The place, as an entry of the gazetteer.
    #[serde(default)]
    place: Option<PlaceId>,
    /// The place as a point.
    #[serde(default)]
    point: Option<PointBody>,
    /// The place in words; the gazetteer is asked.
    #[serde(default)]
    #[schema(max_length = 500)]
    address: Option<String>,
    /// The voice whose contact data changed.
    #[serde(default)]
    report: Option<ReportId>,
    /// Its name from now on.
    #[serde(default)]
    #[schema(max_length = 100)]
    name: Option<String>,
    /// Its telephone from now on.
    #[serde(default)]
    #[schema(max_length = 100)]
    contact: Option<String>,
    /// Whether it is hidden from the handling office 保密 from now on.
    #[serde(default)]
    confidential: Option<bool>,
    /// Why.
    #[schema(max_length = 2_000)]
    reason: String,
}

impl AmendBody {
    pub fn into_command(mut self, prepare: &mut Prepare<'_>) -> Result<Command, Problem> {
        known(&prepare.app.book(), self.category)?;
        let place = self.place(prepare)?;
        let person = self.person(prepare)?;
        let Self { category, address, reason, .. } = self;
        Ok(Command::Amend(Amend { category, place, address, person, reason }))
    }

    /// The new place, if one is named or the words name one.
    fn place(&self, prepare: &Prepare<'_>) -> Result<Option<Place>, Problem> {
        let address = self.address.as_deref();
        let said = Where { address, place: self.place, point: self.point };
        let mut found = said.locate(prepare.app, prepare.now)?;
        // A point outside every grid still lies where the matter was taken in.
        found.division = found.division.or(prepare.matter.place.division);
        Ok((found.place.is_some() || found.point.is_some()).then_some(found))
    }

    /// The person of the voice that is named. Contact data that is not said again stays as it is.
    fn person(
        &mut self,
        prepare: &mut Prepare<'_>,
    ) -> Result<Option<(ReportId, PartyLink)>, Problem> {
        // A form sends back what it was shown: with stars in it, it was not said again.
        let unseen = |said: &String| !is_starred(said);
        let (name, contact) = (self.name.take().filter(unseen), self.contact.take().filter(unseen));
        let said = Said::of(name, contact)?;
        let Some(id) = self.report else {
            let nothing = said.is_none() && self.confidential.is_none();
            return if nothing { Ok(None) } else { Err(Problem::missing("report")) };
        };
        if said.is_none() && self.confidential.is_none() {
            return Err(Problem::missing("contact"));
        }
        let voice = prepare.matter.report(id).ok_or_else(|| Problem::invalid("report"))?;
        if voice.erased.is_some() && said.is_none() {
            // Nobody is left to be hidden.
            return Err(Problem::invalid("confidential"));
        }
        let known = voice.person.clone();
        let (contactable, confidential) =
            known.as_ref().map_or((false, false), |known| (known.contactable, known.confidential));
        let party = known.map_or_else(|| prepare.fresh(), |known| known.party);
        let said = said.unwrap_or_default().by(id, party);
        let link = PartyLink {
            party,
            contactable: contactable || said.contact.is_some(),
            // Who asked to stay hidden stays so: nobody but the reporter takes that back.
            confidential: confidential || self.confidential == Some(true),
        };
        prepare.voices.push(said);
        Ok(Some((id, link)))
    }
}

/// One part.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
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
        let book = prepare.app.book();
        self.parts.iter().try_for_each(|part| known(&book, part.category))?;
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
#[serde(deny_unknown_fields)]
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
    #[schema(max_length = 100)]
    contact: Option<String>,
    /// Hidden from the handling office 保密.
    #[serde(default)]
    confidential: bool,
}

impl JoinBody {
    pub fn into_command(self, prepare: &mut Prepare<'_>) -> Result<Command, Problem> {
        let report = prepare.fresh();
        let said = Said::of(self.name, self.contact)?;
        let voice = said.map(|said| said.by(report, prepare.fresh()));
        let person = voice.as_ref().map(|voice| PartyLink {
            party: voice.party,
            contactable: voice.contact.is_some(),
            confidential: self.confidential,
        });
        prepare.voices.extend(voice);
        let (channel, text) = (self.channel, self.text);
        Ok(Command::Join(Join { report, channel, person, text, notice: None }))
    }
}

/// An instruction.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstructBody {
    /// The unit that reports back.
    to: UnitId,
    /// Further units, each with a clock of its own.
    #[serde(default)]
    #[schema(max_items = 19)]
    also: Vec<UnitId>,
    /// The words; may be left out where there is a picture of the paper.
    #[serde(default)]
    text: String,
    /// Pictures of the paper 批件: files that were uploaded.
    #[serde(default)]
    #[schema(max_items = 10)]
    files: Vec<FileId>,
}

impl InstructBody {
    pub fn into_command(self, prepare: &mut Prepare<'_>) -> Result<Command, Problem> {
        let id = prepare.fresh::<()>().uuid();
        let Self { to, also, text, files } = self;
        Ok(Command::Instruct(Instruct { id, to, also, text, files }))
    }
}

/// A question to the reporter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionBody {
    /// Which voice; may be left out where there is only one. No other sees the question.
    report: Option<ReportId>,
    /// The question.
    question: String,
}

impl QuestionBody {
    pub fn into_command(self, prepare: &mut Prepare<'_>) -> Result<Command, Problem> {
        let id = prepare.fresh::<()>().uuid();
        Ok(Command::Question(AskReporter { id, report: self.report, question: self.question }))
    }
}

/// Whose data is erased.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseVoiceBody {
    /// Which voice.
    report: ReportId,
    /// Number of the matter by which the person asked for it.
    request: String,
    /// Words and files of the voice go too.
    words: bool,
}

impl EraseVoiceBody {
    pub fn needs(&self) -> Needs<'_> {
        Needs { other: Some(&self.request), ..Needs::default() }
    }

    pub fn into_command(self, prepare: &mut Prepare<'_>) -> Result<Command, Problem> {
        let request = Some(prepare.other("request")?);
        let Self { report, words, .. } = self;
        let ground = EraseGround::Requested;
        Ok(Command::EraseVoice(EraseVoice { report, ground, words, request }))
    }
}

/// Where the voices go.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
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
