//! Certificates of load balancers (`acm`).

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{PortResult, ReadPort};
use crate::ids::CertificateArn;

/// The state of a certificate, in ACM's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum CertificateStatus {
    /// It waits for somebody to show that the domain is theirs.
    PendingValidation,
    /// It can be used.
    Issued,
    /// It cannot be used.
    Inactive,
    /// Its time is over.
    Expired,
    /// Nobody showed in time that the domain is theirs.
    ValidationTimedOut,
    /// Its authority took it back.
    Revoked,
    /// It was refused.
    Failed,
    /// A state this version does not know; never taken for usable.
    #[serde(other)]
    Unknown,
}

impl CertificateStatus {
    /// ACM's spelling: `PENDING_VALIDATION`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PendingValidation => "PENDING_VALIDATION",
            Self::Issued => "ISSUED",
            Self::Inactive => "INACTIVE",
            Self::Expired => "EXPIRED",
            Self::ValidationTimedOut => "VALIDATION_TIMED_OUT",
            Self::Revoked => "REVOKED",
            Self::Failed => "FAILED",
            Self::Unknown => "unknown",
        }
    }
}

/// Where a certificate comes from, in ACM's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum CertificateType {
    /// Somebody uploaded it: it is never renewed by itself.
    Imported,
    /// ACM issued it, and renews it.
    AmazonIssued,
    /// A private authority issued it.
    Private,
    /// A type this version does not know; never taken for one that renews itself.
    #[serde(other)]
    Unknown,
}

/// Algorithm and size of a certificate's key: `RSA_2048`. ACM's model spells it so, and its answers
/// `RSA-2048`: both are the same here.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeyAlgorithm(String);

impl KeyAlgorithm {
    /// Of either spelling.
    pub fn of(text: &str) -> Self {
        Self(text.replace('-', "_"))
    }

    /// With underscores: `RSA_2048`, `EC_prime256v1`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A certificate as `DescribeCertificate` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Its ARN.
    pub arn: CertificateArn,
    /// All names it is for, wildcards among them: `*.acme.example`.
    pub names: Vec<String>,
    /// Its state.
    pub status: CertificateStatus,
    /// Where it comes from.
    pub kind: CertificateType,
    /// Its key; `None` where ACM does not tell.
    pub key: Option<KeyAlgorithm>,
    /// From when it holds; `None` before it is issued.
    pub not_before: Option<Timestamp>,
    /// Until when it holds; `None` before it is issued.
    pub not_after: Option<Timestamp>,
}

impl Certificate {
    /// True when one of its names covers the host, as browsers match them: a wildcard stands for
    /// exactly one label, so that `*.acme.example` covers `tdp.acme.example` and neither
    /// `api.tdp.acme.example` nor `acme.example`. Case and a final dot do not count.
    pub fn covers(&self, host: &str) -> bool {
        let host = bare(host);
        self.names.iter().any(|name| {
            let name = bare(name);
            let below = name.strip_prefix("*.");
            match (below, host.split_once('.')) {
                (Some(below), Some((label, rest))) => !label.is_empty() && rest == below,
                _ => name == host,
            }
        })
    }
}

/// In lower case, without a final dot.
fn bare(name: &str) -> String {
    let name = name.strip_suffix('.').unwrap_or(name);
    name.to_ascii_lowercase()
}

/// Reads certificates. Calls are repeatable.
#[async_trait]
pub trait CertificateReader: Send + Sync {
    /// The certificate of this ARN; `None` when there is none in the target's account and region.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn certificate(&self, arn: &CertificateArn) -> PortResult<Option<Certificate>>;
}

impl ReadPort for dyn CertificateReader {
    const NAME: &'static str = "certificate reader";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> Certificate {
        Certificate {
            arn: CertificateArn::parse("arn:aws:acm:us-east-1:111122223333:certificate/a").unwrap(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            status: CertificateStatus::Issued,
            kind: CertificateType::Imported,
            key: Some(KeyAlgorithm::of("RSA-2048")),
            not_before: None,
            not_after: None,
        }
    }

    #[test]
    fn a_wildcard_stands_for_exactly_one_label() {
        let wildcard = of(&["*.Acme.example."]);
        assert!(wildcard.covers("tdp.acme.example"));
        for host in ["api.tdp.acme.example", "acme.example", ".acme.example"] {
            assert!(!wildcard.covers(host), "{host}");
        }
    }

    #[test]
    fn every_name_counts_and_case_does_not() {
        let two = of(&["tdp.acme.example", "API.tdp.acme.example"]);
        assert!(two.covers("tdp.acme.example.") && two.covers("api.tdp.acme.example"));
    }

    #[test]
    fn both_spellings_of_a_key_are_the_same() {
        assert_eq!(KeyAlgorithm::of("RSA-2048"), KeyAlgorithm::of("RSA_2048"));
    }
}
