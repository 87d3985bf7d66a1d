//! The hook around the calls of tag policies.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::port::tag_policy::TagPolicyReader;
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "organizations";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn TagPolicyReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: TagPolicyReader + ?Sized> TagPolicyReader for Hooked<P> {
    async fn effective(&self) -> PortResult<Option<String>> {
        let answer = self.backend.effective();
        self.call(SERVICE, "DescribeEffectivePolicy", answer).await
    }
}
