//! `huisheng serve`.

use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use tokio::net::TcpListener;

use super::Common;
use crate::app::App;
use crate::{router, timer};

/// Serves the API.
#[derive(Args)]
pub struct Serve {
    /// Address and port.
    #[arg(long)]
    listen: Option<String>,
}

impl Serve {
    /// Serves until it is told to stop.
    pub async fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        let config = common.read(&[("listen", self.listen.clone())])?;
        let address = config.listen;
        let listener = match TcpListener::bind(address).await {
            Ok(listener) => listener,
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
                eprintln!(
                    "huisheng: port {} is in use. Stop the program that uses it, or choose another: --listen {}:{}",
                    address.port(),
                    address.ip(),
                    address.port().wrapping_add(1)
                );
                return Ok(ExitCode::from(2));
            }
            Err(error) => return Err(error).with_context(|| format!("cannot listen on {address}")),
        };
        let app = App::open(config).await?;
        timer::start(&app);
        let live = app.live().clone();
        let local = listener.local_addr()?;
        println!("Huisheng 回声   http://{local}");
        println!("  API page      http://{local}/api");
        axum::serve(listener, router::router(app.clone()))
            .with_graceful_shutdown(async move {
                stopped().await;
                // Streams would otherwise stay open for ever.
                live.close();
            })
            .await?;
        app.store().close().await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Ctrl-C, or the service manager.
async fn stopped() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}
