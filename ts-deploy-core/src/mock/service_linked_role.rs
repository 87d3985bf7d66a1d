//! Mocks of the service-linked roles' port.

use async_trait::async_trait;

use crate::port::PortResult;
use crate::port::service_linked_role::{
    ServiceLinkedRole, ServiceLinkedRoleReader, ServiceLinkedRoleWriter,
};

mockall::mock! {
    /// A mock of [`ServiceLinkedRoleReader`](crate::port::service_linked_role::ServiceLinkedRoleReader).
    #[derive(Debug)]
    pub ServiceLinkedRoleReader {}

    #[async_trait]
    impl ServiceLinkedRoleReader for ServiceLinkedRoleReader {
        async fn role(&self, name: &str) -> PortResult<Option<ServiceLinkedRole>>;
    }
}

mockall::mock! {
    /// A mock of [`ServiceLinkedRoleWriter`](crate::port::service_linked_role::ServiceLinkedRoleWriter).
    #[derive(Debug)]
    pub ServiceLinkedRoleWriter {}

    #[async_trait]
    impl ServiceLinkedRoleWriter for ServiceLinkedRoleWriter {
        async fn create(&self, service: &str) -> PortResult<()>;
    }
}
