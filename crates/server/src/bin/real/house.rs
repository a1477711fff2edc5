//! A database of its own, removed at the end.

use std::path::PathBuf;

use anyhow::Context;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::http::header::AUTHORIZATION;
use huisheng_domain::id::Id;
use huisheng_domain::matter::Role;
use huisheng_domain::post::{Post, Term};
use huisheng_server::app::{App, By};
use huisheng_server::config::Config;
use huisheng_server::import::{Options, Report, What, run};
use huisheng_server::router::router;
use huisheng_server::table::Source;
use huisheng_store::account::{self, AccountRow};
use huisheng_store::post::{self, PostRow};
use huisheng_store::{Micros, trail, verify};
use sea_orm::{ConnectionTrait, Database};
use serde_json::Value;
use tower::ServiceExt;

use crate::check::Checks;

const POSTGRES: &str = "HUISHENG_TEST_POSTGRES";

pub struct House {
    pub app: App,
    folder: PathBuf,
    server: Option<(String, String)>,
}

impl House {
    pub async fn sqlite() -> anyhow::Result<Self> {
        let folder = folder();
        let url = format!("sqlite://{}", folder.join("real.db").display());
        Self::open(folder, url, None).await
    }

    pub async fn postgres() -> anyhow::Result<Self> {
        let server = std::env::var(POSTGRES);
        let server = server.with_context(|| format!("{POSTGRES} is not set: run `make real`"))?;
        let name = name();
        on_server(&server, &format!("CREATE DATABASE {name}")).await?;
        let (host, _) = server.rsplit_once('/').context("a database at the end of the URL")?;
        let url = format!("{host}/{name}");
        Self::open(folder(), url, Some((server, name))).await
    }

    async fn open(
        folder: PathBuf,
        url: String,
        server: Option<(String, String)>,
    ) -> anyhow::Result<Self> {
        let flags = serde_json::json!({ "database_url": url, "data_dir": folder, "brake": { "searches_a_minute": u32::MAX } });
        let app = App::open(Config::read(None, &flags)?).await?;
        Ok(Self { app, folder, server })
    }

    pub fn engine(&self) -> &'static str {
        if self.server.is_some() { "postgres" } else { "sqlite" }
    }

    /// Imports bytes as a file of that name.
    pub async fn import(
        &self,
        what: What,
        bytes: Vec<u8>,
        name: &str,
        options: &Options,
    ) -> anyhow::Result<Report> {
        let done = run(&self.app, what, Source::from(bytes), name, options, &|_| {}).await;
        done.with_context(|| format!("cannot import {name}"))
    }

    /// Somebody at the desk of a unit: what they see of `path` under the API.
    pub async fn desk(&self, unit: &str) -> anyhow::Result<Desk> {
        let unit = self.app.book().units.by_code(unit).context("no such unit")?.id;
        let account = AccountRow {
            id: Id::<()>::of_code("real desk", &unit.to_string()).uuid(),
            login: format!("desk-{unit}"),
            password_hash: None,
            name: "desk".to_owned(),
            unit: unit.uuid(),
            active: true,
            must_change: false,
            created_at: Micros(0),
        };
        let id = Id::from_uuid(account.id);
        let write = self.app.store().write().await?;
        account::upsert(&write, vec![account]).await?;
        let post = Post {
            id: Id::of_code("real post", &unit.to_string()),
            account: id,
            unit,
            roles: [Role::Dispatcher].into(),
            title: None,
            places: [].into(),
            grids: [].into(),
            force: None,
            term: Term { begins: self.app.today(self.app.now()), ends: None },
            stands_in_for: None,
        };
        post::put(&write, vec![PostRow::made(post, Micros(0))]).await?;
        write.commit().await?;
        let entry = By::CommandLine.entry(trail::Kind::SignedIn);
        let token = self.app.sessions().open(&self.app, id, &entry, self.app.now()).await?;
        Ok(Desk { router: router(self.app.clone()), token })
    }

    pub async fn verify(&self, checks: &mut Checks) -> anyhow::Result<()> {
        let zone = self.app.book().calendar.zone().clone();
        let store = self.app.store();
        let report = verify::run(store, None, self.app.secret(), &zone, |_| {}).await?;
        for problem in report.problems.iter().take(5) {
            println!("     {}", problem.en());
        }
        let figures = format!(
            "{} matters, {} events, {} messages, {} tallies, {} problems",
            report.matters, report.events, report.words, report.tallies, report.found
        );
        checks.that(report.ok(), "verify finds nothing", &figures);
        Ok(())
    }

    pub async fn remove(self) -> anyhow::Result<()> {
        self.app.store().close().await?;
        std::fs::remove_dir_all(&self.folder)?;
        match self.server {
            None => Ok(()),
            Some((server, name)) => {
                on_server(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await
            }
        }
    }
}

/// A signed-in desk.
pub struct Desk {
    router: Router,
    token: String,
}

impl Desk {
    /// Reads `path` under `/api/v1`.
    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let request = Request::builder()
            .uri(format!("/api/v1{path}"))
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
            .body(Body::empty())?;
        let answer = self.router.clone().oneshot(request).await?;
        let status = answer.status();
        let body = to_bytes(answer.into_body(), usize::MAX).await?;
        anyhow::ensure!(
            status.is_success(),
            "{path}: {status}: {}",
            String::from_utf8_lossy(&body)
        );
        Ok(serde_json::from_slice(&body)?)
    }
}

fn name() -> String {
    let random: [u8; 8] = huisheng_server::clock::random();
    let hex: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("huisheng_real_{hex}")
}

fn folder() -> PathBuf {
    std::env::temp_dir().join(name())
}

async fn on_server(server: &str, sql: &str) -> anyhow::Result<()> {
    let connection = Database::connect(server).await?;
    connection.execute_unprepared(sql).await?;
    Ok(connection.close().await?)
}
