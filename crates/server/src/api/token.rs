//! Tokens for programs that act for one's account.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::sign_in::{LONGEST_LIFE, Scope};
use huisheng_store::api_token::{self as rows, ApiTokenRow};
use huisheng_store::trail::{self, Kind};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{Path, Written};
use crate::app::{App, Staff};
use crate::error::{Problem, text};

/// Tokens of an account, at most.
const MOST: usize = 20;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(my_tokens, make_token)).routes(routes!(revoke_token))
}

/// A token, without what opens.
#[derive(Serialize, ToSchema)]
struct TokenView {
    /// By which it is revoked.
    id: Uuid,
    /// What its owner calls it.
    name: String,
    /// What a program may do with it, never more than the account.
    scopes: BTreeSet<Scope>,
    /// When it was made.
    made: Option<Timestamp>,
    /// When it ends.
    expires: Option<Timestamp>,
    /// When it was used last, to the hour.
    used: Option<Timestamp>,
}

impl TokenView {
    fn of(row: ApiTokenRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            scopes: serde_json::from_str(&row.scopes).unwrap_or_default(),
            made: row.made_at.timestamp(),
            expires: row.expires_at.timestamp(),
            used: row.used_at.and_then(|at| at.timestamp()),
        }
    }
}

/// One's tokens, the latest first.
#[utoipa::path(get, path = "/tokens", tag = "session", responses((status = 200, body = Vec<TokenView>)))]
async fn my_tokens(State(app): State<App>, staff: Staff) -> Result<Json<Vec<TokenView>>, Problem> {
    let rows = rows::of_account(app.store().read(), staff.account.uuid()).await?;
    Ok(Json(rows.into_iter().map(TokenView::of).collect()))
}

/// A new token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewToken {
    /// What it is for.
    #[schema(example = "大屏数据", min_length = 1, max_length = 100)]
    name: String,
    /// What a program may do with it.
    scopes: BTreeSet<Scope>,
    /// Days until it ends: 1 to 366.
    #[schema(example = 90, minimum = 1, maximum = 366)]
    days: i64,
}

/// A token that was made.
#[derive(Serialize, ToSchema)]
struct TokenMade {
    /// For `Authorization: Bearer`; shown this once.
    token: String,
    /// Which it is.
    made: TokenView,
}

/// Make a token for a program. It acts for one's account, in the post in which
/// it was made, within its scopes, and never changes accounts, passwords,
/// second factors, sessions or tokens.
#[utoipa::path(post, path = "/tokens", tag = "session",
    request_body(content = NewToken, example = json!({ "name": "大屏数据", "scopes": ["read"], "days": 90 })),
    responses((status = 200, body = TokenMade), (status = 409, body = Problem, description = "There are too many.")))]
async fn make_token(
    State(app): State<App>,
    staff: Staff,
    body: Written<NewToken>,
) -> Result<Json<TokenMade>, Problem> {
    let (now, new) = (app.now(), body.value);
    let name = new.name.trim();
    if !(1..=100).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(Problem::invalid("name"));
    }
    if new.scopes.is_empty() {
        return Err(Problem::invalid("scopes"));
    }
    let life = SignedDuration::from_hours(new.days.clamp(0, 1_000) * 24);
    if new.days < 1 || life > LONGEST_LIFE {
        return Err(Problem::invalid("days"));
    }
    let had = rows::of_account(app.store().read(), staff.account.uuid()).await?;
    if had.len() >= MOST {
        return Err(Problem::new(StatusCode::CONFLICT, "too_many_tokens", text::TOO_MANY_TOKENS));
    }
    let (token, token_hash) = crate::app::fresh_token();
    let row = ApiTokenRow {
        id: app.fresh::<()>(now).uuid(),
        account: staff.account.uuid(),
        name: name.to_owned(),
        token_hash: token_hash.to_vec(),
        scopes: serde_json::to_string(&new.scopes).map_err(|_| Problem::invalid("scopes"))?,
        made_at: now.into(),
        expires_at: (now + life).into(),
        used_at: None,
        post: staff.post().map(|post| post.id.uuid()),
    };
    let write = staff.write(&app).await?;
    rows::upsert(&write, vec![row.clone()]).await?;
    let mut entry = staff.entry(Kind::TokenMade);
    entry.subject = Some(row.id.to_string());
    let told = serde_json::json!({ "scopes": new.scopes, "days": new.days });
    trail::record(&write, &entry.with(told), now).await?;
    write.commit().await?;
    Ok(Json(TokenMade { token, made: TokenView::of(row) }))
}

/// Revoke a token of one's own.
#[utoipa::path(delete, path = "/tokens/{id}", tag = "session", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem, description = "No such token of yours.")))]
async fn revoke_token(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    let write = staff.write(&app).await?;
    if !rows::remove(&write, staff.account.uuid(), id).await? {
        return Err(Problem::not_found());
    }
    let mut entry = staff.entry(Kind::TokenRevoked);
    entry.subject = Some(id.to_string());
    trail::record(&write, &entry, app.now()).await?;
    write.commit().await?;
    // Who used it a moment ago is asked again.
    app.sessions().read_again(staff.account);
    Ok(StatusCode::NO_CONTENT)
}
