//! The hook around the calls of search domains.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader, hook_writer};
use crate::port::search_domain::{SearchDomain, SearchDomainReader, SearchDomainWriter};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "es";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn SearchDomainReader>(ports, target, hook, |one| one);
    hook_writer::<dyn SearchDomainWriter>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: SearchDomainReader + ?Sized> SearchDomainReader for Hooked<P> {
    async fn domain(&self, name: &str) -> PortResult<Option<SearchDomain>> {
        let answer = self.backend.domain(name);
        self.call(SERVICE, "DescribeElasticsearchDomainConfig", answer)
            .await
    }
}

#[async_trait]
impl<P: SearchDomainWriter + ?Sized> SearchDomainWriter for Hooked<P> {
    async fn enforce_https(&self, name: &str) -> PortResult<()> {
        let answer = self.backend.enforce_https(name);
        self.call(SERVICE, "UpdateElasticsearchDomainConfig", answer)
            .await
    }
}
