//! What one wants to be sent, when and where.

use axum::Json;
use axum::extract::State;
use huisheng_domain::notification::Choice;
use huisheng_store::notification::{self, ChoiceRow};
use lettre::Address;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::Written;
use crate::app::{App, Ready};
use crate::error::Problem;
use crate::mask;

/// What one chose, and what there is to choose from.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnNotificationChoice)]
pub(super) struct ChoiceView {
    /// What is sent, and when.
    choice: Choice,
    /// The e-mail address it is sent to, with stars.
    #[schema(example = "l***@office.example")]
    mail: Option<String>,
    /// This house sends mail.
    sends_mail: bool,
    /// This house tells a program of the office, which hands it on.
    sends_webhook: bool,
}

impl ChoiceView {
    fn of(app: &App, row: ChoiceRow) -> Self {
        Self {
            choice: row.choice,
            mail: row.mail.as_deref().map(mask::mail),
            sends_mail: app.mailer().is_some(),
            sends_webhook: app.webhook().is_some(),
        }
    }
}

/// What one wants to be sent out of the house.
#[utoipa::path(get, path = "/notifications/choice", tag = "notification",
    responses((status = 200, body = ChoiceView)))]
pub(super) async fn choice(
    State(app): State<App>,
    Ready(staff): Ready,
) -> Result<Json<ChoiceView>, Problem> {
    let row = notification::choice(app.store().read(), app.cipher()?, staff.account).await?;
    Ok(Json(ChoiceView::of(&app, row)))
}

/// What one wants.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KeepNotificationChoice)]
pub(super) struct ChoiceBody {
    /// What is sent, and when.
    choice: Choice,
    /// The own e-mail address; as it was told, with stars, it stays; none: no mail.
    #[serde(default)]
    #[schema(example = "lihua@office.example", max_length = 100)]
    mail: Option<String>,
}

/// Choose it. In the house itself everything is told; who is on duty is sent that whatever was chosen.
#[utoipa::path(put, path = "/notifications/choice", tag = "notification", operation_id = "keep_notification_choice",
    request_body(content = ChoiceBody, example = json!({
        "choice": { "off": ["supplemented"], "quiet": { "from": "21:00:00", "until": "08:00:00" } },
        "mail": "lihua@office.example",
    })),
    responses((status = 200, body = ChoiceView), (status = 422, body = Problem, description = "The address, or the hours.")))]
pub(super) async fn keep_choice(
    State(app): State<App>,
    Ready(staff): Ready,
    body: Written<ChoiceBody>,
) -> Result<Json<ChoiceView>, Problem> {
    let ChoiceBody { choice, mail } = body.value;
    choice.check().map_err(|_| Problem::invalid("quiet"))?;
    let (store, cipher) = (app.store(), app.cipher()?);
    let before = notification::choice(store.read(), cipher, staff.account).await?;
    let mail = mail.map(|mail| mail.trim().to_owned()).filter(|mail| !mail.is_empty());
    let same = mail.is_some() && mail == before.mail.as_deref().map(mask::mail);
    let mail = if same { before.mail } else { mail };
    if mail.as_ref().is_some_and(|mail| mail.len() > 100 || mail.parse::<Address>().is_err()) {
        return Err(Problem::invalid("mail"));
    }
    let row = ChoiceRow { choice, mail };
    let write = staff.write(&app).await?;
    notification::put_choice(&write, cipher, staff.account, &row).await?;
    write.commit().await?;
    Ok(Json(ChoiceView::of(&app, row)))
}
