//! Re-dividing 划分调整 carried out: decided on the lists in memory, written if nobody changed them meanwhile.

use std::collections::HashMap;
use std::sync::Arc;

use huisheng_domain::id::{DivisionId, GridId, PlaceId};
use huisheng_domain::matter::Place;
use huisheng_domain::territory::{Change, Grid, RedivideRefusal, Redivided, redivide};
use huisheng_store::trail::{self, Kind};
use huisheng_store::{Book, StoreError, grid, setting};
use jiff::civil::Date;
use serde_json::json;
use thiserror::Error;

use crate::app::{App, By, StartError};
use crate::import::finding::{Finding, grids_on};

/// How often it is decided anew because somebody was quicker.
const TRIES: usize = 5;
/// Places that are named.
const NAMED: usize = 5;

/// Why the land was not re-divided.
#[derive(Debug, Error)]
pub enum RedivideError {
    /// The rules.
    #[error("{name}: {why}")]
    Refused {
        /// Name of the grid it is about; empty if it is about none.
        name: String,
        /// Why.
        why: RedivideRefusal,
    },
    /// Others changed the lists all the while.
    #[error("others change the lists at this moment")]
    Contended,
    /// The work was broken off.
    #[error("the work was broken off")]
    Broken,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The lists could not be read again.
    #[error(transparent)]
    Start(#[from] StartError),
}

/// What was done, or would be.
#[derive(Debug)]
pub struct Done {
    /// The lists it was decided on.
    pub book: Arc<Book>,
    /// Grids that end and begin.
    pub redivided: Redivided,
    /// What to look at among the grids of the community from that day on.
    pub findings: Vec<Finding>,
}

/// Re-divides from a day on. A dry run writes nothing and answers the same. `holds`: whose ground may be taken.
///
/// # Errors
/// The rules, or the database.
pub async fn run(
    app: &App,
    change: &Change,
    from: Date,
    dry_run: bool,
    by: &By,
    holds: &(dyn Fn(&Book, DivisionId) -> bool + Sync),
) -> Result<Done, RedivideError> {
    for _ in 0..TRIES {
        let (lists, book) = (app.lists(), app.book());
        let today = app.day(&Place::default(), app.now());
        let change = change.clone();
        // Outlines are laid over each other: not while others wait for this thread.
        let decided = tokio::task::spawn_blocking(move || decide(book, change, from, today)).await;
        let done = decided.map_err(|error| {
            tracing::error!(%error, "re-dividing");
            RedivideError::Broken
        })??;
        let grids = done.redivided.taken.iter().filter_map(|id| done.book.grids.get(*id));
        if let Some(others) = grids.into_iter().find(|grid| !holds(&done.book, grid.division)) {
            let why = RedivideRefusal::GroundOfOthers { grid: others.id };
            return Err(RedivideError::Refused { name: others.name.clone(), why });
        }
        if dry_run {
            return Ok(done);
        }
        let write = by.write(app).await?;
        if setting::lists_changed_since(&write, lists).await? {
            let changed = [done.redivided.ended.as_slice(), &done.redivided.begun].concat();
            grid::put(&write, &changed).await?;
            let ids = |grids: &[Grid]| grids.iter().map(|grid| grid.id).collect::<Vec<_>>();
            let entry = by.entry(Kind::Redivided).with(json!({
                "from": from, "ended": ids(&done.redivided.ended), "begun": ids(&done.redivided.begun),
            }));
            trail::record(&write, &entry, app.now()).await?;
            write.commit().await?;
            app.turn_page().await?;
            return Ok(done);
        }
        write.rollback().await?;
        app.turn_page().await?;
    }
    Err(RedivideError::Contended)
}

fn decide(book: Arc<Book>, change: Change, from: Date, today: Date) -> Result<Done, RedivideError> {
    let decided = redivide(&book.grids, &book.gazetteer, change, from, today);
    let redivided = decided.map_err(|why| {
        let name = why.grid().and_then(|id| book.grids.get(id)).map(|grid| grid.name.clone());
        RedivideError::Refused { name: name.unwrap_or_default(), why }
    })?;
    if let Some(grid) =
        redivided.begun.iter().find(|grid| is_coded_elsewhere(&book, &redivided, grid))
    {
        let why = RedivideRefusal::CodeElsewhere { grid: grid.id };
        return Err(RedivideError::Refused { name: grid.name.clone(), why });
    }
    let mut findings = grids_on(&community(&book, &redivided), from);
    findings.extend(redivided.taken.iter().filter_map(|id| book.grids.get(*id)).map(taken));
    findings.extend(stranded(&book, &redivided.stranded, from));
    Ok(Done { book, redivided, findings })
}

/// A code that was borne before stays, right or wrong.
fn is_coded_elsewhere(book: &Book, redivided: &Redivided, grid: &Grid) -> bool {
    let own = book.divisions.get(grid.division).and_then(|division| division.code);
    let elsewhere = grid.code.zip(own).is_some_and(|(code, own)| code.division != own);
    elsewhere && redivided.ended.iter().all(|before| before.code != grid.code)
}

/// The grids of the community as they will be.
fn community(book: &Book, redivided: &Redivided) -> Vec<Grid> {
    let ended: HashMap<GridId, &Grid> =
        redivided.ended.iter().map(|grid| (grid.id, grid)).collect();
    let division = redivided.begun.first().map(|grid| grid.division);
    let own = book.grids.all().iter().filter(|grid| Some(grid.division) == division);
    let own = own.map(|grid| ended.get(&grid.id).copied().unwrap_or(grid));
    own.chain(&redivided.begun).cloned().collect()
}

/// Ground that another community loses.
fn taken(grid: &Grid) -> Finding {
    let name = &grid.name;
    Finding {
        line: 0,
        code: "grid_on_others_ground",
        zh: format!("与别的社区的“{name}”重叠；请核对社区界线，或把它也重新划定"),
        en: format!(
            "it overlaps {name}, of another community: check the border, or redraw that one too"
        ),
        grids: vec![grid.id],
        at: None,
    }
}

/// Places nobody could say the new grid of.
fn stranded(book: &Book, places: &[PlaceId], from: Date) -> Option<Finding> {
    let count = places.len();
    let names = places.iter().take(NAMED).map(|place| book.gazetteer.full_name(*place));
    let names = names.collect::<Vec<_>>().join("、");
    (count > 0).then(|| Finding {
        line: 0,
        code: "places_without_grid",
        zh: format!(
            "{count} 个地点没有坐标，{from} 起找不到所在网格：{names}{}；请在地点清单中补上坐标或所在网格",
            if count > NAMED { "等" } else { "" }
        ),
        en: format!(
            "{count} places have no point and are in no grid from {from}: {names}{}; give them a point or a grid in \
             the list of places",
            if count > NAMED { ", …" } else { "" }
        ),
        grids: Vec::new(),
        at: None,
    })
}
