//! The hook around the calls of log groups.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::port::log_group::{LogGroup, LogGroupReader};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn LogGroupReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: LogGroupReader + ?Sized> LogGroupReader for Hooked<P> {
    async fn log_group(&self, name: &str) -> PortResult<Option<LogGroup>> {
        let answer = self.backend.log_group(name);
        self.call("logs", "DescribeLogGroups", answer).await
    }
}
