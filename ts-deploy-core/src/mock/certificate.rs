//! Mocks of the certificates' port.

use async_trait::async_trait;

use crate::ids::CertificateArn;
use crate::port::PortResult;
use crate::port::certificate::{
    Certificate, CertificateImport, CertificateReader, CertificateWriter,
};

mockall::mock! {
    /// A mock of [`CertificateReader`](crate::port::certificate::CertificateReader).
    #[derive(Debug)]
    pub CertificateReader {}

    #[async_trait]
    impl CertificateReader for CertificateReader {
        async fn certificate(&self, arn: &CertificateArn) -> PortResult<Option<Certificate>>;
        async fn imported(&self, serial: &str) -> PortResult<Option<Certificate>>;
    }
}

mockall::mock! {
    /// A mock of [`CertificateWriter`](crate::port::certificate::CertificateWriter).
    #[derive(Debug)]
    pub CertificateWriter {}

    #[async_trait]
    impl CertificateWriter for CertificateWriter {
        async fn import(&self, import: &CertificateImport) -> PortResult<CertificateArn>;
    }
}
