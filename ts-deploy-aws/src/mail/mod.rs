//! Identities that mail is sent from, on `sesv2`.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_types::SdkConfig;
use ts_deploy_core::ids::EmailAddress;
use ts_deploy_core::port::mail::{
    ContactLanguage, MailAccount, MailIdentity, MailReader, MailType, MailWriter, ProductionAccess,
    ReviewStatus, VerificationStatus,
};
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;
use crate::read::spelled;

/// [`MailReader`] and [`MailWriter`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsMail {
    client: aws_sdk_sesv2::Client,
    line: Line,
}

impl AwsMail {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_sesv2::Client::new(config);
        let service = "sesv2";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_sesv2::Client::from_conf(config);
        self
    }
}

#[async_trait]
impl MailReader for AwsMail {
    async fn identity(&self, name: &str) -> PortResult<Option<MailIdentity>> {
        const OPERATION: &str = "GetEmailIdentity";
        let sent = self.client.get_email_identity().email_identity(name);
        match sent.send().await.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => {
                let status = answer.verification_status.as_ref();
                let status = status.map_or("", |status| status.as_str());
                Ok(Some(MailIdentity {
                    name: name.to_owned(),
                    verified: answer.verified_for_sending_status,
                    status: spelled(status).unwrap_or(VerificationStatus::Unknown),
                }))
            }
            Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn account(&self) -> PortResult<MailAccount> {
        const OPERATION: &str = "GetAccount";
        let sent = self.client.get_account().send().await;
        let answer = sent.map_err(self.line.failed(OPERATION))?;
        let review = answer.details.and_then(|details| details.review_details);
        let review = review.and_then(|review| review.status);
        let review = review.map(|status| {
            // What is spelled otherwise is unknown, and never granted.
            spelled(status.as_str()).unwrap_or(ReviewStatus::Unknown)
        });
        Ok(MailAccount {
            production_access: answer.production_access_enabled,
            sending: answer.sending_enabled,
            review,
        })
    }
}

#[async_trait]
impl MailWriter for AwsMail {
    async fn verify(
        &self,
        address: &EmailAddress,
        tags: &BTreeMap<String, String>,
    ) -> PortResult<()> {
        const OPERATION: &str = "CreateEmailIdentity";
        let mut call = self.client.create_email_identity();
        for (key, value) in tags {
            let tag = aws_sdk_sesv2::types::Tag::builder().key(key).value(value);
            let tag = tag.build();
            let tag = tag.map_err(|error| self.line.not_sent(OPERATION, &error.to_string()))?;
            call = call.tags(tag);
        }
        let sent = call.email_identity(address.as_str()).send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }

    async fn request_production_access(&self, request: &ProductionAccess) -> PortResult<()> {
        const OPERATION: &str = "PutAccountDetails";
        let mail_type = match request.mail_type {
            MailType::Transactional => aws_sdk_sesv2::types::MailType::Transactional,
            MailType::Marketing => aws_sdk_sesv2::types::MailType::Marketing,
        };
        let language = match request.language {
            ContactLanguage::En => aws_sdk_sesv2::types::ContactLanguage::En,
            ContactLanguage::Ja => aws_sdk_sesv2::types::ContactLanguage::Ja,
        };
        let call = self.client.put_account_details();
        let call = call
            .mail_type(mail_type)
            .website_url(request.website.as_str())
            .use_case_description(&request.use_case)
            .contact_language(language)
            .production_access_enabled(true);
        let sent = call.send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }
}
