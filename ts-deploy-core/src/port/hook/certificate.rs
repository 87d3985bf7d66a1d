//! The hook around the calls of certificates.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader, hook_writer};
use crate::ids::CertificateArn;
use crate::port::certificate::{
    Certificate, CertificateImport, CertificateReader, CertificateWriter,
};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn CertificateReader>(ports, target, hook, |one| one);
    hook_writer::<dyn CertificateWriter>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: CertificateReader + ?Sized> CertificateReader for Hooked<P> {
    async fn certificate(&self, arn: &CertificateArn) -> PortResult<Option<Certificate>> {
        let answer = self.backend.certificate(arn);
        self.call("acm", "DescribeCertificate", answer).await
    }

    async fn imported(&self, serial: &str) -> PortResult<Option<Certificate>> {
        let answer = self.backend.imported(serial);
        self.call("acm", "ListCertificates", answer).await
    }
}

#[async_trait]
impl<P: CertificateWriter + ?Sized> CertificateWriter for Hooked<P> {
    async fn import(&self, import: &CertificateImport) -> PortResult<CertificateArn> {
        let answer = self.backend.import(import);
        self.call("acm", "ImportCertificate", answer).await
    }
}
