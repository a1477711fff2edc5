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
pub use send::{Sender, WAYS};
pub use webhook::Webhook;

use crate::app::App;
use crate::exchange;

/// How often it looks for what is new, and for what is due.
const EVERY: Duration = Duration::from_secs(1);

/// Follows and sends, as long as the runtime lives.
pub fn start(app: &App) {
    let (clock, mut follower) = (app.clone(), Follower::new(app));
    tokio::spawn(async move {
        let mut ticks = ticks();
        loop {
            ticks.tick().await;
            // What was not reached is reached by the next round.
            if let Err(error) = follower.round(clock.now()).await {
                tracing::warn!(%error, "notifications");
            }
        }
    });
    let mut partners = exchange::Sender::new(app);
    tokio::spawn(async move {
        let mut ticks = ticks();
        loop {
            ticks.tick().await;
            if let Err(error) = partners.round().await {
                tracing::warn!(%error, "exchanges");
            }
        }
    });
    for way in WAYS {
        let sender = Sender::new(app, way);
        tokio::spawn(async move {
            let mut ticks = ticks();
            loop {
                ticks.tick().await;
                if let Err(error) = sender.round().await {
                    tracing::warn!(%error, ?way, "deliveries");
                }
            }
        });
    }
}

fn ticks() -> tokio::time::Interval {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}
