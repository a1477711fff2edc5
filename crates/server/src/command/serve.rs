//! `huisheng serve`.

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use huisheng_domain::id::Id;
use huisheng_domain::matter::Role;
use huisheng_domain::unit::{Unit, UnitKind};
use huisheng_store::account::{self, AccountRow};
use huisheng_store::{setting, unit};
use tokio::net::TcpListener;

use super::Common;
use crate::app::App;
use crate::demo::fill::{self, Size};
use crate::{router, timer};

/// Serves the API.
#[derive(Args)]
pub struct Serve {
    /// Address and port.
    #[arg(long)]
    listen: Option<String>,
    /// Make a demo area first, if the database is empty.
    #[arg(long)]
    demo: bool,
}

impl Serve {
    /// Serves until it is told to stop.
    pub async fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        let config = common.read(&[("listen", self.listen.clone())])?;
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
        if self.demo && app.book().areas().is_empty() && fill::is_fit(app.store()).await? {
            eprintln!("making a demo area …");
            super::demo::run(&app, &config, FIRST).await?;
        }
        timer::start(&app);
        greet(&app, listener.local_addr()?, common.json).await?;
        let live = app.live().clone();
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

/// The demo area `serve --demo` makes: small enough to wait for.
const FIRST: Size = Size { matters: 2_000, records: 6_000, seed: 1 };
/// An account of each post.
const DEMO_LOGINS: &str =
    "intake1 dispatch1 callback1 supervise1 leader1 admin zhujian.clerk1 zhujian.head1 c05.grid1";

/// Where it is, and who may come in.
async fn greet(app: &App, address: SocketAddr, json: bool) -> anyhow::Result<()> {
    let host = match address.ip() {
        ip if ip.is_loopback() => "localhost".to_owned(),
        ip => ip.to_string(),
    };
    let port = address.port();
    let demo = fill::is_there(app.store()).await?;
    let first = !demo && account::all(app.store().read()).await?.is_empty();
    let password = if first { Some(first_administrator(app).await?) } else { None };
    if json {
        let greeting = serde_json::json!({
            "address": format!("http://{host}:{port}"),
            "api": format!("http://{host}:{port}/api"),
            "demo": demo.then(|| serde_json::json!({
                "logins": DEMO_LOGINS.split(' ').collect::<Vec<_>>(),
                "password": crate::demo::PASSWORD,
            })),
            "administrator": password.map(|password| serde_json::json!({
                "login": "admin", "one_time_password": password,
            })),
        });
        println!("{greeting}");
        return Ok(());
    }
    println!("Huisheng 回声    http://{host}:{port}");
    println!("  API page       http://{host}:{port}/api");
    if demo {
        println!("  demo accounts  {DEMO_LOGINS}");
        println!("                 password: {}", crate::demo::PASSWORD);
    } else if let Some(password) = password {
        println!("  administrator  admin, one-time password: {password}");
    }
    Ok(())
}

/// An empty database gets an administrator, whose password has to be changed.
async fn first_administrator(app: &App) -> anyhow::Result<String> {
    let now = app.now();
    let root = Unit {
        id: Id::of_code("unit", "root"),
        code: "root".to_owned(),
        name: "本单位".to_owned(),
        kind: UnitKind::Government,
        parent: None,
        division: None,
        phone: None,
        active: true,
    };
    let password = format!("{:016x}", u64::from_be_bytes(crate::clock::random()));
    let row = AccountRow {
        id: app.fresh::<()>(now).uuid(),
        login: "admin".to_owned(),
        password_hash: Some(crate::app::password::hash(&password).await),
        name: "管理员".to_owned(),
        unit: root.id.uuid(),
        roles: serde_json::to_string(&[Role::Administrator])?,
        active: true,
        must_change: true,
        created_at: now.into(),
    };
    let write = app.store().write().await?;
    unit::put(&write, &[root]).await?;
    account::upsert(&write, vec![row]).await?;
    setting::lists_changed(&write).await?;
    write.commit().await?;
    app.turn_page().await?;
    Ok(password)
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
