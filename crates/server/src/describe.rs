//! What all routes have in common in the description of the API: the problems that can happen, the
//! words where the code says none, the headers of answers, and names that are told apart by their tag. A
//! route lists only what is its own.

use std::collections::BTreeMap;

use axum::http::Method;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{
    ContentBuilder, OpenApi, PathItem, Ref, RefOr, Response, ResponseBuilder, Schema,
};

use crate::api::matter::verb::header_parameter;
use crate::once;

/// The media type of every problem.
const PROBLEM: &str = "application/problem+json";
/// The header under which a write is done once, as people write it.
const KEY: &str = "Idempotency-Key";
const RETRY: &str = "Retry key: the same key and body are done once.";

/// Completes the description.
pub fn complete(api: &mut OpenApi) {
    let schemas = api.components.as_ref().map(|all| all.schemas.clone()).unwrap_or_default();
    for (path, item) in &mut api.paths.paths {
        for (method, operation) in operations(item) {
            name_by_tag(operation);
            take_key(&method, path, operation);
            for status in problems(path, method.is_safe(), operation) {
                let known = &mut operation.responses.responses;
                known.entry(status.to_owned()).or_insert_with(|| RefOr::T(Response::default()));
            }
            for (status, response) in &mut operation.responses.responses {
                let RefOr::T(response) = response else { continue };
                if status.starts_with('2') {
                    success(response, &schemas);
                } else if status.starts_with(['4', '5']) {
                    problem(status, response);
                }
            }
            for parameter in operation.parameters.iter_mut().flatten() {
                if let RefOr::T(parameter) = parameter {
                    explain(parameter);
                }
            }
        }
    }
}

/// `session_sign_in` and `matter_sign_in`: the handlers' names are their modules' own.
fn name_by_tag(operation: &mut Operation) {
    let tag = operation.tags.iter().flatten().next();
    if let (Some(tag), Some(name)) = (tag, &mut operation.operation_id) {
        *name = format!("{tag}_{name}");
    }
}

/// The operations of an address.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    let all = [
        (Method::GET, &mut item.get),
        (Method::POST, &mut item.post),
        (Method::PUT, &mut item.put),
        (Method::DELETE, &mut item.delete),
    ];
    all.into_iter().filter_map(|(method, one)| Some((method, one.as_mut()?)))
}

/// The key of what is no command on a matter, which names it itself.
fn take_key(method: &Method, path: &str, operation: &mut Operation) {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    if once::takes(method, path) {
        let key = header_parameter(KEY, RETRY);
        operation.parameters.get_or_insert_default().push(RefOr::T(key));
    }
}

/// What can go wrong, by what a request carries.
fn problems(path: &str, reads: bool, operation: &Operation) -> Vec<&'static str> {
    let staff = operation.security.is_none();
    let own_session = operation.tags.iter().flatten().any(|tag| tag == "session");
    let named = path.contains('{');
    let parameter = |is: ParameterIn| {
        let known = operation.parameters.iter().flatten();
        known.into_iter().any(|one| matches!(one, RefOr::T(one) if one.parameter_in == is))
    };
    let body = operation.request_body.is_some();
    let keyed = operation.parameters.iter().flatten();
    let keyed = keyed.into_iter().any(|one| matches!(one, RefOr::T(one) if one.name == KEY));
    // Lists in memory are read without the database. Reading writes too: a session's last use, and
    // who has opened what.
    let stored = staff || named || !reads;
    let when: [(&[&str], bool); 7] = [
        (&["401"], staff),
        (&["403"], staff && !own_session),
        (&["404"], named),
        (&["400", "413", "415", "422"], body),
        (&["422"], parameter(ParameterIn::Query)),
        (&["409", "422"], keyed),
        (&["503", "507"], stored),
    ];
    when.iter().filter(|(_, happens)| *happens).flat_map(|(all, _)| all.iter().copied()).collect()
}

/// A problem is the same everywhere; a route may say more precisely when it happens.
fn problem(status: &str, response: &mut Response) {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let words = if response.description.is_empty() {
        reason(status).to_owned()
    } else {
        std::mem::take(&mut response.description)
    };
    let mut all = ResponseBuilder::new().description(words).content(PROBLEM, content);
    if status == "503" {
        all = all
            .header("Retry-After", header("Seconds to wait before the next try.", Type::Integer));
    }
    *response = all.build();
}

fn reason(status: &str) -> &'static str {
    match status {
        "400" => "The body is not what is expected.",
        "401" => "Not signed in, or the session has ended.",
        "403" => "Your post may not do this.",
        "404" => "Nothing here, or not for you.",
        "409" => "Not possible as things stand, or the key was used for another request.",
        "412" => "It has changed since you saw it; the facts say what.",
        "413" => "Too large.",
        "415" => "Not a media type that is taken here.",
        "422" => "A field cannot be used; the problem names it.",
        "429" => "Too many tries: wait.",
        "502" => "A service that we rely on did not answer.",
        "503" => "Busy, or the database cannot be reached: try again with the same key.",
        "507" => "The storage is full or read-only; nothing was saved.",
        _ => "A problem.",
    }
}

/// An answer without words of its own says what its type says.
fn success(response: &mut Response, schemas: &BTreeMap<String, RefOr<Schema>>) {
    let names: Vec<String> = response.content.values().filter_map(schema_name).collect();
    if response.description.is_empty() {
        let words = names.iter().find_map(|name| words(schemas.get(name)?));
        response.description =
            words.unwrap_or_else(|| "Done; there is nothing to show.".to_owned());
    }
    if names.iter().any(|name| matches!(name.as_str(), "Done" | "MatterView")) {
        let tag = header("The version, for `If-Match`.", Type::String);
        response.headers.insert("ETag".to_owned(), RefOr::T(tag));
    }
}

/// The type of a content, or of its items.
fn schema_name(content: &RefOr<utoipa::openapi::Content>) -> Option<String> {
    let RefOr::T(content) = content else { return None };
    let schema = match content.schema.as_ref()? {
        RefOr::T(Schema::Array(array)) => match &array.items {
            utoipa::openapi::schema::ArrayItems::RefOrSchema(items) => items.as_ref(),
            utoipa::openapi::schema::ArrayItems::False => return None,
        },
        other => other,
    };
    let RefOr::Ref(reference) = schema else { return None };
    reference.ref_location.rsplit('/').next().map(str::to_owned)
}

fn words(schema: &RefOr<Schema>) -> Option<String> {
    match schema {
        RefOr::T(Schema::Object(object)) => object.description.clone(),
        _ => None,
    }
}

/// What the same parameter means wherever it stands.
fn explain(parameter: &mut Parameter) {
    let words = match (parameter.name.as_str(), &parameter.parameter_in) {
        ("number", ParameterIn::Path) => "Public number of the matter.",
        ("id", ParameterIn::Path) => "Its id.",
        ("report", ParameterIn::Path) => "The id of one voice of the matter.",
        ("X-Follow-Code", _) => "The code that was given with the number.",
        (KEY, _) => RETRY,
        _ => return,
    };
    parameter.description.get_or_insert_with(|| words.to_owned());
}

fn header(words: &str, of: Type) -> utoipa::openapi::header::Header {
    let schema = ObjectBuilder::new().schema_type(of).build();
    HeaderBuilder::new().schema(Some(schema)).description(Some(words)).build()
}
