//! The hook around the calls of topics.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::port::topic::{Subscription, TopicReader};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn TopicReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: TopicReader + ?Sized> TopicReader for Hooked<P> {
    async fn subscriptions(&self) -> PortResult<Vec<Subscription>> {
        let answer = self.backend.subscriptions();
        self.call("sns", "ListSubscriptions", answer).await
    }
}
