//! The hook around the calls of log policies.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader, hook_writer};
use crate::port::log_policy::{LogPolicy, LogPolicyReader, LogPolicyWriter};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "logs";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn LogPolicyReader>(ports, target, hook, |one| one);
    hook_writer::<dyn LogPolicyWriter>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: LogPolicyReader + ?Sized> LogPolicyReader for Hooked<P> {
    async fn policies(&self) -> PortResult<Vec<LogPolicy>> {
        let answer = self.backend.policies();
        self.call(SERVICE, "DescribeResourcePolicies", answer).await
    }
}

#[async_trait]
impl<P: LogPolicyWriter + ?Sized> LogPolicyWriter for Hooked<P> {
    async fn put(&self, policy: &LogPolicy) -> PortResult<()> {
        let answer = self.backend.put(policy);
        self.call(SERVICE, "PutResourcePolicy", answer).await
    }
}
