//! Certificates of load balancers (`acm`).

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ChangePort, PortResult, ReadPort};
use crate::ids::CertificateArn;
use crate::secret::Secret;

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

/// How far ACM is with the renewal of a certificate, in ACM's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum RenewalStatus {
    /// ACM tries to see by itself that the domain is still theirs.
    PendingAutoRenewal,
    /// ACM could not, and waits for somebody to show it.
    PendingValidation,
    /// It was renewed.
    Success,
    /// It ends without being renewed.
    Failed,
    /// A state this version does not know; never taken for success.
    #[serde(other)]
    Unknown,
}

impl RenewalStatus {
    /// ACM's spelling: `PENDING_VALIDATION`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PendingAutoRenewal => "PENDING_AUTO_RENEWAL",
            Self::PendingValidation => "PENDING_VALIDATION",
            Self::Success => "SUCCESS",
            Self::Failed => "FAILED",
            Self::Unknown => "unknown",
        }
    }
}

/// A record in DNS by which ACM sees that a domain is theirs who asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidationRecord {
    /// Its name: `_x1.tetra.acme.example.`.
    pub name: String,
    /// Its type: `CNAME`.
    pub kind: String,
    /// Its value: `_x2.acm-validations.aws.`.
    pub value: String,
}

/// What ACM tells of the renewal of a certificate that it issued (`RenewalEligibility`,
/// `RenewalSummary`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewal {
    /// Whether ACM renews it at all: only what one of AWS's services uses; `None` where that is not
    /// told.
    pub eligible: Option<bool>,
    /// How far it is; `None` before ACM began, sixty days before the end.
    pub status: Option<RenewalStatus>,
    /// Why it failed, in ACM's word: `CAA_ERROR`.
    pub reason: Option<String>,
    /// The records that ACM looks for, of the domains that it has not seen yet; empty where it
    /// validates otherwise.
    pub records: Vec<ValidationRecord>,
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
    /// The serial number that its authority gave it, as [`bare_serial`] makes it: `0f:51:a3`; `None`
    /// before it is issued.
    #[serde(default)]
    pub serial: Option<String>,
    /// How its renewal stands; nothing of one that ACM does not renew.
    #[serde(default)]
    pub renewal: Renewal,
}

/// A certificate to import, in PEM.
#[derive(Clone, Debug)]
pub struct CertificateImport {
    /// The imported certificate that it takes the place of, under the same ARN; `None` for a new one.
    pub over: Option<CertificateArn>,
    /// The certificate itself.
    pub certificate: String,
    /// Those of the authorities that lead from it to a root; empty for one that signs itself.
    pub chain: String,
    /// Its private key, not encrypted.
    pub private_key: Secret,
    /// The tags of a new one. ACM takes none with one that takes another's place, which keeps its own.
    pub tags: BTreeMap<String, String>,
    /// What the certificate says, for backends that do not read certificates.
    pub says: CertificateFacts,
}

/// A serial number in lower case, without the zeros that DER puts before a number: the same for ACM
/// and for whoever reads the certificate itself.
pub fn bare_serial(text: &str) -> String {
    let mut rest = text;
    while let Some(shorter) = rest.strip_prefix("00:") {
        rest = shorter;
    }
    rest.to_ascii_lowercase()
}

/// What a certificate says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// All names it is for.
    pub names: Vec<String>,
    /// Its key.
    pub key: KeyAlgorithm,
    /// From when it holds.
    pub not_before: Timestamp,
    /// Until when it holds.
    pub not_after: Timestamp,
    /// Its serial number, as [`bare_serial`] makes it.
    pub serial: String,
}

impl Certificate {
    /// True when one of its names covers the host, as browsers match them: a wildcard stands for
    /// exactly one label, so that `*.acme.example` covers `tdp.acme.example` and neither
    /// `api.tdp.acme.example` nor `acme.example`. Case and a final dot do not count.
    pub fn covers(&self, host: &str) -> bool {
        covers(&self.names, host)
    }
}

/// True when one of `names` covers the host; see [`Certificate::covers`].
pub(crate) fn covers(names: &[String], host: &str) -> bool {
    let host = bare(host);
    names.iter().any(|name| {
        let name = bare(name);
        let below = name.strip_prefix("*.");
        match (below, host.split_once('.')) {
            (Some(below), Some((label, rest))) => !label.is_empty() && rest == below,
            _ => name == host,
        }
    })
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

    /// The imported certificate of this serial number; `None` when there is none in the target's
    /// account and region.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn imported(&self, serial: &str) -> PortResult<Option<Certificate>>;
}

impl ReadPort for dyn CertificateReader {
    const NAME: &'static str = "certificate reader";
}

/// Imports certificates.
#[async_trait]
pub trait CertificateWriter: Send + Sync {
    /// Imports a certificate (`ImportCertificate`) and answers with its ARN. It takes no token: a
    /// second import of a new one is a second certificate, so that whoever implements this sends it
    /// once, and whoever calls it looks for the serial number first.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when the one
    /// that it is to take the place of is not there, [`Invalid`](super::ErrorKind::Invalid) when
    /// that one was not imported.
    async fn import(&self, import: &CertificateImport) -> PortResult<CertificateArn>;
}

impl ChangePort for dyn CertificateWriter {
    const NAME: &'static str = "certificate writer";
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
            serial: None,
            renewal: Renewal::default(),
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
