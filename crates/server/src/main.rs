//! The binary `huisheng`.

use std::process::ExitCode;

fn main() -> ExitCode {
    huisheng_server::command::main()
}
