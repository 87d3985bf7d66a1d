//! Mocks of the certificates' port.

use async_trait::async_trait;

use crate::ids::CertificateArn;
use crate::port::PortResult;
use crate::port::certificate::{Certificate, CertificateReader};

mockall::mock! {
    /// A mock of [`CertificateReader`](crate::port::certificate::CertificateReader).
    #[derive(Debug)]
    pub CertificateReader {}

    #[async_trait]
    impl CertificateReader for CertificateReader {
        async fn certificate(&self, arn: &CertificateArn) -> PortResult<Option<Certificate>>;
    }
}
