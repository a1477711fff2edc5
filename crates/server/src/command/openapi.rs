//! `huisheng openapi`.

use std::process::ExitCode;

/// Prints the description.
pub fn run() -> anyhow::Result<ExitCode> {
    let (_, description) = crate::router::api();
    println!("{}", description.to_pretty_json()?);
    Ok(ExitCode::SUCCESS)
}
