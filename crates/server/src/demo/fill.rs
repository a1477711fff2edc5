//! Writes the demo area into a database: lists, accounts, and a year of lives.

mod names;

use std::collections::HashMap;

use anyhow::{Context as _, bail};
use futures::{StreamExt, TryStreamExt, stream};
use huisheng_domain::form::Filed;
use huisheng_domain::id::{AccountId, Id, MatterId};
use huisheng_domain::matter::{Actor, Command, Context, Matter, decide};
use huisheng_domain::procedure::Procedure;
use huisheng_store::account::{self, AccountRow};
use huisheng_store::bulletin::{self, BulletinRow};
use huisheng_store::file::{self, FileError, FileRow};
use huisheng_store::form;
use huisheng_store::knowledge::{self, Act};
use huisheng_store::ledger::Bulk;
use huisheng_store::notice::{self, NoticeRow};
use huisheng_store::post::{self, PostRow};
use huisheng_store::responsibility::list::{self, ResponsibilityListRow};
use huisheng_store::roster::{self, ShiftRow};
use huisheng_store::setting;
use huisheng_store::{
    Book, FileStore, Store, call, category, division, grid, number, place, responsibility, unit,
    unit_list,
};
use jiff::Timestamp;
use tokio::task::JoinHandle;

use super::lives::{self, By, Life, Step};
use super::{COUNTY, DemoAnswer, DemoArea, PASSWORD, mark};
use crate::first;
use names::Given;

/// Why there is no demo beside accounts that somebody signs in with.
pub const HAS_ACCOUNTS: &str = "数据库中已有设置了密码的账号，演示区域会替换它们，因此什么也没有写入；请换一个数据库：--database-url sqlite://demo.db，或不带 --demo 启动\n\
     the database has accounts whose passwords were set, and the demo would replace them: nothing was written. Name another database: --database-url sqlite://demo.db, or serve without --demo";

/// How much there is to be.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Matters that go their way.
    pub matters: u32,
    /// Service records.
    pub records: u32,
    /// Seed.
    pub seed: u64,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub struct Filled {
    /// Matters, parts of splits among them.
    pub matters: u64,
    /// Events.
    pub events: u64,
    /// Pictures.
    pub files: u64,
    /// Steps that a rule refused, as an extension asked for too late: life goes on without them.
    pub refused: u64,
}

/// Lists and accounts. The administrators of a house that was only set up make room for those of the demo.
///
/// # Errors
/// The database; a sign-in name of the demo is that of somebody.
pub async fn lists(
    store: &Store,
    area: &DemoArea,
    seed: u64,
    now: Timestamp,
) -> anyhow::Result<()> {
    let password = crate::app::password::hash(PASSWORD).await;
    let write = store.write().await?;
    for unused in account::all(&write).await?.iter().filter(|row| first::is_unused(row)) {
        if !account::remove_unused(&write, Id::from_uuid(unused.id)).await? {
            bail!(HAS_ACCOUNTS);
        }
        unit::remove(&write, first::root_unit()).await?;
    }
    division::put(&write, &area.land.divisions).await?;
    place::put(&write, &area.land.places).await?;
    grid::put(&write, &area.land.grids).await?;
    unit::put(&write, &area.offices.units).await?;
    category::put(&write, &area.classes.categories).await?;
    responsibility::put(&write, 1, &area.duties).await?;
    let version = ResponsibilityListRow {
        version: 1,
        name: "demo".to_owned(),
        published_at: Some(now.into()),
    };
    list::upsert(&write, vec![version]).await?;
    let accounts = area.offices.accounts.iter().map(|account| AccountRow {
        id: account.id.uuid(),
        login: account.login.clone(),
        password_hash: Some(password.clone()),
        name: account.name.clone(),
        unit: account.unit.uuid(),
        active: true,
        must_change: false,
        created_at: now.into(),
    });
    account::upsert(&write, accounts.collect()).await?;
    let posts = super::posts(area, now).into_iter();
    post::put(&write, posts.map(|post| PostRow::made(post, now.into())).collect()).await?;
    mark::write(&write, &[seed]).await?;
    setting::lists_changed(&write).await?;
    Ok(write.commit().await?)
}

