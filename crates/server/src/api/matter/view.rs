//! How matters look outside: names beside ids, contact data masked, light computed now.

mod apart;
mod archive;
mod errand;
mod exclusion;
mod instruction;
mod line;
mod step;

use std::collections::BTreeMap;

use huisheng_domain::id::{
    AccountId, AssignmentId, CategoryId, DivisionId, FileId, GridId, MatterId, ReportId, UnitId,
};
use huisheng_domain::light::Light;
use huisheng_domain::matter::{
    Asked, Attempt, Channel, Ending, Erased, Event, Kind, LinkKind, Matter, Origin, Owner,
    PendingRequest, Place, Question, RatingGiven, Report, RoutedBy, Severity, Stage,
    SubmittedResult, Upstream, Urgency,
};
use huisheng_domain::procedure::{ProcedureHash, Wording};
use huisheng_store::Book;
use huisheng_store::matter::Said;
use huisheng_store::voice::VoiceRow;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::named::{Names, PersonView, unit_name};

use apart::{SubjectsView, UnsealingView};
use archive::ArchiveView;
use errand::ErrandView;
use exclusion::{ExclusionView, ShortfallView};
use instruction::InstructionView;
pub use line::MatterLine;
pub use step::{EventView, steps};

/// A matter, whole.
#[derive(Serialize, ToSchema)]
#[schema(example = json!(crate::api::example::matter()))]
pub struct MatterView {
    /// Public number.
    pub number: String,
    /// Version; also in the `ETag`.
    pub version: u32,
    /// Kind.
    pub kind: Kind,
    /// Code of the procedure.
    pub procedure: String,
    /// Its version: what a callback asks and what can be chosen is told at `/procedures/{version}`.
    pub procedure_version: ProcedureHash,
    /// Channel of the first voice.
    pub channel: Channel,
    /// Stage.
    pub stage: Stage,
    /// Who acts next.
    pub owner: Option<Owner>,
    /// Light now.
    pub light: Light,
    /// Late, for ever.
    pub late: bool,
    /// Earliest due instant.
    pub next_due: Option<Timestamp>,
    /// Category.
    pub category: Option<CategoryId>,
    /// Its name.
    pub category_name: Option<String>,
    /// Severity.
    pub severity: Severity,
    /// Urgency.
    pub urgency: Urgency,
    /// Where.
    pub place: Place,
    /// Name of the division.
    pub division_name: Option<String>,
    /// Name of the grid.
    pub grid_name: Option<String>,
    /// Live, late or imported.
    pub origin: Origin,
    /// What the importer found odd.
    pub flags: Vec<String>,
    /// When it was said.
    pub received: Timestamp,
    /// The order above.
    pub upstream: Option<Upstream>,
    /// What is done for a resident; none for a matter that is no errand.
    pub errand: Option<ErrandView>,
    /// Voices, contact data masked.
    pub reports: Vec<ReportView>,
    /// Files.
    pub files: Vec<FileId>,
    /// How it was routed.
    pub routed: Option<RoutedBy>,
    /// Shares.
    pub assignments: Vec<AssignmentView>,
    /// Clocks.
    pub clocks: Vec<ClockView>,
    /// Instructions.
    pub instructions: Vec<InstructionView>,
    /// Questions to the reporter.
    pub questions: Vec<Question>,
    /// The result in force.
    pub result: Option<SubmittedResult>,
    /// Callbacks since the result.
    pub attempts: Vec<Attempt>,
    /// The end.
    pub ending: Option<Ending>,
    /// Until when it can be rated, an exclusive end; none where it cannot be, or no more.
    pub rates_until: Option<Timestamp>,
    /// Until when the reporter's "not solved" opens it again, as the reporter is told.
    pub reporter_reopens_until: Option<Timestamp>,
    /// Until when staff may open it again.
    pub reopens_until: Option<Timestamp>,
    /// Its file 卷宗; none before it is closed.
    pub archive: Option<ArchiveView>,
    /// Whom it complains of.
    pub subjects: SubjectsView,
    /// Who has stepped back from it.
    pub recused: Vec<PersonView>,
    /// Who asked to see who reported.
    pub unsealings: Vec<UnsealingView>,
    /// What counts against an office 失分项.
    pub shortfalls: Vec<ShortfallView>,
    /// What offices asked to be left out of their figures 剔除.
    pub exclusions: Vec<ExclusionView>,
    /// What is asked of the data that another matter holds; which, `links` tells.
    pub asked: Option<Asked>,
    /// Ties to other matters, by number.
    pub links: Vec<LinkView>,
    /// Suspended.
    pub suspended: bool,
    /// Times it was handled again.
    pub reworks: u8,
    /// Times it was reopened.
    pub reopens: u8,
    /// History.
    pub history: Vec<EventView>,
}

