//! What a reporter sees: the own matter and the office's words, never another voice's.

use huisheng_domain::id::FileId;
use huisheng_domain::matter::{
    Ending, EndingKind, EraseGround, Event, Happening, Matter, MatterClock, Question, Stage,
    UnsealingDecided, Word, passed_results,
};
use huisheng_domain::procedure::ProcedureHash;
use huisheng_store::Book;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::messages;
use super::opened::{Opened, Station, parts};
use crate::api::file;
use crate::api::matter::load;
use crate::api::matter::view::{Loaded, steps};
use crate::api::named::unit_name;
use crate::app::App;
use crate::error::Problem;
use crate::naming;

/// A step in plain words' codes, for the reporter.
#[derive(Serialize, ToSchema)]
pub(crate) struct PublicStep {
    /// When.
    pub at: Timestamp,
    /// What, as a stable code; `merged` where another matter goes on.
    pub kind: &'static str,
    /// The office, if one is named.
    pub unit: Option<String>,
    /// What the reporter is told.
    pub text: Option<String>,
    /// By when the answer is due from then on, where the step moved that; an exclusive end.
    pub due: Option<Timestamp>,
}

/// One part of a matter that was split.
#[derive(Serialize, ToSchema)]
pub(crate) struct PublicPart {
    /// Its number; the same code opens it.
    pub number: String,
    /// Stage.
    pub stage: Stage,
}

/// A question of the office to this voice.
#[derive(Serialize, ToSchema)]
pub(crate) struct PublicQuestion {
    /// Its id; the reply names it.
    pub id: uuid::Uuid,
    /// The question.
    pub text: String,
}

/// What the reporter sees.
#[derive(Serialize, ToSchema)]
pub(crate) struct Followed {
    /// The number that was given.
    pub number: String,
    /// Number of the matter it was merged into, where it is handled now.
    pub merged_into: Option<String>,
    /// The parts it was split into; each opens with the same code.
    pub parts: Vec<PublicPart>,
    /// Title.
    pub title: String,
    /// Stage.
    pub stage: Stage,
    /// The office that answers for it.
    pub unit: Option<String>,
    /// By when, an exclusive end.
    pub due: Option<Timestamp>,
    /// Overdue, or was answered late.
    pub late: bool,
    /// Version of the procedure: the tags of a rating are told at `/procedures/{version}`.
    pub procedure_version: ProcedureHash,
    /// How it ended.
    pub ending: Option<EndingKind>,
    /// Until when it can be rated; none where it cannot be, or no more.
    pub rate_until: Option<Timestamp>,
    /// Until when "not solved" reopens it; none where it does not, or no more.
    pub reopen_until: Option<Timestamp>,
    /// Of what is sent by telephone one wants the answer and nothing else; none where nothing is sent.
    pub answer_only: Option<bool>,
    /// A question that waits for an answer.
    pub question: Option<PublicQuestion>,
    /// The steps so far.
    pub steps: Vec<PublicStep>,
    /// Files that came with this report or with the result.
    pub files: Vec<FileId>,
    /// Those of them that came with the result.
    pub evidence: Vec<FileId>,
}

impl Followed {
    pub async fn of(app: &App, opened: &Opened, now: Timestamp) -> Result<Self, Problem> {
        let book = app.book();
        let matter = &opened.now().matter;
        let (mut told, mut title, mut question) = (Vec::new(), String::new(), None);
        for (hop, station) in opened.since_asked().enumerate() {
            let loaded = load(app, &station.matter).await?;
            if hop == 0 {
                title = self::title(station, &loaded, &book);
            }
            told.extend(self::told(station, &loaded, &book));
            question = asked(station, &loaded);
        }
        told.sort_by_key(|step| step.at);
        // Before anything decides, the last of what else is awaited.
        let others = || own(&matter.clocks).filter_map(|one| one.clock.next_due()).max();
        let due = promised(&matter.clocks).or_else(others);
        let parts = parts(app, matter).await?;
        let ending = matter.ending.as_ref();
        let [rate_until, reopen_until] = windows(matter, &book, now);
        Ok(Self {
            number: opened.asked.matter.number.clone(),
            merged_into: opened.after.last().map(|station| station.matter.number.clone()),
            parts: parts
                .into_iter()
                .map(|part| PublicPart { stage: part.stage(), number: part.number })
                .collect(),
            title,
            stage: matter.stage(),
            unit: matter.lead().map(|lead| unit_name(&book, lead.unit)),
            due,
            late: matter.is_late(now),
            procedure_version: matter.procedure.1.clone(),
            ending: ending.map(|ending| ending.kind),
            rate_until,
            reopen_until,
            answer_only: messages::answer_only(app, opened).await?,
            question,
            steps: told,
            files: file::for_reporter(app, opened).await?,
            evidence: file::evidence(&book, matter).to_vec(),
        })
    }
}

