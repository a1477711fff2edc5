//! `huisheng key`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Subcommand};
use huisheng_store::cipher::{KeyCommand, KeyFile};
use huisheng_store::{Store, cipher, migrate};

use super::Common;
use super::backup::{existing, refused};
use super::out::say;
use crate::clock::Clock;

/// The data keys that seal names, telephones and words marked personal. The master key that wraps them stands
/// outside the database.
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
    /// Wrap the data keys anew by another master key: after the old one may have been seen, or to move to a key
    /// service. Nothing is sealed anew. Then name the new one in the configuration and start the house again.
    #[command(group = clap::ArgGroup::new("to").required(true))]
    Rewrap {
        /// The file of the new master key; made if it is not there.
        #[arg(long, group = "to")]
        to_file: Option<PathBuf>,
        /// The program that asks the key service.
        #[arg(long, group = "to")]
        to_command: Option<PathBuf>,
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
            What::Rewrap { to_file, to_command } => {
                let to: Arc<dyn cipher::Keeper> = match (to_file, to_command) {
                    (Some(file), _) => Arc::new(KeyFile::new(file, config.cipher)),
                    (None, command) => Arc::new(KeyCommand::new(command.unwrap_or_default())),
                };
                rewrap(&store, to, common.json).await?;
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

async fn rewrap(store: &Store, to: Arc<dyn cipher::Keeper>, json: bool) -> anyhow::Result<()> {
    let keys = cipher::rewrap(store, to.clone()).await?;
    let by = to.name()?;
    if json {
        say!("{}", serde_json::json!({ "keys": keys, "wrapped_by": by }))?;
    } else {
        say!(
            "{keys} 个数据密钥已改由 {by} 保护；请在配置中写明新的主密钥并重新启动，再销毁旧的\n  {keys} data keys are wrapped by {by}: name it in the configuration, start the house again, then destroy the old one"
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