/// The notices of the day.
pub async fn notices(
    store: &Store,
    area: &DemoArea,
    seed: u64,
    now: Timestamp,
) -> anyhow::Result<()> {
    let write = store.write().await?;
    for (at, (notice, account)) in super::notices(area, seed, now).into_iter().enumerate() {
        let id = Id::<()>::of_code("demo notice", &at.to_string()).uuid();
        // As written shortly before it begins.
        let written = now.min(notice.from);
        let row = NoticeRow { id, version: 1, notice };
        notice::put(&write, COUNTY, &row, account, written).await?;
    }
    Ok(write.commit().await?)
}

/// The knowledge base.
pub async fn answers(
    store: &Store,
    area: &DemoArea,
    today: jiff::civil::Date,
    now: Timestamp,
) -> anyhow::Result<()> {
    let write = store.write().await?;
    for DemoAnswer { draft, told } in super::answers(area, today, now) {
        let written = Act { code: "written", account: draft.by, note: None };
        knowledge::put(&write, COUNTY, &draft, None, written, draft.at).await?;
        if let Some((row, account)) = told {
            let act = Act { code: "published", account, note: None };
            knowledge::put(&write, COUNTY, &row, Some(&draft), act, draft.at).await?;
        }
    }
    Ok(write.commit().await?)
}

/// The calls of the morning.
pub async fn calls(store: &Store, area: &DemoArea, now: Timestamp) -> anyhow::Result<()> {
    let (write, cipher) = (store.write().await?, store.cipher()?);
    for row in super::calls(area, now) {
        call::put(&write, cipher, COUNTY, &row, now).await?;
    }
    Ok(write.commit().await?)
}

/// The templates of service records, and the items of errands.
pub async fn templates(store: &Store, area: &DemoArea) -> anyhow::Result<()> {
    let write = store.write().await?;
    for row in super::templates(area) {
        unit_list::put(&write, COUNTY, &row).await?;
    }
    for row in super::items(area) {
        unit_list::put(&write, COUNTY, &row).await?;
    }
    Ok(write.commit().await?)
}

/// The bulletin of last week, issued, with the figures of the lives that stand there.
pub async fn bulletins(
    store: &Store,
    book: &Book,
    area: &DemoArea,
    now: Timestamp,
) -> anyhow::Result<()> {
    let leader = area.offices.desks.first().and_then(|desk| desk.leaders.first().copied());
    let (Some(mut drawn), Some(leader)) = (super::last_week(area, now), leader) else {
        return Ok(());
    };
    crate::bulletin::draw(store, book, COUNTY, &mut drawn, now).await?;
    drawn.text = drawn.worded();
    let issued = drawn.issue(leader, book.calendar.date(now), now);
    let Ok(bulletin) = issued else { bail!("last week is not over") };
    let id = Id::<()>::of_code("demo bulletin", &bulletin.from.to_string()).uuid();
    let write = store.write().await?;
    bulletin::put(&write, COUNTY, &BulletinRow { id, version: 1, bulletin }).await?;
    Ok(write.commit().await?)
}

/// The forms of the county's desk: the week before last was sent, last week is owed.
pub async fn forms(
    store: &Store,
    book: &Book,
    area: &DemoArea,
    now: Timestamp,
) -> anyhow::Result<()> {
    let today = book.calendar.date(now);
    let by = area.offices.desks.first().and_then(|desk| desk.dispatch.first().copied());
    let write = store.write().await?;
    for row in super::forms(today) {
        let Some(since) = row.since else { continue };
        let owed = row.form.owed(since, None, today, &book.calendar, 4);
        form::put(&write, COUNTY, &row).await?;
        form::owe(&write, COUNTY, row.id, &owed).await?;
        if let ([(days, due), _, ..], Some(by)) = (&owed[..], by) {
            let at = due.due - jiff::SignedDuration::from_hours(9);
            form::mark(&write, COUNTY, row.id, *days, Some(Filed { by, at })).await?;
        }
    }
    Ok(write.commit().await?)
}

