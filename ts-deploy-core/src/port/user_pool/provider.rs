//! The identity providers of a user pool.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::OtherSettings;
use crate::ids::{ProviderName, UserPoolId};
use crate::secret::Secret;

/// The key of the one detail that is secret. It never stands among the details that are shown.
pub const CLIENT_SECRET: &str = "client_secret";

/// The type of an identity provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ProviderType {
    /// SAML 2.0.
    #[serde(rename = "SAML")]
    Saml,
    /// `OpenID` Connect.
    #[serde(rename = "OIDC")]
    Oidc,
    /// Another one, such as a social provider.
    #[serde(other)]
    Unknown,
}

impl ProviderType {
    /// Cognito's spelling: `SAML`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Saml => "SAML",
            Self::Oidc => "OIDC",
            Self::Unknown => "unknown",
        }
    }
}

/// An identity provider as `DescribeIdentityProvider` shows it, without its secret.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Its name.
    pub name: ProviderName,
    /// Its type.
    pub kind: ProviderType,
    /// Its details by Cognito's keys, those that Cognito adds by itself among them, without
    /// [`CLIENT_SECRET`].
    pub details: BTreeMap<String, String>,
    /// The claim that fills each attribute: the pool's attribute is the key.
    pub mapping: BTreeMap<String, String>,
    /// All other settings, such as the identifiers that users may choose it by.
    pub other: OtherSettings,
}

/// The secret that a request carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DetailSecret {
    /// None: the provider's type has none.
    None,
    /// This one.
    Given(Secret),
    /// The one that the provider has. Only in an update; the backend reads it and sends it back.
    Kept,
}

/// The details that a request carries: all of them, since those that are left out are lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetailsChange {
    /// The details without the secret.
    pub shown: BTreeMap<String, String>,
    /// The secret.
    pub secret: DetailSecret,
}

/// An identity provider to be made or changed.
#[derive(Clone, Debug)]
pub struct ProviderRequest {
    /// The pool.
    pub pool: UserPoolId,
    /// Its name.
    pub name: ProviderName,
    /// Its type.
    pub kind: ProviderType,
    /// Its details.
    pub details: DetailsChange,
    /// The claim that fills each attribute: all of them.
    pub mapping: BTreeMap<String, String>,
    /// All other settings.
    pub other: OtherSettings,
}
