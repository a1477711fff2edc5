//! The binary `huisheng`.

use std::process::ExitCode;

/// A photo or a password takes tens of megabytes for a moment, on whichever thread is free. The system's
/// allocator keeps them for each thread; this one gives them back after seconds (docs/quality.md).
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    huisheng_server::command::main()
}
