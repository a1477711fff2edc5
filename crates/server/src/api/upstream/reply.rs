//! 回填: answers that platforms above are owed, in the columns they want, until somebody says that they were entered there.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use futures::future::try_join_all;
use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use huisheng_domain::matter::{Assignment, Command, EndingKind, Matter, Solved, Verb};
use huisheng_domain::upstream::ReplyField;
use huisheng_store::matter::{self, Filter};
use huisheng_store::trail::{Entry, Kind};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::{TAKE, named};
use crate::api::matter::verb::one_of_many;
use crate::api::matter::within_reach;
use crate::api::named::unit_name;
use crate::api::sheet::Sheet;
use crate::api::{Query, Written};
use crate::app::{App, Staff};
use crate::error::Problem;
use crate::naming;
use crate::table::writer::Value;

/// Answers that are read at once.
const PAGE: usize = 500;
/// Answers of one sheet, at most: who has more enters these first.
const MOST: usize = 5_000;
/// Answers a page shows, and that are entered at once.
const SHOWN: usize = 500;

/// Of which platform.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct OwedQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// The name of the platform above.
    source: String,
}

/// An answer that a platform above is owed.
#[derive(Serialize, ToSchema)]
#[schema(as = UpstreamReply)]
struct ReplyView {
    /// The number there.
    number: String,
    /// Our number.
    ours: String,
    /// Title.
    title: String,
    /// The unit that answers.
    unit: Option<String>,
    /// What was done 办理过程.
    process: Option<String>,
    /// The answer.
    result: Option<String>,
    /// When it was answered.
    answered: Option<Timestamp>,
    /// When it is due there.
    due: Option<Timestamp>,
    /// How it ended here, if it has.
    ending: Option<EndingKind>,
}

/// Answers that a platform above is owed.
#[derive(Serialize, ToSchema)]
#[schema(as = UpstreamReplies)]
pub(super) struct Replies {
    /// The newest number of ours first; 500 at most.
    replies: Vec<ReplyView>,
    /// There are more.
    more: bool,
}

/// Answers that a platform above is owed: they hold here, and nobody has entered them there yet.
#[utoipa::path(get, path = "/upstream/replies", tag = "upstream", params(OwedQuery),
    responses((status = 200, body = Replies), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 422, body = Problem, description = "No such platform.")))]
pub(super) async fn owed(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<OwedQuery>,
) -> Result<Json<Replies>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), TAKE)?;
    let source = named(&app, area, &query.source).await?;
    let (all, more) = answers(&app, &staff, area, &source.name, SHOWN).await?;
    let book = app.book();
    let view = |answer: Answer| {
        let order = answer.matter.upstream.as_ref();
        ReplyView {
            number: order.map(|order| order.number.clone()).unwrap_or_default(),
            ours: answer.matter.number.clone(),
            unit: answer.share().map(|share| unit_name(&book, share.unit)),
            answered: answer.matter.answered_at(),
            due: order.and_then(|order| order.due),
            ending: answer.matter.ending.as_ref().map(|ending| ending.kind),
            title: answer.title,
            process: answer.process,
            result: answer.result,
        }
    };
    Ok(Json(Replies { replies: all.into_iter().map(view).collect(), more }))
}

/// Of which platform, and in which form.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UpstreamRepliesBody)]
pub(super) struct TakeBody {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// The name of the platform above.
    #[schema(example = "市12345")]
    source: String,
    /// The form; `xlsx` if left out.
    #[serde(default)]
    format: Sheet,
}

/// The answers that a platform above is owed as a sheet in its columns, 5,000 at most. It names nobody; that it was taken
/// out is written down. Taking it enters nothing: say afterwards which were entered.
#[utoipa::path(post, path = "/upstream/replies", tag = "upstream",
    request_body(content = TakeBody, example = json!({ "source": "市12345" })),
    responses((status = 200, description = "The file.", content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "text/csv"),
    )), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 422, body = Problem, description = "No such platform, or it has no columns for answers.")))]
