//! Mocks of the offerings' ports.

use async_trait::async_trait;

use crate::ids::{InstanceType, RdsInstanceClass};
use crate::port::PortResult;
use crate::port::offering::{DatabaseOfferingReader, InstanceOfferingReader};

mockall::mock! {
    /// A mock of [`InstanceOfferingReader`](crate::port::offering::InstanceOfferingReader).
    #[derive(Debug)]
    pub InstanceOfferingReader {}

    #[async_trait]
    impl InstanceOfferingReader for InstanceOfferingReader {
        async fn zones_offering(&self, kind: &InstanceType) -> PortResult<Vec<String>>;
    }
}

mockall::mock! {
    /// A mock of [`DatabaseOfferingReader`](crate::port::offering::DatabaseOfferingReader).
    #[derive(Debug)]
    pub DatabaseOfferingReader {}

    #[async_trait]
    impl DatabaseOfferingReader for DatabaseOfferingReader {
        async fn versions_on(&self, class: &RdsInstanceClass) -> PortResult<Vec<String>>;
    }
}
