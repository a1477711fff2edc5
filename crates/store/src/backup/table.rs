//! The tables as the migrations declare them.

use sea_orm::{QueryResult, Statement, Value};
use serde_json::{Map, Value as Json};

use super::value::Kind;
use crate::{Engine, StoreError, migrate};

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    columns: Vec<Column>,
    key: Vec<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Column {
    name: &'static str,
    kind: Kind,
}

/// Every table that holds what cannot be made again, in the order of the migrations.
pub fn tables() -> Vec<Table> {
    tables_of(migrate::wanted())
}

/// The same in an older schema.
pub fn tables_of(schema: i32) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let steps = migrate::sources().take(usize::try_from(schema).unwrap_or_default());
    for line in steps.flat_map(str::lines).map(str::trim) {
        if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            let name = rest.split([' ', '(']).next().unwrap_or_default();
            tables.push(Table { name, columns: Vec::new(), key: Vec::new() });
        } else if let Some(gone) = line.strip_prefix("DROP TABLE ") {
            tables.retain(|table| Some(table.name) != gone.strip_suffix(';'));
        } else if let Some(rest) = line.strip_prefix("ALTER TABLE ")
            && let Some((name, column)) = rest.split_once(" ADD COLUMN ")
        {
            let table = tables.iter_mut().find(|table| table.name == name);
            table.into_iter().for_each(|table| table.declare(column));
        } else if let Some(rest) = line.strip_prefix("ALTER TABLE ")
            && let Some((name, column)) = rest.split_once(" DROP COLUMN ")
        {
            let table = tables.iter_mut().find(|table| table.name == name);
            let gone = column.trim_end_matches(';');
            table.into_iter().for_each(|table| table.columns.retain(|one| one.name != gone));
        } else if let Some(table) = tables.last_mut() {
            table.declare(line);
        }
    }
    // It says how the tables were made, not what they hold.
    tables.retain(|table| table.name != "schema_version");
    tables
}

impl Table {
    /// One line of the declaration.
    fn declare(&mut self, line: &'static str) {
        if let Some(key) = line.strip_prefix("PRIMARY KEY (") {
            let columns = key.split(')').next().unwrap_or_default();
            self.key = columns.split(", ").collect();
            return;
        }
        let mut words = line.split([' ', ',', ';']);
        let (Some(name), Some(kind)) = (words.next(), words.next().and_then(Kind::of)) else {
            return;
        };
        self.columns.push(Column { name, kind });
        if line.contains("PRIMARY KEY") {
            self.key = vec![name];
        }
    }

    /// Its columns.
    pub fn columns(&self) -> Vec<&'static str> {
        self.columns.iter().map(|column| column.name).collect()
    }

    /// Whether its rows belong to areas.
    pub fn grows(&self) -> bool {
        self.key.first() == Some(&"area")
    }

    /// The next rows after a line, by key.
    pub(super) fn page(
        &self,
        engine: Engine,
        area: Option<i32>,
        after: Option<Map<String, Json>>,
        limit: usize,
    ) -> Statement {
        // Within an area its code tells rows apart only where it is the whole key.
        let alone = area.is_none() || self.key.len() == 1;
        let own = self.key.iter().filter(|name| alone || **name != "area");
        let own: Vec<Column> = own
            .filter_map(|name| self.columns.iter().find(|column| column.name == *name))
            .copied()
            .collect();
        let key = own.iter().map(|column| column.name).collect::<Vec<_>>().join(", ");
        let mut conditions = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        if let Some(area) = area {
            conditions.push("area = ?".to_owned());
            values.push(area.into());
        }
        if let Some(after) = after {
            conditions.push(format!("({key}) > ({})", vec!["?"; own.len()].join(", ")));
            values.extend(own.iter().filter_map(|column| column.value(&after)));
        }
        let conditions = match conditions.is_empty() {
            true => String::new(),
            false => format!(" WHERE {}", conditions.join(" AND ")),
        };
        let sql = format!(
            "SELECT {} FROM {}{conditions} ORDER BY {key} LIMIT {limit}",
            self.columns().join(", "),
            self.name
        );
        engine.statement(&sql, values)
    }

    /// A row as an object.
    pub(super) fn read(&self, row: &QueryResult) -> Result<Map<String, Json>, StoreError> {
        let cells = self.columns.iter().enumerate().map(|(at, column)| {
            let cell = column.kind.read(row, at)?;
            let cell = cell.ok_or_else(|| {
                StoreError::Unreadable(format!("a number of {}.{}", self.name, column.name))
            })?;
            Ok((column.name.to_owned(), cell))
        });
        cells.collect()
    }

    /// The values of an object, by column; the name of a column that has none or a wrong one.
    pub(super) fn values(&self, line: &Map<String, Json>) -> Result<Vec<Value>, String> {
        let known = |name: &str| self.columns.iter().any(|column| column.name == name);
        if let Some(name) = line.keys().find(|name| !known(name)) {
            return Err(format!("there is no column {name}"));
        }
        let value = |column: &Column| {
            column.value(line).ok_or_else(|| format!("no value for {}", column.name))
        };
        self.columns.iter().map(value).collect()
    }
}

impl Column {
    fn value(&self, line: &Map<String, Json>) -> Option<Value> {
        self.kind.value(line.get(self.name)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_columns_and_a_key_of_them() {
        let tables = tables();
        for name in ["setting", "matter", "event", "words", "file", "tally"] {
            assert!(tables.iter().any(|table| table.name == name), "{name}");
        }
        for table in &tables {
            let columns = table.columns();
            assert!(!table.key.is_empty(), "{}", table.name);
            assert!(table.key.iter().all(|name| columns.contains(name)), "{table:?}");
        }
        assert!(tables.iter().all(|table| !["search", "schema_version"].contains(&table.name)));
    }

    #[test]
    fn an_older_schema_has_the_tables_of_its_steps() {
        let names: Vec<&str> = tables_of(1).iter().map(|table| table.name).collect();
        assert!(names.contains(&"setting") && !names.contains(&"matter"));
        let has = |schema, name| tables_of(schema).iter().any(|table| table.name == name);
        assert!(has(6, "look") && !has(6, "trail") && has(7, "trail") && !has(7, "look"));
        let voice = |schema| tables_of(schema).into_iter().find(|table| table.name == "voice");
        let columns = |schema| voice(schema).map(|table| table.columns()).unwrap_or_default();
        assert!(columns(7).contains(&"contact") && !columns(7).contains(&"contact_index"));
        assert!(columns(8).contains(&"contact_index") && !columns(8).contains(&"contact"));
        assert_eq!(tables_of(migrate::wanted()), tables());
    }

    #[test]
    fn a_page_begins_after_the_line_before() {
        let table = tables().into_iter().find(|table| table.name == "number_block");
        let table = table.expect("the table");
        let after = serde_json::json!({ "area": 1, "day": 7, "next": 3 });
        let page = table.page(Engine::Sqlite, Some(1), after.as_object().cloned(), 5);
        assert_eq!(
            page.sql,
            "SELECT area, day, next FROM number_block WHERE area = ? AND (day) > (?) ORDER BY day LIMIT 5"
        );
    }
}
