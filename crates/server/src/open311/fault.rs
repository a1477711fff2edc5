//! What is wrong with a request, as the standard tells it: a list of codes and descriptions.

use axum::http::StatusCode;
use huisheng_store::StoreError;
use serde_json::{Value, json};

use crate::error::Problem;

/// Why a request was not done.
#[derive(Debug)]
pub struct Fault {
    /// 404 for what does not exist, 403 for keys, 5xx where we are to blame, 400 for anything else.
    pub status: StatusCode,
    description: String,
}

impl Fault {
    /// The request cannot be done as it is.
    pub fn bad(description: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, description: description.into() }
    }

    /// There is no such thing, or it is nobody's business.
    pub fn missing(what: &str) -> Self {
        let description = format!("没有找到 {what} / {what} was not found");
        Self { status: StatusCode::NOT_FOUND, description }
    }

    /// Without a key that was given out.
    pub fn key() -> Self {
        let description =
            "缺少 api_key，或未获授权 / api_key is missing or not known here".to_owned();
        Self { status: StatusCode::FORBIDDEN, description }
    }

    /// A defect of ours.
    pub fn internal() -> Self {
        Problem::internal().into()
    }

    /// The body of the answer.
    pub fn lines(&self) -> Value {
        json!([{ "code": self.status.as_u16(), "description": self.description }])
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        let status = match problem.status {
            status @ (403 | 404 | 500..) => status,
            _ => 400,
        };
        let field = problem.field.map(|field| format!("{field}: ")).unwrap_or_default();
        let (zh, en) = (problem.zh, problem.en);
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST),
            description: format!("{field}{}，{} / {}", zh.reason, zh.remedy, en.reason),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Problem::from(error).into()
    }
}
