//! The hook around the calls of stacks' templates.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::port::stack::StackArn;
use crate::port::stack_template::StackTemplateReader;
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn StackTemplateReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: StackTemplateReader + ?Sized> StackTemplateReader for Hooked<P> {
    async fn template_of(&self, stack: &StackArn) -> PortResult<String> {
        let answer = self.backend.template_of(stack);
        self.call("cloudformation", "GetTemplate", answer).await
    }
}
