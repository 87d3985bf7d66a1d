//! Log groups of `CloudWatch Logs`, on `logs`.

use async_trait::async_trait;
use aws_types::SdkConfig;
use jiff::Timestamp;
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::log_group::{LogGroup, LogGroupReader};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;
use crate::pages::{self, Page};

/// How many log groups a page has at most.
const GROUPS: i32 = 50;

/// [`LogGroupReader`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsLogGroups {
    client: aws_sdk_cloudwatchlogs::Client,
    line: Line,
}

impl AwsLogGroups {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_cloudwatchlogs::Client::new(config);
        let service = "logs";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_cloudwatchlogs::Client::from_conf(config);
        self
    }
}

#[async_trait]
impl LogGroupReader for AwsLogGroups {
    async fn log_group(&self, name: &str) -> PortResult<Option<LogGroup>> {
        const OPERATION: &str = "DescribeLogGroups";
        // The service looks for the beginning of a name: the rest is left out here.
        let groups = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.describe_log_groups();
            let call = call.log_group_name_prefix(name).limit(GROUPS);
            let sent = call.set_next_token(token).send().await;
            let answer = sent.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.log_groups.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        let mut groups = groups.await?.into_iter();
        let found = groups.find(|group| group.log_group_name.as_deref() == Some(name));
        Ok(found.map(|group| {
            let created = group.creation_time;
            LogGroup {
                name: name.to_owned(),
                created: created.and_then(|at| Timestamp::from_millisecond(at).ok()),
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use ts_deploy_core::port::ErrorKind;

    use super::*;
    use crate::wire::Wire;

    const NAME: &str = "lambdaDeleteOldSnapshotsRDS-dest";

    fn page(names: &[&str], next: Option<&str>) -> String {
        let group =
            |name: &&str| json!({ "logGroupName": name, "creationTime": 1_760_000_000_000_i64 });
        let groups: Vec<Value> = names.iter().map(group).collect();
        json!({ "logGroups": groups, "nextToken": next }).to_string()
    }

    async fn found(wire: &Wire) -> PortResult<Option<LogGroup>> {
        let groups = AwsLogGroups::new(&wire.config(), TargetName::DrInMainRegion);
        groups.log_group(NAME).await
    }

    #[tokio::test]
    async fn a_log_group_on_the_last_page_is_found_with_its_time() {
        let wire = Wire::new()
            .answer("DescribeLogGroups", page(&[], Some("two")))
            .answer("DescribeLogGroups", page(&[NAME], None));
        let found = found(&wire).await.unwrap().unwrap();
        assert_eq!(found.created, "2025-10-09T08:53:20Z".parse().ok());
        assert_eq!(
            wire.json(0),
            json!({ "logGroupNamePrefix": NAME, "limit": 50 })
        );
        assert_eq!(wire.json(1)["nextToken"], "two");
    }

    #[tokio::test]
    async fn a_longer_name_is_another_log_group() {
        let longer = format!("{NAME}-acme");
        let wire = Wire::new().answer("DescribeLogGroups", page(&[&longer], None));
        assert_eq!(found(&wire).await.unwrap(), None);
    }

    #[tokio::test]
    async fn log_groups_that_may_not_be_listed_are_denied_and_not_absent() {
        let wire = Wire::new().refuse("DescribeLogGroups", "AccessDeniedException", "no");
        assert_eq!(found(&wire).await.unwrap_err().kind, ErrorKind::Denied);
    }
}