/// Stays the same as long as what is followed does: a tag of the voice, of the matters on its way, of the
/// lists that name offices, and of what time alone changes.
pub(super) async fn tag(app: &App, opened: &Opened, now: Timestamp) -> Result<String, Problem> {
    let matter = &opened.now().matter;
    let (late, windows) = (matter.is_late(now), windows(matter, &app.book(), now));
    let mut told = format!("{} {} {late} {windows:?}", opened.asked.voice.uuid(), app.lists());
    told.push_str(&format!(" {:?}", messages::answer_only(app, opened).await?));
    let parts = parts(app, matter).await?;
    let way = opened.since_asked().map(|station| &station.matter);
    for one in way.chain(&parts) {
        told.push_str(&format!(" {} {}", one.number, one.version));
    }
    let hash = app.keyed_hash(b"followed", &[told.as_bytes()]);
    Ok(format!("W/\"{}\"", hex::encode(&hash[..16])))
}

/// Until when it can be rated, and until when "not solved" reopens it.
fn windows(matter: &Matter, book: &Book, now: Timestamp) -> [Option<Timestamp>; 2] {
    let procedure = book.procedure(&matter.procedure.1);
    let reopens = procedure.and_then(|procedure| matter.reporter_reopens_until(procedure, now));
    [matter.rates_until(now), reopens]
}

/// The title is the first voice's own. Who joined reads what was shown, also when it was withheld since,
/// and where nothing ever was, what it is about.
fn title(station: &Station, loaded: &Loaded, book: &Book) -> String {
    let Station { matter, voice } = station;
    let is_first = matter.reports.first().is_some_and(|first| first.id == *voice);
    let own =
        loaded.words.values().find_map(|said| said.words.get(Word::Title)).filter(|_| is_first);
    let released =
        || loaded.words.values().rev().find_map(|said| said.words.get(Word::PublicTitle));
    let category = || matter.category.and_then(|id| Some(book.categories.get(id)?.name.as_str()));
    own.or_else(released)
        .or_else(category)
        .unwrap_or_else(|| naming::of(naming::KINDS, matter.kind.code()))
        .to_owned()
}

/// The first question that waits, with its own words.
fn asked(station: &Station, loaded: &Loaded) -> Option<PublicQuestion> {
    let own = |question: &&Question| question.report.is_none_or(|voice| voice == station.voice);
    let open = station.matter.questions.iter().filter(own).find(|own| own.answered.is_none())?;
    let asked = loaded.events.iter().rev().find(
        |event| matches!(&event.what, Happening::Asked(question) if question.id == open.id),
    )?;
    let text = loaded.words.get(&asked.seq)?.words.get(Word::Question)?;
    Some(PublicQuestion { id: open.id, text: text.to_owned() })
}