/// A tie to another matter.
#[derive(Serialize, ToSchema)]
pub struct LinkView {
    /// How.
    pub kind: LinkKind,
    /// The number of the other matter; whether one may open it, its page tells.
    #[schema(example = "990101202611220000127")]
    pub number: String,
}

/// A voice, masked.
#[derive(Serialize, ToSchema)]
pub struct ReportView {
    /// Its id.
    pub id: ReportId,
    /// How it came in.
    pub channel: Channel,
    /// When.
    pub at: Timestamp,
    /// Masked name: 张*; none of whoever is sealed.
    pub name: Option<String>,
    /// Masked telephone: 138****1234; none as with the name.
    pub contact: Option<String>,
    /// Somebody can be reached.
    pub contactable: bool,
    /// The person asked to stay hidden from the handling office.
    pub confidential: bool,
    /// Who it is, is sealed: asked for, or because of the kind of matter.
    pub sealed: bool,
    /// Sealed, and open to who asks until then.
    pub open_until: Option<Timestamp>,
    /// For somebody else.
    pub on_behalf: bool,
    /// The reporter's own rating.
    pub rating: Option<RatingGiven>,
    /// Taken back.
    pub withdrawn: Option<Timestamp>,
    /// The version of the notice on personal data that was shown before name or telephone was given.
    pub notice: Option<u16>,
    /// Name and contact were erased.
    pub erased: Option<Erased>,
}

/// A share.
#[derive(Serialize, ToSchema)]
pub struct AssignmentView {
    /// Its id.
    pub id: AssignmentId,
    /// The unit.
    pub unit: UnitId,
    /// Its name.
    pub unit_name: String,
    /// Lead or support.
    pub role: huisheng_domain::matter::AssignmentRole,
    /// Part of this share.
    pub parent: Option<AssignmentId>,
    /// Where it stands.
    pub state: huisheng_domain::matter::AssignmentState,
    /// When it was given.
    pub at: Timestamp,
    /// When it was signed in.
    pub signed_in: Option<Timestamp>,
    /// When the reporter was reached.
    pub contacted: Option<Timestamp>,
    /// Given by arbitration.
    pub bound: bool,
    /// The request that awaits a decision.
    pub pending: Option<PendingRequest>,
}

/// A clock.
#[derive(Serialize, ToSchema)]
pub struct ClockView {
    /// Name in the procedure.
    pub name: String,
    /// What people call it; none for a dated plan, which stands in no procedure.
    pub title: Option<Wording>,
    /// The share, instruction or request it belongs to.
    pub of: Option<uuid::Uuid>,
    /// 0 for the first time.
    pub round: u8,
    /// When it started.
    pub started: Timestamp,
    /// Its length, unless given from above.
    pub limit: Option<huisheng_domain::limit::Limit>,
    /// Exclusive end.
    pub due: Timestamp,
    /// Yellow from then on.
    pub warn: Timestamp,
    /// When it stopped.
    pub stopped: Option<Timestamp>,
    /// A plan took its place.
    pub superseded: bool,
    /// Light now.
    pub light: Light,
}

/// What is needed besides the state.
pub struct Loaded {
    /// History.
    pub events: Vec<Event>,
    /// Words by event.
    pub words: BTreeMap<u32, Said>,
    /// Contact data by voice.
    pub voices: Vec<VoiceRow>,
    /// Names of those who acted; for staff.
    pub names: Names,
    /// Numbers of the matters it is tied to; for staff.
    pub numbers: BTreeMap<MatterId, String>,
    /// Matters raised from it 转为诉求; for staff.
    pub raised: Vec<MatterId>,
}

