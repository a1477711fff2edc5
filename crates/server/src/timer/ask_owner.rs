//! Asks the office of an answer that expires soon to renew or withdraw it: one matter for each answer and last day.

use huisheng_domain::area::Area;
use huisheng_domain::clock::Clock;
use huisheng_domain::knowledge::Entry;
use huisheng_domain::matter::{
    Actor, Channel, Command, Kind, NewErrand, Place, ReportMatter, Subjects, Urgency,
};
use huisheng_store::knowledge::{self, Row};
use huisheng_store::ledger::{IdempotencyKey, Outcome, Submission};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::app::App;

/// Answers of one round.
const ROUND: u32 = 100;

/// Asks about what is due. Two nodes ask under the same key, and the second is told of the matter of the first.
pub async fn run(app: App, now: Timestamp) -> anyhow::Result<()> {
    let before = app.config().knowledge.ask_before;
    for area in app.book().areas() {
        let day = app.today(Clock::start(now, before, &app.book().calendar).due);
        for row in knowledge::to_ask(app.store().read(), area, day, ROUND).await? {
            ask(&app, area, &row, now).await?;
        }
    }
    Ok(())
}

async fn ask(app: &App, area: Area, row: &Row, now: Timestamp) -> anyhow::Result<()> {
    let (Some(told), Some(until)) = (&row.kept.published, row.ask) else { return Ok(()) };
    let place = Place { division: app.book().division_of_unit(told.unit), ..Place::default() };
    let number = app.numbers().next(area, app.day(&place, now)).await?.to_string();
    let report = request(app, told, place, number, now);
    let matter = report.id;
    let key = format!("knowledge {} {until}", row.id);
    let submission = Submission {
        area,
        matter,
        other: None,
        command: Command::Report(Box::new(report)),
        actor: Actor::House,
        now,
        key: Some(IdempotencyKey {
            principal: "house".to_owned(),
            body_hash: Sha256::digest(&key).into(),
            key,
        }),
        if_version: None,
        voices: Vec::new(),
        personal: Vec::new(),
    };
    match app.ledger().submit(submission).await? {
        Outcome::Done(receipt) | Outcome::Repeated(receipt) => {
            let write = app.store().write().await?;
            knowledge::asked(&write, area, row.id, until, receipt.matter).await?;
            write.commit().await?;
        }
        outcome => tracing::warn!(entry = %row.id, ?outcome, "an office could not be asked"),
    }
    Ok(())
}

fn request(app: &App, told: &Entry, place: Place, number: String, now: Timestamp) -> ReportMatter {
    let Entry { question, until, unit, category, .. } = told;
    ReportMatter {
        id: app.fresh(now),
        report: app.fresh(now),
        number,
        kind: Kind::Internal,
        channel: Channel::House,
        title: format!("知识条目将到期：{question}"),
        text: format!(
            "知识库条目“{question}”的答案有效期至 {until}。请核对：答案仍然有效的，在知识库中修订并续期；不再适用的，撤下。"
        ),
        address: None,
        place,
        category: *category,
        urgency: Urgency::Normal,
        person: None,
        on_behalf: false,
        occurred: None,
        files: Vec::new(),
        upstream: None,
        at_once: None,
        follows: None,
        subjects: Subjects::default(),
        asked: None,
        errand: NewErrand::default(),
        to: Some(*unit),
        notice: None,
    }
}
