//! The reading calls on parameters.

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_sdk_ssm::types::ParameterStringFilter;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use ts_deploy_core::fingerprint::{Fingerprint, FingerprintKey};
use ts_deploy_core::ids::ParameterPath;
use ts_deploy_core::port::parameter_store::{
    ParameterDescription, ParameterReader, ParameterValue,
};
use ts_deploy_core::port::{ErrorKind, PortError, PortResult};
use ts_deploy_core::secret::Secret;

use super::{AwsParameterStore, convert};
use crate::pages::{self, Page};

/// How many names one `DescribeParameters` takes, and how many parameters it shows on a page.
const NAMES: usize = 50;
const PAGE: i32 = 50;

#[async_trait]
impl ParameterReader for AwsParameterStore {
    async fn describe(&self, names: &[ParameterPath]) -> PortResult<Vec<ParameterDescription>> {
        let mut names: Vec<&ParameterPath> = names.iter().collect();
        names.sort_unstable();
        names.dedup();
        let mut found = Vec::new();
        for names in names.chunks(NAMES) {
            found.extend(self.describe_some(names).await?);
        }
        Ok(found)
    }

    async fn matches(&self, name: &ParameterPath, value: &ParameterValue) -> PortResult<bool> {
        match value {
            ParameterValue::Given(wanted) => {
                let values = self.values(&[name]).await?;
                Ok(values.get(name) == Some(wanted))
            }
            ParameterValue::CopyOf(other) => {
                let values = self.values(&[name, other]).await?;
                Ok(values.get(name) == values.get(other))
            }
        }
    }

    async fn fingerprint(
        &self,
        name: &ParameterPath,
        key: &FingerprintKey,
    ) -> PortResult<Fingerprint> {
        let values = self.values(&[name]).await?;
        let value = values.get(name).ok_or_else(|| self.absent(name))?;
        Ok(Fingerprint::of(value, key))
    }
}

impl AwsParameterStore {
    async fn describe_some(
        &self,
        names: &[&ParameterPath],
    ) -> PortResult<Vec<ParameterDescription>> {
        const OPERATION: &str = "DescribeParameters";
        let wanted = names.iter().map(ToString::to_string).collect();
        let filter = ParameterStringFilter::builder()
            .key("Name")
            .option("Equals")
            .set_values(Some(wanted))
            .build();
        let filter = filter.map_err(|error| self.line.not_sent(OPERATION, &error.to_string()))?;
        // A page may be empty and all the same name a next one.
        let found = pages::whole(self.line, OPERATION, |token| {
            let call = self.client.describe_parameters().max_results(PAGE);
            let call = call.parameter_filters(filter.clone()).set_next_token(token);
            async move {
                let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
                Ok(Page {
                    items: answer.parameters.unwrap_or_default(),
                    next: answer.next_token,
                })
            }
        });
        let found = found.await?.into_iter();
        let read = found.filter_map(|one| convert::description(one, names).transpose());
        read.collect::<Result<_, _>>()
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }

    /// The values of these parameters, decrypted; at most ten of them.
    ///
    /// # Errors
    /// What the call answers; kind `NotFound` when one is not there, kind `Denied` also when the
    /// caller may not use the key of one.
    pub(super) async fn values(
        &self,
        names: &[&ParameterPath],
    ) -> PortResult<BTreeMap<ParameterPath, Secret>> {
        const OPERATION: &str = "GetParameters";
        let mut wanted: Vec<String> = names.iter().map(ToString::to_string).collect();
        wanted.sort_unstable();
        // The same name twice is refused.
        wanted.dedup();
        let call = self.client.get_parameters().with_decryption(true);
        let sent = call.set_names(Some(wanted)).send().await;
        let answer = sent.map_err(|error| {
            // The key is disabled, gone, or not the caller's to use: AWS does not say which.
            let undecryptable = error.code() == Some("InvalidKeyId");
            let mut error = self.line.failed(OPERATION)(error);
            if undecryptable {
                error.kind = ErrorKind::Denied;
            }
            error
        })?;
        let values = convert::values(answer.parameters.unwrap_or_default(), names);
        // AWS lists absent names beside the answer, and answers with success.
        match names.iter().find(|name| !values.contains_key(**name)) {
            None => Ok(values),
            Some(absent) => Err(self.absent(absent)),
        }
    }

    fn absent(&self, name: &ParameterPath) -> PortError {
        let what = format!("there is no parameter {name}");
        let call = self.line.call("GetParameters");
        PortError::new(ErrorKind::NotFound, call, &what)
    }
}
