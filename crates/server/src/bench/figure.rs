//! The figures: one line each, as they come, and all of them as JSON.

use std::path::Path;

use huisheng_store::Engine;
use serde::Serialize;

/// One figure.
#[derive(Debug, Serialize)]
struct Figure {
    name: String,
    engine: &'static str,
    value: f64,
    unit: &'static str,
    /// What it is held against: the database alone, or a bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<f64>,
    /// `value / limit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio: Option<f64>,
}

/// All figures so far.
#[derive(Debug, Default)]
pub struct Figures(Vec<Figure>);

impl Figures {
    /// The head of the table.
    pub fn head(&self) {
        println!("| figure | engine | value | unit | limit | ratio |");
        println!("| --- | --- | ---: | --- | ---: | ---: |");
    }

    /// A figure of a database of `size` matters.
    pub fn put(
        &mut self,
        name: &str,
        engine: Engine,
        size: usize,
        value: f64,
        unit: &'static str,
        limit: Option<f64>,
    ) {
        let engine = if engine == Engine::Sqlite { "sqlite" } else { "postgres" };
        self.keep(format!("{name}, {size} matters"), engine, value, unit, limit);
    }

    /// A figure that knows no database.
    pub fn pure(&mut self, name: &str, value: f64, unit: &'static str, limit: Option<f64>) {
        self.keep(name.to_owned(), "-", value, unit, limit);
    }

    fn keep(
        &mut self,
        name: String,
        engine: &'static str,
        value: f64,
        unit: &'static str,
        limit: Option<f64>,
    ) {
        let limit = limit.filter(|limit| *limit > 0.0);
        let ratio = limit.map(|limit| value / limit);
        let shown = |number: Option<f64>| number.map(decimals).unwrap_or_default();
        println!(
            "| {name} | {engine} | {} | {unit} | {} | {} |",
            decimals(value),
            shown(limit),
            shown(ratio)
        );
        self.0.push(Figure { name, engine, value, unit, limit, ratio });
    }

    /// The value of a figure that was put before.
    pub fn value(&self, name: &str, engine: Engine, size: usize) -> Option<f64> {
        let (name, engine) = (
            format!("{name}, {size} matters"),
            if engine == Engine::Sqlite { "sqlite" } else { "postgres" },
        );
        let found = self.0.iter().find(|figure| figure.name == name && figure.engine == engine);
        found.map(|figure| figure.value)
    }

    /// Writes all of them.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, serde_json::to_string_pretty(&self.0)?)?;
        Ok(())
    }
}

fn decimals(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 0.1 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}
