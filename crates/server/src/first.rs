//! The first administrator of a new house: a link that is printed once, opens a page that sets the
//! password, and is dead after that or after a day.
//!
//! The link is a session of an account that has no password yet. Such a session can do one thing, set
//! the password, and that ends every session of the account. The page is one form in plain JavaScript: it
//! stands here before any face is built.

use axum::http::header;
use axum::response::IntoResponse;
use huisheng_domain::id::Id;
use huisheng_domain::matter::Role;
use huisheng_domain::unit::{Unit, UnitKind};
use huisheng_store::account::{self, AccountRow};
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::{setting, unit};
use jiff::Timestamp;
use serde_json::json;

use crate::app::{App, By};

const LOGIN: &str = "admin";

/// The path of the link with its token, if nobody can sign in yet: an empty house gets an account, an
/// account whose link was never used a new link, and the old one is dead.
pub async fn link(app: &App, now: Timestamp) -> anyhow::Result<Option<String>> {
    let accounts = account::all(app.store().read()).await?;
    let account = match accounts.as_slice() {
        [] => make(app, now).await?,
        [only] if only.password_hash.is_none() && only.login == LOGIN => Id::from_uuid(only.id),
        _ => return Ok(None),
    };
    app.sessions().end_all(app, account).await?;
    let opened = Entry { account: Some(account), ..By::CommandLine.entry(Kind::SignedIn) };
    let opened = opened.with(json!({ "first_link": true }));
    let token = app.sessions().open_link(app, account, &opened, now).await?;
    Ok(Some(format!("/first#{token}")))
}

async fn make(app: &App, now: Timestamp) -> anyhow::Result<huisheng_domain::id::AccountId> {
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
    let id = app.fresh(now);
    let row = AccountRow {
        id: id.uuid(),
        login: LOGIN.to_owned(),
        password_hash: None,
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
    let made = Entry { subject: Some(id.to_string()), ..By::CommandLine.entry(Kind::AccountMade) };
    let made = made.with(json!({ "login": LOGIN, "roles": [Role::Administrator] }));
    trail::record(&write, &made, now).await?;
    write.commit().await?;
    app.turn_page().await?;
    Ok(id)
}

/// The page behind the link.
pub async fn page() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'",
        ),
    ];
    (headers, include_str!("first/page.html"))
}

/// Its script.
pub async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("first/script.js"))
}

/// Its looks.
pub async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("first/style.css"))
}
