//! Requests with targets of their own.

use std::path::Path;
use std::time::Instant;

use huisheng_domain::calendar::Calendar;
use huisheng_domain::clock::Clock;
use huisheng_domain::id::MatterId;
use huisheng_server::import::{Options, What, matters};
use huisheng_store::matter;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::check::Checks;
use crate::chicago::unpacked;
use crate::house::House;
use crate::lists::{BOSTON, area};

const FILE: &str = "requests/boston_311_2015.csv.gz";
const SOURCE: &str = "boston311";
const MAP: &str = "title = \"type\"\ndue = \"target_dt\"\naddress = \"neighborhood\"\n";
/// Rows of the sample beside those that close before they open, on SQLite and on PostgreSQL.
const SAMPLE: [usize; 2] = [20_000, 10_000];

/// A request as the file has it.
pub struct Request {
    number: String,
    opened: DateTime,
    target: Option<DateTime>,
    closed: Option<DateTime>,
    overdue: Option<bool>,
}

pub fn read(data: &Path) -> anyhow::Result<Vec<Request>> {
    let bytes = unpacked(&data.join(FILE))?;
    let mut file = csv::Reader::from_reader(&bytes[..]);
    file.records()
        .map(|row| {
            let row = row?;
            let cell = |at: usize| row.get(at).unwrap_or_default();
            let time = |text: &str| (!text.is_empty()).then(|| text.parse()).transpose();
            Ok(Request {
                number: cell(0).to_owned(),
                opened: cell(1).parse()?,
                target: time(cell(2))?,
                closed: time(cell(3))?,
                overdue: match cell(4) {
                    "ONTIME" => Some(false),
                    "OVERDUE" => Some(true),
                    _ => None,
                },
            })
        })
        .collect()
}

impl Request {
    fn is_early(&self) -> bool {
        self.closed.is_some_and(|closed| closed < self.opened)
    }
}

fn zone() -> anyhow::Result<TimeZone> {
    Ok(TimeZone::get("America/New_York")?)
}

/// Every row through a clock, without a database.
pub fn clocks(requests: &[Request], checks: &mut Checks) -> anyhow::Result<()> {
    let calendar = Calendar::bare(zone()?).with_published(2014..=2020);
    let (mut both, mut by_dates, mut marked, mut by_mark, mut late) = (0, 0, 0, 0, 0);
    for request in requests {
        let (Some(target), Some(closed)) = (request.target, request.closed) else { continue };
        let at = |time: DateTime| -> anyhow::Result<jiff::Timestamp> {
            Ok(time.to_zoned(calendar.zone().clone())?.timestamp())
        };
        let clock = Clock::until(at(request.opened)?, at(target)?, &calendar).stop(at(closed)?);
        both += 1;
        late += u32::from(clock.was_late());
        by_dates += u32::from(clock.was_late() == (closed >= target));
        if let Some(overdue) = request.overdue {
            marked += 1;
            by_mark += u32::from(clock.was_late() == overdue);
        }
    }
    let figures = format!(
        "{late} late; {by_dates} of {both} agree with the dates, {by_mark} of {marked} with the mark"
    );
    let ok = both == 79_208 && by_dates == both && marked == 79_126 && by_mark == marked;
    checks.that(ok, "late marks of Boston", &figures);
    Ok(())
}

/// The rows in the database: a sample, or all of them on SQLite if asked to.
pub async fn import(
    house: &House,
    data: &Path,
    requests: &[Request],
    whole: bool,
    checks: &mut Checks,
) -> anyhow::Result<()> {
    let options = Options {
        area: Some(area(BOSTON)?),
        zone: zone()?,
        map: Some(MAP.to_owned()),
        ..Options::new(SOURCE)
    };
    let file = String::from_utf8(unpacked(&data.join(FILE))?)?;
    let dry = Options { dry_run: true, ..options.clone() };
    let bytes = file.clone().into_bytes();
    let report = house.import(What::Matters, bytes, "boston.csv", &dry).await?;
    let early = report.flags.get("closed_before_opened").copied().unwrap_or(0);
    let figures =
        format!("{} rows, {} bad, {early} closed before they open", report.rows, report.bad.len());
    checks.that(report.ok() && early == 197, "every request of Boston can be read", &figures);

    let sqlite = house.engine() == "sqlite";
    let first = match (whole && sqlite, sqlite) {
        (true, _) => requests.len(),
        (false, true) => SAMPLE[0],
        (false, false) => SAMPLE[1],
    };
    let chosen = |at: usize, one: &Request| at < first || one.is_early();
    // No cell of the file holds a line break.
    let mut lines = file.lines();
    let mut sample = lines.next().unwrap_or_default().to_owned();
    for (_, line) in requests
        .iter()
        .zip(lines)
        .enumerate()
        .filter(|(at, (one, _))| chosen(*at, one))
        .map(|(_, of)| of)
    {
        sample.push('\n');
        sample.push_str(line);
    }
    let requests: Vec<&Request> = requests
        .iter()
        .enumerate()
        .filter(|(at, one)| chosen(*at, one))
        .map(|(_, one)| one)
        .collect();
    let began = Instant::now();
    let report = house.import(What::Matters, sample.into_bytes(), "boston.csv", &options).await?;
    let took = began.elapsed().as_secs_f64();
    let (mut there, mut flagged, mut due, mut agree) = (0, 0, 0, 0);
    for chunk in requests.chunks(500) {
        let id = |one: &&Request| -> anyhow::Result<MatterId> {
            Ok(matters::matter_id(area(BOSTON)?, SOURCE, &one.number))
        };
        let ids: Vec<MatterId> = chunk.iter().map(id).collect::<anyhow::Result<_>>()?;
        let states = matter::states(house.app.store().read(), area(BOSTON)?, &ids).await?;
        let states: std::collections::HashMap<_, _> =
            states.into_iter().map(|(id, _, state)| (id, state)).collect();
        for (id, request) in ids.iter().zip(chunk) {
            let Some(state) = states.get(id) else { continue };
            there += 1;
            flagged += usize::from(state.flags.iter().any(|flag| flag == "closed_before_opened"));
            if let (Some(target), Some(closed)) = (request.target, request.closed) {
                due += 1;
                let late = state.clocks.iter().any(|c| c.decides_late && c.clock.was_late());
                agree += usize::from(late == (closed >= target));
            }
        }
    }
    let rows = requests.len();
    let figures = format!(
        "{there} of {rows} rows in {took:.0} s, {flagged} closed before they open, late marks agree on {agree} of {due}"
    );
    let ok = report.ok() && there == rows && flagged == 197 && agree == due && due > 0;
    let what = if whole && sqlite { "all of Boston" } else { "a sample of Boston" };
    checks.that(ok, &format!("{what} in the database"), &figures);
    Ok(())
}
