//! Mocks of the ports that the tasks after a deployment ask.

use async_trait::async_trait;

use crate::port::PortResult;
use crate::port::catalog::OperationToken;
use crate::port::cluster::{Cluster, ClusterReader, ClusterUpdate, ClusterWriter, EndpointAccess};
use crate::port::search_domain::{SearchDomain, SearchDomainReader, SearchDomainWriter};
use crate::port::stack::StackArn;
use crate::port::stack_resource::{StackResource, StackResourceReader};

mockall::mock! {
    /// A mock of [`StackResourceReader`](crate::port::stack_resource::StackResourceReader).
    #[derive(Debug)]
    pub StackResourceReader {}

    #[async_trait]
    impl StackResourceReader for StackResourceReader {
        async fn resources(&self, stack: &StackArn) -> PortResult<Vec<StackResource>>;
    }
}

mockall::mock! {
    /// A mock of [`ClusterReader`](crate::port::cluster::ClusterReader).
    #[derive(Debug)]
    pub ClusterReader {}

    #[async_trait]
    impl ClusterReader for ClusterReader {
        async fn cluster(&self, name: &str) -> PortResult<Option<Cluster>>;
        async fn update(&self, name: &str, id: &str) -> PortResult<Option<ClusterUpdate>>;
    }
}

mockall::mock! {
    /// A mock of [`ClusterWriter`](crate::port::cluster::ClusterWriter).
    #[derive(Debug)]
    pub ClusterWriter {}

    #[async_trait]
    impl ClusterWriter for ClusterWriter {
        async fn set_access(
            &self,
            name: &str,
            access: EndpointAccess,
            token: &OperationToken,
        ) -> PortResult<String>;
    }
}

mockall::mock! {
    /// A mock of [`SearchDomainReader`](crate::port::search_domain::SearchDomainReader).
    #[derive(Debug)]
    pub SearchDomainReader {}

    #[async_trait]
    impl SearchDomainReader for SearchDomainReader {
        async fn domain(&self, name: &str) -> PortResult<Option<SearchDomain>>;
    }
}

mockall::mock! {
    /// A mock of [`SearchDomainWriter`](crate::port::search_domain::SearchDomainWriter).
    #[derive(Debug)]
    pub SearchDomainWriter {}

    #[async_trait]
    impl SearchDomainWriter for SearchDomainWriter {
        async fn enforce_https(&self, name: &str) -> PortResult<()>;
    }
}
