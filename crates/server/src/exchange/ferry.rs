//! 摆渡: the same messages as a file, where no line goes. A file has a line for each message, sealed with the secret of both
//! sides; nobody reads it on the way.

use huisheng_domain::area::Area;
use huisheng_domain::exchange::Way;
use huisheng_store::exchange::{self, Link, Outcome, PartnerRow, State};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::make::{self, Made};
use super::take::{Envelope, Taken, take};
use super::{list, open, seal};
use crate::app::{App, Sessions, Staff};
use crate::error::Problem;

/// The first line of a file: what it is.
pub const HEAD: &str = "huisheng-exchange 1";
/// Orders of one file, at most.
const BATCH: u32 = 500;
/// Bytes of a file, at which it is ended: the rest goes into the next.
const LARGEST: usize = 64 << 20;

/// What was read of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ExchangeBroughtIn)]
pub struct BroughtIn {
    /// Messages that were taken in.
    pub taken: usize,
    /// Messages that were taken in before.
    pub repeated: usize,
    /// Messages that could not be taken in, by line, with the code why.
    pub bad: Vec<BadLine>,
}

/// A line that could not be taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ExchangeBadLine)]
pub struct BadLine {
    /// The line, from 1.
    pub line: usize,
    /// Why, as a stable code.
    pub code: String,
}

/// What there is to tell a partner, and what is held of it, as a file. It counts as told once it is taken out: what is lost
/// on the way, the next list finds. None if it is not such a partner.
pub async fn take_out(
    app: &App,
    area: Area,
    row: &PartnerRow,
    now: Timestamp,
) -> Result<(Vec<u8>, usize), Problem> {
    if row.partner.way != Way::Ferry {
        return Err(Problem::exchange_way());
    }
    let staff = Sessions::of_partner(app, row.partner.account, now).await?;
    written(app, area, row, &staff, now).await.map_err(|error| {
        tracing::error!(%error, "a file for a partner");
        Problem::internal()
    })
}

async fn written(
    app: &App,
    area: Area,
    row: &PartnerRow,
    staff: &Staff,
    now: Timestamp,
) -> anyhow::Result<(Vec<u8>, usize)> {
    let write = app.store().write().await?;
    let claimed = exchange::claim(&write, area, row.id, now, BATCH).await?;
    write.commit().await?;
    let (mut file, mut count) = (format!("{HEAD}\n"), 0);
    for link in &claimed {
        if file.len() >= LARGEST {
            break;
        }
        let made = make::made(app, area, (row, staff), link).await?;
        if let Some(made) = &made {
            lines(app, area, row, link, made, &mut file).await?;
            make::write_down(app, &made.looks, now).await?;
            make::left(app, area, staff, link.matter, now).await?;
            if made.answers {
                make::entered(app, staff, area, link.matter, made.version).await?;
            }
            count += 1;
        }
        let sent = made.map(|made| made.version);
        let outcome = Outcome { state: State::Sent, at: now, problem: None, sent };
        let write = app.store().write().await?;
        exchange::outcome(&write, area, row.id, link, &outcome).await?;
        write.commit().await?;
    }
    let list = list(app, area, row, now).await?;
    add(&mut file, row, &Envelope::List(list))?;
    let write = app.store().write().await?;
    exchange::listed(&write, area, row.id, now).await?;
    write.commit().await?;
    Ok((file.into_bytes(), count))
}

async fn lines(
    app: &App,
    area: Area,
    row: &PartnerRow,
    link: &Link,
    made: &Made,
    file: &mut String,
) -> anyhow::Result<()> {
    let gone = exchange::went(app.store().read(), area, row.id, &link.number).await?;
    for one in &made.files {
        let sha256 = hex::encode(one.sha256);
        if gone.contains(&sha256) {
            continue;
        }
        add(file, row, &Envelope::File(make::attached(app, &link.number, one).await?))?;
        let write = app.store().write().await?;
        let key = (row.id, link.number.as_str(), sha256.as_str());
        exchange::sent(&write, area, key, app.now()).await?;
        write.commit().await?;
    }
    add(file, row, &made.message)
}

/// One more line. It is bound to the side it comes from, so that nobody gets the own file back as the other's.
fn add(file: &mut String, row: &PartnerRow, envelope: &Envelope) -> anyhow::Result<()> {
    let line = seal(&row.secret, &from(row, true), &serde_json::to_vec(envelope)?)?;
    file.push_str(&line);
    file.push('\n');
    Ok(())
}

/// Where lines come from: `own`, or the partner.
fn from(row: &PartnerRow, own: bool) -> String {
    let partner_above = row.partner.side.unit().is_none();
    (if partner_above == own { "below" } else { "above" }).to_owned()
}

/// Takes in a file of a partner, line by line; one that cannot be taken in hinders no other.
pub async fn bring_in(
    app: &App,
    area: Area,
    row: &PartnerRow,
    file: &str,
    now: Timestamp,
) -> Result<BroughtIn, Problem> {
    if row.partner.way != Way::Ferry {
        return Err(Problem::exchange_way());
    }
    let mut lines = file.lines().enumerate();
    if lines.next().map(|(_, head)| head.trim()) != Some(HEAD) {
        return Err(Problem::invalid("file"));
    }
    let mut brought = BroughtIn::default();
    for (nth, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let mut bad = |code: &str| {
            brought.bad.push(BadLine { line: nth + 1, code: code.to_owned() });
        };
        let plain = open(&row.secret, &from(row, false), line);
        let Some(plain) = plain else {
            bad("exchange_signature");
            continue;
        };
        let Ok(envelope) = serde_json::from_slice::<Envelope>(&plain) else {
            bad("bad_body");
            continue;
        };
        match take(app, area, row, envelope, now).await {
            Ok(Taken { missing, .. }) if !missing.is_empty() => bad("files_missing"),
            Ok(Taken { repeated: true, .. }) => brought.repeated += 1,
            Ok(_) => brought.taken += 1,
            Err(problem) if problem.status >= 500 => return Err(problem),
            Err(problem) => bad(problem.code),
        }
    }
    Ok(brought)
}
