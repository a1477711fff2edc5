//! Accounts with their posts, a post in each row. An account that is not there is opened without a password: the security
//! administrator makes one to hand over. What is granted goes by the same rules as by hand.
//!
//! There is no such list on a page: it opens accounts and grants posts at once, which no one administrator may 三员分立.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use huisheng_domain::id::{AccountId, Id};
use huisheng_domain::matter::{Place, Role};
use huisheng_domain::post::{self as rules, Force, Post, Term};
use huisheng_store::account::{self, AccountRow};
use huisheng_store::book::Contents;
use huisheng_store::post::{self, PostRow};
use huisheng_store::trail;
use jiff::ToSpan;
use jiff::civil::Date;
use sea_orm::ConnectionTrait;

use super::entry::{Entry, each, entries, field};
use super::report::BadRow;
use super::{ImportError, Options, Report, What, known};
use crate::api::account::{fits_login, fits_name};
use crate::app::{App, access};
use crate::naming;
use crate::table::{Columns, Source, value};

const COLUMNS: Columns = Columns(&[
    field("login", &["登录名", "账号", "用户名"], true),
    field("name", &["姓名", "名称"], true),
    field("unit", &["单位", "单位编码", "所属单位", "部门"], true),
    field("title", &["岗位", "岗位名称", "职务"], false),
    field("roles", &["角色", "职责"], false),
    field("places", &["网格/社区", "网格", "社区", "包联社区", "区划"], false),
    field("force", &["力量", "力量类型", "所属力量"], false),
    field("begins", &["起", "起始日", "到任日", "任期起"], false),
    field("ends", &["止", "截止日", "最后一天", "任期止"], false),
]);

pub(super) async fn import(
    app: &App,
    source: Source,
    name: &str,
    options: &Options,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Report, ImportError> {
    let mut report = Report {
        id: super::report_id(&source, name, options)?,
        dry_run: options.dry_run,
        ..Report::default()
    };
    let found = entries(source, name, &[COLUMNS], options, &mut report)?;
    report.rows = found.len() as u64;
    progress(report.rows);
    let contents = Contents::read(app.store().read()).await?;
    let now = app.now();
    let today = app.day(&Place::default(), now);
    // A trial writes nothing, and may look at a house that takes no writes.
    let write = match options.dry_run {
        true => None,
        false => Some(app.store().write().await?),
    };
    let mut house = match &write {
        Some(write) => House::read(app, write, &contents, today).await?,
        None => House::read(app, app.store().read(), &contents, today).await?,
    };
    each(&found, &mut report, |entry| house.take(entry));
    report.unchanged = found.len() as u64 - report.bad.len() as u64 - house.changed;
    let Some(write) = write else { return Ok(report) };
    if (!report.ok() && !options.skip_bad) || house.changed == 0 {
        write.rollback().await?;
        return Ok(report);
    }
    report.written = house.changed;
    let (accounts, posts) = house.fresh();
    account::upsert(&write, accounts).await?;
    let holders: Vec<AccountId> = posts.iter().map(|row| row.post.account).collect();
    post::put(&write, posts).await?;
    trail::record(&write, &super::entry(What::Accounts, &report, options), now).await?;
    write.commit().await?;
    holders.into_iter().for_each(|account| app.sessions().read_again(account));
    Ok(report)
}

/// Accounts and posts as they are, and as rows make them.
struct House<'a> {
    app: &'a App,
    today: Date,
    units: known::Known<huisheng_domain::id::Unit>,
    divisions: known::Known<huisheng_domain::id::Division>,
    grids: known::Known<huisheng_domain::id::Grid>,
    accounts: HashMap<String, AccountRow>,
    posts: BTreeMap<AccountId, Vec<PostRow>>,
    touched: BTreeSet<String>,
    put: Vec<PostRow>,
    changed: u64,
}

impl<'a> House<'a> {
    async fn read(
        app: &'a App,
        connection: &impl ConnectionTrait,
        contents: &Contents,
        today: Date,
    ) -> Result<Self, ImportError> {
        let accounts = account::all(connection).await?;
        let mut posts: BTreeMap<AccountId, Vec<PostRow>> = BTreeMap::new();
        for row in post::all(connection).await? {
            posts.entry(row.post.account).or_default().push(row);
        }
        Ok(Self {
            app,
            today,
            units: known::units(contents),
            divisions: known::divisions(contents),
            grids: known::grids(contents),
            accounts: accounts.into_iter().map(|row| (row.login.clone(), row)).collect(),
            posts,
            touched: BTreeSet::new(),
            put: Vec::new(),
            changed: 0,
        })
    }

    /// One row: an account, and a post of it.
    fn take(&mut self, entry: &Entry) -> Result<(), BadRow> {
        let (login, name) = (entry.need("login")?, entry.need("name")?);
        let account = self.account(entry, login, name)?;
        let post = self.post(entry, Id::from_uuid(account.id))?;
        let held = self.posts.entry(post.account).or_default();
        let before = held.iter().position(|row| row.post.id == post.id);
        let same = before.is_some_and(|at| held[at].post == post);
        let known = self.accounts.get(login).is_some_and(|before| *before == account);
        if known && same {
            return Ok(());
        }
        let others: Vec<Post> = held.iter().map(|row| row.post.clone()).collect();
        rules::check(&post, &others).map_err(|refusal| refused(entry, refusal))?;
        let row = match before {
            Some(at) => PostRow { post, ..held[at].clone() },
            None => PostRow::made(post, self.app.now().into()),
        };
        match before {
            Some(at) => held[at] = row.clone(),
            None => held.push(row.clone()),
        }
        self.put.push(row);
        self.touched.insert(login.to_owned());
        self.accounts.insert(login.to_owned(), account);
        self.changed += 1;
        Ok(())
    }

