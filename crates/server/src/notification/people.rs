//! Who is meant, who may see the matter, and by which ways they are reached.

use std::collections::{BTreeMap, BTreeSet};

use huisheng_domain::id::{AccountId, Id, UnitId};
use huisheng_domain::matter::{Matter, Role};
use huisheng_domain::notification::{Channel, QUIET, Quiet, Topic, Whom};
use huisheng_domain::post::Post;
use huisheng_store::notification::{self, ChoiceRow, Recipient};
use huisheng_store::{Book, account, post};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::app::{App, access};

/// Who signs in for a share, and works on it.
const HANDLE: [Role; 3] = [Role::Clerk, Role::Head, Role::GridWorker];

/// Somebody who may be told.
#[derive(Clone)]
struct Colleague {
    account: AccountId,
    home: UnitId,
    posts: Vec<Post>,
}

impl Colleague {
    /// Whether the policies let one see a matter in one of the own posts.
    fn sees(&self, app: &App, book: &Book, matter: &Matter) -> bool {
        let thing = access::matter(book, matter);
        self.posts.iter().any(|post| {
            let mut who = access::subject(book, self.account, post.unit, &post.roles, &post.places);
            access::stay_apart(book, &mut who, &self.posts, self.home);
            app.policies().may(&who, "see", &thing)
        })
    }
}

/// People, each looked up once in a round.
pub(super) struct People {
    app: App,
    today: Date,
    of_units: BTreeMap<UnitId, Vec<AccountId>>,
    known: BTreeMap<AccountId, Option<Colleague>>,
    choices: BTreeMap<AccountId, ChoiceRow>,
}

impl People {
    pub fn new(app: &App, now: Timestamp) -> Self {
        Self {
            app: app.clone(),
            today: app.today(now),
            of_units: BTreeMap::new(),
            known: BTreeMap::new(),
            choices: BTreeMap::new(),
        }
    }

    /// Who is told of a topic: nobody of what was done by oneself, and nobody who may not see the matter.
    pub async fn of(
        &mut self,
        book: &Book,
        matter: &Matter,
        topic: Topic,
        whom: Whom,
        but: Option<AccountId>,
    ) -> anyhow::Result<Vec<Recipient>> {
        let accounts = match whom {
            Whom::Reporter(report) => return Ok(vec![Recipient::Reporter(report)]),
            Whom::Account(account) => vec![account],
            Whom::Unit(unit) => self.of_unit(matter, topic, unit).await?,
        };
        let mut all = Vec::new();
        for account in accounts {
            if Some(account) != but && self.sees(book, account, matter).await? {
                all.push(Recipient::Staff(account));
            }
        }
        Ok(all)
    }

    /// Whether somebody may see a matter, and is still here.
    pub async fn sees(
        &mut self,
        book: &Book,
        account: AccountId,
        matter: &Matter,
    ) -> anyhow::Result<bool> {
        let app = self.app.clone();
        let colleague = self.colleague(account).await?;
        Ok(colleague.is_some_and(|one| one.sees(&app, book, matter)))
    }

    /// Those of a unit who have worked on the matter; if nobody has, all who handle there. A head is told of what is overdue.
    async fn of_unit(
        &mut self,
        matter: &Matter,
        topic: Topic,
        unit: UnitId,
    ) -> anyhow::Result<Vec<AccountId>> {
        if !self.of_units.contains_key(&unit) {
            let rows = post::of_units(self.app.store().read(), [unit.uuid()], self.today).await?;
            let held = rows.into_iter().map(|row| row.post).filter(|post| {
                post.is_held(self.today) && HANDLE.iter().any(|role| post.roles.contains(role))
            });
            let accounts: BTreeSet<AccountId> = held.map(|post| post.account).collect();
            self.of_units.insert(unit, accounts.into_iter().collect());
        }
        let all = self.of_units.get(&unit).cloned().unwrap_or_default();
        let shares = matter.assignments.iter().filter(|share| share.unit == unit);
        let workers: BTreeSet<AccountId> =
            shares.flat_map(|share| share.workers.iter().copied()).collect();
        if !all.iter().any(|account| workers.contains(account)) {
            return Ok(all);
        }
        let mut told = Vec::new();
        for account in all {
            let heads = |colleague: &Colleague| {
                colleague
                    .posts
                    .iter()
                    .any(|post| post.unit == unit && post.roles.contains(&Role::Head))
            };
            let is_head = self.colleague(account).await?.is_some_and(heads);
            if workers.contains(&account) || topic == Topic::Overdue && is_head {
                told.push(account);
            }
        }
        Ok(told)
    }

    async fn colleague(&mut self, id: AccountId) -> anyhow::Result<Option<&Colleague>> {
        if !self.known.contains_key(&id) {
            let reader = self.app.store().read();
            let row = account::of_ids(reader, [id]).await?.pop().filter(|row| row.active);
            let colleague = match row {
                Some(row) => {
                    let rows = post::of_account(reader, id, Some(self.today)).await?;
                    let posts = rows.into_iter().map(|row| row.post);
                    let posts = posts.filter(|post| post.is_held(self.today)).collect();
                    Some(Colleague { account: id, home: Id::from_uuid(row.unit), posts })
                }
                None => None,
            };
            self.known.insert(id, colleague);
        }
        Ok(self.known.get(&id).and_then(Option::as_ref))
    }

    /// The ways by which somebody is told, and the hours of rest.
    pub async fn ways(
        &mut self,
        recipient: Recipient,
        topic: Topic,
    ) -> anyhow::Result<(Vec<Channel>, Option<Quiet>)> {
        let Recipient::Staff(account) = recipient else {
            let sms = self.app.tells_reporters().is_some();
            return Ok((sms.then_some(Channel::Sms).into_iter().collect(), Some(QUIET)));
        };
        let (mail, webhook) = (self.app.mailer().is_some(), self.app.webhook().is_some());
        if !mail && !webhook {
            return Ok((Vec::new(), None));
        }
        if !self.choices.contains_key(&account) {
            let reader = self.app.store().read();
            let row = notification::choice(reader, self.app.cipher()?, account).await?;
            self.choices.insert(account, row);
        }
        let Some(row) = self.choices.get(&account).filter(|row| row.choice.sends(topic)) else {
            return Ok((Vec::new(), None));
        };
        let mail = (mail && row.mail.is_some()).then_some(Channel::Mail);
        let webhook = webhook.then_some(Channel::Webhook);
        Ok((mail.into_iter().chain(webhook).collect(), row.choice.quiet))
    }
}
