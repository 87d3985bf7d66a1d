//! Mocks of the mail identities' port.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::ids::EmailAddress;
use crate::port::PortResult;
use crate::port::mail::{MailAccount, MailIdentity, MailReader, MailWriter, ProductionAccess};

mockall::mock! {
    /// A mock of [`MailReader`](crate::port::mail::MailReader).
    #[derive(Debug)]
    pub MailReader {}

    #[async_trait]
    impl MailReader for MailReader {
        async fn identity(&self, name: &str) -> PortResult<Option<MailIdentity>>;
        async fn account(&self) -> PortResult<MailAccount>;
    }
}

mockall::mock! {
    /// A mock of [`MailWriter`](crate::port::mail::MailWriter).
    #[derive(Debug)]
    pub MailWriter {}

    #[async_trait]
    impl MailWriter for MailWriter {
        async fn verify(
        &self,
        address: &EmailAddress,
        tags: &BTreeMap<String, String>,
    ) -> PortResult<()>;
        async fn request_production_access(&self, request: &ProductionAccess) -> PortResult<()>;
    }
}
