//! Certificates, on `acm`.

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_sdk_acm::types::CertificateDetail;
use aws_types::SdkConfig;
use jiff::Timestamp;
use ts_deploy_core::ids::CertificateArn;
use ts_deploy_core::port::certificate::{
    Certificate, CertificateReader, CertificateStatus, CertificateType, KeyAlgorithm,
};
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;
use crate::read::spelled;

/// [`CertificateReader`] on AWS.
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
}

/// From ACM's type to the port's.
fn certificate(arn: &CertificateArn, detail: CertificateDetail) -> Certificate {
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
    }
}
