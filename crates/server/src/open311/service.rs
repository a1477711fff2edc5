//! Services: the categories of public space.

use axum::extract::State;
use axum::response::Response;
use huisheng_domain::category::Category;
use huisheng_domain::matter::Place;
use serde::Serialize;

use super::answer::Answer;
use super::asked::Asked;
use super::fault::Fault;
use crate::app::App;

#[derive(Serialize)]
struct Service {
    service_code: String,
    service_name: String,
    description: String,
    metadata: bool,
    #[serde(rename = "type")]
    kind: &'static str,
    group: String,
}

#[derive(Serialize)]
struct Definition {
    service_code: String,
    attributes: [Attribute; 2],
}

#[derive(Serialize)]
struct Attribute {
    variable: bool,
    code: &'static str,
    datatype: &'static str,
    required: bool,
    order: u8,
    description: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<[Choice; 2]>,
}

#[derive(Serialize)]
struct Choice {
    key: &'static str,
    name: &'static str,
}

/// What the reporter may add, whatever it is about.
const ATTRIBUTES: [Attribute; 2] = [
    Attribute {
        variable: true,
        code: "title",
        datatype: "string",
        required: false,
        order: 1,
        description: "标题 / A short title",
        values: None,
    },
    Attribute {
        variable: true,
        code: "confidential",
        datatype: "singlevaluelist",
        required: false,
        order: 2,
        description: "保密：不向承办单位显示联系方式，也不对外显示 / Hidden from the handling office and from others",
        values: Some([
            Choice { key: "false", name: "否 / No" },
            Choice { key: "true", name: "是 / Yes" },
        ]),
    },
];

/// The categories of public space that may be given today and have none below them.
pub fn services(app: &App) -> Vec<Category> {
    let book = app.book();
    let today = app.day(&Place::default(), app.now());
    book.categories.leaves(today).filter(|category| category.public_space).cloned().collect()
}

/// `services.{json,xml}`
pub async fn list(State(app): State<App>, asked: Asked) -> Response {
    asked.format.reply(listed(&app, &asked))
}

fn listed(app: &App, asked: &Asked) -> Result<Answer, Fault> {
    asked.area(app)?;
    let book = app.book();
    let service = |category: Category| {
        let names = book.categories.path_names(category.id);
        Service {
            service_code: category.code,
            description: names.join(" · "),
            group: names.first().copied().unwrap_or_default().to_owned(),
            service_name: category.name,
            metadata: true,
            kind: "realtime",
        }
    };
    let services: Vec<Service> = services(app).into_iter().map(service).collect();
    Answer::list("services", "service", &services)
}

/// `services/{code}.{json,xml}`
pub async fn definition(State(app): State<App>, asked: Asked) -> Response {
    asked.format.reply(defined(&app, &asked))
}

fn defined(app: &App, asked: &Asked) -> Result<Answer, Fault> {
    asked.area(app)?;
    let code = asked.name()?;
    let found = services(app).into_iter().find(|category| category.code == code);
    let service_code = found.ok_or_else(|| Fault::missing("service_code"))?.code;
    Answer::one("service_definition", &Definition { service_code, attributes: ATTRIBUTES })
}
