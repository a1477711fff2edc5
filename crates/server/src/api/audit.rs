//! The trail 审计 for the auditor: search, export, and whether it still agrees.

mod acts;
mod deletions;
mod entries;
mod export;
mod state;

use std::collections::HashSet;
use std::sync::Arc;

use huisheng_domain::id::{AccountId, Id, MatterId};
use huisheng_domain::number::MatterNumber;
use huisheng_policy::Thing;
use huisheng_store::trail::{Filter, HOUSE, Line, code_of};
use huisheng_store::{StoreError, account, matter};
use jiff::Timestamp;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

pub(crate) use entries::EntryView;

use crate::app::access::Listed;
use crate::app::{App, Reach, Staff};
use crate::error::Problem;

/// The routes of these files.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(entries::routes())
        .merge(acts::routes())
        .merge(export::routes())
        .merge(state::routes())
        .merge(deletions::routes())
}

/// How far somebody audits; whoever does not is refused.
pub(super) fn auditor(app: &App, staff: &Staff) -> Result<Arc<Reach>, Problem> {
    let reach = staff.reach_of(app, Listed::Trail)?;
    if reach.is_of_nobody() { Err(Problem::forbidden()) } else { Ok(reach) }
}

/// Whether somebody audits the whole house.
pub(super) fn audits_all(app: &App, staff: &Staff) -> bool {
    staff.can(app, "keep-trail", &Thing::Installation)
}

/// What is asked for; all of it holds.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// Area code; all within reach if left out, for acts the first.
    #[serde(default)]
    pub area: Option<String>,
    /// Sign-in name of the account that did it.
    #[serde(default)]
    pub login: Option<String>,
    /// What was done, as a code.
    #[serde(default)]
    pub kind: Option<String>,
    /// Number of the matter it concerns.
    #[serde(default)]
    pub number: Option<String>,
    /// First day.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub from: Option<Date>,
    /// Last day.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub to: Option<Date>,
}

/// The same with ids and instants.
struct Meant {
    account: Option<AccountId>,
    matter: Option<MatterId>,
    kind: Option<String>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

impl Asked {
    async fn meant(&self, app: &App) -> Result<Meant, Problem> {
        let given = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let account = match given(&self.login) {
            None => None,
            Some(login) => match account::by_login(app.store().read(), &login).await {
                Ok(account) => Some(Id::from_uuid(account.id)),
                Err(StoreError::NotFound) => return Err(Problem::invalid("login")),
                Err(error) => return Err(error.into()),
            },
        };
        let matter = match given(&self.number) {
            None => None,
            Some(number) => {
                let wrong = || Problem::invalid("number");
                let number: MatterNumber = number.parse().map_err(|_| wrong())?;
                match matter::by_number(app.store().read(), number).await {
                    Ok(matter) => Some(matter.id),
                    // As of one that is not for the asker: there is nothing of it.
                    Err(StoreError::NotFound) => Some(Id::from_uuid(uuid::Uuid::nil())),
                    Err(error) => return Err(error.into()),
                }
            }
        };
        let book = app.book();
        let start = |day: Date| {
            let start = day.to_zoned(book.calendar.zone().clone());
            start.map(|start| start.timestamp()).map_err(|_| Problem::invalid("from"))
        };
        let from = self.from.map(start).transpose()?;
        let to = self.to.map(|day| start(day.saturating_add(1.day()))).transpose()?;
        if from.zip(to).is_some_and(|(from, to)| from >= to) {
            return Err(Problem::invalid("from"));
        }
        Ok(Meant { account, matter, kind: given(&self.kind), from, to })
    }

    /// As the trail is asked.
    async fn filter(&self, app: &App) -> Result<Filter, Problem> {
        let Meant { account, matter, kind, from, to } = self.meant(app).await?;
        Ok(Filter { account, matter, kind, from, to, report: None })
    }

    /// The areas within reach that are asked for; the house itself for who reaches all there is.
    fn areas(&self, app: &App, staff: &Staff, reach: &Reach) -> Result<Vec<i32>, Problem> {
        let named = self.area.as_deref();
        let areas = reach.all_or(named)?.into_iter().map(code_of);
        let house = (named.is_none() && audits_all(app, staff)).then_some(HOUSE);
        Ok(house.into_iter().chain(areas).collect())
    }
}

/// Whoever reaches a part of an area sees what concerns matters within reach, and what accounts of the own unit
/// and below did.
async fn keep_within(
    app: &App,
    staff: &Staff,
    reach: &Reach,
    lines: Vec<Line>,
) -> Result<Vec<Line>, Problem> {
    let (book, mut held) = (app.book(), HashSet::new());
    for area in &reach.areas {
        let here = lines.iter().filter(|line| line.mark.area == code_of(*area));
        let matters: Vec<MatterId> = here.filter_map(|line| line.matter).collect();
        held.extend(reach.among(app.store().read(), &book, *area, &matters).await?);
    }
    let of_matter = |line: &Line| line.matter.map(|matter| held.contains(&matter));
    let own = |line: &Line| {
        reach.within.is_none()
            || line.unit.is_some_and(|unit| book.units.is_within(unit, staff.unit))
    };
    Ok(lines.into_iter().filter(|line| of_matter(line).unwrap_or_else(|| own(line))).collect())
}
