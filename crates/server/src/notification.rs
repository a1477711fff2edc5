//! 消息提醒: follows the history, writes down who is told, and sends what goes out of the house. Each node does both; what
//! two of them find is written once, and what one of them died with is sent by another, under the same id.

mod duty;
mod follow;
mod mail;
mod people;
mod send;
mod webhook;
mod wording;

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

pub use follow::Follower;
pub use mail::{MailError, Mailer};
pub use send::Sender;
pub use webhook::Webhook;

use crate::app::App;

/// How often it looks for what is new, and for what is due.
const EVERY: Duration = Duration::from_secs(1);

/// Follows and sends, as long as the runtime lives.
pub fn start(app: &App) {
    let (app, mut follower, sender) = (app.clone(), Follower::new(app), Sender::new(app));
    tokio::spawn(async move {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            // What was not reached is reached by the next round.
            if let Err(error) = follower.round(app.now()).await {
                tracing::warn!(%error, "notifications");
            }
        }
    });
    tokio::spawn(async move {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = sender.round().await {
                tracing::warn!(%error, "deliveries");
            }
        }
    });
}
