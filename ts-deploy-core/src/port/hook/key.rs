//! The hook around the calls of keys.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::ids::KmsKeyArn;
use crate::port::key::{Key, KeyReader};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn KeyReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: KeyReader + ?Sized> KeyReader for Hooked<P> {
    async fn key(&self, id: &str) -> PortResult<Option<Key>> {
        self.call("kms", "DescribeKey", self.backend.key(id)).await
    }

    async fn policy(&self, key: &KmsKeyArn) -> PortResult<Option<String>> {
        let answer = self.backend.policy(key);
        self.call("kms", "GetKeyPolicy", answer).await
    }
}
