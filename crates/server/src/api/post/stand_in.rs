//! 代理: who stands in for the holder of a post while that is away, named by the holder or by the security administrator.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::id::{AccountId, Id, PostId};
use huisheng_domain::post::{self as rules, Colleague, Post, Term};
use huisheng_store::post::{self, PostRow};
use huisheng_store::trail::{self, Kind};
use huisheng_store::{StoreError, Write, account};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::PostView;
use super::{check, show, told};
use crate::api::account::GRANT;
use crate::api::named::unit_name;
use crate::api::{Path, Written};
use crate::app::{App, Staff, access};
use crate::error::Problem;

/// Naming who stands in.
const STAND_IN: &str = "stand-in";
/// Colleagues of the unit that are shown, at most, and as many of others.
const MOST: u64 = 500;

/// Who stands in for the holder of a post.
#[derive(Serialize, ToSchema)]
pub(super) struct StandIns {
    /// Now or later.
    stand_ins: Vec<StandInView>,
    /// Who could: the others of the unit first, then those of units above and below it.
    colleagues: Vec<ColleagueView>,
}

/// Somebody who stands in.
#[derive(Serialize, ToSchema)]
struct StandInView {
    /// The post that was made for it.
    post: PostId,
    /// Who.
    account: AccountId,
    /// Name on the screen.
    name: String,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    begins: Date,
    /// The first day on which it is over.
    #[schema(value_type = Option<String>, format = Date)]
    ends: Option<Date>,
}

/// Somebody who could stand in.
#[derive(Serialize, ToSchema)]
struct ColleagueView {
    /// The account.
    account: AccountId,
    /// Name on the screen.
    name: String,
    /// Name of the unit.
    unit_name: String,
}

/// Who stands in for the holder of a post, and who could: for the holder, and for the security administrator.
#[utoipa::path(get, path = "/posts/{id}/stand-in", tag = "account", params(("id" = PostId, Path)),
    responses((status = 200, body = StandIns)))]
pub(super) async fn who_stands_in(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<PostId>,
) -> Result<Json<StandIns>, Problem> {
    let (read, book, today) = (app.store().read(), app.book(), app.today(app.now()));
    let of = post::find(read, id).await?.post;
    may_name(&app, &staff, &of)?;
    let rows = post::standing_in(read, id).await?;
    let posts: Vec<Post> = rows.into_iter().map(|row| row.post).collect();
    let posts: Vec<Post> = posts.into_iter().filter(|post| !post.term.is_over(today)).collect();
    let names = account::names(read, posts.iter().map(|post| post.account)).await?;
    let stand_ins = posts.iter().map(|post| StandInView {
        post: post.id,
        account: post.account,
        name: names.get(&post.account).cloned().unwrap_or_default(),
        begins: post.term.begins,
        ends: post.term.ends,
    });
    // Those of the unit itself come first, and none of them is left out for somebody of another.
    let mut elsewhere = book.below(of.unit);
    elsewhere.retain(|unit| *unit != of.unit);
    elsewhere.extend(book.above(of.unit).into_iter().skip(1));
    let mut rows = account::page(read, Some(&[of.unit]), None, MOST).await?;
    if !of.is_desk() {
        rows.extend(account::page(read, Some(&elsewhere), None, MOST).await?);
    }
    let others = rows.into_iter().filter(|row| row.active && row.id != of.account.uuid());
    let colleagues = others.map(|row| ColleagueView {
        account: Id::from_uuid(row.id),
        name: row.name,
        unit_name: unit_name(&book, Id::from_uuid(row.unit)),
    });
    Ok(Json(StandIns { stand_ins: stand_ins.collect(), colleagues: colleagues.collect() }))
}

/// Who is to stand in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewStandIn {
    /// A colleague of the unit, or of one above or below it.
    account: AccountId,
    /// The first day; today if left out.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date, example = "2026-12-01")]
    begins: Option<Date>,
    /// The first day on which it is over, 90 days later at most.
    #[schema(value_type = String, format = Date, example = "2026-12-15")]
    ends: Date,
}

