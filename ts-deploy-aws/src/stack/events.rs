//! All events of one stack, in the order in which they happened.

use std::collections::HashSet;

use aws_sdk_cloudformation::types::EventFilter;
use ts_deploy_core::port::stack::{StackArn, StackEvent};
use ts_deploy_core::port::{ErrorKind, PortResult};

use super::{AwsStacks, convert};
use crate::pages::{self, Page};

impl AwsStacks {
    /// All events, the oldest first, each once. Where AWS refused the template's values before it
    /// made anything, what it found is among them.
    pub(super) async fn all_events(&self, stack: &StackArn) -> PortResult<Vec<StackEvent>> {
        const OPERATION: &str = "DescribeStackEvents";
        let events = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.describe_stack_events().stack_name(&stack.0);
            let sent = call.set_next_token(token).send().await;
            let answer = sent.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.stack_events.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        let read = events.await?.into_iter().map(convert::event);
        let read = read.collect::<Result<Vec<_>, _>>();
        let mut events =
            read.map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))?;
        if events.iter().any(convert::is_validation) {
            events.extend(self.validation_errors(stack).await?);
        }
        Ok(oldest_first(events))
    }

    /// What the validation before a deployment found: the event says that it failed,
    /// `DescribeEvents` says what and where. Whoever may not ask does without.
    async fn validation_errors(&self, stack: &StackArn) -> PortResult<Vec<StackEvent>> {
        const OPERATION: &str = "DescribeEvents";
        let found = pages::whole(self.line, OPERATION, |token| async move {
            let failed = EventFilter::builder().failed_events(true).build();
            let call = self.client.describe_events().stack_name(&stack.0);
            let call = call.filters(failed).set_next_token(token);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.operation_events.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        match found.await {
            Ok(found) => {
                let own = found.into_iter();
                Ok(own
                    .filter_map(|event| convert::validation_error(event, stack))
                    .collect())
            }
            Err(error) if error.kind == ErrorKind::Denied => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

/// AWS shows the newest first, in pages that shift when an event comes in between, and may tell an
/// event twice.
fn oldest_first(mut events: Vec<StackEvent>) -> Vec<StackEvent> {
    let mut seen = HashSet::new();
    events.retain(|event| seen.insert(event.id.clone()));
    events.reverse();
    events.sort_by_key(|event| event.at);
    events
}
