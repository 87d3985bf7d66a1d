//! The hook around the calls of certificates.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::ids::CertificateArn;
use crate::port::certificate::{Certificate, CertificateReader};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn CertificateReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: CertificateReader + ?Sized> CertificateReader for Hooked<P> {
    async fn certificate(&self, arn: &CertificateArn) -> PortResult<Option<Certificate>> {
        let answer = self.backend.certificate(arn);
        self.call("acm", "DescribeCertificate", answer).await
    }
}
