//! The hook around the calls of quotas.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::port::quota::{QuotaId, QuotaReader};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "servicequotas";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn QuotaReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: QuotaReader + ?Sized> QuotaReader for Hooked<P> {
    async fn applied(&self, quota: QuotaId) -> PortResult<u64> {
        let answer = self.backend.applied(quota);
        self.call(SERVICE, "GetServiceQuota", answer).await
    }

    async fn default_value(&self, quota: QuotaId) -> PortResult<u64> {
        let answer = self.backend.default_value(quota);
        self.call(SERVICE, "GetAWSDefaultServiceQuota", answer)
            .await
    }
}
