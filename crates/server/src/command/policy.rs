//! `huisheng policy`.

use std::io;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::Common;
use super::out::say;
use crate::app::App;
use crate::explain::{self, Explained, PolicyQuestion, PolicyView};

/// The policies of this installation: who may do what.
#[derive(Args)]
pub struct Policy {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Every policy, with what it says.
    List,
    /// Every action that a policy can speak of.
    Actions,
    /// Which policies let somebody do something, or forbid it.
    Explain {
        /// Sign-in name of the account.
        #[arg(long)]
        who: String,
        /// The action: a verb of a matter, `see`, …
        #[arg(long)]
        what: String,
        /// The number of a matter, the sign-in name of another account, the code of a division; left out for
        /// what is kept once.
        #[arg(long)]
        on: Option<String>,
    },
}

impl Policy {
    /// Runs it. The exit code is 1 if what was asked about is not allowed.
    pub async fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        let app = App::look(common.read(&[])?).await?;
        let mut code = ExitCode::SUCCESS;
        match self.what {
            What::List => {
                let all: Vec<PolicyView> = app.policies().all().iter().map(Into::into).collect();
                if common.json {
                    say!("{}", serde_json::to_string(&all)?)?;
                }
                for policy in all.iter().filter(|_| !common.json) {
                    tell(policy)?;
                }
            }
            What::Actions => {
                let all = app.policies().actions();
                let all = if common.json { serde_json::to_string(&all)? } else { all.join("\n") };
                say!("{all}")?;
            }
            What::Explain { who, what, on } => {
                let told = explain::explain(&app, &PolicyQuestion { who, what, on }).await?;
                let seen = told.seen.as_ref().is_none_or(|seen| seen.allowed);
                if common.json {
                    say!("{}", serde_json::to_string(&told)?)?;
                } else {
                    tell_why(&told)?;
                }
                if !(told.allowed && seen) {
                    code = ExitCode::FAILURE;
                }
            }
        }
        app.store().close().await?;
        Ok(code)
    }
}

fn tell(policy: &PolicyView) -> io::Result<()> {
    let PolicyView { id, file, permits, zh, en, .. } = policy;
    let effect = if *permits { "permit 允许" } else { "forbid 禁止" };
    say!("{effect}  {file}  {id}\n  {zh}\n  {en}")
}

fn tell_why(told: &Explained) -> io::Result<()> {
    if let Some(seen) = &told.seen {
        say!("{}", if seen.allowed { "sees it 看得到" } else { "does not see it 看不到" })?;
        seen.because.iter().try_for_each(tell)?;
    }
    say!("{}", if told.allowed { "may do it 可以" } else { "may not do it 不可以" })?;
    if told.because.is_empty() {
        return say!("no policy permits it 没有允许的规则");
    }
    told.because.iter().try_for_each(tell)
}
