//! Fills a database with a year of valid matters: decided by the rules, written in large groups.

use std::collections::BTreeMap;

use anyhow::Context as _;
use huisheng_domain::matter::{
    Accept, Actor, Assign, CallBack, Command, Contact, Matter, OfShare, Solved, Submit,
    UnsolvedReason, Verdict, Verify, decide,
};
use huisheng_store::ledger::{Bulk, Submission};
use huisheng_store::{Book, Engine, Micros, Numbers, Store, tally};
use jiff::{SignedDuration, Timestamp};

use super::cast::{Cast, of};
use super::database::Database;
use crate::clock::{Clock, random};
use crate::command::progress;
use crate::demo::COUNTY;

/// Over how long the matters came in.
const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);
/// Deltas of the tallies that are folded at a time.
const FOLDED: u32 = 50_000;
/// Of twenty matters, ten were answered at once, three wait at intake, two are accepted, two in
/// hand, and three lived a whole life.
const SHAPES: usize = 20;

/// Brings the database from `held` to `wanted` matters.
pub async fn run(
    database: &Database,
    cast: &Cast,
    held: usize,
    wanted: usize,
) -> anyhow::Result<()> {
    if wanted <= held {
        return Ok(());
    }
    let store = database.open(None).await?;
    let book = Book::load(&store).await?;
    let (numbers, now) = (Numbers::new(&store), Clock::default().now());
    let begin = now.checked_sub(YEAR)?;
    let step = (YEAR - SignedDuration::from_hours(2)) / i32::try_from(wanted - held)?;
    let mut fill = Fill { cast, book: &book, bulk: Bulk::new(&store, &book, COUNTY)?, now };
    let bar = progress("matters filled");
    for nth in held..wanted {
        let after = step.checked_mul(i32::try_from(nth - held)?).unwrap_or_default();
        let received = Micros::cut(begin.checked_add(after)?);
        let day = received.to_zoned(book.calendar.zone().clone()).date();
        fill.life(nth, numbers.next(COUNTY, day).await?.to_string(), received)?;
        fill.bulk.whole().await?;
        bar.inc(1);
    }
    fill.bulk.write().await?;
    bar.finish_and_clear();
    settle(database, &store).await?;
    Ok(store.close().await?)
}

/// What a server does in idle hours.
async fn settle(database: &Database, store: &Store) -> anyhow::Result<()> {
    while tally::fold(store, COUNTY, FOLDED).await? >= FOLDED as usize {}
    // Plans at a new size must not be those of the old, and the cleaning after so many new rows is done
    // before anything is measured.
    if database.engine() == Engine::Postgres {
        database.execute("VACUUM ANALYZE").await?;
    }
    Ok(())
}

struct Fill<'a> {
    cast: &'a Cast,
    book: &'a Book,
    bulk: Bulk<'a>,
    now: Timestamp,
}

impl Fill<'_> {
    /// Decides a command and keeps what it leaves; the matter after it.
    fn does(&mut self, state: Option<&Matter>, said: Submission) -> anyhow::Result<Matter> {
        let Submission { matter, command, actor, now, voices, .. } = said;
        let context = self.book.context(&command, state, &actor, random());
        let context = context.context("no procedure")?;
        let decided = decide(COUNTY, state, None, &command, &context, now)
            .map_err(|refusal| anyhow::anyhow!("the filler was refused: {refusal:?}"))?;
        let after = decided.first().context("nothing was decided")?.after.clone();
        self.bulk.add(decided);
        for voice in &voices {
            self.bulk.voice(matter, voice, now);
        }
        Ok(after)
    }

    /// One matter in the shape that its place in the row gives it.
    fn life(&mut self, nth: usize, number: String, received: Timestamp) -> anyhow::Result<()> {
        let shape = nth % SHAPES;
        let mut matter = self.does(None, self.cast.report(nth, number, shape < 10, received))?;
        if shape >= 13 {
            self.handled(&mut matter, nth, shape)?;
        }
        let over = matter.ending.as_ref().and_then(|ending| ending.rate_until);
        if over.is_some_and(|until| until <= self.now) {
            self.does(Some(&matter), of(matter.id, Command::Close, &Actor::House, self.now))?;
        }
        Ok(())
    }

    /// From acceptance on, as far as its shape goes.
    fn handled(&mut self, matter: &mut Matter, nth: usize, shape: usize) -> anyhow::Result<()> {
        let (cast, received) = (self.cast, matter.received);
        let report = matter.reports.first().context("nobody reported")?.id;
        let mut go = |command, actor, minutes| {
            let at = received + SignedDuration::from_mins(minutes);
            *matter = self.does(Some(matter), of(matter.id, command, actor, at))?;
            anyhow::Ok(matter.lead().map(|lead| lead.id))
        };
        let dispatch = &cast.dispatch.actor;
        go(Command::Accept(Accept { category: None, severity: Default::default() }), dispatch, 10)?;
        if shape < 15 {
            return Ok(());
        }
        let (unit, clerk) = &cast.offices[nth / SHAPES % cast.offices.len()];
        let assign = Assign { lead: Some(*unit), supports: Vec::new(), opinion: String::new() };
        let assignment = go(Command::Assign(assign), dispatch, 20)?.context("nobody leads")?;
        go(Command::SignIn(OfShare { assignment }), &clerk.actor, 30)?;
        if shape < 17 {
            return Ok(());
        }
        let contact = Contact { assignment, text: "已电话联系".to_owned() };
        go(Command::Contact(contact), &clerk.actor, 40)?;
        let submit = Submit {
            assignment,
            process: "现场查看并与诉求人沟通".to_owned(),
            result: "线路改造已列入明年计划，期间加强巡查".to_owned(),
            unsolved: Some(UnsolvedReason::Conditions),
            plan: Some("明年三月前完成".to_owned()),
            plan_by: Some(received + SignedDuration::from_hours(90 * 24)),
            evidence: Vec::new(),
        };
        go(Command::Submit(submit), &clerk.actor, 50)?;
        let review = Verify { pass: true, opinion: String::new() };
        go(Command::Review(review), dispatch, 60)?;
        let verdict = Verdict {
            contacted: true,
            solved: Solved::Solved,
            satisfied: 5,
            manner: None,
            answers: BTreeMap::new(),
        };
        let callback = CallBack { report, verdict: Some(verdict), reason: String::new() };
        go(Command::Callback(callback), &cast.callback.actor, 70)?;
        Ok(())
    }
}
