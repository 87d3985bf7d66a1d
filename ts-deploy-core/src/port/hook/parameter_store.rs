//! The hook around the calls of the parameter store.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader, hook_writer};
use crate::fingerprint::{Fingerprint, FingerprintKey};
use crate::ids::ParameterPath;
use crate::port::parameter_store::{
    ParameterDescription, ParameterReader, ParameterValue, ParameterVersion, ParameterWriter,
    PutRequest,
};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "ssm";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn ParameterReader>(ports, target, hook, |one| one);
    hook_writer::<dyn ParameterWriter>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: ParameterReader + ?Sized> ParameterReader for Hooked<P> {
    async fn describe(&self, names: &[ParameterPath]) -> PortResult<Vec<ParameterDescription>> {
        let answer = self.backend.describe(names);
        self.call(SERVICE, "DescribeParameters", answer).await
    }

    async fn matches(&self, name: &ParameterPath, value: &ParameterValue) -> PortResult<bool> {
        let answer = self.backend.matches(name, value);
        self.call(SERVICE, "GetParameters", answer).await
    }

    async fn fingerprint(
        &self,
        name: &ParameterPath,
        key: &FingerprintKey,
    ) -> PortResult<Fingerprint> {
        let answer = self.backend.fingerprint(name, key);
        self.call(SERVICE, "GetParameters", answer).await
    }
}

#[async_trait]
impl<P: ParameterWriter + ?Sized> ParameterWriter for Hooked<P> {
    async fn put(&self, request: &PutRequest) -> PortResult<ParameterVersion> {
        let answer = self.backend.put(request);
        self.call(SERVICE, "PutParameter", answer).await
    }

    async fn delete(&self, name: &ParameterPath) -> PortResult<()> {
        let answer = self.backend.delete(name);
        self.call(SERVICE, "DeleteParameter", answer).await
    }
}
