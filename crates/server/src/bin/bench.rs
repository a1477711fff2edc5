//! `make bench`: how fast the house is, beside what its database could do at most.

use std::process::ExitCode;

/// That of the product, which is measured in this process too.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    huisheng_server::bench::main()
}
