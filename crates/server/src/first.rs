//! The first three of a new house: for each administrator a link that is printed once, opens a page that sets
//! the password, and is dead after that or after a day. A house that lost one of the three, or had one for all
//! before they were parted, gets that one anew.
//!
//! The link is a session of an account that has no password yet. Such a session can do one thing, set
//! the password, and that ends every session of the account. The page is one form in plain JavaScript: it
//! stands here before any face is built.

use axum::http::header;
use axum::response::IntoResponse;
use huisheng_domain::id::{AccountId, Id, UnitId};
use huisheng_domain::matter::Role;
use huisheng_domain::post::{Post, Term};
use huisheng_domain::unit::{Unit, UnitKind};
use huisheng_store::account::{self, AccountRow};
use huisheng_store::post::{self, PostRow};
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::{Write, session, setting, unit};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::app::{App, By};

/// A link that was made, and for whom.
pub struct FirstLink {
    /// Sign-in name.
    pub login: String,
    /// What for.
    pub role: Role,
    /// The path with its token.
    pub path: String,
}

/// The three, by the sign-in names they get.
const FIRST: [(&str, &str, Role); 3] = [
    ("admin", "系统管理员", Role::SystemAdministrator),
    ("security", "安全管理员", Role::SecurityAdministrator),
    ("audit", "审计管理员", Role::AuditAdministrator),
];

/// The unit of the installation itself, until divisions and units are imported.
pub fn root_unit() -> UnitId {
    Id::of_code("unit", "root")
}

/// Whether an account is as this made it: its link was never used.
pub fn is_unused(account: &AccountRow) -> bool {
    account.password_hash.is_none() && account.must_change && account.unit == root_unit().uuid()
}

/// A link for each administrator who is missing, or whose link was never used. The links of before are dead.
pub async fn links(app: &App, now: Timestamp) -> anyhow::Result<Vec<FirstLink>> {
    let mut links = Vec::new();
    for (login, name, role) in FIRST {
        let accounts = account::all(app.store().read()).await?;
        let kept = held(app, &accounts, role, now).await?;
        let account = match kept {
            Some((held, _)) if held.password_hash.is_none() && held.must_change => held.clone(),
            Some(_) => continue,
            None => make(app, &accounts, (login, name, role), now).await?,
        };
        let id: AccountId = Id::from_uuid(account.id);
        let write = app.store().write().await?;
        session::end_all(&write, account.id).await?;
        write.commit().await?;
        app.sessions().read_again(id);
        let opened = Entry { account: Some(id), ..By::CommandLine.entry(Kind::SignedIn) };
        let opened = opened.with(json!({ "first_link": true }));
        let token = app.sessions().open_link(app, id, &opened, now).await?;
        links.push(FirstLink { login: account.login, role, path: format!("/first#{token}") });
    }
    Ok(links)
}

/// An account that may sign in and holds a post of this role today, and the unit of that.
async fn held<'a>(
    app: &App,
    accounts: &'a [AccountRow],
    role: Role,
    now: Timestamp,
) -> anyhow::Result<Option<(&'a AccountRow, UnitId)>> {
    let (posts, today) = (post::all(app.store().read()).await?, app.today(now));
    let mut held = posts.into_iter().map(|row| row.post);
    Ok(held.find_map(|post| {
        let own = post.roles.contains(&role) && post.is_held(today);
        let of = |row: &&AccountRow| row.active && row.id == post.account.uuid();
        accounts.iter().filter(|_| own).find(of).map(|row| (row, post.unit))
    }))
}

async fn make(
    app: &App,
    accounts: &[AccountRow],
    (login, name, role): (&str, &str, Role),
    now: Timestamp,
) -> anyhow::Result<AccountRow> {
    let taken = |login: &str| accounts.iter().any(|row| row.login == login);
    let others = (2..).map(|number| format!("{login}{number}"));
    let mut free = std::iter::once(login.to_owned()).chain(others).filter(|name| !taken(name));
    let write = app.store().write().await?;
    let unit = match held(app, accounts, Role::SystemAdministrator, now).await? {
        Some((_, unit)) => unit.uuid(),
        None => root(&write).await?,
    };
    let row = AccountRow {
        id: app.fresh::<()>(now).uuid(),
        login: free.next().unwrap_or_default(),
        password_hash: None,
        name: name.to_owned(),
        unit,
        active: true,
        must_change: true,
        created_at: now.into(),
    };
    account::upsert(&write, vec![row.clone()]).await?;
    let post = Post {
        id: app.fresh(now),
        account: Id::from_uuid(row.id),
        unit: Id::from_uuid(unit),
        roles: [role].into(),
        title: None,
        places: [].into(),
        grids: [].into(),
        force: None,
        term: Term { begins: app.today(now), ends: None },
        stands_in_for: None,
    };
    post::put(&write, vec![PostRow::made(post, now.into())]).await?;
    setting::lists_changed(&write).await?;
    let made =
        Entry { subject: Some(row.id.to_string()), ..By::CommandLine.entry(Kind::AccountMade) };
    let made = made.with(json!({ "login": row.login, "roles": [role] }));
    trail::record(&write, &made, now).await?;
    write.commit().await?;
    app.turn_page().await?;
    Ok(row)
}

/// The unit of the installation itself.
async fn root(write: &Write) -> anyhow::Result<Uuid> {
    let root = Unit {
        id: root_unit(),
        code: "root".to_owned(),
        name: "本单位".to_owned(),
        kind: UnitKind::Government,
        parent: None,
        division: None,
        phone: None,
        active: true,
    };
    unit::put(write, std::slice::from_ref(&root)).await?;
    Ok(root.id.uuid())
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
