//! Mocks of the ports of container services and of the web.

use async_trait::async_trait;

use crate::ids::{ClusterName, HttpsUrl};
use crate::port::PortResult;
use crate::port::container_service::{
    ContainerService, ContainerServiceReader, ContainerServiceWriter, DeploymentId, ServiceArn,
};
use crate::port::stack::StackArn;
use crate::port::web::{WebAnswer, WebReader};

mockall::mock! {
    /// A mock of [`ContainerServiceReader`](crate::port::container_service::ContainerServiceReader).
    #[derive(Debug)]
    pub ContainerServiceReader {}

    #[async_trait]
    impl ContainerServiceReader for ContainerServiceReader {
        async fn services_of_stack(&self, stack: &StackArn) -> PortResult<Vec<ServiceArn>>;
        async fn services_in(&self, cluster: &ClusterName) -> PortResult<Vec<ServiceArn>>;
        async fn service(&self, arn: &ServiceArn) -> PortResult<Option<ContainerService>>;
    }
}

mockall::mock! {
    /// A mock of [`ContainerServiceWriter`](crate::port::container_service::ContainerServiceWriter).
    #[derive(Debug)]
    pub ContainerServiceWriter {}

    #[async_trait]
    impl ContainerServiceWriter for ContainerServiceWriter {
        async fn restart(&self, service: &ServiceArn) -> PortResult<DeploymentId>;
    }
}

mockall::mock! {
    /// A mock of [`WebReader`](crate::port::web::WebReader).
    #[derive(Debug)]
    pub WebReader {}

    #[async_trait]
    impl WebReader for WebReader {
        async fn get(&self, url: &HttpsUrl) -> PortResult<WebAnswer>;
    }
}
