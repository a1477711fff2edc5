//! What a partner tells, taken in: by its account, under the rules that hold for everybody.

mod order;
mod reply;

use std::collections::HashSet;

use axum::http::StatusCode;
use huisheng_domain::area::Area;
use huisheng_domain::exchange::{List, Order, Reply, Side, Steps};
use huisheng_domain::id::{FileId, MatterId};
use huisheng_domain::matter::{Command, Matter};
use huisheng_store::exchange::{self, Link, PartnerRow};
use huisheng_store::{file, upstream};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::compare;
use crate::api::file::{Sent, keep};
use crate::api::matter::verb::one_of_many;
use crate::app::{App, Sessions, Staff};
use crate::error::Problem;

/// A message, or a file that the next one names.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "type", content = "data")]
#[schema(as = ExchangeEnvelope)]
pub enum Envelope {
    /// 派单: an order as it stands above.
    Order(Box<Order>),
    /// 反馈: what became of it below.
    Reply(Box<Reply>),
    /// 对账: what one side holds of the other.
    List(List),
    /// 附件: a file that an order or a reply names; it goes before.
    File(Attached),
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExchangeFile)]
pub struct Attached {
    /// The number of the order that it belongs to.
    pub number: String,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// Its bytes, in base 64.
    pub bytes: String,
}

/// What became of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = ExchangeTaken)]
pub struct Taken {
    /// The number of the matter here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// It was taken in before, or something newer was: nothing was done.
    pub repeated: bool,
    /// Files that it names and that did not come: send them, and the message again. Nothing was done.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Steps that the rules here do not allow: somebody looks at them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Refused>,
}

/// A step that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExchangeRefused)]
pub struct Refused {
    /// The step, as its verb.
    #[schema(example = "request")]
    pub step: String,
    /// Why, as a stable code.
    #[schema(example = "after_due")]
    pub code: String,
}

/// Takes in what a partner sent.
///
/// # Errors
/// What cannot be read or belongs to the other side; nothing was done.
pub async fn take(
    app: &App,
    area: Area,
    row: &PartnerRow,
    envelope: Envelope,
    now: Timestamp,
) -> Result<Taken, Problem> {
    let staff = Sessions::of_partner(app, row.partner.account, now).await?;
    let taking = Taking { app, area, row, staff: &staff, now };
    let taken = match (envelope, row.partner.side) {
        (Envelope::Order(order), Side::Above) => taking.order(&order).await?,
        (Envelope::Reply(reply), Side::Below { unit }) => taking.reply(unit, &reply).await?,
        (Envelope::List(list), _) => {
            compare(app, area, row, &list, now).await?;
            Taken::default()
        }
        (Envelope::File(file), _) => taking.file(&file).await?,
        (Envelope::Order(_) | Envelope::Reply(_), _) => return Err(Problem::exchange_side()),
    };
    let write = app.store().write().await?;
    exchange::heard(&write, area, row.id, now).await?;
    write.commit().await?;
    Ok(taken)
}

/// Who takes something in, and for whom.
struct Taking<'t> {
    app: &'t App,
    area: Area,
    row: &'t PartnerRow,
    staff: &'t Staff,
    now: Timestamp,
}

impl Taking<'_> {
    /// Keeps a file until its order comes.
    async fn file(&self, file: &Attached) -> Result<Taken, Problem> {
        let Attached { number, sha256, bytes } = file;
        let known = exchange::came(self.app.store().read(), self.area, self.row.id, number).await?;
        let file = known.get(sha256).copied();
        if let Some(file) = file
            && !file::find(self.app.store().read(), self.area, &[file]).await?.is_empty()
        {
            return Ok(Taken { repeated: true, ..Taken::default() });
        }
        let bytes = super::sign::bytes_of(bytes).ok_or_else(|| Problem::invalid("bytes"))?;
        if super::make::digest(&bytes) != *sha256 {
            return Err(Problem::invalid("sha256"));
        }
        let kept = keep(self.app, self.area, Sent::of_partner(bytes)).await?;
        let write = self.app.store().write().await?;
        let key = (self.row.id, number.as_str(), sha256.as_str());
        exchange::received(&write, self.area, key, kept.id, self.now).await?;
        write.commit().await?;
        Ok(Taken::default())
    }

    /// The files of these hashes as they are kept here, and the hashes of those that did not come.
    async fn files(
        &self,
        number: &str,
        named: &[String],
    ) -> Result<(Vec<FileId>, Vec<String>), Problem> {
        if named.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let reader = self.app.store().read();
        let known = exchange::came(reader, self.area, self.row.id, number).await?;
        // What waited too long for its order was forgotten.
        let kept: Vec<FileId> = named.iter().filter_map(|one| known.get(one).copied()).collect();
        let kept = file::find(reader, self.area, &kept).await?;
        let kept: HashSet<FileId> = kept.iter().map(|row| row.id).collect();
        let (mut files, mut missing) = (Vec::new(), Vec::new());
        for sha256 in named {
            let file = known.get(sha256).copied();
            match file.filter(|file| kept.contains(file)) {
                Some(file) => files.push(file),
                None => missing.push(sha256.clone()),
            }
        }
        Ok((files, missing))
    }

    /// How an order stands; as nothing was taken of it, if it is new.
    async fn link(&self, matter: MatterId, number: &str) -> Result<Link, Problem> {
        let found = exchange::link(self.app.store().read(), self.area, self.row.id, matter).await?;
        Ok(found.unwrap_or_else(|| Link::new(matter, number, self.now)))
    }

    /// All that was ever said in a matter.
    async fn texts(&self, matter: MatterId) -> Result<Vec<String>, Problem> {
        let mut texts = upstream::texts(self.app.store().read(), self.area, &[matter]).await?;
        Ok(texts.remove(&matter).unwrap_or_default())
    }

    /// Does the steps one after the other; what the rules refuse hinders no other. `done` hears of each that was done.
    async fn carry_out(
        &self,
        known: &Matter,
        steps: Steps,
        mut done: impl FnMut(&Command),
    ) -> Result<Vec<Refused>, Problem> {
        let (mut refused, mut seen) = (Vec::new(), known.version);
        for (verb, command) in steps {
            let told = command.clone();
            match one_of_many(self.app, self.staff, verb, command, known, Some(seen)).await {
                Ok(answer) => {
                    seen = answer.version;
                    done(&told);
                }
                // Somebody else did something just now: all of it is compared again when it comes the next time.
                Err(problem) if problem.status == StatusCode::PRECONDITION_FAILED.as_u16() => {
                    return Err(Problem::unavailable());
                }
                Err(problem) if problem.status >= 500 => return Err(problem),
                Err(problem) => {
                    let (step, code) = (verb.code().to_owned(), problem.code.to_owned());
                    tracing::info!(partner = %self.row.id, step, code, "refused to a partner");
                    refused.push(Refused { step, code });
                }
            }
        }
        Ok(refused)
    }

    /// Writes down what was taken in of a version. One of which something was refused comes again when it is compared, and is
    /// tried then: what hindered it may be gone.
    async fn taken(
        &self,
        link: Link,
        version: u32,
        refused: Vec<Refused>,
        number: String,
    ) -> Result<Taken, Problem> {
        let taken = if refused.is_empty() { version } else { link.taken };
        let link = Link { taken, changed: self.now, ..link };
        let code = refused.first().map(|one| one.code.clone());
        let write = self.app.store().write().await?;
        exchange::take(&write, self.area, self.row.id, &Link { refused: code, ..link }).await?;
        write.commit().await?;
        Ok(Taken { number: Some(number), refused, ..Taken::default() })
    }
}
