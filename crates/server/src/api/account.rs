//! Accounts of staff, in one's unit and below: the system administrator opens and closes them, the security
//! administrator grants their posts (`api/post.rs`). Neither does anything to the own account.

mod identity;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::id::{AccountId, Id, UnitId};
use huisheng_policy::Thing;
use huisheng_store::account::{self, AccountRow};
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::{
    Book, StoreError, api_token, passkey, password_past, post, second_factor as factors, session,
    sign_in_try,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::named::unit_name;
use super::post::view::{Names, PostView};
use super::{Path, Query, Written};
use crate::app::door::key_of_name;
use crate::app::{App, Staff, access, password, second_factor};
use crate::error::{Problem, text};

/// Lines of a page, at most.
const MOST: u64 = 200;
/// Opening and closing an account.
pub(super) const KEEP: &str = "keep-account";
/// Saying what it may do, and helping it at the door.
pub(super) const GRANT: &str = "grant-posts";

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, make))
        .routes(routes!(change))
        .routes(routes!(identity::identity, identity::unlink_identity))
}

/// An account.
#[derive(Serialize, ToSchema)]
struct AccountView {
    /// Its id.
    id: AccountId,
    /// Sign-in name.
    login: String,
    /// Name on the screen.
    name: String,
    /// The unit it is at home in, whose administrators keep it.
    unit: UnitId,
    /// Name of the unit.
    unit_name: String,
    /// Its posts, those that begin later too.
    posts: Vec<PostView>,
    /// It may sign in.
    active: bool,
    /// The password has to be changed first.
    must_change_password: bool,
    /// It has a second factor.
    second_factor: bool,
    /// Until when nobody signs in with this name, after too many failures.
    #[serde(skip_serializing_if = "Option::is_none")]
    locked_until: Option<Timestamp>,
    /// When it was made.
    created: Option<Timestamp>,
}

/// What stands beside an account: how it stands at the door, and its posts.
#[derive(Default)]
struct Beside {
    second_factor: bool,
    locked_until: Option<Timestamp>,
    posts: Vec<PostView>,
}

impl AccountView {
    fn of(row: AccountRow, book: &Book, beside: Beside) -> Self {
        let unit = Id::from_uuid(row.unit);
        Self {
            id: Id::from_uuid(row.id),
            login: row.login,
            name: row.name,
            unit,
            unit_name: unit_name(book, unit),
            posts: beside.posts,
            active: row.active,
            must_change_password: row.must_change,
            second_factor: beside.second_factor,
            locked_until: beside.locked_until,
            created: row.created_at.timestamp(),
        }
    }
}

/// An account that was made or changed.
#[derive(Serialize, ToSchema)]
struct AccountKept {
    /// As it is now.
    account: AccountView,
    /// The password to hand over; shown this once and changed at the first sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    one_time_password: Option<String>,
}

/// Which accounts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct AccountQuery {
    /// Only this unit and all below.
    unit: Option<UnitId>,
    /// `next` of the page before.
    after: Option<String>,
    /// Lines of a page, 1 to 200; 50 if left out.
    limit: Option<u64>,
}

/// A page of accounts, by sign-in name.
#[derive(Serialize, ToSchema)]
struct AccountPage {
    /// Lines.
    accounts: Vec<AccountView>,
    /// For `after`; none at the end.
    next: Option<String>,
}

/// The accounts of one's unit and below, for system and security administrators.
#[utoipa::path(get, path = "/accounts", tag = "account", params(AccountQuery),
    responses((status = 200, body = AccountPage)))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<AccountQuery>,
) -> Result<Json<AccountPage>, Problem> {
    staff.may(&app, "list-accounts", &Thing::Installation)?;
    let limit = query.limit.unwrap_or(50);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::invalid("limit"));
    }
    let book = app.book();
    let asked = |unit: &UnitId| query.unit.is_none_or(|root| book.units.is_within(*unit, root));
    let who = staff.subject(&book);
    let keeps = |unit| {
        let there = access::account(&book, None, unit);
        [KEEP, GRANT].iter().any(|what| app.policies().may(&who, what, &there))
    };
    let units: Vec<UnitId> =
        book.units.iter().map(|unit| unit.id).filter(|unit| asked(unit) && keeps(*unit)).collect();
    let rows =
        account::page(app.store().read(), Some(&units), query.after.as_deref(), limit + 1).await?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    let (now, mut accounts) = (app.now(), Vec::new());
    let keys: Vec<_> = rows.iter().map(|row| key_of_name(&app, &row.login)).collect();
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let tries = sign_in_try::of(app.store().read(), &keys).await?;
    let factors = second_factor::holders(app.store().read(), &ids).await?;
    let today = app.today(now);
    let of = ids.iter().map(|id| Id::from_uuid(*id));
    let mut posts = post::of_accounts(app.store().read(), of, Some(today)).await?;
    let names = Names::of(&app, posts.values().flatten()).await?;
    for (row, key) in rows.into_iter().zip(keys).take(shown) {
        let locked_until = tries.get(&key).and_then(|tries| tries.locked(now));
        let posts = posts.remove(&Id::from_uuid(row.id)).unwrap_or_default();
        let posts = posts.into_iter().map(|row| PostView::of(row.post, &book, &names, today));
        let second_factor = factors.contains(&row.id);
        let beside = Beside { second_factor, locked_until, posts: posts.collect() };
        accounts.push(AccountView::of(row, &book, beside));
    }
    let next = accounts.last().filter(|_| more).map(|last| last.login.clone());
    Ok(Json(AccountPage { accounts, next }))
}

