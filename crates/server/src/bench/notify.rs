//! What goes out of the house, to a program that answers at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Context;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId};
use huisheng_domain::matter::{Matter, Stage};
use huisheng_domain::notification::{Channel, Topic};
use huisheng_store::notification::{self, Notification, Recipient};
use huisheng_store::{Store, account, matter};
use jiff::Timestamp;
use serde_json::json;

use super::At;
use super::cast::Cast;
use super::database::Database;
use super::figure::Figures;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::notification::Sender;

/// Messages that wait.
const WAITING: usize = 20_000;
/// Messages a second that are wanted, at least.
const WANTED: f64 = 1_000.0;
/// Matters they are about.
const MATTERS: u32 = 500;

/// Sends what waits, signed, one message a request.
pub async fn run(
    figures: &mut Figures,
    cast: &Cast,
    database: &Database,
    at: At,
) -> anyhow::Result<()> {
    let store = database.open(None).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/take", listener.local_addr()?);
    let taken = Arc::new(AtomicUsize::new(0));
    let count = taken.clone();
    let take = async move || {
        count.fetch_add(1, Ordering::Relaxed);
        StatusCode::NO_CONTENT
    };
    let router = Router::new().route("/take", post(take));
    let taking = tokio::spawn(async move { axum::serve(listener, router).await });
    let flags = json!({
        "database_url": database.url(), "data_dir": database.folder(), "lanes": 1,
        "webhook": { "url": url, "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
    });
    let config = Config::read(None, &flags)?;
    let app = App::start(config, store, Clock::default()).await?;
    let area = app.book().areas().first().copied().context("no area")?;
    fill(app.store(), area, cast, app.now()).await?;
    let began = Instant::now();
    Sender::new(&app, Channel::Webhook).round().await?;
    let rate = WAITING as f64 / began.elapsed().as_secs_f64();
    let taken = taken.load(Ordering::Relaxed);
    anyhow::ensure!(taken == WAITING, "{taken} of {WAITING} arrived");
    figures.put("messages sent to a program", at.engine, at.size, rate, "/s", Some(WANTED));
    taking.abort();
    Ok(app.store().close().await?)
}

async fn fill(store: &Store, area: Area, cast: &Cast, now: Timestamp) -> anyhow::Result<()> {
    let (open, _) = matter::open_matters(store.read(), area, None, MATTERS).await?;
    // What nobody signed in for: it would still be told.
    let waits = |matter: &&Matter| matches!(matter.stage(), Stage::Received | Stage::Assigning);
    let ids: Vec<MatterId> = open.iter().filter(waits).map(|matter| matter.id).collect();
    anyhow::ensure!(!ids.is_empty(), "no matter waits for its sign-in");
    let who = account::by_login(store.read(), &cast.dispatch.login).await?;
    let recipient = Recipient::Staff(Id::from_uuid(who.id));
    let one = |nth: usize| {
        let told = Notification {
            id: Id::<()>::at(now, rand::random()).uuid(),
            matter: ids[nth % ids.len()],
            occasion: i64::try_from(nth).unwrap_or_default(),
            topic: Topic::OnDuty,
            recipient,
            told: now,
            read: None,
        };
        (told, vec![(Channel::Webhook, now)])
    };
    let all: Vec<_> = (0..WAITING).map(one).collect();
    let write = store.write().await?;
    notification::record(&write, area, &all).await?;
    Ok(write.commit().await?)
}