pub(super) async fn take_replies(
    State(app): State<App>,
    staff: Staff,
    body: Written<TakeBody>,
) -> Result<Response, Problem> {
    let TakeBody { area: code, source, format } = body.value;
    let area = staff.area(&app, code.as_deref(), TAKE)?;
    let source = named(&app, area, &source).await?;
    if source.reply.is_empty() {
        return Err(Problem::missing("reply"));
    }
    let (all, _) = answers(&app, &staff, area, &source.name, MOST).await?;
    let (book, header) = (app.book(), source.reply.iter().map(|column| column.header.as_str()));
    let header: Vec<&str> = header.collect();
    let zone = book.calendar.zone();
    let rows = all.iter().map(|answer| {
        let unit = answer.share().map(|share| unit_name(&book, share.unit));
        let fields = source.reply.iter().map(|column| column.holds);
        fields.map(|field| answer.cell(field, unit.as_deref(), zone)).collect()
    });
    let bytes = format.of(&header, "", rows).map_err(|error| {
        tracing::error!(%error, "a table to be sent");
        Problem::internal()
    })?;
    let entry = staff.entry(Kind::Exported).with(json!({ "rows": all.len() }));
    let subject = Some(format!("replies {}", source.name));
    staff.note(&app, &Entry { area: Some(area), subject, ..entry }, app.now()).await?;
    Ok(format.answer("replies", bytes))
}

/// An answer that was entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UpstreamEnteredLine)]
struct EnteredLine {
    /// Our number.
    number: String,
    /// When it was answered, as it was shown: another answer that has come since is not the one that was entered.
    answered: Option<Timestamp>,
}

/// Which answers were entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UpstreamEnteredBody)]
pub(super) struct EnteredBody {
    /// 500 at most.
    #[schema(min_items = 1, max_items = 500)]
    replies: Vec<EnteredLine>,
}

/// One that could not be marked.
#[derive(Serialize, ToSchema)]
#[schema(as = UpstreamNotEntered)]
struct NotEntered {
    /// Our number.
    number: String,
    /// Why.
    refusal: Problem,
}

/// What was marked.
#[derive(Serialize, ToSchema)]
#[schema(as = UpstreamEntered)]
pub(super) struct Entered {
    /// How many were marked now.
    entered: usize,
    /// Those that were not, and why.
    refused: Vec<NotEntered>,
}

/// 登记已回填: say which answers were entered into the platform above. Each is marked by itself; one refused hinders no
/// other.
#[utoipa::path(post, path = "/upstream/replies/entered", tag = "upstream",
    request_body(content = EnteredBody, example = json!({
        "replies": [{ "number": "9901012026112200000012", "answered": "2026-11-25T03:00:00Z" }],
    })),
    responses((status = 200, body = Entered)))]
pub(super) async fn enter_replies(
    State(app): State<App>,
    staff: Staff,
    body: Written<EnteredBody>,
) -> Result<Json<Entered>, Problem> {
    let replies = body.value.replies;
    if replies.is_empty() || replies.len() > SHOWN {
        return Err(Problem::invalid("replies"));
    }
    staff.area(&app, None, TAKE)?;
    let each = replies.into_iter().map(async |line| match enter(&app, &staff, &line).await {
        Ok(()) => Ok(None),
        Err(refusal) if refusal.status < 500 => {
            Ok(Some(NotEntered { number: line.number, refusal }))
        }
        Err(problem) => Err(problem),
    });
    let outcomes = try_join_all(each).await?;
    let entered = outcomes.iter().filter(|outcome| outcome.is_none()).count();
    Ok(Json(Entered { entered, refused: outcomes.into_iter().flatten().collect() }))
}

