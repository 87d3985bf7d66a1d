//! The domain of a user pool, where users sign in.

use serde::{Deserialize, Serialize};

use super::OtherSettings;
use crate::ids::{CertificateArn, UserPoolId};

/// The state of a domain, in Cognito's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum DomainStatus {
    /// It is being made.
    Creating,
    /// It is being removed.
    Deleting,
    /// It is being changed.
    Updating,
    /// It answers.
    Active,
    /// It could not be made or changed.
    Failed,
    /// A state this version does not know; never taken for success.
    #[serde(other)]
    Unknown,
}

impl DomainStatus {
    /// Cognito's spelling: `ACTIVE`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Deleting => "DELETING",
            Self::Updating => "UPDATING",
            Self::Active => "ACTIVE",
            Self::Failed => "FAILED",
            Self::Unknown => "unknown",
        }
    }
}

/// A domain as `DescribeUserPoolDomain` shows it.
#[derive(Clone, Debug)]
pub struct SignInDomain {
    /// The prefix, or the customer's domain.
    pub name: String,
    /// The pool that has it.
    pub pool: UserPoolId,
    /// Its state.
    pub status: DomainStatus,
    /// The certificate of a customer's domain.
    pub certificate: Option<CertificateArn>,
    /// The host in Amazon's content network to which a customer's domain has to point
    /// (`CloudFrontDistribution`).
    pub points_to: Option<String>,
    /// All other settings.
    pub other: OtherSettings,
}

/// A domain to be made or changed.
#[derive(Clone, Debug)]
pub struct DomainRequest {
    /// The pool that is to have it.
    pub pool: UserPoolId,
    /// The prefix, or the customer's domain.
    pub name: String,
    /// The certificate of a customer's domain, in us-east-1; `None` for a prefix.
    pub certificate: Option<CertificateArn>,
    /// All other settings.
    pub other: OtherSettings,
}
