//! Lists, under the column names `import` reads.

mod header;
mod named;

use std::collections::{BTreeMap, HashMap};

use huisheng_domain::area::Area;
use huisheng_domain::calendar::Close;
use huisheng_domain::id::DivisionId;
use huisheng_domain::responsibility::{ResponsibilityRow, Scope, UnitRef};
use huisheng_domain::territory::{Division, Grid, Place, Shape};
use huisheng_store::Book;
use huisheng_store::book::{Contents, LoadedHours};
use jiff::civil::Date;
use serde_json::json;

use super::{Summary, Wanted, What};
use crate::app::App;
use crate::command::out::{Form, Outlet};
use crate::naming;
use crate::table::writer::Value;

/// What parts several words in one cell.
const AND: &str = "、";

/// Writes one list; it is in memory anyway.
pub(super) async fn write(app: &App, wanted: &Wanted, form: Form) -> anyhow::Result<Summary> {
    let contents = Contents::read(app.store().read()).await?;
    let book = app.book();
    let list = List::of(&book, wanted.area);
    let mut out = Outlet::open(form, wanted.out.as_deref(), wanted.force, header::of(wanted.what))?;
    let mut outlines = 0;
    match wanted.what {
        What::Levels => {
            for one in book.divisions.levels().iter() {
                out.put(one, || vec![one.code.as_str().into(), one.name.as_str().into()])?;
            }
        }
        What::Divisions => {
            let held = contents.divisions.iter().filter(|one| list.holds_division(one));
            let mut held: Vec<&Division> = held.collect();
            // Those without a code are named by what is above them.
            held.sort_by_key(|one| book.divisions.ancestors(one.id).count());
            for one in held {
                out.put(one, || list.division(one))?;
            }
        }
        What::Grids => {
            for one in contents.grids.iter().filter(|one| list.holds(Some(one.division))) {
                match (form, &one.shape) {
                    (Form::Features, _) => out.put(list.feature(one)?, Vec::new)?,
                    (Form::Table(_), Shape::Polygon(_)) => {
                        outlines += 1;
                        out.put(one, || list.grid(one))?;
                    }
                    _ => out.put(one, || list.grid(one))?,
                }
            }
        }
        What::Places => {
            for one in contents.places.iter().filter(|one| list.holds(Some(one.division))) {
                out.put(one, || list.place(one))?;
            }
        }
        What::Units => {
            for one in contents.units.iter().filter(|one| list.holds(one.division)) {
                let parent = one.parent.and_then(|id| book.units.get(id));
                out.put(one, || {
                    vec![
                        one.code.as_str().into(),
                        one.name.as_str().into(),
                        naming::unit_kind(one.kind).into(),
                        parent.map_or(Value::Empty, |unit| unit.code.as_str().into()),
                        list.told(one.division),
                        one.phone.as_deref().map_or(Value::Empty, Value::from),
                        Value::Flag(one.active),
                    ]
                })?;
            }
        }
        What::Categories => {
            for one in &contents.categories {
                let parent = one.parent.and_then(|id| book.categories.get(id));
                out.put(one, || {
                    vec![
                        one.code.as_str().into(),
                        one.name.as_str().into(),
                        parent.map_or(Value::Empty, |category| category.code.as_str().into()),
                        Value::Flag(one.urgent_on_holidays),
                        Value::Flag(one.public_space),
                        Value::Date(one.valid_from),
                        date(one.valid_to),
                    ]
                })?;
            }
        }
        What::Responsibilities => {
            for one in &contents.responsibilities.1 {
                out.put(one, || list.responsibility(one))?;
            }
        }
        What::Calendar => {
            for one in contents.days.iter().filter(|one| list.holds(one.division)) {
                out.put(one, || {
                    vec![
                        Value::Date(one.day.date),
                        naming::day_kind(one.day.kind).into(),
                        one.day.name.as_deref().map_or(Value::Empty, Value::from),
                        list.told(one.division),
                        one.source.as_str().into(),
                        Value::Empty,
                        Value::Empty,
                    ]
                })?;
            }
            for one in LoadedHours::all(&contents.settings)? {
                if list.holds(one.division) {
                    out.put(hours_line(&one), || list.hours(&one))?;
                }
            }
        }
        What::Matters
        | What::Histories
        | What::Files
        | What::Looks
        | What::Procedures
        | What::Accounts
        | What::Settings => {}
    }
    Ok(Summary { outlines, ..wanted.summary(out.finish()?) })
}

/// The lists, and which part of them.
struct List<'a> {
    book: &'a Book,
    area: Option<Area>,
    /// How many divisions have a name.
    names: HashMap<&'a str, usize>,
}

impl<'a> List<'a> {
    fn of(book: &'a Book, area: Option<Area>) -> Self {
        let mut names = HashMap::new();
        for one in book.divisions.iter() {
            *names.entry(one.name.as_str()).or_default() += 1;
        }
        Self { book, area, names }
    }

    /// Within the area asked for, or nowhere in particular.
    fn holds(&self, division: Option<DivisionId>) -> bool {
        let of = |division| self.book.divisions.area_of(division);
        self.area.is_none_or(|area| division.is_none_or(|division| of(division) == Some(area)))
    }

    /// Those of the area and those above it, which their parents name.
    fn holds_division(&self, division: &Division) -> bool {
        let mut below = self.book.divisions.descendants(division.id);
        self.holds(Some(division.id))
            || below.any(|below| below.area.is_some() && below.area == self.area)
    }

