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
/// The whole file is imported if that takes no longer than this.
const PATIENCE: f64 = 45.0;
const SAMPLE: usize = 10_000;

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
        by_dates += u32::from(clock.was_late() != (closed < target));
        if let Some(overdue) = request.overdue {
            marked += 1;
            by_mark += u32::from(clock.was_late() == overdue);
        }
    }
    let figures = format!("{late} late; {by_dates} of {both} agree with the dates, {by_mark} of {marked} with the mark");
    let ok = both == 79_208 && by_dates == both && marked == 79_126 && by_mark == marked;
    checks.that(ok, "late marks of Boston", &figures);
    Ok(())
}

/// The rows in the database: all on SQLite if the machine is quick enough, else the first ones.
pub async fn import(
    house: &House,
    data: &Path,
    requests: &[Request],
    checks: &mut Checks,
) -> anyhow::Result<()> {
    let options = Options {
        area: Some(area(BOSTON)?),
        zone: zone()?,
        map: Some(MAP.to_owned()),
        ..Options::new(SOURCE)
    };
    let whole = unpacked(&data.join(FILE))?;
    let dry = Options { dry_run: true, ..options.clone() };
    let report = house.import(What::Matters, whole.clone(), "boston.csv", &dry).await?;
    let early = report.flags.get("closed_before_opened").copied().unwrap_or(0);
    let figures = format!("{} rows, {} bad, {early} closed before they open", report.rows, report.bad.len());
    checks.that(report.ok() && early == 197, "every request of Boston can be read", &figures);

    let end = nth_line(&whole, SAMPLE + 1);
    let began = Instant::now();
    let sample = whole.get(..end).unwrap_or(&whole).to_vec();
    let report = house.import(What::Matters, sample, "boston.csv", &options).await?;
    let rate = report.written as f64 / began.elapsed().as_secs_f64();
    let takes = requests.len() as f64 / rate;
    let all = house.engine() == "sqlite" && takes < PATIENCE;
    let mut taken = SAMPLE;
    if all {
        house.import(What::Matters, whole, "boston.csv", &options).await?;
        taken = requests.len();
    }
    let requests = requests.get(..taken).unwrap_or(requests);
    let (mut there, mut flagged, mut due, mut agree) = (0, 0, 0, 0);
    for chunk in requests.chunks(500) {
        let id = |one: &Request| -> anyhow::Result<MatterId> {
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
    let wanted = requests.iter().filter(|one| one.closed.is_some_and(|at| at < one.opened)).count();
    let figures = format!(
        "{there} of {taken} rows at {rate:.0}/s (all would take {takes:.0} s), {flagged} closed before they open, late marks agree on {agree} of {due}"
    );
    let ok = there == taken && flagged == wanted && agree == due && due > 0;
    checks.that(ok, if all { "Boston in the database" } else { "a sample of Boston in the database" }, &figures);
    Ok(())
}

/// Where the first `lines` lines end. No cell of the file holds a line break.
fn nth_line(bytes: &[u8], lines: usize) -> usize {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    ends.map(|(at, _)| at + 1).nth(lines - 1).unwrap_or(bytes.len())
}
