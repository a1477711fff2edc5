//! `huisheng doctor`.

mod database;
mod keys;
mod letters;
mod machine;
mod map;
mod provider;

use std::process::ExitCode;

use clap::Args;
use huisheng_store::{Engine, Store};
use serde::Serialize;

use super::Common;
use super::out::say;
use crate::clock::Clock;
use crate::config::Config;
use crate::letter::Typesetter;

/// Looks at configuration, database, disk, clock, calendar and fonts, changes nothing, and says what
/// to do. Exit code 1 if something has to be done.
#[derive(Args)]
pub struct Doctor {}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing to do.
    Ok,
    /// Better done soon.
    Warn,
    /// It does not work, or will not for long.
    Fail,
}

/// What one look found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// How it stands.
    pub verdict: Verdict,
    /// What was found and what to do, in Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Finding {
    fn new(
        check: &'static str,
        verdict: Verdict,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self { check, verdict, zh: zh.into(), en: en.into() }
    }

    fn ok(check: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(check, Verdict::Ok, zh, en)
    }

    fn warn(check: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(check, Verdict::Warn, zh, en)
    }

    fn fail(check: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(check, Verdict::Fail, zh, en)
    }
}

impl Doctor {
    /// Runs it.
    pub async fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        let findings = match common.read(&[]) {
            Ok(config) => look(&config).await,
            Err(error) => vec![Finding::fail(
                "configuration",
                format!("配置有误，请修改：{error:#}"),
                format!("correct it: {error:#}"),
            )],
        };
        if common.json {
            say!("{}", serde_json::to_string(&findings)?)?;
        } else {
            for Finding { check, verdict, zh, en } in &findings {
                let mark = match verdict {
                    Verdict::Ok => "ok  ",
                    Verdict::Warn => "warn",
                    Verdict::Fail => "FAIL",
                };
                say!("{mark} {check:<14} {zh}\n{:20}{en}", "")?;
            }
        }
        let failed = findings.iter().any(|finding| finding.verdict == Verdict::Fail);
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

/// Looks at everything.
pub async fn look(config: &Config) -> Vec<Finding> {
    let now = Clock::default().now();
    let url = config.shown_url();
    let mut findings = vec![Finding::ok("configuration", url.clone(), url)];
    findings.push(machine::folder(&config.data_dir));
    findings.push(machine::disk("disk", &config.data_dir));
    let beside = config.sqlite_file().and_then(std::path::Path::parent);
    if let Some(folder) = beside.filter(|folder| *folder != config.data_dir) {
        findings.push(machine::disk("database disk", folder));
    }
    findings.push(machine::open_files(config.connections));
    findings.push(machine::clock(now));
    findings.extend(keys::copies_in_clear(&config.data_dir));
    match super::backup::existing(config).await {
        Ok(store) => {
            findings.extend(in_database(config, &store, now).await);
            // Nothing was written, so nothing can be lost.
            drop(store.close().await);
        }
        Err(error) => findings.push(Finding::fail(
            "engine",
            format!("数据库无法使用：{error:#}"),
            format!("the database cannot be used: {error:#}"),
        )),
    }
    findings.push(letters::letters(&Typesetter::new(&config.letter)).await);
    findings.push(map::provider(&config.map).await);
    findings.push(provider::provider(config, now).await);
    findings
}

async fn in_database(config: &Config, store: &Store, now: jiff::Timestamp) -> Vec<Finding> {
    let mut findings = vec![database::engine(store).await, database::schema(store).await];
    if findings.iter().any(|finding| finding.verdict == Verdict::Fail) {
        return findings;
    }
    findings.push(database::writes(store).await);
    findings.extend(keys::keys(config, store).await);
    findings.extend(database::lists(store, now).await);
    if store.engine() == Engine::Postgres {
        findings.push(Finding::ok(
            "database disk",
            "数据库在服务器上，请由其管理员监测磁盘",
            "the database stands on its server: its disk has to be watched there",
        ));
    }
    findings
}
