//! A provider of the test's own, which says whatever it is told to say.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreHmacKey, CoreIdToken, CoreIdTokenClaims, CoreJsonWebKeySet,
    CoreJwsSigningAlgorithm,
};
use openidconnect::{JsonWebKeyId, PrivateSigningKey};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// Two keys to sign by; anybody may know them.
const KEYS: [&str; 2] = [
    "MC4CAQAwBQYDK2VwBCIEIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g",
    "MC4CAQAwBQYDK2VwBCIEICAfHh0cGxoZGBcWFRQTEhEQDw4NDAsKCQgHBgUEAwIB",
];

/// What it says.
#[derive(Clone)]
pub struct Told {
    /// The claims of its next token.
    pub claims: Value,
    /// By which of its keys the token is signed.
    pub signs_by: usize,
    /// Which of its keys it publishes.
    pub publishes: usize,
    /// Sign by the secret that the house shares with it.
    pub by_secret: bool,
    /// What it answers at the token endpoint instead.
    pub refuses: Option<&'static str>,
    /// What it adds to its discovery document.
    pub more: Value,
    /// How often it was asked for a token, and for its keys.
    pub asked: (usize, usize),
    /// What it was sent for the last token.
    pub sent: String,
}

/// Until the test ends.
#[derive(Clone)]
pub struct Lying {
    pub issuer: String,
    pub told: Arc<Mutex<Told>>,
}

fn key(which: usize) -> CoreEdDsaPrivateSigningKey {
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----", KEYS[which]);
    let id = JsonWebKeyId::new(format!("key-{which}"));
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(id)).expect("a key")
}

impl Lying {
    /// Starts it.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let told = Told {
            claims: Value::Null,
            signs_by: 0,
            publishes: 0,
            by_secret: false,
            refuses: None,
            more: json!({}),
            asked: (0, 0),
            sent: String::new(),
        };
        let lying = Self { issuer, told: Arc::new(Mutex::new(told)) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(lying.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.expect("serve") });
        lying
    }

    /// As the house is told of it.
    pub fn config(&self) -> Value {
        json!({ "issuer": self.issuer, "client_id": "huisheng", "client_secret": "shared secret" })
    }

    /// Says something else from now on.
    pub fn says(&self, change: impl FnOnce(&mut Told)) {
        change(&mut self.told.lock().expect("the lock"));
    }

    /// How often it was asked for a token, and for its keys.
    pub fn asked(&self) -> (usize, usize) {
        self.told.lock().expect("the lock").asked
    }
}

async fn discovery(State(lying): State<Lying>) -> Json<Value> {
    let issuer = &lying.issuer;
    let mut document = json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "EdDSA", "HS256", "none"],
    });
    let more = lying.told.lock().expect("the lock").more.clone();
    document.as_object_mut().expect("an object").extend(more.as_object().expect("more").clone());
    Json(document)
}

async fn keys(State(lying): State<Lying>) -> Json<Value> {
    let mut told = lying.told.lock().expect("the lock");
    told.asked.1 += 1;
    let public = key(told.publishes).as_verification_key();
    Json(serde_json::to_value(CoreJsonWebKeySet::new(vec![public])).expect("keys"))
}

async fn token(State(lying): State<Lying>, body: String) -> Response {
    let mut told = lying.told.lock().expect("the lock");
    told.asked.0 += 1;
    told.sent = body;
    if let Some(error) = told.refuses {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    }
    let claims: CoreIdTokenClaims =
        serde_json::from_value(told.claims.clone()).expect("claims that can be read");
    let token = if told.by_secret {
        let alg = CoreJwsSigningAlgorithm::HmacSha256;
        CoreIdToken::new(claims, &CoreHmacKey::new("shared secret"), alg, None, None)
    } else {
        let alg = CoreJwsSigningAlgorithm::EdDsa;
        CoreIdToken::new(claims, &key(told.signs_by), alg, None, None)
    };
    let token = token.expect("a token").to_string();
    Json(json!({ "access_token": "x", "token_type": "Bearer", "id_token": token })).into_response()
}
