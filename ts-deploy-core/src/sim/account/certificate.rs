//! Certificates.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use crate::ids::{CertificateArn, DomainName};
use crate::port::PortResult;
use crate::port::certificate::{
    Certificate, CertificateImport, CertificateReader, CertificateStatus, CertificateType,
    CertificateWriter, KeyAlgorithm, Renewal,
};
use crate::sim::place::{SimPlace, Verb};
use crate::sim::refusal::{Answer, Refusal};
use crate::target::Target;

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
        serial: Some("0f:51:a3".to_owned()),
        renewal: Renewal::default(),
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

    async fn imported(&self, serial: &str) -> PortResult<Option<Certificate>> {
        self.read(Verb("acm", "ListCertificates"), |place, _| {
            let mut held = place.holds.certificates.iter();
            let found = held.find(|one| {
                one.kind == CertificateType::Imported && one.serial.as_deref() == Some(serial)
            });
            Ok(found.cloned())
        })
    }
}

/// A new certificate's ARN.
fn new_arn(target: &Target, words: &[&str]) -> Answer<CertificateArn> {
    let hash = crate::hash::of_parts(words.iter().copied());
    let id: String = hash.chars().take(32).collect();
    let (region, account) = (&target.region, &target.account);
    let partition = region.partition().as_str();
    let arn = format!("arn:{partition}:acm:{region}:{account}:certificate/{id}");
    CertificateArn::parse(arn).map_err(|refused| Refusal::invalid(refused.to_string()))
}

#[async_trait]
impl CertificateWriter for SimPlace {
    async fn import(&self, import: &CertificateImport) -> PortResult<CertificateArn> {
        self.change(Verb("acm", "ImportCertificate"), |world, target| {
            if import.over.is_some() && !import.tags.is_empty() {
                return Err(Refusal::invalid(
                    "Tags cannot be applied while reimporting a certificate",
                ));
            }
            let count = world.changing_calls.to_string();
            let says = import.says.clone();
            let held = &mut world.place(target).holds.certificates;
            let arn = match &import.over {
                None => new_arn(target, &[&says.serial, &count])?,
                Some(over) => {
                    let there = held.iter().find(|one| one.arn == *over);
                    let there = there
                        .ok_or_else(|| Refusal::not_found(format!("no certificate {over}")))?;
                    if there.kind != CertificateType::Imported {
                        return Err(Refusal::invalid("The certificate was not imported"));
                    }
                    over.clone()
                }
            };
            held.retain(|one| one.arn != arn);
            held.push(Certificate {
                arn: arn.clone(),
                names: says.names,
                status: CertificateStatus::Issued,
                kind: CertificateType::Imported,
                key: Some(says.key),
                not_before: Some(says.not_before),
                not_after: Some(says.not_after),
                serial: Some(says.serial),
                renewal: Renewal::default(),
            });
            Ok((arn, true))
        })
    }
}
