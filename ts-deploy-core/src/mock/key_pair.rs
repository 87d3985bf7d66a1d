//! Mocks of the key pairs' port.

use async_trait::async_trait;

use crate::port::PortResult;
use crate::port::key_pair::{KeyPair, KeyPairReader, KeyPairRequest, KeyPairWriter, NewKeyPair};

mockall::mock! {
    /// A mock of [`KeyPairReader`](crate::port::key_pair::KeyPairReader).
    #[derive(Debug)]
    pub KeyPairReader {}

    #[async_trait]
    impl KeyPairReader for KeyPairReader {
        async fn pair(&self, name: &str) -> PortResult<Option<KeyPair>>;
    }
}

mockall::mock! {
    /// A mock of [`KeyPairWriter`](crate::port::key_pair::KeyPairWriter).
    #[derive(Debug)]
    pub KeyPairWriter {}

    #[async_trait]
    impl KeyPairWriter for KeyPairWriter {
        async fn create(&self, request: &KeyPairRequest) -> PortResult<NewKeyPair>;
        async fn delete(&self, id: &str) -> PortResult<()>;
    }
}
