//! The identity provider: what Cognito is told about it, and what it is told about Cognito
//! (rows I4, I8).

use std::collections::BTreeMap;

use ts_deploy_core::deployment::single_sign_on::{ApplicationSecret, Protocol, SamlSource};
use ts_deploy_core::ids::UserPoolId;
use ts_deploy_core::parameter::{Value, Wire};
use ts_deploy_core::port::user_pool::ProviderType;

use crate::component::CognitoSso;
use crate::ssm::awaited;

/// The wire as which the user pool's id is awaited, as long as the pool is not made.
pub fn user_pool_wire() -> Wire {
    awaited("user pool id")
}

/// What is entered on the identity provider's side, where the platform is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityProviderSide {
    /// For SAML.
    Saml {
        /// The entity id (audience): `urn:amazon:cognito:sp:` and the pool's id, awaited until the
        /// pool is made.
        entity_id: Value,
        /// The assertion consumer service, for the POST binding.
        acs_url: String,
    },
    /// For OIDC.
    Oidc {
        /// The redirect address.
        redirect_uri: String,
    },
}

impl std::fmt::Display for IdentityProviderSide {
    /// The lines to hand to whoever runs the identity provider.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Oidc { redirect_uri } => write!(f, "Redirect URI: {redirect_uri}"),
            Self::Saml { entity_id, acs_url } => {
                match entity_id {
                    Value::Plain(id) => writeln!(f, "Entity ID (audience): {id}")?,
                    Value::Awaited(_) | Value::Secret(_) => writeln!(
                        f,
                        "Entity ID (audience): urn:amazon:cognito:sp: and the id of the user pool, once it is made"
                    )?,
                }
                write!(f, "Assertion consumer service (POST): {acs_url}")
            }
        }
    }
}

fn application_secret(secret: &ApplicationSecret) -> Value {
    match secret {
        ApplicationSecret::Given(secret) => Value::Secret(secret.clone()),
        ApplicationSecret::From(name) => Value::Awaited(Wire {
            from: name.to_string(),
            what: "client secret".to_owned(),
        }),
    }
}

impl CognitoSso {
    /// The type of the identity provider.
    pub fn provider_type(&self) -> ProviderType {
        match self.draft.identity_provider.protocol {
            Protocol::Saml(_) => ProviderType::Saml,
            Protocol::Oidc { .. } => ProviderType::Oidc,
        }
    }

    /// The details of the identity provider, by Cognito's own keys. Cognito adds more of its own:
    /// only these are to be compared.
    pub fn provider_details(&self) -> BTreeMap<&'static str, Value> {
        match &self.draft.identity_provider.protocol {
            Protocol::Saml(SamlSource::Url(url)) => {
                BTreeMap::from([("MetadataURL", url.as_str().into())])
            }
            Protocol::Saml(SamlSource::File(metadata)) => {
                BTreeMap::from([("MetadataFile", metadata.as_str().into())])
            }
            // The check refuses metadata that nobody read.
            Protocol::Saml(SamlSource::Path(_)) => BTreeMap::new(),
            Protocol::Oidc {
                issuer,
                client_id,
                client_secret,
            } => BTreeMap::from([
                ("client_id", client_id.as_str().into()),
                ("client_secret", application_secret(client_secret)),
                ("attributes_request_method", "GET".into()),
                ("oidc_issuer", issuer.as_str().into()),
                ("authorize_scopes", "openid profile email".into()),
            ]),
        }
    }

    /// The mapping as Cognito takes it: the pool's attribute is the key, the claim the value. An
    /// update replaces the mapping as a whole.
    pub fn attribute_mapping(&self) -> BTreeMap<String, String> {
        let mapping = &self.draft.mapping;
        let named = [
            ("email", &mapping.email),
            ("given_name", &mapping.given_name),
            ("family_name", &mapping.family_name),
            (self.draft.groups(), &mapping.groups),
        ];
        let named = named
            .into_iter()
            .filter_map(|(attribute, claim)| Some((attribute, claim.as_ref()?)));
        let other = mapping.other.iter().map(|(a, claim)| (a.as_str(), claim));
        named
            .chain(other)
            .map(|(attribute, claim)| (attribute.to_owned(), claim.to_string()))
            .collect()
    }

    /// What the identity provider's side needs (I8); the entity id is complete once the pool is
    /// known.
    pub fn identity_provider_side(&self, pool: Option<&UserPoolId>) -> IdentityProviderSide {
        let host = self.sign_in_host();
        match self.draft.identity_provider.protocol {
            Protocol::Saml(_) => IdentityProviderSide::Saml {
                entity_id: match pool {
                    Some(pool) => format!("urn:amazon:cognito:sp:{pool}").into(),
                    None => Value::Awaited(user_pool_wire()),
                },
                acs_url: format!("https://{host}/saml2/idpresponse"),
            },
            Protocol::Oidc { .. } => IdentityProviderSide::Oidc {
                redirect_uri: format!("https://{host}/oauth2/idpresponse"),
            },
        }
    }
}