    fn account(&self, entry: &Entry, login: &str, name: &str) -> Result<AccountRow, BadRow> {
        if !fits_login(login) {
            let zh = "登录名须为 2 到 64 个字，可用汉字、字母、数字和 . _ - @";
            let en = "2 to 64 letters of any script, digits and . _ - @";
            return Err(entry.bad("login", "invalid", zh, en));
        }
        if !fits_name(name) {
            return Err(entry.bad("name", "invalid", "姓名过长", "the name is too long"));
        }
        if let Some(known) = self.accounts.get(login) {
            return Ok(AccountRow { name: name.to_owned(), ..known.clone() });
        }
        let unit = self.units.named(entry, "unit", entry.need("unit")?)?;
        Ok(AccountRow {
            id: Id::<()>::of_code("imported account", login).uuid(),
            login: login.to_owned(),
            password_hash: None,
            name: name.to_owned(),
            unit: unit.uuid(),
            active: true,
            must_change: true,
            created_at: self.app.now().into(),
        })
    }

    fn post(&self, entry: &Entry, account: AccountId) -> Result<Post, BadRow> {
        let unit = self.units.named(entry, "unit", entry.need("unit")?)?;
        let roles = entry.several("roles").into_iter();
        let roles = roles.map(|word| role(entry, word)).collect::<Result<BTreeSet<Role>, _>>()?;
        let force = entry.get("force").map(|word| force(entry, word)).transpose()?;
        let (mut places, mut grids) = (BTreeSet::new(), BTreeSet::new());
        for word in entry.several("places") {
            match self.divisions.any(word) {
                Some(division) => _ = places.insert(division),
                None => _ = grids.insert(self.grids.named(entry, "places", word)?),
            }
        }
        let book = self.app.book();
        let of_grid = |grid| book.grids.get(grid).map(|grid| grid.division);
        let all = places.iter().copied().chain(grids.iter().filter_map(|grid| of_grid(*grid)));
        if all.into_iter().any(|place| !access::serves(&book, unit, place)) {
            let zh = "不在该单位服务的区划内；请改正单位或网格、社区";
            let en = "the unit does not serve it; correct the unit or the place";
            return Err(entry.bad("places", "elsewhere", zh, en));
        }
        let (begins, last) = (entry.read("begins", value::date)?, entry.read("ends", value::date)?);
        let of_account = self.posts.get(&account).map_or(&[][..], Vec::as_slice);
        let like = of_account.iter().map(|row| &row.post).find(|held| {
            let same = (held.unit, &held.roles, held.force) == (unit, &roles, force);
            same && held.stands_in_for.is_none() && begins.is_none_or(|day| held.term.begins == day)
        });
        let begins = begins.or(like.map(|held| held.term.begins)).unwrap_or(self.today);
        let codes: Vec<&str> = roles.iter().map(Role::code).collect();
        let said = format!("{account} {unit} {} {force:?} {begins}", codes.join("+"));
        Ok(Post {
            id: like.map_or_else(|| Id::of_code("imported post", &said), |held| held.id),
            account,
            unit,
            roles,
            title: entry.get("title").map(str::to_owned),
            places,
            grids,
            force,
            // A file names the last day.
            term: Term { begins, ends: last.and_then(|day| day.checked_add(1.days()).ok()) },
            stands_in_for: None,
        })
    }

    /// What is new or changed.
    fn fresh(self) -> (Vec<AccountRow>, Vec<PostRow>) {
        let mut accounts = self.accounts;
        let touched = self.touched.iter().filter_map(|login| accounts.remove(login));
        (touched.collect(), self.put)
    }
}

fn role(entry: &Entry, word: &str) -> Result<Role, BadRow> {
    let code = naming::code(naming::ROLES, word);
    serde_json::from_value(code.into()).map_err(|_| {
        let all: Vec<&str> = naming::ROLES.iter().map(|(_, name)| *name).collect();
        let zh = format!("没有角色“{word}”；可填{}", all.join("、"));
        let en = format!("there is no role \"{word}\"; use {}", Role::CODES.join(", "));
        entry.bad("roles", "unknown", zh, en)
    })
}

fn force(entry: &Entry, word: &str) -> Result<Force, BadRow> {
    let code = naming::code(naming::FORCES, word);
    serde_json::from_value(code.into()).map_err(|_| {
        let all: Vec<&str> = naming::FORCES.iter().map(|(_, name)| *name).collect();
        let zh = format!("没有这种力量；可填{}", all.join("、"));
        let en = format!("there is no such force; use {}", Force::CODES.join(", "));
        entry.bad("force", "unknown", zh, en)
    })
}

/// A rule of posts, in the words of the API.
fn refused(entry: &Entry, refusal: rules::PostRefusal) -> BadRow {
    let problem = crate::error::Problem::from(refusal);
    let field = problem.field.unwrap_or_default();
    let said = |words: &crate::error::Words| (words.reason.clone(), words.remedy.clone());
    let ((zh, zh_remedy), (en, en_remedy)) = (said(&problem.zh), said(&problem.en));
    entry.bad(&field, problem.code, format!("{zh}；{zh_remedy}"), format!("{en}; {en_remedy}"))
}
