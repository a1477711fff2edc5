//! The binary `huisheng`.

mod media;
mod table;

fn main() {}
