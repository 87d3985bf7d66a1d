//! The app clients of a user pool.

use serde::{Deserialize, Serialize};

use super::OtherSettings;
use crate::secret::Secret;

/// The id of an app client.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AppClientId(pub String);

impl std::fmt::Display for AppClientId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// An app client as `ListUserPoolClients` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppClientSummary {
    /// Its id.
    pub id: AppClientId,
    /// Its name, which others may have too.
    pub name: String,
}

/// The settings of a client that an update sends: all of them.
#[derive(Clone, Debug, Default)]
pub struct AppClientSettings {
    /// Its name.
    pub name: String,
    /// Where users are sent after signing in.
    pub callback_urls: Vec<String>,
    /// Where users are sent after signing out.
    pub logout_urls: Vec<String>,
    /// The scopes that may be asked for.
    pub scopes: Vec<String>,
    /// The OAuth flows: `code`, `implicit`, `client_credentials`.
    pub flows: Vec<String>,
    /// True when flows, scopes and addresses count at all (`AllowedOAuthFlowsUserPoolClient`).
    /// Cognito's default is false.
    pub flows_enabled: bool,
    /// The attributes that may be read; none means the standard ones.
    pub read_attributes: Vec<String>,
    /// The attributes that may be written, by identity providers too; none means the standard
    /// ones.
    pub write_attributes: Vec<String>,
    /// The identity providers by which users sign in.
    pub providers: Vec<String>,
    /// All other settings: how long tokens are valid, which ways of signing in are allowed, and so
    /// on.
    pub other: OtherSettings,
}

/// An app client as `DescribeUserPoolClient` shows it.
#[derive(Clone, Debug)]
pub struct AppClient {
    /// Its id.
    pub id: AppClientId,
    /// Its secret; `None` when it was made without one.
    pub secret: Option<Secret>,
    /// Its settings.
    pub settings: AppClientSettings,
}
