//! `huisheng key`.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand};
use huisheng_store::{Store, cipher, migrate};

use super::Common;
use super::backup::{existing, refused};
use super::out::say;
use crate::clock::Clock;

/// The data keys that seal names, telephones and words marked personal. The master key that wraps them stands
/// outside the database and is not touched.
#[derive(Args)]
pub struct Key {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Which keys there are and what they are for. No key is shown.
    List,
    /// Make a new data key, seal everything anew with it, and drop the old one; also while the house serves.
    /// Interrupted, it goes on where it stood when it is run again.
    Rotate {
        /// Seconds that other processes are given to learn of a key.
        #[arg(long, default_value_t = cipher::GRACE.as_secs())]
        grace: u64,
    },
}

impl Key {
    /// Runs it.
    pub async fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        let config = common.read(&[])?;
        let store = match existing(&config).await {
            Ok(store) => store,
            Err(error) => return refused(error, common.json),
        };
        migrate::check(&store).await?;
        store.unlock().await?;
        match self.what {
            What::List => list(&store, common.json).await?,
            What::Rotate { grace } => {
                rotate(&store, Duration::from_secs(grace), common.json).await?
            }
        }
        store.close().await?;
        Ok(ExitCode::SUCCESS)
    }
}

async fn list(store: &Store, json: bool) -> anyhow::Result<()> {
    let keys = cipher::list(store.read()).await?;
    if json {
        say!("{}", serde_json::to_string(&keys)?)?;
        return Ok(());
    }
    for key in keys {
        let state = serde_json::to_value(key.state)?;
        let state = state.as_str().unwrap_or_default();
        let (purpose, algorithm) = (&key.purpose, &key.algorithm);
        say!(
            "{:>3} {purpose:<5} {algorithm:<12} {state:<8} {} {}",
            key.id,
            key.created,
            key.wrapped_by
        )?;
    }
    Ok(())
}

async fn rotate(store: &Store, grace: Duration, json: bool) -> anyhow::Result<()> {
    let bar = super::progress("values sealed anew");
    let now = Clock::default().now().into();
    let turned = cipher::rotate(store, now, grace, |values| bar.set_position(values)).await;
    bar.finish_and_clear();
    let cipher::Turn { key, values } = turned?;
    if json {
        say!("{}", serde_json::json!({ "key": key, "values": values }))?;
    } else {
        say!(
            "已启用数据密钥 {key}，重新加密 {values} 个值，旧密钥已删除\n  data key {key} is in use, {values} values were sealed anew, the old key is dropped"
        )?;
    }
    Ok(())
}
