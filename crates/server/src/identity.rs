//! The identity provider of the office 统一身份认证, over OpenID Connect: the code flow with PKCE, state and nonce. What is
//! kept of it is who somebody is there; no token of the provider outlives the request that fetched it.

mod begun;
mod outgoing;
pub mod page;
mod person;
mod trust;

use std::io;
use std::sync::Arc;

use huisheng_domain::sign_in::Way;
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod};
use openidconnect::{
    AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    DiscoveryError, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, LogoutRequest, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl,
    ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, Scope, TokenResponse,
};
use reqwest::Url;
use thiserror::Error;
use tokio::sync::Mutex;

use crate::config::{Config, NameClaim, ProviderConfig};
pub use begun::{Begun, Half, Purpose};
use outgoing::{AskError, Outgoing};
use trust::{only_https, verifies};

/// How long what the provider says of itself is believed. Its keys are asked for anew before that, if one is missing.
const BELIEVED: SignedDuration = SignedDuration::from_hours(1);

/// Why the provider did not say who somebody is. No token, code or secret is in it.
#[derive(Debug, Error)]
pub enum IdentityError {
    /// It cannot be asked.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// What it says of itself cannot be used.
    #[error("its discovery document cannot be used: {0}")]
    Discovery(String),
    /// It does not take the code, or does not know this house.
    #[error("it refuses the code: {0}")]
    Refused(String),
    /// What it says of a person proves nothing.
    #[error("its token proves nothing: {0}")]
    Token(String),
}

/// Why a provider that is configured cannot be used at all.
#[derive(Debug, Error)]
pub enum ProviderError {
    /// The file of the secret.
    #[error("cannot read the secret in {0}: {1}")]
    Secret(String, io::Error),
    /// An address that is none.
    #[error("{0} is no address: {1}")]
    Address(String, String),
    /// The certificates of this machine.
    #[error("the identity provider cannot be asked: {0}")]
    Client(#[from] reqwest::Error),
}

/// Who somebody is at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// As the provider names the person.
    pub subject: String,
    /// As people know it; may be empty.
    pub name: String,
    /// By which way that is.
    pub way: Way,
}

/// What the provider says of itself, and when it said so.
#[derive(Clone)]
struct Known {
    metadata: Arc<ProviderMetadataWithLogout>,
    at: Timestamp,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The provider that is configured.
pub struct IdentityProvider {
    config: ProviderConfig,
    secret: Option<ClientSecret>,
    issuer: IssuerUrl,
    back: RedirectUrl,
    left: PostLogoutRedirectUrl,
    outgoing: Outgoing,
    known: Mutex<Option<Known>>,
}

impl IdentityProvider {
    /// The provider, if one is configured. Asks nobody yet.
    ///
    /// # Errors
    /// The secret or the certificates of this machine cannot be read.
    pub fn of(config: &Config) -> Result<Option<Self>, ProviderError> {
        let provider = &config.sign_in.provider;
        if !provider.is_set() {
            return Ok(None);
        }
        let address = |path: &str| format!("{}{path}", config.public_url);
        let (back, left) = (address("/api/v1/session/provider/back"), address("/desk/"));
        let wrong = |address: &str, error: &dyn std::error::Error| {
            ProviderError::Address(address.to_owned(), error.to_string())
        };
        Ok(Some(Self {
            secret: secret(provider)?,
            issuer: IssuerUrl::new(provider.issuer.clone())
                .map_err(|error| wrong(&provider.issuer, &error))?,
            back: RedirectUrl::new(back.clone()).map_err(|error| wrong(&back, &error))?,
            left: PostLogoutRedirectUrl::new(left.clone()).map_err(|error| wrong(&left, &error))?,
            outgoing: Outgoing::new(&provider.issuer)?,
            known: Mutex::default(),
            config: provider.clone(),
        }))
    }

    /// How it is configured.
    pub const fn config(&self) -> &ProviderConfig {
        &self.config
    }

