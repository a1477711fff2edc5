//! What a partner is told of an order, as it stands now.

use anyhow::Context;
use huisheng_domain::area::Area;
use huisheng_domain::exchange::{Order, Reply, Side};
use huisheng_domain::id::{FileId, MatterId};
use huisheng_domain::matter::{Command, Event, Matter, Verb, Words};
use huisheng_store::exchange::{Link, PartnerRow};
use huisheng_store::file::{self, Digested, FileRow};
use huisheng_store::opening::Opening;
use huisheng_store::trail::{self, Entry};
use huisheng_store::{matter, voice};
use jiff::Timestamp;

use super::follow::share;
use super::sign::text_of;
use super::take::{Attached, Envelope};
use crate::api::matter::verb::one_of_many;
use crate::app::{App, Staff};

/// The largest file that goes over, in bytes.
const LARGEST: u64 = 16 << 20;
/// Said where a text is missing that every order has: it was erased.
const ERASED: &str = "（内容已删除）";

/// A message, and what goes with it.
pub(super) struct Made {
    /// The message.
    pub message: Envelope,
    /// The version of the matter that it tells.
    pub version: u32,
    /// The files that it names.
    pub files: Vec<FileRow>,
    /// What is written down before it goes.
    pub looks: Vec<Entry>,
    /// An answer that holds goes with it.
    pub answers: bool,
}

/// What there is to tell of an order; none if the partner has nothing to do with it any more.
pub(super) async fn made(
    app: &App,
    area: Area,
    (row, staff): (&PartnerRow, &Staff),
    link: &Link,
) -> anyhow::Result<Option<Made>> {
    let reader = app.store().read();
    let known = matter::find(reader, area, link.matter).await?;
    let history = history_of(app, area, known.id).await?;
    let mapping = row.partner.mapping().context("the mapping of a partner is gone")?;
    let book = app.book();
    let procedure = book.procedure(&known.procedure.1).context("a procedure is gone")?;
    match row.partner.side {
        Side::Above => {
            let Some(mut reply) = Reply::of(&known, &history, procedure, mapping) else {
                return Ok(None);
            };
            let (files, digests) = files_of(app, area, known.files_above(procedure)).await?;
            let answers = reply.answer.is_some();
            if let Some(answer) = &mut reply.answer {
                answer.evidence = digests;
            }
            let message = Envelope::Reply(Box::new(reply));
            Ok(Some(Made { message, version: known.version, files, looks: Vec::new(), answers }))
        }
        Side::Below { .. } => {
            // What somebody asks of this house itself is answered here.
            let asked = !known.kind.is_of_rights() && !known.kind.is_of_house();
            let Some(share) = share(row, &known).filter(|_| asked) else { return Ok(None) };
            let mut order = Order::of(&known, share, &history, link.done.asked, mapping);
            let category = known.category.and_then(|id| book.categories.get(id));
            order.category = category.map(|category| category.code.clone());
            for text in [&mut order.title, &mut order.text] {
                if text.is_empty() {
                    ERASED.clone_into(text);
                }
            }
            let (files, digests) = files_of(app, area, &known.files).await?;
            order.files = digests;
            let looks = name(app, staff, &known, link, &mut order).await?;
            let message = Envelope::Order(Box::new(order));
            Ok(Some(Made { message, version: known.version, files, looks, answers: false }))
        }
    }
}

async fn history_of(app: &App, area: Area, id: MatterId) -> anyhow::Result<Vec<(Event, Words)>> {
    let mut histories = matter::histories(app.store().read(), area, &[id]).await?;
    Ok(histories.remove(&id).unwrap_or_default())
}

/// The files that are there and not too large, and their hashes.
async fn files_of(
    app: &App,
    area: Area,
    ids: &[FileId],
) -> anyhow::Result<(Vec<FileRow>, Vec<String>)> {
    let mut rows = file::find(app.store().read(), area, ids).await?;
    rows.retain(|row| row.size <= LARGEST);
    rows.sort_by_key(|row| (row.uploaded, row.id));
    let digests = rows.iter().map(|row| hex::encode(row.sha256)).collect();
    Ok((rows, digests))
}

/// Who said it and how to reach the person, once, as long as that is not sealed and the order is worked on there. That it
/// was told is a look, which the person finds.
async fn name(
    app: &App,
    staff: &Staff,
    known: &Matter,
    link: &Link,
    order: &mut Order,
) -> anyhow::Result<Vec<Entry>> {
    let voice = known.reports.first().filter(|voice| {
        voice.person.is_some() && voice.erased.is_none() && voice.withdrawn.is_none()
    });
    let Some(voice) = voice.filter(|_| link.sent == 0 && !order.confidential && !order.recalled)
    else {
        return Ok(Vec::new());
    };
    let row = voice::find(app.store().read(), app.cipher()?, known.area, voice.id).await?;
    (order.name, order.phone) = (row.name, row.contact);
    Ok(vec![staff.look(known.area, (known.id, voice.id), "交由对接系统办理", false)])
}

/// Writes down what a message tells of a person, before it goes.
pub(super) async fn write_down(app: &App, looks: &[Entry], now: Timestamp) -> anyhow::Result<()> {
    if looks.is_empty() {
        return Ok(());
    }
    let write = app.store().write().await?;
    for look in looks {
        trail::record(&write, look, now).await?;
    }
    Ok(write.commit().await?)
}

/// SHA-256 of bytes, in hexadecimal digits.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex::encode(Digested::of(bytes).sha256)
}

/// The first half of the SHA-256 of bytes: an id that is the same each time.
pub(super) fn first_half(bytes: &[u8]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&Digested::of(bytes).sha256[..16]);
    half
}

/// A file as it goes over.
pub(super) async fn attached(app: &App, number: &str, row: &FileRow) -> anyhow::Result<Attached> {
    let bytes = app.files().get(row).await?.bytes().await?;
    Ok(Attached {
        number: number.to_owned(),
        sha256: hex::encode(row.sha256),
        bytes: text_of(&bytes),
    })
}

/// It has left the house: whoever did the last step cannot take it back any more.
pub(super) async fn left(
    app: &App,
    area: Area,
    staff: &Staff,
    id: MatterId,
    now: Timestamp,
) -> anyhow::Result<()> {
    let known = matter::find(app.store().read(), area, id).await?;
    app.ledger().opened(area, Opening::of(&known, Some(staff.account), now)).await?;
    Ok(())
}

/// 回填: the answer that holds has been told above. Another that came since is owed anew.
pub(super) async fn entered(
    app: &App,
    staff: &Staff,
    area: Area,
    id: MatterId,
    told: u32,
) -> anyhow::Result<()> {
    let known = matter::find(app.store().read(), area, id).await?;
    let book = app.book();
    let procedure = book.procedure(&known.procedure.1).context("a procedure is gone")?;
    if known.version != told || !known.owes_above(procedure) {
        return Ok(());
    }
    let (seen, command) = (Some(known.version), Command::EnterUpstream);
    match one_of_many(app, staff, Verb::EnterUpstream, command, &known, seen).await {
        Ok(_) => Ok(()),
        // Something else was done just now: it is told again, and marked then.
        Err(problem) if problem.status < 500 => {
            tracing::info!(code = problem.code, "an answer was told and not marked");
            Ok(())
        }
        Err(problem) => anyhow::bail!("{}", problem.code),
    }
}
