//! The app client, by which the platform signs users in (rows I2, I3).

use crate::component::CognitoSso;

/// The name of the client in its pool, by which it is found.
pub const CLIENT_NAME: &str = "tetrascience-platform";

/// A scope that the platform asks for.
///
/// `aws.cognito.signin.user.admin` is not one of them and cannot be added: with it users could
/// change their own groups, and so choose their own roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The user's e-mail address.
    Email,
    /// That the user signed in at all.
    OpenId,
    /// Names, and the groups attribute.
    Profile,
}

impl Scope {
    /// All three, as the documents list them.
    pub const ALL: [Self; 3] = [Self::Email, Self::OpenId, Self::Profile];

    /// The word of OIDC: `openid`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::OpenId => "openid",
            Self::Profile => "profile",
        }
    }
}

/// What the app client is made with. Cognito resets what an update leaves out, so that all of it
/// is always sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppClient {
    /// Where users are sent back to; matched exactly.
    pub callback_urls: Vec<String>,
    /// Where users are sent back to when they signed out; matched exactly.
    pub logout_urls: Vec<String>,
    /// What is asked for.
    pub scopes: Vec<Scope>,
    /// Always `code`: the platform exchanges it with its secret, so that no token passes through a
    /// browser's address line.
    pub flows: Vec<&'static str>,
    /// Always true: a secret cannot be added later to a client that was made without one.
    pub generate_secret: bool,
    /// What the platform reads of a user.
    pub read_attributes: Vec<String>,
    /// What the identity provider fills, and nothing more. A mapped attribute that is not among
    /// them makes every sign-in fail.
    pub write_attributes: Vec<String>,
    /// The identity provider of the customer, and no other: nobody signs in at the pool itself.
    pub identity_providers: Vec<String>,
}

impl CognitoSso {
    /// The app client.
    pub fn app_client(&self) -> AppClient {
        let read = ["email", "family_name", "given_name", self.draft.groups()];
        AppClient {
            callback_urls: vec![self.callback_url()],
            logout_urls: vec![self.sign_out_url()],
            scopes: Scope::ALL.to_vec(),
            flows: vec!["code"],
            generate_secret: true,
            read_attributes: read.map(str::to_owned).to_vec(),
            write_attributes: self.attribute_mapping().into_keys().collect(),
            identity_providers: vec![self.draft.identity_provider.name.to_string()],
        }
    }
}