/// Who is on duty this month and the next.
pub async fn rosters(store: &Store, area: &DemoArea, now: Timestamp) -> anyhow::Result<()> {
    let shifts = super::rosters(area, now).into_iter();
    let rows: Vec<ShiftRow> = shifts.map(|shift| ShiftRow { version: 1, shift }).collect();
    let write = store.write().await?;
    // What stands there from an attempt before stays.
    if roster::put(&write, COUNTY, &rows).await? {
        write.commit().await?;
    }
    Ok(())
}

/// A year of lives that ends at `now`, beside what stands there. A year of the same seed stands there
/// under the same ids, so that it cannot be written again.
pub async fn lives(
    store: &Store,
    files: &FileStore,
    area: &DemoArea,
    size: Size,
    now: Timestamp,
    mut progress: impl FnMut(u64),
) -> anyhow::Result<Filled> {
    let book = Book::load(store).await?;
    let actors =
        area.offices.accounts.iter().map(|account| (account.id, account.actor())).collect();
    let procedures =
        book.procedures.values().map(|procedure| (procedure.code.as_str(), procedure)).collect();
    let mut year = Year {
        book: &book,
        actors,
        procedures,
        bulk: Bulk::new(store, &book, COUNTY)?,
        photos: photos()?,
        pictures: Vec::new(),
        keeping: None,
        serials: number::next_of_days(store.read(), COUNTY).await?,
        erased: Vec::new(),
        filled: Filled::default(),
    };
    for life in lives::plan(area, size.seed, size.matters, size.records, now) {
        year.live(&life, size.seed)?;
        progress(year.filled.matters);
        year.keep_pictures(store, files, 500).await?;
        year.bulk.whole().await?;
    }
    year.keep_pictures(store, files, 1).await?;
    year.bulk.write().await?;
    year.pictures_kept(store).await?;
    let write = store.write().await?;
    for matter in &year.erased {
        for row in file::erase(&write, COUNTY, *matter).await? {
            files.delete(&row).await?;
        }
    }
    // Serials the year used are never leased again.
    for (day, next) in &year.serials {
        number::skip(&write, COUNTY, *day, *next).await?;
    }
    write.commit().await?;
    Ok(year.filled)
}

struct Year<'a> {
    book: &'a Book,
    actors: HashMap<AccountId, Actor>,
    procedures: HashMap<&'a str, &'a Procedure>,
    bulk: Bulk<'a>,
    photos: Vec<Vec<u8>>,
    /// Waiting.
    pictures: Vec<(FileRow, Vec<u8>)>,
    /// On their way to the disk, while lives go on.
    keeping: Option<JoinHandle<Result<Vec<FileRow>, FileError>>>,
    serials: HashMap<jiff::civil::Date, u64>,
    erased: Vec<MatterId>,
    filled: Filled,
}

