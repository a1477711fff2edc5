//! One answer, as JSON or as XML. The XML follows the JSON: a list named `values` holds `value`s.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use serde::Serialize;
use serde_json::Value;

use super::fault::Fault;

/// How a caller wants to be answered: the end of the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `.json`
    Json,
    /// `.xml`
    Xml,
}

/// What is answered.
pub struct Answer {
    /// The outermost element.
    root: &'static str,
    /// The element of each line, where it is a list.
    item: &'static str,
    value: Value,
}

impl Answer {
    /// A list.
    pub fn list(
        root: &'static str,
        item: &'static str,
        lines: &[impl Serialize],
    ) -> Result<Self, Fault> {
        Self::of(root, item, &lines)
    }

    /// One thing.
    pub fn one(root: &'static str, value: &impl Serialize) -> Result<Self, Fault> {
        Self::of(root, root, value)
    }

    fn of(root: &'static str, item: &'static str, value: &impl Serialize) -> Result<Self, Fault> {
        let value = serde_json::to_value(value).map_err(|_| Fault::internal())?;
        Ok(Self { root, item, value })
    }
}

impl Format {
    /// The answer, or what is wrong, in this format.
    pub fn reply(self, answer: Result<Answer, Fault>) -> Response {
        let (status, answer) = match answer {
            Ok(answer) => (StatusCode::OK, answer),
            Err(fault) => {
                let value = fault.lines();
                (fault.status, Answer { root: "errors", item: "error", value })
            }
        };
        let (kind, body) = match self {
            Self::Json => ("application/json; charset=utf-8", Ok(answer.value.to_string())),
            Self::Xml => ("text/xml; charset=utf-8", xml(&answer)),
        };
        match body {
            Ok(body) => (status, [(header::CONTENT_TYPE, kind)], body).into_response(),
            Err(error) => {
                tracing::error!(%error, "an answer cannot be written as XML");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

fn xml(answer: &Answer) -> std::io::Result<String> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    element(&mut writer, answer.root, answer.item, &answer.value)?;
    String::from_utf8(writer.into_inner()).map_err(std::io::Error::other)
}

/// `item` names what a list holds.
fn element(
    writer: &mut Writer<Vec<u8>>,
    name: &str,
    item: &str,
    value: &Value,
) -> std::io::Result<()> {
    writer.write_event(Event::Start(BytesStart::new(name)))?;
    match value {
        Value::Null => {}
        Value::Array(lines) => {
            for line in lines {
                element(writer, item, item, line)?;
            }
        }
        Value::Object(fields) => {
            for (field, value) in fields {
                element(writer, field, field.trim_end_matches('s'), value)?;
            }
        }
        Value::String(text) => writer.write_event(Event::Text(BytesText::new(&plain(text))))?,
        other => writer.write_event(Event::Text(BytesText::new(&other.to_string())))?,
    }
    writer.write_event(Event::End(BytesEnd::new(name)))
}

/// Without what XML 1.0 cannot hold.
fn plain(text: &str) -> String {
    let fits =
        |letter: &char| matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{1_0000}'..);
    text.chars().filter(fits).collect()
}
