//! A browser of the house: it keeps cookies, and shows where it is sent.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;

use crate::world::World;

/// A browser.
#[derive(Clone)]
pub struct Browser {
    world: World,
    cookies: BTreeMap<String, String>,
}

/// What it was answered.
pub struct Page {
    pub status: StatusCode,
    pub location: String,
    /// Each `Set-Cookie`, as it came.
    pub kept: Vec<String>,
    pub text: String,
}

impl Page {
    /// The stable code of a problem.
    pub fn code(&self) -> String {
        let body: Value = serde_json::from_str(&self.text).unwrap_or_default();
        body["code"].as_str().unwrap_or_default().to_owned()
    }

    /// What was answered.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        serde_json::from_str(&self.text).unwrap()
    }

    /// A refusal with this status and code.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) {
        assert_eq!((self.status.as_u16(), self.code().as_str()), (status, code), "{}", self.text);
    }

    /// Sent on to this address.
    #[track_caller]
    pub fn sent_to(&self, address: &str) {
        assert_eq!((self.status.as_u16(), self.location.as_str()), (303, address), "{}", self.text);
    }
}

impl Browser {
    /// A fresh one.
    pub fn new(world: &World) -> Self {
        Self { world: world.clone(), cookies: BTreeMap::new() }
    }

    /// What it keeps under this name.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Somebody puts a cookie there.
    pub fn plant(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Asks a program's question.
    pub async fn get(&mut self, path: &str) -> Page {
        self.send(Method::GET, path, None, "application/json").await
    }

    /// Follows a link.
    pub async fn follow(&mut self, path: &str) -> Page {
        self.send(Method::GET, path, None, "text/html,application/xhtml+xml").await
    }

    /// Writes.
    pub async fn post(&mut self, path: &str, body: Value) -> Page {
        self.send(Method::POST, path, Some(body), "application/json").await
    }

    /// Replaces.
    pub async fn put(&mut self, path: &str, body: Value) -> Page {
        self.send(Method::PUT, path, Some(body), "application/json").await
    }

    /// Ends something.
    pub async fn delete(&mut self, path: &str) -> Page {
        self.send(Method::DELETE, path, None, "application/json").await
    }

    /// Comes back from elsewhere: only the path of the address is this house's.
    pub async fn back(&mut self, address: &str) -> Page {
        let (_, path) = address.split_once("/api/v1").expect("an address of this house");
        self.get(path).await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        body: Option<Value>,
        accept: &str,
    ) -> Page {
        let all: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = all.join("; ");
        let headers = [
            ("cookie", cookies.as_str()),
            ("accept", accept),
            ("content-type", "application/json"),
        ];
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let answer = self.world.resident().raw(method, path, &headers, body).await;
        let (parts, body) = answer.into_parts();
        let text = |name| parts.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        let kept = parts.headers.get_all(header::SET_COOKIE).iter();
        let kept: Vec<String> = kept.map(|line| line.to_str().unwrap().to_owned()).collect();
        for line in &kept {
            let (pair, _) = line.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        Page {
            status: parts.status,
            location: text(header::LOCATION).unwrap_or_default(),
            kept,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}
