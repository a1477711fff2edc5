//! Clocks that another calendar would move: shown first, moved by a command that leaves events.

use futures::future::join_all;
use huisheng_domain::area::Area;
use huisheng_domain::matter::{Actor, Command, Matter};
use huisheng_store::ledger::{LedgerError, Outcome, Submission};
use huisheng_store::matter::{self, Cursor};
use huisheng_store::{Book, Store, StoreError};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;

/// Open matters of one statement.
pub const PAGE: u32 = 500;
/// Clocks that are listed; the others are counted.
const LISTED: usize = 200;

/// Of which matters: whoever asks may reach a part of the area.
pub type Which<'a> = dyn Fn(&Matter) -> bool + Sync + 'a;
/// Of every matter.
const ALL: fn(&Matter) -> bool = |_| true;

/// A clock that moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Moved {
    /// Public number of the matter.
    pub number: String,
    /// Name of the clock in the procedure.
    pub clock: String,
    /// Due as it stands.
    #[schema(value_type = String, format = DateTime)]
    pub old_due: Timestamp,
    /// Due by the calendar of the day.
    #[schema(value_type = String, format = DateTime)]
    pub new_due: Timestamp,
}

/// What a calendar makes of the clocks that run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Moves {
    /// Open matters looked at.
    pub open_matters: u64,
    /// … with a clock that would move, or has moved.
    pub matters: u64,
    /// Clocks that would move, or have moved.
    pub clocks: u64,
    /// Matters whose clocks were moved now; none if it was only looked.
    pub moved: u64,
    /// Open clocks due in a year whose calendar is not published 日历未公布: their days are guesses.
    pub unpublished: u64,
    /// The first of the clocks that move.
    pub listed: Vec<Moved>,
    /// Clocks that move beside those listed.
    pub not_listed: u64,
}

impl Moves {
    /// Adds what `book` makes of one matter; whether any of its clocks moves.
    fn add(&mut self, book: &Book, matter: &Matter) -> bool {
        let calendar = book.calendar(&matter.place);
        self.open_matters += 1;
        let moving = book.would_move(matter);
        for clock in matter.clocks.iter().filter(|clock| clock.is_open()) {
            let moved = moving.iter().find(|(old, _)| old.key == clock.key);
            let due = moved.map_or(clock.clock.due, |(_, new)| new.clock.due);
            self.unpublished += u64::from(!calendar.published(calendar.day_ending(due).year()));
        }
        self.matters += u64::from(!moving.is_empty());
        self.clocks += moving.len() as u64;
        for (old, new) in &moving {
            if self.listed.len() >= LISTED {
                self.not_listed += 1;
                continue;
            }
            self.listed.push(Moved {
                number: matter.number.clone(),
                clock: old.key.name.clone(),
                old_due: old.clock.due,
                new_due: new.clock.due,
            });
        }
        !moving.is_empty()
    }
}

/// What `book` would move in these areas. Nothing is written.
///
/// # Errors
/// The database.
pub async fn look(
    store: &Store,
    book: &Book,
    areas: &[Area],
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Moves, StoreError> {
    let mut moves = Moves::default();
    for area in areas {
        let mut after = None;
        loop {
            after = look_page(store, book, *area, after, &ALL, &mut moves).await?;
            progress(moves.open_matters);
            if after.is_none() {
                break;
            }
        }
    }
    Ok(moves)
}

/// As [`look`], for one page; where to go on.
///
/// # Errors
/// The database.
pub async fn look_page(
    store: &Store,
    book: &Book,
    area: Area,
    after: Option<Cursor>,
    which: &Which<'_>,
    moves: &mut Moves,
) -> Result<Option<Cursor>, StoreError> {
    let (matters, next) = matter::open_matters(store.read(), area, after, PAGE).await?;
    for matter in matters.iter().filter(|matter| which(matter)) {
        moves.add(book, matter);
    }
    Ok(next)
}

/// Moves the clocks of these areas to the calendar in force, leaving an event at each matter.
///
/// # Errors
/// The database or the ledger; what was moved until then stays moved.
pub async fn run(
    app: &App,
    actor: &Actor,
    areas: &[Area],
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Moves, LedgerError> {
    let mut moves = Moves::default();
    for area in areas {
        let mut after = None;
        loop {
            after = run_page(app, actor, *area, after, &ALL, &mut moves).await?;
            progress(moves.open_matters);
            if after.is_none() {
                break;
            }
        }
    }
    Ok(moves)
}

/// As [`run`], for one page; where to go on.
///
/// # Errors
/// The database or the ledger.
pub async fn run_page(
    app: &App,
    actor: &Actor,
    area: Area,
    after: Option<Cursor>,
    which: &Which<'_>,
    moves: &mut Moves,
) -> Result<Option<Cursor>, LedgerError> {
    let book = app.book();
    let (matters, next) = matter::open_matters(app.store().read(), area, after, PAGE).await?;
    let mut waiting = Vec::new();
    for matter in matters.iter().filter(|matter| which(matter)) {
        if moves.add(&book, matter) {
            waiting.push(app.ledger().submit(Submission {
                area,
                matter: matter.id,
                other: None,
                command: Command::MoveClocks,
                actor: actor.clone(),
                now: app.now(),
                key: None,
                if_version: None,
                voices: Vec::new(),
                personal: Vec::new(),
            }));
        }
    }
    for outcome in join_all(waiting).await {
        // Refused: it ended meanwhile, or another moved it first.
        moves.moved += u64::from(matches!(outcome?, Outcome::Done(_)));
    }
    Ok(next)
}