/// The steps of one matter on the way.
fn told(station: &Station, loaded: &Loaded, book: &Book) -> Vec<PublicStep> {
    let view = steps(loaded, book).into_iter().zip(&loaded.events);
    // A result that nobody has passed is a draft of the office.
    let procedure = book.procedure(&station.matter.procedure.1);
    let passed = procedure.map(|procedure| passed_results(&loaded.events, procedure));
    let is_out = |event: &Event| {
        !matches!(event.what, Happening::Submitted(_))
            || passed.as_ref().is_some_and(|passed| passed.contains(&event.seq))
    };
    let own =
        view.filter(|(step, event)| !step.undone && is_told_to(station, event) && is_out(event));
    own.filter_map(|(step, event)| {
        let kind = kind_of(&event.what);
        let word = word_of(kind)?;
        let text = word.and_then(|word| step.words.get(word)).map(str::to_owned);
        let unit = matches!(
            kind,
            "signed_in"
                | "contacted"
                | "submitted"
                | "milestone"
                | "unsealing_asked"
                | "unsealing_granted"
                | "unsealing_refused"
                | "contact_amended"
        );
        let due = MOVING.contains(&kind).then(|| promised(&event.clocks)).flatten();
        // More time for a share is no business of who waits for the whole.
        if kind == "extended" && due.is_none() {
            return None;
        }
        Some(PublicStep { at: step.at, kind, unit: step.unit.filter(|_| unit), text, due })
    })
    .collect()
}

/// Steps that give the answer another day.
const MOVING: [&str; 5] = ["extended", "suspended", "resumed", "planned", "upstream_moved"];

/// The matter's own clocks that run.
fn own(clocks: &[MatterClock]) -> impl Iterator<Item = &MatterClock> {
    clocks.iter().filter(|clock| clock.key.of.is_none() && clock.is_open())
}

/// By when an answer is promised: the first of the days that decide whether it is late.
fn promised(clocks: &[MatterClock]) -> Option<Timestamp> {
    own(clocks).filter(|clock| clock.decides_late).filter_map(|one| one.clock.next_due()).min()
}

/// What others in the same matter said or were asked is their own affair.
fn is_told_to(station: &Station, event: &Event) -> bool {
    let voice = match &event.what {
        Happening::Reported(reported) => {
            return std::iter::once(&reported.report)
                .chain(&reported.more)
                .any(|voice| voice.id == station.voice);
        }
        Happening::Joined { report } | Happening::ContactAmended { report } => report.id,
        Happening::Supplemented { report: Some(voice), .. } => *voice,
        Happening::Urged { report }
        | Happening::Rated { report, .. }
        | Happening::VoiceErased { report, .. } => *report,
        Happening::CalledBack(attempt) => attempt.report,
        Happening::Asked(Question { report: Some(voice), .. }) => *voice,
        Happening::UnsealingAsked(unsealing) => unsealing.report,
        Happening::UnsealingDecided { unsealing, .. } => {
            let asked = station.matter.unsealings.iter().find(|asked| asked.id == *unsealing);
            return asked.is_some_and(|asked| asked.report == station.voice);
        }
        _ => return true,
    };
    voice == station.voice
}

/// What a step is to the reporter.
const fn kind_of(what: &Happening) -> &'static str {
    match what {
        Happening::Ended(Ending { kind: EndingKind::Merged, .. }) => "merged",
        Happening::UnsealingDecided { decided: UnsealingDecided { granted: true, .. }, .. } => {
            "unsealing_granted"
        }
        Happening::UnsealingDecided { .. } => "unsealing_refused",
        Happening::VoiceErased { ground: EraseGround::Withdrawn, .. } => "consent_withdrawn",
        other => other.code(),
    }
}

/// Steps that are told, and the word that carries them.
fn word_of(kind: &str) -> Option<Option<Word>> {
    Some(match kind {
        "reported" | "accepted" | "assigned" | "signed_in" | "contacted" | "reviewed"
        | "reworked" | "reopened" | "supplemented" | "urged" | "joined" | "suspended"
        | "resumed" | "merged" | "rated" | "called_back" | "closed" | "voice_erased"
        | "consent_withdrawn" | "authorised" | "documents_taken" | "documents_returned" => None,
        "unsealing_asked" => Some(Word::Reason),
        "unsealing_granted" | "unsealing_refused" | "subjects_named" | "contact_amended" => None,
        "milestone" => Some(Word::Answer),
        "submitted" | "ended" => Some(Word::Result),
        "planned" => Some(Word::Plan),
        "asked" => Some(Word::Question),
        "extended" | "upstream_moved" => None,
        _ => return None,
    })
}
