//! One check of every text of every body and query, before anything else happens: no text or list is
//! longer than its field takes, and none holds what one of the databases cannot keep.

use serde_json::Value;

use crate::error::Problem;

/// Characters of a text that is told at length.
const LONG: usize = 20_000;

/// Characters a field takes, wherever it stands.
fn most(field: &str) -> usize {
    match field {
        "tags" => 50,
        "name" | "contact" | "login" | "source" | "number" | "into" | "from" => 100,
        "title" | "password" | "old" | "new" => 200,
        "address" => 500,
        "reason" => 2_000,
        // A page of them.
        "orders" => 200_000,
        _ => LONG,
    }
}

/// Elements a list takes.
fn most_of(field: &str) -> usize {
    match field {
        "tags" => 20,
        // Corners of a ring.
        "outline" => 5_000,
        _ => 500,
    }
}

/// The texts of a body.
pub(crate) fn check(body: &Value) -> Result<(), Problem> {
    visit("", "body", body)
}

/// One text of a query.
pub(super) fn check_one(field: &str, text: &str) -> Result<(), Problem> {
    if fits(field, text) { Ok(()) } else { Err(Problem::invalid(field)) }
}

fn fits(field: &str, text: &str) -> bool {
    // Bytes first: short texts are never counted.
    let most = most(field);
    !text.contains('\0') && (text.len() <= most || text.chars().count() <= most)
}

/// `path` names the place in the body, `field` the nearest name; elements of a list are one field.
fn visit(path: &str, field: &str, value: &Value) -> Result<(), Problem> {
    let place = if path.is_empty() { field } else { path };
    match value {
        Value::String(text) if !fits(field, text) => Err(Problem::invalid(place)),
        Value::Array(all) if all.len() > most_of(field) => Err(Problem::invalid(place)),
        Value::Array(all) => all.iter().try_for_each(|one| visit(path, field, one)),
        Value::Object(all) => all.iter().try_for_each(|(name, value)| {
            if path.is_empty() {
                visit(name, name, value)
            } else {
                visit(&format!("{path}.{name}"), name, value)
            }
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{check, check_one};

    #[test]
    fn a_text_is_measured_in_characters_and_named_by_its_place() {
        let long = |most: usize| "长".repeat(most);
        for (field, body) in [
            ("title", json!({ "title": long(201) })),
            ("parts.title", json!({ "parts": [{ "title": "x" }, { "title": long(201) }] })),
            ("upstream.number", json!({ "upstream": { "number": "a\0" } })),
            ("tags", json!({ "tags": ["快", "\0"] })),
            ("text", json!({ "text": long(20_001) })),
            ("tags", json!({ "tags": vec!["快"; 21] })),
            ("files", json!({ "files": vec!["x"; 501] })),
            ("reason", json!({ "reason": long(2_001) })),
        ] {
            assert_eq!(check(&body).unwrap_err().field.as_deref(), Some(field));
        }
        let ring = |corners: usize| json!({ "outline": [[vec![[120.0, 36.0]; corners]]] });
        assert!(check(&ring(5_000)).is_ok());
        assert_eq!(check(&ring(5_001)).unwrap_err().field.as_deref(), Some("outline"));
        let most = json!({ "title": long(200), "text": long(20_000), "n": 1, "none": null });
        assert!(check(&most).is_ok());
        assert_eq!(check_one("owner", "\0").unwrap_err().field.as_deref(), Some("owner"));
        assert!(check_one("q", "路灯").is_ok());
    }
}
