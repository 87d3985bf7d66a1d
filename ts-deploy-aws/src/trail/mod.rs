//! Trails, on `cloudtrail`.

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_types::SdkConfig;
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::trail::{Trail, TrailReader, TrailStatus};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;

/// [`TrailReader`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsTrails {
    client: aws_sdk_cloudtrail::Client,
    line: Line,
}

impl AwsTrails {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_cloudtrail::Client::new(config);
        let service = "cloudtrail";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_cloudtrail::Client::from_conf(config);
        self
    }
}

#[async_trait]
impl TrailReader for AwsTrails {
    async fn trails(&self) -> PortResult<Vec<Trail>> {
        // One page, however many there are: a region has five at most, and its shadows.
        const OPERATION: &str = "DescribeTrails";
        let call = self.client.describe_trails().include_shadow_trails(true);
        let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
        let trails = answer.trail_list.unwrap_or_default().into_iter();
        let read = trails.map(|trail| {
            let arn = trail.trail_arn.ok_or_else(|| {
                self.line
                    .unreadable(OPERATION, "the answer lacks a trail's ARN")
            })?;
            Ok(Trail {
                arn,
                name: trail.name.unwrap_or_default(),
                bucket: trail.s3_bucket_name.filter(|bucket| !bucket.is_empty()),
                multi_region: trail.is_multi_region_trail.unwrap_or(false),
                home_region: trail.home_region,
                organization: trail.is_organization_trail.unwrap_or(false),
            })
        });
        read.collect()
    }

    async fn status(&self, arn: &str) -> PortResult<TrailStatus> {
        const OPERATION: &str = "GetTrailStatus";
        let call = self.client.get_trail_status().name(arn);
        let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
        Ok(TrailStatus {
            logging: answer.is_logging.unwrap_or(false),
            // A delivery that went well is answered with an empty error by some regions.
            delivery_error: answer
                .latest_delivery_error
                .filter(|error| !error.is_empty()),
            delivered: answer
                .latest_delivery_time
                .and_then(|time| jiff::Timestamp::from_second(time.secs()).ok()),
        })
    }
}
