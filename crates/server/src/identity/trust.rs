//! What of a provider is believed: tokens that it signed for this house, and addresses that are its own.

use chrono::DateTime;
use jiff::Timestamp;
use openidconnect::ProviderMetadataWithLogout;
use openidconnect::core::{CoreIdTokenVerifier, CoreJwsSigningAlgorithm as Signed};

use super::{Client, IdentityError};

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

/// Issuer, audience, end, nonce and signature are looked at, by the clock of the house.
pub(super) fn verifies(client: &Client, now: Timestamp) -> CoreIdTokenVerifier<'_> {
    let now = DateTime::from_timestamp(now.as_second(), 0).unwrap_or_default();
    client.id_token_verifier().set_allowed_algs(SIGNED).set_time_fn(move || now)
}

/// Where the issuer is known by its certificate, nothing it names is asked without one.
pub(super) fn only_https(metadata: &ProviderMetadataWithLogout) -> Result<(), IdentityError> {
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
