//! The hook around the calls of Elastic IP addresses.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::port::address::{AddressReader, ElasticIp};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "ec2";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn AddressReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: AddressReader + ?Sized> AddressReader for Hooked<P> {
    async fn addresses(&self) -> PortResult<Vec<ElasticIp>> {
        let answer = self.backend.addresses();
        self.call(SERVICE, "DescribeAddresses", answer).await
    }
}
