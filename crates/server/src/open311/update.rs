//! What changed of requests: the practice of FixMyStreet, `servicerequestupdates`.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use huisheng_domain::matter::Matter;
use huisheng_store::Book;
use huisheng_store::feed::{self, Entry, Mark};
use huisheng_store::matter::{self, Public};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::answer::Answer;
use super::asked::Asked;
use super::fault::Fault;
use super::request::{is_readable, status, written};
use crate::app::App;
use crate::naming;
use crate::public::Handle;

/// The time that is meant where nothing is said.
const SPAN: SignedDuration = SignedDuration::from_hours(24);
/// Steps of one reading, and readings of one answer.
const STEPS: u32 = 2_000;
const READINGS: usize = 5;
/// Steps that others may know of. None of them is taken back.
const TOLD: [&str; 4] = ["reported", "ended", "reopened", "released"];

#[derive(Serialize)]
struct Update {
    update_id: String,
    service_request_id: String,
    status: &'static str,
    updated_datetime: String,
    description: String,
}

/// `servicerequestupdates.{json,xml}`, the oldest first. Without dates: of the last day.
pub async fn list(State(app): State<App>, asked: Asked) -> Response {
    asked.format.reply(listed(&app, &asked).await)
}

async fn listed(app: &App, asked: &Asked) -> Result<Answer, Fault> {
    let area = asked.area(app)?;
    let end = asked.instant("end_date")?.unwrap_or(app.now());
    let day = end.saturating_sub(SPAN).unwrap_or(end);
    let start = asked.instant("start_date")?.unwrap_or(day);
    let steps = steps(app, area, start, end).await?;
    let mut ids: Vec<MatterId> = steps.iter().map(|step| step.mark.matter).collect();
    ids.sort_unstable();
    ids.dedup();
    let (reader, book) = (app.store().read(), app.book());
    let states =
        if ids.is_empty() { Vec::new() } else { matter::states(reader, area, &ids).await? };
    let states: HashMap<MatterId, Matter> =
        states.into_iter().map(|(id, _, matter)| (id, matter)).collect();
    let public = matter::shown(reader, area, &ids).await?;
    let update = |step: &Entry| {
        let matter = states.get(&step.mark.matter)?;
        update(&book, step, matter, public.get(&matter.id))
    };
    let updates: Vec<Update> = steps.iter().filter_map(update).collect();
    Answer::list("service_request_updates", "request_update", &updates)
}

/// The steps of a time. Nothing is left out in silence: a time of too many is refused.
async fn steps(
    app: &App,
    area: Area,
    start: Timestamp,
    end: Timestamp,
) -> Result<Vec<Entry>, Fault> {
    let (mut steps, mut after) = (Vec::new(), Mark::before(start));
    for _ in 0..READINGS {
        let read = feed::after(app.store().read(), area, after, STEPS).await?;
        let last = u32::try_from(read.len()).is_ok_and(|read| read < STEPS);
        let over = read.last().is_none_or(|step| step.mark.recorded > end);
        after = read.last().map_or(after, |step| step.mark);
        let within = read.into_iter().filter(|step| step.mark.recorded <= end);
        steps.extend(within.filter(|step| TOLD.contains(&step.kind.as_str())));
        if last || over {
            return Ok(steps);
        }
    }
    Err(Fault::bad("时段过长，请缩短 / too many updates: ask for a shorter time"))
}

fn update(book: &Book, step: &Entry, matter: &Matter, public: Option<&Public>) -> Option<Update> {
    if !is_readable(book, matter) {
        return None;
    }
    let ending = matter.ending.as_ref().filter(|_| step.kind == "ended");
    let description = match step.kind.as_str() {
        "reported" => "已收到".to_owned(),
        "reopened" => "重新打开".to_owned(),
        "ended" => {
            ending.map_or("已结束", |end| naming::of(naming::ENDINGS, end.kind.code())).to_owned()
        }
        _ => {
            // Only the words that stand.
            let public = public
                .filter(|one| one.matter.shown().is_some_and(|now| now.event == step.mark.seq))?;
            public.answer.clone().unwrap_or_else(|| public.title.clone())
        }
    };
    let closed = step.kind == "ended" || (step.kind == "released" && matter.ending.is_some());
    let handle = Handle::of(matter);
    Some(Update {
        update_id: format!("{handle}-{}", step.mark.seq),
        service_request_id: handle.to_string(),
        status: status(closed),
        updated_datetime: written(step.mark.recorded),
        description,
    })
}
