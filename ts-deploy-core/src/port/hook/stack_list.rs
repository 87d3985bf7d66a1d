//! The hook around the calls that list stacks.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::port::stack_list::{RootStack, StackListReader};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn StackListReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: StackListReader + ?Sized> StackListReader for Hooked<P> {
    async fn roots(&self) -> PortResult<Vec<RootStack>> {
        self.call("cloudformation", "ListStacks", self.backend.roots())
            .await
    }
}
