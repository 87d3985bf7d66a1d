//! Buckets, on `s3`.

mod convert;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_sdk_s3::types::BucketVersioningStatus;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::SdkConfig;
use ts_deploy_core::ids::{AccountId, BucketName};
use ts_deploy_core::port::bucket::{BucketReader, BucketSight, ReplicationRule, Versioning};
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;

/// [`BucketReader`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsBuckets {
    client: aws_sdk_s3::Client,
    line: Line,
}

impl AwsBuckets {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        // An endpoint of one's own has a name for itself, and seldom one for each bucket.
        let own_endpoint = config.endpoint_url().is_some();
        let builder = aws_sdk_s3::config::Builder::from(config).force_path_style(own_endpoint);
        let client = aws_sdk_s3::Client::from_conf(builder.build());
        let service = "s3";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_s3::Client::from_conf(config);
        self
    }

    /// Where a bucket is whose answer did not tell: asked with a call whose errors have words,
    /// which those of `HeadBucket` lack. A session that ended is answered with 400 as a bucket
    /// elsewhere is, and must not be taken for one.
    async fn elsewhere(&self, bucket: &BucketName, owner: &AccountId) -> PortResult<BucketSight> {
        const OPERATION: &str = "GetBucketLocation";
        let call = self.client.get_bucket_location().bucket(bucket.as_str());
        let call = call.expected_bucket_owner(owner.to_string());
        match call.send().await {
            Ok(answer) => {
                let place = answer.location_constraint;
                let place = place.as_ref().map_or("", |place| place.as_str());
                Ok(BucketSight::Elsewhere(convert::location(place)))
            }
            Err(error) => {
                let wrong_region = matches!(
                    error.code(),
                    Some("PermanentRedirect" | "AuthorizationHeaderMalformed")
                );
                let error = self.line.failed(OPERATION)(error);
                if wrong_region || error.kind == ErrorKind::Denied {
                    return Ok(BucketSight::Elsewhere(None));
                }
                Err(error)
            }
        }
    }
}

#[async_trait]
impl BucketReader for AwsBuckets {
    async fn look(&self, bucket: &BucketName, owner: &AccountId) -> PortResult<BucketSight> {
        const OPERATION: &str = "HeadBucket";
        let call = self.client.head_bucket().bucket(bucket.as_str());
        let call = call.expected_bucket_owner(owner.to_string());
        let error = match call.send().await {
            Ok(answer) => {
                let region = convert::region(answer.bucket_region.as_deref());
                let own = self.client.config().region().map(AsRef::as_ref);
                // Not every S3 says where a bucket is that it has.
                let region = region.or_else(|| convert::region(own));
                let lacks = "the answer lacks the bucket's region";
                let region = region.ok_or_else(|| self.line.unreadable(OPERATION, lacks))?;
                return Ok(BucketSight::There(region));
            }
            Err(error) => error,
        };
        // The answer has no body, so that there is no code: status and header are all.
        let (status, region) = error.raw_response().map_or((0, None), status_and_region);
        match (status, region) {
            (404, _) => Ok(BucketSight::Absent),
            (403, _) => Ok(BucketSight::Denied),
            (301 | 307 | 400, Some(region)) => Ok(BucketSight::Elsewhere(Some(region))),
            (301 | 307 | 400, None) => self.elsewhere(bucket, owner).await,
            _ => Err(self.line.failed(OPERATION)(error)),
        }
    }

    async fn versioning(&self, bucket: &BucketName) -> PortResult<Versioning> {
        const OPERATION: &str = "GetBucketVersioning";
        let call = self.client.get_bucket_versioning().bucket(bucket.as_str());
        let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
        let read = convert::versioning(answer.status.as_ref().map(BucketVersioningStatus::as_str));
        read.map_err(|unreadable| self.line.unreadable(OPERATION, &unreadable.to_string()))
    }

    async fn replication(&self, bucket: &BucketName) -> PortResult<Vec<ReplicationRule>> {
        const OPERATION: &str = "GetBucketReplication";
        let call = self.client.get_bucket_replication().bucket(bucket.as_str());
        let answer = match call.send().await {
            Ok(answer) => answer,
            // No rule is an error of its own, which no model names.
            Err(error) if error.code() == Some("ReplicationConfigurationNotFoundError") => {
                return Ok(Vec::new());
            }
            Err(error) => return Err(self.line.failed(OPERATION)(error)),
        };
        let rules = answer.replication_configuration.map(|all| all.rules);
        let rules = rules.unwrap_or_default().into_iter().map(convert::rule);
        rules
            .collect::<Result<_, _>>()
            .map_err(|unreadable| self.line.unreadable(OPERATION, &unreadable.to_string()))
    }
}

/// What an answer without a body tells.
fn status_and_region(answer: &HttpResponse) -> (u16, Option<ts_deploy_core::ids::Region>) {
    let region = answer.headers().get("x-amz-bucket-region");
    (answer.status().as_u16(), convert::region(region))
}