/// A new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    /// Sign-in name: 2 to 64 letters of any script, digits, `.`, `_`, `-` or `@`.
    #[schema(example = "wang.li", min_length = 2, max_length = 64)]
    login: String,
    /// Name on the screen.
    #[schema(example = "王丽", max_length = 100)]
    name: String,
    /// The unit it is at home in.
    unit: UnitId,
    /// 程序账号: nobody signs in with it; a partner of an exchange acts in its name.
    #[serde(default)]
    program: bool,
}

/// Open an account in one's unit or below, as system administrator. It may do nothing until posts are granted.
/// The answer carries its first password, this once, unless it is a program's.
#[utoipa::path(post, path = "/accounts", tag = "account",
    request_body(content = NewAccount, example = json!({
        "login": "wang.li", "name": "王丽", "unit": "00000000-0000-0000-0000-000000000203",
    })),
    responses((status = 200, body = AccountKept), (status = 409, body = Problem, description = "The sign-in name is taken.")))]
async fn make(
    State(app): State<App>,
    staff: Staff,
    body: Written<NewAccount>,
) -> Result<Json<AccountKept>, Problem> {
    let (now, book, new) = (app.now(), app.book(), body.value);
    let own = access::account(&book, None, staff.unit);
    staff.may(&app, KEEP, &own)?;
    check_unit(&app, &staff, KEEP, None, new.unit)?;
    let one_time = (!new.program).then(password::one_time);
    let mut hash = None;
    if let Some(one_time) = &one_time {
        hash = Some(password::hash(one_time).await);
    }
    let row = AccountRow {
        id: app.fresh::<()>(now).uuid(),
        login: login(&new.login)?,
        password_hash: hash,
        name: name(&new.name)?,
        unit: new.unit.uuid(),
        active: true,
        must_change: one_time.is_some(),
        created_at: now.into(),
    };
    let write = staff.write(&app).await?;
    match account::upsert(&write, vec![row.clone()]).await {
        Err(StoreError::Conflict(_)) => {
            let taken = Problem::new(StatusCode::CONFLICT, "login_taken", text::LOGIN_TAKEN);
            return Err(taken.field("login"));
        }
        written => written?,
    }
    let made = Entry { subject: Some(row.id.to_string()), ..staff.entry(Kind::AccountMade) };
    let made = made.with(json!({ "login": row.login, "unit": new.unit }));
    trail::record(&write, &made, now).await?;
    write.commit().await?;
    let account = AccountView::of(row, &book, Beside::default());
    Ok(Json(AccountKept { account, one_time_password: one_time }))
}

/// What to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeAccount {
    /// Name on the screen.
    #[schema(max_length = 100)]
    name: Option<String>,
    /// The unit it is at home in from now on.
    unit: Option<UnitId>,
    /// Whether it may sign in. Once it may not, its sessions end.
    active: Option<bool>,
    /// A new one-time password; its sessions end, and it is unlocked.
    #[serde(default)]
    reset_password: bool,
    /// It may try to sign in again at once.
    #[serde(default)]
    unlock: bool,
    /// Its sessions end, and its tokens are revoked.
    #[serde(default)]
    end_sessions: bool,
    /// Its second factor goes, with all passkeys, as after a lost telephone; its sessions end. Nobody sets up one for
    /// another.
    #[serde(default)]
    remove_second_factor: bool,
}

impl ChangeAccount {
    /// What the trail tells of it: the name of a person only by that it changed.
    fn told(&self) -> serde_json::Value {
        json!({
            "name": self.name.is_some(), "unit": self.unit, "active": self.active,
            "password": self.reset_password, "unlock": self.unlock, "end_sessions": self.end_sessions,
        })
    }

    /// What has to be allowed for it.
    fn needs(&self) -> impl Iterator<Item = &'static str> {
        let keep = self.name.is_some() || self.active.is_some() || self.unit.is_some();
        let door =
            self.reset_password || self.unlock || self.end_sessions || self.remove_second_factor;
        keep.then_some(KEEP).into_iter().chain(door.then_some(GRANT))
    }
}

/// Change an account of one's unit or below, not one's own: the system administrator its name, its home unit and whether
/// it may sign in, the security administrator what concerns the door, such as a new one-time password.
#[utoipa::path(put, path = "/accounts/{id}", tag = "account", params(("id" = AccountId, Path)),
    request_body(content = ChangeAccount, example = json!({ "unlock": true })),
    responses((status = 200, body = AccountKept)))]
