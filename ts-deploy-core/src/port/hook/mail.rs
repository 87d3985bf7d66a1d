//! The hook around the calls of mail identities.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader, hook_writer};
use crate::ids::EmailAddress;
use crate::port::mail::{MailAccount, MailIdentity, MailReader, MailWriter, ProductionAccess};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "sesv2";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn MailReader>(ports, target, hook, |one| one);
    hook_writer::<dyn MailWriter>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: MailReader + ?Sized> MailReader for Hooked<P> {
    async fn identity(&self, name: &str) -> PortResult<Option<MailIdentity>> {
        let answer = self.backend.identity(name);
        self.call(SERVICE, "GetEmailIdentity", answer).await
    }

    async fn account(&self) -> PortResult<MailAccount> {
        let answer = self.backend.account();
        self.call(SERVICE, "GetAccount", answer).await
    }
}

#[async_trait]
impl<P: MailWriter + ?Sized> MailWriter for Hooked<P> {
    async fn verify(
        &self,
        address: &EmailAddress,
        tags: &BTreeMap<String, String>,
    ) -> PortResult<()> {
        let answer = self.backend.verify(address, tags);
        self.call(SERVICE, "CreateEmailIdentity", answer).await
    }

    async fn request_production_access(&self, request: &ProductionAccess) -> PortResult<()> {
        let answer = self.backend.request_production_access(request);
        self.call(SERVICE, "PutAccountDetails", answer).await
    }
}
