//! A gateway, and a program that takes what is signed.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::Value;

/// What the program knows messages by.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// One message.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: Option<String>,
    pub body: Value,
}

/// It keeps what it took, and what it refused.
#[derive(Clone)]
pub struct Gate {
    pub url: String,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    shut: bool,
    takes: std::time::Duration,
    taken: Vec<Message>,
    refused: Vec<Message>,
}

impl Gate {
    pub async fn open() -> Self {
        let kept: Arc<Mutex<Kept>> = Arc::default();
        let own = kept.clone();
        let take = async move |headers: HeaderMap, body: Bytes| {
            let id = headers.get("webhook-id").map(|id| id.to_str().unwrap().to_owned());
            if id.is_some() {
                let verifier = standardwebhooks::Webhook::new(SECRET).unwrap();
                let signature = headers["webhook-signature"].to_str().unwrap();
                let at = headers["webhook-timestamp"].to_str().unwrap().parse().unwrap();
                let again = verifier.sign(id.as_deref().unwrap(), at, &body).unwrap();
                assert_eq!(signature, again, "signed as the standard says");
            }
            let message = Message { id, body: serde_json::from_slice(&body).unwrap() };
            let takes = own.lock().unwrap_or_else(PoisonError::into_inner).takes;
            tokio::time::sleep(takes).await;
            let mut kept = own.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.shut {
                kept.refused.push(message);
                return StatusCode::SERVICE_UNAVAILABLE;
            }
            kept.taken.push(message);
            StatusCode::NO_CONTENT
        };
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/take", socket.local_addr().unwrap());
        let router = Router::new().route("/take", post(take));
        tokio::spawn(async move { axum::serve(socket, router).await.unwrap() });
        Self { url, kept }
    }

    fn kept<T>(&self, of: impl FnOnce(&mut Kept) -> T) -> T {
        of(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes nothing any more, or again.
    pub fn shut(&self, shut: bool) {
        self.kept(|kept| kept.shut = shut);
    }

    /// Takes so long for each from now on.
    pub fn takes(&self, takes: std::time::Duration) {
        self.kept(|kept| kept.takes = takes);
    }

    pub fn taken(&self) -> Vec<Message> {
        self.kept(|kept| kept.taken.clone())
    }

    pub fn refused(&self) -> Vec<Message> {
        self.kept(|kept| kept.refused.clone())
    }
}
