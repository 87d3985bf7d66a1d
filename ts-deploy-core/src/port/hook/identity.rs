//! The hook around the calls of the identity.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::port::identity::{CallerIdentity, IdentityReader};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn IdentityReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: IdentityReader + ?Sized> IdentityReader for Hooked<P> {
    async fn caller(&self) -> PortResult<CallerIdentity> {
        self.call("sts", "GetCallerIdentity", self.backend.caller())
            .await
    }
}
