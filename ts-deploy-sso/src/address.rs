//! Addresses: where users sign in and where they are sent back to (rows I3, I4, I9).

use crate::component::CognitoSso;

impl CognitoSso {
    /// The host that users sign in at: `acme.auth.us-east-1.amazoncognito.com`.
    pub fn sign_in_host(&self) -> String {
        self.draft.hosted_domain.host(&self.draft.target.region)
    }

    /// Where Cognito sends a signed-in user back to (`SSO_REDIRECT_URI`, I3); also where users of
    /// the platform begin (I9).
    pub fn callback_url(&self) -> String {
        format!("https://{}/login/sso", self.draft.platform_domain)
    }

    /// Where Cognito sends a user back to who signed out (I3).
    pub fn sign_out_url(&self) -> String {
        format!("https://{}/logout", self.draft.platform_domain)
    }
}
