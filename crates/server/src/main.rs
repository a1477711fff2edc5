#[cfg_attr(not(test), expect(dead_code, unused_imports, reason = "uploads are not yet served"))]
mod media;

fn main() {}
