//! Why somebody may do something, or may not: the policies that decided, for the command line and the page of
//! the security administrator.

use std::collections::BTreeSet;

use huisheng_domain::id::{Id, PostId};
use huisheng_domain::number::MatterNumber;
use huisheng_domain::post::Post;
use huisheng_domain::territory::DivisionCode;
use huisheng_policy::{About, Policy, Thing};
use huisheng_store::account::{self, AccountRow};
use huisheng_store::{Book, StoreError, matter};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::app::{App, Posts, access};

/// What is asked.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyQuestion {
    /// Sign-in name of an account.
    #[schema(example = "zhujian.clerk1")]
    pub who: String,
    /// An action of the policies: a verb of a matter, `see`, …
    #[schema(example = "accept")]
    pub what: String,
    /// What it is done to: the number of a matter, the sign-in name of another account, the code of a division;
    /// left out for what is kept once.
    #[serde(default)]
    #[schema(example = "990101202611220000127")]
    pub on: Option<String>,
}

/// The answer, for the post in which it may be done; for the first where it may be done in none.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Explained {
    /// The post; none if the account holds none today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<PostId>,
    /// Name of the unit acted for in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_name: Option<String>,
    /// The policies let it be done. Whether it can be done now, the life of a matter says.
    pub allowed: bool,
    /// What permits or forbids it; empty: nothing permits it.
    pub because: Vec<PolicyView>,
    /// For what is done to a matter: whether it is seen at all, and why. What is not seen does not exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    pub seen: Option<Box<Explained>>,
}

/// A policy.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PolicyView {
    /// Its `@id`.
    #[schema(example = "see-own")]
    pub id: String,
    /// The file it stands in.
    #[schema(example = "see.cedar")]
    pub file: String,
    /// It permits; otherwise it forbids.
    pub permits: bool,
    /// What it says, in Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Its text, in Cedar.
    pub text: String,
}

impl From<&Policy> for PolicyView {
    fn from(policy: &Policy) -> Self {
        let Policy { id, file, permits, zh, en, text } = policy.clone();
        Self { id, file, permits, zh, en, text }
    }
}

/// Why a question has no answer.
#[derive(Debug, Error)]
pub enum NoAnswer {
    /// There is no such account.
    #[error("no account signs in as that")]
    Who,
    /// There is no such action.
    #[error("no policy can speak of that action; `huisheng policy actions` lists them")]
    What,
    /// There is no such thing, or the action is not done to one like it.
    #[error("that is nothing the action is done to: {0}")]
    On(&'static str),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Explains.
pub async fn explain(app: &App, question: &PolicyQuestion) -> Result<Explained, NoAnswer> {
    let (policies, book) = (app.policies(), app.book());
    let about = policies.about(&question.what).ok_or(NoAnswer::What)?;
    let row = of_login(app, &question.who).await?.ok_or(NoAnswer::Who)?;
    let on = question.on.as_deref().map(str::trim).filter(|on| !on.is_empty());
    let thing = thing(app, about, on).await?;
    let account = Id::from_uuid(row.id);
    let posts = Posts::of(app, app.store().read(), account, None, app.now()).await?;
    let explained = |post: Option<&Post>, action: &str| {
        let who = acting(&book, &row, post, &posts.held);
        let decision = policies.explain(&who, action, &thing);
        let because = decision.because.into_iter().map(PolicyView::from).collect();
        let unit = post.and_then(|post| book.units.get(post.unit));
        Explained {
            post: post.map(|post| post.id),
            unit_name: unit.map(|unit| unit.name.clone()),
            allowed: decision.allowed,
            because,
            seen: None,
        }
    };
    let about_matter = about == About::Matter && question.what != "see";
    let whole = |post: Option<&Post>| Explained {
        seen: about_matter.then(|| Box::new(explained(post, "see"))),
        ..explained(post, &question.what)
    };
    let done =
        |told: &Explained| told.allowed && told.seen.as_ref().is_none_or(|seen| seen.allowed);
    let mut all = posts.held.iter().map(|post| whole(Some(post)));
    Ok(all.find(done).unwrap_or_else(|| whole(posts.acting.as_ref())))
}

/// An account in one of its posts, or in none, as the policies see it.
fn acting(
    book: &Book,
    row: &AccountRow,
    post: Option<&Post>,
    held: &[Post],
) -> huisheng_policy::Staff {
    let account = Id::from_uuid(row.id);
    let mut who = match post {
        Some(post) => access::subject(book, account, post.unit, &post.roles, &post.places),
        None => {
            let none = (&BTreeSet::new(), &BTreeSet::new());
            access::subject(book, account, Id::from_uuid(row.unit), none.0, none.1)
        }
    };
    access::stay_apart(book, &mut who, held, Id::from_uuid(row.unit));
    who
}

async fn of_login(app: &App, login: &str) -> Result<Option<AccountRow>, StoreError> {
    match account::by_login(app.store().read(), login.trim()).await {
        Ok(row) => Ok(Some(row)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What `on` names, as what the action is about.
async fn thing(app: &App, about: About, on: Option<&str>) -> Result<Thing, NoAnswer> {
    let book = app.book();
    match about {
        About::Installation => Ok(Thing::Installation),
        About::Matter => {
            let wanted = || NoAnswer::On("it takes the number of a matter");
            let number: MatterNumber = on.and_then(|on| on.parse().ok()).ok_or_else(wanted)?;
            match matter::by_number(app.store().read(), number).await {
                Ok(found) => Ok(access::matter(&book, &found)),
                Err(StoreError::NotFound) => Err(wanted()),
                Err(error) => Err(error.into()),
            }
        }
        About::Account => {
            let wanted = || NoAnswer::On("it takes the sign-in name of an account");
            let row = of_login(app, on.unwrap_or_default()).await?.ok_or_else(wanted)?;
            Ok(access::account(&book, Some(Id::from_uuid(row.id)), Id::from_uuid(row.unit)))
        }
        About::Place => {
            let wanted = || NoAnswer::On("it takes the code of an area or a division");
            let code = on.ok_or_else(wanted)?;
            if let Ok(area) = code.parse()
                && book.areas().contains(&area)
            {
                return Ok(access::place(&book, area, None));
            }
            let is_it = |own: &DivisionCode| own.to_string() == code;
            let mut all = book.divisions.iter();
            let found = all.find(|one| one.code.as_ref().is_some_and(is_it));
            let division = found.ok_or_else(wanted)?.id;
            let area = book.divisions.area_of(division).ok_or_else(wanted)?;
            Ok(access::place(&book, area, Some(division)))
        }
    }
}
