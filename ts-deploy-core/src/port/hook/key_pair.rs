//! The hook around the calls of key pairs.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader, hook_writer};
use crate::port::key_pair::{KeyPair, KeyPairReader, KeyPairRequest, KeyPairWriter, NewKeyPair};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "ec2";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn KeyPairReader>(ports, target, hook, |one| one);
    hook_writer::<dyn KeyPairWriter>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: KeyPairReader + ?Sized> KeyPairReader for Hooked<P> {
    async fn pair(&self, name: &str) -> PortResult<Option<KeyPair>> {
        let answer = self.backend.pair(name);
        self.call(SERVICE, "DescribeKeyPairs", answer).await
    }
}

#[async_trait]
impl<P: KeyPairWriter + ?Sized> KeyPairWriter for Hooked<P> {
    async fn create(&self, request: &KeyPairRequest) -> PortResult<NewKeyPair> {
        let answer = self.backend.create(request);
        self.call(SERVICE, "CreateKeyPair", answer).await
    }

    async fn delete(&self, id: &str) -> PortResult<()> {
        let answer = self.backend.delete(id);
        self.call(SERVICE, "DeleteKeyPair", answer).await
    }
}