async fn change(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<AccountId>,
    body: Written<ChangeAccount>,
) -> Result<Json<AccountKept>, Problem> {
    let (book, change) = (app.book(), body.value);
    staff.may(&app, "list-accounts", &Thing::Installation)?;
    if id == staff.account {
        return Err(Problem::new(StatusCode::FORBIDDEN, "own_account", text::OWN_ACCOUNT));
    }
    // Hashing takes long: not while the row is held.
    let one_time = change.reset_password.then(password::one_time);
    let mut hash = None;
    if let Some(one_time) = &one_time {
        hash = Some(password::hash(one_time).await);
    }
    let write = staff.write(&app).await?;
    let mut row = account::find_held(&write, id.uuid()).await?;
    let thing = access::account(&book, Some(id), Id::from_uuid(row.unit));
    if ![KEEP, GRANT].iter().any(|action| staff.can(&app, action, &thing)) {
        return Err(Problem::not_found());
    }
    for action in change.needs() {
        staff.may(&app, action, &thing)?;
    }
    if let Some(unit) = change.unit {
        check_unit(&app, &staff, KEEP, Some(id), unit)?;
    }
    if let Some(text) = &change.name {
        row.name = name(text)?;
    }
    row.unit = change.unit.map_or(row.unit, Id::uuid);
    row.active = change.active.unwrap_or(row.active);
    row.must_change |= hash.is_some();
    let now = app.now();
    if let (Some(_), Some(replaced)) = (&hash, row.password_hash.clone()) {
        password_past::put(&write, row.id, replaced, now.into()).await?;
    }
    row.password_hash = hash.or(row.password_hash);
    account::upsert(&write, vec![row.clone()]).await?;
    let key = key_of_name(&app, &row.login);
    let tries = if change.unlock || one_time.is_some() {
        sign_in_try::clear(&write, key).await?;
        None
    } else {
        sign_in_try::of(&write, &[key]).await?.remove(&key)
    };
    let (mut removed, mut passkeys) = (false, 0);
    if change.remove_second_factor {
        removed = factors::remove(&write, row.id).await?;
        passkeys = passkey::remove_all(&write, row.id).await?;
    }
    if !row.active || one_time.is_some() || change.end_sessions {
        api_token::remove_all(&write, row.id).await?;
    }
    let left = second_factor::holders(&write, &[row.id]).await?;
    let about = |kind| {
        let entry = Entry { subject: Some(id.to_string()), ..staff.entry(kind) };
        entry.with(json!({ "login": row.login }))
    };
    let lost = removed || passkeys > 0;
    let ends = !row.active || one_time.is_some() || change.end_sessions || lost;
    let mut told = vec![about(Kind::AccountChanged).with(change.told())];
    told.extend(removed.then(|| about(Kind::SecondFactorRemoved)));
    let of_passkeys = || about(Kind::PasskeyRemoved).with(json!({ "passkeys": passkeys }));
    told.extend((passkeys > 0).then(of_passkeys));
    trail::record_all(&write, &told, now).await?;
    if ends {
        session::end_all(&write, row.id).await?;
    }
    write.commit().await?;
    app.sessions().read_again(id);
    let locked_until = tries.and_then(|tries| tries.locked(now));
    let today = app.today(now);
    let posts = post::of_account(app.store().read(), id, Some(today)).await?;
    let names = Names::of(&app, &posts).await?;
    let posts = posts.into_iter().map(|row| PostView::of(row.post, &book, &names, today)).collect();
    let beside = Beside { second_factor: !left.is_empty(), locked_until, posts };
    let account = AccountView::of(row, &book, beside);
    Ok(Json(AccountKept { account, one_time_password: one_time }))
}

/// A unit in use, in which the administrator may do that.
pub(super) fn check_unit(
    app: &App,
    staff: &Staff,
    action: &str,
    id: Option<AccountId>,
    unit: UnitId,
) -> Result<(), Problem> {
    let book = app.book();
    let in_use = book.units.get(unit).is_some_and(|unit| unit.active);
    let within = in_use && staff.can(app, action, &access::account(&book, id, unit));
    if within { Ok(()) } else { Err(Problem::invalid("unit")) }
}

fn login(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if fits_login(text) { Ok(text.to_owned()) } else { Err(Problem::invalid("login")) }
}

/// 2 to 64 letters of any script, digits, `.`, `_`, `-` or `@`.
pub(crate) fn fits_login(text: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    (2..=64).contains(&text.chars().count()) && text.chars().all(fits)
}

fn name(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if fits_name(text) { Ok(text.to_owned()) } else { Err(Problem::invalid("name")) }
}

/// 1 to 100 characters.
pub(crate) fn fits_name(text: &str) -> bool {
    (1..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}
