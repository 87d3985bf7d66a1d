//! A mock of the port of Elastic IP addresses.

use async_trait::async_trait;

use crate::port::PortResult;
use crate::port::address::{AddressReader, ElasticIp};

mockall::mock! {
    /// A mock of [`AddressReader`](crate::port::address::AddressReader).
    #[derive(Debug)]
    pub AddressReader {}

    #[async_trait]
    impl AddressReader for AddressReader {
        async fn addresses(&self) -> PortResult<Vec<ElasticIp>>;
    }
}
