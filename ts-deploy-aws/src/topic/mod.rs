//! Subscriptions to topics, on `sns`.

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_types::SdkConfig;
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::topic::{Subscription, SubscriptionState, TopicReader};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;
use crate::pages::{self, Page};

/// [`TopicReader`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsTopics {
    client: aws_sdk_sns::Client,
    line: Line,
}

impl AwsTopics {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_sns::Client::new(config);
        let service = "sns";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_sns::Client::from_conf(config);
        self
    }
}

#[async_trait]
impl TopicReader for AwsTopics {
    async fn subscriptions(&self) -> PortResult<Vec<Subscription>> {
        const OPERATION: &str = "ListSubscriptions";
        let subscriptions = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.list_subscriptions().set_next_token(token);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.subscriptions.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        let all = subscriptions.await?.into_iter();
        let read = all.map(|one| Subscription {
            topic: one.topic_arn.unwrap_or_default(),
            protocol: one.protocol.unwrap_or_default(),
            endpoint: one.endpoint.unwrap_or_default(),
            state: SubscriptionState::of(&one.subscription_arn.unwrap_or_default()),
        });
        Ok(read.collect())
    }
}