    fn hours(&self, one: &LoadedHours) -> Vec<Value<'a>> {
        let hours = one.hours.as_ref().map(|hours| Value::Text(hours.to_string().into()));
        let close = one.close.map(|close| match close {
            Close::Midnight => Value::from("24:00"),
            Close::CloseOfBusiness => Value::from("下班"),
        });
        vec![
            Value::Empty,
            "办公时间".into(),
            Value::Empty,
            self.told(one.division),
            Value::Empty,
            hours.unwrap_or(Value::Empty),
            close.unwrap_or(Value::Empty),
        ]
    }

    fn division(&self, one: &'a Division) -> Vec<Value<'a>> {
        let levels = self.book.divisions.levels();
        let level = levels.iter().find(|level| level.code == one.level);
        vec![
            one.code.map_or(Value::Empty, |code| Value::Text(code.to_string().into())),
            one.name.as_str().into(),
            level.map_or(one.level.as_str(), |level| level.name.as_str()).into(),
            self.told(one.parent),
            Value::Date(one.valid_from),
            date(one.valid_to),
        ]
    }

    fn grid(&self, one: &'a Grid) -> Vec<Value<'a>> {
        let places = match &one.shape {
            Shape::Polygon(_) => Value::Empty,
            Shape::Places(places) => {
                let names: Vec<String> = places.iter().map(|id| self.place_path(*id)).collect();
                joined(names.iter().map(String::as_str))
            }
        };
        vec![
            one.code.map_or(Value::Empty, |code| Value::Text(code.to_string().into())),
            one.name.as_str().into(),
            self.told(Some(one.division)),
            self.grid_named(one.parent),
            Value::Integer(one.level.into()),
            naming::grid_kind(one.kind).into(),
            places,
            Value::Integer(one.households.into()),
            Value::Integer(one.persons.into()),
            joined(one.external_codes.iter().map(String::as_str)),
            Value::Date(one.valid_from),
            date(one.valid_to),
        ]
    }

    /// A grid with its outline, or none if it is a list; the properties have the names of the columns.
    fn feature(&self, one: &'a Grid) -> serde_json::Result<serde_json::Value> {
        let shape = serde_json::to_value(&one.shape)?;
        let cells = self.grid(one);
        let filled =
            header::GRIDS.iter().zip(&cells).filter(|(_, cell)| !matches!(cell, Value::Empty));
        let properties: BTreeMap<&str, serde_json::Value> =
            filled.map(|(name, cell)| (*name, property(cell))).collect();
        Ok(json!({
            "type": "Feature",
            "properties": properties,
            "geometry": shape.get("polygon").map(|outline| json!({ "type": "MultiPolygon", "coordinates": outline })),
        }))
    }

    fn place(&self, one: &'a Place) -> Vec<Value<'a>> {
        vec![
            one.name.as_str().into(),
            joined(one.aliases.iter().map(String::as_str)),
            naming::place_kind(one.kind).into(),
            self.told(Some(one.division)),
            self.grid_named(self.grid_said(one)),
            one.parent.map_or(Value::Empty, |id| Value::Text(self.place_path(id).into())),
            one.point.map_or(Value::Empty, |point| Value::Decimal(point.lon())),
            one.point.map_or(Value::Empty, |point| Value::Decimal(point.lat())),
        ]
    }

    fn responsibility(&self, one: &'a ResponsibilityRow) -> Vec<Value<'a>> {
        let category = self.book.categories.get(one.category);
        let (division, level) = match &one.scope {
            Scope::Division { division } => (self.told(Some(*division)), Value::Empty),
            Scope::Level { level } => (Value::Empty, level.as_str().into()),
            Scope::Everywhere => (Value::Empty, Value::Empty),
        };
        let supports: Vec<String> = one.supports.iter().map(|unit| self.unit(unit)).collect();
        let resolve = one.limits.get("resolve").map(|limit| limit.to_string());
        let others = one.limits.iter().filter(|(clock, _)| *clock != "resolve");
        let others: Vec<String> = others.map(|(clock, limit)| format!("{clock}={limit}")).collect();
        let id = || Value::Text(one.category.to_string().into());
        vec![
            category.map_or_else(id, |category| category.code.as_str().into()),
            division,
            level,
            Value::Text(self.unit(&one.lead).into()),
            joined(supports.iter().map(String::as_str)),
            resolve.map_or(Value::Empty, |limit| Value::Text(limit.into())),
            joined(others.iter().map(String::as_str)),
            one.legal_basis.as_deref().map_or(Value::Empty, Value::from),
            Value::Date(one.valid_from),
            date(one.valid_to),
        ]
    }

    /// A unit by its code, or `社区@community`: the unit of a kind around the place.
    fn unit(&self, unit: &UnitRef) -> String {
        match unit {
            UnitRef::Unit { unit } => {
                let found = self.book.units.get(*unit);
                found.map_or_else(|| unit.to_string(), |found| found.code.clone())
            }
            UnitRef::OfPlace { kind, level } => format!("{}@{level}", naming::unit_kind(*kind)),
        }
    }
}

/// With the division, which its setting keeps in the name.
fn hours_line(one: &LoadedHours) -> serde_json::Value {
    json!({ "division": one.division, "hours": one.hours, "close": one.close })
}

fn date(day: Option<Date>) -> Value<'static> {
    day.map_or(Value::Empty, Value::Date)
}

fn joined<'n>(names: impl Iterator<Item = &'n str>) -> Value<'static> {
    let names: Vec<&str> = names.collect();
    if names.is_empty() { Value::Empty } else { Value::Text(names.join(AND).into()) }
}

fn property(cell: &Value<'_>) -> serde_json::Value {
    match cell {
        Value::Text(text) => text.as_ref().into(),
        Value::Integer(n) => (*n).into(),
        Value::Date(day) => day.to_string().into(),
        Value::Empty | Value::Decimal(_) | Value::Flag(_) | Value::Instant(_) => {
            serde_json::Value::Null
        }
    }
}
