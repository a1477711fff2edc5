//! Fills a database with a year of valid matters, through the ledger with many under way.

use std::collections::BTreeMap;

use futures::StreamExt;
use huisheng_domain::matter::{
    Accept, Assign, CallBack, Command, Contact, OfShare, Solved, Submit, UnsolvedReason, Verdict,
    Verify,
};
use huisheng_store::ledger::{LedgerError, Outcome, Submission};
use huisheng_store::{Book, Engine, Ledger, Micros, Numbers, Store, matter, tally};
use jiff::{SignedDuration, Timestamp};

use super::cast::{Cast, of};
use super::database::Database;
use crate::clock::Clock;
use crate::command::progress;
use crate::demo::COUNTY;

/// Matters under way at a time.
const UNDER_WAY: usize = 768;
/// Over how long the matters came in.
const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);
/// Of twenty matters, ten were answered at once, three wait at intake, two are accepted, two in
/// hand, and three lived a whole life.
const SHAPES: usize = 20;

struct Fill<'a> {
    cast: &'a Cast,
    store: Store,
    ledger: Ledger,
    numbers: Numbers,
    begin: Timestamp,
    step: SignedDuration,
    now: Timestamp,
}

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
    let ledger = Ledger::start(&store, Book::load(&store).await?, 4);
    let now = Clock::default().now();
    let count = i32::try_from(wanted - held)?;
    let fill = Fill {
        cast,
        numbers: Numbers::new(&store),
        ledger,
        begin: now.checked_sub(YEAR)?,
        step: (YEAR - SignedDuration::from_hours(2)) / count,
        now,
        store: store.clone(),
    };
    let bar = progress("matters filled");
    let mut lives = futures::stream::iter(held..wanted)
        .map(|nth| fill.life(nth, nth - held))
        .buffer_unordered(UNDER_WAY);
    while let Some(done) = lives.next().await {
        done?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    drop(lives);
    while tally::fold(&store, COUNTY, 5_000).await? >= 5_000 {}
    // Plans at a new size must not be those of the old.
    if database.engine() == Engine::Postgres {
        database.execute("ANALYZE").await?;
    }
    drop(fill);
    Ok(store.close().await?)
}

impl Fill<'_> {
    async fn submit(&self, submission: Submission) -> anyhow::Result<Outcome> {
        let outcome = self.ledger.submit(submission).await;
        match outcome.map_err(|error: LedgerError| anyhow::anyhow!(error))? {
            Outcome::Refused(refusal) => anyhow::bail!("the filler was refused: {refusal:?}"),
            outcome => Ok(outcome),
        }
    }

    /// One matter in the shape that its place in the row gives it.
    async fn life(&self, nth: usize, place: usize) -> anyhow::Result<()> {
        let shape = nth % SHAPES;
        let after = self.step.checked_mul(i32::try_from(place)?).unwrap_or_default();
        let received = Micros::cut(self.begin.checked_add(after)?);
        let at = |minutes: i64| received + SignedDuration::from_mins(minutes);
        let day = received.to_zoned(self.ledger.book().calendar.zone().clone()).date();
        let number = self.numbers.next(COUNTY, day).await?.to_string();
        let report = self.cast.report(nth, number, shape < 10, received);
        let id = report.matter;
        self.submit(report).await?;
        if (10..13).contains(&shape) {
            return Ok(());
        }
        if shape >= 13 {
            let dispatch = &self.cast.dispatch.actor;
            let accept = Command::Accept(Accept { category: None, severity: Default::default() });
            self.submit(of(id, accept, dispatch, at(10))).await?;
            if shape < 15 {
                return Ok(());
            }
            let (unit, clerk) = &self.cast.offices[nth / SHAPES % self.cast.offices.len()];
            let assign = Assign { lead: Some(*unit), supports: Vec::new(), opinion: String::new() };
            self.submit(of(id, Command::Assign(assign), dispatch, at(20))).await?;
            let state = matter::find(self.store.read(), COUNTY, id).await?;
            let Some(share) = state.lead() else { anyhow::bail!("nobody leads {id}") };
            let assignment = share.id;
            let sign_in = Command::SignIn(OfShare { assignment });
            self.submit(of(id, sign_in, &clerk.actor, at(30))).await?;
            if shape < 17 {
                return Ok(());
            }
            let contact =
                Command::Contact(Contact { assignment, text: "已电话联系".to_owned() });
            self.submit(of(id, contact, &clerk.actor, at(40))).await?;
            let submit = Command::Submit(Submit {
                assignment,
                process: "现场查看并与诉求人沟通".to_owned(),
                result: "线路改造已列入明年计划，期间加强巡查".to_owned(),
                unsolved: Some(UnsolvedReason::Conditions),
                plan: Some("明年三月前完成".to_owned()),
                plan_by: Some(at(50 + 90 * 24 * 60)),
                evidence: Vec::new(),
            });
            self.submit(of(id, submit, &clerk.actor, at(50))).await?;
            let review = Command::Review(Verify { pass: true, opinion: String::new() });
            self.submit(of(id, review, dispatch, at(60))).await?;
            let Some(report) = state.reports.first().map(|report| report.id) else {
                anyhow::bail!("nobody reported {id}")
            };
            let verdict = Verdict {
                contacted: true,
                solved: Solved::Solved,
                satisfied: 5,
                manner: None,
                answers: BTreeMap::new(),
            };
            let callback = CallBack { report, verdict: Some(verdict), reason: String::new() };
            self.submit(of(id, Command::Callback(callback), &self.cast.callback.actor, at(70)))
                .await?;
        }
        // Within the rating window it is too early, and the timer will do it.
        let house = huisheng_domain::matter::Actor::House;
        self.ledger.submit(of(id, Command::Close, &house, self.now)).await?;
        Ok(())
    }
}
