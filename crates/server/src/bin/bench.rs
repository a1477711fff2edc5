//! `make bench`: how fast the house is, beside what its database could do at most.

use std::process::ExitCode;

fn main() -> ExitCode {
    huisheng_server::bench::main()
}
