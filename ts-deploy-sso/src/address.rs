//! Addresses: where users sign in and where they are sent back to (mission rows I3, I4, I9).

use ts_deploy_core::ids::{Partition, Region};

use crate::component::CognitoSso;
use crate::decisions::HostedDomain;

impl HostedDomain {
    /// The host that users sign in at. `region` is the pool's.
    pub fn host(&self, region: &Region) -> String {
        match self {
            Self::Custom { domain, .. } => domain.to_string(),
            Self::Prefix(prefix) => {
                // GovCloud has the FIPS hosts only.
                let (kind, suffix) = match region.partition() {
                    Partition::AwsUsGov => ("auth-fips", "amazoncognito.com"),
                    Partition::AwsCn => ("auth", "amazoncognito.com.cn"),
                    _ => ("auth", "amazoncognito.com"),
                };
                format!("{prefix}.{kind}.{region}.{suffix}")
            }
        }
    }
}

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