    /// Where somebody is sent to prove who they are.
    ///
    /// # Errors
    /// The provider.
    pub async fn address(&self, begun: &Begun, now: Timestamp) -> Result<Url, IdentityError> {
        let client = self.client(&self.known(now).await?);
        let (state, nonce) = (begun.state.clone(), begun.nonce.clone());
        let verifier = PkceCodeVerifier::new(begun.verifier.clone());
        let scope = if self.config.name_claim == NameClaim::Email { "email" } else { "profile" };
        let (url, ..) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scope(Scope::new(scope.to_owned()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(url)
    }

    /// Who came back with this code.
    ///
    /// # Errors
    /// The provider, or what it says proves nothing.
    pub async fn prove(
        &self,
        begun: &Begun,
        code: String,
        now: Timestamp,
    ) -> Result<Proven, IdentityError> {
        let mut client = self.client(&self.known(now).await?);
        let verifier = PkceCodeVerifier::new(begun.verifier.clone());
        let request = client.exchange_code(AuthorizationCode::new(code));
        let request = request.map_err(|error| IdentityError::Discovery(error.to_string()))?;
        let answer = request.set_pkce_verifier(verifier).request_async(&self.outgoing).await;
        let answer = answer.map_err(|error| match error {
            RequestTokenError::Request(error) => error.into(),
            RequestTokenError::ServerResponse(told) => {
                IdentityError::Refused(told.error().as_ref().to_owned())
            }
            RequestTokenError::Parse(error, _) => IdentityError::Refused(error.path().to_string()),
            RequestTokenError::Other(error) => IdentityError::Refused(error),
        })?;
        let none = || IdentityError::Token("there is no ID token".to_owned());
        let token = answer.id_token().ok_or_else(none)?;
        let nonce = Nonce::new(begun.nonce.clone());
        let mut claims = token.claims(&verifies(&client, now), &nonce);
        if let Err(ClaimsVerificationError::SignatureVerification(_)) = claims {
            // It signs by another key than a while ago.
            client = self.client(&self.discover(now).await?);
            claims = token.claims(&verifies(&client, now), &nonce);
        }
        let claims = claims.map_err(|error| IdentityError::Token(error.to_string()))?;
        self.person(&client, claims, answer.access_token()).await
    }

    /// Where somebody is sent who wants to be signed out there, too; none if it has no such page.
    ///
    /// # Errors
    /// The provider.
    pub async fn way_out(&self, now: Timestamp) -> Result<Option<Url>, IdentityError> {
        let known = self.known(now).await?;
        let end = known.metadata.additional_metadata().end_session_endpoint.clone();
        Ok(end.map(|end| {
            LogoutRequest::from(end)
                .set_client_id(ClientId::new(self.config.client_id.clone()))
                .set_post_logout_redirect_uri(self.left.clone())
                .http_get_url()
        }))
    }

    /// Whether it is known to have such a page. Asks nobody.
    pub async fn has_way_out(&self) -> bool {
        let known = self.known.lock().await;
        let metadata = known.as_ref().map(|known| known.metadata.additional_metadata());
        metadata.is_some_and(|metadata| metadata.end_session_endpoint.is_some())
    }

    /// Asks it anew what it says of itself.
    ///
    /// # Errors
    /// The provider.
    pub async fn look(&self, now: Timestamp) -> Result<(), IdentityError> {
        self.discover(now).await.map(drop)
    }

    async fn known(&self, now: Timestamp) -> Result<Known, IdentityError> {
        let known = self.known.lock().await.clone();
        match known.filter(|known| now.duration_since(known.at) < BELIEVED) {
            Some(known) => Ok(known),
            None => self.discover(now).await,
        }
    }

    async fn discover(&self, now: Timestamp) -> Result<Known, IdentityError> {
        let metadata =
            ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &self.outgoing).await;
        let metadata = metadata.map_err(|error| match error {
            DiscoveryError::Request(error) => IdentityError::Ask(error),
            // Not the bodies: they may be long.
            error => IdentityError::Discovery(error.to_string()),
        })?;
        only_https(&metadata)?;
        let known = Known { metadata: Arc::new(metadata), at: now };
        *self.known.lock().await = Some(known.clone());
        Ok(known)
    }

    fn client(&self, known: &Known) -> Client {
        let metadata = &known.metadata;
        let id = ClientId::new(self.config.client_id.clone());
        let methods = metadata.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_none_or(|known| known.contains(&method));
        let in_body = !takes(CoreClientAuthMethod::ClientSecretBasic)
            && takes(CoreClientAuthMethod::ClientSecretPost);
        let by = if in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        CoreClient::from_provider_metadata((**metadata).clone(), id, self.secret.clone())
            .set_redirect_uri(self.back.clone())
            .set_auth_type(by)
    }
}

fn secret(config: &ProviderConfig) -> Result<Option<ClientSecret>, ProviderError> {
    let path = &config.client_secret_file;
    let secret = if path.as_os_str().is_empty() {
        config.client_secret.clone()
    } else {
        let read = std::fs::read_to_string(path);
        let read =
            read.map_err(|error| ProviderError::Secret(path.display().to_string(), error))?;
        read.trim().to_owned()
    };
    Ok(Some(secret).filter(|secret| !secret.is_empty()).map(ClientSecret::new))
}
