//! The identity provider of the office 统一身份认证, over OpenID Connect: the code flow with PKCE, state and nonce. What is
//! kept of it is who somebody is there; no token of the provider outlives the request that fetched it.

mod begun;
mod outgoing;
pub mod page;

use std::io;
use std::sync::Arc;

use chrono::DateTime;
use huisheng_domain::sign_in::Way;
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreGenderClaim, CoreIdTokenClaims,
    CoreIdTokenVerifier, CoreJwsSigningAlgorithm as Signed, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret,
    CsrfToken, DiscoveryError, EmptyAdditionalClaims, EndUserEmail, EndUserName, EndUserUsername,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, LocalizedClaim, LogoutRequest, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl,
    ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, Scope, TokenResponse,
};
use reqwest::Url;
use thiserror::Error;
use tokio::sync::Mutex;

use crate::config::{Config, NameClaim, ProviderConfig};
pub use begun::{Begun, Half, Purpose, open, seal};
use outgoing::{AskError, Outgoing};

/// How long what the provider says of itself is believed. Its keys are asked for anew before that, if one is missing.
const BELIEVED: SignedDuration = SignedDuration::from_hours(1);
/// Characters of a subject, by OpenID Connect Core 1.0, section 2.
pub const LONGEST_SUBJECT: usize = 255;
/// Characters of the name of an identity that are kept.
const LONGEST_NAME: usize = 100;
/// By which keys of the provider a token may be signed. No shared secret, and not `none`.
const SIGNED: [Signed; 10] = [
    Signed::RsaSsaPkcs1V15Sha256,
    Signed::RsaSsaPkcs1V15Sha384,
    Signed::RsaSsaPkcs1V15Sha512,
    Signed::RsaSsaPssSha256,
    Signed::RsaSsaPssSha384,
    Signed::RsaSsaPssSha512,
    Signed::EcdsaP256Sha256,
    Signed::EcdsaP384Sha384,
    Signed::EcdsaP521Sha512,
    Signed::EdDsa,
];

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

    async fn person(
        &self,
        client: &Client,
        claims: &CoreIdTokenClaims,
        access: &AccessToken,
    ) -> Result<Proven, IdentityError> {
        let refused = |why: &str| IdentityError::Token(why.to_owned());
        let subject = claims.subject().as_str();
        if !is_subject(subject) {
            return Err(refused("its subject is none"));
        }
        if claims.authorized_party().is_some_and(|party| party.as_str() != self.config.client_id) {
            return Err(refused("it was made for another party"));
        }
        let told = (claims.preferred_username(), claims.name(), claims.email());
        let name = match name(self.config.name_claim, told) {
            Some(name) => name,
            None => self.name_of(client, claims, access).await,
        };
        let amr = claims.auth_method_refs().into_iter().flatten().map(|one| one.as_str());
        let acr = claims.auth_context_ref().map(|acr| acr.as_str());
        let way = Way::Provider { twice: self.config.is_twice(amr, acr) };
        Ok(Proven { subject: subject.to_owned(), name, way })
    }

    /// Most providers tell names apart from the token. Without one the person is known all the same.
    async fn name_of(
        &self,
        client: &Client,
        claims: &CoreIdTokenClaims,
        access: &AccessToken,
    ) -> String {
        let Ok(request) = client.user_info(access.clone(), Some(claims.subject().clone())) else {
            return String::new();
        };
        let told: Result<CoreUserInfoClaims, _> = request
            .request_async::<EmptyAdditionalClaims, _, CoreGenderClaim>(&self.outgoing)
            .await;
        match told {
            Ok(told) => {
                let told = (told.preferred_username(), told.name(), told.email());
                name(self.config.name_claim, told).unwrap_or_default()
            }
            Err(error) => {
                tracing::warn!(%error, "the identity provider does not tell a name");
                String::new()
            }
        }
    }
}

/// Whether a text can be a subject.
pub fn is_subject(text: &str) -> bool {
    let length = text.chars().count();
    (1..=LONGEST_SUBJECT).contains(&length) && !text.chars().any(char::is_control)
}

/// What token and person tell of names.
type Names<'a> = (
    Option<&'a EndUserUsername>,
    Option<&'a LocalizedClaim<EndUserName>>,
    Option<&'a EndUserEmail>,
);

/// The name by which people know an identity, as it can be shown.
fn name(claim: NameClaim, (username, name, email): Names<'_>) -> Option<String> {
    let told = match claim {
        NameClaim::PreferredUsername => username.map(|one| one.as_str()),
        NameClaim::Name => name.and_then(|one| one.get(None)).map(|one| one.as_str()),
        NameClaim::Email => email.map(|one| one.as_str()),
    };
    let shown: String = told?.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    Some(shown.trim().to_owned()).filter(|shown| !shown.is_empty())
}

/// Issuer, audience, end, nonce and signature are looked at, by the clock of the house.
fn verifies(client: &Client, now: Timestamp) -> CoreIdTokenVerifier<'_> {
    let now = DateTime::from_timestamp(now.as_second(), 0).unwrap_or_default();
    client.id_token_verifier().set_allowed_algs(SIGNED).set_time_fn(move || now)
}

/// Where the issuer is known by its certificate, nothing it names is asked without one.
fn only_https(metadata: &ProviderMetadataWithLogout) -> Result<(), IdentityError> {
    if metadata.issuer().url().scheme() != "https" {
        return Ok(());
    }
    let end = metadata.additional_metadata().end_session_endpoint.as_ref();
    let named = [
        Some(metadata.authorization_endpoint().url()),
        metadata.token_endpoint().map(|one| one.url()),
        metadata.userinfo_endpoint().map(|one| one.url()),
        Some(metadata.jwks_uri().url()),
        end.map(|one| one.url()),
    ];
    match named.into_iter().flatten().find(|url| url.scheme() != "https") {
        Some(url) => Err(IdentityError::Discovery(format!("{url} is not https"))),
        None => Ok(()),
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
