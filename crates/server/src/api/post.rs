//! Posts 岗位: granted, changed and ended by the security administrator, never one's own.

mod hand_over;
mod stand_in;
pub(super) mod view;

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::id::{AccountId, DivisionId, GridId, Id, PostId, UnitId};
use huisheng_domain::matter::Role;
use huisheng_domain::post::{self as rules, Force, Post, Term};
use huisheng_policy::Thing;
use huisheng_store::account;
use huisheng_store::post::{self, PostRow};
use huisheng_store::trail::{self, Entry, Kind};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::account::{GRANT, KEEP, check_unit};
use super::{Path, Written};
use crate::app::{App, Staff, access};
use crate::error::{Problem, text};
use view::{Names, PostView};

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(of_account, grant))
        .routes(routes!(change))
        .routes(routes!(stand_in::who_stands_in, stand_in::name_stand_in, stand_in::end_stand_in))
        .routes(routes!(hand_over::hand_over))
}

/// The posts of an account, those that are over too, for who keeps accounts or grants posts there.
#[utoipa::path(get, path = "/accounts/{id}/posts", tag = "account", operation_id = "posts_of_account",
    params(("id" = AccountId, Path)), responses((status = 200, body = Vec<PostView>)))]
async fn of_account(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<AccountId>,
) -> Result<Json<Vec<PostView>>, Problem> {
    staff.may(&app, "list-accounts", &Thing::Installation)?;
    let (book, today) = (app.book(), app.today(app.now()));
    let row = account::find(app.store().read(), id.uuid()).await?;
    let there = access::account(&book, None, Id::from_uuid(row.unit));
    if ![KEEP, GRANT].iter().any(|action| staff.can(&app, action, &there)) {
        return Err(Problem::not_found());
    }
    let rows = post::of_account(app.store().read(), id, None).await?;
    let names = Names::of(&app, &rows).await?;
    let views = rows.into_iter().map(|row| PostView::of(row.post, &book, &names, today));
    Ok(Json(views.collect()))
}

/// A post to grant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPost {
    /// The unit acted for.
    unit: UnitId,
    /// What may be done in it. An administrator's post is for one thing, and is the only one of its account.
    roles: BTreeSet<Role>,
    /// What the office calls it, at most 40 characters.
    #[schema(example = "副主任", max_length = 40)]
    title: Option<String>,
    /// The divisions it is assigned to 包联, in place of all that the unit serves.
    #[serde(default)]
    places: BTreeSet<DivisionId>,
    /// The grids worked in.
    #[serde(default)]
    grids: BTreeSet<GridId>,
    /// The force it counts to.
    force: Option<Force>,
    /// The first day; today if left out.
    #[schema(value_type = Option<String>, format = Date, example = "2026-12-01")]
    begins: Option<Date>,
    /// The first day on which it is held no more; none: until it is ended.
    #[schema(value_type = Option<String>, format = Date, example = "2027-12-01")]
    ends: Option<Date>,
}

/// What can be changed of a post, as a whole: what is left out is none.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangePost {
    /// As of a new one.
    #[schema(max_length = 40)]
    title: Option<String>,
    /// As of a new one.
    #[serde(default)]
    places: BTreeSet<DivisionId>,
    /// As of a new one.
    #[serde(default)]
    grids: BTreeSet<GridId>,
    /// As of a new one.
    force: Option<Force>,
    /// The first day.
    #[schema(value_type = String, format = Date, example = "2026-12-01")]
    begins: Date,
    /// The first day on which it is held no more; none: until it is ended. Today ends it at once.
    #[schema(value_type = Option<String>, format = Date, example = "2027-12-01")]
    ends: Option<Date>,
}

/// A title as it is kept.
fn title(typed: Option<String>) -> Option<String> {
    typed.map(|typed| typed.trim().to_owned()).filter(|typed| !typed.is_empty())
}

/// Grant a post to an account of one's unit or below, as security administrator; never to oneself.
#[utoipa::path(post, path = "/accounts/{id}/posts", tag = "account", operation_id = "grant_post",
    params(("id" = AccountId, Path)),
    request_body(content = NewPost, example = json!({
        "unit": "00000000-0000-0000-0000-000000000203", "roles": ["clerk"], "begins": "2026-12-01",
    })),
    responses((status = 200, body = PostView), (status = 422, body = Problem, description = "It cannot stand beside what the account holds, or reaches beyond the unit.")))]
