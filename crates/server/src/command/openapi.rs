//! `huisheng openapi`.

use std::process::ExitCode;

use super::out::say;

/// Prints the description.
pub fn run() -> anyhow::Result<ExitCode> {
    let (_, description) = crate::router::api();
    say!("{}", description.to_pretty_json()?)?;
    Ok(ExitCode::SUCCESS)
}