impl Year<'_> {
    /// One life, decided step by step. A step that a rule refuses, or that needs one that was refused,
    /// is left out: the office was told no and goes on.
    fn live(&mut self, life: &Life, seed: u64) -> anyhow::Result<()> {
        let mut matters: HashMap<MatterId, Matter> = HashMap::new();
        let Some(first) = life.scenes.first() else { return Ok(()) };
        let mut names = Given::new(seed, life.number, first.at);
        for scene in &life.scenes {
            let day = scene.at.to_zoned(self.book.calendar.zone().clone()).date();
            names.today(day, self.serials.get(&day).copied().unwrap_or(1));
            let actor = match scene.by {
                By::Staff(id) => self.actors.get(&id).cloned().context("an account of the plan")?,
                By::Somebody => Actor::Reporter { report: None },
                By::Voice(voice) => {
                    Actor::Reporter { report: Some(lives::Names::voice(&mut names, voice)) }
                }
                By::House => Actor::House,
            };
            let id = lives::Names::matter(&mut names, scene.matter);
            let state = matters.get(&id);
            let Some(command) = lives::command(&scene.step, state, &mut names) else { continue };
            self.serials.insert(day, names.next());
            let procedure = match (&scene.step, state) {
                (Step::Report(said), _) => self.procedures.get(said.procedure).copied(),
                (_, Some(state)) => self.book.procedure(&state.procedure.1),
                (_, None) => None,
            };
            let procedure = procedure.context("a procedure of the plan")?;
            let other = match &command {
                Command::Merge(merge) => matters.get(&merge.into),
                _ => None,
            };
            let context = self.book.context(&command, state, &actor, names.seed());
            let context = Context { procedure, ..context.context("a procedure in force")? };
            match decide(COUNTY, state, other, &command, &context, scene.at) {
                Ok(decided) => {
                    for one in &decided {
                        self.filled.matters += u64::from(one.before.is_none());
                        self.filled.events += one.drafts.len() as u64;
                        matters.insert(one.after.id, one.after.clone());
                    }
                    if matches!(command, Command::Quarantine(_)) {
                        self.erased.push(id);
                    }
                    self.bulk.add(decided);
                    if let (Command::Split(split), Some(whole)) = (&command, matters.get(&id)) {
                        self.bulk.split_voices(whole, split, scene.at);
                    }
                }
                Err(_) => {
                    self.filled.refused += 1;
                    names.voices.clear();
                    names.pictures.clear();
                    continue;
                }
            }
            for voice in names.voices.drain(..) {
                self.bulk.voice(id, &voice, scene.at);
            }
            for picture in names.pictures.drain(..) {
                let kind = self.pictures.len() % self.photos.len();
                let bytes = self.photos.get(kind).context("a picture")?;
                self.pictures.push((row(picture, id, bytes, scene.at), bytes.clone()));
            }
        }
        Ok(())
    }

    /// Sends the pictures that wait on their way, once there are `at_least` of them.
    async fn keep_pictures(
        &mut self,
        store: &Store,
        files: &FileStore,
        at_least: usize,
    ) -> anyhow::Result<()> {
        if self.pictures.len() >= at_least {
            self.pictures_kept(store).await?;
            let pictures = std::mem::take(&mut self.pictures);
            self.keeping = Some(tokio::spawn(put(files.clone(), pictures)));
        }
        Ok(())
    }

    /// Waits for the pictures on their way, and writes their rows.
    async fn pictures_kept(&mut self, store: &Store) -> anyhow::Result<()> {
        let Some(keeping) = self.keeping.take() else { return Ok(()) };
        let rows = keeping.await??;
        self.filled.files += rows.len() as u64;
        let write = store.write().await?;
        file::insert(&write, &rows).await?;
        Ok(write.commit().await?)
    }
}

/// Writes pictures, a few at a time, and gives their rows back.
async fn put(
    files: FileStore,
    pictures: Vec<(FileRow, Vec<u8>)>,
) -> Result<Vec<FileRow>, FileError> {
    let files = &files;
    let one = |(row, bytes): (FileRow, Vec<u8>)| async move {
        files.put(COUNTY, row.id, bytes).await?;
        Ok(row)
    };
    stream::iter(pictures).map(one).buffered(4).try_collect().await
}

fn row(id: huisheng_domain::id::FileId, matter: MatterId, bytes: &[u8], at: Timestamp) -> FileRow {
    use sha2::{Digest, Sha256};
    FileRow {
        area: COUNTY,
        id,
        matter: Some(matter),
        sha256: Sha256::digest(bytes).into(),
        mime: "image/jpeg".to_owned(),
        size: bytes.len() as u64,
        width: Some(WIDTH),
        height: Some(HEIGHT),
        thumbnail: false,
        uploaded: at,
        taken: None,
    }
}

const WIDTH: u32 = 160;
const HEIGHT: u32 = 120;

/// A few pictures of nothing: a sky, a wall, a lamp.
fn photos() -> anyhow::Result<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    for (number, wall) in
        [[96_u8, 110, 122], [150, 132, 104], [88, 120, 84], [120, 104, 128]].into_iter().enumerate()
    {
        let lamp = 30 + u32::try_from(number).unwrap_or_default() * 30;
        let picture = image::RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
            let near = x.abs_diff(lamp) + y.abs_diff(40);
            image::Rgb(match (y < 60, near < 8) {
                (_, true) => [250, 240, 180],
                (true, false) => [170, 190, u8::try_from(200 + y / 2).unwrap_or(u8::MAX)],
                (false, false) => wall,
            })
        });
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Jpeg)?;
        all.push(bytes.into_inner());
    }
    if all.is_empty() {
        bail!("no pictures");
    }
    Ok(all)
}
