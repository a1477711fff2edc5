//! One line a check.

/// How many were done, how many failed.
#[derive(Default)]
pub struct Checks {
    pub done: u32,
    pub failed: u32,
    engine: Option<&'static str>,
}

impl Checks {
    /// From now on of this engine.
    pub fn engine(&mut self, name: &'static str) {
        self.engine = Some(name);
    }

    /// Prints a check with its figures.
    pub fn that(&mut self, ok: bool, what: &str, figures: &str) {
        self.done += 1;
        self.failed += u32::from(!ok);
        let engine = self.engine.unwrap_or("both");
        println!("{} {engine:<8} {what}: {figures}", if ok { "ok  " } else { "FAIL" });
    }

    /// Prints a figure nobody promises.
    pub fn note(&self, what: &str, figures: &str) {
        println!("note {:<8} {what}: {figures}", self.engine.unwrap_or("both"));
    }
}
