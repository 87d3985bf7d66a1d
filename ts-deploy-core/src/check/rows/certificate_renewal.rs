//! What is done about a certificate whose end is near: by whom it was issued decides.

use crate::ids::{CertificateArn, DomainName, Region, printable};
use crate::port::certificate::{Certificate, CertificateType, Renewal, RenewalStatus};

/// The certificate that ends.
pub(super) struct Ending<'a> {
    pub(super) arn: &'a CertificateArn,
    pub(super) domain: &'a DomainName,
    pub(super) region: &'a Region,
}

impl Ending<'_> {
    /// How far ACM is with the renewal: `, and ACM has not renewed it (PENDING_VALIDATION)`; empty for
    /// what ACM does not renew.
    pub(super) fn standing(certificate: &Certificate) -> String {
        if certificate.kind != CertificateType::AmazonIssued {
            return String::new();
        }
        let Renewal {
            eligible,
            status,
            reason,
            ..
        } = &certificate.renewal;
        let word = match status {
            Some(status) => status.as_str(),
            None if *eligible == Some(false) => "INELIGIBLE",
            None => return ", and ACM has not renewed it".to_owned(),
        };
        let reason = reason.as_ref().map(|reason| printable(reason, 80));
        let reason = reason.map_or_else(String::new, |reason| format!(", {reason}"));
        format!(", and ACM has not renewed it ({word}{reason})")
    }

    /// What a person does about it.
    pub(super) fn remedy(&self, certificate: &Certificate) -> String {
        match certificate.kind {
            CertificateType::Imported => self.import_again(),
            CertificateType::AmazonIssued => self.renew(&certificate.renewal),
            CertificateType::Private | CertificateType::Unknown => format!(
                "Renew it with its authority: aws acm renew-certificate --certificate-arn {0} --region {1} for one of \
                 AWS Private CA's that was exported; for others {2}",
                self.arn,
                self.region,
                self.look()
            ),
        }
    }

    /// Import over an ARN is for imported ones alone.
    fn import_again(&self) -> String {
        format!(
            "Renew it with its authority, then import it over this one: aws acm import-certificate \
             --certificate-arn {} --certificate fileb://certificate.pem --private-key \
             fileb://key.pem --certificate-chain fileb://chain.pem --region {}.",
            self.arn, self.region
        )
    }

    fn renew(&self, renewal: &Renewal) -> String {
        if renewal.status == Some(RenewalStatus::Failed) {
            return self.request_another();
        }
        if renewal.eligible == Some(false) {
            return format!(
                "ACM renews only what one of AWS's services uses, such as the load balancer once the Service Layer is \
                 there: deploy before the end, or replace it. {}",
                self.request_another()
            );
        }
        if renewal.records.is_empty() {
            return format!("See what ACM waits for: {}", self.look());
        }
        let records = renewal.records.iter().map(|one| {
            let texts = [&one.name, &one.kind, &one.value].map(|text| printable(text, 253));
            texts.join(" ")
        });
        let records: Vec<String> = records.collect();
        format!(
            "ACM renews it once it finds these records in the public DNS, which have to stay there: {}. Make them \
             (Route 53: the zone, Create record), and look again in some hours: {}",
            records.join("; "),
            self.look()
        )
    }

    fn look(&self) -> String {
        format!(
            "aws acm describe-certificate --certificate-arn {} --region {} --query \
             Certificate.[RenewalEligibility,RenewalSummary]",
            self.arn, self.region
        )
    }

    fn request_another(&self) -> String {
        format!(
            "Ask ACM for another, and write its ARN into web.dns: aws acm request-certificate --domain-name {0} \
             --subject-alternative-names api.{0} --validation-method DNS --region {1}.",
            self.domain, self.region
        )
    }
}
