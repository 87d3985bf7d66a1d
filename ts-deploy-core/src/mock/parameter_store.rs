//! Mocks of the parameter store's ports.

use async_trait::async_trait;

use crate::fingerprint::{Fingerprint, FingerprintKey};
use crate::ids::ParameterPath;
use crate::port::PortResult;
use crate::port::parameter_store::{
    ParameterDescription, ParameterReader, ParameterValue, ParameterVersion, ParameterWriter,
    PutRequest,
};

mockall::mock! {
    /// A mock of [`ParameterReader`](crate::port::parameter_store::ParameterReader).
    #[derive(Debug)]
    pub ParameterReader {}

    #[async_trait]
    impl ParameterReader for ParameterReader {
        async fn describe(&self, names: &[ParameterPath]) -> PortResult<Vec<ParameterDescription>>;
        async fn matches(&self, name: &ParameterPath, value: &ParameterValue) -> PortResult<bool>;
        async fn fingerprint(
            &self,
            name: &ParameterPath,
            key: &FingerprintKey,
        ) -> PortResult<Fingerprint>;
    }
}

mockall::mock! {
    /// A mock of [`ParameterWriter`](crate::port::parameter_store::ParameterWriter).
    #[derive(Debug)]
    pub ParameterWriter {}

    #[async_trait]
    impl ParameterWriter for ParameterWriter {
        async fn put(&self, request: &PutRequest) -> PortResult<ParameterVersion>;
        async fn delete(&self, name: &ParameterPath) -> PortResult<()>;
    }
}