impl MatterView {
    /// The whole matter, as an account sees it.
    pub fn of(
        matter: &Matter,
        loaded: Loaded,
        book: &Book,
        account: AccountId,
        now: Timestamp,
    ) -> Self {
        let names = &loaded.names;
        let procedure = book.procedure(&matter.procedure.1);
        let title = |name: &str| {
            procedure
                .and_then(|p| p.clocks.iter().find(|rule| rule.name == name))
                .map(|rule| rule.title.clone())
        };
        Self {
            number: matter.number.clone(),
            version: matter.version,
            kind: matter.kind,
            procedure: matter.procedure.0.clone(),
            procedure_version: matter.procedure.1.clone(),
            channel: matter.channel,
            stage: matter.stage(),
            owner: procedure.and_then(|procedure| matter.owner(procedure)),
            light: matter.light(now),
            late: matter.is_late(now),
            next_due: matter.next_due().filter(|_| matter.is_open()),
            category: matter.category,
            category_name: category_name(book, matter.category),
            severity: matter.severity,
            urgency: matter.urgency,
            division_name: division_name(book, matter.place.division),
            grid_name: grid_name(book, matter.place.grid),
            place: matter.place.clone(),
            origin: matter.origin,
            flags: matter.flags.clone(),
            received: matter.received,
            upstream: matter.upstream.clone(),
            errand: ErrandView::of(matter, names),
            reports: matter
                .reports
                .iter()
                .map(|report| {
                    let opened = matter.unsealed_until(account, report.id);
                    let open_until = opened.filter(|until| now < *until);
                    ReportView::of(matter, report, &loaded.voices, open_until)
                })
                .collect(),
            files: matter.files.clone(),
            routed: matter.routed.clone(),
            assignments: matter.assignments.iter().map(|share| assignment(share, book)).collect(),
            clocks: matter
                .clocks
                .iter()
                .map(|clock| clock_view(clock, title(&clock.key.name), now))
                .collect(),
            instructions: InstructionView::all(matter, &loaded, book),
            questions: matter.questions.clone(),
            result: matter.result.clone(),
            attempts: matter.attempts.clone(),
            ending: matter.ending.clone(),
            rates_until: matter.rates_until(now),
            reporter_reopens_until: procedure
                .and_then(|procedure| matter.reporter_reopens_until(procedure, now)),
            reopens_until: procedure.and_then(|procedure| matter.reopens_until(procedure, now)),
            archive: procedure.and_then(|procedure| ArchiveView::of(matter, procedure)),
            subjects: SubjectsView::of(&matter.subjects, names, book),
            recused: matter.recused.iter().map(|id| PersonView::of(*id, names)).collect(),
            unsealings: matter
                .unsealings
                .iter()
                .map(|unsealing| UnsealingView::of(unsealing, names, book))
                .collect(),
            shortfalls: ShortfallView::all(matter, &loaded.events, book, now),
            exclusions: matter
                .exclusions
                .iter()
                .map(|exclusion| ExclusionView::of(exclusion, names, book))
                .collect(),
            asked: matter.asked,
            links: matter
                .links
                .iter()
                .map(|link| (link.kind, link.matter))
                .chain(loaded.raised.iter().map(|id| (LinkKind::RaisedInto, *id)))
                .filter_map(|(kind, id)| {
                    Some(LinkView { kind, number: loaded.numbers.get(&id)?.clone() })
                })
                .collect(),
            suspended: matter.suspended,
            reworks: matter.reworks,
            reopens: matter.reopens,
            history: steps(&loaded, book),
        }
    }
}

fn category_name(book: &Book, id: Option<CategoryId>) -> Option<String> {
    id.and_then(|id| book.categories.get(id)).map(|found| found.name.clone())
}

fn division_name(book: &Book, id: Option<DivisionId>) -> Option<String> {
    id.and_then(|id| book.divisions.get(id)).map(|found| found.name.clone())
}

fn grid_name(book: &Book, id: Option<GridId>) -> Option<String> {
    id.and_then(|id| book.grids.get(id)).map(|found| found.name.clone())
}

impl ReportView {
    /// With the name and telephone masked; of whoever is sealed none of it, unless it is open to who asks.
    pub(crate) fn of(
        matter: &Matter,
        report: &Report,
        voices: &[VoiceRow],
        open_until: Option<Timestamp>,
    ) -> Self {
        let sealed = matter.is_sealed(report);
        // A mask is the same everywhere: it would join the sealed voice with an open one.
        let shown = !sealed || open_until.is_some();
        let voice = voices.iter().find(|voice| shown && voice.report == report.id);
        Self {
            id: report.id,
            channel: report.channel,
            at: report.at,
            name: voice.and_then(|voice| voice.name.as_deref()).map(crate::mask::name),
            contact: voice.and_then(|voice| voice.contact.as_deref()).map(crate::mask::contact),
            contactable: report.contactable(),
            confidential: report.confidential(),
            sealed,
            open_until,
            on_behalf: report.on_behalf,
            rating: report.rating.clone(),
            withdrawn: report.withdrawn,
            notice: report.notice,
            erased: report.erased,
        }
    }
}

fn assignment(share: &huisheng_domain::matter::Assignment, book: &Book) -> AssignmentView {
    AssignmentView {
        id: share.id,
        unit: share.unit,
        unit_name: unit_name(book, share.unit),
        role: share.role,
        parent: share.parent,
        state: share.state,
        at: share.at,
        signed_in: share.signed_in,
        contacted: share.contacted,
        bound: share.bound,
        pending: share.pending.clone(),
    }
}

fn clock_view(
    clock: &huisheng_domain::matter::MatterClock,
    title: Option<Wording>,
    now: Timestamp,
) -> ClockView {
    ClockView {
        name: clock.key.name.clone(),
        title,
        of: clock.key.of,
        round: clock.key.round,
        started: clock.clock.started,
        limit: clock.clock.limit,
        due: clock.clock.due,
        warn: clock.clock.warn,
        stopped: clock.clock.stopped,
        superseded: clock.superseded,
        light: clock.clock.light(now),
    }
}
