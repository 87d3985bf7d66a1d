//! The hook around the calls of stacks' resources.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::port::stack::StackArn;
use crate::port::stack_resource::{StackResource, StackResourceReader};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn StackResourceReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: StackResourceReader + ?Sized> StackResourceReader for Hooked<P> {
    async fn resources(&self, stack: &StackArn) -> PortResult<Vec<StackResource>> {
        let answer = self.backend.resources(stack);
        self.call("cloudformation", "ListStackResources", answer)
            .await
    }
}
