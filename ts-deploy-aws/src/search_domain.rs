//! Search domains, on `elasticsearch`, which finds those of `OpenSearch` too.

use async_trait::async_trait;
use aws_sdk_elasticsearch::types::{DomainEndpointOptions, DomainEndpointOptionsStatus};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::SdkConfig;
use ts_deploy_core::port::search_domain::{
    OptionState, SearchDomain, SearchDomainReader, SearchDomainWriter,
};
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;
use crate::read::{present, spelled};

#[cfg(test)]
mod tests;

/// [`SearchDomainReader`] and [`SearchDomainWriter`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsSearchDomains {
    client: aws_sdk_elasticsearch::Client,
    line: Line,
}

impl AwsSearchDomains {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_elasticsearch::Client::new(config);
        let service = "es";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_elasticsearch::Client::from_conf(config);
        self
    }

    /// What the endpoint demands, and whether that is in force; `None` when there is no such domain.
    async fn endpoint(&self, name: &str) -> PortResult<Option<DomainEndpointOptionsStatus>> {
        const OPERATION: &str = "DescribeElasticsearchDomainConfig";
        let call = self.client.describe_elasticsearch_domain_config();
        let sent = call.domain_name(name).send().await;
        let answer = match sent.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => answer,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let options = answer
            .domain_config
            .and_then(|all| all.domain_endpoint_options);
        present(options, "the endpoint's options")
            .map(Some)
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }
}

#[async_trait]
impl SearchDomainReader for AwsSearchDomains {
    async fn domain(&self, name: &str) -> PortResult<Option<SearchDomain>> {
        const OPERATION: &str = "DescribeElasticsearchDomain";
        let call = self.client.describe_elasticsearch_domain();
        let sent = call.domain_name(name).send().await;
        let status = match sent.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => answer.domain_status,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let status = present(status, "the domain")
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))?;
        // Whether an option is in force stands in the configuration alone.
        let Some(endpoint) = self.endpoint(name).await? else {
            return Ok(None);
        };
        let state = endpoint.status.as_ref().map(|status| status.state.as_str());
        let options = endpoint.options.as_ref();
        let policy = options.and_then(|options| options.tls_security_policy.as_ref());
        let is = |word: Option<bool>| word.unwrap_or(false);
        Ok(Some(SearchDomain {
            name: name.to_owned(),
            usable: is(status.created) && !is(status.deleted),
            processing: is(status.processing) || is(status.upgrade_processing),
            https_only: options.is_some_and(|options| is(options.enforce_https)),
            state: state.and_then(spelled).unwrap_or(OptionState::Unknown),
            tls_policy: policy.map(|policy| policy.as_str().to_owned()),
        }))
    }
}

#[async_trait]
impl SearchDomainWriter for AwsSearchDomains {
    async fn enforce_https(&self, name: &str) -> PortResult<()> {
        const OPERATION: &str = "UpdateElasticsearchDomainConfig";
        // What is left out stays as it is.
        let options = DomainEndpointOptions::builder().enforce_https(true).build();
        let call = self.client.update_elasticsearch_domain_config();
        let call = call.domain_name(name).domain_endpoint_options(options);
        let sent = call.send().await;
        sent.map(|_| ()).map_err(|error| {
            // A domain under change refuses so, which waiting mends.
            let busy = error.code() == Some("ValidationException")
                && error
                    .message()
                    .is_some_and(|words| words.contains("progress"));
            let mut error = self.line.failed(OPERATION)(error);
            if busy {
                error.kind = ErrorKind::Conflict;
            }
            error
        })
    }
}
