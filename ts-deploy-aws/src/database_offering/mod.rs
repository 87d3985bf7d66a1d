//! Which databases can be ordered, on `rds`.

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_types::SdkConfig;
use ts_deploy_core::ids::RdsInstanceClass;
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::offering::DatabaseOfferingReader;
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;
use crate::pages::{self, Page};

/// The platform's database.
const ENGINE: &str = "postgres";

/// [`DatabaseOfferingReader`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsDatabaseOfferings {
    client: aws_sdk_rds::Client,
    line: Line,
}

impl AwsDatabaseOfferings {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_rds::Client::new(config);
        let service = "rds";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_rds::Client::from_conf(config);
        self
    }
}

#[async_trait]
impl DatabaseOfferingReader for AwsDatabaseOfferings {
    async fn versions_on(&self, class: &RdsInstanceClass) -> PortResult<Vec<String>> {
        const OPERATION: &str = "DescribeOrderableDBInstanceOptions";
        let options = pages::whole(self.line, OPERATION, |marker| async move {
            let call = self.client.describe_orderable_db_instance_options();
            let call = call
                .engine(ENGINE)
                .db_instance_class(class.as_str())
                .vpc(true)
                .set_marker(marker);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.orderable_db_instance_options.unwrap_or_default(),
                next: answer.marker,
            })
        });
        // One option a version and kind of storage.
        let mut versions: Vec<String> = options
            .await?
            .into_iter()
            .filter_map(|option| option.engine_version)
            .collect();
        versions.sort();
        versions.dedup();
        Ok(versions)
    }
}
