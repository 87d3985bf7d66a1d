//! The hook around the calls of keys in other regions.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::ids::Region;
use crate::port::key::Key;
use crate::port::regional_key::RegionalKeyReader;
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn RegionalKeyReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: RegionalKeyReader + ?Sized> RegionalKeyReader for Hooked<P> {
    async fn key_in(&self, region: &Region, id: &str) -> PortResult<Option<Key>> {
        let answer = self.backend.key_in(region, id);
        self.call("kms", "DescribeKey", answer).await
    }
}