async fn grant(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<AccountId>,
    body: Written<NewPost>,
) -> Result<Json<PostView>, Problem> {
    let (now, new) = (app.now(), body.value);
    staff.may(&app, "list-accounts", &Thing::Installation)?;
    not_own(&staff, id)?;
    let write = staff.write(&app).await?;
    let row = account::find_held(&write, id.uuid()).await?;
    may_grant(&app, &staff, id, Id::from_uuid(row.unit))?;
    check_unit(&app, &staff, GRANT, Some(id), new.unit)?;
    let begins = new.begins.unwrap_or_else(|| app.today(now));
    let post = Post {
        id: app.fresh(now),
        account: id,
        unit: new.unit,
        roles: new.roles,
        title: title(new.title),
        places: new.places,
        grids: new.grids,
        force: new.force,
        term: Term { begins, ends: new.ends },
        stands_in_for: None,
    };
    check(&app, &write, &post).await?;
    post::put(&write, vec![PostRow::made(post.clone(), now.into())]).await?;
    trail::record(&write, &told(&staff, Kind::PostGranted, &post, Some(&row.login)), now).await?;
    write.commit().await?;
    app.sessions().read_again(id);
    show(&app, post, now).await
}

/// Change the term, the title, the force or the places of a post, as security administrator; never of one's own. Who
/// stands in for it does so no longer than it lasts.
#[utoipa::path(put, path = "/posts/{id}", tag = "account", operation_id = "change_post",
    params(("id" = PostId, Path)),
    request_body(content = ChangePost, example = json!({ "begins": "2026-11-01", "ends": "2027-11-01" })),
    responses((status = 200, body = PostView), (status = 422, body = Problem, description = "It cannot stand beside what the account holds, or reaches beyond the unit.")))]
async fn change(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<PostId>,
    body: Written<ChangePost>,
) -> Result<Json<PostView>, Problem> {
    let (now, change) = (app.now(), body.value);
    staff.may(&app, "list-accounts", &Thing::Installation)?;
    let write = staff.write(&app).await?;
    let row = post::find_held(&write, id).await?;
    not_own(&staff, row.post.account)?;
    let of = account::find_held(&write, row.post.account.uuid()).await?;
    may_grant(&app, &staff, row.post.account, row.post.unit)?;
    let post = Post {
        title: title(change.title),
        places: change.places,
        grids: change.grids,
        force: change.force,
        term: Term { begins: change.begins, ends: change.ends },
        ..row.post.clone()
    };
    check(&app, &write, &post).await?;
    post::put(&write, vec![PostRow { post: post.clone(), ..row }]).await?;
    let shortened = stand_in::shorten(&write, &post, now).await?;
    trail::record(&write, &told(&staff, Kind::PostChanged, &post, Some(&of.login)), now).await?;
    write.commit().await?;
    for account in shortened.into_iter().chain([post.account]) {
        app.sessions().read_again(account);
    }
    show(&app, post, now).await
}

/// Nobody grants himself anything.
fn not_own(staff: &Staff, account: AccountId) -> Result<(), Problem> {
    if account == staff.account {
        Err(Problem::new(StatusCode::FORBIDDEN, "own_account", text::OWN_ACCOUNT))
    } else {
        Ok(())
    }
}

/// What lies beyond the own unit does not exist.
fn may_grant(app: &App, staff: &Staff, account: AccountId, unit: UnitId) -> Result<(), Problem> {
    let thing = access::account(&app.book(), Some(account), unit);
    if ![KEEP, GRANT].iter().any(|action| staff.can(app, action, &thing)) {
        return Err(Problem::not_found());
    }
    staff.may(app, GRANT, &thing)
}

/// Whether it may stand beside what the account holds, at places that are its unit's.
async fn check(app: &App, write: &huisheng_store::Write, post: &Post) -> Result<(), Problem> {
    let book = app.book();
    if !post.places.iter().all(|place| access::serves(&book, post.unit, *place)) {
        return Err(Problem::invalid("places"));
    }
    let there = |grid: &GridId| {
        book.grids.get(*grid).is_some_and(|grid| access::serves(&book, post.unit, grid.division))
    };
    if !post.grids.iter().all(there) {
        return Err(Problem::invalid("grids"));
    }
    let held = post::of_account(write, post.account, None).await?;
    let held: Vec<Post> = held.into_iter().map(|row| row.post).collect();
    Ok(rules::check(post, &held)?)
}

/// What the trail tells of a post.
fn told(staff: &Staff, kind: Kind, post: &Post, login: Option<&str>) -> Entry {
    let entry = Entry { subject: Some(post.account.to_string()), ..staff.entry(kind) };
    entry.with(json!({
        "login": login, "post": post.id, "unit": post.unit, "roles": post.roles, "begins": post.term.begins,
        "ends": post.term.ends, "places": post.places, "grids": post.grids, "force": post.force,
    }))
}

async fn show(app: &App, post: Post, now: Timestamp) -> Result<Json<PostView>, Problem> {
    let names = Names::of_posts(app, [&post]).await?;
    Ok(Json(PostView::of(post, &app.book(), &names, app.today(now))))
}
