//! Certificates, on `acm`.

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_sdk_acm::config::retry::RetryConfig;
use aws_sdk_acm::primitives::Blob;
use aws_sdk_acm::types as acm;
use aws_sdk_acm::types::{CertificateDetail, CertificateSummary, Filters, Tag};
use aws_types::SdkConfig;
use jiff::Timestamp;
use ts_deploy_core::ids::CertificateArn;
use ts_deploy_core::port::certificate::{
    Certificate, CertificateImport, CertificateReader, CertificateStatus, CertificateType,
    CertificateWriter, KeyAlgorithm, Renewal, RenewalStatus, ValidationRecord, bare_serial,
};
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;
use crate::pages::{Page, whole};
use crate::read::spelled;

/// [`CertificateReader`] and [`CertificateWriter`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsCertificates {
    client: aws_sdk_acm::Client,
    line: Line,
}

impl AwsCertificates {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_acm::Client::new(config);
        let service = "acm";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_acm::Client::from_conf(config);
        self
    }
}

#[async_trait]
impl CertificateReader for AwsCertificates {
    async fn certificate(&self, arn: &CertificateArn) -> PortResult<Option<Certificate>> {
        const OPERATION: &str = "DescribeCertificate";
        let call = self.client.describe_certificate();
        let sent = call.certificate_arn(arn.as_str()).send().await;
        match sent.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => {
                let detail = answer.certificate.ok_or_else(|| {
                    self.line
                        .unreadable(OPERATION, "the answer lacks the certificate")
                })?;
                Ok(Some(certificate(arn, detail)))
            }
            Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn imported(&self, serial: &str) -> PortResult<Option<Certificate>> {
        for arn in self.imports().await? {
            let described = self.certificate(&arn).await?;
            let same = |one: &Certificate| one.serial.as_deref() == Some(serial);
            if let Some(found) = described.filter(same) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

impl AwsCertificates {
    /// The certificates that were imported: a list tells no serial numbers.
    async fn imports(&self) -> PortResult<Vec<CertificateArn>> {
        const OPERATION: &str = "ListCertificates";
        // By itself ACM lists no other keys than RSA 1024 and 2048.
        let keys = [acm::KeyAlgorithm::Rsa1024, acm::KeyAlgorithm::Rsa2048];
        let keys = Filters::builder()
            .set_key_types(Some(keys.to_vec()))
            .build();
        let summaries = whole(self.line, OPERATION, |token| {
            let call = self.client.list_certificates().includes(keys.clone());
            let sent = call.max_items(1000).set_next_token(token).send();
            async move {
                let answer = sent.await.map_err(self.line.failed(OPERATION))?;
                Ok(Page {
                    items: answer.certificate_summary_list.unwrap_or_default(),
                    next: answer.next_token,
                })
            }
        })
        .await?;
        let imported = |one: &CertificateSummary| {
            let kind = one.r#type.as_ref();
            // One whose origin is not told is described all the same.
            kind.is_none_or(|kind| *kind == acm::CertificateType::Imported)
        };
        let imported = summaries.into_iter().filter(imported);
        let arns = imported.map(|one| {
            let arn = one.certificate_arn.as_deref().unwrap_or_default();
            let read = CertificateArn::parse(arn);
            read.map_err(|refused| self.line.unreadable(OPERATION, &refused.to_string()))
        });
        arns.collect()
    }
}

#[async_trait]
impl CertificateWriter for AwsCertificates {
    async fn import(&self, import: &CertificateImport) -> PortResult<CertificateArn> {
        const OPERATION: &str = "ImportCertificate";
        let mut tags = Vec::new();
        for (key, value) in &import.tags {
            let tag = Tag::builder().key(key).value(value).build();
            tags.push(tag.map_err(|error| self.line.not_sent(OPERATION, &error.to_string()))?);
        }
        let chain = (!import.chain.is_empty()).then(|| Blob::new(import.chain.as_bytes()));
        let over = import.over.as_ref().map(ToString::to_string);
        let call = self.client.import_certificate();
        let call = call
            .set_certificate_arn(over)
            .certificate(Blob::new(import.certificate.as_bytes()))
            .set_certificate_chain(chain)
            .private_key(Blob::new(import.private_key.expose().as_bytes()))
            .set_tags((!tags.is_empty()).then_some(tags));
        // ACM knows no token: what the SDK sends again by itself would be one more certificate.
        let once = aws_sdk_acm::Config::builder().retry_config(RetryConfig::disabled());
        let sent = call.customize().config_override(once).send().await;
        let answer = sent.map_err(self.line.failed(OPERATION))?;
        let arn = answer.certificate_arn.unwrap_or_default();
        let read = CertificateArn::parse(arn);
        read.map_err(|refused| self.line.unreadable(OPERATION, &refused.to_string()))
    }
}

/// From ACM's type to the port's.
fn certificate(arn: &CertificateArn, detail: CertificateDetail) -> Certificate {
    let renewal = renewal(&detail);
    let mut names = detail.subject_alternative_names.unwrap_or_default();
    if let Some(domain) = detail.domain_name.filter(|domain| !names.contains(domain)) {
        names.insert(0, domain);
    }
    let status = detail.status.as_ref().map_or("", |status| status.as_str());
    let kind = detail.r#type.as_ref().map_or("", |kind| kind.as_str());
    // The model spells `RSA_2048` and answers `RSA-2048`, which the SDK does not know.
    let key = detail.key_algorithm.as_ref();
    let time = |time: Option<aws_smithy_types::DateTime>| {
        time.and_then(|time| Timestamp::from_second(time.secs()).ok())
    };
    Certificate {
        arn: arn.clone(),
        names,
        status: spelled(status).unwrap_or(CertificateStatus::Unknown),
        kind: spelled(kind).unwrap_or(CertificateType::Unknown),
        key: key.map(|key| KeyAlgorithm::of(key.as_str())),
        not_before: time(detail.not_before),
        not_after: time(detail.not_after),
        serial: detail.serial.as_deref().map(bare_serial),
        renewal,
    }
}

/// What ACM tells of the renewal: the records are those of the renewal once it began, else those by
/// which the certificate was issued, which have to stay.
fn renewal(detail: &CertificateDetail) -> Renewal {
    let summary = detail.renewal_summary.as_ref();
    let validated = summary.map_or_else(
        || detail.domain_validation_options(),
        |summary| summary.domain_validation_options(),
    );
    let open = validated.iter().filter(|one| {
        let status = one.validation_status();
        summary.is_none() || status.is_none_or(|status| *status != acm::DomainStatus::Success)
    });
    let records = open
        .filter_map(|one| one.resource_record())
        .map(|record| ValidationRecord {
            name: record.name().to_owned(),
            kind: record.r#type().as_str().to_owned(),
            value: record.value().to_owned(),
        });
    let eligible = detail.renewal_eligibility.as_ref();
    Renewal {
        eligible: eligible.and_then(|eligible| match eligible {
            acm::RenewalEligibility::Eligible => Some(true),
            acm::RenewalEligibility::Ineligible => Some(false),
            _ => None,
        }),
        status: summary.map(|summary| {
            let status = summary.renewal_status().as_str();
            spelled(status).unwrap_or(RenewalStatus::Unknown)
        }),
        reason: summary
            .and_then(|summary| summary.renewal_status_reason())
            .map(|reason| reason.as_str().to_owned()),
        records: records.collect(),
    }
}