async fn enter(app: &App, staff: &Staff, line: &EnteredLine) -> Result<(), Problem> {
    let known = within_reach(app, staff, &line.number).await?;
    if line.answered.is_some_and(|seen| known.answered_at() != Some(seen)) {
        return Err(Problem::stale(known.version, json!([])));
    }
    let (seen, command) = (Some(known.version), Command::EnterUpstream);
    one_of_many(app, staff, Verb::EnterUpstream, command, &known, seen).await?;
    Ok(())
}

/// An answer, as it stands now.
struct Answer {
    matter: Matter,
    title: String,
    process: Option<String>,
    result: Option<String>,
}

impl Answer {
    /// The share that answers.
    fn share(&self) -> Option<&Assignment> {
        let matter = &self.matter;
        let of_result = matter.result.as_ref().and_then(|one| matter.assignment(one.assignment));
        of_result.or_else(|| matter.lead())
    }

    /// Only what somebody outside the office has verified counts as solved.
    fn solved(&self) -> &'static str {
        match self.matter.ending.as_ref().map(|ending| (ending.kind, ending.solved)) {
            Some((EndingKind::Verified, Some(Solved::Basically))) => "基本解决",
            Some((EndingKind::Verified, _)) => "解决",
            Some((EndingKind::Explained, _)) => "未解决",
            _ => "",
        }
    }

    fn cell<'v>(&'v self, field: ReplyField, unit: Option<&str>, zone: &TimeZone) -> Value<'v> {
        let at = |at: Option<Timestamp>| {
            at.map_or(Value::Empty, |at| Value::Instant(at.to_zoned(zone.clone()).datetime()))
        };
        let text = |text: Option<&'v str>| text.map_or(Value::Empty, Value::from);
        let share = self.share();
        match field {
            ReplyField::Number => text(self.matter.upstream.as_ref().map(|one| &*one.number)),
            ReplyField::OurNumber => text(Some(&self.matter.number)),
            ReplyField::Title => text(Some(&self.title)),
            ReplyField::Unit => {
                unit.map_or(Value::Empty, |unit| Value::Text(unit.to_owned().into()))
            }
            ReplyField::SignedIn => at(share.and_then(|share| share.signed_in)),
            ReplyField::Contacted => at(share.and_then(|share| share.contacted)),
            ReplyField::Process => text(self.process.as_deref()),
            ReplyField::Result => text(self.result.as_deref()),
            ReplyField::Answered => at(self.matter.answered_at()),
            ReplyField::Solved => text(Some(self.solved()).filter(|said| !said.is_empty())),
            ReplyField::Ending => {
                let ending = self.matter.ending.as_ref();
                text(ending.map(|ending| naming::of(naming::ENDINGS, ending.kind.code())))
            }
            ReplyField::Blank => Value::Empty,
        }
    }
}

/// What is owed of what one sees, `most` at most, the newest number first; and whether there is more.
async fn answers(
    app: &App,
    staff: &Staff,
    area: Area,
    source: &str,
    most: usize,
) -> Result<(Vec<Answer>, bool), Problem> {
    let (reader, now) = (app.store().read(), app.now());
    let upstream = Some(source.to_owned());
    let filter = Filter { owes_above: true, upstream, ..staff.reach(app)?.filter() };
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let limit = PAGE.min(most - all.len());
        let page = matter::list(reader, area, &filter, after, limit, now).await?;
        let ids: Vec<MatterId> = page.matters.iter().map(|line| line.id).collect();
        let mut histories = matter::histories(reader, area, &ids).await?;
        let states = matter::states(reader, area, &ids).await?;
        let mut states: HashMap<MatterId, Matter> =
            states.into_iter().map(|(id, _, state)| (id, state)).collect();
        for line in page.matters {
            let Some(matter) = states.remove(&line.id) else { continue };
            let history = histories.remove(&line.id).unwrap_or_default();
            let said = matter.answer_above(&history);
            let (process, result) =
                (said.process.map(str::to_owned), said.result.map(str::to_owned));
            all.push(Answer { matter, title: line.title, process, result });
        }
        after = page.next;
        if after.is_none() || all.len() >= most {
            return Ok((all, after.is_some()));
        }
    }
}
