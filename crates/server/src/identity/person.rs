//! Who somebody is, as a token that was believed tells it.

use huisheng_domain::sign_in::Way;
use openidconnect::core::{CoreGenderClaim, CoreIdTokenClaims, CoreUserInfoClaims};
use openidconnect::{
    AccessToken, EmptyAdditionalClaims, EndUserEmail, EndUserName, EndUserUsername, LocalizedClaim,
};

use super::{Client, IdentityError, IdentityProvider, Proven};
use crate::config::NameClaim;

/// Characters of a subject, by OpenID Connect Core 1.0, section 2.
const LONGEST_SUBJECT: usize = 255;
/// Characters of the name of an identity that are kept.
const LONGEST_NAME: usize = 100;

impl IdentityProvider {
    /// The person of a token.
    pub(super) async fn person(
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
fn is_subject(text: &str) -> bool {
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
