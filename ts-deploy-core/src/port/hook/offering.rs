//! The hook around the calls of offerings.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::ids::{InstanceType, RdsInstanceClass};
use crate::port::offering::{DatabaseOfferingReader, InstanceOfferingReader};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn InstanceOfferingReader>(ports, target, hook, |one| one);
    hook_reader::<dyn DatabaseOfferingReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: InstanceOfferingReader + ?Sized> InstanceOfferingReader for Hooked<P> {
    async fn zones_offering(&self, kind: &InstanceType) -> PortResult<Vec<String>> {
        let answer = self.backend.zones_offering(kind);
        self.call("ec2", "DescribeInstanceTypeOfferings", answer)
            .await
    }
}

#[async_trait]
impl<P: DatabaseOfferingReader + ?Sized> DatabaseOfferingReader for Hooked<P> {
    async fn versions_on(&self, class: &RdsInstanceClass) -> PortResult<Vec<String>> {
        let answer = self.backend.versions_on(class);
        self.call("rds", "DescribeOrderableDBInstanceOptions", answer)
            .await
    }
}
