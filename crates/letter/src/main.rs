//! `huisheng-letter`: one letter, or one file 卷宗, as JSON on standard input, one PDF on standard output.
//!
//! What went wrong is one line of JSON on standard error, with a code that stays, and an exit code of its own.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use huisheng_letter::{Error, Fonts, read, read_dossier, typeset, typeset_dossier};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;

/// Makes a letter 公文 into a PDF as GB/T 9704-2012 has it: reads JSON from standard input, writes the PDF to standard
/// output.
#[derive(Parser)]
#[command(name = "huisheng-letter", version)]
struct Args {
    /// A folder with fonts, besides those of the system; may be given several times.
    #[arg(long, value_name = "FOLDER")]
    fonts: Vec<PathBuf>,
    /// Reads the file of a matter 卷宗, and no letter.
    #[arg(long)]
    dossier: bool,
    /// Reads no letter, and tells as JSON which fonts there are for 仿宋, 小标宋, 黑体, 楷体 and 宋体.
    #[arg(long)]
    fonts_found: bool,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody may listen any more; the exit code tells it as well.
            drop(writeln!(std::io::stderr(), "{}", error.line()));
            ExitCode::from(error.exit())
        }
    }
}

/// Bytes of address space: several times what 5,000 rows take.
const MEMORY: u64 = 4 << 30;
/// Seconds of computing, also when nobody waits any more.
const SECONDS: u64 = 120;

/// A layout that grows without end ends this program, and not the machine.
fn limit() -> Result<(), Error> {
    for (resource, most) in [(Resource::As, MEMORY), (Resource::Cpu, SECONDS)] {
        let now = getrlimit(resource);
        let most = now.maximum.map_or(most, |maximum| most.min(maximum));
        let limit = Rlimit { current: Some(most), maximum: now.maximum };
        setrlimit(resource, limit).map_err(std::io::Error::from)?;
    }
    Ok(())
}

fn run(args: &Args) -> Result<(), Error> {
    limit()?;
    let mut fonts = Fonts::find(&args.fonts)?;
    let mut out = std::io::stdout().lock();
    if args.fonts_found {
        writeln!(out, "{}", json!({ "fonts": fonts.parts() }))?;
        return Ok(());
    }
    let mut json = Vec::new();
    std::io::stdin().lock().read_to_end(&mut json)?;
    let pdf = if args.dossier {
        typeset_dossier(&read_dossier(&json)?, &mut fonts)?
    } else {
        typeset(&read(&json)?, &mut fonts)?
    };
    out.write_all(&pdf)?;
    out.flush()?;
    Ok(())
}
