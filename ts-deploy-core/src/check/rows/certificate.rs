//! R11: the certificate of the platform's domain.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::certificate_renewal::Ending;
use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::finding::{Finding, Findings};
use crate::ids::{CertificateArn, DomainName, printable};
use crate::layer::service::{CustomerCertificate, Dns, ZoneCertificate};
use crate::plan::{Evidence, StepError};
use crate::port::certificate::{
    Certificate, CertificateReader, CertificateStatus, CertificateType,
};
use crate::target::{Target, TargetName};

/// Within which time the end of a certificate is near, and worth knowing.
const NEAR: SignedDuration = SignedDuration::from_hours(30 * 24);
const KNOWN: SignedDuration = SignedDuration::from_hours(90 * 24);

const WHY: &str = "The Service Layer's load balancer serves the platform with this certificate; with \
                   one that AWS does not take the launch fails, with one that browsers do not take \
                   nobody can sign in.";

/// That the certificate of the platform's domain is issued, not near its end, of RSA 1024 or 2048,
/// in the target's account and region, and covers the domain and its `api.` subdomain (R11).
#[derive(Clone, Debug)]
pub struct CertificateCheck {
    target: Target,
    arn: CertificateArn,
    domain: DomainName,
}

impl CertificateCheck {
    /// The check of the certificate `arn` for the platform at `domain`.
    pub fn new(target: Target, arn: CertificateArn, domain: DomainName) -> Self {
        Self {
            target,
            arn,
            domain,
        }
    }

    /// The check of a deployment; `None` when ACM is to issue the certificate, or there is to be
    /// none.
    pub fn of(deployment: &Deployment) -> Option<Self> {
        let layer = &deployment.service_layer;
        let web = &layer.draft().web;
        let arn = match &web.dns {
            Dns::ExistingZone {
                certificate: ZoneCertificate::Given(arn),
                ..
            }
            | Dns::NewZone { certificate: arn }
            | Dns::CustomerManaged {
                certificate: CustomerCertificate::Given(arn),
            } => arn,
            Dns::ExistingZone {
                certificate: ZoneCertificate::IssuedByAcm,
                ..
            }
            | Dns::CustomerManaged {
                certificate: CustomerCertificate::UnencryptedHttp,
            } => return None,
        };
        let (target, domain) = (layer.target().clone(), web.domain.clone());
        Some(Self::new(target, arn.clone(), domain))
    }

    /// The certificate that it is about.
    pub fn arn(&self) -> &CertificateArn {
        &self.arn
    }

    /// The account and region that it is for.
    pub fn place(&self) -> &Target {
        &self.target
    }

    /// The domain that it is for.
    pub fn domain(&self) -> &DomainName {
        &self.domain
    }

    /// The names under which the platform is reached: the domain and its `api.` subdomain.
    pub(super) fn hosts(&self) -> [String; 2] {
        [self.domain.to_string(), format!("api.{}", self.domain)]
    }

    /// How one that will do is had.
    fn another(&self) -> String {
        format!(
            "Import one of RSA 2048 for {0} and api.{0}: aws acm import-certificate --certificate \
             fileb://certificate.pem --private-key fileb://key.pem --certificate-chain \
             fileb://chain.pem --region {1}, and write its ARN into web.dns.",
            self.domain, self.target.region
        )
    }

    fn blocks(&self, id: &'static str, seen: String, remedy: impl Into<String>) -> Finding {
        Finding::blocks(id, self.target.name.as_str(), seen)
            .why(WHY)
            .remedy(remedy)
            .row("R11")
    }

    fn warns(&self, id: &'static str, seen: String, remedy: impl Into<String>) -> Finding {
        Finding::warns(id, self.target.name.as_str(), seen)
            .why(WHY)
            .remedy(remedy)
            .row("R11")
    }

    /// A certificate of another account or region, which no load balancer here can use.
    pub(super) fn elsewhere(&self) -> Option<Finding> {
        let (region, account) = (self.arn.region()?, self.arn.account()?);
        let here = region == self.target.region && account == self.target.account;
        (!here).then(|| {
            let seen = format!(
                "the certificate {} is in {region} of account {account}, the load balancer in {} of {}",
                self.arn, self.target.region, self.target.account
            );
            self.blocks("certificate-elsewhere", seen, self.another())
        })
    }

    fn status(&self, certificate: &Certificate) -> Option<Finding> {
        let status = certificate.status;
        let remedy = match status {
            CertificateStatus::Issued => return None,
            CertificateStatus::PendingValidation => format!(
                "Show ACM that the domain is yours: aws acm describe-certificate --certificate-arn {} \
                 --region {} --query Certificate.DomainValidationOptions names the record to make in DNS.",
                self.arn, self.target.region
            ),
            CertificateStatus::Inactive
            | CertificateStatus::Expired
            | CertificateStatus::ValidationTimedOut
            | CertificateStatus::Revoked
            | CertificateStatus::Failed
            | CertificateStatus::Unknown => self.another(),
        };
        let seen = format!(
            "the certificate {} is {}, not ISSUED",
            self.arn,
            status.as_str()
        );
        Some(self.blocks("certificate-not-issued", seen, remedy))
    }

