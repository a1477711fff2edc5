//! The binary `huisheng`.

use std::process::ExitCode;

/// A photo or a password takes tens of megabytes for a moment. The system's allocator keeps them; this one
/// gives them back, and is quicker with the small ones.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    huisheng_server::command::main()
}
