//! `make real`: checks on real data, on both engines. One line a check; exit code 1 if any fails.
//!
//! `real FOLDER [--whole]`; with `--whole` every request of Boston goes into SQLite, which takes
//! minutes.

#![allow(clippy::print_stdout, reason = "a table for whoever checks")]

mod boston;
mod calendar;
mod check;
mod chicago;
mod coordinates;
mod house;
mod lists;
mod messages;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use check::Checks;
use house::House;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("real: {error:#}");
            ExitCode::from(2)
        }
    }
}

async fn run() -> anyhow::Result<bool> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let data = folder.context("name the folder with the real data: real FOLDER")?;
    let whole = std::env::args().any(|word| word == "--whole");
    let began = Instant::now();
    let mut checks = Checks::default();
    calendar::check(&data, &mut checks)?;
    coordinates::check(&data, &mut checks)?;
    let requests = boston::read(&data)?;
    boston::clocks(&requests, &mut checks)?;
    for house in [House::sqlite().await?, House::postgres().await?] {
        checks.engine(house.engine());
        let done = on(&house, &data, &requests, whole, &mut checks).await;
        house.remove().await?;
        done?;
    }
    println!(
        "{} checks, {} failed, {:.0} s",
        checks.done,
        checks.failed,
        began.elapsed().as_secs_f64()
    );
    Ok(checks.failed == 0)
}

async fn on(
    house: &House,
    data: &std::path::Path,
    requests: &[boston::Request],
    whole: bool,
    checks: &mut Checks,
) -> anyhow::Result<()> {
    lists::check(house, data, checks).await?;
    messages::check(house, data, checks).await?;
    chicago::check(house, data, checks).await?;
    boston::import(house, data, requests, whole, checks).await?;
    house.verify(checks).await
}