/// Name who stands in for the holder of a post, as its holder or as security administrator. The colleague is given a post
/// with the same unit, roles and places, and acts in it under the own name.
#[utoipa::path(post, path = "/posts/{id}/stand-in", tag = "account", params(("id" = PostId, Path)),
    request_body(content = NewStandIn, example = json!({
        "account": "00000000-0000-0000-0000-000000000301", "begins": "2026-12-01", "ends": "2026-12-15",
    })),
    responses((status = 200, body = PostView), (status = 422, body = Problem, description = "Not this colleague, or not so long.")))]
pub(super) async fn name_stand_in(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<PostId>,
    body: Written<NewStandIn>,
) -> Result<Json<PostView>, Problem> {
    let (now, asked, book) = (app.now(), body.value, app.book());
    let write = staff.write(&app).await?;
    let of = post::find_held(&write, id).await?.post;
    may_name(&app, &staff, &of)?;
    let row = match account::find_held(&write, asked.account.uuid()).await {
        Ok(row) if row.active => row,
        Ok(_) | Err(StoreError::NotFound) => return Err(Problem::invalid("account")),
        Err(error) => return Err(error.into()),
    };
    let colleague = Colleague { account: asked.account, unit: Id::from_uuid(row.unit) };
    let begins = asked.begins.unwrap_or_else(|| app.today(now));
    let term = Term { begins, ends: Some(asked.ends) };
    let made = rules::stand_in(&book.units, &of, app.fresh(now), colleague, term)?;
    check(&app, &write, &made).await?;
    post::put(&write, vec![PostRow::made(made.clone(), now.into())]).await?;
    trail::record(&write, &told(&staff, Kind::StandInNamed, &made, Some(&row.login)), now).await?;
    write.commit().await?;
    app.sessions().read_again(made.account);
    show(&app, made, now).await
}

/// Nobody stands in for the holder of a post any more, from now on.
#[utoipa::path(delete, path = "/posts/{id}/stand-in", tag = "account", params(("id" = PostId, Path)),
    responses((status = 204)))]
pub(super) async fn end_stand_in(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<PostId>,
) -> Result<StatusCode, Problem> {
    let now = app.now();
    let write = staff.write(&app).await?;
    let of = post::find_held(&write, id).await?.post;
    may_name(&app, &staff, &of)?;
    let ended = cut(&write, id, app.today(now), now, Some(&staff)).await?;
    write.commit().await?;
    ended.into_iter().for_each(|account| app.sessions().read_again(account));
    Ok(StatusCode::NO_CONTENT)
}

/// The holder, or who grants posts there; for an administrator's post only the latter. To anybody else there is no such
/// post.
pub(super) fn may_name(app: &App, staff: &Staff, of: &Post) -> Result<(), Problem> {
    let thing = access::account(&app.book(), Some(of.account), of.unit);
    let action = if of.keeps_house() { GRANT } else { STAND_IN };
    if staff.can(app, action, &thing) {
        Ok(())
    } else if of.account == staff.account {
        Err(Problem::forbidden())
    } else {
        Err(Problem::not_found())
    }
}

/// Who stands in for a post does so on its days only. Returns who was concerned.
pub(super) async fn shorten(
    write: &Write,
    post: &Post,
    now: Timestamp,
) -> Result<Vec<AccountId>, StoreError> {
    match post.term.ends {
        Some(ends) => cut(write, post.id, ends, now, None).await,
        None => Ok(Vec::new()),
    }
}

/// Ends what stands in for a post on that day, where it would last longer.
async fn cut(
    write: &Write,
    of: PostId,
    day: Date,
    now: Timestamp,
    by: Option<&Staff>,
) -> Result<Vec<AccountId>, StoreError> {
    let mut rows = post::standing_in(write, of).await?;
    rows.retain(|row| row.post.term.ends.is_none_or(|ends| day < ends));
    for row in &mut rows {
        row.post.term = row.post.term.cut(day);
    }
    let accounts: Vec<AccountId> = rows.iter().map(|row| row.post.account).collect();
    if let Some(staff) = by {
        for row in &rows {
            trail::record(write, &told(staff, Kind::StandInEnded, &row.post, None), now).await?;
        }
    }
    post::put(write, rows).await?;
    Ok(accounts)
}
