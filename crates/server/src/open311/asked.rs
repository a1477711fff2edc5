//! What a caller asks: the format, the last part of the address, and the parameters. What the standard does
//! not know is left alone, and an empty parameter is none.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use huisheng_domain::area::Area;
use jiff::Timestamp;

use super::answer::Format;
use super::fault::Fault;
use crate::app::App;

/// A request to read, or the fields of a form.
pub struct Asked {
    /// How to answer; XML where the address does not say.
    pub format: Format,
    name: Option<String>,
    pairs: Vec<(String, String)>,
}

impl FromRequestParts<App> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        let last = parts.uri.path().rsplit('/').next().unwrap_or_default();
        let (name, format) = match last.rsplit_once('.') {
            Some((name, "json")) => (Some(name), Format::Json),
            Some((name, "xml")) => (Some(name), Format::Xml),
            _ => (None, Format::Xml),
        };
        let name = name.map(|name| {
            let pair = form_urlencoded::parse(name.as_bytes()).next();
            pair.map_or_else(String::new, |(name, _)| name.into_owned())
        });
        Ok(Self { format, name, pairs: pairs(parts.uri.query().unwrap_or_default().as_bytes()) })
    }
}

impl Asked {
    /// The fields of a form, answered as the address says.
    #[must_use]
    pub fn with_form(self, body: &[u8]) -> Self {
        Self { pairs: [self.pairs, pairs(body)].concat(), ..self }
    }

    /// The last part of the address, without the format.
    pub fn name(&self) -> Result<&str, Fault> {
        self.name.as_deref().ok_or_else(|| Fault::missing("format"))
    }

    /// A parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        let pair = self.pairs.iter().find(|(known, _)| known == name);
        pair.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The values of a parameter that may be said several times, or with commas.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let pairs = self.pairs.iter().filter(move |(known, _)| known == name);
        let values = pairs.flat_map(|(_, value)| value.split(','));
        values.map(str::trim).filter(|value| !value.is_empty())
    }

    /// An instant.
    pub fn instant(&self, name: &str) -> Result<Option<Timestamp>, Fault> {
        let read = |text: &str| text.parse().map_err(|_| malformed(name));
        self.get(name).map(read).transpose()
    }

    /// A whole number.
    pub fn number(&self, name: &str) -> Result<Option<usize>, Fault> {
        let read = |text: &str| text.parse().map_err(|_| malformed(name));
        self.get(name).map(read).transpose()
    }

    /// A number with a fraction.
    pub fn decimal(&self, name: &str) -> Result<Option<f64>, Fault> {
        let read = |text: &str| text.parse().map_err(|_| malformed(name));
        self.get(name).map(read).transpose()
    }

    /// The area: `jurisdiction_id`, which may be left out where there is one area only.
    pub fn area(&self, app: &App) -> Result<Area, Fault> {
        let areas = app.book().areas();
        match (self.get("jurisdiction_id"), areas.as_slice()) {
            (Some(text), _) => {
                let area = text.parse().ok().filter(|area| areas.contains(area));
                area.ok_or_else(|| Fault::missing("jurisdiction_id"))
            }
            (None, [area]) => Ok(*area),
            (None, []) => Err(Fault::missing("jurisdiction_id")),
            (None, _) => {
                let known: Vec<String> = areas.iter().map(ToString::to_string).collect();
                let known = known.join(", ");
                Err(Fault::bad(format!(
                    "请给出 jurisdiction_id / jurisdiction_id is needed: {known}"
                )))
            }
        }
    }
}

fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// A parameter that cannot be read.
pub fn malformed(name: &str) -> Fault {
    Fault::bad(format!("{name} 的格式不正确 / {name} cannot be read"))
}
