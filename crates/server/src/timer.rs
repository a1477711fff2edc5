//! The timetable of the house, whole.

mod ask_owner;
pub mod checkpoint;
mod close_rated;
mod fold_tallies;
mod forget;
mod owe_forms;
mod retain;
pub mod shorten_trail;
mod turn_page;

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;

/// Forgets what is kept for a time only; as the timetable does every hour.
pub async fn forget(app: &App, now: jiff::Timestamp) -> anyhow::Result<()> {
    forget::run(app.clone(), now).await
}

/// Erases what the retention schedule no longer keeps; as the timetable does every hour.
pub async fn retain(app: &App, now: jiff::Timestamp) -> anyhow::Result<()> {
    retain::run(app.clone(), now).await
}

/// Reads lists that another process changed; as the timetable does every few seconds.
pub async fn turn_page(app: &App, now: jiff::Timestamp) -> anyhow::Result<()> {
    turn_page::run(app.clone(), now).await
}

/// Asks the offices of answers that expire soon to look at them again; as the timetable does every hour.
pub async fn ask_owner(app: &App, now: jiff::Timestamp) -> anyhow::Result<()> {
    ask_owner::run(app.clone(), now).await
}

/// Writes down which forms have come to be owed; as the timetable does every quarter of an hour.
pub async fn owe_forms(app: &App, now: jiff::Timestamp) -> anyhow::Result<()> {
    owe_forms::run(app.clone(), now).await
}

/// Starts every timer; they stop with the runtime.
pub fn start(app: &App) {
    every(app, Duration::from_secs(2), fold_tallies::run);
    every(app, Duration::from_secs(5), turn_page::run);
    every(app, Duration::from_secs(60), close_rated::run);
    every(app, Duration::from_secs(900), owe_forms::run);
    every(app, Duration::from_secs(3_600), forget::run);
    every(app, Duration::from_secs(3_600), retain::run);
    every(app, Duration::from_secs(3_600), checkpoint::run);
    every(app, Duration::from_secs(3_600), ask_owner::run);
    every(app, Duration::from_secs(24 * 3_600), shorten_trail::run);
}

fn every<F, Fut>(app: &App, period: Duration, run: F)
where
    F: Fn(App, jiff::Timestamp) -> Fut + Send + 'static,
    Fut: Future<Output = anyhow::Result<()>> + Send,
{
    let app = app.clone();
    tokio::spawn(async move {
        let mut ticks = interval(period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let now = app.now();
            if let Err(error) = run(app.clone(), now).await {
                tracing::warn!(%error, "timer");
            }
        }
    });
}
