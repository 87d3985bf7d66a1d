//! Certificates.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use crate::ids::{CertificateArn, DomainName};
use crate::port::PortResult;
use crate::port::certificate::{
    Certificate, CertificateReader, CertificateStatus, CertificateType, KeyAlgorithm,
};
use crate::sim::place::{SimPlace, Verb};

/// How long a certificate held before the world began, and holds from then on.
const HELD: SignedDuration = SignedDuration::from_hours(30 * 24);
const HOLDS: SignedDuration = SignedDuration::from_hours(335 * 24);

/// A certificate as the documents ask, imported a month ago for the platform's domain.
pub(super) fn documented(arn: CertificateArn, domain: &DomainName, now: Timestamp) -> Certificate {
    Certificate {
        arn,
        names: vec![domain.to_string(), format!("*.{domain}")],
        status: CertificateStatus::Issued,
        kind: CertificateType::Imported,
        key: Some(KeyAlgorithm::of("RSA_2048")),
        not_before: now.checked_sub(HELD).ok(),
        not_after: now.checked_add(HOLDS).ok(),
    }
}

#[async_trait]
impl CertificateReader for SimPlace {
    async fn certificate(&self, arn: &CertificateArn) -> PortResult<Option<Certificate>> {
        self.read(Verb("acm", "DescribeCertificate"), |place, _| {
            let mut held = place.holds.certificates.iter();
            Ok(held.find(|one| one.arn == *arn).cloned())
        })
    }
}