    fn time(&self, certificate: &Certificate, now: Timestamp) -> Option<Finding> {
        if let Some(begin) = certificate.not_before.filter(|begin| now < *begin) {
            let seen = format!("the certificate {} holds only from {begin} on", self.arn);
            return Some(self.blocks("certificate-not-yet", seen, self.another()));
        }
        let end = certificate.not_after?;
        let seen = format!("the certificate {} holds until {end}", self.arn);
        if end <= now {
            return Some(self.blocks("certificate-ended", seen, self.another()));
        }
        // ACM renews what it issued sixty days before its end.
        let renews = certificate.kind == CertificateType::AmazonIssued;
        let left = end.duration_since(now);
        let ending = Ending {
            arn: &self.arn,
            domain: &self.domain,
            region: &self.target.region,
        };
        let again = ending.remedy(certificate);
        if left < NEAR {
            let seen = format!("{seen}{}", Ending::standing(certificate));
            return Some(self.warns("certificate-ends-soon", seen, again));
        }
        (left < KNOWN && !renews).then(|| {
            let seen = format!("{seen}, and does not renew itself");
            Finding::informs("certificate-ends", self.target.name.as_str(), seen)
                .why(WHY)
                .remedy(again)
                .row("R11")
        })
    }

    fn key(&self, certificate: &Certificate) -> Option<Finding> {
        let key = certificate
            .key
            .as_ref()
            .map_or("unknown", |key| key.as_str());
        match key {
            "RSA_2048" => None,
            "RSA_1024" => {
                let seen = format!("the certificate {} has a key of RSA 1024", self.arn);
                let remedy = format!(
                    "The documents allow it; browsers and public authorities refuse it. {}",
                    self.another()
                );
                Some(self.warns("certificate-key-weak", seen, remedy))
            }
            other => {
                let seen = format!(
                    "the certificate {} has a key of {}; the vendor supports RSA 1024 and 2048",
                    self.arn,
                    printable(other, 40)
                );
                Some(self.blocks("certificate-key", seen, self.another()))
            }
        }
    }

    fn names(&self, certificate: &Certificate) -> Option<Finding> {
        let hosts = self.hosts();
        let uncovered: Vec<&str> = hosts
            .iter()
            .map(String::as_str)
            .filter(|host| !certificate.covers(host))
            .collect();
        (!uncovered.is_empty()).then(|| {
            let names = match certificate.names.as_slice() {
                [] => "no name (a common name does not count)".to_owned(),
                names => printable(&names.join(", "), 400),
            };
            let seen = format!(
                "the certificate {} is for {names} and does not cover {}",
                self.arn,
                uncovered.join(" and ")
            );
            let remedy = format!("A wildcard stands for one label only. {}", self.another());
            self.blocks("certificate-names", seen, remedy)
        })
    }

    fn absent(&self) -> Finding {
        let seen = format!(
            "there is no certificate {} in {}",
            self.arn, self.target.region
        );
        self.blocks("no-certificate", seen, self.another())
    }
}

#[async_trait]
impl Check for CertificateCheck {
    fn id(&self) -> &'static str {
        "certificate"
    }

    fn row(&self) -> &'static str {
        "R11"
    }

    fn title(&self) -> String {
        format!("Certificate of {}", self.domain)
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let only = |finding: Finding| Looked {
            findings: finding.into(),
            ..Looked::default()
        };
        if let Some(finding) = self.elsewhere() {
            return Ok(only(finding));
        }
        let reader = cx.ports.get::<dyn CertificateReader>(self.target.name)?;
        let Some(certificate) = reader.certificate(&self.arn).await? else {
            return Ok(only(self.absent()));
        };
        let mut findings = Findings::none();
        // What is not issued yet has neither key nor dates that say anything.
        let pending = certificate.status == CertificateStatus::PendingValidation;
        findings.extend(self.status(&certificate));
        if !pending {
            findings.extend(self.time(&certificate, cx.now));
            findings.extend(self.key(&certificate));
        }
        findings.extend(self.names(&certificate));
        let evidence = vec![Evidence {
            what: format!("certificate {}", self.arn),
            seen: format!(
                "{}, for {}",
                certificate.status.as_str(),
                printable(&certificate.names.join(", "), 400)
            ),
            at: cx.now,
            call: "acm:DescribeCertificate".to_owned(),
        }];
        Ok(Looked { findings, evidence })
    }
}
