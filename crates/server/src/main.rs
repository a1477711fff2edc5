//! The binary `huisheng`.

#[cfg_attr(
    not(test),
    expect(dead_code, unused_imports, reason = "the commands that read and write tables follow")
)]
mod table;

fn main() {}
