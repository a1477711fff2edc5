//! `huisheng serve`.

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use tokio::net::TcpListener;

use super::Common;
use super::out::say;
use crate::app::App;
use crate::demo::fill::{HAS_ACCOUNTS, Size};
use crate::demo::mark::{self, Found};
use crate::demo::{self, LOGINS};
use crate::first::{self, FirstLink};
use crate::{notification, router, timer};

/// Serves the API.
#[derive(Args)]
pub struct Serve {
    /// Address and port.
    #[arg(long)]
    listen: Option<String>,
    /// The web faces served there: portal, desk or both, with a comma.
    #[arg(long)]
    faces: Option<String>,
    /// Make a demo area first, if the database is empty.
    #[arg(long)]
    demo: bool,
}

impl Serve {
    /// Serves until it is told to stop.
    pub async fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        let config =
            common.read(&[("listen", self.listen.clone()), ("faces", self.faces.clone())])?;
        let address = config.listen;
        let listener = match TcpListener::bind(address).await {
            Ok(listener) => listener,
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
                common.tell_error(&anyhow::anyhow!(
                    "port {} is in use. Stop the program that uses it, or choose another: --listen {}:{}",
                    address.port(),
                    address.ip(),
                    address.port().wrapping_add(1)
                ));
                return Ok(ExitCode::from(2));
            }
            Err(error) => return Err(error).with_context(|| format!("cannot listen on {address}")),
        };
        let app = App::open(config.clone()).await?;
        if self.demo && app.book().areas().is_empty() {
            match mark::found(app.store()).await? {
                Found::Nothing | Found::Demo(_) => {
                    eprintln!("making a demo area …");
                    super::demo::run(&app, &config, FIRST).await?;
                }
                Found::Accounts => {
                    common.tell_error(&anyhow::anyhow!(HAS_ACCOUNTS));
                    return Ok(ExitCode::from(2));
                }
                Found::Real => {}
            }
        }
        app.note_configuration(app.now()).await?;
        timer::start(&app);
        notification::start(&app);
        let greeting = greeting(&app, listener.local_addr()?, common.json).await?;
        // Whoever started it may not read along; it serves all the same.
        if let Err(error) = say!("{greeting}") {
            tracing::warn!("the address could not be printed: {error}");
        }
        let live = app.live().clone();
        let router = router::router(app.clone());
        // Failed tries to sign in are counted by address.
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
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

/// The demo area `serve --demo` makes: small enough to wait for.
const FIRST: Size = Size { matters: 2_000, records: 6_000, seed: 1 };

/// Where it is, and who may come in.
async fn greeting(app: &App, address: SocketAddr, json: bool) -> anyhow::Result<String> {
    let host = match address.ip() {
        ip if ip.is_loopback() => "localhost".to_owned(),
        ip => ip.to_string(),
    };
    let port = address.port();
    let demo = mark::years(app.store()).await?.is_some();
    let first = first::links(app, app.now()).await?;
    if json {
        let greeting = serde_json::json!({
            "address": format!("http://{host}:{port}"),
            "api": format!("http://{host}:{port}/api"),
            "demo": demo.then(|| serde_json::json!({
                "logins": LOGINS.map(|one| one.login),
                "password": demo::PASSWORD,
            })),
            "administrators": first.iter().map(|link| serde_json::json!({
                "login": link.login, "role": link.role, "link": format!("http://{host}:{port}{}", link.path),
            })).collect::<Vec<_>>(),
        });
        return Ok(greeting.to_string());
    }
    let mut lines = vec![
        format!("Huisheng 回声    http://{host}:{port}"),
        format!("  API page       http://{host}:{port}/api"),
    ];
    if demo {
        lines.push(demo::accounts());
    }
    for FirstLink { login, path, .. } in &first {
        lines.push(format!("  {login:<15}http://{host}:{port}{path}"));
    }
    if !first.is_empty() {
        lines.push(
            "  Each link opens once, to set that password: give them to three people.".to_owned(),
        );
        lines.push("  每个链接只用一次，用来设置该账号的密码：请交给三个人分别保管。".to_owned());
    }
    Ok(lines.join("\n"))
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
